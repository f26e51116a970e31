package dev.inkling.sketch.quantile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.BinomialBounds;
import dev.inkling.sketch.Estimate;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Coverage and width of the bars, each check at one false alarm in a million. */
final class KllSketchAccuracyTest {

  private static final double[] CONFIDENCES = {0.9, 0.95, 0.99};

  /** Streams of 0 to n - 1: the value of a number tells its rank. */
  private static double[] stream(String order, int n, SplittableRandom random) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = order.equals("reversed") ? n - 1.0 - i : i;
    }
    if (order.equals("random")) {
      for (int i = n - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        double swap = values[i];
        values[i] = values[j];
        values[j] = swap;
      }
    }
    return values;
  }

  private static KllSketch tree(double[] values, int from, int to, int parts, KllSketch empty) {
    if (parts == 1) {
      KllSketch sketch = empty.copy();
      sketch.addAll(values, from, to);
      return sketch;
    }
    int middle = (from + to) >>> 1;
    return tree(values, from, middle, parts / 2, empty)
        .merge(tree(values, middle, to, parts / 2, empty));
  }

  @ParameterizedTest
  @CsvSource({
    "100, 2000, 1, random, 500",
    "100, 5000, 64, random, 500",
    "100, 100000, 1, random, 120",
    "200, 1000, 1, random, 50",
    "200, 5000, 1, random, 500",
    "200, 5000, 2, random, 500",
    "200, 5000, 64, random, 500",
    "200, 100000, 1, random, 120",
    "200, 100000, 64, random, 120",
    "200, 5000, 1, sorted, 300",
    "200, 100000, 1, reversed, 120",
    "200, 100000, 64, sorted, 120",
    "800, 5000, 1, random, 300",
    "800, 100000, 64, random, 120"
  })
  void barsHoldTheTruthAtLeastAsOftenAsTheySay(int k, int n, int parts, String order, int trials) {
    double[] fractions = {0.01, 0.25, 0.5, 0.9, 0.999};
    int[][] held = new int[fractions.length][CONFIDENCES.length];
    int[][] heldRanks = new int[fractions.length][CONFIDENCES.length];
    int proven = 0;
    for (int trial = 0; trial < trials; trial++) {
      SplittableRandom random = new SplittableRandom(31L * n + trial);
      double[] values = stream(order, n, random);
      KllSketch sketch = tree(values, 0, n, parts, KllSketch.create(k, random.nextLong()));
      for (int i = 0; i < fractions.length; i++) {
        // a place near the fraction: in a sorted stream a fixed one always meets the same coins
        double room = Math.min(fractions[i], 1 - fractions[i]);
        double p = fractions[i] + (random.nextDouble() - 0.5) * 0.1 * room;
        double truth = Math.ceil(p * n) - 1;
        for (int c = 0; c < CONFIDENCES.length; c++) {
          held[i][c] += sketch.quantile(p, CONFIDENCES[c]).contains(truth) ? 1 : 0;
          heldRanks[i][c] += sketch.rank(truth, CONFIDENCES[c]).contains((truth + 1) / n) ? 1 : 0;
        }
        double error = Math.abs(sketch.rank(truth) - (truth + 1) / n);
        proven += error <= sketch.rankError(0.99) ? 1 : 0;
      }
    }
    for (int c = 0; c < CONFIDENCES.length; c++) {
      int least = BinomialBounds.least(trials, CONFIDENCES[c]);
      for (int i = 0; i < fractions.length; i++) {
        String where = "p = " + fractions[i] + ", confidence " + CONFIDENCES[c];
        assertThat(held[i][c]).as("quantile, " + where).isGreaterThanOrEqualTo(least);
        assertThat(heldRanks[i][c]).as("rank, " + where).isGreaterThanOrEqualTo(least);
      }
    }
    assertThat(proven).isGreaterThanOrEqualTo(trials * fractions.length * 99 / 100);
  }

  /** Where ranks are not on a coarse grid, bars are neither too wide nor hold too often. */
  @ParameterizedTest
  @CsvSource("200, 100000")
  void barsAreNoWiderThanNeedBe(int k, int n) {
    int trials = 250;
    double p = 0.5;
    double truth = p * n - 1;
    int[] held = new int[CONFIDENCES.length];
    double width = 0;
    double[] errors = new double[trials];
    for (int trial = 0; trial < trials; trial++) {
      SplittableRandom random = new SplittableRandom(trial);
      KllSketch sketch = KllSketch.create(k, trial);
      sketch.addAll(stream("random", n, random), 0, n);
      for (int c = 0; c < CONFIDENCES.length; c++) {
        held[c] += sketch.quantile(p, CONFIDENCES[c]).contains(truth) ? 1 : 0;
      }
      Estimate rank = sketch.rank(truth, 0.95);
      width += (rank.upper() - rank.lower()) / 2 / trials;
      errors[trial] = Math.abs(rank.value() - p);
    }
    for (int c = 0; c < CONFIDENCES.length; c++) {
      assertThat(held[c])
          .isBetween(
              BinomialBounds.least(trials, CONFIDENCES[c]),
              BinomialBounds.most(trials, CONFIDENCES[c]));
    }
    // the narrowest valid bar lies between the errors whose rank is surely below and above 95 %
    Arrays.sort(errors);
    int high = Math.min(trials, BinomialBounds.most(trials, 0.95) + 1);
    assertThat(width).isBetween(0.0, 1.1 * errors[high - 1]);
  }
}
