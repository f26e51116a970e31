package dev.inkling.benchmarks.engine;

import java.util.Arrays;

/**
 * A histogram per key in one flat array: a bucket is the exponent and the first six bits of the
 * fraction of a value, 1.6 % wide, so that answers are off by at most 0.8 %.
 */
final class FlatQuantiles implements PaneLoop.Panes {

  private static final int FRACTION_BITS = 6;
  private static final int SHIFT = 52 - FRACTION_BITS;
  private static final int LOWEST = (int) (Double.doubleToRawLongBits(0x1p-2) >>> SHIFT);

  /** From 1/4 to e^7 < 2^11. */
  private static final int BUCKETS = 13 << FRACTION_BITS;

  private final Workload workload;
  private final int[][][] counts; // thread, pane mod 2

  FlatQuantiles(Workload workload, int threads, int keys) {
    this.workload = workload;
    counts = new int[threads][2][Math.multiplyExact(keys, BUCKETS)];
  }

  @Override
  public void add(int thread, EventBatch batch, long pane, long endMs) {
    int[] open = counts[thread][(int) (pane & 1)];
    int[] next = counts[thread][(int) (pane + 1 & 1)];
    long[] times = batch.times;
    long[] keyColumn = batch.keys;
    double[] values = batch.values;
    for (int row = 0, rows = batch.rows; row < rows; row++) {
      int[] target = times[row] < endMs ? open : next;
      int bucket = (int) (Double.doubleToRawLongBits(values[row]) >>> SHIFT) - LOWEST;
      target[(int) keyColumn[row] * BUCKETS + bucket]++;
    }
  }

  @Override
  public void close(long pane, int from, int to, Answers answers) {
    int slot = (int) (pane & 1);
    int[] merged = counts[0][slot];
    long endMs = (pane + 1) * workload.slideMs();
    for (int key = from; key < to; key++) {
      int start = key * BUCKETS;
      for (int t = 1; t < counts.length; t++) {
        int[] other = counts[t][slot];
        for (int i = start; i < start + BUCKETS; i++) {
          merged[i] += other[i];
        }
        Arrays.fill(other, start, start + BUCKETS, 0);
      }
      long total = 0;
      for (int i = start; i < start + BUCKETS; i++) {
        total += merged[i];
      }
      if (total > 0) {
        answers.add(
            endMs,
            key,
            quantile(merged, start, total * 0.5),
            quantile(merged, start, total * 0.99));
        Arrays.fill(merged, start, start + BUCKETS, 0);
      }
    }
  }

  private static double quantile(int[] counts, int start, double rank) {
    double seen = 0;
    int bucket = 0;
    while (seen + counts[start + bucket] < rank) {
      seen += counts[start + bucket++];
    }
    double low = Double.longBitsToDouble((long) (bucket + LOWEST) << SHIFT);
    double high = Double.longBitsToDouble((long) (bucket + 1 + LOWEST) << SHIFT);
    return (low + high) / 2;
  }
}
