package dev.inkling.engine.internal;

import dev.inkling.operator.Sampling;
import dev.inkling.operator.Schema;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The samples of all panes: a worker's own, or the job's. */
final class PaneSamples {

  private final Schema schema;
  private final Sampling sampling;
  private final long seed;
  private final NavigableMap<Long, RowSample> samples = new TreeMap<>();

  /**
   * No samples yet.
   *
   * @param seed different for all that will be merged
   */
  PaneSamples(Schema schema, Sampling sampling, long seed) {
    this.schema = schema;
    this.sampling = sampling;
    this.seed = seed;
  }

  /** The sample of a pane, an empty one if there is none. */
  RowSample of(long pane) {
    return samples.computeIfAbsent(pane, p -> empty(ColumnHash.mix(seed, p)));
  }

  private RowSample empty(long paneSeed) {
    return sampling instanceof Sampling.Stratified stratified
        ? new StrataRows(schema, stratified, paneSeed)
        : new UniformRows(schema, ((Sampling.Reservoir) sampling).rows(), paneSeed);
  }

  /** Adds the samples of others, which are not to be used any more. */
  void mergeFrom(PaneSamples other) {
    for (Map.Entry<Long, RowSample> entry : other.samples.entrySet()) {
      RowSample own = samples.putIfAbsent(entry.getKey(), entry.getValue());
      if (own != null) {
        own.mergeFrom(entry.getValue());
      }
    }
  }

  /** Takes the samples of the panes before this one out, by pane. */
  NavigableMap<Long, RowSample> takeBefore(long pane) {
    NavigableMap<Long, RowSample> before = samples.headMap(pane, false);
    NavigableMap<Long, RowSample> taken = new TreeMap<>(before);
    before.clear();
    return taken;
  }

  /** Takes all samples out, by pane. */
  NavigableMap<Long, RowSample> takeAll() {
    NavigableMap<Long, RowSample> taken = new TreeMap<>(samples);
    samples.clear();
    return taken;
  }
}
