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

  private CentroidOrder() {}

  /** Sorts the first {@code size} centroids of {@code c}. */
  static void sort(double[] c, int size) {
    long[] keys = new long[size];
    long low = Long.MAX_VALUE;
    long high = Long.MIN_VALUE;
    for (int i = 0; i < size; i++) {
      long key = key(c[i * STRIDE]);
      keys[i] = key;
      low = Math.min(low, key);
      high = Math.max(high, key);
    }
    int indexBits = 32 - Integer.numberOfLeadingZeros(size);
    long indexMask = (1L << indexBits) - 1;
    int zeros = Long.numberOfLeadingZeros(high - low);
    for (int i = 0; i < size; i++) {
      long above = keys[i] - low; // unsigned; spread to 63 bits, so that all are positive
      long spread = zeros == 0 ? above >>> 1 : above << (zeros - 1);
      keys[i] = (spread & ~indexMask) | i;
    }
    if (size < MIN_RADIX) {
      Arrays.sort(keys);
    } else {
      sortByTopDigits(keys, size);
      sortRuns(keys, size);
    }
    settleTies(c, keys, size, indexMask);
    gather(c, keys, size, indexMask);
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
  private static void sortRuns(long[] keys, int size) {
    for (int from = 0; from < size; ) {
      long top = keys[from] >>> LOW_SHIFT;
      int to = from + 1;
      while (to < size && keys[to] >>> LOW_SHIFT == top) {
        to++;
      }
      if (to - from > MAX_INSERTION) {
        Arrays.sort(keys, from, to);
      } else if (to - from > 1) {
        insertionSort(keys, from, to);
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
  private static void settleTies(double[] c, long[] keys, int size, long indexMask) {
    for (int from = 0; from < size; ) {
      long spread = keys[from] & ~indexMask;
      int to = from + 1;
      while (to < size && (keys[to] & ~indexMask) == spread) {
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

  private static void gather(double[] c, long[] keys, int size, long indexMask) {
    double[] ordered = new double[size * STRIDE];
    for (int i = 0; i < size; i++) {
      int from = (int) (keys[i] & indexMask) * STRIDE;
      int to = i * STRIDE;
      ordered[to] = c[from];
      ordered[to + 1] = c[from + 1];
      ordered[to + 2] = c[from + 2];
      ordered[to + 3] = c[from + 3];
    }
    System.arraycopy(ordered, 0, c, 0, size * STRIDE);
  }
}
