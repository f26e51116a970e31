package dev.inkling.operator.sampling;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import java.util.Arrays;

/**
 * A uniform sample of each stratum, and what can be said from it about all rows. Strata are
 * numbered from 0. See {@link SimpleDesign} for what a domain is and what the bars promise.
 *
 * <ul>
 *   <li>Variances are summed over strata, each with its finite population correction; degrees of
 *       freedom are Satterthwaite's.
 *   <li>A stratum of which one row was sampled, and not all, has no variance of its own: it is
 *       collapsed with the next one, and the result is {@code EMPIRICAL}.
 *   <li>A count is exact by the hypergeometric test if there is one stratum. With several, it is
 *       the Clopper–Pearson bar for the number of rows that would give the same variance (E. L.
 *       Korn, B. I. Graubard, Confidence intervals for proportions with small expected number of
 *       positive counts estimated from survey data, 1998).
 *   <li>A mean is a ratio, by Fieller's bar; so nothing need be known of the domain's size.
 *   <li>A quantile's bar are the quantiles at the ends of the bar of its rank (R. S. Woodruff,
 *       Confidence intervals for medians and other position measures, 1952).
 * </ul>
 *
 * <p>A stratum in which no row of the domain was sampled counts as one without the domain. If the
 * domain is of one stratum, or of a few, as the groups are if one groups by what one stratified by,
 * say so with {@link #only}.
 */
public final class StratifiedDesign {

  private final long[] populations;
  private final long[] sampled;

  private StratifiedDesign(long[] populations, long[] sampled) {
    this.populations = populations;
    this.sampled = sampled;
  }

  /**
   * A design.
   *
   * @param populations the rows of each stratum
   * @param sampled the rows of each stratum that are in the sample; at least one where there are
   *     any
   */
  public static StratifiedDesign of(long[] populations, long[] sampled) {
    if (populations.length != sampled.length) {
      throw new IllegalArgumentException(
          "populations and sampled must be of equal length, got "
              + populations.length
              + " and "
              + sampled.length);
    }
    for (int h = 0; h < sampled.length; h++) {
      new UniformDesign(populations[h], sampled[h]); // checks
    }
    return new StratifiedDesign(populations.clone(), sampled.clone());
  }

  /** How many strata there are. */
  public int strata() {
    return populations.length;
  }

  /** How many rows there are in all: exact. */
  public Estimate population(double confidence) {
    Confidence.check(confidence);
    return Estimate.exact((double) Arrays.stream(populations).sum());
  }

  /** One stratum as a design of its own. */
  public UniformDesign stratum(int h) {
    return new UniformDesign(populations[h], sampled[h]);
  }

  /**
   * The design for domains that have rows in these strata only; their numbers stay the same.
   *
   * @param strata the strata's numbers
   */
  public StratifiedDesign only(int... strata) {
    long[] some = new long[populations.length];
    long[] rows = new long[populations.length];
    for (int h : strata) {
      some[h] = populations[h];
      rows[h] = sampled[h];
    }
    return new StratifiedDesign(some, rows);
  }

  /** How many rows the domain has. */
  public Estimate count(Strata<? extends Accumulator<?>> domain, double confidence) {
    Confidence.check(confidence);
    check(domain);
    int single = single();
    if (single >= 0) {
      long hits = domain.size() == 0 ? 0 : domain.accumulator(0).count();
      return stratum(single).count(hits, confidence);
    }
    Totals totals = totals(h -> PairMoments.ofOnes(Moments.ofConstant(1, hits(domain, h))));
    if (isComplete()) {
      return Estimate.exact(totals.y());
    }
    Pivot pivot = totals.pivotY();
    double population = Arrays.stream(populations).sum();
    double rows = Arrays.stream(sampled).sum();
    double share = totals.y() / population;
    double variance = pivot.variance() / (population * population);
    double effective = variance > 0 ? share * (1 - share) / variance : rows;
    // Korn and Graubard: as if the variance had been known by that many degrees of freedom
    double tail = (1 - confidence) / 2;
    if (variance > 0) {
      double loss =
          PivotQuantiles.student(tail, rows - 1) / PivotQuantiles.student(tail, pivot.df());
      effective *= Math.min(1, loss * loss);
    }
    double lower = population * CountLimits.lowerShare(share * effective, effective, tail);
    double upper = population * CountLimits.upperShare(share * effective, effective, tail);
    double seen = domain.count();
    double unseen = population - (rows - seen);
    return new Estimate(
        totals.y(),
        Math.min(totals.y(), Math.max(lower, seen)),
        Math.max(totals.y(), Math.min(upper, unseen)),
        confidence,
        guarantee(pivot, domain));
  }

  /** The sum of a column over the domain. */
  public Estimate sum(Strata<Moments> domain, double confidence) {
    Confidence.check(confidence);
    check(domain);
    Totals totals = totals(h -> PairMoments.ofOnes(moments(domain, h)));
    if (isComplete()) {
      return Estimate.exact(totals.y());
    }
    Estimate estimate = totals.pivotY().estimate(confidence);
    return weaker(estimate, domain);
  }

  /** The mean of a column over the domain. */
  public Estimate avg(Strata<Moments> domain, double confidence) {
    Confidence.check(confidence);
    check(domain);
    int single = single();
    if (single >= 0) {
      return stratum(single).avg(moments(domain, single), confidence);
    }
    return ratio(totals(h -> PairMoments.ofOnes(moments(domain, h))), false, confidence, domain);
  }

