package dev.inkling.operator.sampling;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;

/**
 * A Bernoulli sample: each row came in with the same probability, whatever happened to the others,
 * and it is not known how many rows there were. If it is known, {@link #of} gives narrower bars.
 *
 * <p>A count's bar inverts the binomial test. A sum's variance is (1 − p) Σ y² / p².
 *
 * @param rate the probability, p, in (0, 1]
 */
public record BernoulliDesign(double rate) implements SimpleDesign {

  /** Checks the rate. */
  public BernoulliDesign {
    if (!(rate > 0 && rate <= 1)) {
      throw new IllegalArgumentException("rate must be in (0, 1], got " + rate);
    }
  }

  /**
   * The design once it is known how many rows were looked at. Given how many came in, they are a
   * uniform sample of them. If none came in, only the rate says something.
   */
  public SimpleDesign of(long population, long sampled) {
    return sampled == 0 && population > 0 ? this : new UniformDesign(population, sampled);
  }

  @Override
  public double fraction() {
    return rate;
  }

  /** An estimate, from the number of sampled rows. */
  @Override
  public Estimate population(long sampledRows, double confidence) {
    return count(sampledRows, confidence);
  }

  @Override
  public Estimate count(long hits, double confidence) {
    Confidence.check(confidence);
    if (hits < 0) {
      throw new IllegalArgumentException("hits must be at least 0, got " + hits);
    }
    if (rate == 1) {
      return Estimate.exact((double) hits);
    }
    double tail = (1 - confidence) / 2;
    double value = hits / rate;
    double lower = CountLimits.fewestAtRate(rate, hits, tail);
    double upper = CountLimits.mostAtRate(rate, hits, tail);
    return new Estimate(
        value, Math.min(lower, value), Math.max(upper, value), confidence, Guarantee.PROBABILISTIC);
  }

  @Override
  public Estimate sum(Moments domain, double confidence) {
    Confidence.check(confidence);
    if (rate == 1) {
      return Estimate.exact(domain.sum());
    }
    double n = domain.count();
    double mean = n == 0 ? 0 : domain.mean();
    double squares = domain.m2() + n * mean * mean;
    double cubes = domain.m3() + 3 * mean * domain.m2() + n * mean * mean * mean;
    double rest = 1 - rate;
    Pivot pivot =
        new Pivot(
            domain.sum() / rate,
            rest * squares / (rate * rate),
            rest * (1 - 2 * rate) * cubes / (rate * rate * rate),
            rest * rest * cubes / (rate * rate * rate),
            Math.min(n, Math.max(1, n * rest / rate)),
            Double.NaN,
            true);
    return DomainMeans.promised(pivot.estimate(confidence), domain, rate);
  }

  @Override
  public Estimate avg(Moments domain, double confidence) {
    return DomainMeans.avg(domain, rate, confidence);
  }

  @Override
  public Estimate ratio(PairMoments domain, double confidence) {
    return DomainMeans.ratio(domain, rate, confidence);
  }

  @Override
  public Estimate quantile(SampleValues domain, double p, double confidence) {
    double most = rate == 1 ? domain.count() : Double.POSITIVE_INFINITY;
    return OrderStatistics.quantile(domain, p, most, confidence);
  }
}
