package dev.inkling.sketch.quantile;

/** Ranks in sorted runs, where a number of run h counts 2^h times. */
final class WeightedRuns {

  private final double[][] runs;
  private final int[] sizes;

  /** A sorted buffer and the levels above it, if there are any. */
  WeightedRuns(double[] buffer, int buffered, Compactors levels) {
    int count = levels == null ? 1 : levels.top() + 1;
    runs = new double[count][];
    sizes = new int[count];
    runs[0] = buffer;
    sizes[0] = buffered;
    for (int h = 1; h < count; h++) {
      runs[h] = levels.run(h);
      sizes[h] = levels.size(h);
    }
  }

  /** The weight of the numbers ≤ x. */
  long rank(double x) {
    long rank = 0;
    for (int h = 0; h < runs.length; h++) {
      rank += (long) atMost(runs[h], 0, sizes[h], x) << h;
    }
    return rank;
  }

  /** The smallest number above x; NaN if there is none. */
  double next(double x) {
    double next = Double.NaN;
    for (int h = 0; h < runs.length; h++) {
      int at = atMost(runs[h], 0, sizes[h], x);
      if (at < sizes[h] && !(runs[h][at] >= next)) {
        next = runs[h][at];
      }
    }
    return next;
  }

  /** The smallest number with this {@link #rank} or a larger one; NaN if there is none. */
  double find(long rank) {
    // it is found, or among the numbers runs[h][low[h], high[h])
    int[] low = new int[runs.length];
    int[] high = sizes.clone();
    int[] split = new int[runs.length];
    double found = Double.NaN;
    while (true) {
      int longest = 0;
      for (int h = 1; h < runs.length; h++) {
        if (high[h] - low[h] > high[longest] - low[longest]) {
          longest = h;
        }
      }
      if (high[longest] == low[longest]) {
        return found;
      }
      double pivot = runs[longest][(low[longest] + high[longest]) >>> 1];
      long pivotRank = 0;
      for (int h = 0; h < runs.length; h++) {
        split[h] = atMost(runs[h], low[h], high[h], pivot);
        pivotRank += (long) split[h] << h;
      }
      if (pivotRank < rank) {
        int[] swap = low;
        low = split;
        split = swap;
      } else {
        found = pivot;
        for (int h = 0; h < runs.length; h++) {
          high[h] = below(runs[h], low[h], split[h], pivot);
        }
      }
    }
  }

  /** The first place in {@code [from, to)} of a sorted array with more than x. */
  static int atMost(double[] sorted, int from, int to, double x) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] <= x) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The first place in {@code [from, to)} of a sorted array with x or more. */
  private static int below(double[] sorted, int from, int to, double x) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < x) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
