package dev.inkling.sketch.frequency;

import dev.inkling.hash.Hash64;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import dev.inkling.sketch.IncompatibleSketchException;
import dev.inkling.sketch.Sketch;
import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.internal.HeapSize;
import dev.inkling.sketch.internal.Preamble;
import dev.inkling.sketch.internal.SketchKind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Finds the items that occur most, with bounds on their counts that always hold. An item is a
 * string of bytes; a long is its 8 bytes, little-endian, a text its UTF-8 bytes.
 *
 * <p>Exact while there are at most {@code capacity} different items. Above, with N additions in
 * all, lower ≤ truth ≤ lower + {@link #maximumError}, and maximumError ≤ 2N / capacity, after any
 * tree of merges; every item with more occurrences than maximumError is among those kept. What is
 * kept follows from the order of additions and merges, and from nothing else.
 *
 * <ul>
 *   <li>Heap: 80 bytes while empty; about 40 bytes and the item's own for each item kept.
 *   <li>Stored: 48 bytes, and 12 and the item's own for each item kept.
 *   <li>Cost: add O(item's length) amortised; merge O(capacity); top O(capacity log capacity).
 * </ul>
 *
 * <pre>{@code
 * TopK pages = TopK.create(10);
 * pages.add("/index");
 * pages.add("/about");
 * pages.add("/index");
 * TopK.Item first = pages.top(1).get(0); // "/index", from 2 to 2 times
 * }</pre>
 *
 * <p>Not safe for use by several threads. Sources: Misra and Gries, "Finding repeated elements"
 * (1982, doi:10.1016/0167-6423(82)90012-0); merging: Agarwal et al., "Mergeable summaries" (2013,
 * doi:10.1145/2500128). Unlike there, a full summary is cut to half of its items at once, so that
 * the cost of a cut is shared by many additions.
 */
public final class TopK implements Sketch<TopK> {

  /** The largest capacity. */
  public static final int MAX_CAPACITY = 1 << 24;

  /** The most bytes of items kept at a time, 1 GiB, so that every sketch fits one array. */
  public static final int MAX_ITEM_BYTES = 1 << 30;

  /** Capacity per k in {@link #create(int)}: the error is then at most N / (8k). */
  private static final int CAPACITY_PER_K = 16;

  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 32;
  private static final int ITEM_HEADER_BYTES = 12;
  private static final int FIRST_ENTRIES = 4;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /**
   * A frequent item.
   *
   * @param bytes the item, a copy
   * @param lower it was added at least so often
   * @param upper it was added at most so often
   */
  @SuppressWarnings("ArrayRecordComponent") // equality is by content, below
  public record Item(byte[] bytes, long lower, long upper) {

    /**
     * The count with its bar. The value is the upper bound, which is close for frequent items: they
     * were kept since early on and paid every cut.
     */
    public Estimate count() {
      return estimate(upper, lower, upper);
    }

    /** The item as a long, if it was added as one. */
    public long asLong() {
      if (bytes.length != Long.BYTES) {
        throw new IllegalStateException("the item should have 8 bytes, got " + bytes.length);
      }
      return (long) LONG.get(bytes, 0);
    }

    /** The item as a text, if it was added as one. */
    public String asText() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object object) {
      return object instanceof Item other
          && lower == other.lower
          && upper == other.upper
          && Arrays.equals(bytes, other.bytes);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * Arrays.hashCode(bytes) + Long.hashCode(lower)) + Long.hashCode(upper);
    }

    @Override
    public String toString() {
      return "Item(" + Arrays.toString(bytes) + ", " + lower + " to " + upper + ")";
    }
  }

  /* Implementation note.
   *
   * Entries lie in the order of their insertion: entry e has hashes[e], counts[e] and the bytes
   * arena[ends[e - 1], ends[e]). A cell of the table is the upper half of a hash and the entry's
   * number plus 1; 0 is free; it is probed linearly from the lower half of the hash and at most
   * half full. Bytes are compared only when the upper halves agree.
   *
   * A cut subtracts the (capacity / 2 + 1)-th largest count s from all counts and drops those that
   * are used up. It takes at least (capacity / 2 + 1) s from the counts, which never sum to more
   * than N, so that all cuts together come to at most N / (capacity / 2 + 1). Since entries and
   * arena have the same order, what is left moves down in one pass, in place. A cut depends on the
   * counts alone, not on the order of the entries; so the order need not be stored.
   */
  private final int k;
  private final int capacity;
  private long total;
  private long error;
  private int size;
  private long[] table;
  private long[] hashes;
  private long[] counts;
  private int[] ends;
  private byte[] arena;
  private byte[] longBytes;
  private int[] bins;

  private TopK(int k, int capacity) {
    this.k = k;
    this.capacity = capacity;
  }

  /** An empty sketch that keeps up to 16 k items, at least 64. */
  public static TopK create(int k) {
    return create(k, (int) Math.max(64, Math.min(MAX_CAPACITY, (long) CAPACITY_PER_K * k)));
  }

  /**
   * An empty sketch.
   *
   * @param k how many top items are wanted, at least 1
   * @param capacity how many items are kept, from 2k to 2^24
   */
  public static TopK create(int k, int capacity) {
    if (k < 1) {
      throw new IllegalArgumentException("k must be at least 1, got " + k);
    }
    if (capacity / 2 < k || capacity > MAX_CAPACITY) {
      throw new IllegalArgumentException(
          "capacity must be in [2k, " + MAX_CAPACITY + "], got " + capacity + " for k = " + k);
    }
    return new TopK(k, capacity);
  }

  /**
   * Decodes a stored sketch.
   *
   * @throws SketchFormatException if the bytes are anything else
   */
  public static TopK fromBytes(byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    TopK sketch = readFrom(source);
    Preamble.requireEnd(source);
    return sketch;
  }

  /**
   * Decodes the stored sketch at the source's position, which moves past it.
   *
   * @throws SketchFormatException if the bytes are anything else
   */
  public static TopK readFrom(ByteBuffer source) {
    ByteBuffer body = Preamble.read(source, SketchKind.TOP_K, VERSION);
    require(body.remaining() >= HEADER_BYTES, "body length", "at least 32", body.remaining());
    int k = body.getInt();
    int capacity = body.getInt();
    int size = body.getInt();
    int hashIdAndReserved = body.getInt();
    require(k >= 1, "k", "at least 1", k);
    require(capacity / 2 >= k && capacity <= MAX_CAPACITY, "capacity", "in [2k, 2^24]", capacity);
    require(size >= 0 && size <= capacity, "the number of items", "in [0, capacity]", size);
    require(hashIdAndReserved == Hash64.xxh3().id(), "hash id", "1", hashIdAndReserved);
    TopK sketch = new TopK(k, capacity);
    sketch.total = body.getLong();
    sketch.error = body.getLong();
    require(sketch.total >= 0, "total", "at least 0", sketch.total);
    require(sketch.error >= 0, "error", "at least 0", sketch.error);
    sketch.readItems(body, size);
    return sketch;
  }

  private static void require(boolean holds, String field, String rule, long found) {
    if (!holds) {
      throw new SketchFormatException(
          "stored TOP_K: " + field + " must be " + rule + ", got " + found);
    }
  }

  private void readItems(ByteBuffer body, int items) {
    long itemBytes = body.remaining() - (long) items * ITEM_HEADER_BYTES;
    require(itemBytes >= 0 && itemBytes <= MAX_ITEM_BYTES, "item bytes", "there", itemBytes);
    byte[] bytes = new byte[(int) itemBytes];
    int from = 0;
    int last = 0;
    long left = total;
    for (int i = 0; i < items; i++) {
      int length = body.getInt();
      long count = body.getLong();
      require(length >= 0 && length <= bytes.length - from, "length of an item", "there", length);
      require(count >= 1 && count <= left, "count of an item", "in [1, rest of total]", count);
      int to = from + length;
      body.get(bytes, from, length);
      require(
          i == 0 || Arrays.compareUnsigned(bytes, last, from, bytes, from, to) < 0,
          "an item",
          "greater than the one before it",
          i);
      long hash = hash64().hash(bytes, from, to);
      insert(bytes, from, to, hash, count);
      left -= count;
      last = from;
      from = to;
    }
    require(from == bytes.length, "bytes after the items", "0", bytes.length - from);
    require(error > 0 || left == 0, "total without error minus counts", "0", left);
    require(error <= left / (capacity / 2 + 1), "error", "covered by what was cut", error);
  }

  /** The function whose hashes the {@code add} methods expect: {@link Hash64#xxh3()}. */
  public Hash64 hash64() {
    return Hash64.xxh3();
  }

  /** How many top items are wanted. */
  public int k() {
    return k;
  }

  /** How many items are kept at most. */
  public int capacity() {
    return capacity;
  }

  /** How many items are kept now. */
  public int size() {
    return size;
  }

  /** How many additions there were, counted with their weights. */
  public long total() {
    return total;
  }

  /** The most by which any count is too low, 0 while the sketch is exact. */
  public long maximumError() {
    return error;
  }

  /** Adds a text. */
  public void add(CharSequence item) {
    byte[] utf8 = item.toString().getBytes(StandardCharsets.UTF_8);
    add(utf8, 0, utf8.length);
  }

  /** Adds a long. */
  public void add(long item) {
    add(item, hash64().hash(item), 1);
  }

  /**
   * Adds a long {@code count} times.
   *
   * @param hash its hash by {@link #hash64}
   * @param count at least 0
   */
  public void add(long item, long hash, long count) {
    if (longBytes == null) {
      longBytes = new byte[Long.BYTES];
    }
    LONG.set(longBytes, 0, item);
    add(longBytes, 0, Long.BYTES, hash, count);
  }

  /** Adds the item {@code bytes[from, to)}. */
  public void add(byte[] bytes, int from, int to) {
    add(bytes, from, to, hash64().hash(bytes, from, to), 1);
  }

  /**
   * Adds the item {@code bytes[from, to)}.
   *
   * @param hash its hash by {@link #hash64}
   */
  public void add(byte[] bytes, int from, int to, long hash) {
    add(bytes, from, to, hash, 1);
  }

  /**
   * Adds the item {@code bytes[from, to)} {@code count} times.
   *
   * @param hash its hash by {@link #hash64}
   * @param count at least 0
   * @throws ArithmeticException if the total would exceed {@link Long#MAX_VALUE}; nothing is added
   * @throws IllegalStateException if the items kept would take more than {@link #MAX_ITEM_BYTES};
   *     nothing is added
   */
  public void add(byte[] bytes, int from, int to, long hash, long count) {
    Objects.checkFromToIndex(from, to, bytes.length);
    if (count < 0) {
      throw new IllegalArgumentException("count must be at least 0, got " + count);
    }
    if (count == 0) {
      return;
    }
    checkTotal(count);
    int entry = find(bytes, from, to, hash);
    if (entry >= 0) {
      counts[entry] += count;
    } else {
      checkItemBytes(to - from);
      if (size >= capacity) {
        cut();
      }
      insert(bytes, from, to, hash, count);
    }
    total += count;
  }

  /**
   * Adds the items i in [from, to), where item i is {@code bytes[offsets[i], offsets[i + 1])} and
   * has the hash {@code hashes[i]}.
   */
  public void addAll(byte[] bytes, int[] offsets, long[] hashes, int from, int to) {
    Objects.checkFromToIndex(from, to, hashes.length);
    for (int i = from; i < to; i++) {
      add(bytes, offsets[i], offsets[i + 1], hashes[i], 1);
    }
  }

  /** Adds the longs {@code items[from, to)}, of which item i has the hash {@code hashes[i]}. */
  public void addAll(long[] items, long[] hashes, int from, int to) {
    Objects.checkFromToIndex(from, to, Math.min(items.length, hashes.length));
    for (int i = from; i < to; i++) {
      add(items[i], hashes[i], 1);
    }
  }

  private void checkTotal(long count) {
    if (total + count < 0) {
      throw new ArithmeticException("the total would exceed 2^63 - 1: " + total + " + " + count);
    }
  }

  private void checkItemBytes(int added) {
    if (start(size) + (long) added > MAX_ITEM_BYTES) {
      throw new IllegalStateException(
          "the items kept may take " + MAX_ITEM_BYTES + " bytes, got " + added + " more");
    }
  }

  /** Where the bytes of an entry start; for the entry after the last, how many are used. */
  private int start(int entry) {
    return entry == 0 ? 0 : ends[entry - 1];
  }

  /** The entry of an item, or -1. */
  private int find(byte[] bytes, int from, int to, long hash) {
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
  private void insert(byte[] bytes, int from, int to, long hash, long count) {
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
          Arrays.copyOf(arena, (int) Math.min(MAX_ITEM_BYTES, Math.max(end, 2L * arena.length)));
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

  private void cut() {
    int keep = capacity / 2;
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
    error += cut;
    Arrays.fill(table, 0);
    rebuildTable();
  }

  /** The count of a text with its bar; see {@link #frequency(byte[], int, int)}. */
  public Estimate frequency(CharSequence item) {
    byte[] utf8 = item.toString().getBytes(StandardCharsets.UTF_8);
    return frequency(utf8, 0, utf8.length);
  }

  /** The count of a long with its bar; see {@link #frequency(byte[], int, int)}. */
  public Estimate frequency(long item) {
    byte[] bytes = new byte[Long.BYTES];
    LONG.set(bytes, 0, item);
    return frequency(bytes, 0, bytes.length);
  }

  /**
   * How often the item {@code bytes[from, to)} was added, with a bar that always holds. The value
   * is the upper end for an item that is kept, and 0 for another.
   */
  public Estimate frequency(byte[] bytes, int from, int to) {
    Objects.checkFromToIndex(from, to, bytes.length);
    int entry = find(bytes, from, to, hash64().hash(bytes, from, to));
    return entry < 0
        ? estimate(0, 0, error)
        : estimate(counts[entry] + error, counts[entry], counts[entry] + error);
  }

  private static Estimate estimate(long value, long lower, long upper) {
    return lower == upper
        ? Estimate.exact((double) lower)
        : new Estimate(value, lower, upper, 1, Guarantee.DETERMINISTIC);
  }

  /** The {@link #k} most frequent items; see {@link #top(int)}. */
  public List<Item> top() {
    return top(k);
  }

  /**
   * The most frequent items, by falling count, equal counts by rising bytes (unsigned).
   *
   * @param most how many at most, at least 0
   * @return fewer if fewer are kept
   */
  public List<Item> top(int most) {
    if (most < 0) {
      throw new IllegalArgumentException("most must be at least 0, got " + most);
    }
    Integer[] order = entries();
    Arrays.sort(
        order,
        (a, b) -> {
          int byCount = Long.compare(counts[b], counts[a]);
          return byCount != 0 ? byCount : compareBytes(a, b);
        });
    List<Item> top = new ArrayList<>(Math.min(most, size));
    for (int i = 0; i < Math.min(most, size); i++) {
      int entry = order[i];
      byte[] bytes = Arrays.copyOfRange(arena, start(entry), ends[entry]);
      top.add(new Item(bytes, counts[entry], counts[entry] + error));
    }
    return top;
  }

  private Integer[] entries() {
    Integer[] entries = new Integer[size];
    Arrays.setAll(entries, i -> i);
    return entries;
  }

  private Integer[] entriesByBytes() {
    Integer[] entries = entries();
    Arrays.sort(entries, this::compareBytes);
    return entries;
  }

  private int compareBytes(int a, int b) {
    return Arrays.compareUnsigned(arena, start(a), ends[a], arena, start(b), ends[b]);
  }

  /** Whether k and capacity are the same. */
  @Override
  public boolean isMergeableWith(TopK other) {
    return k == other.k && capacity == other.capacity;
  }

  /**
   * {@inheritDoc}
   *
   * @throws ArithmeticException if the total would exceed {@link Long#MAX_VALUE}; nothing is added
   * @throws IllegalStateException if both sides' items take more than {@link #MAX_ITEM_BYTES};
   *     nothing is added
   */
  @Override
  public TopK merge(TopK other) {
    if (!isMergeableWith(other)) {
      throw new IncompatibleSketchException(
          "k and capacity must be the same, got "
              + (k + " and " + capacity)
              + " against "
              + (other.k + " and " + other.capacity));
    }
    checkTotal(other.total);
    checkItemBytes(other.start(other.size));
    int entries = other.size;
    long otherTotal = other.total;
    long otherError = other.error;
    for (int i = 0; i < entries; i++) {
      byte[] bytes = other.arena;
      int from = other.start(i);
      int to = other.ends[i];
      int entry = find(bytes, from, to, other.hashes[i]);
      if (entry >= 0) {
        counts[entry] += other.counts[i];
      } else {
        insert(bytes, from, to, other.hashes[i], other.counts[i]);
      }
    }
    total += otherTotal;
    error += otherError;
    if (size > capacity) {
      cut();
    }
    return this;
  }

  @Override
  public TopK copy() {
    TopK copy = new TopK(k, capacity);
    copy.total = total;
    copy.error = error;
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

  @Override
  public TopK clear() {
    total = 0;
    error = 0;
    size = 0;
    table = null;
    hashes = null;
    counts = null;
    ends = null;
    arena = null;
    return this;
  }

  @Override
  public boolean isEmpty() {
    return total == 0;
  }

  @Override
  public long heapBytes() {
    return HeapSize.ofObject(56)
        + HeapSize.of(table)
        + HeapSize.of(hashes)
        + HeapSize.of(counts)
        + HeapSize.of(ends)
        + HeapSize.of(arena)
        + HeapSize.of(longBytes)
        + HeapSize.of(bins);
  }

  @Override
  public int serializedBytes() {
    return Preamble.BYTES + bodyBytes();
  }

  private int bodyBytes() {
    return HEADER_BYTES + size * ITEM_HEADER_BYTES + start(size);
  }

  @Override
  public void writeTo(ByteBuffer target) {
    Preamble.write(target, SketchKind.TOP_K, VERSION, bodyBytes(), this::writeBody);
  }

  private void writeBody(ByteBuffer target) {
    target.putInt(k).putInt(capacity).putInt(size).putInt(hash64().id());
    target.putLong(total).putLong(error);
    for (int entry : entriesByBytes()) {
      int length = ends[entry] - start(entry);
      target.putInt(length).putLong(counts[entry]).put(arena, start(entry), length);
    }
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof TopK other
        && isMergeableWith(other)
        && total == other.total
        && error == other.error
        && size == other.size
        && Arrays.equals(toByteArray(), other.toByteArray());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(toByteArray());
  }

  @Override
  public String toString() {
    return "TopK(k=" + k + ", items=" + size + ", total=" + total + ", error=" + error + ")";
  }
}
