package dev.inkling.engine.internal;

import dev.inkling.engine.Clock;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Panes;
import dev.inkling.operator.sampling.Drawn;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Makes groups of sampled rows: each pane's chosen rows go the ordinary way of rows, stratum by
 * stratum, into states that know how the rows were drawn.
 */
final class SampledGroups {

  private final CompiledQuery query;
  private final RowPath path;
  private final RowBatch batch;
  private long states;

  SampledGroups(CompiledQuery query, int batchRows, Clock clock) {
    this.query = query;
    this.path = new RowPath(query, batchRows, 0, clock);
    this.batch = new RowBatch(query.columns(), batchRows);
  }

  /**
   * Answers the panes that are due. The panes' samples are taken out.
   *
   * @param watermark windows that end at or before it are due
   * @param ended whether everything is due
   */
  void answer(PaneSamples samples, long watermark, boolean ended, AnswerWriter out)
      throws IOException {
    Panes panes = query.panes();
    NavigableMap<Long, RowSample> due;
    if (ended) {
      if (!query.windowed()) {
        samples.of(0); // nothing, too, has an answer
      }
      due = samples.takeAll();
    } else if (panes != null && !query.waitsForEnd()) {
      due = samples.takeBefore(panes.paneOf(watermark));
    } else {
      return;
    }
    NavigableMap<Long, GroupState> groups = new TreeMap<>();
    long answers = 0;
    for (Map.Entry<Long, RowSample> each : due.entrySet()) {
      GroupState state = groups(each.getValue());
      if (panes == null && query.query().keys().isEmpty() && state.size() == 0) {
        state.groups().findPane(0); // without GROUP BY nothing, too, has an answer
        state.growStates();
      }
      groups.put(each.getKey(), state);
      answers += state.size();
    }
    for (Map.Entry<Long, GroupState> each : groups.entrySet()) {
      long pane = each.getKey();
      WindowBounds bounds =
          panes == null
              ? WindowBounds.NONE
              : WindowBounds.of(panes.startMs(pane), panes.endMs(pane));
      GroupState state = each.getValue();
      out.write(state, state.allGroups(), bounds, 0, answers);
    }
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
