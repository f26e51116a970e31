package dev.inkling.sketch.frequency;

import dev.inkling.sketch.internal.HeapSize;
import java.util.Arrays;

/** The counters of a Count-Min sketch, in as few bytes each as their sizes have needed so far. */
final class Counters {

  /** The most rows that there are hash functions for. */
  static final int MAX_DEPTH = 16;

  /** As many hashes as stay in the first-level cache while the rows pass over them. */
  private static final int CHUNK = 1_024;

  /** The first outputs of SplitMix64 with seed 0, made odd. */
  private static final long[] MULTIPLIERS = multipliers();

  /* Implementation note.
   *
   * An array per row, all of chars (as unsigned numbers), ints or longs. The counter of a hash in
   * row i is the top log2(w) bits of hash * MULTIPLIERS[i]: multiply-shift hashing (Dietzfelbinger
   * et al. 1997, doi:10.1006/jagm.1997.0873). The usual double hashing modulo a power of two would
   * let two values that collide in two rows collide in all; here the rows are as good as
   * independent until w^d nears 2^64.
   *
   * A batch passes row by row over the hashes of a step: the steps of one row do not wait for each
   * other, and a row has fewer pages and cache lines than the whole. The mask changes no index; it
   * tells the compiler that none is out of bounds, which saves a sixth of a pass. No loop checks
   * for overflow: whoever adds has made sure that the largest counter has room
   * (CountMinSketch.makeRoom).
   */
  private final int depth;
  private final int logWidth;
  private char[][] chars;
  private int[][] ints;
  private long[][] longs;

  private Counters(int depth, int logWidth) {
    this.depth = depth;
    this.logWidth = logWidth;
  }

  private static long[] multipliers() {
    long[] multipliers = new long[MAX_DEPTH];
    long state = 0;
    for (int i = 0; i < MAX_DEPTH; i++) {
      state += 0x9E3779B97F4A7C15L;
      long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      multipliers[i] = (z ^ (z >>> 31)) | 1;
    }
    return multipliers;
  }

  /** Counters of 0 with room for {@code largest}. */
  static Counters create(int depth, int logWidth, long largest) {
    Counters counters = new Counters(depth, logWidth);
    if (largest <= Character.MAX_VALUE) {
      counters.chars = new char[depth][1 << logWidth];
    } else if (largest <= Integer.MAX_VALUE) {
      counters.ints = new int[depth][1 << logWidth];
    } else {
      counters.longs = new long[depth][1 << logWidth];
    }
    return counters;
  }

  /** The same counters with room for {@code largest}; these if they have it. */
  Counters withRoomFor(long largest) {
    return largest <= maximum() ? this : create(depth, logWidth, largest).plus(this);
  }

  /** How many counters there are. */
  int size() {
    return depth << logWidth;
  }

  /** The most that a counter can hold as they are. */
  long maximum() {
    return chars != null ? Character.MAX_VALUE : ints != null ? Integer.MAX_VALUE : Long.MAX_VALUE;
  }

  /** Whether they are of two bytes each. */
  boolean areNarrow() {
    return chars != null;
  }

  long get(int row, int column) {
    return chars != null
        ? chars[row][column]
        : ints != null ? ints[row][column] : longs[row][column];
  }

  /** Sets a counter to a number that there is room for. */
  void set(int row, int column, long counter) {
    if (chars != null) {
      chars[row][column] = (char) counter;
    } else if (ints != null) {
      ints[row][column] = (int) counter;
    } else {
      longs[row][column] = counter;
    }
  }

  /** The largest counter. */
  long largest() {
    long largest = 0;
    for (int row = 0; row < depth; row++) {
      largest =
          Math.max(
              largest,
              chars != null
                  ? largest(chars[row])
                  : ints != null ? largest(ints[row]) : largest(longs[row]));
    }
    return largest;
  }

  private static int largest(char[] cells) {
    int largest = 0;
    for (char counter : cells) {
      largest = Math.max(largest, counter);
    }
    return largest;
  }

  private static int largest(int[] cells) {
    int largest = 0;
    for (int counter : cells) {
      largest = Math.max(largest, counter);
    }
    return largest;
  }

  private static long largest(long[] cells) {
    long largest = 0;
    for (long counter : cells) {
      largest = Math.max(largest, counter);
    }
    return largest;
  }

