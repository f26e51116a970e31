package dev.inkling.benchmarks.engine;

import org.apache.datasketches.kll.KllDoublesSketch;

/** A KllDoublesSketch (k = 200, its default) per pane and key. */
final class DataSketchesQuantiles implements PaneLoop.Panes {

  private static final double[] RANKS = {0.5, 0.99};

  private final Workload workload;
  private final KllDoublesSketch[][][] sketches; // thread, pane mod 2, key

  DataSketchesQuantiles(Workload workload, int threads, int keys) {
    this.workload = workload;
    sketches = new KllDoublesSketch[threads][2][keys];
  }

  @Override
  public void add(int thread, EventBatch batch, long pane, long endMs) {
    KllDoublesSketch[] open = sketches[thread][(int) (pane & 1)];
    KllDoublesSketch[] next = sketches[thread][(int) (pane + 1 & 1)];
    for (int row = 0, rows = batch.rows; row < rows; row++) {
      KllDoublesSketch[] target = batch.times[row] < endMs ? open : next;
      int key = (int) batch.keys[row];
      KllDoublesSketch sketch = target[key];
      if (sketch == null) {
        sketch = KllDoublesSketch.newHeapInstance();
        target[key] = sketch;
      }
      sketch.update(batch.values[row]);
    }
  }

  @Override
  public void close(long pane, int from, int to, Answers answers) {
    int slot = (int) (pane & 1);
    long endMs = (pane + 1) * workload.slideMs();
    for (int key = from; key < to; key++) {
      KllDoublesSketch merged = null;
      for (KllDoublesSketch[][] ofThread : sketches) {
        KllDoublesSketch own = ofThread[slot][key];
        ofThread[slot][key] = null;
        if (merged == null) {
          merged = own;
        } else if (own != null) {
          merged.merge(own);
        }
      }
      if (merged != null) {
        double[] quantiles = merged.getQuantiles(RANKS);
        answers.add(endMs, key, quantiles[0], quantiles[1]);
      }
    }
  }
}
