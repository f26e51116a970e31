package dev.inkling.cli.accuracy;

import dev.inkling.operator.sampling.SampleEstimates;
import dev.inkling.operator.sampling.UniformDesign;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.sampling.ReservoirSample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sums, counts and medians from samples. Every set of places is equally likely in a reservoir, so a
 * run samples the ranks 1 to n, which need not be read, and looks up the values at those ranks in
 * the sorted column.
 */
final class SampleTrial implements Trial {

  private static final int[] SIZES = {100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000};
  private static final int RUNS = 100;

  /** A sampled value's place, its order, its value, and two copies for estimates. */
  private static final long PLACE_BYTES = 48;

  /** Of these runs so many are merged from parts as well. */
  private static final int MERGED_RUNS = 25;

  private final AccuracyStudy.Wish wish;

  SampleTrial(AccuracyStudy.Wish wish) {
    this.wish = wish;
  }

  /** Exact answers about all values. */
  private record Truth(long count, double sum, double mean, long aboveMean, double median) {

    static Truth of(CountedValues values) throws IOException {
      ExactSum sum = new ExactSum();
      values.scan(
          (keys, counts, n) -> {
            for (int i = 0; i < n; i++) {
              sum.add(KeyForm.number(keys[i]), counts[i]);
            }
          });
      long count = values.total();
      double mean = sum.value() / (double) count;
      long[] above = {0};
      values.scan(
          (keys, counts, n) -> {
            for (int i = 0; i < n; i++) {
              above[0] += KeyForm.number(keys[i]) > mean ? counts[i] : 0;
            }
          });
      Ranks ranks = Ranks.of(values, new double[0]);
      return new Truth(count, sum.value(), mean, above[0], ranks.truth(medianIndex()));
    }
  }

  private static double above(Truth truth) {
    return (double) truth.aboveMean();
  }

  private static int medianIndex() {
    return Arrays.binarySearch(Ranks.FRACTIONS, 0.5);
  }

  /** A sum of products, with the rounding errors of all additions and products added at the end. */
  private static final class ExactSum {
    private double sum;
    private double rest;

    void add(double value, long count) {
      double times = (double) count;
      double product = value * times;
      rest += Math.fma(value, times, -product);
      double next = sum + product;
      rest += Math.abs(sum) >= Math.abs(product) ? sum - next + product : product - next + sum;
      sum = next;
    }

    double value() {
      return Double.isFinite(rest) ? sum + rest : sum;
    }
  }

  /** The values of some samples. */
  private record Sampled(List<double[]> samples) {

    /** Looks up the values at ranks, which are in [0, n). */
    static Sampled of(CountedValues values, List<long[]> ranks) throws IOException {
      List<double[]> samples = new ArrayList<>();
      int all = ranks.stream().mapToInt(sample -> sample.length).sum();
      long[] tagged = new long[all]; // the rank, and the number of the sample in the low bits
      int bits = 64 - Long.numberOfLeadingZeros(ranks.size());
      int at = 0;
      for (int s = 0; s < ranks.size(); s++) {
        samples.add(new double[ranks.get(s).length]);
        for (long rank : ranks.get(s)) {
          tagged[at++] = rank << bits | s;
        }
      }
      Arrays.sort(tagged);
      int[] filled = new int[ranks.size()];
      int[] next = {0};
      long[] seen = {0};
      values.scan(
          (keys, counts, n) -> {
            for (int i = 0; i < n; i++) {
              seen[0] += counts[i];
              for (; next[0] < tagged.length && tagged[next[0]] >>> bits < seen[0]; next[0]++) {
                int s = (int) (tagged[next[0]] & (1L << bits) - 1);
                samples.get(s)[filled[s]++] = KeyForm.number(keys[i]);
              }
            }
          });
      return new Sampled(samples);
    }
  }

