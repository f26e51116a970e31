package dev.inkling.operator.sampling;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;

/**
 * A uniform sample without replacement: each set of {@code sampled} rows was equally likely. So is
 * a reservoir; and a Bernoulli sample, once it is known of how many rows it was taken.
 *
 * <p>{@code count} inverts the hypergeometric test; a sum's variance is N² (1 − n/N) s² / n, where
 * rows outside of the domain are zeros (W. G. Cochran, Sampling Techniques, 3rd ed., 1977, §2.12).
 *
 * <pre>{@code
 * Moments amounts = Moments.create(); // of the sampled rows of one group
 * for (double amount : sampledAmounts) {
 *   amounts.add(amount);
 * }
 * UniformDesign design = new UniformDesign(1_000_000, 1_000);
 * Estimate rows = design.count(amounts.count(), 0.95);
 * Estimate total = design.sum(amounts, 0.95);
 * }</pre>
 *
 * @param population the rows of which the sample was taken, N
 * @param sampled the rows in the sample, n
 */
public record UniformDesign(long population, long sampled) implements SimpleDesign {

  /** Checks that the sample is a part of the population. */
  public UniformDesign {
    if (sampled < 0 || sampled > population) {
      throw new IllegalArgumentException(
          "sampled must be in [0, population = " + population + "], got " + sampled);
    }
    if (sampled == 0 && population > 0) {
      throw new IllegalArgumentException("sampled must be above 0 of " + population + " rows");
    }
  }

  @Override
  public double fraction() {
    return population == 0 ? 1 : (double) sampled / population;
  }

  /** Exact: the population. */
  @Override
  public Estimate population(long sampledRows, double confidence) {
    Confidence.check(confidence);
    if (sampledRows != sampled) {
      throw new IllegalArgumentException("sampledRows must be " + sampled + ", got " + sampledRows);
    }
    return Estimate.exact((double) population);
  }

  @Override
  public Estimate count(long hits, double confidence) {
    Confidence.check(confidence);
    check(hits);
    if (sampled == population) {
      return Estimate.exact((double) hits);
    }
    double tail = (1 - confidence) / 2;
    double value = hits == sampled ? population : hits * ((double) population / sampled);
    double lower = CountLimits.fewest(population, sampled, hits, tail);
    double upper = CountLimits.most(population, sampled, hits, tail);
    return new Estimate(
        value, Math.min(lower, value), Math.max(upper, value), confidence, Guarantee.PROBABILISTIC);
  }

  @Override
  public Estimate sum(Moments domain, double confidence) {
    Confidence.check(confidence);
    check(domain.count());
    if (sampled == population) {
      return Estimate.exact(domain.sum());
    }
    Totals totals = new Totals();
    totals.add(population, sampled, PairMoments.ofOnes(domain));
    return DomainMeans.promised(totals.pivotY().estimate(confidence), domain, fraction());
  }

  @Override
  public Estimate avg(Moments domain, double confidence) {
    check(domain.count());
    return DomainMeans.avg(domain, fraction(), confidence);
  }

  @Override
  public Estimate ratio(PairMoments domain, double confidence) {
    check(domain.count());
    return DomainMeans.ratio(domain, fraction(), confidence);
  }

  @Override
  public Estimate quantile(SampleValues domain, double p, double confidence) {
    check(domain.count());
    // the domain has at most as many rows as were not sampled and it has sampled ones
    double most = population - (sampled - domain.count());
    return OrderStatistics.quantile(domain, p, most, confidence);
  }

  private void check(long hits) {
    if (hits < 0 || hits > sampled) {
      throw new IllegalArgumentException(
          "a domain must have at most sampled = " + sampled + " rows, got " + hits);
    }
  }
}
