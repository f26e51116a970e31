package dev.inkling.benchmarks.engine;

import org.apache.datasketches.kll.KllDoublesSketch;

/** What the stream engines keep for {@link Workload#Q4}. */
public final class ValueSketch {

  private final KllDoublesSketch sketch = KllDoublesSketch.newHeapInstance();

  /** Nothing yet. */
  public ValueSketch() {}

  /** Adds an event. */
  public void add(Event event) {
    sketch.update(event.value);
  }

  /** Adds what another one has seen, which stays as it is. */
  public void merge(ValueSketch other) {
    sketch.merge(other.sketch);
  }

  /** The value of this rank. */
  public double quantile(double rank) {
    return sketch.getQuantile(rank);
  }
}
