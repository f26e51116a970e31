package dev.inkling.benchmarks.accuracy;

import dev.inkling.sketch.distinct.DistinctSketch;
import dev.inkling.sketch.distinct.ExaLogLog;
import dev.inkling.sketch.distinct.HyperLogLog;
import dev.inkling.sketch.distinct.ThetaSketch;
import java.util.ArrayList;
import java.util.List;

/** Our distinct counters. */
final class InklingCounters {

  private InklingCounters() {}

  static List<DistinctSubject> all() {
    List<DistinctSubject> subjects = new ArrayList<>();
    for (int precision : new int[] {10, 12, 14}) {
      subjects.add(
          DistinctSubject.of(
                  Label.inkling("HyperLogLog p=" + precision, HyperLogLog.class),
                  () -> new Counter<>(HyperLogLog.create(precision)),
                  1.04 / Math.sqrt(1 << precision))
              .growing(RegisterGrowth.indexBelow(precision, 0)));
    }
    for (int precision : new int[] {7, 9, 11}) {
      subjects.add(
          DistinctSubject.of(
                  Label.inkling("ExaLogLog p=" + precision, ExaLogLog.class),
                  () -> new Counter<>(ExaLogLog.create(precision)),
                  0.345 / Math.sqrt(1 << precision))
              .growing(RegisterGrowth.indexBelow(precision, 2)));
    }
    int k = 4_096;
    subjects.add(
        DistinctSubject.of(
                Label.inkling("ThetaSketch k=" + k, ThetaSketch.class),
                () -> new Counter<>(ThetaSketch.create(k)),
                1 / Math.sqrt(k - 1))
            .growing(new LowestGrowth(2 * k)));
    return subjects;
  }

  /** Any of them. */
  private static final class Counter<S extends DistinctSketch<S>>
      implements DistinctCounter.OfHashes {

    private static final double CONFIDENCE = 0.95;

    private final S sketch;

    Counter(S sketch) {
      this.sketch = sketch;
    }

    @Override
    public void add(long[] values, int length) {
      sketch.addAll(values, 0, length);
    }

    @Override
    public void addHash(long hash) {
      sketch.addHash(hash);
    }

    @Override
    public double estimate() {
      return sketch.estimate();
    }

    @Override
    public Bar bar() {
      return Bar.of(sketch.estimate(CONFIDENCE));
    }

    @Override
    @SuppressWarnings("unchecked") // of the same kind
    public DistinctCounter union(DistinctCounter other) {
      return new Counter<>(sketch.copy().merge(((Counter<S>) other).sketch));
    }

    @Override
    public Object state() {
      return sketch;
    }

    @Override
    public double storedBytes() {
      return sketch.serializedBytes();
    }
  }
}
