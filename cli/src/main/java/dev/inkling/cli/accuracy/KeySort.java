package dev.inkling.cli.accuracy;

/** Sorts entries of keys and counts by their keys, signed. */
final class KeySort {

  /* Implementation note. American flag sort (McIlroy, Bostic, McIlroy, "Engineering radix sort",
   * 1993): a byte at a time from the highest, each entry is swapped to its bucket, buckets are
   * sorted by the next byte. No further memory but the counts of the buckets on the way down, and
   * no input that makes it slow: sixteen passes at most.
   */

  /** So few entries are sorted by insertion. */
  private static final int FEW = 32;

  private final long[] first;
  private final long[] second;
  private final long[] counts;

  private KeySort(long[] first, long[] second, long[] counts) {
    this.first = first;
    this.second = second;
    this.counts = counts;
  }

  /**
   * Sorts the first n entries.
   *
   * @param second the second keys; null if the first ones are distinct
   */
  static void sort(long[] first, long[] second, long[] counts, int n) {
    new KeySort(first, second, counts).sort(0, n, 0);
  }

  private void sort(int from, int to, int level) {
    if (to - from <= FEW) {
      insert(from, to);
      return;
    }
    if (level == (second == null ? 8 : 16)) {
      return;
    }
    int[] ends = new int[256];
    for (int i = from; i < to; i++) {
      ends[digit(i, level)]++;
    }
    int[] next = new int[256];
    int at = from;
    for (int d = 0; d < 256; d++) {
      next[d] = at;
      at += ends[d];
      ends[d] = at;
    }
    int[] starts = next.clone();
    for (int d = 0; d < 256; d++) {
      while (next[d] < ends[d]) {
        int digit = digit(next[d], level);
        if (digit == d) {
          next[d]++;
        } else {
          swap(next[d], next[digit]++);
        }
      }
    }
    for (int d = 0; d < 256; d++) {
      if (ends[d] - starts[d] > 1) {
        sort(starts[d], ends[d], level + 1);
      }
    }
  }

  private int digit(int i, int level) {
    long key = (level < 8 ? first[i] : second[i]) ^ Long.MIN_VALUE;
    return (int) (key >>> (56 - 8 * (level & 7))) & 255;
  }

  private void insert(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      for (int j = i; j > from && isLess(j, j - 1); j--) {
        swap(j, j - 1);
      }
    }
  }

  private boolean isLess(int i, int j) {
    return first[i] != first[j] ? first[i] < first[j] : second != null && second[i] < second[j];
  }

  private void swap(int i, int j) {
    swap(first, i, j);
    swap(counts, i, j);
    if (second != null) {
      swap(second, i, j);
    }
  }

  private static void swap(long[] values, int i, int j) {
    long value = values[i];
    values[i] = values[j];
    values[j] = value;
  }
}
