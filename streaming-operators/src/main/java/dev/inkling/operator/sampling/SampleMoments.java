package dev.inkling.operator.sampling;

import dev.inkling.operator.Aggregator;
import dev.inkling.operator.Type;
import dev.inkling.sketch.Estimate;

/** The sum or mean of all rows' values, from those of the sampled rows. */
final class SampleMoments extends SampleAggregator<Moments, Estimate>
    implements Aggregator.OfDouble<Strata<Moments>, Estimate> {

  static final SampleMoments MEAN = new SampleMoments(false, Type.DOUBLE, null, 0);

  private final boolean sum;
  private final Type type;

  private SampleMoments(boolean sum, Type type, Drawn drawn, int stratum) {
    super(
        sum ? "sum of sample" : "avg of sample",
        estimate(type),
        Moments::create,
        Moments.codec(),
        drawn,
        stratum);
    this.sum = sum;
    this.type = type;
  }

  static SampleMoments sum(Type type) {
    if (!type.isNumeric()) {
      throw new IllegalArgumentException("type must be BIGINT or DOUBLE, got " + type);
    }
    return new SampleMoments(true, type, null, 0);
  }

  @Override
  public Aggregator<Strata<Moments>, Estimate> of(Drawn newDrawn, int newStratum) {
    return new SampleMoments(sum, type, newDrawn, newStratum);
  }

  @Override
  public void add(Strata<Moments> state, double value) {
    own(state).add(value);
  }

  @Override
  public void addAll(Strata<Moments> state, double[] values, int from, int to) {
    if (from < to) {
      own(state).addAll(values, from, to);
    }
  }

  @Override
  public void addScatter(
      Strata<Moments>[] states, int[] groups, double[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      own(states[groups[i]]).add(values[i]);
    }
  }

  @Override
  public Estimate result(Strata<Moments> state, double confidence) {
    if (state.count() == 0) {
      return Confidence.nothing(confidence);
    }
    return sum ? drawn().sum(state, confidence) : drawn().avg(state, confidence);
  }

  /** Null of no value, as in SQL. */
  @Override
  public Object output(Estimate result, int index) {
    return Double.isNaN(result.value()) ? null : result;
  }
}
