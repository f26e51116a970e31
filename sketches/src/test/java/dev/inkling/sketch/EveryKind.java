package dev.inkling.sketch;

import dev.inkling.sketch.distinct.ExaLogLog;
import dev.inkling.sketch.distinct.HyperLogLog;
import dev.inkling.sketch.distinct.ThetaSketch;
import dev.inkling.sketch.frequency.CountMinSketch;
import dev.inkling.sketch.frequency.TopK;
import dev.inkling.sketch.internal.SketchKind;
import dev.inkling.sketch.membership.AgeingBloomFilter;
import dev.inkling.sketch.membership.BloomFilter;
import dev.inkling.sketch.membership.ScalableBloomFilter;
import dev.inkling.sketch.quantile.DDSketch;
import dev.inkling.sketch.quantile.KllSketch;
import dev.inkling.sketch.quantile.TDigest;
import dev.inkling.sketch.sampling.Allocation;
import dev.inkling.sketch.sampling.BernoulliSample;
import dev.inkling.sketch.sampling.RecentSample;
import dev.inkling.sketch.sampling.ReservoirSample;
import dev.inkling.sketch.sampling.StratifiedSample;
import dev.inkling.sketch.sampling.VarOptSample;
import dev.inkling.sketch.sampling.WeightedSample;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * One entry per kind and form worth telling apart.
 *
 * @param name what is tested
 * @param kind its number in stored forms
 * @param withItems a sketch that has seen so many different items
 * @param fromBytes its decoder
 */
