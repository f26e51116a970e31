package dev.inkling.benchmarks.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * HyperLogLog registers, a byte each, and counts per key in flat arrays. Windows that overlap are
 * put together by two stacks: the panes up to the last turn as unions from each of them to the
 * turn, and one union of those after it.
 */
final class FlatDistinct implements PaneLoop.Panes {

  private static final int REGISTERS = 1 << Workload.PRECISION;
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long TOPS = 0x8080808080808080L;

  private final Workload workload;
  private final byte[][][] registers; // thread, pane mod 2
  private final int[][][] counts;

  // only if windows overlap
  private final int panesPerWindow;
  private byte[][] ring;
  private int[][] ringCounts;
  private byte[] back;
  private long[] windowCounts;

  FlatDistinct(Workload workload, int threads, int keys) {
    this.workload = workload;
    int size = Math.multiplyExact(keys, REGISTERS);
    registers = new byte[threads][2][size];
    counts = new int[threads][2][keys];
    panesPerWindow = (int) (workload.sizeMs() / workload.slideMs());
    if (panesPerWindow > 1) {
      ring = new byte[panesPerWindow][size];
      ringCounts = new int[panesPerWindow][keys];
      back = new byte[size];
      windowCounts = new long[keys];
    }
  }

  @Override
  public void add(int thread, EventBatch batch, long pane, long endMs) {
    byte[] open = registers[thread][(int) (pane & 1)];
    byte[] next = registers[thread][(int) (pane + 1 & 1)];
    int[] openCounts = counts[thread][(int) (pane & 1)];
    int[] nextCounts = counts[thread][(int) (pane + 1 & 1)];
    long[] times = batch.times;
    long[] keyColumn = batch.keys;
    long[] users = batch.users;
    for (int row = 0, rows = batch.rows; row < rows; row++) {
      boolean isOpen = times[row] < endMs;
      byte[] target = isOpen ? open : next;
      int[] targetCounts = isOpen ? openCounts : nextCounts;
      int key = (int) keyColumn[row];
      targetCounts[key]++;
      long hash = users[row] * 0x9E3779B97F4A7C15L;
      hash = (hash ^ hash >>> 32) * 0xD6E8FEB86659FD93L;
      hash ^= hash >>> 32;
      int register = key * REGISTERS + (int) (hash & REGISTERS - 1);
      int rank = Long.numberOfLeadingZeros(hash | REGISTERS - 1) + 1;
      target[register] = (byte) Math.max(target[register], rank); // no branch to mispredict
    }
  }

  @Override
  public void close(long pane, int from, int to, Answers answers) {
    int slot = (int) (pane & 1);
    byte[] merged = registers[0][slot];
    int[] histogram = new int[64];
    long endMs = (pane + 1) * workload.slideMs();
    long oldest = pane - panesPerWindow + 1;
    // the last turn was when the window started at a multiple of its panes
    boolean turn = oldest >= 0 && oldest % panesPerWindow == 0;
    for (int key = from; key < to; key++) {
      int start = key * REGISTERS;
      int count = counts[0][slot][key];
      for (int t = 1; t < registers.length; t++) {
        if (counts[t][slot][key] > 0) {
          raise(merged, registers[t][slot], start);
          Arrays.fill(registers[t][slot], start, start + REGISTERS, (byte) 0);
          count += counts[t][slot][key];
          counts[t][slot][key] = 0;
        }
      }
      counts[0][slot][key] = 0;
      if (panesPerWindow == 1) {
        if (count > 0) {
          answers.add(endMs, key, count, estimate(merged, null, start, histogram));
        }
      } else {
        slide(pane, key, count, turn, merged);
        if (windowCounts[key] > 0) {
          byte[] front = ring[(int) Math.floorMod(oldest, (long) panesPerWindow)];
          double distinct = estimate(front, turn ? null : back, start, histogram);
          answers.add(endMs, key, (double) windowCounts[key], distinct);
        }
      }
      if (count > 0) {
        Arrays.fill(merged, start, start + REGISTERS, (byte) 0);
      }
    }
  }

  private void slide(long pane, int key, int count, boolean turn, byte[] merged) {
    int start = key * REGISTERS;
    int newest = (int) (pane % panesPerWindow);
    System.arraycopy(merged, start, ring[newest], start, REGISTERS);
    windowCounts[key] += count - ringCounts[newest][key];
    ringCounts[newest][key] = count;
    if (turn) {
      for (int p = panesPerWindow - 2; p >= 0; p--) {
        raise(ring[p], ring[p + 1], start); // the oldest pane of the window is in slot 0
      }
      Arrays.fill(back, start, start + REGISTERS, (byte) 0);
    } else if (count > 0) {
      raise(back, merged, start);
    }
  }

  /** Makes each register of a key the larger one of two; all are below 128. */
  private static void raise(byte[] into, byte[] from, int start) {
    for (int i = start; i < start + REGISTERS; i += 8) {
      WORDS.set(into, i, larger((long) WORDS.get(into, i), (long) WORDS.get(from, i)));
    }
  }

  private static long larger(long x, long y) {
    long isLarger = ((x | TOPS) - y) & TOPS; // the top bit of each byte where x ≥ y
    long mask = (isLarger >>> 7) * 0xFF;
    return (x & mask) | (y & ~mask);
  }

  /** The improved estimator of Ertl (arXiv 1702.01284) over the union of two sets of registers. */
  private static double estimate(byte[] first, byte[] second, int start, int[] histogram) {
    Arrays.fill(histogram, 0);
    for (int i = start; i < start + REGISTERS; i += 8) {
      long word = (long) WORDS.get(first, i);
      if (second != null) {
        word = larger(word, (long) WORDS.get(second, i));
      }
      for (int b = 0; b < 8; b++) {
        histogram[(int) (word & 63)]++;
        word >>>= 8;
      }
    }
    int ranks = 64 - Workload.PRECISION;
    double z = REGISTERS * tau(1 - histogram[ranks + 1] / (double) REGISTERS);
    for (int rank = ranks; rank >= 1; rank--) {
      z = 0.5 * (z + histogram[rank]);
    }
    z += REGISTERS * sigma(histogram[0] / (double) REGISTERS);
    return REGISTERS / (2 * Math.log(2)) * REGISTERS / z;
  }

  private static double sigma(double share) {
    if (share == 1) {
      return Double.POSITIVE_INFINITY;
    }
    double x = share;
    double y = 1;
    double z = x;
    double before;
    do {
      x *= x;
      before = z;
      z += x * y;
      y += y;
    } while (z != before);
    return z;
  }

  private static double tau(double share) {
    if (share == 0 || share == 1) {
      return 0;
    }
    double x = share;
    double y = 1;
    double z = 1 - x;
    double before;
    do {
      x = Math.sqrt(x);
      before = z;
      y *= 0.5;
      z -= (1 - x) * (1 - x) * y;
    } while (z != before);
    return z / 3;
  }
}
