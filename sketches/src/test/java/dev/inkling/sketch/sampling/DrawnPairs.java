package dev.inkling.sketch.sampling;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How often single items and pairs of more items were in a sample, against their probabilities:
 * each within the bounds of a binomial variable at alpha = 1e-6 over all of them.
 */
final class DrawnPairs {

  /** A probability for two items, or for one if they are the same. */
  interface Probability {
    double of(int i, int j);
  }

  private final int[][] seen;
  private int runs;

  DrawnPairs(int items) {
    seen = new int[items][items];
  }

  void add(long[] items) {
    runs++;
    for (long i : items) {
      for (long j : items) {
        seen[(int) i][(int) j]++;
      }
    }
  }

  void check(String what, Probability probability) {
    for (int i = 0; i < seen.length; i++) {
      for (int j = 0; j <= i; j++) {
        double p = probability.of(i, j);
        assertThat((double) seen[i][j])
            .as("%s: %d and %d together, p = %s", what, i, j, p)
            .isBetween(runs * p - reach(p), runs * p + reach(p));
      }
    }
  }

  /** The same for single items; pairs must not come together more often than if independent. */
  void checkSinglesAndNoPositiveCovariance(String what, double[] p) {
    for (int i = 0; i < seen.length; i++) {
      assertThat((double) seen[i][i])
          .as("%s: %d, p = %s", what, i, p[i])
          .isBetween(runs * p[i] - reach(p[i]), runs * p[i] + reach(p[i]));
      for (int j = 0; j < i; j++) {
        assertThat((double) seen[i][j])
            .as("%s: %d and %d together", what, i, j)
            .isLessThanOrEqualTo(runs * p[i] * p[j] + reach(p[i] * p[j]));
      }
    }
  }

  /** Bernstein's inequality at 1e-6 over twice the number of cells: holds for every p. */
  private double reach(double p) {
    double log = Math.log(seen.length * (seen.length + 1.0) / 1e-6);
    double variance = runs * p * (1 - p);
    return p >= 1 ? 0 : log / 3 + Math.sqrt(log * log / 9 + 2 * log * variance);
  }
}
