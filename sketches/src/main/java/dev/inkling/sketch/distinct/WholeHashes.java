package dev.inkling.sketch.distinct;

import java.util.Arrays;

/** A set of hashes other than 0, open-addressed in an array of longs; 0 marks a free slot. */
final class WholeHashes {

  private static final int FIRST_SLOTS = 4;

  private WholeHashes() {}

  /** The most hashes that a sketch of this precision keeps whole: a table of at most m/4 bytes. */
  static int limit(int precision) {
    return Math.min(Math.max(6, (3 << precision) >>> 7), 24_576);
  }

  /** The smallest table for {@code n} hashes, at most 3/4 full. */
  static long[] table(int n) {
    return new long[slotsFor(n)];
  }

  /** The length of the smallest table for {@code n} hashes. */
  static int slotsFor(int n) {
    int slots = FIRST_SLOTS;
    while (n > slots / 4 * 3) {
      slots *= 2;
    }
    return slots;
  }

  /**
   * Puts a hash into a table that has room and says whether it was new. How many slots in a row are
   * taken cannot be guessed, so that the first four are looked at without a branch.
   */
  static boolean put(long[] table, long hash) {
    int mask = table.length - 1;
    int slot = (int) hash & mask;
    long first = table[slot];
    long second = table[(slot + 1) & mask];
    long third = table[(slot + 2) & mask];
    long fourth = table[(slot + 3) & mask];
    if (first == hash || second == hash || third == hash || fourth == hash) {
      return false;
    }
    slot += taken(first, second, third, fourth);
    for (long found; (found = table[slot & mask]) != 0; slot++) {
      if (found == hash) {
        return false;
      }
    }
    table[slot & mask] = hash;
    return true;
  }

  /** How many come before the first that is 0; 4 if none is. */
  private static int taken(long first, long second, long third, long fourth) {
    int one = (int) ((first | -first) >>> 63);
    int two = one & (int) ((second | -second) >>> 63);
    int three = two & (int) ((third | -third) >>> 63);
    return one + two + three + (three & (int) ((fourth | -fourth) >>> 63));
  }

  /**
   * Copies the hashes of a table's slots from {@code start} on, as many slots as the target has,
   * and says how many those are; without a branch on what cannot be guessed.
   */
  static int copy(long[] table, int start, long[] target) {
    int n = 0;
    int end = Math.min(table.length, start + target.length);
    for (int slot = start; slot < end; slot++) {
      long hash = table[slot];
      target[n] = hash;
      n += (int) ((hash | -hash) >>> 63);
    }
    return n;
  }

  /** The table, or null, with room for {@code n} hashes in all. */
  static long[] grown(long[] table, int n) {
    int slots = slotsFor(n);
    return table == null ? new long[slots] : slots > table.length ? resize(table, slots) : table;
  }

  /** A table of this many slots with the same hashes. */
  static long[] resize(long[] table, int slots) {
    long[] larger = new long[slots];
    int mask = slots - 1;
    for (long hash : table) {
      if (hash != 0) {
        int slot = (int) hash & mask;
        while (larger[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        larger[slot] = hash;
      }
    }
    return larger;
  }

  /** The hashes in ascending order, with the hash 0 if {@code zero} says so. */
  static long[] sorted(long[] table, boolean zero, int n) {
    long[] sorted = new long[n];
    int at = zero ? 1 : 0;
    if (table != null) {
      for (long hash : table) {
        if (hash != 0) {
          sorted[at++] = hash;
        }
      }
    }
    Arrays.sort(sorted);
    return sorted;
  }
}