record EveryKind(
    String name,
    SketchKind kind,
    IntFunction<? extends Sketch<?>> withItems,
    Function<byte[], ? extends Sketch<?>> fromBytes) {

  static List<EveryKind> all() {
    return List.of(
        new EveryKind(
            "HyperLogLog 4",
            SketchKind.HYPER_LOG_LOG,
            n -> hashed(HyperLogLog.create(4), n),
            HyperLogLog::fromBytes),
        new EveryKind(
            "HyperLogLog 14",
            SketchKind.HYPER_LOG_LOG,
            n -> hashed(HyperLogLog.create(14), n),
            HyperLogLog::fromBytes),
        new EveryKind(
            "HyperLogLog 21",
            SketchKind.HYPER_LOG_LOG,
            n -> hashed(HyperLogLog.create(21), n),
            HyperLogLog::fromBytes),
        new EveryKind(
            "ExaLogLog 4",
            SketchKind.EXA_LOG_LOG,
            n -> hashed(ExaLogLog.create(4), n),
            ExaLogLog::fromBytes),
        new EveryKind(
            "ExaLogLog 12",
            SketchKind.EXA_LOG_LOG,
            n -> hashed(ExaLogLog.create(12), n),
            ExaLogLog::fromBytes),
        new EveryKind(
            "ThetaSketch 16",
            SketchKind.THETA,
            n -> hashed(ThetaSketch.create(16), n),
            ThetaSketch::fromBytes),
        new EveryKind(
            "ThetaSketch 4096",
            SketchKind.THETA,
            n -> hashed(ThetaSketch.create(4_096), n),
            ThetaSketch::fromBytes),
        new EveryKind(
            "CountMinSketch",
            SketchKind.COUNT_MIN,
            n -> hashed(CountMinSketch.create(8, 3), n),
            CountMinSketch::fromBytes),
        new EveryKind(
            "TopK",
            SketchKind.TOP_K,
            n -> {
              TopK top = TopK.create(2, 16);
              for (long i = 0; i < n; i++) {
                top.add("item " + i * i % 17);
              }
              return top;
            },
            TopK::fromBytes),
        new EveryKind(
            "BloomFilter",
            SketchKind.BLOOM,
            n -> hashed(BloomFilter.create(20, 0.01), n),
            BloomFilter::fromBytes),
        new EveryKind(
            "ScalableBloomFilter",
            SketchKind.SCALABLE_BLOOM,
            n -> hashed(ScalableBloomFilter.create(10, 0.1), n),
            ScalableBloomFilter::fromBytes),
        new EveryKind(
            "AgeingBloomFilter by items",
            SketchKind.AGEING_BLOOM,
            n -> hashed(AgeingBloomFilter.ofItems(20, 2, 0.1), n),
            AgeingBloomFilter::fromBytes),
        new EveryKind(
            "AgeingBloomFilter by time",
            SketchKind.AGEING_BLOOM,
            n -> {
              AgeingBloomFilter filter =
                  AgeingBloomFilter.ofTime(Duration.ofMillis(20), 2, 20, 0.1);
              for (long i = 0; i < n; i++) {
                filter.add(i, i);
              }
              return filter;
            },
            AgeingBloomFilter::fromBytes),
        new EveryKind(
            "TDigest 20",
            SketchKind.T_DIGEST,
            n -> numbers(TDigest.create(20), n),
            TDigest::fromBytes),
        new EveryKind(
            "TDigest", SketchKind.T_DIGEST, n -> numbers(TDigest.create(), n), TDigest::fromBytes),
        new EveryKind(
            "KllSketch 8",
            SketchKind.KLL,
            n -> numbers(KllSketch.create(8, 1), n),
            KllSketch::fromBytes),
        new EveryKind(
            "KllSketch", SketchKind.KLL, n -> numbers(KllSketch.create(), n), KllSketch::fromBytes),
        new EveryKind(
            "DDSketch",
            SketchKind.DD_SKETCH,
            n -> numbers(DDSketch.create(), n),
            DDSketch::fromBytes),
        new EveryKind(
            "DDSketch of any numbers",
            SketchKind.DD_SKETCH,
            n -> {
              DDSketch sketch = DDSketch.withRelativeError(0.2);
              for (int i = 0; i < n; i++) {
                double[] some = {i, -1.0 / i, -1e-320, 1e300 * i, Double.NEGATIVE_INFINITY};
                sketch.add(some[i % some.length]);
              }
              return sketch;
            },
            DDSketch::fromBytes),
        new EveryKind(
            "ReservoirSample",
            SketchKind.RESERVOIR,
            n -> {
              ReservoirSample sample = ReservoirSample.create(10, 42);
              sample.addRange(0, n);
              return sample;
            },
            ReservoirSample::fromBytes),
        new EveryKind(
            "StratifiedSample",
            SketchKind.STRATIFIED,
            n -> {
              StratifiedSample sample = StratifiedSample.create(3, 4, 42);
              for (long i = 0; i < n; i++) {
                sample.add(i * i % 7, i);
              }
              return sample;
            },
            StratifiedSample::fromBytes),
        new EveryKind(
            "StratifiedSample by shares",
            SketchKind.STRATIFIED,
            n -> stratified(Allocation.PROPORTIONAL, n),
            StratifiedSample::fromBytes),
        new EveryKind(
            "StratifiedSample by shares and variances",
            SketchKind.STRATIFIED,
            n -> stratified(Allocation.NEYMAN, n),
            StratifiedSample::fromBytes),
        new EveryKind(
            "BernoulliSample",
            SketchKind.BERNOULLI,
            n -> {
              BernoulliSample sample = BernoulliSample.create(0.6, 42, 15);
              sample.addRange(0, n);
              return sample;
            },
            BernoulliSample::fromBytes),
        new EveryKind(
            "WeightedSample",
            SketchKind.WEIGHTED,
            n -> {
              WeightedSample sample = WeightedSample.create(10, 42);
              for (int i = 0; i < n; i++) {
                sample.add(i, i * 37 % 101);
              }
              return sample;
            },
            WeightedSample::fromBytes),
        new EveryKind(
            "VarOptSample",
            SketchKind.VAR_OPT,
            n -> {
              VarOptSample sample = VarOptSample.create(10, 42);
              for (int i = 0; i < n; i++) {
                sample.add(i, i % 19 == 5 ? 1e6 : i * 37 % 101);
              }
              return sample;
            },
            VarOptSample::fromBytes),
        new EveryKind(
            "RecentSample by number",
            SketchKind.RECENT,
            n -> {
              RecentSample sample = RecentSample.lastItems(5, 40, 42);
              sample.addRange(0, n);
              return sample;
            },
            RecentSample::fromBytes),
        new EveryKind(
            "RecentSample by time",
            SketchKind.RECENT,
            n -> {
              RecentSample sample = RecentSample.lastMillis(5, 40, 42);
              for (long i = 0; i < n; i++) {
                sample.add(i, i - i * 7 % 13);
              }
              return sample;
            },
            RecentSample::fromBytes));
  }

  private static StratifiedSample stratified(Allocation allocation, int n) {
    StratifiedSample sample = StratifiedSample.withBudget(allocation, 12, 2, 4, 42);
    for (long i = 0; i < n; i++) {
      sample.add(i * i % 7, i, i * 37 % 101 / 4.0);
    }
    return sample;
  }

  private static <S extends HashSketch<S>> S hashed(S sketch, int n) {
    for (long i = 0; i < n; i++) {
      sketch.add(i);
    }
    return sketch;
  }

  private static <S extends DoubleSketch<S>> S numbers(S sketch, int n) {
    for (int i = 0; i < n; i++) {
      sketch.add(i * 37 % 101 / 4.0);
    }
    return sketch;
  }

  @Override
  public String toString() {
    return name;
  }
}
