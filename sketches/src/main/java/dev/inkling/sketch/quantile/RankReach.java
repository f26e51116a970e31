package dev.inkling.sketch.quantile;

import dev.inkling.sketch.internal.Normal;
import java.util.Arrays;

/** How far a rank with a normal error is off at most. */
final class RankReach {

  /** Errors beyond so many standard deviations are not looked at. */
  private static final double MOST_DEVIATIONS = 6;

  private static final int MOST_CASES = 4_096;

  private RankReach() {}

  /** The least whole number that the error stays within, with this confidence. */
  static long of(double deviation, double confidence) {
    // the half is the correction for continuity
    return (long) Math.ceil(Math.max(0, Normal.z(confidence) * deviation - 0.5));
  }

  /** Whether a grid is so coarse that a normal distribution does not describe errors on it. */
  static boolean isCoarse(long grid, double deviation) {
    return grid > 1 && grid > deviation / 4;
  }

  /**
   * The bar of the quantile of a rank, numbers that may be the same, where the ranks that the
   * sketch can give are so few that they have to be looked at one by one.
   *
   * <p>The truth lies from one number of the sketch up to the next, and then its rank is off by
   * what that number's is. These cases are as likely as the normal density says, relative to all.
   */
  static double[] onGrid(
      WeightedRuns runs, long rank, double deviation, double confidence, double min, double max) {
    double[] starts = new double[16];
    double[] odds = new double[16];
    int cases = 0;
    long far = (long) Math.ceil(MOST_DEVIATIONS * deviation);
    double start = rank - far < 1 ? min : runs.find(rank - far);
    double all = 0;
    long error = 0;
    while (error <= far && !Double.isNaN(start) && cases < MOST_CASES) {
      if (cases == starts.length) {
        starts = Arrays.copyOf(starts, 2 * cases);
        odds = Arrays.copyOf(odds, 2 * cases);
      }
      error = runs.rank(start) - rank;
      starts[cases] = start;
      odds[cases] = Math.exp(-(error / deviation) * (error / deviation) / 2);
      all += odds[cases];
      cases++;
      start = runs.next(start);
    }
    int first = 0;
    for (int i = 1; i < cases; i++) {
      first = odds[i] > odds[first] ? i : first;
    }
    int last = first;
    double sum = odds[first];
    while (sum < confidence * all && last - first + 1 < cases) {
      if (last == cases - 1 || (first > 0 && odds[first - 1] >= odds[last + 1])) {
        first--;
        sum += odds[first];
      } else {
        last++;
        sum += odds[last];
      }
    }
    double next = last + 1 < cases ? starts[last + 1] : runs.next(starts[last]);
    return new double[] {starts[first], Double.isNaN(next) ? max : next};
  }
}
