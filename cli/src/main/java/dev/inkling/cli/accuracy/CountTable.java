package dev.inkling.cli.accuracy;

import java.util.Arrays;

/** Counts per key, in memory: open addressing with linear probing. A count of 0 is a free slot. */
final class CountTable {

  private static final int LEAST_SLOTS = 1 << 10;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private final int mostSlots;
  private long[] first;
  private long[] second;
  private long[] counts;
  private int used;

  /**
   * An empty table.
   *
   * @param pairs whether a key has two parts
   * @param memoryBytes what it may take, also while it grows
   */
  CountTable(boolean pairs, long memoryBytes) {
    long entryBytes = pairs ? 24 : 16;
    long slots = Math.max(LEAST_SLOTS, memoryBytes * 2 / 3 / entryBytes);
    this.mostSlots = (int) Math.min(1 << 28, Long.highestOneBit(slots));
    this.first = new long[LEAST_SLOTS];
    this.second = pairs ? new long[LEAST_SLOTS] : null;
    this.counts = new long[LEAST_SLOTS];
  }

  /** Adds to the count of a key. Returns whether it is new; see {@link #makeRoom}. */
  boolean add(long key, long secondKey, long count) {
    int mask = first.length - 1;
    int slot = slot(key);
    while (counts[slot] != 0) {
      if (first[slot] == key && (second == null || second[slot] == secondKey)) {
        counts[slot] += count;
        return false;
      }
      slot = slot + 1 & mask;
    }
    first[slot] = key;
    if (second != null) {
      second[slot] = secondKey;
    }
    counts[slot] = count;
    used++;
    return true;
  }

  private int slot(long key) {
    long mixed = (key ^ key >>> 32) * MULTIPLIER;
    return (int) (mixed >>> 32) >>> Integer.numberOfLeadingZeros(first.length - 1);
  }

  /**
   * Grows if it has to, before one more key may be added. False: it is full and as large as may be.
   */
  boolean makeRoom() {
    if (used < first.length / 4 * 3) {
      return true;
    }
    if (first.length >= mostSlots) {
      return false;
    }
    final long[] oldFirst = first;
    final long[] oldSecond = second;
    final long[] oldCounts = counts;
    first = new long[2 * oldFirst.length];
    second = oldSecond == null ? null : new long[2 * oldFirst.length];
    counts = new long[2 * oldFirst.length];
    used = 0;
    for (int i = 0; i < oldFirst.length; i++) {
      if (oldCounts[i] != 0) {
        add(oldFirst[i], oldSecond == null ? 0 : oldSecond[i], oldCounts[i]);
      }
    }
    return true;
  }

  /**
   * Moves the entries to the front of the arrays, sorted by their keys. Then only {@link #clear}
   * may follow.
   *
   * @return how many there are
   */
  int sort() {
    int n = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != 0) {
        first[n] = first[i];
        counts[n] = counts[i];
        if (second != null) {
          second[n] = second[i];
        }
        n++;
      }
    }
    KeySort.sort(first, second, counts, n);
    return n;
  }

  /** Forgets everything but its size. */
  void clear() {
    Arrays.fill(counts, 0);
    used = 0;
  }

  /** The keys' first parts. */
  long[] first() {
    return first;
  }

  /** The keys' second parts; null if they have one. */
  long[] second() {
    return second;
  }

  /** The counts. */
  long[] counts() {
    return counts;
  }
}
