package dev.inkling.sketch.distinct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.BinomialBounds;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import dev.inkling.sketch.internal.Normal;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bias, error, coverage and width against theory, each check at one false alarm in a million. */
class ThetaSketchAccuracyTest {

  private static final double Z = Normal.quantile(1 - 0.5e-6);
  private static final double[] CONFIDENCES = {0.9, 0.95, 0.99};

  /**
   * The hashes that the k + 1 lowest of n random ones may be: uniform order statistics, each drawn
   * given the one before it. A sketch of the n would have the same state.
   */
  private static long[] lowest(int k, int n, SplittableRandom random) {
    long[] hashes = new long[Math.min(n, k + 1)];
    double logAbove = 0; // ln of the share above the last one
    for (int i = 0; i < hashes.length; i++) {
      logAbove += Math.log(1 - random.nextDouble()) / (n - i);
      double share = -Math.expm1(logAbove);
      hashes[i] = ((long) (share * 0x1p53) << 11) | random.nextInt(1 << 11);
    }
    return hashes;
  }

  private static ThetaSketch sketch(int k, int parts, long[]... hashes) {
    ThetaSketch[] sketches = new ThetaSketch[parts];
    Arrays.setAll(sketches, i -> ThetaSketch.create(k));
    for (long[] some : hashes) {
      for (int i = 0; i < some.length; i++) {
        sketches[i % parts].addHash(some[i]);
      }
    }
    for (int step = 1; step < parts; step *= 2) {
      for (int i = 0; i + step < parts; i += 2 * step) {
        sketches[i].merge(sketches[i + step]);
      }
    }
    return sketches[0];
  }

  @ParameterizedTest
  @CsvSource({
    "16, 17, 1000, 1",
    "16, 30, 1000, 64",
    "16, 1000, 1000, 2",
    "16, 100000, 1000, 1",
    "16, 10000000, 1000, 64",
    "128, 129, 1000, 2",
    "128, 200, 1000, 1",
    "128, 1000, 1000, 64",
    "128, 5000, 1000, 2",
    "128, 100000, 1000, 1",
    "128, 10000000, 1000, 2",
    "1024, 1100, 200, 1",
    "1024, 5000, 200, 2",
    "1024, 100000, 200, 64",
    "1024, 10000000, 200, 1",
  })
  void theBarOfACountHoldsTheTruthExactlyAsOftenAsItSays(int k, int n, int runs, int parts) {
    int[] held = new int[CONFIDENCES.length];
    double[] widths = new double[CONFIDENCES.length];
    double sum = 0;
    double squares = 0;
    for (int run = 0; run < runs; run++) {
      long[] hashes = lowest(k, n, new SplittableRandom(31L * n + run));
      ThetaSketch sketch = sketch(k, parts, hashes);
      double error = sketch.estimate() / n - 1;
      sum += error;
      squares += error * error;
      for (int c = 0; c < CONFIDENCES.length; c++) {
        Estimate estimate = sketch.estimate(CONFIDENCES[c]);
        assertThat(estimate.guarantee()).isEqualTo(Guarantee.PROBABILISTIC);
        held[c] += estimate.contains(n) ? 1 : 0;
        widths[c] += (estimate.upper() - estimate.lower()) / runs;
      }
    }
    // E (k / θ)² for the order statistic θ
    double variance = (double) k * (n - 1) / ((k - 1.0) * n) - 1;
    double deviation = n * Math.sqrt(variance);
    for (int c = 0; c < CONFIDENCES.length; c++) {
      assertThat(held[c])
          .as("coverage at %s", CONFIDENCES[c])
          .isGreaterThanOrEqualTo(BinomialBounds.least(runs, CONFIDENCES[c]));
      if (deviation > 15) {
        assertThat(held[c]).isLessThanOrEqualTo(BinomialBounds.most(runs, CONFIDENCES[c]));
      }
      if (k >= 128 && deviation > 15) {
        assertThat(widths[c]).isLessThan(1.1 * 2 * Normal.z(CONFIDENCES[c]) * deviation);
      }
    }
    double standardError = Math.sqrt(variance / runs);
    // θ is skewed: its inverse has kurtosis, which shrinks with k
    double allowance = 1 + 8.0 / k;
    assertThat(Math.abs(sum / runs)).isLessThan(Z * standardError * allowance);
    if (k >= 128) {
      double ninth = 2.0 * allowance * allowance / (9 * runs);
      assertThat(Math.cbrt(squares / variance / runs))
          .isBetween(1 - ninth - Z * Math.sqrt(ninth), 1 - ninth + Z * Math.sqrt(ninth));
    }
    assertThat(variance).isLessThanOrEqualTo(1 / (k - 1.0));
  }

  @ParameterizedTest
  @CsvSource({
    "16, 10, 500",
    "16, 100, 1000",
    "16, 10000, 1000",
    "128, 100, 500",
    "128, 1000, 300",
    "128, 1000000, 300",
    "1024, 2000, 100",
    "1024, 1000000, 60"
  })
  void theBarsOfSetOperationsHoldTheTruthAtAnyOverlap(int k, int n, int runs) {
    for (double overlap : new double[] {0, 0.01, 0.1, 0.5, 0.9, 1}) {
      int shared = (int) (overlap * n);
      int own = n - shared;
      double[] truths = {n + own, shared, own, shared / (double) (n + own)};
      int[][] held = new int[truths.length][CONFIDENCES.length];
      double[] sums = new double[truths.length];
      double[] squares = new double[truths.length];
      for (int run = 0; run < runs; run++) {
        SplittableRandom random = new SplittableRandom(31L * n + 7L * shared + run);
        long[] both = lowest(k, shared, random);
        ThetaSketch a = sketch(k, 1, lowest(k, own, random), both);
        ThetaSketch b = sketch(k, 2, both, lowest(k, own, random));
        for (int c = 0; c < CONFIDENCES.length; c++) {
          Estimate[] answers = {
            ThetaSketch.union(a, b).estimate(CONFIDENCES[c]),
            ThetaSketch.intersection(a, b).estimate(CONFIDENCES[c]),
            ThetaSketch.difference(a, b).estimate(CONFIDENCES[c]),
            ThetaSketch.jaccard(a, b, CONFIDENCES[c])
          };
          for (int q = 0; q < answers.length; q++) {
            held[q][c] += answers[q].contains(truths[q]) ? 1 : 0;
            if (c == 0) {
              double error = answers[q].value() - truths[q];
              sums[q] += error;
              squares[q] += error * error;
            }
          }
        }
      }
      for (int q = 0; q < truths.length; q++) {
        for (int c = 0; c < CONFIDENCES.length; c++) {
          assertThat(held[q][c])
              .as("question %d, overlap %s, confidence %s", q, overlap, CONFIDENCES[c])
              .isGreaterThanOrEqualTo(BinomialBounds.least(runs, CONFIDENCES[c]));
        }
        // counts are unbiased; their error is at most that of the union times √(union / result)
        double bound = Math.sqrt(truths[0] * Math.max(1, truths[q]) / (k - 1.0));
        if (q < 3) {
          assertThat(Math.abs(sums[q] / runs)).isLessThanOrEqualTo(Z * bound / Math.sqrt(runs));
          if (truths[q] > 0.4 * n) {
            assertThat(Math.sqrt(squares[q] / runs)).isLessThanOrEqualTo(1.3 * bound);
          }
        }
      }
    }
  }
}
