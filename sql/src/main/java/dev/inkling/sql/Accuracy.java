package dev.inkling.sql;

import org.apache.commons.math3.special.Erf;

/**
 * The parameters of sketches that keep a wanted error.
 *
 * <p>An error wish is the half-width of the bar, at the confidence, relative to the value for
 * distinct counts, and in rank for percentiles.
 */
final class Accuracy {

  /** The relative standard error of a distinct count unless another is wanted: 2^14 registers. */
  static final double DEFAULT_DISTINCT_ERROR = 0.01;

  /** The compression of a t-digest unless another is wanted. */
  static final double DEFAULT_COMPRESSION = 200;

  private static final double SMALLEST_COMPRESSION = 20;

  private final PlanOptions options;

  Accuracy(PlanOptions options) {
    this.options = options;
  }

  /** The confidence of all bars. */
  double confidence() {
    return options.confidence();
  }

  /**
   * The relative standard error of distinct counts: a bar at confidence c is z(c) of them to either
   * side, with z the normal distribution's two-sided quantile.
   */
  double distinctError() {
    return options.error().isPresent()
        ? options.error().getAsDouble() / z(options.confidence())
        : DEFAULT_DISTINCT_ERROR;
  }

  /**
   * The compression δ of t-digests. At the median, where its bars are widest, a bar spans about 2/δ
   * of all ranks, so δ = 2/error keeps the whole bar within the error; towards both ends bars
   * become much narrower. The default is that of an error of 1 %.
   */
  double compression() {
    return options.error().isPresent()
        ? Math.max(SMALLEST_COMPRESSION, Math.ceil(2 / options.error().getAsDouble()))
        : DEFAULT_COMPRESSION;
  }

  /** The z for which a normal variable lies within ±z with this probability. */
  static double z(double confidence) {
    return Math.sqrt(2) * Erf.erfInv(confidence);
  }
}
