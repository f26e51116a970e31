package dev.inkling.sketch.frequency;

import dev.inkling.sketch.internal.HeapSize;
import java.util.Arrays;

/** A hash table of counted byte strings that can be cut down in place. */
final class ItemTable {

  private static final int FIRST_ENTRIES = 4;

  /* Implementation note.
   *
   * Entries lie in the order of their insertion: entry e has hashes[e], counts[e] and the bytes
   * arena[ends[e - 1], ends[e]). A cell of the table is the upper half of a hash and the entry's
   * number plus 1; 0 is free; it is probed linearly from the lower half of the hash and at most
   * half full. Bytes are compared only when the upper halves agree. Since entries and arena have
   * the same order, what a cut leaves moves down in one pass, in place.
   */
  private int size;
  private long[] table;
  private long[] hashes;
  private long[] counts;
  private int[] ends;
  private byte[] arena;
  private int[] bins;

  /** How many entries there are; they are numbered from 0 until the next cut. */
  int size() {
    return size;
  }

  /** How many bytes all items have together. */
  int itemBytes() {
    return start(size);
  }

  /** Where the bytes of an entry start. */
  int start(int entry) {
    return entry == 0 ? 0 : ends[entry - 1];
  }

  /** Where the bytes of an entry end. */
  int end(int entry) {
    return ends[entry];
  }

  /** The array that holds the bytes of all entries, until the next insertion or cut. */
  byte[] arena() {
    return arena;
  }

  /** The hash of an entry. */
  long hash(int entry) {
    return hashes[entry];
  }

  /** The count of an entry. */
  long count(int entry) {
    return counts[entry];
  }

  /** Raises the count of an entry. */
  void raise(int entry, long count) {
    counts[entry] += count;
  }

  /** The entry of an item, or -1. */
  int find(byte[] bytes, int from, int to, long hash) {
    long[] cells = table;
    if (cells == null) {
      return -1;
    }
    int mask = cells.length - 1;
    int slot = (int) hash & mask;
    for (long cell; (cell = cells[slot]) != 0; slot = (slot + 1) & mask) {
      if ((cell ^ hash) >>> 32 == 0) {
        int entry = (int) cell - 1;
        if (Arrays.equals(arena, start(entry), ends[entry], bytes, from, to)) {
          return entry;
        }
      }
    }
    return -1;
  }

  /** Appends an item that is not there yet. */
  void insert(byte[] bytes, int from, int to, long hash, long count) {
    if (table == null) {
      table = new long[2 * FIRST_ENTRIES];
      hashes = new long[FIRST_ENTRIES];
      counts = new long[FIRST_ENTRIES];
      ends = new int[FIRST_ENTRIES];
      arena = new byte[FIRST_ENTRIES * Long.BYTES];
    }
    if (size == counts.length) {
      hashes = Arrays.copyOf(hashes, 2 * size);
      counts = Arrays.copyOf(counts, 2 * size);
      ends = Arrays.copyOf(ends, 2 * size);
      table = new long[4 * size];
      rebuildTable();
    }
    int start = start(size);
    int end = start + (to - from);
    if (end > arena.length) {
      arena =
          Arrays.copyOf(
              arena, (int) Math.min(TopK.MAX_ITEM_BYTES, Math.max(end, 2L * arena.length)));
    }
    System.arraycopy(bytes, from, arena, start, to - from);
    hashes[size] = hash;
    counts[size] = count;
    ends[size] = end;
    enter(size);
    size++;
  }

  private void rebuildTable() {
    for (int entry = 0; entry < size; entry++) {
      enter(entry);
    }
  }

  private void enter(int entry) {
    long hash = hashes[entry];
    long[] cells = table;
    int mask = cells.length - 1;
    int slot = (int) hash & mask;
    while (cells[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    cells[slot] = (hash & 0xFFFF_FFFF_0000_0000L) | (entry + 1);
  }

  /** Makes n entries at most of more: takes the (n + 1)-th largest count off all; returns it. */
  long cut(int keep) {
    if (bins == null) {
      bins = new int[256];
    }
    long cut = Selection.smallest(counts, size, size - keep, bins);
    int kept = 0;
    int used = 0;
    for (int entry = 0, start = 0; entry < size; entry++) {
      int end = ends[entry];
      long rest = counts[entry] - cut;
      if (rest > 0) {
        System.arraycopy(arena, start, arena, used, end - start);
        used += end - start;
        hashes[kept] = hashes[entry];
        counts[kept] = rest;
        ends[kept] = used;
        kept++;
      }
      start = end;
    }
    size = kept;
    Arrays.fill(table, 0);
    rebuildTable();
    return cut;
  }

  /** Compares the bytes of two entries, as unsigned numbers. */
  int compareBytes(int a, int b) {
    return Arrays.compareUnsigned(arena, start(a), ends[a], arena, start(b), ends[b]);
  }

  ItemTable copy() {
    ItemTable copy = new ItemTable();
    copy.size = size;
    if (table != null) {
      copy.table = table.clone();
      copy.hashes = hashes.clone();
      copy.counts = counts.clone();
      copy.ends = ends.clone();
      copy.arena = arena.clone();
    }
    return copy;
  }

  long heapBytes() {
    return HeapSize.ofObject(28)
        + HeapSize.of(table)
        + HeapSize.of(hashes)
        + HeapSize.of(counts)
        + HeapSize.of(ends)
        + HeapSize.of(arena)
        + HeapSize.of(bins);
  }
}
