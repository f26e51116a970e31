package dev.inkling.operator.sampling;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;

/**
 * Quantiles from the order statistics of a uniform sample: of the sampled values, how many do not
 * exceed the quantile is binomial, or hypergeometric where the number of rows has a bound; so the
 * bar holds for any distribution.
 */
final class OrderStatistics {

  private OrderStatistics() {}

  static void check(double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("p must be in [0, 1], got " + p);
    }
  }

  /** The smallest rank, from 1, of at least the fraction p of n. */
  static long nearestRank(double p, long n) {
    return Math.max(1, Math.min(n, (long) Math.ceil(p * n)));
  }

  /**
   * The quantile of a population.
   *
   * @param population the rows at most; infinite if that is not known
   */
  static Estimate quantile(SampleValues values, double p, double population, double confidence) {
    Confidence.check(confidence);
    check(p);
    int n = (int) values.count();
    double[] sorted = values.sorted();
    if (n == 0) {
      return Confidence.nothing(confidence);
    }
    double value = sorted[(int) nearestRank(p, n) - 1];
    if (n >= population) {
      return Estimate.exact(value);
    }
    double tail = (1 - confidence) / 2;
    double below = Math.max(1, Math.ceil(p * population)); // that do not exceed the quantile
    // the upper end has the rank s, the least with P(at least s of the sample below it) <= tail
    long s =
        CountLimits.least(1, n + 1L, p * n, k -> atLeast(k, population, below - 1, n, p) <= tail);
    // the lower end has the rank r, the largest with P(at most r - 1 not above it) <= tail
    long r =
        CountLimits.least(1, n + 1L, p * n, k -> atMost(k - 1, population, below, n, p) > tail) - 1;
    double lower = r < 1 ? Double.NEGATIVE_INFINITY : sorted[(int) r - 1];
    double upper = s > n ? Double.POSITIVE_INFINITY : sorted[(int) s - 1];
    return new Estimate(
        value, Math.min(lower, value), Math.max(upper, value), confidence, Guarantee.PROBABILISTIC);
  }

  private static double atLeast(long k, double population, double marked, int n, double p) {
    return Double.isInfinite(population)
        ? p >= 1 ? (k <= n ? 1 : 0) : Tails.binomialAtLeast((double) k, n, p)
        : Tails.hypergeometricAtLeast((double) k, population, marked, n);
  }

  private static double atMost(long k, double population, double marked, int n, double p) {
    return Double.isInfinite(population)
        ? p <= 0 ? 1 : Tails.binomialAtMost((double) k, n, p)
        : Tails.hypergeometricAtMost((double) k, population, marked, n);
  }
}
