package dev.inkling.sketch.quantile;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;

/** The arguments and answers of a digest's questions. */
final class QuantileAnswers {

  private QuantileAnswers() {}

  static double rankOf(double p, long n) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("p must be in [0, 1], got " + p);
    }
    return Math.min((double) n, Math.max(1, Math.ceil(p * n)));
  }

  static Estimate bar(double value, double lower, double upper) {
    return lower == upper
        ? Estimate.exact(value)
        : new Estimate(
            value,
            lower,
            upper,
            1,
            Double.isNaN(value) ? Guarantee.EXACT : Guarantee.DETERMINISTIC);
  }

  static void checkConfidence(double confidence) {
    if (!(confidence > 0 && confidence <= 1)) {
      throw new IllegalArgumentException("confidence must be in (0, 1], got " + confidence);
    }
  }

  static void checkCompression(double compression) {
    if (!(compression >= TDigest.MIN_COMPRESSION && compression <= TDigest.MAX_COMPRESSION)) {
      throw new IllegalArgumentException(
          "compression must be in ["
              + TDigest.MIN_COMPRESSION
              + ", "
              + TDigest.MAX_COMPRESSION
              + "], got "
              + compression);
    }
  }
}
