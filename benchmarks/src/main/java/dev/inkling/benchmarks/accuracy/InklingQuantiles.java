package dev.inkling.benchmarks.accuracy;

import dev.inkling.sketch.quantile.DDSketch;
import dev.inkling.sketch.quantile.KllSketch;
import dev.inkling.sketch.quantile.QuantileSketch;
import dev.inkling.sketch.quantile.TDigest;
import java.util.List;

/** Our quantile sketches. */
final class InklingQuantiles {

  private InklingQuantiles() {}

  static List<QuantileSubject> all() {
    return List.of(
        new QuantileSubject(
            Label.inkling("TDigest δ=100", TDigest.class),
            seed -> new Summary<>(TDigest.create(100))),
        new QuantileSubject(
            Label.inkling("TDigest δ=200", TDigest.class),
            seed -> new Summary<>(TDigest.create(200))),
        new QuantileSubject(
            Label.inkling("KllSketch k=200", KllSketch.class),
            seed -> new Summary<>(KllSketch.create(200, seed))),
        new QuantileSubject(
            Label.inkling("DDSketch 1 %", DDSketch.class),
            seed -> new Summary<>(DDSketch.withRelativeError(0.01))));
  }

  /** Any of them. */
  private record Summary<S extends QuantileSketch<S>>(S state) implements QuantileSummary {

    private static final double CONFIDENCE = 0.95;

    @Override
    public void add(double[] values, int from, int to) {
      state.addAll(values, from, to);
    }

    @Override
    public double quantile(double p) {
      return state.quantile(p);
    }

    @Override
    public Bar bar(double p) {
      return Bar.of(state.quantile(p, CONFIDENCE));
    }

    @Override
    @SuppressWarnings("unchecked") // of the same kind
    public void merge(QuantileSummary other) {
      state.merge(((Summary<S>) other).state);
    }

    @Override
    public double storedBytes() {
      return state.serializedBytes();
    }
  }
}