  /** Adds to the counters of a hash. */
  void add(long hash, long count) {
    int shift = 64 - logWidth;
    int mask = (1 << logWidth) - 1;
    if (ints != null) {
      for (int row = 0; row < depth; row++) {
        ints[row][(int) ((hash * MULTIPLIERS[row]) >>> shift) & mask] += (int) count;
      }
    } else if (chars != null) {
      for (int row = 0; row < depth; row++) {
        chars[row][(int) ((hash * MULTIPLIERS[row]) >>> shift) & mask] += (char) count;
      }
    } else {
      for (int row = 0; row < depth; row++) {
        longs[row][(int) ((hash * MULTIPLIERS[row]) >>> shift) & mask] += count;
      }
    }
  }

  /** Raises the counters of a hash as far as its estimate must rise. */
  void addConservatively(long hash, long count) {
    long least = least(hash) + count;
    int shift = 64 - logWidth;
    for (int row = 0; row < depth; row++) {
      int column = (int) ((hash * MULTIPLIERS[row]) >>> shift);
      if (ints != null) {
        ints[row][column] = Math.max(ints[row][column], (int) least);
      } else if (chars != null) {
        chars[row][column] = (char) Math.max(chars[row][column], (int) least);
      } else {
        longs[row][column] = Math.max(longs[row][column], least);
      }
    }
  }

  /** Adds 1 to the counters of each of the hashes {@code hashes[from, to)}, row by row. */
  void addAll(long[] hashes, int from, int to) {
    int shift = 64 - logWidth;
    for (int row = 0; row < depth; row++) {
      long multiplier = MULTIPLIERS[row];
      if (ints != null) {
        addRow(ints[row], multiplier, shift, hashes, from, to);
      } else if (chars != null) {
        addRow(chars[row], multiplier, shift, hashes, from, to);
      } else {
        addRow(longs[row], multiplier, shift, hashes, from, to);
      }
    }
  }

  private static void addRow(
      char[] cells, long multiplier, int shift, long[] hashes, int from, int to) {
    int mask = cells.length - 1;
    for (int i = from; i < to; i++) {
      cells[(int) ((hashes[i] * multiplier) >>> shift) & mask]++;
    }
  }

  private static void addRow(
      int[] cells, long multiplier, int shift, long[] hashes, int from, int to) {
    int mask = cells.length - 1;
    for (int i = from; i < to; i++) {
      cells[(int) ((hashes[i] * multiplier) >>> shift) & mask]++;
    }
  }

  private static void addRow(
      long[] cells, long multiplier, int shift, long[] hashes, int from, int to) {
    int mask = cells.length - 1;
    for (int i = from; i < to; i++) {
      cells[(int) ((hashes[i] * multiplier) >>> shift) & mask]++;
    }
  }

  /** The least of the counters of a hash. */
  long least(long hash) {
    int shift = 64 - logWidth;
    int mask = (1 << logWidth) - 1;
    long least = Long.MAX_VALUE;
    if (ints != null) {
      for (int row = 0; row < depth; row++) {
        int column = (int) ((hash * MULTIPLIERS[row]) >>> shift) & mask;
        least = Math.min(least, ints[row][column]);
      }
    } else if (chars != null) {
      for (int row = 0; row < depth; row++) {
        int column = (int) ((hash * MULTIPLIERS[row]) >>> shift) & mask;
        least = Math.min(least, chars[row][column]);
      }
    } else {
      for (int row = 0; row < depth; row++) {
        int column = (int) ((hash * MULTIPLIERS[row]) >>> shift) & mask;
        least = Math.min(least, longs[row][column]);
      }
    }
    return least;
  }

  /**
   * Writes the least counter of each of the hashes {@code hashes[from, to)} to {@code least}, from
   * {@code at} on.
   */
  void leastOfAll(long[] hashes, int from, int to, long[] least, int at) {
    int shift = 64 - logWidth;
    Arrays.fill(least, at, at + (to - from), Long.MAX_VALUE);
    for (int start = from; start < to; ) {
      int end = Math.min(to - start, CHUNK) + start;
      for (int row = 0; row < depth; row++) {
        long multiplier = MULTIPLIERS[row];
        if (ints != null) {
          leastOfRow(ints[row], multiplier, shift, hashes, start, end, least, at - from);
        } else if (chars != null) {
          leastOfRow(chars[row], multiplier, shift, hashes, start, end, least, at - from);
        } else {
          leastOfRow(longs[row], multiplier, shift, hashes, start, end, least, at - from);
        }
      }
      start = end;
    }
  }