  /** The sum of y by the sum of x over the domain. */
  public Estimate ratio(Strata<PairMoments> domain, double confidence) {
    Confidence.check(confidence);
    check(domain);
    int single = single();
    if (single >= 0) {
      return stratum(single).ratio(pairs(domain, single), confidence);
    }
    return ratio(totals(h -> pairs(domain, h)), true, confidence, domain);
  }

  private Estimate ratio(
      Totals totals, boolean both, double confidence, Strata<? extends Accumulator<?>> domain) {
    if (isComplete() && domain.count() > 0) {
      return Estimate.exact(totals.y() / totals.x());
    }
    return totals.ratio(both).estimate(confidence);
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
    int single = single();
    if (single >= 0) {
      SampleValues values = domain.size() == 0 ? SampleValues.create() : domain.accumulator(0);
      return stratum(single).quantile(values, p, confidence);
    }
    WeightedValues values = new WeightedValues(domain.count());
    for (int i = 0; i < domain.size(); i++) {
      int h = domain.number(i);
      values.addAll(domain.accumulator(i), (double) populations[h] / sampled[h], h);
    }
    if (domain.count() > 0 && isComplete()) {
      return Estimate.exact(values.quantile(p));
    }
    return values.estimate(p, confidence, below -> rankPivot(domain, below, p));
  }

  /** The error of the rank of a value, of which so many in each stratum are not above it. */
  private Pivot rankPivot(Strata<SampleValues> domain, long[] below, double p) {
    Totals totals = new Totals();
    double size = 0;
    for (int i = 0; i < domain.size(); i++) {
      int h = domain.number(i);
      long hits = domain.accumulator(i).count();
      Moments ranks = Moments.ofConstant(1 - p, below[h]);
      ranks.merge(Moments.ofConstant(-p, hits - below[h]));
      totals.add(populations[h], sampled[h], PairMoments.ofOnes(ranks));
      size += hits * ((double) populations[h] / sampled[h]);
    }
    return totals.pivotY().times(1 / size);
  }

  private interface StratumMoments {
    PairMoments of(int h);
  }

  private Totals totals(StratumMoments domain) {
    Totals totals = new Totals();
    for (int h = 0; h < populations.length; h++) {
      totals.add(populations[h], sampled[h], domain.of(h));
    }
    return totals;
  }

  private static long hits(Strata<? extends Accumulator<?>> domain, int h) {
    int i = domain.indexOf(h);
    return i < 0 ? 0 : domain.accumulator(i).count();
  }

  private static Moments moments(Strata<Moments> domain, int h) {
    int i = domain.indexOf(h);
    return i < 0 ? Moments.create() : domain.accumulator(i);
  }

  private static PairMoments pairs(Strata<PairMoments> domain, int h) {
    int i = domain.indexOf(h);
    return i < 0 ? PairMoments.create() : domain.accumulator(i);
  }

  /** The only stratum that has rows, or -1. */
  private int single() {
    int found = -1;
    for (int h = 0; h < populations.length; h++) {
      if (populations[h] > 0) {
        if (found >= 0) {
          return -1;
        }
        found = h;
      }
    }
    return found;
  }

  private boolean isComplete() {
    return Arrays.equals(populations, sampled);
  }

  /** What a stratum hides of which no row of the domain was sampled, but not all rows were. */
  private Guarantee guarantee(Pivot pivot, Strata<? extends Accumulator<?>> domain) {
    double hidden = 0;
    for (int h = 0; h < populations.length; h++) {
      if (sampled[h] < populations[h] && domain.indexOf(h) < 0) {
        double weight = (double) populations[h] / sampled[h];
        hidden += weight * weight;
      }
    }
    return hidden > MOST_HIDDEN * pivot.variance() ? Guarantee.EMPIRICAL : pivot.guarantee();
  }

  /** Of the variance of a count: what one more row in each stratum without any would add. */
  private static final double MOST_HIDDEN = 0.05;

  private Estimate weaker(Estimate estimate, Strata<Moments> domain) {
    if (estimate.guarantee() != Guarantee.PROBABILISTIC) {
      return estimate;
    }
    Totals counts = totals(h -> PairMoments.ofOnes(Moments.ofConstant(1, hits(domain, h))));
    Pivot count = counts.pivotY();
    boolean wholeStrata = count.variance() == 0;
    Guarantee guarantee = wholeStrata ? Guarantee.PROBABILISTIC : guarantee(count, domain);
    return new Estimate(
        estimate.value(), estimate.lower(), estimate.upper(), estimate.confidence(), guarantee);
  }

  private void check(Strata<? extends Accumulator<?>> domain) {
    for (int i = 0; i < domain.size(); i++) {
      int h = domain.number(i);
      if (h >= sampled.length || domain.accumulator(i).count() > sampled[h]) {
        throw new IllegalArgumentException(
            "a domain must have at most as many rows of stratum "
                + h
                + " as the sample, got "
                + domain.accumulator(i).count());
      }
    }
  }

  @Override
  public String toString() {
    return "StratifiedDesign[strata="
        + strata()
        + ", population="
        + Arrays.stream(populations).sum()
        + ", sampled="
        + Arrays.stream(sampled).sum()
        + "]";
  }
}
