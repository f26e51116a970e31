package dev.inkling.engine.internal;

import dev.inkling.operator.Sampling;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The samples of all panes: a worker's own, or the job's. */
final class PaneSamples {

  private static final Type[] NO_KEYS = {};

  private final Schema schema;
  private final Sampling sampling;
  private final long seed;

  /** Numbers the panes; {@link #samples} has the sample of each by its number. */
  private GroupTable panes = new GroupTable(NO_KEYS, true);

  private List<RowSample> samples = new ArrayList<>();

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
    int number = panes.findPane(pane);
    if (number == samples.size()) {
      samples.add(empty(ColumnHash.mix(seed, pane)));
    }
    return samples.get(number);
  }

  private RowSample empty(long paneSeed) {
    return sampling instanceof Sampling.Stratified stratified
        ? new StrataRows(schema, stratified, paneSeed)
        : new UniformRows(schema, ((Sampling.Reservoir) sampling).rows(), paneSeed);
  }

  /** Adds the samples of others, which are not to be used any more. */
  void mergeFrom(PaneSamples other) {
    for (int i = 0; i < other.samples.size(); i++) {
      put(other.panes.pane(i), other.samples.get(i));
    }
    other.forget();
  }

  private void put(long pane, RowSample sample) {
    int number = panes.findPane(pane);
    if (number == samples.size()) {
      samples.add(sample);
    } else {
      samples.get(number).mergeFrom(sample);
    }
  }

  /** Takes the samples of the panes that start before a time out, by pane. */
  NavigableMap<Long, RowSample> takeBefore(long time) {
    GroupTable oldPanes = panes;
    List<RowSample> old = samples;
    forget();
    NavigableMap<Long, RowSample> taken = new TreeMap<>();
    for (int i = 0; i < old.size(); i++) {
      if (oldPanes.pane(i) < time) {
        taken.put(oldPanes.pane(i), old.get(i));
      } else {
        put(oldPanes.pane(i), old.get(i));
      }
    }
    return taken;
  }

  /** Takes all samples out, by pane. */
  NavigableMap<Long, RowSample> takeAll() {
    NavigableMap<Long, RowSample> taken = new TreeMap<>();
    for (int i = 0; i < samples.size(); i++) {
      taken.put(panes.pane(i), samples.get(i));
    }
    forget();
    return taken;
  }

  /** Forgets all samples. */
  void forget() {
    panes = new GroupTable(NO_KEYS, true);
    samples = new ArrayList<>();
  }
}
