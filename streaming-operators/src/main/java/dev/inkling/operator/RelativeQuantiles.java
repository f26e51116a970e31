package dev.inkling.operator;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.quantile.DDSketch;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Quantiles of doubles, off by no more than a share of the value; NaN where there are none. */
final class RelativeQuantiles extends SketchAggregator<DDSketch, List<Estimate>>
    implements Aggregator.OfDouble<DDSketch, List<Estimate>> {

  private final double relativeError;
  private final double[] ps;

  private RelativeQuantiles(String name, List<Output> outputs, double relativeError, double[] ps) {
    super(name, outputs);
    this.relativeError = relativeError;
    this.ps = ps;
  }

  static RelativeQuantiles create(double relativeError, double[] ps) {
    Quantiles.checkFractions(ps);
    DDSketch.withRelativeError(relativeError); // checks its range
    String name =
        "approx_percentile(" + Quantiles.shown(ps) + ", relative_error=" + relativeError + ")";
    return new RelativeQuantiles(name, Quantiles.outputs(ps), relativeError, ps.clone());
  }

  @Override
  public DDSketch create() {
    return DDSketch.withRelativeError(relativeError);
  }

  @Override
  public DDSketch[] newArray(int length) {
    return new DDSketch[length];
  }

  @Override
  public void add(DDSketch state, double value) {
    state.add(value);
  }

  @Override
  public void addAll(DDSketch state, double[] values, int from, int to) {
    state.addAll(values, from, to);
  }

  @Override
  public void addScatter(DDSketch[] states, int[] groups, double[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      states[groups[i]].add(values[i]);
    }
  }

  @Override
  public List<Estimate> result(DDSketch state, double confidence) {
    return Arrays.stream(ps).mapToObj(p -> state.quantile(p, confidence)).toList();
  }

  @Override
  public Object output(List<Estimate> result, int index) {
    return Quantiles.shown(result.get(index));
  }

  @Override
  DDSketch readSketch(ByteBuffer source) {
    return DDSketch.readFrom(source);
  }
}
