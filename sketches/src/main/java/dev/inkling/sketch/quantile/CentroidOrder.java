package dev.inkling.sketch.quantile;

import static dev.inkling.sketch.quantile.Centroids.STRIDE;

import java.util.Arrays;

/** Puts centroids into their order, by min, then max, mean and weight. */
final class CentroidOrder {

  /* implementation note
   *
   * A radix sort of one long per centroid: the top of its min's key, shifted so that the keys in hand
   * use all bits, over its index. Two passes order 22 bits, which all but sorts the numbers of any
   * one distribution; what they leave in runs is sorted by comparison, runs of equal keys by the
   * whole centroid. Then every centroid moves once.
   */

  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = 1 << DIGIT_BITS;
  private static final int HIGH_SHIFT = 63 - DIGIT_BITS;
  private static final int LOW_SHIFT = HIGH_SHIFT - DIGIT_BITS;

  /** Fewer are sorted by comparison at once. */
  private static final int MIN_RADIX = 128;

  /** Longer runs are not sorted by insertion. */
  private static final int MAX_INSERTION = 24;

  private final long[] keys;
  private final long indexMask;

  private CentroidOrder(long[] keys, long indexMask) {
    this.keys = keys;
    this.indexMask = indexMask;
  }

  /** The order of the first {@code size} centroids of {@code c}. */
  static CentroidOrder of(double[] c, int size) {
    long[] keys = new long[size];
    long low = Long.MAX_VALUE;
    long high = Long.MIN_VALUE;
    for (int i = 0; i < size; i++) {
      long key = key(c[i * STRIDE]);
      keys[i] = key;
      low = Math.min(low, key);
      high = Math.max(high, key);
    }
    long indexMask = (1L << (32 - Integer.numberOfLeadingZeros(size))) - 1;
    spread(keys, low, high, indexMask);
    if (size < MIN_RADIX) {
      Arrays.sort(keys);
      settleTies(c, keys, 0, size, indexMask);
    } else {
      sortByTopDigits(keys, size);
      sortRuns(c, keys, size, indexMask);
    }
    return new CentroidOrder(keys, indexMask);
  }

  /** Where the centroid at place i of the order is. */
  int at(int i) {
    return (int) (keys[i] & indexMask) * STRIDE;
  }

  /** The centroids in order, in a new array. */
  double[] applyTo(double[] c) {
    double[] ordered = new double[keys.length * STRIDE];
    for (int i = 0; i < keys.length; i++) {
      int from = at(i);
      int to = i * STRIDE;
      ordered[to] = c[from];
      ordered[to + 1] = c[from + 1];
      ordered[to + 2] = c[from + 2];
      ordered[to + 3] = c[from + 3];
    }
    return ordered;
  }

  /** Spreads the keys to 63 bits, so that all are positive, and puts indices into the lowest. */
  private static void spread(long[] keys, long low, long high, long indexMask) {
    int zeros = Long.numberOfLeadingZeros(high - low);
    int right = zeros == 0 ? 1 : 0;
    int left = Math.max(0, zeros - 1);
    for (int i = 0; i < keys.length; i++) {
      keys[i] = (((keys[i] - low) >>> right << left) & ~indexMask) | i;
    }
  }

  private static long key(double value) {
    long bits = Double.doubleToRawLongBits(value);
    return bits ^ ((bits >> 63) >>> 1);
  }

  private static void sortByTopDigits(long[] keys, int size) {
    int[] high = new int[DIGITS + 1];
    int[] low = new int[DIGITS + 1];
    for (int i = 0; i < size; i++) {
      high[(int) (keys[i] >>> HIGH_SHIFT) + 1]++;
      low[((int) (keys[i] >>> LOW_SHIFT) & (DIGITS - 1)) + 1]++;
    }
    for (int d = 1; d < DIGITS; d++) {
      high[d] += high[d - 1];
      low[d] += low[d - 1];
    }
    long[] other = new long[size];
    for (int i = 0; i < size; i++) {
      other[low[(int) (keys[i] >>> LOW_SHIFT) & (DIGITS - 1)]++] = keys[i];
    }
    for (int i = 0; i < size; i++) {
      keys[high[(int) (other[i] >>> HIGH_SHIFT)]++] = other[i];
    }
  }

  /** Sorts runs of keys that agree in their top digits. */
  private static void sortRuns(double[] c, long[] keys, int size, long indexMask) {
    for (int from = 0; from < size; ) {
      long top = keys[from] >>> LOW_SHIFT;
      int to = from + 1;
      while (to < size && keys[to] >>> LOW_SHIFT == top) {
        to++;
      }
      if (to - from > 1) {
        if (to - from > MAX_INSERTION) {
          Arrays.sort(keys, from, to);
        } else {
          insertionSort(keys, from, to);
        }
        settleTies(c, keys, from, to, indexMask);
      }
      from = to;
    }
  }

  private static void insertionSort(long[] keys, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      long key = keys[i];
      int at = i;
      for (; at > from && keys[at - 1] > key; at--) {
        keys[at] = keys[at - 1];
      }
      keys[at] = key;
    }
  }

  /** Sorts runs of equal keys by all that the centroids are. */
  private static void settleTies(double[] c, long[] keys, int start, int end, long indexMask) {
    for (int from = start; from < end; ) {
      long spread = keys[from] & ~indexMask;
      int to = from + 1;
      while (to < end && (keys[to] & ~indexMask) == spread) {
        to++;
      }
      if (to - from > 1) {
        Long[] run = new Long[to - from];
        for (int i = from; i < to; i++) {
          run[i - from] = keys[i];
        }
        Arrays.sort(
            run,
            (a, b) ->
                Centroids.compare(
                    c, (int) (a & indexMask) * STRIDE, c, (int) (b & indexMask) * STRIDE));
        for (int i = from; i < to; i++) {
          keys[i] = run[i - from];
        }
      }
      from = to;
    }
  }
}
