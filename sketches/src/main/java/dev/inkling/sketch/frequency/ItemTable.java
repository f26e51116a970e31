package dev.inkling.sketch.frequency;

import dev.inkling.hash.Hash64;
import dev.inkling.hash.internal.AsciiXxh3;
import dev.inkling.hash.internal.Utf8;
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

  /** As many bytes as four words can cover; the items up to here are compared without a branch. */
  private static final int SHORT_BYTES = 4 * Long.BYTES;

  /** What {@link #find(String)} returns for other texts; no entry and no ~cell has this number. */
  static final int NOT_ASCII = Integer.MIN_VALUE;

  /** The bits of a cell that hold an entry's number plus 1: a merge may fill two capacities. */
  private static final int ENTRY_MASK = (1 << 26) - 1;

  /* Implementation note.
   *
   * Entries lie in the order of their insertion: entry e has counts[e], the upper half of its hash
   * in hashes[e], and the bytes arena[starts[e], starts[e + 1]). While all items have 8 bytes there
   * is no array of starts, since entry e starts at 8 e; a long is then found by comparing one word.
   *
   * A cell of the table is 0 if it is free, else an entry's number plus 1, and above it the highest
   * 6 bits of the entry's hash, so that most other entries on the way are passed by without a look
   * at them. It is probed linearly from the lowest bits of the upper half of the hash, and at most
   * half full; one that was read may start three quarters full. Hashes only lead to an item: the
   * bytes decide. Since entries and arena have the same order, what a cut leaves moves down in one
   * pass, in place.
   *
   * What this costs is mostly branches that nobody can predict: whether an item is there, and how
   * long it is. So a batch of longs first raises those found at once, without a branch, and puts
   * the others aside; and bytes are compared and copied in words, the last overlapping the one
   * before it, so that only the number of words is a matter of branches, the same in all loops.
   * Before that it raises those whose KnownEntries the bytes confirm: that needs no hash. Nor are
   * lengths a matter of branches for the Strings of most streams: ASCII of 9 to 32 chars is always
   * four words, put together in registers from the chars, which are what XXH3 reads of it too.
   */
  private int size;
  private int[] table;
  private int[] hashes;
  private long[] counts;
  private int[] starts;
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
    return starts == null ? entry * Long.BYTES : starts[entry];
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

  /** The entry of the item that consists of the 8 bytes of a long, or ~(the cell to put it in). */
  int find(long item, int half) {
    int[] cells = table;
    if (cells == null) {
      return ~0;
    }
    int mask = cells.length - 1;
    int slot = half & mask;
    for (int cell; (cell = cells[slot]) != 0; slot = (slot + 1) & mask) {
      if (((cell ^ half) & ~ENTRY_MASK) == 0) {
        int entry = (cell & ENTRY_MASK) - 1;
        int start = start(entry);
        if ((starts == null || starts[entry + 1] - start == Long.BYTES)
            && (long) LONG.get(arena, start) == item) {
          return entry;
        }
      }
    }
    return ~slot;
  }

  /** The entry of an item, or ~(the cell to put it in). */
  int find(byte[] bytes, int from, int to, int half) {
    int[] cells = table;
    if (cells == null) {
      return ~0;
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
    return ~slot;
  }

  /** Whether a text has 9 to 32 chars, as {@link #find(String)} asks for. */
  static boolean isShort(String text) {
    int length = text.length();
    return length > Long.BYTES && length <= SHORT_BYTES;
  }

  /**
   * Looks for a text of 9 to 32 chars, whose bytes it need not write anywhere if they are ASCII.
   *
   * @return in the lower half what the other methods return, or {@link #NOT_ASCII}, and in the
   *     upper half that of the hash
   */
  long find(String text) {
    int length = text.length();
    int last = length - Long.BYTES;
    long even1 = Utf8.four(text, 0);
    long odd1 = Utf8.four(text, 1);
    long even4 = Utf8.four(text, last);
    long odd4 = Utf8.four(text, last + 1);
    long or = even1 | odd1 | even4 | odd4;
    long word1 = even1 | odd1 << 8;
    long word4 = even4 | odd4 << 8;
    long word2 = word4;
    long word3 = word1;
    long hash;
    if (length <= 2 * Long.BYTES) {
      hash = AsciiXxh3.of9To16(word1, word4, length);
    } else {
      long even2 = Utf8.four(text, second(length));
      long odd2 = Utf8.four(text, second(length) + 1);
      long even3 = Utf8.four(text, third(length));
      long odd3 = Utf8.four(text, third(length) + 1);
      or |= even2 | odd2 | even3 | odd3;
      word2 = even2 | odd2 << 8;
      word3 = even3 | odd3 << 8;
      hash = AsciiXxh3.of17To32(word1, word2, word3, word4, length);
    }
    int half = half(hash);
    int found =
        (or & Utf8.NOT_ASCII) == 0 ? find(word1, word2, word3, word4, length, half) : NOT_ASCII;
    return ((long) half << 32) | (found & 0xFFFF_FFFFL);
  }

  /** The entry of the item of 9 to 32 bytes that these words cover, or ~(the cell to put it in). */
  private int find(long word1, long word2, long word3, long word4, int length, int half) {
    int[] cells = table;
    if (cells == null) {
      return ~0;
    }
    int mask = cells.length - 1;
    int slot = half & mask;
    for (int cell; (cell = cells[slot]) != 0; slot = (slot + 1) & mask) {
      if (((cell ^ half) & ~ENTRY_MASK) == 0) {
        int entry = (cell & ENTRY_MASK) - 1;
        int start = start(entry);
        if (end(entry) - start == length) {
          long difference =
              ((long) LONG.get(arena, start) ^ word1)
                  | ((long) LONG.get(arena, start + second(length)) ^ word2)
                  | ((long) LONG.get(arena, start + third(length)) ^ word3)
                  | ((long) LONG.get(arena, start + length - Long.BYTES) ^ word4);
          if (difference == 0) {
            return entry;
          }
        }
      }
    }
    return ~slot;
  }

  /** Where the second of the four words starts that cover so many bytes; the first starts at 0. */
  private static int second(int length) {
    return Math.min(Long.BYTES, length - Long.BYTES);
  }

  /** Where the third of them starts; the fourth is the last eight bytes. */
  private static int third(int length) {
    return Math.max(0, length - 2 * Long.BYTES);
  }

  /** Whether all items have 8 bytes, and there is one. */
  boolean hasLongsOnly() {
    return size > 0 && starts == null;
  }

  /**
   * Adds the longs {@code items[from, from + n)} once each. There is at least one item, and all
   * have 8 bytes.
   *
   * @param hashes their hashes from {@code at} on; overwritten
   */
  void addAll(long[] items, int from, int n, long[] hashes, int at) {
    int others = raiseFoundAtOnce(items, from, n, hashes, at);
    reserve(others, others * Long.BYTES);
    addOthers(items, from, others, hashes, at);
  }

  /**
   * Raises the counts of those items that are found in the first cell they may be in. Leaves in
   * {@code hashes}, for each of the others, the upper half of its hash and below it its index from
   * 0 to n - 1, and returns how many these are.
   */
  private int raiseFoundAtOnce(long[] items, int from, int n, long[] hashes, int at) {
    int[] cells = table;
    int mask = cells.length - 1;
    int others = at;
    for (int i = 0; i < n; i++) {
      long hash = hashes[at + i];
      int entry = (cells[half(hash) & mask] & ENTRY_MASK) - 1;
      int read = Math.max(entry, 0);
      long difference = (long) LONG.get(arena, read * Long.BYTES) ^ items[from + i];
      // the sign bit: there is a difference, or the cell is free
      long other = (difference | -difference | entry) >>> 63;
      counts[read] += 1 - other;
      hashes[others] = (hash & 0xFFFF_FFFF_0000_0000L) | i;
      others += (int) other;
    }
    return others - at;
  }

  /** Adds those that were left, for which there is room. */
  private void addOthers(long[] items, int from, int others, long[] hashes, int at) {
    int[] cells = table;
    int mask = cells.length - 1;
    for (int i = at; i < at + others; i++) {
      int half = half(hashes[i]);
      long item = items[from + (int) hashes[i]];
      int slot = half & mask;
      int cell;
      while ((cell = cells[slot]) != 0) {
        if (((cell ^ half) & ~ENTRY_MASK) == 0) {
          int entry = (cell & ENTRY_MASK) - 1;
          if ((long) LONG.get(arena, entry * Long.BYTES) == item) {
            counts[entry]++;
            break;
          }
        }
        slot = (slot + 1) & mask;
      }
      if (cell == 0) {
        LONG.set(arena, size * Long.BYTES, item);
        enter(half, 1, slot);
      }
    }
  }

  /**
   * Raises the counts of those longs of {@code items[from, from + n)} whose entries the thread
   * remembers, and puts the others to the front of {@code others}; says how many these are. There
   * is at least one item, and all have 8 bytes.
   */
  int raiseKnown(long[] items, int from, int n, long[] others) {
    int[] known = KnownEntries.ofThread();
    int left = 0;
    for (int i = from; i < from + n; i++) {
      long item = items[i];
      int entry = known[KnownEntries.slot(item)];
      int read = entry < size ? entry : 0;
      long difference = (long) LONG.get(arena, read * Long.BYTES) ^ item;
      long other = (difference | -difference) >>> 63;
      counts[read] += 1 - other;
      others[left] = item;
      left += (int) other;
    }
    return left;
  }

  /** Adds the longs {@code items[0, n)} once each, and remembers their entries. */
  void addUnknown(long[] items, int n, Hash64 hash64) {
    int[] known = KnownEntries.ofThread();
    for (int i = 0; i < n; i++) {
      long item = items[i];
      int half = half(hash64.hash(item));
      int entry = find(item, half);
      if (entry >= 0) {
        counts[entry]++;
      } else {
        insert(item, half, 1, entry);
        entry = size - 1;
      }
      known[KnownEntries.slot(item)] = entry;
    }
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

  /** Appends a long for which {@link #find} gave {@code notFound}. */
  void insert(long item, int half, long count, int notFound) {
    int[] before = table;
    int start = room(Long.BYTES);
    LONG.set(arena, start, item);
    enter(half, count, table == before ? ~notFound : freeSlot(half));
  }

  /** Appends an item for which {@link #find} gave {@code notFound}. */
  void insert(byte[] bytes, int from, int to, int half, long count, int notFound) {
    int[] before = table;
    int start = room(to - from);
    copyBytes(bytes, from, arena, start, to - from);
    enter(half, count, table == before ? ~notFound : freeSlot(half));
  }

  /**
   * Appends an ASCII text of 9 to 32 chars that is not there.
   *
   * @param place what {@link #find(String)} gave for it
   * @param cut whether there was a cut since
   */
  void insert(String text, long place, long count, boolean cut) {
    int half = half(place);
    int[] before = table;
    int length = text.length();
    int last = length - Long.BYTES;
    int start = room(length);
    for (int i = 0; i < last; i += Long.BYTES) {
      LONG.set(arena, start + i, Utf8.word(text, i));
    }
    LONG.set(arena, start + last, Utf8.word(text, last));
    enter(half, count, table == before && !cut ? ~(int) place : freeSlot(half));
  }

  private static void copyBytes(byte[] a, int atA, byte[] b, int atB, int length) {
    if (length >= Long.BYTES) {
      int last = length - Long.BYTES;
      for (int i = 0; i < last; i += Long.BYTES) {
        LONG.set(b, atB + i, (long) LONG.get(a, atA + i));
      }
      LONG.set(b, atB + last, (long) LONG.get(a, atA + last));
    } else {
      for (int i = 0; i < length; i++) {
        b[atB + i] = a[atA + i];
      }
    }
  }

  /**
   * Appends the next {@code length} bytes of a source as an item.
   *
   * @return whether it is greater than the one before it, as unsigned bytes
   */
  boolean insertAscending(ByteBuffer source, int length, long count, Hash64 hash64) {
    int start = room(length);
    source.get(arena, start, length);
    int half = half(hash64.hash(arena, start, start + length));
    enter(half, count, freeSlot(half));
    return size == 1 || compareBytes(size - 2, size - 1) < 0;
  }

  /** Makes room for one more entry with an item of so many bytes; returns where these go. */
  private int room(int length) {
    reserve(1, length);
    if (starts == null && length != Long.BYTES) {
      starts = new int[counts.length + 1];
      for (int entry = 0; entry <= size; entry++) {
        starts[entry] = entry * Long.BYTES;
      }
    }
    int start = start(size);
    if (starts != null) {
      starts[size + 1] = start + length;
    }
    return start;
  }

  /** Makes room for so many entries with so many bytes together. */
  private void reserve(int entries, int itemBytes) {
    if (table == null) {
      table = new int[2 * FIRST_ENTRIES];
      hashes = new int[FIRST_ENTRIES];
      counts = new long[FIRST_ENTRIES];
      arena = new byte[FIRST_ENTRIES * Long.BYTES];
    }
    int needed = size + entries;
    if (needed > counts.length) {
      int length = Math.max(needed, 2 * size);
      hashes = Arrays.copyOf(hashes, length);
      counts = Arrays.copyOf(counts, length);
      starts = starts == null ? null : Arrays.copyOf(starts, length + 1);
    }
    if (2 * needed > table.length) {
      table = new int[2 * Integer.highestOneBit(2 * needed - 1)];
      fillTable();
    }
    int end = itemBytes() + itemBytes;
    if (end > arena.length) {
      int most = TopK.MAX_ITEM_BYTES;
      arena = Arrays.copyOf(arena, (int) Math.min(most, Math.max(end, 2L * arena.length)));
    }
  }

  /** Makes an entry of the item for which {@link #room} was made. */
  private void enter(int half, long count, int slot) {
    hashes[size] = half;
    counts[size] = count;
    table[slot] = (half & ~ENTRY_MASK) | (size + 1);
    size++;
  }

  private int freeSlot(int half) {
    int[] cells = table;
    int mask = cells.length - 1;
    int slot = half & mask;
    while (cells[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void fillTable() {
    for (int entry = 0; entry < size; entry++) {
      int half = hashes[entry];
      table[freeSlot(half)] = (half & ~ENTRY_MASK) | (entry + 1);
    }
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
        insert(bytes, from, to, other.hashes[i], other.counts[i], entry);
      }
    }
  }

  /** Makes n entries at most of more: takes the (n + 1)-th largest count off all; returns it. */
  long cut(int keep) {
    if (bins == null) {
      bins = new int[Selection.BINS];
    }
    long cut = Selection.smallest(counts, size, size - keep, bins);
    size = starts == null ? cutLongs(cut) : cutItems(cut);
    Arrays.fill(table, 0);
    fillTable();
    return cut;
  }

  /** Without a branch: a count that is used up is overwritten by the next. */
  private int cutLongs(long cut) {
    int kept = 0;
    for (int entry = 0; entry < size; entry++) {
      LONG.set(arena, kept * Long.BYTES, (long) LONG.get(arena, entry * Long.BYTES));
      hashes[kept] = hashes[entry];
      long rest = counts[entry] - cut;
      counts[kept] = rest;
      kept += (int) (-rest >>> 63);
    }
    return kept;
  }

  private int cutItems(long cut) {
    int kept = 0;
    int used = 0;
    for (int entry = 0; entry < size; entry++) {
      long rest = counts[entry] - cut;
      if (rest > 0) {
        int start = starts[entry];
        int length = starts[entry + 1] - start;
        System.arraycopy(arena, start, arena, used, length);
        used += length;
        hashes[kept] = hashes[entry];
        counts[kept] = rest;
        kept++;
        // at most starts[entry + 1], and no longer needed
        starts[kept] = used;
      }
    }
    return kept;
  }

  /** All entries by falling count, equal counts by rising bytes. */
  Integer[] entriesByCount() {
    Integer[] entries = new Integer[size];
    Arrays.setAll(entries, i -> i);
    Arrays.sort(
        entries,
        (a, b) -> {
          int byCount = Long.compare(counts[b], counts[a]);
          return byCount != 0 ? byCount : compareBytes(a, b);
        });
    return entries;
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
      copy.starts = starts == null ? null : starts.clone();
      copy.arena = arena.clone();
    }
    return copy;
  }

  long heapBytes() {
    return HeapSize.ofObject(28)
        + HeapSize.of(table)
        + HeapSize.of(hashes)
        + HeapSize.of(counts)
        + HeapSize.of(starts)
        + HeapSize.of(arena)
        + HeapSize.of(bins);
  }
}
