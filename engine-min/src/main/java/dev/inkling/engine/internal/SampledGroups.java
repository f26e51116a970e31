package dev.inkling.engine.internal;

import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Query;
import dev.inkling.operator.Window;
import dev.inkling.operator.WindowMath;
import dev.inkling.operator.sampling.Drawn;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;

/**
 * Makes groups of sampled rows: each pane's chosen rows go the ordinary way of rows, stratum by
 * stratum, into states that know how the rows were drawn.
 */
final class SampledGroups {

  private final CompiledQuery query;
  private final RowPath path;
  private final RowBatch batch;
  private long states;

  SampledGroups(CompiledQuery query, int batchRows) {
    this.query = query;
    this.path = new RowPath(query, batchRows, 0);
    this.batch = new RowBatch(query.columns(), batchRows);
  }

  /**
   * The groups of the panes that are due, a state for each pane. The panes' samples are taken out.
   *
   * @param watermark windows that end at or before it are due
   * @param ended whether everything is due
   */
  List<GroupState> due(PaneSamples samples, long watermark, boolean ended) {
    Query definition = query.query();
    NavigableMap<Long, RowSample> due;
    if (ended) {
      if (!query.windowed()) {
        samples.of(0); // nothing, too, has an answer
      }
      due = samples.takeAll();
    } else if (query.windowed() && definition.eventTime().orElseThrow().disorder().isPresent()) {
      Window.Tumbling window = (Window.Tumbling) definition.window();
      due = samples.takeBefore(WindowMath.startMs(window, watermark));
    } else {
      return List.of();
    }
    List<GroupState> groups = new ArrayList<>();
    for (RowSample sample : due.values()) {
      groups.add(groups(sample));
    }
    return groups;
  }

  private GroupState groups(RowSample sample) {
    Drawn drawn = sample.drawn(query.sampledGroups());
    GroupState groups = query.emptyState(drawn, 0, 0);
    long[][] chosen = sample.chosen();
    for (int h = 0; h < chosen.length; h++) {
      path.startState(query.emptyState(drawn, h, ++states));
      process(sample.rows(), chosen[h]);
      groups.mergeFrom(path.takeState(), 1);
    }
    return groups;
  }

  private void process(RowStore rows, long[] chosen) {
    for (int from = 0; from < chosen.length; from += batch.capacity()) {
      int count = Math.min(batch.capacity(), chosen.length - from);
      rows.startWriting(batch);
      for (int i = 0; i < count; i++) {
        rows.write((int) chosen[from + i], batch, i);
      }
      batch.setSize(count);
      path.process(batch, Long.MIN_VALUE);
    }
  }

  /** What happened to the sampled rows on their way. */
  Counters counters() {
    return Counters.NONE.with(path);
  }
}
