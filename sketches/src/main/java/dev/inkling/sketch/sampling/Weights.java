package dev.inkling.sketch.sampling;

/** Which weights a sample takes, and their sum without loss of the small ones. */
final class Weights {

  /** The smallest weight above 0 and the largest: keys and sums of 2^63 of them stay in range. */
  static final double MIN = 0x1p-900;

  static final double MAX = 0x1p900;

  private Weights() {}

  /** Whether a weight is 0 or in [2^-900, 2^900]. */
  static boolean isValid(double weight) {
    return (weight >= MIN && weight <= MAX) || weight == 0;
  }

  static void require(double weight) {
    if (!isValid(weight)) {
      throw new IllegalArgumentException("weight must be 0 or in [2^-900, 2^900], got " + weight);
    }
  }

  /** Whether bits are those of a weight above 0. */
  static boolean isPositive(long bits) {
    double weight = Double.longBitsToDouble(bits);
    return weight >= MIN && weight <= MAX;
  }

  /** What {@code a + b} loses to rounding (D. Knuth's two-sum). */
  static double lost(double a, double b, double sum) {
    double z = sum - a;
    return (a - (sum - z)) + (b - z);
  }
}
