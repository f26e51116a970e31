package dev.inkling.sketch.sampling;

import dev.inkling.sketch.internal.SplitMix64;

/**
 * Sorts and selects entries in parallel arrays, in place: entry i is {@code keys[i]}, {@code
 * pairs[2 i]} and {@code pairs[2 i + 1]}. The order is by key, then by the second of the pair, then
 * by the first, so entries that compare equal are equal.
 */
final class KeyOrder {

  private static final int FEW = 12;

  private KeyOrder() {}

  /** Whether entry i belongs before another. */
  static boolean before(long[] keys, long[] pairs, int i, long key, long second, long first) {
    long k = keys[i];
    if (k != key) {
      return k < key;
    }
    long s = pairs[2 * i + 1];
    return s != second ? s < second : pairs[2 * i] < first;
  }

  /** Whether the entries {@code [0, n)} are in order. */
  static boolean isSorted(long[] keys, long[] pairs, int n) {
    for (int i = 1; i < n; i++) {
      if (before(keys, pairs, i, keys[i - 1], pairs[2 * i - 1], pairs[2 * i - 2])) {
        return false;
      }
    }
    return true;
  }

  /** Sorts the entries {@code [from, to)}. */
  static void sort(long[] keys, long[] pairs, int from, int to) {
    int low = from;
    int high = to - 1;
    while (high - low >= FEW) {
      int split = partition(keys, pairs, low, high);
      if (split - low < high - split) {
        sort(keys, pairs, low, split + 1);
        low = split + 1;
      } else {
        sort(keys, pairs, split + 1, high + 1);
        high = split;
      }
    }
    for (int i = low + 1; i <= high; i++) {
      long key = keys[i];
      long first = pairs[2 * i];
      long second = pairs[2 * i + 1];
      int at = i;
      while (at > low && !before(keys, pairs, at - 1, key, second, first)) {
        keys[at] = keys[at - 1];
        pairs[2 * at] = pairs[2 * at - 2];
        pairs[2 * at + 1] = pairs[2 * at - 1];
        at--;
      }
      keys[at] = key;
      pairs[2 * at] = first;
      pairs[2 * at + 1] = second;
    }
  }

  /** Brings the {@code wanted} lowest of n entries to the front, the highest of them last. */
  static void select(long[] keys, long[] pairs, int wanted, int n) {
    int low = 0;
    int high = n - 1;
    while (low < high) {
      int split = partition(keys, pairs, low, high);
      if (wanted - 1 <= split) {
        high = split;
      } else {
        low = split + 1;
      }
    }
  }

  /** Puts no entry of {@code [low, split]} behind one of {@code (split, high]}; split < high. */
  private static int partition(long[] keys, long[] pairs, int low, int high) {
    // a scattered place: runs that were sorted before, one after the other, are no worst case
    long scattered = SplitMix64.mix(((long) low << 32) + high) >>> 33;
    swap(keys, pairs, low, low + (int) (scattered % (high - low + 1)));
    long key = keys[low];
    long first = pairs[2 * low];
    long second = pairs[2 * low + 1];
    int i = low - 1;
    int j = high + 1;
    while (true) {
      do {
        i++;
      } while (before(keys, pairs, i, key, second, first));
      do {
        j--;
      } while (keys[j] > key
          || (keys[j] == key
              && (pairs[2 * j + 1] != second ? pairs[2 * j + 1] > second : pairs[2 * j] > first)));
      if (i >= j) {
        return j;
      }
      swap(keys, pairs, i, j);
    }
  }

  private static void swap(long[] keys, long[] pairs, int i, int j) {
    long key = keys[i];
    keys[i] = keys[j];
    keys[j] = key;
    long first = pairs[2 * i];
    pairs[2 * i] = pairs[2 * j];
    pairs[2 * j] = first;
    long second = pairs[2 * i + 1];
    pairs[2 * i + 1] = pairs[2 * j + 1];
    pairs[2 * j + 1] = second;
  }
}
