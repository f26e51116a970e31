package dev.inkling.sketch.frequency;

import java.util.Arrays;

/** Selection of the n-th smallest of an array of counts without moving them. */
final class Selection {

  private Selection() {}

  /**
   * The {@code rank}-th smallest of {@code values[0, size)}, none of which is negative, by radix
   * selection: one pass for each byte of the largest value.
   *
   * @param rank from 1 to size
   * @param bins 256 numbers to work with
   */
  static long smallest(long[] values, int size, int rank, int[] bins) {
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
