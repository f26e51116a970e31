package dev.inkling.benchmarks.engine;

import java.util.Arrays;

/** A count per key in a flat array, and the keys with the largest ones. */
final class FlatCounts implements PaneLoop.Panes {

  private final Workload workload;
  private final int keys;
  private final int[][][] counts; // thread, pane mod 2

  FlatCounts(Workload workload, int threads, int keys) {
    this.workload = workload;
    this.keys = keys;
    counts = new int[threads][2][keys];
  }

  @Override
  public void add(int thread, EventBatch batch, long pane, long endMs) {
    int[] open = counts[thread][(int) (pane & 1)];
    int[] next = counts[thread][(int) (pane + 1 & 1)];
    long[] times = batch.times;
    long[] keyColumn = batch.keys;
    for (int row = 0, rows = batch.rows; row < rows; row++) {
      int[] target = times[row] < endMs ? open : next;
      target[(int) keyColumn[row]]++;
    }
  }

  @Override
  public void close(long pane, int from, int to, Answers answers) {
    if (from > 0) {
      return; // the first thread answers for all keys
    }
    int slot = (int) (pane & 1);
    long[] order = new long[keys];
    for (int key = 0; key < keys; key++) {
      long count = 0;
      for (int[][] ofThread : counts) {
        count += ofThread[slot][key];
        ofThread[slot][key] = 0;
      }
      order[key] = count << 32 | key;
    }
    Arrays.sort(order);
    long endMs = (pane + 1) * workload.slideMs();
    for (int i = keys - 1; i >= Math.max(0, keys - Workload.TOP) && order[i] >>> 32 > 0; i--) {
      answers.add(endMs, order[i] & 0xFFFFFFFFL, (double) (order[i] >>> 32), 0);
    }
  }
}
