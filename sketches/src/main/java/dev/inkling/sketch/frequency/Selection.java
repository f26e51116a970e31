package dev.inkling.sketch.frequency;

import java.util.Arrays;

/** Selection of the n-th smallest of an array of counts without moving them. */
final class Selection {

  /** How many numbers {@link #smallest} needs to work with. */
  static final int BINS = 256;

  private Selection() {}

  /**
   * The {@code rank}-th smallest of {@code values[0, size)}, none of which is negative: in one pass
   * if it is below 255, else by radix selection with a pass for each byte of the largest value.
   *
   * @param rank from 1 to size
   * @param bins {@link #BINS} numbers to work with
   */
  static long smallest(long[] values, int size, int rank, int[] bins) {
    Arrays.fill(bins, 0);
    for (int i = 0; i < size; i++) {
      bins[(int) Math.min(values[i], BINS - 1)]++;
    }
    int below = 0;
    for (int value = 0; value < BINS - 1; value++) {
      below += bins[value];
      if (below >= rank) {
        return value;
      }
    }
    return bySteps(values, size, rank, bins);
  }

  private static long bySteps(long[] values, int size, int rank, int[] bins) {
    long union = 0;
    for (int i = 0; i < size; i++) {
      union |= values[i];
    }
    int shift = (63 - Long.numberOfLeadingZeros(union | 1)) & ~7;
    long prefix = 0;
    int left = rank;
    for (; shift >= 0; shift -= 8) {
      Arrays.fill(bins, 0);
      for (int i = 0; i < size; i++) {
        long above = (values[i] ^ prefix) >>> shift;
        if (above < 256) {
          bins[(int) above]++;
        }
      }
      int digit = 0;
      while (left > bins[digit]) {
        left -= bins[digit++];
      }
      prefix |= (long) digit << shift;
    }
    return prefix;
  }
}