  @Override
  public Outcome measure(
      CountedValues values, double meanTextBytes, Workers workers, AccuracyStudy.Progress progress)
      throws IOException {
    Truth truth = Truth.of(values);
    List<Aim> aims =
        List.of(
            Aim.of("sum", "of the sum, and of the mean", truth.sum()),
            Aim.of("count", "of the number of values above the mean", above(truth)),
            Aim.of("median", "of all ranks, of the median", truth.median()));
    List<Contender> contenders = new ArrayList<>();
    List<Workers.Task> tasks = new ArrayList<>();
    AtomicInteger done = new AtomicInteger();
    long mostPlaces = Math.max(SIZES[0], workers.memoryBytes() / PLACE_BYTES);
    for (int size : SIZES) {
      if (size > mostPlaces || (size >= truth.count() && !contenders.isEmpty())) {
        break;
      }
      Contender contender =
          new Contender(
              "ReservoirSample",
              String.format(Locale.ROOT, "size %,d", size),
              "ReservoirSample.create(" + size + ", seed)",
              aims,
              () -> {
                ReservoirSample fresh = ReservoirSample.create(size, 1);
                return chunk -> fresh.addDoubles(chunk.numbers(), 0, chunk.size());
              });
      contenders.add(contender);
      int step = (int) Math.max(1, Math.min(RUNS, mostPlaces / size / workers.size()));
      long bytes = (long) size * step * PLACE_BYTES;
      for (int from = 0; from < RUNS; from += step) {
        int first = from;
        int last = Math.min(RUNS, from + step);
        tasks.add(
            workers.within(
                bytes,
                () -> {
                  judge(values, truth, contender, size, first, last);
                  double fraction = (double) done.addAndGet(last - first) / (RUNS * SIZES.length);
                  progress.show(values.total(), fraction);
                }));
      }
    }
    workers.run(tasks);
    long bytes = Math.multiplyExact(truth.count(), Double.BYTES);
    contenders.add(Contender.exact("all values", aims, bytes, bytes));
    return new Outcome(
        aims,
        contenders,
        RUNS + " samples of each size, each with a seed of its own",
        List.of(
            "sum: " + truth.sum(),
            "mean: " + truth.mean(),
            String.format(Locale.ROOT, "values above the mean: %,d", truth.aboveMean()),
            "median: " + truth.median()));
  }

  private void judge(
      CountedValues values, Truth truth, Contender contender, int size, int from, int to)
      throws IOException {
    List<long[]> ranks = new ArrayList<>();
    for (int run = from; run < to; run++) {
      ReservoirSample sample = ReservoirSample.create(size, Seeds.random(size, run));
      sample.addRange(0, truth.count());
      ranks.add(sample.toArray());
      if (run == 0) {
        contender.weighs(sample);
      }
    }
    judge(values, truth, contender, Sampled.of(values, ranks).samples(), true);
    if (from >= MERGED_RUNS) {
      return;
    }
    ranks.clear();
    for (int run = from; run < Math.min(to, MERGED_RUNS); run++) {
      ranks.add(merged(size, run, truth.count()));
    }
    judge(values, truth, contender, Sampled.of(values, ranks).samples(), false);
  }

  /** A sample put together of samples of parts, which are of unequal length. */
  private static long[] merged(int size, int run, long count) {
    ReservoirSample merged = ReservoirSample.create(size, Seeds.random(~size, run));
    for (int p = 0; p < PARTS; p++) {
      long seed = Seeds.random(~size, RUNS + (long) run * PARTS + p);
      ReservoirSample part = ReservoirSample.create(size, seed);
      part.addRange(bound(p, count), bound(p + 1, count));
      merged.merge(part);
    }
    return merged.toArray();
  }

  private static long bound(int part, long count) {
    return (long) ((double) count * part * part / (PARTS * PARTS));
  }

  private void judge(
      CountedValues values, Truth truth, Contender contender, List<double[]> samples, boolean whole)
      throws IOException {
    double confidence = wish.confidence();
    List<Estimate> medians = new ArrayList<>();
    for (double[] sample : samples) {
      long[] items = Arrays.stream(sample).mapToLong(Double::doubleToLongBits).toArray();
      SampleEstimates estimates =
          SampleEstimates.of(items, new UniformDesign(truth.count(), items.length));
      Estimate sum = estimates.sum(Double::longBitsToDouble, confidence);
      Estimate count =
          estimates.count(item -> Double.longBitsToDouble(item) > truth.mean(), confidence);
      medians.add(estimates.quantile(Double::longBitsToDouble, 0.5, confidence));
      if (whole) {
        contender.tally(0).answer(0, sum, truth.sum(), truth.sum());
        contender.tally(1).answer(0, count, above(truth), above(truth));
      } else {
        contender.tally(0).mergedError(0, Tally.relative(sum.value() - truth.sum(), truth.sum()));
        contender
            .tally(1)
            .mergedError(0, Tally.relative(count.value() - above(truth), above(truth)));
      }
    }
    judgeMedians(values, truth, contender.tally(2), medians, whole);
  }

  private static void judgeMedians(
      CountedValues values, Truth truth, Tally tally, List<Estimate> medians, boolean whole)
      throws IOException {
    double[] numbers =
        medians.stream()
            .flatMapToDouble(m -> Arrays.stream(new double[] {m.value(), m.lower(), m.upper()}))
            .toArray();
    Ranks ranks = Ranks.of(values, numbers);
    int half = medianIndex();
    for (Estimate median : medians) {
      double error = ranks.error(half, median.value());
      if (whole) {
        tally.error(0, error);
        double arm = Math.max(ranks.error(half, median.lower()), ranks.error(half, median.upper()));
        tally.bar(0, arm, median.contains(truth.median()));
      } else {
        tally.mergedError(0, error);
      }
    }
  }
}
