package dev.inkling.sketch.sampling;

/**
 * How many of some items drawn without replacement from an urn are from its left part. Additions,
 * multiplications and divisions only: every machine draws the same.
 */
final class Hypergeometric {

  /* implementation note
   *
   * Inversion from the mode: the probabilities in proportion to that of the mode follow from their
   * ratios, outwards until they are below NEGLIGIBLE. A first pass adds them up, a second one goes
   * from the mode in both directions by turns until the sum exceeds a uniform part of the whole. So
   * neither factorials nor logarithms are needed, which for parts of 2^62 items would be
   * differences of huge numbers. The relative error of each probability is that of some hundred
   * multiplications. The distribution is log-concave, so that what is left out on one side is less
   * than NEGLIGIBLE of the whole.
   */

  private static final double NEGLIGIBLE = 0x1p-60;

  /** So few items are drawn one by one, which is exact, and cheaper. */
  static final int FEW = 32;

  private Hypergeometric() {}

  /**
   * The number of items from the left. O(√draws).
   *
   * @param draws at most {@code left + right}, which is less than 2^63
   */
  static int draw(Randomness random, int draws, long left, long right) {
    return draws <= FEW ? byItems(random, draws, left, right) : byMode(random, draws, left, right);
  }

  /** The same, in whole numbers. O(draws). */
  static int byItems(Randomness random, int draws, long left, long right) {
    long rest = left + right;
    long leftRest = left;
    for (int i = 0; i < draws; i++, rest--) {
      // 1 if the draw is below: the difference of two numbers from 0 on does not overflow
      leftRest -= (random.below(rest) - leftRest) >>> 63;
    }
    return (int) (left - leftRest);
  }

  /** The same, by inversion. */
  static int byMode(Randomness random, int draws, long left, long right) {
    int lowest = (int) Math.max(0, draws - right);
    int highest = (int) Math.min(draws, left);
    double about = (draws + 1.0) * ((left + 1.0) / (left + (double) right + 2));
    int mode = Math.max(lowest, Math.min(highest, (int) about));
    double all = 1;
    double term = 1;
    for (int x = mode; term >= NEGLIGIBLE; x++) {
      term *= ratioAbove(x, draws, left, right);
      all += term;
    }
    term = 1;
    for (int x = mode; term >= NEGLIGIBLE; x--) {
      term *= ratioBelow(x, draws, left, right);
      all += term;
    }
    double rest = random.uniform() * all - 1;
    double above = 1;
    double below = 1;
    for (int step = 0; rest >= 0 && above + below >= NEGLIGIBLE; step++) {
      above *= ratioAbove(mode + step, draws, left, right);
      rest -= above;
      if (rest < 0) {
        return mode + step + 1;
      }
      below *= ratioBelow(mode - step, draws, left, right);
      rest -= below;
      if (rest < 0) {
        return mode - step - 1;
      }
    }
    return mode;
  }

  /** The probability of x + 1 by that of x; 0 if there is no x + 1. */
  private static double ratioAbove(int x, int draws, long left, long right) {
    return x >= draws || x >= left
        ? 0
        : (double) (left - x) * (draws - x) / ((x + 1.0) * (right - draws + x + 1));
  }

  /** The probability of x - 1 by that of x; 0 if there is no x - 1. */
  private static double ratioBelow(int x, int draws, long left, long right) {
    return x <= 0 || x <= draws - right
        ? 0
        : (double) x * (right - draws + x) / ((left - x + 1.0) * (draws - x + 1.0));
  }
}
