package dev.inkling.sketch.sampling;

/**
 * A min-heap by weight at the front of an array of items and bits of weights in turn. Weights are
 * positive, so their bits are in their order.
 */
final class WeightHeap {

  private WeightHeap() {}

  static void build(long[] pairs, int n) {
    for (int i = n / 2 - 1; i >= 0; i--) {
      siftDown(pairs, n, i, pairs[2 * i], pairs[2 * i + 1]);
    }
  }

  static boolean isHeap(long[] pairs, int n) {
    for (int i = 1; i < n; i++) {
      if (pairs[(i - 1) / 2 * 2 + 1] > pairs[2 * i + 1]) {
        return false;
      }
    }
    return true;
  }

  /** Adds an entry behind n others. */
  static void push(long[] pairs, int n, long item, long bits) {
    int at = n;
    while (at > 0 && pairs[(at - 1) / 2 * 2 + 1] > bits) {
      int parent = (at - 1) / 2;
      pairs[2 * at] = pairs[2 * parent];
      pairs[2 * at + 1] = pairs[2 * parent + 1];
      at = parent;
    }
    pairs[2 * at] = item;
    pairs[2 * at + 1] = bits;
  }

  /** Moves the lightest of n entries to the last place of them, behind the n - 1 others. */
  static void pop(long[] pairs, int n) {
    int last = n - 1;
    long item = pairs[0];
    long bits = pairs[1];
    if (last > 0) {
      siftDown(pairs, last, 0, pairs[2 * last], pairs[2 * last + 1]);
    }
    pairs[2 * last] = item;
    pairs[2 * last + 1] = bits;
  }

  private static void siftDown(long[] pairs, int n, int from, long item, long bits) {
    int at = from;
    while (2 * at + 1 < n) {
      int child = 2 * at + 1;
      if (child + 1 < n && pairs[2 * child + 3] < pairs[2 * child + 1]) {
        child++;
      }
      if (pairs[2 * child + 1] >= bits) {
        break;
      }
      pairs[2 * at] = pairs[2 * child];
      pairs[2 * at + 1] = pairs[2 * child + 1];
      at = child;
    }
    pairs[2 * at] = item;
    pairs[2 * at + 1] = bits;
  }
}
