package dev.inkling.benchmarks.engine;

import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;

/** HllSketch objects (HLL_8), put together by two stacks of them if windows overlap. */
final class DataSketchesDistinct implements PaneLoop.Panes {

  private final Workload workload;
  private final int panesPerWindow;
  private final HllSketch[][][] sketches; // thread, pane mod 2, key
  private final int[][][] counts;
  private HllSketch[][] ring;
  private int[][] ringCounts;
  private Union[] back;
  private long[] windowCounts;

  DataSketchesDistinct(Workload workload, int threads, int keys) {
    this.workload = workload;
    sketches = new HllSketch[threads][2][keys];
    counts = new int[threads][2][keys];
    panesPerWindow = (int) (workload.sizeMs() / workload.slideMs());
    if (panesPerWindow > 1) {
      ring = new HllSketch[panesPerWindow][keys];
      ringCounts = new int[panesPerWindow][keys];
      back = new Union[keys];
      windowCounts = new long[keys];
    }
  }

  @Override
  public void add(int thread, EventBatch batch, long pane, long endMs) {
    HllSketch[] open = sketches[thread][(int) (pane & 1)];
    HllSketch[] next = sketches[thread][(int) (pane + 1 & 1)];
    int[] openCounts = counts[thread][(int) (pane & 1)];
    int[] nextCounts = counts[thread][(int) (pane + 1 & 1)];
    for (int row = 0, rows = batch.rows; row < rows; row++) {
      boolean isOpen = batch.times[row] < endMs;
      HllSketch[] target = isOpen ? open : next;
      int key = (int) batch.keys[row];
      (isOpen ? openCounts : nextCounts)[key]++;
      HllSketch sketch = target[key];
      if (sketch == null) {
        sketch = new HllSketch(Workload.PRECISION, TgtHllType.HLL_8);
        target[key] = sketch;
      }
      sketch.update(batch.users[row]);
    }
  }

  @Override
  public void close(long pane, int from, int to, Answers answers) {
    int slot = (int) (pane & 1);
    long endMs = (pane + 1) * workload.slideMs();
    for (int key = from; key < to; key++) {
      HllSketch merged = null;
      int count = 0;
      for (int t = 0; t < sketches.length; t++) {
        HllSketch own = sketches[t][slot][key];
        sketches[t][slot][key] = null;
        count += counts[t][slot][key];
        counts[t][slot][key] = 0;
        merged = union(merged, own);
      }
      if (panesPerWindow == 1) {
        if (count > 0) {
          answers.add(endMs, key, count, merged.getEstimate());
        }
      } else {
        HllSketch window = slide(pane, key, count, merged);
        if (windowCounts[key] > 0) {
          answers.add(endMs, key, (double) windowCounts[key], window.getEstimate());
        }
      }
    }
  }

  private HllSketch slide(long pane, int key, int count, HllSketch merged) {
    int newest = (int) (pane % panesPerWindow);
    ring[newest][key] = merged;
    windowCounts[key] += count - ringCounts[newest][key];
    ringCounts[newest][key] = count;
    long oldest = pane - panesPerWindow + 1;
    if (oldest >= 0 && oldest % panesPerWindow == 0) {
      for (int p = panesPerWindow - 2; p >= 0; p--) {
        ring[p][key] = union(ring[p][key], ring[p + 1][key]);
      }
      back[key] = null;
      return ring[0][key];
    }
    if (merged != null) {
      if (back[key] == null) {
        back[key] = new Union(Workload.PRECISION);
      }
      back[key].update(merged);
    }
    HllSketch front = ring[(int) Math.floorMod(oldest, (long) panesPerWindow)][key];
    return back[key] == null ? front : union(front, back[key].getResult(TgtHllType.HLL_8));
  }

  private static HllSketch union(HllSketch left, HllSketch right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    Union union = new Union(Workload.PRECISION);
    union.update(left);
    union.update(right);
    return union.getResult(TgtHllType.HLL_8);
  }
}
