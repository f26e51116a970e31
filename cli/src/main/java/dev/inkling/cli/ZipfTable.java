package dev.inkling.cli;

/**
 * Ranks with probabilities proportional to 1/rank, drawn in constant time by Walker's alias method
 * (Vose 1991, doi:10.1109/32.92917). 12 bytes per rank.
 */
final class ZipfTable {

  /** Probability in units of 2^-63 that slot i keeps its own rank. */
  private final long[] keep;

  private final int[] alias;

  private ZipfTable(int ranks) {
    keep = new long[ranks];
    alias = new int[ranks];
    double sum = 0;
    for (int i = ranks; i >= 1; i--) {
      sum += 1.0 / i;
    }
    double[] scaled = new double[ranks];
    int[] small = new int[ranks];
    int[] large = new int[ranks];
    int smalls = 0;
    int larges = 0;
    for (int i = 0; i < ranks; i++) {
      scaled[i] = ranks / (sum * (i + 1));
      if (scaled[i] < 1) {
        small[smalls++] = i;
      } else {
        large[larges++] = i;
      }
    }
    while (smalls > 0 && larges > 0) {
      int poor = small[--smalls];
      int rich = large[larges - 1];
      keep[poor] = (long) (scaled[poor] * 0x1p63);
      alias[poor] = rich;
      scaled[rich] -= 1 - scaled[poor];
      if (scaled[rich] < 1) {
        larges--;
        small[smalls++] = rich;
      }
    }
    // what is left keeps its own rank, but for rounding
    while (larges > 0) {
      fill(large[--larges]);
    }
    while (smalls > 0) {
      fill(small[--smalls]);
    }
  }

  private void fill(int i) {
    keep[i] = Long.MAX_VALUE;
    alias[i] = i;
  }

  /** The ranks 1 to {@code ranks}. */
  static ZipfTable create(int ranks) {
    return new ZipfTable(ranks);
  }

  /** A rank, from 1. */
  int next(SplitMix random) {
    int slot = (int) random.nextBelow(keep.length);
    return (random.nextLong() >>> 1) < keep[slot] ? slot + 1 : alias[slot] + 1;
  }
}
