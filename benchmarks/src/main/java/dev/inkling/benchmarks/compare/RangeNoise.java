package dev.inkling.benchmarks.compare;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * What the range of n normal values says about their variance.
 *
 * @param meanSquare of the range, for variance 1: a range squared by it estimates the variance
 *     without bias
 * @param degrees of freedom of the χ² distribution that such an estimate has about
 */
record RangeNoise(double meanSquare, double degrees) {

  private static final Map<Integer, RangeNoise> KNOWN = new ConcurrentHashMap<>();
  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  /** The integrals go over [−{@value}, {@value}]; beyond is less than 10⁻¹⁴ of the probability. */
  private static final double LIMIT = 7.7;

  private static final int STEPS = 600;

  /** Of n values, at least 2; of more than 50 as of 50, which says less than is known. */
  static RangeNoise of(long n) {
    return KNOWN.computeIfAbsent((int) Math.min(50, n), RangeNoise::integrate);
  }

  /**
   * E R = ∫ 1 − F(x)ⁿ − (1 − F(x))ⁿ dx and E R² = 2 ∬ over x &lt; y of 1 − F(y)ⁿ − (1 − F(x))ⁿ +
   * (F(y) − F(x))ⁿ; the degrees of freedom are those of the χ distribution with the same ratio of
   * deviation to mean, by Patnaik's formula (Biometrika 37, 1950, doi:10.1093/biomet/37.1-2.78).
   */
  private static RangeNoise integrate(int n) {
    double step = 2 * LIMIT / STEPS;
    double[] f = new double[STEPS];
    for (int i = 0; i < STEPS; i++) {
      f[i] = NORMAL.cumulativeProbability(-LIMIT + (i + 0.5) * step);
    }
    double mean = 0;
    double square = 0;
    for (int x = 0; x < STEPS; x++) {
      double aboveX = Math.pow(1 - f[x], n);
      mean += 1 - Math.pow(f[x], n) - aboveX;
      square += (1 - Math.pow(f[x], n) - aboveX) / 2;
      for (int y = x + 1; y < STEPS; y++) {
        square += 1 - Math.pow(f[y], n) - aboveX + Math.pow(f[y] - f[x], n);
      }
    }
    mean *= step;
    square *= 2 * step * step;
    double relativeVariance = square / (mean * mean) - 1;
    return new RangeNoise(square, 1 / (2 * Math.sqrt(1 + 2 * relativeVariance) - 2));
  }
}
