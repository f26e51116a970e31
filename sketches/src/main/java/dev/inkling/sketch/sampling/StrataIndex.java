package dev.inkling.sketch.sampling;

import dev.inkling.sketch.internal.HeapSize;
import dev.inkling.sketch.internal.SplitMix64;
import java.util.Arrays;

/**
 * Where the row of each stratum is: open addressing with linear probing. Once strata must leave, it
 * also knows the one with the largest scrambled id, by a heap.
 */
final class StrataIndex {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** Rows from 1 on, 0 for none; a power of two, at least twice the number of strata. */
  private int[] slots = new int[8];

  private long[] ids = new long[4];

  /** Row numbers, the largest scrambled id first; null until it is asked for. */
  private int[] heap;

  private int size;

  /** The row of a stratum, 0 if it has none. */
  int find(long id) {
    int mask = slots.length - 1;
    int slot = home(id, mask);
    while (true) {
      int row = slots[slot];
      if (row == 0 || ids[row - 1] == id) {
        return row;
      }
      slot = slot + 1 & mask;
    }
  }

  int size() {
    return size;
  }

  /** The id of the stratum in a row. */
  long id(int row) {
    return ids[row - 1];
  }

  /** Gives a stratum without a row the next one. */
  int append(long id) {
    if (size == ids.length) {
      reserve(2 * size);
    }
    ids[size++] = id;
    enter(id, size);
    heap = null;
    return size;
  }

  /** Makes room for so many strata in all. */
  void reserve(int strata) {
    if (strata <= ids.length) {
      return;
    }
    ids = Arrays.copyOf(ids, strata);
    int length = Integer.highestOneBit(2 * strata - 1) * 2;
    if (length > slots.length) {
      slots = new int[length];
      for (int row = 1; row <= size; row++) {
        enter(ids[row - 1], row);
      }
    }
  }

  /** The row of the stratum with the largest scrambled id. */
  int last() {
    if (heap == null) {
      heap = new int[size];
      Arrays.setAll(heap, i -> i + 1);
      for (int i = size / 2 - 1; i >= 0; i--) {
        sink(i);
      }
    }
    return heap[0];
  }

  /** Gives the row {@link #last} to another stratum. */
  void replaceLast(long id) {
    int row = last();
    leave(ids[row - 1]);
    ids[row - 1] = id;
    enter(id, row);
    sink(0);
  }

  StrataIndex copy() {
    StrataIndex copy = new StrataIndex();
    copy.slots = slots.clone();
    copy.ids = ids.clone();
    copy.size = size;
    return copy;
  }

  long heapBytes() {
    return HeapSize.ofObject(16) + HeapSize.of(slots) + HeapSize.of(ids) + HeapSize.of(heap);
  }

  private void enter(long id, int row) {
    int mask = slots.length - 1;
    int slot = home(id, mask);
    while (slots[slot] != 0) {
      slot = slot + 1 & mask;
    }
    slots[slot] = row;
  }

  /** Takes a stratum out and closes the gap, so that probing finds what came after it. */
  private void leave(long id) {
    int mask = slots.length - 1;
    int gap = home(id, mask);
    while (ids[slots[gap] - 1] != id) {
      gap = gap + 1 & mask;
    }
    int slot = gap;
    while (true) {
      slots[gap] = 0;
      int home;
      do {
        slot = slot + 1 & mask;
        if (slots[slot] == 0) {
          return;
        }
        home = home(ids[slots[slot] - 1], mask);
      } while ((slot - home & mask) < (slot - gap & mask));
      slots[gap] = slots[slot];
      gap = slot;
    }
  }

  private static int home(long id, int mask) {
    // the highest bits of the product depend on all bits of the id
    return (int) ((id * GOLDEN) >>> Long.numberOfLeadingZeros(mask));
  }

  private void sink(int from) {
    int row = heap[from];
    long key = key(row);
    int at = from;
    while (true) {
      int child = 2 * at + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && key(heap[child + 1]) > key(heap[child])) {
        child++;
      }
      if (key(heap[child]) < key) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = row;
  }

  private long key(int row) {
    return SplitMix64.mix(ids[row - 1]);
  }
}
