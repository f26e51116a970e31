package dev.inkling.benchmarks.accuracy;

import dev.inkling.sketch.distinct.ExaLogLog;
import dev.inkling.sketch.distinct.HyperLogLog;
import dev.inkling.sketch.distinct.ThetaSketch;
import dev.inkling.sketch.frequency.CountMinSketch;
import dev.inkling.sketch.quantile.DDSketch;
import dev.inkling.sketch.quantile.KllSketch;
import dev.inkling.sketch.quantile.TDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * Questions of one kind, about sketches of several kinds and sizes.
 *
 * @param title what is asked
 * @param errors what errors are relative to
 * @param scale what errors are multiplied by when they are printed
 * @param mostItems the longest stream that is worth its time
 * @param questions one per table
 */
record Group(
    String title, String errors, double scale, long mostItems, List<Question<?>> questions) {

  private static final long LONGEST = 10_000_000;

  /** All that is measured. */
  static List<Group> all() {
    return List.of(distinct(), frequencies(), cardinalities(), quantiles());
  }

  private static Group distinct() {
    List<Question<?>> questions = new ArrayList<>();
    for (int precision : new int[] {10, 12, 14}) {
      questions.add(
          new DistinctQuestion<>(
              "HyperLogLog, precision " + precision, () -> HyperLogLog.create(precision)));
    }
    for (int precision : new int[] {7, 9, 11}) {
      questions.add(
          new DistinctQuestion<>(
              "ExaLogLog, precision " + precision, () -> ExaLogLog.create(precision)));
    }
    for (int k : new int[] {256, 1_024, 4_096}) {
      questions.add(new DistinctQuestion<>("ThetaSketch, k = " + k, () -> ThetaSketch.create(k)));
    }
    return new Group(
        "Distinct values", "the number of values, in %", 100, LONGEST, List.copyOf(questions));
  }

  private static Group frequencies() {
    Items.Zipf zipf = new Items.Zipf(100_000, 1.1);
    List<Question<?>> questions = new ArrayList<>();
    for (int width : new int[] {256, 1_024, 4_096}) {
      for (int item : new int[] {0, 99, 99_999}) {
        questions.add(
            new FrequencyQuestion(
                "CountMinSketch, width " + width + ", depth 5; item " + (item + 1),
                () -> CountMinSketch.create(width, 5),
                zipf,
                item));
      }
    }
    return new Group(
        "Frequencies in Zipf streams (s = 1.1, 100,000 items)",
        "the length of the stream, in ‰",
        1_000,
        1_000_000,
        List.copyOf(questions));
  }

  private static Group cardinalities() {
    List<Question<?>> questions = new ArrayList<>();
    for (long expected : new long[] {1_000, 10_000, 100_000}) {
      questions.add(
          new CardinalityQuestion(
              "BloomFilter for " + expected + " values at 1 %", expected, 0.01));
    }
    return new Group(
        "Distinct values by Bloom filters",
        "the number of values, in %",
        100,
        LONGEST,
        List.copyOf(questions));
  }

  private static Group quantiles() {
    List<Question<?>> questions = new ArrayList<>();
    for (double p : new double[] {0.5, 0.99, 0.999}) {
      for (double compression : new double[] {100, 200, 500}) {
        questions.add(
            new QuantileQuestion<TDigest>(
                "TDigest, compression " + (int) compression + "; p = " + p,
                seed -> TDigest.create(compression),
                p));
      }
    }
    for (double p : new double[] {0.01, 0.5, 0.99}) {
      for (int k : new int[] {100, 200, 800}) {
        questions.add(
            new QuantileQuestion<KllSketch>(
                "KllSketch, k = " + k + "; p = " + p, seed -> KllSketch.create(k, seed), p));
      }
    }
    for (double error : new double[] {0.05, 0.01, 0.001}) {
      questions.add(
          new QuantileQuestion<DDSketch>(
              "DDSketch, relative error " + error + "; p = 0.5",
              seed -> DDSketch.withRelativeError(error),
              0.5));
    }
    return new Group(
        "Quantiles of random permutations",
        "n, as ranks, in %",
        100,
        1_000_000,
        List.copyOf(questions));
  }
}
