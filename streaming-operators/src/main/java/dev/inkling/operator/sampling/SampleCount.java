package dev.inkling.operator.sampling;

import dev.inkling.operator.Aggregator;
import dev.inkling.operator.Type;
import dev.inkling.sketch.Estimate;

/** How many rows there are, from how many were sampled. */
final class SampleCount extends SampleAggregator<Hits, Estimate>
    implements Aggregator.Of<Strata<Hits>, Estimate> {

  static final SampleCount INSTANCE = new SampleCount(null, 0);

  private SampleCount(Drawn drawn, int stratum) {
    super("count of sample", estimate(Type.BIGINT), Hits::create, Hits.codec(), drawn, stratum);
  }

  @Override
  public Aggregator<Strata<Hits>, Estimate> of(Drawn newDrawn, int newStratum) {
    return new SampleCount(newDrawn, newStratum);
  }

  @Override
  public void add(Strata<Hits> state, long rows) {
    if (rows != 0) {
      own(state).add(rows);
    }
  }

  @Override
  public void addScatter(Strata<Hits>[] states, int[] groups, int from, int to) {
    for (int i = from; i < to; i++) {
      own(states[groups[i]]).add(1);
    }
  }

  @Override
  public Estimate result(Strata<Hits> state, double confidence) {
    return drawn().count(state, confidence);
  }

  @Override
  public Object output(Estimate result, int index) {
    return result;
  }
}
