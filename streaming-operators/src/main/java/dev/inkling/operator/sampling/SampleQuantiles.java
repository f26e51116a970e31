package dev.inkling.operator.sampling;

import dev.inkling.operator.Aggregator;
import dev.inkling.operator.Type;
import dev.inkling.sketch.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Quantiles of all rows' values, from those of the sampled rows. */
final class SampleQuantiles extends SampleAggregator<SampleValues, List<Estimate>>
    implements Aggregator.OfDouble<Strata<SampleValues>, List<Estimate>> {

  private final double[] ps;

  private SampleQuantiles(
      String name, List<Output> outputs, double[] ps, Drawn drawn, int stratum) {
    super(name, outputs, SampleValues::create, SampleValues.codec(), drawn, stratum);
    this.ps = ps;
  }

  static SampleQuantiles create(double[] ps) {
    if (ps.length == 0) {
      throw new IllegalArgumentException("ps must not be empty");
    }
    for (double p : ps) {
      OrderStatistics.check(p);
    }
    if (Arrays.stream(ps).distinct().count() < ps.length) {
      throw new IllegalArgumentException("ps must be distinct, got " + Arrays.toString(ps));
    }
    List<Output> outputs = new ArrayList<>();
    for (double p : ps) {
      outputs.add(new Output(ps.length == 1 ? "" : "[" + p + "]", Type.DOUBLE, true));
    }
    String shown = Arrays.stream(ps).mapToObj(Double::toString).collect(Collectors.joining(", "));
    return new SampleQuantiles(
        "approx_percentile(" + shown + ") of sample", outputs, ps.clone(), null, 0);
  }

  @Override
  public Aggregator<Strata<SampleValues>, List<Estimate>> of(Drawn newDrawn, int newStratum) {
    return new SampleQuantiles(name(), outputs(), ps, newDrawn, newStratum);
  }

  @Override
  public void add(Strata<SampleValues> state, double value) {
    own(state).add(value);
  }

  @Override
  public void addAll(Strata<SampleValues> state, double[] values, int from, int to) {
    if (from < to) {
      own(state).addAll(values, from, to);
    }
  }

  @Override
  public void addScatter(
      Strata<SampleValues>[] states, int[] groups, double[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      own(states[groups[i]]).add(values[i]);
    }
  }

  @Override
  public List<Estimate> result(Strata<SampleValues> state, double confidence) {
    List<Estimate> estimates = new ArrayList<>(ps.length);
    for (double p : ps) {
      estimates.add(drawn().quantile(state, p, confidence));
    }
    return List.copyOf(estimates);
  }

  @Override
  public Object output(List<Estimate> result, int index) {
    Estimate estimate = result.get(index);
    return Double.isNaN(estimate.value()) ? null : estimate;
  }
}
