package dev.inkling.operator.sampling;

import dev.inkling.operator.Aggregator;
import dev.inkling.operator.Type;
import dev.inkling.sketch.Estimate;
import java.util.List;

/**
 * The aggregators of a query that answers from a sample of its rows, see {@link
 * dev.inkling.operator.Query#sample}. What they say of a group is about all its rows, with the bars
 * of {@link SimpleDesign} and {@link StratifiedDesign}. A group of which the sample has no row is
 * not answered.
 *
 * <p>Nulls are left out. Of no value, a count's bar begins at 0, everything else is null, as in
 * SQL.
 */
public final class SampleAggregators {

  private SampleAggregators() {}

  /** The number of rows; about 100 bytes of heap for each stratum in which a group has rows. */
  public static Aggregator.Of<?, Estimate> count() {
    return SampleCount.INSTANCE;
  }

  /**
   * The sum; about 140 bytes of heap for each stratum in which a group has rows.
   *
   * @param type of the answer: BIGINT, where the ends of the bar are rounded outwards, or DOUBLE
   */
  public static Aggregator.OfDouble<?, Estimate> sum(Type type) {
    return SampleMoments.sum(type);
  }

  /** The mean, in as many bytes as the {@link #sum}. */
  public static Aggregator.OfDouble<?, Estimate> avg() {
    return SampleMoments.MEAN;
  }

  /**
   * Quantiles, one estimate for each fraction in the order given. A state keeps every sampled
   * value: 8 to 16 bytes each.
   *
   * @param ps which quantiles, distinct fractions in [0, 1], at least one
   */
  public static Aggregator.OfDouble<?, List<Estimate>> quantiles(double... ps) {
    return SampleQuantiles.create(ps);
  }
}
