package dev.inkling.benchmarks.accuracy;

import java.util.List;
import java.util.function.Supplier;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.quantiles.DoublesSketch;
import org.apache.datasketches.quantiles.DoublesUnion;
import org.apache.datasketches.quantiles.UpdateDoublesSketch;
import org.apache.datasketches.req.ReqSketch;
import org.apache.datasketches.tdigest.TDigestDouble;

/**
 * DataSketches' quantile sketches with their default sizes. All but the t-digest, which has no
 * bounds, say that theirs hold with about 99 % (REQ: at two standard deviations). None can be
 * seeded, except by numbers that nobody can set.
 */
final class DataSketchesSummaries {

  private static final double ABOUT_99 = 0.99;
  private static final int TWO_SIGMA = 2;

  private DataSketchesSummaries() {}

  static List<QuantileSubject> all() {
    return List.of(
        subject("KLL k=200", () -> new Kll(KllDoublesSketch.newHeapInstance(200))),
        subject("REQ k=12 HRA", () -> new Req(ReqSketch.builder().build())),
        subject("classic k=128", () -> new Classic(DoublesSketch.builder().setK(128).build())),
        subject("TDigest k=100", () -> new Digest(new TDigestDouble((short) 100))),
        subject("TDigest k=200", () -> new Digest(new TDigestDouble((short) 200))));
  }

  private static QuantileSubject subject(String sketch, Supplier<QuantileSummary> empty) {
    return new QuantileSubject(
        new Label("DataSketches", sketch, KllDoublesSketch.class), seed -> empty.get());
  }

  /** KLL. */
  private record Kll(KllDoublesSketch state) implements QuantileSummary {

    @Override
    public void add(double[] values, int from, int to) {
      state.update(values, from, to - from);
    }

    @Override
    public double quantile(double p) {
      return state.getQuantile(p);
    }

    @Override
    public Bar bar(double p) {
      return new Bar(state.getQuantileLowerBound(p), state.getQuantileUpperBound(p), ABOUT_99);
    }

    @Override
    public void merge(QuantileSummary other) {
      state.merge(((Kll) other).state);
    }

    @Override
    public double storedBytes() {
      return state.getSerializedSizeBytes();
    }
  }

  /** REQ, which keeps floats. */
  private record Req(ReqSketch state) implements QuantileSummary {

    @Override
    public void add(double[] values, int from, int to) {
      for (int i = from; i < to; i++) {
        float value = (float) values[i];
        if (!Float.isFinite(value)) {
          throw new RefusedException("takes floats, which end at 3.4e38");
        }
        state.update(value);
      }
    }

    @Override
    public double quantile(double p) {
      return state.getQuantile(p);
    }

    @Override
    public Bar bar(double p) {
      // getQuantileLowerBound throws where the lower rank is below 0
      return new Bar(
          state.getQuantile(Math.max(0, state.getRankLowerBound(p, TWO_SIGMA))),
          state.getQuantile(Math.min(1, state.getRankUpperBound(p, TWO_SIGMA))),
          Bar.TWO_SIGMA);
    }

    @Override
    public void merge(QuantileSummary other) {
      state.merge(((Req) other).state);
    }

    @Override
    public double storedBytes() {
      return state.getSerializedSizeBytes();
    }
  }

  /** The classic sketch, whose merging is by a union object. */
  private static final class Classic implements QuantileSummary {
    private UpdateDoublesSketch sketch;

    Classic(UpdateDoublesSketch sketch) {
      this.sketch = sketch;
    }

    @Override
    public void add(double[] values, int from, int to) {
      for (int i = from; i < to; i++) {
        sketch.update(values[i]);
      }
    }

    @Override
    public double quantile(double p) {
      return sketch.getQuantile(p);
    }

    @Override
    public Bar bar(double p) {
      return new Bar(sketch.getQuantileLowerBound(p), sketch.getQuantileUpperBound(p), ABOUT_99);
    }

    @Override
    public void merge(QuantileSummary other) {
      DoublesUnion union = DoublesUnion.builder().setMaxK(sketch.getK()).build();
      union.union(sketch);
      union.union(((Classic) other).sketch);
      sketch = union.getResult();
    }

    @Override
    public Object state() {
      return sketch;
    }

    @Override
    public double storedBytes() {
      return sketch.getCurrentCompactSerializedSizeBytes();
    }
  }

  /** The t-digest. */
  private record Digest(TDigestDouble state) implements QuantileSummary {

    @Override
    public void add(double[] values, int from, int to) {
      for (int i = from; i < to; i++) {
        state.update(values[i]);
      }
    }

    @Override
    public double quantile(double p) {
      return state.getQuantile(p);
    }

    @Override
    public void merge(QuantileSummary other) {
      state.merge(((Digest) other).state);
    }

    @Override
    public double storedBytes() {
      return Images.bytes(state::toByteArray);
    }
  }
}
