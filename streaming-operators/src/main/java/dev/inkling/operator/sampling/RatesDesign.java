package dev.inkling.operator.sampling;

import dev.inkling.operator.Shedding;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;

/**
 * Bernoulli samples at rates that changed while rows came: stratum h has the rows that came while
 * each was taken with probability 2^−h. What can be said from them about all rows. Immutable.
 *
 * <p>Rates may have been chosen by anything that was known before, even by which rows had been
 * taken: as long as a rate is fixed before its rows are drawn, Σ y / rate over the sample estimates
 * a total without bias, and Σ (1 − rate) y² / rate² the variance of that. (The errors are a
 * martingale. That a stratum had so many rows, of which so many were taken, may not be used, since
 * both could have been decided by those taken before; how many rows there were in all, may.)
 *
 * <ul>
 *   <li>{@link #count}: exact, by the binomial test, if rows were left out at one rate only. If at
 *       several, the rows that were not seen are put between two gamma distributions of the mean
 *       and the variance of what the hits, and those and one more at the lowest rate, hide (after
 *       M. P. Fay, E. J. Feuer, Confidence intervals for directly standardized rates, 1997).
 *   <li>{@link #sum}, {@link #avg}: Student's t widened for skewness, see {@link SimpleDesign},
 *       with Satterthwaite's degrees of freedom. Where all rows were counted, a sum is their number
 *       times the mean over all rows of the value, taken as 0 outside of the domain.
 *   <li>{@link #quantile}: the quantiles at the ends of the bar of its rank, after Woodruff.
 *   <li>all are {@code EXACT} if no row was left out.
 * </ul>
 */
public final class RatesDesign {

  private static final int STRATA = Shedding.MOST_HALVINGS + 1;

  /** Of the variance of a count: what one more row at each rate without any would add. */
  private static final double MOST_HIDDEN = 0.05;

  /** Bit h is set if rows may have come at rate 2^-h. */
  private final int used;

  /** How many were taken at each rate; null if it is not known how many there were. */
  private final long[] taken;

  private final long population;

  private RatesDesign(int used, long[] taken, long population) {
    this.used = used;
    this.taken = taken;
    this.population = population;
  }

  /**
   * Where it is not known how many rows there were.
   *
   * @param used bit h is set if rows may have come at rate 2^−h, h from 0 to 20
   */
  public static RatesDesign of(int used) {
    if (used >>> STRATA != 0) {
      throw new IllegalArgumentException("used must have bits 0 to 20 only, got " + used);
    }
    return new RatesDesign(used, null, -1);
  }

  /**
   * Where all rows were counted.
   *
   * @param seen how many rows came at rate 2^−h, for h from 0 to 20
   * @param taken how many of these came into the sample
   */
  public static RatesDesign of(long[] seen, long[] taken) {
    if (seen.length != STRATA || taken.length != STRATA) {
      throw new IllegalArgumentException(
          "seen and taken must have 21 rates, got " + seen.length + " and " + taken.length);
    }
    int used = 0;
    long population = 0;
    for (int h = 0; h < STRATA; h++) {
      if (taken[h] < 0 || taken[h] > seen[h] || (h == 0 && taken[h] < seen[h])) {
        throw new IllegalArgumentException(
            "of seen rows at least 0 and at most all must be taken, at rate 1 all; got "
                + taken[h]
                + " of "
                + seen[h]);
      }
      used |= seen[h] > 0 ? 1 << h : 0;
      population = Math.addExact(population, seen[h]);
    }
    return new RatesDesign(used, taken.clone(), population);
  }

  /** Whether it is known how many rows there were. */
  boolean isCounted() {
    return taken != null;
  }

  private boolean isComplete() {
    return used >> 1 == 0;
  }

  /**
   * How many rows there were in all: exact, if they were counted.
   *
   * @param sampled those in the sample
   */
  Estimate population(Strata<Hits> sampled, double confidence) {
    return isCounted() ? Estimate.exact((double) population) : count(sampled, confidence);
  }

  /** How many rows the domain has. */
  public Estimate count(Strata<? extends Accumulator<?>> domain, double confidence) {
    Confidence.check(confidence);
    check(domain);
    if (isComplete()) {
      return Estimate.exact((double) domain.count());
    }
    long[] hits = new long[STRATA];
    for (int i = 0; i < domain.size(); i++) {
      hits[domain.number(i)] = domain.accumulator(i).count();
    }
    if (!isCounted()) {
      return new HiddenRows(hits, used).estimate(confidence);
    }
    HiddenRows inside = new HiddenRows(hits, used);
    long[] others = new long[STRATA];
    for (int h = 0; h < STRATA; h++) {
      others[h] = taken[h] - hits[h];
    }
    HiddenRows outside = new HiddenRows(others, used);
    // the smaller one errs less, and the two have one sum
    if (inside.total() <= outside.total()) {
      Estimate count = inside.estimate(confidence);
      double most = (double) population - outside.seen();
      double value = Math.min(count.value(), most);
      return new Estimate(
          value,
          Math.min(value, count.lower()),
          Math.max(value, Math.min(most, count.upper())),
          confidence,
          count.guarantee());
    }
    Estimate rest = outside.estimate(confidence);
    double value = Math.max(inside.seen(), population - rest.value());
    return new Estimate(
        value,
        Math.min(value, Math.max(inside.seen(), population - rest.upper())),
        Math.max(value, population - rest.lower()),
        confidence,
        rest.guarantee());
  }

