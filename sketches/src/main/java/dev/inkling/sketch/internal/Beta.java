package dev.inkling.sketch.internal;

/** The regularised incomplete beta function. */
public final class Beta {

  private static final double EPSILON = 0x1p-52;

  /** In place of a zero that would be divided by. */
  private static final double TINY = 1e-300;

  /** Far more than the some √a that are needed. */
  private static final int MAX_STEPS = 1_000_000;

  private Beta() {}

  /**
   * I_x(a, b): the probability that a beta variable with parameters a and b is at most x. The
   * relative error is below 1e-9 for a and b up to 1e12, of results near 0 too.
   *
   * <p>By its continued fraction (Press et al., "Numerical Recipes", 6.4), the factor in front of
   * it through deviances (C. Loader, "Fast and accurate computation of binomial probabilities",
   * 2000), which does not lose digits when a or b is large.
   *
   * @param x in [0, 1]
   * @param a above 0
   * @param b above 0
   */
  public static double regularized(double x, double a, double b) {
    if (x <= 0 || x >= 1) {
      return x <= 0 ? 0 : 1;
    }
    // below the mean the fraction converges fast; above by symmetry
    double y = 1 - x;
    if (x * (a + b) <= a) {
      return Math.min(1, front(x, y, a, b) * fraction(x, y, a, b));
    }
    return Math.max(0, 1 - front(y, x, b, a) * fraction(y, x, b, a));
  }

  /** x^a y^b / (a B(a, b)), with y = 1 − x. */
  private static double front(double x, double y, double a, double b) {
    double n = a + b;
    double exponent =
        stirlingError(n)
            - stirlingError(a)
            - stirlingError(b)
            - deviance(a, n * x)
            - deviance(b, n * y);
    return Math.exp(exponent) * Math.sqrt(b / (2 * Math.PI * a * n));
  }

  /** ln Γ(z + 1) − (z + ½) ln z + z − ½ ln 2π, for z above 0. */
  static double stirlingError(double z) {
    double sum = 0;
    double shifted = z;
    while (shifted < 16) {
      sum += (shifted + 0.5) * Math.log1p(1 / shifted) - 1;
      shifted++;
    }
    double square = 1 / (shifted * shifted);
    double series = 1.0 / 1260 - square * (1.0 / 1680 - square / 1188);
    return sum + (1.0 / 12 - square * (1.0 / 360 - square * series)) / shifted;
  }

  /** x ln(x / mean) + mean − x, without cancellation for x near the mean. */
  static double deviance(double x, double mean) {
    double difference = x - mean;
    if (Math.abs(difference) >= 0.1 * (x + mean)) {
      return x * Math.log(x / mean) - difference;
    }
    double v = difference / (x + mean);
    double sum = difference * v;
    double term = 2 * x * v;
    for (int j = 3; ; j += 2) {
      term *= v * v;
      double next = sum + term / j;
      if (next == sum) {
        return sum;
      }
      sum = next;
    }
  }

  /**
   * The continued fraction of DiDonato and Morris, its first coefficient in terms of λ = a − (a +
   * b) x = (a + b) y − b ≥ 0, of which the form is taken that loses no digits.
   */
  private static double fraction(double x, double y, double a, double b) {
    double lambda = a > b ? (a + b) * y - b : a - (a + b) * x;
    double value = a / (a + 1) * (lambda + 1);
    double c = value;
    double d = 0;
    for (int n = 1; n <= MAX_STEPS; n++) {
      double weight = n * (b - n) * x;
      double before = a + 2 * n - 1;
      double alpha = (a + n - 1) / before * ((a + b + n - 1) / before) * weight * x;
      double beta = n + weight / before + (a + n) / (before + 2) * (lambda + 1 + n * (1 + y));
      d = 1 / nonZero(beta + alpha * d);
      c = nonZero(beta + alpha / c);
      double factor = c * d;
      value *= factor;
      if (Math.abs(factor - 1) <= EPSILON) {
        break;
      }
    }
    return a / value;
  }

  private static double nonZero(double value) {
    return Math.abs(value) < TINY ? TINY : value;
  }
}
