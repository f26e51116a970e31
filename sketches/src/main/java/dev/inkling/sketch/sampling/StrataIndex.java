package dev.inkling.sketch.sampling;

import dev.inkling.sketch.internal.HeapSize;
import dev.inkling.sketch.internal.SplitMix64;
import java.util.Arrays;

/**
 * Where the row of each stratum is: open addressing with linear probing. Once strata must leave, it
 * also knows the one with the largest scrambled id, by a heap.
 */
final class StrataIndex {

  /* implementation note
   *
   * Whether a lookup ends at its first slot is what a processor cannot foresee, and being wrong
   * costs more than all else of an item that is passed over. Hence slots are plenty, as long as
   * they stay in a second-level cache, and hold the ids themselves, so that one load decides.
   * Stored samples are read into few slots, so that their bytes cannot make far more memory than
   * they are; widen() makes up for it.
   */

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** For each stratum there is room for, as long as all are not more than {@link #PLENTY}. */
  private static final int SLOTS_PER_STRATUM = 8;

  private static final int PLENTY = 1 << 14;

  /** The ids, in slots; the length is a power of two. */
  private long[] keys = new long[4 * SLOTS_PER_STRATUM];

  /** The row of the stratum in each slot, from 1 on; 0 if it is empty. */
  private int[] rows = new int[4 * SLOTS_PER_STRATUM];

  /** Where the stratum of each row is, from row 1 on. */
  private int[] slots = new int[4];

  /** Row numbers, the largest scrambled id first; null until it is asked for. */
  private int[] heap;

  private int size;

  /** The row of a stratum, 0 if it has none. */
  int find(long id) {
    long[] all = keys;
    int mask = all.length - 1;
    int slot = home(id, mask);
    while (all[slot] != id && rows[slot] != 0) {
      slot = slot + 1 & mask;
    }
    return rows[slot];
  }

  /**
   * Counts those items of a block, of at most 64, that are passed over. The rest, a bit set, is to
   * be added: of each stratum all from the first that is taken on, and all from the first of an
   * unknown stratum on.
   */
  long passOver(long[] ids, int from, int n, long[] fields, int width) {
    long rest = 0;
    for (int i = 0; i < n; i++) {
      int row = find(ids[from + i]);
      if (row == 0) {
        return rest | (-1L << i & -1L >>> -n);
      }
      int at = row * width;
      long count = fields[at + Strata.COUNT];
      // 1 if the next one is due
      long due = (fields[at + Strata.NEXT] - count - 2) >>> 63;
      fields[at + Strata.COUNT] = count + 1 - due;
      rest |= due << i;
    }
    return rest;
  }

  int size() {
    return size;
  }

  /** The id of the stratum in a row. */
  long id(int row) {
    return keys[slots[row - 1]];
  }

  /** Gives a stratum without a row the next one. */
  int append(long id) {
    if (size == slots.length) {
      slots = Arrays.copyOf(slots, 2 * size);
      widen();
    }
    size++;
    enter(id, size);
    heap = null;
    return size;
  }

  /** Makes room for so many strata in all, as little as will do. */
  void reserve(int strata) {
    if (strata > slots.length) {
      slots = Arrays.copyOf(slots, strata);
      spread(powerOfTwo(strata + strata / 3 + 1));
    }
  }

  /** Makes lookups fast if they are not. */
  void widen() {
    int strata = slots.length;
    int many = Math.min(PLENTY, powerOfTwo(SLOTS_PER_STRATUM * strata));
    spread(Math.max(many, powerOfTwo(2 * strata)));
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
    leave(row);
    enter(id, row);
    sink(0);
  }

  StrataIndex copy() {
    StrataIndex copy = new StrataIndex();
    copy.keys = keys.clone();
    copy.rows = rows.clone();
    copy.slots = slots.clone();
    copy.size = size;
    return copy;
  }

  long heapBytes() {
    return HeapSize.ofObject(4 * 4 + 4)
        + HeapSize.of(keys)
        + HeapSize.of(rows)
        + HeapSize.of(slots)
        + HeapSize.of(heap);
  }

  /** Moves to so many slots, a power of two, if there are fewer. */
  private void spread(int length) {
    if (length <= keys.length) {
      return;
    }
    long[] ids = keys;
    keys = new long[length];
    rows = new int[length];
    for (int row = 1; row <= size; row++) {
      enter(ids[slots[row - 1]], row);
    }
  }

  private void enter(long id, int row) {
    int mask = keys.length - 1;
    int slot = home(id, mask);
    while (rows[slot] != 0) {
      slot = slot + 1 & mask;
    }
    put(slot, id, row);
  }

  private void put(int slot, long id, int row) {
    keys[slot] = id;
    rows[slot] = row;
    slots[row - 1] = slot;
  }

  /** Takes the stratum of a row out and closes the gap: probing finds what came after it. */
  private void leave(int row) {
    int mask = keys.length - 1;
    int gap = slots[row - 1];
    int slot = gap;
    while (true) {
      keys[gap] = 0;
      rows[gap] = 0;
      int home;
      do {
        slot = slot + 1 & mask;
        if (rows[slot] == 0) {
          return;
        }
        home = home(keys[slot], mask);
      } while ((slot - home & mask) < (slot - gap & mask));
      put(gap, keys[slot], rows[slot]);
      gap = slot;
    }
  }

  private static int home(long id, int mask) {
    // the highest bits of the product depend on all bits of the id
    return (int) ((id * GOLDEN) >>> Long.numberOfLeadingZeros(mask));
  }

  /** The lowest power of two that is at least n, from 2 on. */
  private static int powerOfTwo(int n) {
    return Integer.highestOneBit(n - 1) * 2;
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
    return SplitMix64.mix(id(row));
  }
}