  private static void leastOfRow(
      char[] cells,
      long multiplier,
      int shift,
      long[] hashes,
      int from,
      int to,
      long[] least,
      int offset) {
    int mask = cells.length - 1;
    for (int i = from; i < to; i++) {
      long counter = cells[(int) ((hashes[i] * multiplier) >>> shift) & mask];
      least[i + offset] = Math.min(least[i + offset], counter);
    }
  }

  private static void leastOfRow(
      int[] cells,
      long multiplier,
      int shift,
      long[] hashes,
      int from,
      int to,
      long[] least,
      int offset) {
    int mask = cells.length - 1;
    for (int i = from; i < to; i++) {
      long counter = cells[(int) ((hashes[i] * multiplier) >>> shift) & mask];
      least[i + offset] = Math.min(least[i + offset], counter);
    }
  }

  private static void leastOfRow(
      long[] cells,
      long multiplier,
      int shift,
      long[] hashes,
      int from,
      int to,
      long[] least,
      int offset) {
    int mask = cells.length - 1;
    for (int i = from; i < to; i++) {
      long counter = cells[(int) ((hashes[i] * multiplier) >>> shift) & mask];
      least[i + offset] = Math.min(least[i + offset], counter);
    }
  }

  /**
   * Counts the counters of a row whose digits to the base 256 above the one at {@code shift} are
   * those of {@code prefix}, by that digit, in {@code bins} from {@code at} on.
   */
  void countDigits(int row, long prefix, int shift, int[] bins, int at) {
    if (ints != null) {
      int intPrefix = (int) prefix;
      for (int counter : ints[row]) {
        int digit = (counter ^ intPrefix) >>> shift;
        if (digit < 256) {
          bins[at + digit]++;
        }
      }
    } else {
      for (int column = 0; column < 1 << logWidth; column++) {
        long digit = (get(row, column) ^ prefix) >>> shift;
        if (digit < 256) {
          bins[at + (int) digit]++;
        }
      }
    }
  }

  /** Adds the counters of another, cell by cell; there is room for the sums. */
  Counters plus(Counters other) {
    for (int row = 0; row < depth; row++) {
      if (ints != null && other.ints != null) {
        addEach(ints[row], other.ints[row]);
      } else {
        for (int column = 0; column < 1 << logWidth; column++) {
          set(row, column, get(row, column) + other.get(row, column));
        }
      }
    }
    return this;
  }

  private static void addEach(int[] cells, int[] others) {
    for (int i = 0; i < cells.length; i++) {
      cells[i] += others[i];
    }
  }

  /** Whether no counter is less than that of another in the same cell. */
  boolean cover(Counters other) {
    for (int row = 0; row < depth; row++) {
      for (int column = 0; column < 1 << logWidth; column++) {
        if (get(row, column) < other.get(row, column)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Takes off the counters of another that these cover. */
  void minus(Counters other) {
    for (int row = 0; row < depth; row++) {
      for (int column = 0; column < 1 << logWidth; column++) {
        set(row, column, get(row, column) - other.get(row, column));
      }
    }
  }

  Counters copy() {
    return create(depth, logWidth, maximum()).plus(this);
  }

  long heapBytes() {
    long row =
        chars != null
            ? HeapSize.of(chars[0])
            : ints != null ? HeapSize.of(ints[0]) : HeapSize.of(longs[0]);
    return HeapSize.ofObject(20) + HeapSize.ofReferences(depth) + depth * row;
  }

  /** Whether the counters are the same numbers, whatever room they have. */
  @Override
  public boolean equals(Object object) {
    return object instanceof Counters other
        && depth == other.depth
        && logWidth == other.logWidth
        && cover(other)
        && other.cover(this);
  }

  @Override
  public int hashCode() {
    int hash = 31 * logWidth + depth;
    for (int row = 0; row < depth; row++) {
      for (int column = 0; column < 1 << logWidth; column++) {
        hash = 31 * hash + Long.hashCode(get(row, column));
      }
    }
    return hash;
  }
}
