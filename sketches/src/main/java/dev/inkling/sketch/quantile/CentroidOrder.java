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
   * whole centroid. The centroids themselves stay where they are, be that in many digests.
   */

  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = 1 << DIGIT_BITS;
  private static final int HIGH_SHIFT = 63 - DIGIT_BITS;
  private static final int LOW_SHIFT = HIGH_SHIFT - DIGIT_BITS;

  /** Fewer are sorted by comparison at once. */
  private static final int MIN_RADIX = 128;

  /** Longer runs are not sorted by insertion. */
  private static final int MAX_INSERTION = 24;

  /** An index is a place in a source and, above it, the source. */
  private static final int MAX_INDEX_BITS = 31;

  private final double[][] sources;
  private final int placeBits;
  private final int placeMask;
  private final int indexMask;
  private final long[] keys;

  private CentroidOrder(double[][] sources, int placeBits, int size) {
    this.sources = sources;
    this.placeBits = placeBits;
    this.placeMask = (1 << placeBits) - 1;
    this.indexMask = (1 << (placeBits + bits(sources.length - 1))) - 1;
    this.keys = new long[size];
  }

  /** The order of the first {@code size} centroids of {@code c}, which may be known to be in it. */
  static CentroidOrder of(double[] c, int size, boolean ordered) {
    CentroidOrder order = new CentroidOrder(new double[][] {c}, bits(size), size);
    if (ordered) {
      for (int i = 0; i < size; i++) {
        order.keys[i] = i;
      }
    } else {
      Range range = new Range();
      range.cover(c, 0, size);
      order.index(0, c, 0, size, range);
      order.sort();
    }
    return order;
  }

  /** Whether this many sources of at most this many centroids can be put in order. */
  static boolean hasRoomFor(int sources, int longest) {
    return bits(sources) + bits(longest) <= MAX_INDEX_BITS;
  }

  /** The order of all centroids of these, of which none has more than {@code longest}. */
  static CentroidOrder of(Centroids[] parts, int longest) {
    double[][] sources = new double[parts.length][];
    Range range = new Range();
    int size = 0;
    for (int i = 0; i < parts.length; i++) {
      double[] c = parts[i].unorderedCells();
      int count = parts[i].size();
      sources[i] = c;
      size += count;
      if (parts[i].isOrdered() && count > 0) {
        range.cover(c, 0, 1);
        range.cover(c, count - 1, count);
      } else {
        range.cover(c, 0, count);
      }
    }
    CentroidOrder order = new CentroidOrder(sources, bits(longest), size);
    int at = 0;
    for (int i = 0; i < parts.length; i++) {
      order.index(i, sources[i], at, parts[i].size(), range);
      at += parts[i].size();
    }
    order.sort();
    return order;
  }

  /** The bits of this number. */
  private static int bits(int number) {
    return 32 - Integer.numberOfLeadingZeros(number);
  }

  int size() {
    return keys.length;
  }

  /** The array that holds the centroid at place i of the order. */
  double[] source(int i) {
    return sources[((int) keys[i] & indexMask) >>> placeBits];
  }

  /** Where in it that centroid is. */
  int at(int i) {
    return ((int) keys[i] & placeMask) * STRIDE;
  }

  /** The centroids in order, in a new array. */
  double[] apply() {
    double[] ordered = new double[keys.length * STRIDE];
    for (int i = 0; i < keys.length; i++) {
      double[] c = source(i);
      int from = at(i);
      int to = i * STRIDE;
      ordered[to] = c[from];
      ordered[to + 1] = c[from + 1];
      ordered[to + 2] = c[from + 2];
      ordered[to + 3] = c[from + 3];
    }
    return ordered;
  }

  /** The keys of the mins of centroids, and how to spread them to 63 bits. */
  private static final class Range {
    private long low = Long.MAX_VALUE;
    private long high = Long.MIN_VALUE;

    void cover(double[] c, int from, int to) {
      for (int i = from; i < to; i++) {
        long key = key(c[i * STRIDE]);
        low = Math.min(low, key);
        high = Math.max(high, key);
      }
    }

    int right() {
      return Long.numberOfLeadingZeros(high - low) == 0 ? 1 : 0;
    }

    int left() {
      return Math.max(0, Long.numberOfLeadingZeros(high - low) - 1);
    }
  }

  /** Writes the keys of a source, spread to 63 bits so that all are positive, over its indices. */
  private void index(int source, double[] c, int at, int size, Range range) {
    long low = range.low;
    int right = range.right();
    int left = range.left();
    long top = ~(long) indexMask;
    long first = (long) source << placeBits;
    long[] target = keys;
    for (int i = 0; i < size; i++) {
      target[at + i] = (((key(c[i * STRIDE]) - low) >>> right << left) & top) | (first + i);
    }
  }

  private static long key(double value) {
    long bits = Double.doubleToRawLongBits(value);
    return bits ^ ((bits >> 63) >>> 1);
  }

  private void sort() {
    if (keys.length < MIN_RADIX) {
      Arrays.sort(keys);
      settleTies(0, keys.length);
    } else {
      long[] other = new long[keys.length];
      distribute(keys, other, LOW_SHIFT);
      distribute(other, keys, HIGH_SHIFT);
      sortRuns();
    }
  }

  /** Moves the keys in the order of one of their digits. */
  private static void distribute(long[] keys, long[] target, int shift) {
    int[] ends = new int[DIGITS];
    for (long key : keys) {
      ends[(int) (key >>> shift) & (DIGITS - 1)]++;
    }
    int sum = 0;
    for (int d = 0; d < DIGITS; d++) {
      int count = ends[d];
      ends[d] = sum; // the start of d, and its end when all are moved
      sum += count;
    }
    for (long key : keys) {
      target[ends[(int) (key >>> shift) & (DIGITS - 1)]++] = key;
    }
  }

  /** Sorts runs of keys that agree in their top digits. */
  private void sortRuns() {
    int to = 0;
    while (to < keys.length) {
      int from = endOfUnique(keys, to);
      to = from + 1;
      while (to < keys.length && (keys[to] ^ keys[from]) >>> LOW_SHIFT == 0) {
        to++;
      }
      if (to - from > 1) {
        sortRun(from, to);
      }
    }
  }

  /** The first key from here on that agrees with its successor, or the last one of all. */
  private static int endOfUnique(long[] keys, int from) {
    int i = from;
    while (i + 1 < keys.length && (keys[i + 1] ^ keys[i]) >>> LOW_SHIFT != 0) {
      i++;
    }
    return i;
  }

  private void sortRun(int from, int to) {
    if (to - from > MAX_INSERTION) {
      Arrays.sort(keys, from, to);
    } else {
      insertionSort(keys, from, to);
    }
    settleTies(from, to);
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
  private void settleTies(int start, int end) {
    for (int from = start; from < end; ) {
      int to = from + 1;
      while (to < end && (keys[to] ^ keys[from]) <= indexMask) {
        to++;
      }
      if (to - from > 1) {
        Long[] run = new Long[to - from];
        for (int i = from; i < to; i++) {
          run[i - from] = keys[i];
        }
        Arrays.sort(run, this::compare);
        for (int i = from; i < to; i++) {
          keys[i] = run[i - from];
        }
      }
      from = to;
    }
  }

  private int compare(long a, long b) {
    return Centroids.compare(
        sources[((int) a & indexMask) >>> placeBits],
        ((int) a & placeMask) * STRIDE,
        sources[((int) b & indexMask) >>> placeBits],
        ((int) b & placeMask) * STRIDE);
  }
}
