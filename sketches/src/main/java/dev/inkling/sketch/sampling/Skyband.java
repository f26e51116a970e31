package dev.inkling.sketch.sampling;

import dev.inkling.sketch.internal.HeapSize;
import java.util.Arrays;

/**
 * Finds which items a {@link RecentSample} keeps: those that at most {@code size} later ones
 * undercut by a lower priority. Entry i is stamps[i] and, in the sample's array of pairs, the item
 * and the complement of its priority; {@link KeyOrder} then has the lowest priority of one stamp
 * last.
 */
final class Skyband {

  private static final long[] EMPTY = {};

  long[] stamps;

  /** Entries that have a priority; those behind them have a stamp in its place. */
  int drawn;

  /** Whether nothing came since the last whole scan. */
  boolean settled;

  /** A max-heap of the lowest priorities so far, for the scan. */
  private long[] lowest = EMPTY;

  Skyband(int length) {
    stamps = new long[length];
  }

  long heapBytes() {
    return 32 + bytesOf(stamps) + bytesOf(lowest);
  }

  /** The bytes of an array, none for an empty one, which is shared. */
  static long bytesOf(long[] array) {
    return array.length == 0 ? 0 : HeapSize.of(array);
  }

  static long priority(long[] pairs, int i) {
    return ~pairs[2 * i + 1];
  }

  /**
   * Keeps, in order, of n entries those with a stamp above the floor that are in the skyband; and,
   * unless {@code whole}, perhaps some that only entries of their own stamp keep out of it.
   */
  int scan(long[] pairs, int n, long floor, int size, boolean whole) {
    if (whole ? !KeyOrder.isSorted(stamps, pairs, n) : !isByStamp(n)) {
      KeyOrder.sort(stamps, pairs, 0, n);
    }
    long[] heap = lowest(Math.min(size + 1, n), size + 1);
    int inHeap = 0;
    int to = n;
    for (int i = n - 1; i >= 0 && stamps[i] > floor; i--) {
      long priority = priority(pairs, i);
      if (inHeap <= size) {
        siftUp(heap, inHeap++, priority);
      } else if (priority < heap[0]) {
        siftDown(heap, inHeap, priority);
      } else {
        continue;
      }
      to--;
      stamps[to] = stamps[i];
      pairs[2 * to] = pairs[2 * i];
      pairs[2 * to + 1] = pairs[2 * i + 1];
    }
    int kept = n - to;
    System.arraycopy(stamps, to, stamps, 0, kept);
    System.arraycopy(pairs, 2 * to, pairs, 0, 2 * kept);
    drawn = kept;
    settled = whole;
    return kept;
  }

  private boolean isByStamp(int n) {
    for (int i = 1; i < n; i++) {
      if (stamps[i - 1] > stamps[i]) {
        return false;
      }
    }
    return true;
  }

  private long[] lowest(int needed, int most) {
    if (lowest.length < needed) {
      lowest = new long[Math.min(most, Math.max(needed, 2 * lowest.length))];
    }
    return lowest;
  }

  private static void siftUp(long[] heap, int from, long priority) {
    int at = from;
    while (at > 0 && heap[(at - 1) / 2] < priority) {
      heap[at] = heap[(at - 1) / 2];
      at = (at - 1) / 2;
    }
    heap[at] = priority;
  }

  private static void siftDown(long[] heap, int n, long priority) {
    int at = 0;
    while (2 * at + 1 < n) {
      int child = 2 * at + 1;
      if (child + 1 < n && heap[child + 1] > heap[child]) {
        child++;
      }
      if (heap[child] <= priority) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = priority;
  }

  /** The place of the first of n entries, in order, with a stamp above the floor. */
  int firstAbove(long floor, int n) {
    int low = 0;
    int high = n;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (stamps[middle] > floor) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /**
   * The (size + 1)-th lowest priority of the entries {@code [from, to)}, of which there are more.
   */
  static long threshold(long[] pairs, int from, int to, int size) {
    long[] priorities = new long[to - from];
    for (int i = 0; i < priorities.length; i++) {
      priorities[i] = priority(pairs, from + i);
    }
    Arrays.sort(priorities);
    return priorities[size];
  }

  /** A copy with the first n entries. */
  Skyband copy(int n) {
    Skyband copy = new Skyband(0);
    copy.stamps = Arrays.copyOf(stamps, n);
    copy.drawn = drawn;
    copy.settled = settled;
    return copy;
  }
}
