package dev.inkling.operator.sampling;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;

/**
 * A ratio y / x of two estimated totals. Its bar holds the ratios R for which y − R x is within its
 * own bar around 0 (E. C. Fieller, Some problems in interval estimation, 1954,
 * doi:10.1111/j.2517-6161.1954.tb00159.x), corrected for skewness like a {@link Pivot}.
 *
 * @param x the denominator's total
 * @param y the numerator's total
 * @param xx the variance of x
 * @param xy the covariance
 * @param residual y − (y/x) x: its value is 0
 * @param sound false if one of the totals alone says that there are tails, which can cancel in the
 *     residual of the rows that were sampled
 */
record RatioPivot(double x, double y, double xx, double xy, Pivot residual, boolean sound) {

  /** The denominator's relative standard error up to which a ratio's bar is promised. */
  private static final double MOST_RELATIVE_ERROR = 0.1;

  Estimate estimate(double confidence) {
    Confidence.check(confidence);
    double ratio = y / x;
    if (!Double.isFinite(ratio)) {
      return x == 0 ? Confidence.nothing(confidence) : Confidence.unknown(ratio, confidence);
    }
    if (residual.variance() == 0 && residual.df() > 0) {
      return new Estimate(ratio, ratio, ratio, confidence, Guarantee.EMPIRICAL);
    }
    double below = x > 0 ? residual.below(confidence) : residual.above(confidence);
    double above = x > 0 ? residual.above(confidence) : residual.below(confidence);
    double lower = end(below, -1);
    double upper = end(above, 1);
    boolean promising =
        sound && residual.isPromising() && Math.sqrt(xx) <= MOST_RELATIVE_ERROR * Math.abs(x);
    return new Estimate(
        ratio,
        Math.min(lower, ratio),
        Math.max(upper, ratio),
        confidence,
        promising ? Guarantee.PROBABILISTIC : Guarantee.EMPIRICAL);
  }

  /** The root of (y − R x)² = q² Var(y − R x) on one side; infinite if x may be 0. */
  private double end(double q, int side) {
    double a = x * x - q * q * xx;
    double ratio = y / x;
    if (!(a > 0)) {
      return side * Double.POSITIVE_INFINITY;
    }
    // around the ratio D = R − y/x: x² D² = q² (v − 2 c D + xx D²)
    double v = residual.variance();
    double c = xy - ratio * xx;
    double half = -q * q * c;
    double root = Math.sqrt(Math.max(0, half * half + a * q * q * v));
    return ratio + (half + side * root) / a;
  }
}
