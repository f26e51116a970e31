package dev.inkling.operator.sampling;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import org.apache.commons.math3.distribution.GammaDistribution;

/** How many rows a domain has, of which so many were taken at rates 2^−h. */
final class HiddenRows {

  /** From this shape on, the cube of a normal variable is closer than what is computed here. */
  private static final double LARGE_SHAPE = 1e4;

  /* implementation note
   *
   * Until the r-th row of a domain is taken at rate p, a negative binomial number of others is
   * passed over: of mean r (1 - p) / p and variance r (1 - p) / p². With X hits at one rate, the
   * exact bar by the binomial test has the quantiles of that number at its ends, for r = X and for
   * r = X + 1. With several rates the numbers add up. Their sum is put in the place of a gamma
   * variable of equal mean and variance, and the one hit more is one at the lowest rate, as Fay and
   * Feuer do with sums of Poisson variables.
   */

  private final long[] hits;
  private final int used;
  private final double seen;
  private double mean;
  private double variance;
  private int rates;
  private int lowest;

  HiddenRows(long[] hits, int used) {
    this.hits = hits;
    this.used = used;
    long sum = 0;
    for (int h = 0; h < hits.length; h++) {
      sum += hits[h];
      double rate = RatesDesign.rate(h);
      mean += hits[h] * (1 - rate) / rate;
      variance += hits[h] * (1 - rate) / (rate * rate);
      if (h > 0 && (used >> h & 1) != 0) {
        rates++;
        lowest = h;
      }
    }
    seen = sum;
  }

  /** How many rows were taken. */
  double seen() {
    return seen;
  }

  /** How many there were, about. */
  double total() {
    return seen + mean;
  }

  Estimate estimate(double confidence) {
    if (rates == 1) {
      Estimate part = new BernoulliDesign(RatesDesign.rate(lowest)).count(hits[lowest], confidence);
      double exact = hits[0];
      return new Estimate(
          part.value() + exact,
          part.lower() + exact,
          part.upper() + exact,
          confidence,
          part.guarantee());
    }
    double tail = (1 - confidence) / 2;
    double rate = RatesDesign.rate(lowest);
    double lower = seen + quantile(mean, variance, tail);
    double upper =
        seen + quantile(mean + (1 - rate) / rate, variance + (1 - rate) / (rate * rate), 1 - tail);
    return new Estimate(
        total(),
        Math.min(total(), Math.floor(lower)),
        Math.max(total(), Math.ceil(upper)),
        confidence,
        Guarantee.PROBABILISTIC);
  }

  private static double quantile(double mean, double variance, double p) {
    if (mean == 0) {
      return 0;
    }
    double shape = mean * mean / variance;
    if (shape > LARGE_SHAPE) {
      // E. B. Wilson, M. M. Hilferty, The distribution of chi-square, 1931
      double root = 1 - 1 / (9 * shape) - PivotQuantiles.normal(p) / (3 * Math.sqrt(shape));
      return mean * root * root * root;
    }
    return new GammaDistribution(null, shape, variance / mean).inverseCumulativeProbability(p);
  }

  @Override
  public String toString() {
    return "HiddenRows[seen=" + seen + ", used=" + used + "]";
  }
}
