package dev.inkling.benchmarks.accuracy;

import dev.inkling.sketch.Estimate;

/**
 * The bounds that a library gives for an answer.
 *
 * @param lower the lower end
 * @param upper the upper end
 * @param asked how often it is said to hold the truth; NaN if the library gives no bounds
 */
record Bar(double lower, double upper, double asked) {

  /** No bounds. */
  static final Bar NONE = new Bar(Double.NaN, Double.NaN, Double.NaN);

  /** What libraries call two standard deviations: this share of a normal distribution. */
  static final double TWO_SIGMA = 0.9545;

  static Bar of(Estimate answer) {
    return new Bar(answer.lower(), answer.upper(), answer.confidence());
  }

  boolean exists() {
    return !Double.isNaN(asked);
  }

  boolean holds(double truth) {
    return lower <= truth && truth <= upper;
  }

  /** The longer arm. */
  double arm(double value) {
    return Math.max(value - lower, upper - value);
  }
}
