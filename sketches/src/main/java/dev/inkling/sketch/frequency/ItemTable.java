package dev.inkling.sketch.frequency;

import dev.inkling.hash.Hash64;
import dev.inkling.sketch.internal.HeapSize;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A hash table of counted byte strings that can be cut down in place. */
final class ItemTable {

  /** A view of bytes as longs, little-endian. */
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int FIRST_ENTRIES = 4;

  /** The bits of a cell that hold an entry's number plus 1: a merge may fill two capacities. */
  private static final int ENTRY_MASK = (1 << 26) - 1;

  /* Implementation note.
   *
   * Entries lie in the order of their insertion: entry e has counts[e], the upper half of its hash
   * in hashes[e], and the bytes arena[ends[e - 1], ends[e]). While all items have 8 bytes there is
   * no array of ends, since entry e ends at 8 (e + 1); a long is then found by comparing one word.
   *
   * A cell of the table is 0 if it is free, else an entry's number plus 1, and above it the highest
   * 6 bits of the entry's hash, so that most other entries on the way are passed by without a look
   * at them. It is probed linearly from the lowest bits of the upper half of the hash, and at most
   * half full; one that was read may start three quarters full. Hashes only lead to an item: the
   * bytes decide. Since entries and arena have the same order, what a cut leaves moves down in one
   * pass, in place.
   */
  private int size;
  private int[] table;
  private int[] hashes;
  private long[] counts;
  private int[] ends;
  private byte[] arena;
  private int[] bins;

  /** An empty table. */
  ItemTable() {}

  /** An empty table with room for exactly so many items of so many bytes. */
  ItemTable(int items, int itemBytes) {
    if (items > 0) {
      table = new int[2 * Integer.highestOneBit(items + items / 3)];
      hashes = new int[items];
      counts = new long[items];
      arena = new byte[itemBytes];
    }
  }

