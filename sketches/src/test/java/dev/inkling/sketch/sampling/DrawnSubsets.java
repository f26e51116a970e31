package dev.inkling.sketch.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.internal.Normal;

/**
 * How often each subset of a few items was the sample, against the exact probabilities: Pearson's
 * chi-square at alpha = 1e-6. It covers the inclusion of single items, pairs and all others.
 */
final class DrawnSubsets {

  private static final double ALPHA = 1e-6;

  /** Cells that are expected less often than this are one cell. */
  private static final double RARE = 20;

  private final long[] seen;
  private long runs;

  /** Subsets are bit sets below {@code cells}. */
  DrawnSubsets(int cells) {
    seen = new long[cells];
  }

  static int bits(long[] items) {
    int bits = 0;
    for (long item : items) {
      assertThat(bits >> item & 1).as("item %d is drawn once", item).isZero();
      bits |= 1 << item;
    }
    return bits;
  }

  void add(int cell) {
    seen[cell]++;
    runs++;
  }

  /** The 1 - alpha quantile of chi-square (E. Wilson, M. Hilferty, 1931). */
  private static double bound(int df) {
    assertThat(df).as("the approximation needs some cells").isGreaterThan(20);
    double z = Normal.quantile(1 - ALPHA);
    double a = 2.0 / (9 * df);
    return df * Math.pow(1 - a + z * Math.sqrt(a), 3);
  }

  void check(String what, double[] probabilities) {
    double total = 0;
    double sum = 0;
    double rare = 0;
    long rareSeen = 0;
    int cells = 0;
    for (int i = 0; i < seen.length; i++) {
      double expected = runs * probabilities[i];
      total += probabilities[i];
      if (probabilities[i] == 0) {
        assertThat(seen[i])
            .as("%s: impossible subset %s", what, Integer.toBinaryString(i))
            .isZero();
      } else if (expected < RARE) {
        rare += expected;
        rareSeen += seen[i];
      } else {
        sum += (seen[i] - expected) * (seen[i] - expected) / expected;
        cells++;
      }
    }
    assertThat(total).as("the probabilities' sum").isBetween(1 - 1e-9, 1 + 1e-9);
    if (rare >= RARE) {
      sum += (rareSeen - rare) * (rareSeen - rare) / rare;
      cells++;
    }
    assertThat(sum).as(what + ": chi-square of %d cells", cells).isLessThan(bound(cells - 1));
  }

  /** Each subset of {@code size} out of {@code n} items with the same probability. */
  static double[] uniform(int n, int size) {
    double[] probabilities = new double[1 << n];
    int subsets = 0;
    for (int set = 0; set < 1 << n; set++) {
      subsets += Integer.bitCount(set) == size ? 1 : 0;
    }
    for (int set = 0; set < 1 << n; set++) {
      probabilities[set] = Integer.bitCount(set) == size ? 1.0 / subsets : 0;
    }
    return probabilities;
  }
}
