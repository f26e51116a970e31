package dev.inkling.operator.sampling;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;

/** Checks of confidences, and estimates of which nothing is known. */
final class Confidence {

  private Confidence() {}

  static void check(double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("confidence must be in (0, 1), got " + confidence);
    }
  }

  /** A value, or NaN, that says nothing about the truth. */
  static Estimate unknown(double value, double confidence) {
    return new Estimate(
        value, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, confidence, Guarantee.EMPIRICAL);
  }

  /** No rows of the domain: NaN. */
  static Estimate nothing(double confidence) {
    return new Estimate(Double.NaN, Double.NaN, Double.NaN, confidence, Guarantee.EMPIRICAL);
  }
}
