package dev.inkling.operator.sampling;

import org.apache.commons.math3.special.Beta;
import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.special.Gamma;

/** Quantiles of the distributions that pivots follow. */
final class PivotQuantiles {

  private static final double MANY = 30;
  private static final int STEPS = 100;
  private static final double PRECISION = 1e-10;

  private PivotQuantiles() {}

  /** The z that a standard normal variable exceeds with this probability. */
  static double normal(double tail) {
    return Math.sqrt(2) * Erf.erfcInv(2 * tail);
  }

  /**
   * The t that a variable of Student's distribution exceeds with probability {@code tail}, below
   * 1/2; infinite without a degree of freedom.
   */
  static double student(double tail, double df) {
    if (!(df > 0)) {
      return Double.POSITIVE_INFINITY;
    }
    if (df < MANY) {
      return few(tail, df);
    }
    // Abramowitz and Stegun 26.7.5: from 30 degrees of freedom on right to 1e-6 down to 1e-4
    double x = normal(tail);
    double s = x * x;
    double g1 = (s + 1) * x / 4;
    double g2 = ((5 * s + 16) * s + 3) * x / 96;
    double g3 = (((3 * s + 19) * s + 17) * s - 15) * x / 384;
    double g4 = ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) * x / 92160;
    return x + (g1 + (g2 + (g3 + g4 / df) / df) / df) / df;
  }

  /** Newton's method for the logarithm of the tail, which is nearly linear in that of t. */
  private static double few(double tail, double df) {
    double wanted = Math.log(tail);
    double half = df / 2;
    double constant = Math.exp(Gamma.logGamma(half + 0.5) - Gamma.logGamma(half));
    constant /= Math.sqrt(df * Math.PI);
    double t = normal(tail);
    for (int i = 0; i < STEPS; i++) {
      double beyond = 0.5 * Beta.regularizedBeta(df / (df + t * t), half, 0.5);
      double density = constant * Math.pow(1 + t * t / df, -half - 0.5);
      double step = (Math.log(beyond) - wanted) * beyond / (t * density);
      t *= Math.exp(step);
      if (Math.abs(step) < PRECISION) {
        break;
      }
    }
    return t;
  }
}
