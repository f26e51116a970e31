package dev.inkling.operator;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.quantile.TDigest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Quantiles of doubles; NaN where there are none. */
final class Quantiles extends SketchAggregator<TDigest, List<Estimate>>
    implements Aggregator.OfDouble<TDigest, List<Estimate>> {

  static final double COMPRESSION = 200;

  private final double compression;
  private final double[] ps;

  private Quantiles(String name, List<Output> outputs, double compression, double[] ps) {
    super(name, outputs);
    this.compression = compression;
    this.ps = ps;
  }

  static Quantiles create(double compression, double[] ps) {
    checkFractions(ps);
    TDigest.create(compression); // checks its range
    String name =
        "approx_percentile("
            + shown(ps)
            + (compression == COMPRESSION ? ")" : ", compression=" + compression + ")");
    return new Quantiles(name, outputs(ps), compression, ps.clone());
  }

  static void checkFractions(double[] ps) {
    if (ps.length == 0) {
      throw new IllegalArgumentException("ps must not be empty");
    }
    for (double p : ps) {
      if (!(p >= 0 && p <= 1)) {
        throw new IllegalArgumentException("ps must be in [0, 1], got " + p);
      }
    }
    if (Arrays.stream(ps).distinct().count() < ps.length) {
      throw new IllegalArgumentException("ps must be distinct, got " + Arrays.toString(ps));
    }
  }

  /** The fractions as they stand in a name. */
  static String shown(double[] ps) {
    return Arrays.stream(ps).mapToObj(Double::toString).collect(Collectors.joining(", "));
  }

  /** A column for each fraction. */
  static List<Output> outputs(double[] ps) {
    List<Output> outputs = new ArrayList<>();
    for (double p : ps) {
      outputs.add(new Output(ps.length == 1 ? "" : "[" + p + "]", Type.DOUBLE, true));
    }
    return List.copyOf(outputs);
  }

  /** What a column shows of an estimate: nothing where there were no values. */
  static Object shown(Estimate estimate) {
    return Double.isNaN(estimate.value()) ? null : estimate;
  }

  @Override
  public TDigest create() {
    return TDigest.create(compression);
  }

  @Override
  public TDigest[] newArray(int length) {
    return new TDigest[length];
  }

  @Override
  public void add(TDigest state, double value) {
    state.add(value);
  }

  @Override
  public void addAll(TDigest state, double[] values, int from, int to) {
    state.addAll(values, from, to);
  }

  @Override
  public void addScatter(TDigest[] states, int[] groups, double[] values, int from, int to) {
    // rows of one group are often side by side
    for (int start = from; start < to; ) {
      int group = groups[start];
      int end = start + 1;
      while (end < to && groups[end] == group) {
        end++;
      }
      states[group].addAll(values, start, end);
      start = end;
    }
  }

  @Override
  public List<Estimate> result(TDigest state, double confidence) {
    List<Estimate> estimates = new ArrayList<>(ps.length);
    for (double p : ps) {
      estimates.add(state.quantile(p, confidence));
    }
    return List.copyOf(estimates);
  }

  @Override
  public Object output(List<Estimate> result, int index) {
    return shown(result.get(index));
  }

  @Override
  TDigest readSketch(ByteBuffer source) {
    return TDigest.readFrom(source);
  }
}
