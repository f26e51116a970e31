package dev.inkling.benchmarks.accuracy;

import java.util.Arrays;

/** Where values stand among numbers that are all known. */
final class Ranks {

  private final double[] sorted;

  /** Sorts the numbers, which must not change after. */
  Ranks(double[] numbers) {
    sorted = numbers;
    Arrays.sort(sorted);
  }

  /** The smallest number that at least a share {@code p} of all do not exceed. */
  double quantile(double p) {
    return sorted[(int) Math.max(0, Math.ceil(p * sorted.length) - 1)];
  }

  /**
   * How far the ranks of {@code value} are from {@code p}, as a share of all numbers, with the sign
   * of the error; 0 if {@code p} lies between the share that is smaller and the share that is at
   * most as large.
   */
  double error(double value, double p) {
    double wanted = p * sorted.length;
    int below = below(value);
    if (below > wanted) {
      return (below - wanted) / sorted.length;
    }
    int upTo = below(Math.nextUp(value));
    return upTo < wanted ? (upTo - wanted) / sorted.length : 0;
  }

  /** How many numbers are smaller. */
  private int below(double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
