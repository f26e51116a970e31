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
   * Row after row in one array, of chars (as unsigned numbers), ints or longs. The counter of a
   * hash in row i is the top log2(w) bits of hash * MULTIPLIERS[i]: multiply-shift hashing
   * (Dietzfelbinger et al. 1997, doi:10.1006/jagm.1997.0873). The usual double hashing modulo a
   * power of two would let two values that collide in two rows collide in all; here the rows are
   * as good as independent until w^d nears 2^64.
   *
   * A batch passes row by row over chunks of hashes: the steps of one row do not wait for each
   * other, and a row has fewer pages than the whole. No loop checks for overflow; whoever adds has
   * made sure that the largest counter has room (CountMinSketch.makeRoom).
   */
  private final int depth;
  private final int logWidth;
  private char[] chars;
  private int[] ints;
  private long[] longs;

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
    int size = depth << logWidth;
    if (largest <= Character.MAX_VALUE) {
      counters.chars = new char[size];
    } else if (largest <= Integer.MAX_VALUE) {
      counters.ints = new int[size];
    } else {
      counters.longs = new long[size];
    }
    return counters;
  }

  /** The same counters with room for {@code largest}; these if they have it. */
  Counters withRoomFor(long largest) {
    if (largest <= maximum()) {
      return this;
    }
    Counters wider = create(depth, logWidth, largest);
    for (int i = 0; i < size(); i++) {
      wider.set(i, get(i));
    }
    return wider;
  }

  int size() {
    return depth << logWidth;
  }

  /** The most that a counter can hold as they are. */
  long maximum() {
    return chars != null ? Character.MAX_VALUE : ints != null ? Integer.MAX_VALUE : Long.MAX_VALUE;
  }

  long get(int index) {
    return chars != null ? chars[index] : ints != null ? ints[index] : longs[index];
  }

  /** Sets a counter to a number that there is room for. */
  void set(int index, long counter) {
    if (chars != null) {
      chars[index] = (char) counter;
    } else if (ints != null) {
      ints[index] = (int) counter;
    } else {
      longs[index] = counter;
    }
  }

  /** The largest counter. */
  long largest() {
    if (chars != null) {
      int largest = 0;
      for (char counter : chars) {
        largest = Math.max(largest, counter);
      }
      return largest;
    }
    if (ints != null) {
      int largest = 0;
      for (int counter : ints) {
        largest = Math.max(largest, counter);
      }
      return largest;
    }
    long largest = 0;
    for (long counter : longs) {
      largest = Math.max(largest, counter);
    }
    return largest;
  }

  private int cell(long hash, int row) {
    return (row << logWidth) + (int) ((hash * MULTIPLIERS[row]) >>> (64 - logWidth));
  }

  /** Adds to the counters of a hash. */
  void add(long hash, long count) {
    if (ints != null) {
      for (int row = 0; row < depth; row++) {
        ints[cell(hash, row)] += (int) count;
      }
    } else if (chars != null) {
      for (int row = 0; row < depth; row++) {
        chars[cell(hash, row)] += (char) count;
      }
    } else {
      for (int row = 0; row < depth; row++) {
        longs[cell(hash, row)] += count;
      }
    }
  }

  /** Raises the counters of a hash as far as its estimate must rise. */
  void addConservatively(long hash, long count) {
    long least = least(hash) + count;
    for (int row = 0; row < depth; row++) {
      int cell = cell(hash, row);
      if (get(cell) < least) {
        set(cell, least);
      }
    }
  }

  /** Adds 1 to the counters of each of the hashes {@code hashes[from, to)}. */
  void addAll(long[] hashes, int from, int to) {
    int shift = 64 - logWidth;
    for (int start = from; start < to; ) {
      int end = Math.min(to - start, CHUNK) + start;
      for (int row = 0; row < depth; row++) {
        int base = row << logWidth;
        long multiplier = MULTIPLIERS[row];
        if (ints != null) {
          addRow(ints, base, multiplier, shift, hashes, start, end);
        } else if (chars != null) {
          addRow(chars, base, multiplier, shift, hashes, start, end);
        } else {
          addRow(longs, base, multiplier, shift, hashes, start, end);
        }
      }
      start = end;
    }
  }

  private static void addRow(
      char[] cells, int base, long multiplier, int shift, long[] hashes, int from, int to) {
    for (int i = from; i < to; i++) {
      cells[base + (int) ((hashes[i] * multiplier) >>> shift)]++;
    }
  }

  private static void addRow(
      int[] cells, int base, long multiplier, int shift, long[] hashes, int from, int to) {
    for (int i = from; i < to; i++) {
      cells[base + (int) ((hashes[i] * multiplier) >>> shift)]++;
    }
  }

  private static void addRow(
      long[] cells, int base, long multiplier, int shift, long[] hashes, int from, int to) {
    for (int i = from; i < to; i++) {
      cells[base + (int) ((hashes[i] * multiplier) >>> shift)]++;
    }
  }

  /** The least of the counters of a hash. */
  long least(long hash) {
    if (ints != null) {
      int least = Integer.MAX_VALUE;
      for (int row = 0; row < depth; row++) {
        least = Math.min(least, ints[cell(hash, row)]);
      }
      return least;
    }
    if (chars != null) {
      int least = Integer.MAX_VALUE;
      for (int row = 0; row < depth; row++) {
        least = Math.min(least, chars[cell(hash, row)]);
      }
      return least;
    }
    long least = Long.MAX_VALUE;
    for (int row = 0; row < depth; row++) {
      least = Math.min(least, longs[cell(hash, row)]);
    }
    return least;
  }

  /** Writes the least counter of each of the hashes {@code hashes[from, to)} to {@code least}. */
  void leastOfAll(long[] hashes, int from, int to, long[] least, int at) {
    int shift = 64 - logWidth;
    Arrays.fill(least, at, at + (to - from), Long.MAX_VALUE);
    for (int start = from; start < to; ) {
      int end = Math.min(to - start, CHUNK) + start;
      int offset = at - from;
      for (int row = 0; row < depth; row++) {
        int base = row << logWidth;
        long multiplier = MULTIPLIERS[row];
        if (ints != null) {
          leastOfRow(ints, base, multiplier, shift, hashes, start, end, least, offset);
        } else if (chars != null) {
          leastOfRow(chars, base, multiplier, shift, hashes, start, end, least, offset);
        } else {
          leastOfRow(longs, base, multiplier, shift, hashes, start, end, least, offset);
        }
      }
      start = end;
    }
  }

  private static void leastOfRow(
      char[] cells,
      int base,
      long multiplier,
      int shift,
      long[] hashes,
      int from,
      int to,
      long[] least,
      int offset) {
    for (int i = from; i < to; i++) {
      long counter = cells[base + (int) ((hashes[i] * multiplier) >>> shift)];
      least[i + offset] = Math.min(least[i + offset], counter);
    }
  }

  private static void leastOfRow(
      int[] cells,
      int base,
      long multiplier,
      int shift,
      long[] hashes,
      int from,
      int to,
      long[] least,
      int offset) {
    for (int i = from; i < to; i++) {
      long counter = cells[base + (int) ((hashes[i] * multiplier) >>> shift)];
      least[i + offset] = Math.min(least[i + offset], counter);
    }
  }

  private static void leastOfRow(
      long[] cells,
      int base,
      long multiplier,
      int shift,
      long[] hashes,
      int from,
      int to,
      long[] least,
      int offset) {
    for (int i = from; i < to; i++) {
      long counter = cells[base + (int) ((hashes[i] * multiplier) >>> shift)];
      least[i + offset] = Math.min(least[i + offset], counter);
    }
  }

  /**
   * Counts the counters of a row whose digits to the base 256 above the one at {@code shift} are
   * those of {@code prefix}, by that digit, in {@code bins} from {@code at} on.
   */
  void countDigits(int row, long prefix, int shift, int[] bins, int at) {
    int from = row << logWidth;
    int to = (row + 1) << logWidth;
    if (ints != null) {
      int intPrefix = (int) prefix;
      for (int i = from; i < to; i++) {
        int digit = (ints[i] ^ intPrefix) >>> shift;
        if (digit < 256) {
          bins[at + digit]++;
        }
      }
    } else {
      for (int i = from; i < to; i++) {
        long digit = (get(i) ^ prefix) >>> shift;
        if (digit < 256) {
          bins[at + (int) digit]++;
        }
      }
    }
  }

  /** Adds the counters of another, cell by cell; there is room for the sums. */
  void plus(Counters other) {
    if (ints != null && other.ints != null) {
      for (int i = 0; i < ints.length; i++) {
        ints[i] += other.ints[i];
      }
    } else {
      for (int i = 0; i < size(); i++) {
        set(i, get(i) + other.get(i));
      }
    }
  }

  /** Whether no counter is less than that of another in the same cell. */
  boolean cover(Counters other) {
    for (int i = 0; i < size(); i++) {
      if (get(i) < other.get(i)) {
        return false;
      }
    }
    return true;
  }

  /** Takes off the counters of another that these cover. */
  void minus(Counters other) {
    for (int i = 0; i < size(); i++) {
      set(i, get(i) - other.get(i));
    }
  }

  Counters copy() {
    Counters copy = new Counters(depth, logWidth);
    copy.chars = chars == null ? null : chars.clone();
    copy.ints = ints == null ? null : ints.clone();
    copy.longs = longs == null ? null : longs.clone();
    return copy;
  }

  long heapBytes() {
    return HeapSize.ofObject(20) + HeapSize.of(chars) + HeapSize.of(ints) + HeapSize.of(longs);
  }

  /** Whether the counters are the same numbers, whatever room they have. */
  @Override
  public boolean equals(Object object) {
    if (!(object instanceof Counters other) || depth != other.depth || logWidth != other.logWidth) {
      return false;
    }
    for (int i = 0; i < size(); i++) {
      if (get(i) != other.get(i)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 31 * logWidth + depth;
    for (int i = 0; i < size(); i++) {
      hash = 31 * hash + Long.hashCode(get(i));
    }
    return hash;
  }
}