  /** The sum of a column over the domain. */
  public Estimate sum(Strata<Moments> domain, double confidence) {
    Confidence.check(confidence);
    check(domain);
    if (isComplete()) {
      return Estimate.exact(merged(domain).sum());
    }
    if (domain.count() == 0) {
      return Confidence.nothing(confidence);
    }
    RateTotals totals = totals(domain);
    Estimate sum =
        isCounted()
            ? Estimates.times(withOthers(domain).ratio().estimate(confidence), (double) population)
            : totals.sum().estimate(confidence);
    // how many rows were taken errs in a known way: only their values decide about the promise
    return totals.ratio().residual().isPromising()
        ? seen(sum, domain)
        : seen(sum, Guarantee.EMPIRICAL);
  }

  /** The totals of all rows, those outside of the domain being 0. */
  private RateTotals withOthers(Strata<Moments> domain) {
    RateTotals all = new RateTotals();
    for (int h = 0; h < STRATA; h++) {
      int i = domain.indexOf(h);
      Moments rows = i < 0 ? Moments.create() : domain.accumulator(i);
      all.add(h, PairMoments.ofOnes(rows.withZeros(taken[h] - rows.count())));
    }
    return all;
  }

  /** The mean of a column over the domain. */
  public Estimate avg(Strata<Moments> domain, double confidence) {
    Confidence.check(confidence);
    check(domain);
    if (domain.count() == 0) {
      return Confidence.nothing(confidence);
    }
    return isComplete()
        ? Estimate.exact(merged(domain).mean())
        : seen(totals(domain).ratio().estimate(confidence), domain);
  }

  /**
   * The smallest value of a column that at least the fraction p of the domain's values does not
   * exceed.
   *
   * @param p in [0, 1]
   */
  public Estimate quantile(Strata<SampleValues> domain, double p, double confidence) {
    Confidence.check(confidence);
    OrderStatistics.check(p);
    check(domain);
    if (domain.count() == 0) {
      return Confidence.nothing(confidence);
    }
    if (Integer.bitCount(used) == 1) {
      double rate = rate(Integer.numberOfTrailingZeros(used));
      return new BernoulliDesign(rate).quantile(domain.accumulator(0), p, confidence);
    }
    WeightedValues values = new WeightedValues(domain.count());
    for (int i = 0; i < domain.size(); i++) {
      int h = domain.number(i);
      values.addAll(domain.accumulator(i), 1 / rate(h), h);
    }
    return seen(values.estimate(p, confidence, below -> rankPivot(domain, below, p)), domain);
  }

  private static Pivot rankPivot(Strata<SampleValues> domain, long[] below, double p) {
    RateTotals totals = new RateTotals();
    for (int i = 0; i < domain.size(); i++) {
      int h = domain.number(i);
      long least = h < below.length ? below[h] : 0;
      Moments ranks = Moments.ofConstant(1 - p, least);
      ranks.merge(Moments.ofConstant(-p, domain.accumulator(i).count() - least));
      totals.add(h, PairMoments.ofOnes(ranks));
    }
    return totals.sum().times(1 / totals.x());
  }

  static double rate(int h) {
    return 1.0 / (1L << h);
  }

  private static RateTotals totals(Strata<Moments> domain) {
    RateTotals totals = new RateTotals();
    for (int i = 0; i < domain.size(); i++) {
      totals.add(domain.number(i), PairMoments.ofOnes(domain.accumulator(i)));
    }
    return totals;
  }

  private static Moments merged(Strata<Moments> domain) {
    Moments all = Moments.create();
    for (int i = 0; i < domain.size(); i++) {
      all.merge(domain.accumulator(i));
    }
    return all;
  }

  /** Promises nothing where much of the domain may have come at rates that took no row of it. */
  private Estimate seen(Estimate estimate, Strata<?> domain) {
    double hidden = 0;
    double variance = 0;
    for (int h = 1; h < STRATA; h++) {
      double each = (1 - rate(h)) / (rate(h) * rate(h));
      int i = domain.indexOf(h);
      if (i >= 0) {
        variance += each * domain.accumulator(i).count();
      } else if ((used >> h & 1) != 0) {
        hidden += each;
      }
    }
    return hidden > MOST_HIDDEN * variance ? seen(estimate, Guarantee.EMPIRICAL) : estimate;
  }

  private static Estimate seen(Estimate estimate, Guarantee guarantee) {
    return new Estimate(
        estimate.value(),
        estimate.lower(),
        estimate.upper(),
        estimate.confidence(),
        estimate.guarantee().weaker(guarantee));
  }

  private void check(Strata<? extends Accumulator<?>> domain) {
    for (int i = 0; i < domain.size(); i++) {
      int h = domain.number(i);
      boolean known = h < STRATA && (used >> h & 1) != 0;
      if (!known || (isCounted() && domain.accumulator(i).count() > taken[h])) {
        throw new IllegalArgumentException(
            "a domain must have at most as many rows at rate 2^-"
                + h
                + " as the sample, got "
                + domain.accumulator(i).count());
      }
    }
  }

  @Override
  public String toString() {
    return "RatesDesign[used="
        + Integer.toBinaryString(used)
        + (isCounted() ? ", population=" + population : "")
        + "]";
  }
}
