package dev.inkling.sketch.frequency;

import java.util.Arrays;

/** How far the estimates of a Count-Min sketch exceed the truth, told from its counters. */
final class ErrorTail {

  private static final int DIGITS = 256;

  /* Implementation note.
   *
   * Let x be any value and C' the counters as if x had never come. x's cells J do not depend on
   * C'; each is one of w with the same probability. Adding x raises a counter by its count f at
   * most, so its estimate's error is at most min C'[i][J[i]] over the rows i, and
   *
   *   P(error >= v) <= product over i of #{j : C'[i][j] >= v} / w.
   *
   * C <= C' + f and C >= C' hold for sums of counts and also for the conservative update, which
   * keeps the order of counters and commutes with adding a constant to all; and for sums of such.
   * With C in place of C' the right side is not smaller. So the largest v for which it exceeds
   * 1 - confidence is a bound, the same for every x, without knowing x's count: this is the
   * empirical error distribution of Ting (2018) with x's own cell counted in, which turns the
   * approximation into a bound. Since #{j : C[i][j] >= v} <= N / v, it is never above Markov's.
   *
   * The largest v is found digit by digit to the base 256, from the highest: a pass counts, row by
   * row, the next digits of the counters that agree with v so far.
   */
  private ErrorTail() {}

  /**
   * The least v such that an estimate exceeds the truth by more than v with probability {@code
   * excess} at most.
   */
  static long bound(Counters counters, int depth, int width, double excess) {
    int[] above = new int[depth];
    int[] bins = new int[depth * DIGITS];
    int shift = (63 - Long.numberOfLeadingZeros(counters.largest() | 1)) & ~7;
    long bound = 0;
    for (; shift >= 0; shift -= 8) {
      Arrays.fill(bins, 0);
      for (int row = 0; row < depth; row++) {
        counters.countDigits(row, bound, shift, bins, row * DIGITS);
      }
      int digit = DIGITS;
      double tail;
      do {
        digit--;
        tail = 1;
        for (int row = 0; row < depth; row++) {
          above[row] += bins[row * DIGITS + digit];
          tail *= above[row] / (double) width;
        }
      } while (digit > 0 && tail <= excess);
      for (int row = 0; row < depth; row++) {
        above[row] -= bins[row * DIGITS + digit];
      }
      bound |= (long) digit << shift;
    }
    return bound;
  }
}
