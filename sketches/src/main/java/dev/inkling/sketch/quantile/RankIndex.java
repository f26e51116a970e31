package dev.inkling.sketch.quantile;

import java.util.Arrays;

/** The steps of {@link RankSweep}'s model, kept for digests that are asked again and again. */
final class RankIndex {

  /* implementation note
   *
   * Between two neighbouring breaks of the model it is a straight line; kept are x, the model there
   * and its limit from the left. All three are what the sweep computes, so that a quantile is the
   * same number whoever finds it. A rank is looked up in a guide of equal steps of rank, then by
   * bisection among the few breaks of its step.
   *
   * Building visits every break, a sweep for one rank only those near it: the first question after a
   * change is answered by a sweep, only the second builds.
   */

  private static final int GUIDE_STEPS = 1_024;

  private static final double[] NONE = {};

  /** The count of the digest when it was last asked. */
  private long count = -1;

  /** The number of breaks, 0 if the digest was asked once only. */
  private int size;

  private double[] xs = NONE;
  private double[] reached = NONE;
  private double[] before = NONE;
  private int[] guide;

  /** Whether a digest that now has this count was asked before and has not changed since. */
  boolean wasAskedAt(long digestCount) {
    if (count == digestCount) {
      return true;
    }
    count = digestCount;
    size = 0;
    return false;
  }

  boolean isBuilt() {
    return size > 0;
  }

  /** Keeps all breaks of a sweep over this many centroids and values. */
  void build(RankSweep sweep, int most) {
    if (xs.length < most) {
      xs = new double[most];
      reached = new double[most];
      before = new double[most];
    }
    if (guide == null) {
      guide = new int[GUIDE_STEPS + 2];
    }
    size = sweep.breaks(xs, reached, before);
    int step = 0;
    for (int i = 0; i < size; i++) {
      for (; step <= GUIDE_STEPS && edge(step) <= reached[i]; step++) {
        guide[step] = i;
      }
    }
    Arrays.fill(guide, step, guide.length, size - 1);
  }

  private double edge(int step) {
    return (double) step * count / GUIDE_STEPS;
  }

  /** The least x whose model is at least {@code rank}. */
  double quantile(double rank) {
    int step = (int) (rank * GUIDE_STEPS / count);
    // rounding may put the rank one step too far; neighbours' breaks are looked at too
    int low = guide[Math.max(0, step - 1)];
    int high = guide[Math.min(GUIDE_STEPS, step + 1)];
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (reached[middle] < rank) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == 0 || before[low] < rank) {
      return xs[low];
    }
    double left = reached[low - 1];
    return RankSweep.between(xs[low - 1], xs[low], (rank - left) / (before[low] - left));
  }

  /** The bytes of heap it takes. */
  long heapBytes() {
    long bytes = 40;
    bytes += xs.length == 0 ? 0 : 3 * (16 + 8L * xs.length);
    return guide == null ? bytes : bytes + 16 + 4L * guide.length;
  }
}
