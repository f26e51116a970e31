package dev.inkling.operator.sampling;

import dev.inkling.sketch.Estimate;

/**
 * A sample into which every row came with the same probability, and what can be said from it about
 * all rows.
 *
 * <p>A <em>domain</em> is a part of the rows: a group, those that a predicate lets through, or all.
 * What is asked is about all rows of the domain; what is given is kept of its sampled rows. Nothing
 * else need be known of the domain, nor how many rows it has.
 *
 * <p>Bars and what they promise:
 *
 * <ul>
 *   <li>{@link #count} and {@link #quantile}: exact tests of a hypergeometric or binomial variable,
 *       {@code PROBABILISTIC} for any data and any size of the sample. A quantile's bar is infinite
 *       on a side where the sample is too small to bound it.
 *   <li>{@link #sum}, {@link #avg}, {@link #ratio}: Student's t widened for skewness, with the
 *       finite population correction. {@code PROBABILISTIC} if n &gt; 200 (|G₁| + √(6/n))², where
 *       G₁ is the sample skewness of what is summed up (for a sum over a group, rows outside of it
 *       count as 0) and n the rows that contribute; else {@code EMPIRICAL}. No diagnostic sees a
 *       tail of which the sample has no row.
 *   <li>all are {@code EXACT} if all rows are in the sample.
 * </ul>
 *
 * <p>Of a domain without a sampled row a sum is 0 with a bar that has no ends; means, ratios and
 * quantiles are NaN.
 */
public sealed interface SimpleDesign permits UniformDesign, BernoulliDesign {

  /** The share of the rows that is in the sample, or the probability that a row is. */
  double fraction();

  /**
   * How many rows there are in all: what COUNT(*) asks where nothing is grouped or left out.
   *
   * @param sampledRows the rows in the sample
   */
  Estimate population(long sampledRows, double confidence);

  /**
   * How many rows the domain has.
   *
   * @param hits its rows in the sample
   * @throws IllegalArgumentException if there are more than the sample has
   */
  Estimate count(long hits, double confidence);

  /** The sum of a column over the domain. */
  Estimate sum(Moments domain, double confidence);

  /** The mean of a column over the domain. */
  Estimate avg(Moments domain, double confidence);

  /** The sum of y by the sum of x over the domain. */
  Estimate ratio(PairMoments domain, double confidence);

  /**
   * The smallest value of a column that at least the fraction p of the domain's values does not
   * exceed.
   *
   * @param p in [0, 1]
   */
  Estimate quantile(SampleValues domain, double p, double confidence);
}