  /** The part of a hash that the table works with. */
  static int half(long hash) {
    return (int) (hash >>> 32);
  }

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
    return ends == null ? entry * Long.BYTES : entry == 0 ? 0 : ends[entry - 1];
  }

  /** Where the bytes of an entry end. */
  int end(int entry) {
    return start(entry + 1);
  }

  /** The array that holds the bytes of all entries, until the next insertion or cut. */
  byte[] arena() {
    return arena;
  }

  /** The count of an entry. */
  long count(int entry) {
    return counts[entry];
  }

  /** Raises the count of an entry. */
  void raise(int entry, long count) {
    counts[entry] += count;
  }

  /** The entry of the item that consists of the 8 bytes of a long, or -1. */
  int find(long item, int half) {
    int[] cells = table;
    if (cells == null) {
      return -1;
    }
    int mask = cells.length - 1;
    int slot = half & mask;
    for (int cell; (cell = cells[slot]) != 0; slot = (slot + 1) & mask) {
      if (((cell ^ half) & ~ENTRY_MASK) == 0) {
        int entry = (cell & ENTRY_MASK) - 1;
        int start = entry * Long.BYTES;
        if (ends != null) {
          start = start(entry);
          if (ends[entry] - start != Long.BYTES) {
            continue;
          }
        }
        if ((long) LONG.get(arena, start) == item) {
          return entry;
        }
      }
    }
    return -1;
  }

  /** The entry of an item, or -1. */
  int find(byte[] bytes, int from, int to, int half) {
    int[] cells = table;
    if (cells == null) {
      return -1;
    }
    int mask = cells.length - 1;
    int slot = half & mask;
    for (int cell; (cell = cells[slot]) != 0; slot = (slot + 1) & mask) {
      if (((cell ^ half) & ~ENTRY_MASK) == 0) {
        int entry = (cell & ENTRY_MASK) - 1;
        int start = start(entry);
        if (end(entry) - start == to - from && sameBytes(arena, start, bytes, from, to - from)) {
          return entry;
        }
      }
    }
    return -1;
  }

  private static boolean sameBytes(byte[] a, int atA, byte[] b, int atB, int length) {
    if (length >= Long.BYTES) {
      // the last word overlaps the one before it
      int last = length - Long.BYTES;
      for (int i = 0; i < last; i += Long.BYTES) {
        if ((long) LONG.get(a, atA + i) != (long) LONG.get(b, atB + i)) {
          return false;
        }
      }
      return (long) LONG.get(a, atA + last) == (long) LONG.get(b, atB + last);
    }
    for (int i = 0; i < length; i++) {
      if (a[atA + i] != b[atB + i]) {
        return false;
      }
    }
    return true;
  }

  /** Appends a long that is not there yet. */
  void insert(long item, int half, long count) {
    int start = room(Long.BYTES);
    LONG.set(arena, start, item);
    enter(half, count);
  }

  /** Appends an item that is not there yet. */
  void insert(byte[] bytes, int from, int to, int half, long count) {
    int start = room(to - from);
    System.arraycopy(bytes, from, arena, start, to - from);
    enter(half, count);
  }

  /**
   * Appends the next {@code length} bytes of a source as an item.
   *
   * @return whether it is greater than the one before it, as unsigned bytes
   */
  boolean insertAscending(ByteBuffer source, int length, long count, Hash64 hash64) {
    int start = room(length);
    source.get(arena, start, length);
    enter(half(hash64.hash(arena, start, start + length)), count);
    return size == 1 || compareBytes(size - 2, size - 1) < 0;
  }

  /** Makes room for one more entry with an item of so many bytes; returns where these go. */
  private int room(int length) {
    if (table == null) {
      table = new int[2 * FIRST_ENTRIES];
      hashes = new int[FIRST_ENTRIES];
      counts = new long[FIRST_ENTRIES];
      arena = new byte[FIRST_ENTRIES * Long.BYTES];
    }
    if (size == counts.length) {
      hashes = Arrays.copyOf(hashes, 2 * size);
      counts = Arrays.copyOf(counts, 2 * size);
      ends = ends == null ? null : Arrays.copyOf(ends, 2 * size);
    }
    if (table.length < 2 * (size + 1)) {
      table = new int[2 * Integer.highestOneBit(2 * size + 1)];
      fillTable();
    }
    if (ends == null && length != Long.BYTES) {
      ends = new int[counts.length];
      Arrays.setAll(ends, entry -> (entry + 1) * Long.BYTES);
    }
    int start = start(size);
    int end = start + length;
    if (end > arena.length) {
      int most = TopK.MAX_ITEM_BYTES;
      arena = Arrays.copyOf(arena, (int) Math.min(most, Math.max(end, 2L * arena.length)));
    }
    if (ends != null) {
      ends[size] = end;
    }
    return start;
  }

  /** Makes an entry of the item for which {@link #room} was made. */
  private void enter(int half, long count) {
    hashes[size] = half;
    counts[size] = count;
    enter(size);
    size++;
  }

  private void fillTable() {
    for (int entry = 0; entry < size; entry++) {
      enter(entry);
    }
  }

  private void enter(int entry) {
    int half = hashes[entry];
    int[] cells = table;
    int mask = cells.length - 1;
    int slot = half & mask;
    while (cells[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    cells[slot] = (half & ~ENTRY_MASK) | (entry + 1);
  }

  /** Adds the counts of another table, or of this. */
  void addAll(ItemTable other) {
    int entries = other.size;
    for (int i = 0; i < entries; i++) {
      byte[] bytes = other.arena;
      int from = other.start(i);
      int to = other.end(i);
      int entry = find(bytes, from, to, other.hashes[i]);
      if (entry >= 0) {
        counts[entry] += other.counts[i];
      } else {
        insert(bytes, from, to, other.hashes[i], other.counts[i]);
      }
    }
  }

  /** Makes n entries at most of more: takes the (n + 1)-th largest count off all; returns it. */
  long cut(int keep) {
    if (bins == null) {
      bins = new int[Selection.BINS];
    }
    long cut = Selection.smallest(counts, size, size - keep, bins);
    int kept = 0;
    if (ends == null) {
      for (int entry = 0; entry < size; entry++) {
        long rest = counts[entry] - cut;
        if (rest > 0) {
          LONG.set(arena, kept * Long.BYTES, (long) LONG.get(arena, entry * Long.BYTES));
          hashes[kept] = hashes[entry];
          counts[kept] = rest;
          kept++;
        }
      }
    } else {
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
    }
    size = kept;
    Arrays.fill(table, 0);
    fillTable();
    return cut;
  }

  /** Compares the bytes of two entries, as unsigned numbers. */
  int compareBytes(int a, int b) {
    return Arrays.compareUnsigned(arena, start(a), end(a), arena, start(b), end(b));
  }

  ItemTable copy() {
    ItemTable copy = new ItemTable();
    copy.size = size;
    if (table != null) {
      copy.table = table.clone();
      copy.hashes = hashes.clone();
      copy.counts = counts.clone();
      copy.ends = ends == null ? null : ends.clone();
      copy.arena = arena.clone();
    }
    return copy;
  }

  long heapBytes() {
    return HeapSize.ofObject(32)
        + HeapSize.of(table)
        + HeapSize.of(hashes)
        + HeapSize.of(counts)
        + HeapSize.of(ends)
        + HeapSize.of(arena)
        + HeapSize.of(bins);
  }
}
