package dev.inkling.benchmarks.accuracy;

import dev.inkling.sketch.HashSketch;
import dev.inkling.sketch.Sketch;
import dev.inkling.sketch.distinct.ExaLogLog;
import dev.inkling.sketch.distinct.HyperLogLog;
import dev.inkling.sketch.distinct.ThetaSketch;
import dev.inkling.sketch.frequency.CountMinSketch;
import dev.inkling.sketch.frequency.TopK;
import dev.inkling.sketch.membership.BloomFilter;
import dev.inkling.sketch.quantile.DDSketch;
import dev.inkling.sketch.quantile.KllSketch;
import dev.inkling.sketch.quantile.QuantileSketch;
import dev.inkling.sketch.quantile.TDigest;
import dev.inkling.sketch.sampling.BernoulliSample;
import dev.inkling.sketch.sampling.RecentSample;
import dev.inkling.sketch.sampling.ReservoirSample;
import dev.inkling.sketch.sampling.VarOptSample;
import dev.inkling.sketch.sampling.WeightedSample;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;

/** The bytes of every kind on the heap and stored, against the number of items. */
final class Footprint {

  private static final long[] SIZES = {0, 1, 3, 10, 100, 1_000, 10_000, 100_000, 1_000_000};

  /** A kind and size, and how to make one that has seen so many different items. */
  private record Kind(String name, LongFunction<? extends Sketch<?>> withItems) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("HyperLogLog, precision 12", n -> hashed(HyperLogLog.create(12), n)),
          new Kind("HyperLogLog, precision 14", n -> hashed(HyperLogLog.create(14), n)),
          new Kind("HyperLogLog, precision 21", n -> hashed(HyperLogLog.create(21), n)),
          new Kind("ExaLogLog, precision 9", n -> hashed(ExaLogLog.create(9), n)),
          new Kind("ExaLogLog, precision 11", n -> hashed(ExaLogLog.create(11), n)),
          new Kind("ThetaSketch, k = 4,096", n -> hashed(ThetaSketch.create(4_096), n)),
          new Kind("CountMinSketch, 4,096 × 5", n -> hashed(CountMinSketch.create(4_096, 5), n)),
          new Kind("TopK, 100 of 3,200", n -> longs(TopK.create(100, 3_200), n)),
          new Kind(
              "BloomFilter, 100,000 at 1 %", n -> hashed(BloomFilter.create(100_000, 0.01), n)),
          new Kind("TDigest, default", n -> numbers(TDigest.create(), n)),
          new Kind("KllSketch, k = 200", n -> numbers(KllSketch.create(200), n)),
          new Kind("DDSketch, 1 %", n -> numbers(DDSketch.withRelativeError(0.01), n)),
          new Kind("ReservoirSample of 1,000", n -> longs(ReservoirSample.create(1_000, 1), n)),
          new Kind("BernoulliSample at 1 %", n -> bernoulli(0.01, n)),
          new Kind("WeightedSample of 1,000", n -> weighted(WeightedSample.create(1_000, 1), n)),
          new Kind("VarOptSample of 1,000", n -> weighted(VarOptSample.create(1_000, 1), n)),
          new Kind(
              "RecentSample of 1,000 of the last 100,000",
              n -> recent(RecentSample.lastItems(1_000, 100_000, 1), n)));

  private Footprint() {}

  static void print(PrintStream out, long mostItems) {
    out.printf(
        "%n## Size%n%nBytes on the heap (64-bit JVM, compressed pointers) / stored, after n different items.%n%n|");
    out.print(" kind |");
    for (long n : SIZES) {
      out.printf(Locale.ROOT, " %,d |", n);
    }
    out.printf("%n|---|%s%n", "---:|".repeat(SIZES.length));
    for (Kind kind : KINDS) {
      out.printf("| %s |", kind.name());
      for (long n : SIZES) {
        if (n <= mostItems) {
          Sketch<?> sketch = kind.withItems().apply(n);
          out.printf(Locale.ROOT, " %,d / %,d |", sketch.heapBytes(), sketch.serializedBytes());
        } else {
          out.print(" – |");
        }
      }
      out.println();
    }
  }

  private static <S extends HashSketch<S>> S hashed(S sketch, long n) {
    for (long i = 0; i < n; i++) {
      sketch.addHash(Items.hash(1, i));
    }
    return sketch;
  }

  private static <S extends QuantileSketch<S>> S numbers(S sketch, long n) {
    for (long i = 0; i < n; i++) {
      sketch.add(Items.uniform(1, i));
    }
    return sketch;
  }

  private static TopK longs(TopK sketch, long n) {
    for (long i = 0; i < n; i++) {
      sketch.add(i);
    }
    return sketch;
  }

  private static ReservoirSample longs(ReservoirSample sketch, long n) {
    for (long i = 0; i < n; i++) {
      sketch.add(i);
    }
    return sketch;
  }

  private static BernoulliSample bernoulli(double rate, long n) {
    BernoulliSample sample = BernoulliSample.create(rate, 1);
    sample.addRange(0, n);
    return sample;
  }

  private static WeightedSample weighted(WeightedSample sample, long n) {
    for (long i = 0; i < n; i++) {
      sample.add(i, 1 - Items.uniform(1, i) / 2);
    }
    return sample;
  }

  private static VarOptSample weighted(VarOptSample sample, long n) {
    for (long i = 0; i < n; i++) {
      sample.add(i, 1 - Items.uniform(1, i) / 2);
    }
    return sample;
  }

  private static RecentSample recent(RecentSample sample, long n) {
    sample.addRange(0, n);
    return sample;
  }
}
