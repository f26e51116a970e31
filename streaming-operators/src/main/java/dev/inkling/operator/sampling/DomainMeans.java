package dev.inkling.operator.sampling;

import dev.inkling.sketch.Estimate;

/**
 * Means and ratios over a domain of a sample of equal probabilities: given how many of its rows
 * were sampled, these are a uniform sample of the domain.
 */
final class DomainMeans {

  private DomainMeans() {}

  static Estimate avg(Moments domain, double fraction, double confidence) {
    Confidence.check(confidence);
    long n = domain.count();
    if (n == 0) {
      return Confidence.nothing(confidence);
    }
    if (fraction >= 1) {
      return Estimate.exact(domain.mean());
    }
    return pivot(domain.mean(), n, domain.m2(), domain.m3(), domain.m4(), fraction)
        .estimate(confidence);
  }

  static Estimate ratio(PairMoments domain, double fraction, double confidence) {
    Confidence.check(confidence);
    long n = domain.count();
    double ratio = domain.sumY() / domain.sumX();
    if (n == 0 || Double.isNaN(ratio)) {
      return Confidence.nothing(confidence);
    }
    if (fraction >= 1) {
      return Estimate.exact(ratio);
    }
    double factor = n < 2 ? Double.NaN : (1 - fraction) / ((double) n * (n - 1));
    Pivot residual = residual(domain, ratio, fraction);
    return new RatioPivot(
            domain.sumX() / n,
            domain.sumY() / n,
            factor * domain.xx(),
            factor * domain.xy(),
            residual,
            isPromising(domain, fraction) && isPromising(domain.swapped(), fraction))
        .estimate(confidence);
  }

  /** Whether a sum of y would be promised, given how many rows of the domain were sampled. */
  private static boolean isPromising(PairMoments domain, double fraction) {
    return domain.yy() == 0 || residual(domain, 0, fraction).isPromising();
  }

  /**
   * A sum over a domain errs in how many rows of the domain were sampled, whose distribution is
   * known, and in their values: only these decide about the promise.
   */
  static Estimate promised(Estimate sum, Moments domain, double fraction) {
    Pivot values = pivot(0, domain.count(), domain.m2(), domain.m3(), domain.m4(), fraction);
    return new Estimate(
        sum.value(), sum.lower(), sum.upper(), sum.confidence(), values.guarantee());
  }

  private static Pivot residual(PairMoments domain, double ratio, double fraction) {
    return pivot(
        0,
        domain.count(),
        domain.residualSquares(ratio),
        domain.residualCubes(ratio),
        domain.residualFourths(ratio),
        fraction);
  }

  private static Pivot pivot(
      double value, long n, double m2, double m3, double m4, double fraction) {
    double rest = 1 - fraction;
    double variance = n < 2 ? Double.NaN : rest * m2 / ((double) n * (n - 1));
    double k3 = n < 3 ? 0 : m3 / (n - 1) / (n - 2) / n;
    // the rows that are not in the sample are as good as a sample of the error
    double unseen = n * rest / fraction;
    double df = Math.min(n - 1.0, Math.max(1, unseen));
    return new Pivot(
        value, variance, rest * (1 - 2 * fraction) * k3, rest * rest * k3, df, m2 * m2 / m4, true);
  }
}
