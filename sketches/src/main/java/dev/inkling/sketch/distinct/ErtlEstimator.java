package dev.inkling.sketch.distinct;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;

/**
 * The improved raw estimator for HyperLogLog registers by O. Ertl, "New cardinality estimation
 * algorithms for HyperLogLog sketches" (2017, arXiv 1702.01284), and its standard error, as pure
 * functions of the histogram of register values.
 */
final class ErtlEstimator {

  /** The limit of the bias correction α for many registers, 1 / (2 ln 2). */
  private static final double ALPHA = 0.5 / Math.log(2);

  private ErtlEstimator() {}

  /**
   * The estimated number of distinct values, m² / (2 ln 2) / denominator.
   *
   * @param denominator m σ(C_0 / m) + Σ C_k 2^−k + m τ(1 − C_{q+1} / m) 2^−q over the registers
   * @param precision log2 of the number of registers
   */
  static double estimate(double denominator, int precision) {
    return ALPHA * (1L << (2 * precision)) / denominator;
  }

  /**
   * The estimated number of distinct values.
   *
   * @param histogram how many registers have the value i, for i from 0 to 65 − precision at least
   * @param precision log2 of the number of registers
   */
  static double estimate(int[] histogram, int precision) {
    double m = 1 << precision;
    int top = 65 - precision;
    // Horner from the rarest rank: sum of C_j 2^-j for j = 1 .. top - 1, plus both ends
    double sum = m * tau(1 - histogram[top] / m);
    for (int j = top - 1; j >= 1; j--) {
      sum = 0.5 * (sum + histogram[j]);
    }
    return estimate(m * sigma(histogram[0] / m) + sum, precision);
  }

  /**
   * The variance of {@link #estimate} relative to the square of n, when {@code n} distinct values
   * were added.
   *
   * <p>Derivation. If the number of values were Poisson with mean n, the m registers would be
   * independent with P(K ≤ k) = exp(−t 2^−k), t = n/m. The estimate is proportional to the inverse
   * of a smooth function g of the register frequencies, so to first order its relative variance is
   * Var(∂g·f) / (m g²) with the derivatives taken at the expected frequencies: σ'(p_0) for value 0,
   * 2^−k for 0 &lt; k ≤ q. (Saturated registers need n near 2^64 and are left out.) Since
   * Var(Poisson) = Var(fixed n) + n, the share 1/n of the number itself is taken off again. Limits:
   * (e^t − t − 1) / (m t²), that of linear counting, for t to 0, and (3 ln 2 − 1) / m for large t.
   */
  static double relativeVariance(double n, int precision) {
    double m = 1 << precision;
    double t = n / m;
    double zero = Math.exp(-t);
    double slope = sigmaSlope(zero);
    double gradientMean = zero * slope;
    double gradientSquare = zero * slope * slope;
    double g = sigma(zero);
    double below = zero;
    double weight = 1;
    for (int k = 1; k <= 64 - precision; k++) {
      weight *= 0.5;
      double atMost = Math.exp(-t * weight);
      double p = atMost - below;
      below = atMost;
      g += p * weight;
      gradientMean += p * weight;
      gradientSquare += p * weight * weight;
    }
    double poisson = (gradientSquare - gradientMean * gradientMean) / (m * g * g);
    return Math.max(0, poisson - 1 / n);
  }

  /**
   * The estimate with a bar of z standard deviations, rounded outwards to whole numbers.
   *
   * @param least what is known of the truth
   */
  static Estimate bar(double n, double least, int precision, double z, double confidence) {
    double variance = relativeVariance(n, precision);
    double lower = Math.floor(n * Math.min(1, gammaQuantile(-z, variance)));
    double upper = Math.ceil(n * Math.max(1, gammaQuantile(z, variance)));
    return new Estimate(
        n, Math.min(n, Math.max(least, lower)), upper, confidence, Guarantee.EMPIRICAL);
  }

  /**
   * The quantile at z standard deviations of a gamma distribution with mean 1 (Wilson and Hilferty,
   * 1931, doi:10.1073/pnas.17.12.684). Registers hold minima of nearly exponential variables, so
   * that truth over estimate is a sum of those.
   */
  private static double gammaQuantile(double z, double variance) {
    double ninth = variance / 9;
    double root = Math.max(0, 1 - ninth + z * Math.sqrt(ninth));
    return root * root * root;
  }

  /** x + Σ_{k≥1} x^(2^k) 2^(k−1), infinite at 1. */
  static double sigma(double x) {
    if (x == 1) {
      return Double.POSITIVE_INFINITY;
    }
    double power = x;
    double factor = 1;
    double sum = x;
    double before;
    do {
      power *= power;
      before = sum;
      sum += power * factor;
      factor += factor;
    } while (sum != before);
    return sum;
  }

  /** The derivative of {@link #sigma}: 1 + Σ_{k≥1} x^(2^k − 1) 2^(2k − 1), for x below 1. */
  static double sigmaSlope(double x) {
    double power = x; // x^(2^k - 1), from k = 1
    double factor = 2;
    double sum = 1;
    double before;
    do {
      before = sum;
      sum += power * factor;
      power *= power * x;
      factor *= 4;
    } while (sum != before);
    return sum;
  }

  /** (1 − x − Σ_{k≥1} (1 − x^(2^−k))² 2^−k) / 3, for x in [0, 1]. */
  static double tau(double x) {
    if (x == 0 || x == 1) {
      return 0;
    }
    double root = x;
    double factor = 1;
    double sum = 1 - x;
    double before;
    do {
      root = Math.sqrt(root);
      before = sum;
      factor *= 0.5;
      sum -= (1 - root) * (1 - root) * factor;
    } while (sum != before);
    return sum / 3;
  }
}
