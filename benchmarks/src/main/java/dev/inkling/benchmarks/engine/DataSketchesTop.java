package dev.inkling.benchmarks.engine;

import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.LongsSketch;

/** A LongsSketch per pane, with room for all keys. */
final class DataSketchesTop implements PaneLoop.Panes {

  private static final int MAP_SIZE = 4096;

  private final Workload workload;
  private final LongsSketch[][] sketches; // thread, pane mod 2

  DataSketchesTop(Workload workload, int threads) {
    this.workload = workload;
    sketches = new LongsSketch[threads][2];
    for (LongsSketch[] ofThread : sketches) {
      ofThread[0] = new LongsSketch(MAP_SIZE);
      ofThread[1] = new LongsSketch(MAP_SIZE);
    }
  }

  @Override
  public void add(int thread, EventBatch batch, long pane, long endMs) {
    LongsSketch open = sketches[thread][(int) (pane & 1)];
    LongsSketch next = sketches[thread][(int) (pane + 1 & 1)];
    for (int row = 0, rows = batch.rows; row < rows; row++) {
      (batch.times[row] < endMs ? open : next).update(batch.keys[row]);
    }
  }

  @Override
  public void close(long pane, int from, int to, Answers answers) {
    if (from > 0) {
      return; // the first thread answers for all keys
    }
    int slot = (int) (pane & 1);
    LongsSketch merged = sketches[0][slot];
    for (int t = 1; t < sketches.length; t++) {
      merged.merge(sketches[t][slot]);
    }
    LongsSketch.Row[] rows = merged.getFrequentItems(ErrorType.NO_FALSE_NEGATIVES);
    long endMs = (pane + 1) * workload.slideMs();
    for (int i = 0; i < Math.min(Workload.TOP, rows.length); i++) {
      answers.add(endMs, rows[i].getItem(), (double) rows[i].getEstimate(), 0);
    }
    for (LongsSketch[] ofThread : sketches) {
      ofThread[slot] = new LongsSketch(MAP_SIZE);
    }
  }
}
