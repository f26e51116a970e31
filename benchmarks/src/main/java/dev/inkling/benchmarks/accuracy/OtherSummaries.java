package dev.inkling.benchmarks.accuracy;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import com.tdunning.math.stats.AVLTreeDigest;
import com.tdunning.math.stats.MergingDigest;
import com.tdunning.math.stats.TDigest;
import java.util.List;
import org.HdrHistogram.DoubleHistogram;

/** The quantile sketches of t-digest, DataDog and HdrHistogram. They have no bounds. */
final class OtherSummaries {

  private static final int DIGITS = 2;
  private static final double RELATIVE_ERROR = 0.01;

  private OtherSummaries() {}

  static List<QuantileSubject> all() {
    return List.of(
        new QuantileSubject(
            new Label("t-digest", "MergingDigest δ=100", TDigest.class),
            seed -> new Digest(new MergingDigest(100))),
        new QuantileSubject(
            new Label("t-digest", "MergingDigest δ=200", TDigest.class),
            seed -> new Digest(new MergingDigest(200))),
        new QuantileSubject(
            new Label("t-digest", "AVLTreeDigest δ=100", TDigest.class),
            seed -> new Digest(new AVLTreeDigest(100))),
        new QuantileSubject(
            new Label("DataDog", "DDSketch 1 %", DDSketch.class),
            seed -> new Buckets(DDSketches.unboundedDense(RELATIVE_ERROR))),
        new QuantileSubject(
            new Label("HdrHistogram", "DoubleHistogram 2 digits", DoubleHistogram.class),
            seed -> new Histogram(new DoubleHistogram(DIGITS))));
  }

  /** A t-digest. */
  private record Digest(TDigest state) implements QuantileSummary {

    @Override
    public void add(double[] values, int from, int to) {
      for (int i = from; i < to; i++) {
        state.add(values[i]);
      }
    }

    @Override
    public double quantile(double p) {
      return state.quantile(p);
    }

    @Override
    public void merge(QuantileSummary other) {
      state.add(((Digest) other).state);
    }

    @Override
    public double storedBytes() {
      return state.byteSize();
    }
  }

  /** DataDog's. */
  private record Buckets(DDSketch state) implements QuantileSummary {

    @Override
    public void add(double[] values, int from, int to) {
      for (int i = from; i < to; i++) {
        state.accept(values[i]);
      }
    }

    @Override
    public double quantile(double p) {
      return state.getValueAtQuantile(p);
    }

    @Override
    public void merge(QuantileSummary other) {
      state.mergeWith(((Buckets) other).state);
    }

    @Override
    public double storedBytes() {
      return state.serializedSize();
    }
  }

  /** HdrHistogram of doubles, whose range moves by itself as far as it can. */
  private record Histogram(DoubleHistogram state) implements QuantileSummary {

    @Override
    public void add(double[] values, int from, int to) {
      for (int i = from; i < to; i++) {
        try {
          state.recordValue(values[i]);
        } catch (ArrayIndexOutOfBoundsException | IllegalArgumentException e) {
          throw new RefusedException(
              values[i] < 0 ? "takes no negative values" : "takes no values so far apart");
        }
      }
    }

    @Override
    public double quantile(double p) {
      return state.getValueAtPercentile(100 * p);
    }

    @Override
    public void merge(QuantileSummary other) {
      state.add(((Histogram) other).state);
    }

    @Override
    public double storedBytes() {
      return state.encodeIntoByteBuffer(
          java.nio.ByteBuffer.allocate(state.getNeededByteBufferCapacity()));
    }
  }
}
