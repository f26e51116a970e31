package dev.inkling.sketch.frequency;

import dev.inkling.hash.Hash64;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import dev.inkling.sketch.IncompatibleSketchException;
import dev.inkling.sketch.Sketch;
import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.internal.HashScratch;
import dev.inkling.sketch.internal.HeapSize;
import dev.inkling.sketch.internal.Preamble;
import java.nio.ByteBuffer;
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
 *   <li>Heap: 80 bytes while empty; about 30 bytes and the item's own for each item kept.
 *   <li>Stored: 48 bytes, and 12 and the item's own for each item kept.
 *   <li>Cost: add O(item's length) amortised; merge O(capacity); lists O(capacity log capacity).
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

  /** Fewer longs than this are added one by one. */
  private static final int LEAST_BATCH = 32;

  /** Capacity per k in {@link #create(int)}: the error is then at most N / (8k). */
  private static final int CAPACITY_PER_K = 16;

  /**
   * A frequent item.
   *
   * @param bytes the item, a copy
   * @param lower it was added at least so often
   * @param upper it was added at most so often
   * @param certain whether the item surely belongs to the answer that it is part of; if not, it may
   */
  @SuppressWarnings("ArrayRecordComponent") // equality is by content, below
  public record Item(byte[] bytes, long lower, long upper, boolean certain) {

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
      return (long) ItemTable.LONG.get(bytes, 0);
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
          && certain == other.certain
          && Arrays.equals(bytes, other.bytes);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * Arrays.hashCode(bytes) + Long.hashCode(lower)) + Long.hashCode(upper);
    }

    @Override
    public String toString() {
      return "Item("
          + Arrays.toString(bytes)
          + (", " + lower + " to " + upper)
          + (certain ? ", certain)" : ")");
    }
  }

  /* Implementation note.
   *
   * A cut subtracts the (capacity / 2 + 1)-th largest count s from all counts and drops those that
   * are used up. It takes at least (capacity / 2 + 1) s from the counts, which never sum to more
   * than N, so that all cuts together come to at most N / (capacity / 2 + 1). A merge adds up both
   * sides' counts and cuts once if there are too many, which keeps that sum. A cut depends on the
   * counts alone, not on the order of the entries; so the order need not be stored.
   */
  private final int k;
  private final int capacity;
  private long total;
  private long error;
  private ItemTable table;

  private TopK(int k, int capacity, ItemTable table) {
    this.k = k;
    this.capacity = capacity;
    this.table = table;
  }

  /** A sketch of these items, which it takes over. */
  static TopK of(int k, int capacity, long total, long error, ItemTable table) {
    TopK sketch = new TopK(k, capacity, table);
    sketch.total = total;
    sketch.error = error;
    return sketch;
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
    return new TopK(k, capacity, new ItemTable());
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
    return TopKFormat.read(source);
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
    return table.size();
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
    if (!(item instanceof String text && ItemTable.isShort(text) && addShort(text))) {
      add(item, 1);
    }
  }

  /** Adds a text of 9 to 32 chars if it is ASCII, and says whether it is. */
  private boolean addShort(String text) {
    long place = table.find(text);
    int entry = (int) place;
    if (entry == ItemTable.NOT_ASCII) {
      return false;
    }
    checkTotal(1);
    if (entry >= 0) {
      table.raise(entry, 1);
    } else {
      table.insert(text, place, 1, makeRoom(text.length()));
    }
    total++;
    return true;
  }

  /** Adds a text {@code count} times; see {@link #add(byte[], int, int, long, long)}. */
  public void add(CharSequence item, long count) {
    TextBytes text = TextBytes.of(item);
    byte[] bytes = text.array();
    int length = text.length();
    add(bytes, 0, length, hash64().hash(bytes, 0, length), count);
  }

  /** Adds a long. */
  public void add(long item) {
    add(item, hash64().hash(item), 1);
  }

  /**
   * Adds a long {@code count} times; see {@link #add(byte[], int, int, long, long)}.
   *
   * @param hash its hash by {@link #hash64}
   * @param count at least 0
   */
  public void add(long item, long hash, long count) {
    if (needsNothing(count)) {
      return;
    }
    addLong(item, ItemTable.half(hash), count);
  }

  private void addLong(long item, int half, long count) {
    int entry = table.find(item, half);
    if (entry >= 0) {
      table.raise(entry, count);
    } else {
      if (makeRoom(Long.BYTES)) {
        entry = table.find(item, half);
      }
      table.insert(item, half, count, entry);
    }
    total += count;
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
    if (needsNothing(count)) {
      return;
    }
    int half = ItemTable.half(hash);
    int entry = table.find(bytes, from, to, half);
    if (entry >= 0) {
      table.raise(entry, count);
    } else {
      if (makeRoom(to - from)) {
        entry = table.find(bytes, from, to, half);
      }
      table.insert(bytes, from, to, half, count, entry);
    }
    total += count;
  }

  /** Whether there is nothing to add; checks the count. */
  private boolean needsNothing(long count) {
    if (count < 0) {
      throw new IllegalArgumentException("count must be at least 0, got " + count);
    }
    checkTotal(count);
    return count == 0;
  }

  /** Makes room for one more item of so many bytes; returns whether that took a cut. */
  private boolean makeRoom(int bytes) {
    checkItemBytes(bytes);
    if (table.size() < capacity) {
      return false;
    }
    error += table.cut(capacity / 2);
    return true;
  }

  /** Adds the longs {@code items[from, to)}. */
  public void addAll(long[] items, int from, int to) {
    Objects.checkFromToIndex(from, to, items.length);
    checkTotal(to - from);
    long[] scratch = HashScratch.get();
    boolean known = true;
    for (int start = from; start < to; start += scratch.length) {
      int n = Math.min(scratch.length, to - start);
      if (known && n >= LEAST_BATCH && n <= capacity - table.size() && table.hasLongsOnly()) {
        // so few that no cut can come among them: then their order makes no difference
        int others = table.raiseKnown(items, start, n, scratch);
        table.addUnknown(scratch, others, hash64());
        total += n;
        known = others <= n / 2;
      } else {
        hash64().hashAll(items, start, start + n, scratch, 0);
        addBatch(items, start, n, scratch);
      }
    }
  }

  /** Adds the longs {@code items[from, to)}, of which item i has the hash {@code hashes[i]}. */
  public void addAll(long[] items, long[] hashes, int from, int to) {
    Objects.checkFromToIndex(from, to, Math.min(items.length, hashes.length));
    checkTotal(to - from);
    long[] scratch = HashScratch.get();
    for (int start = from; start < to; start += scratch.length) {
      int n = Math.min(scratch.length, to - start);
      System.arraycopy(hashes, start, scratch, 0, n);
      addBatch(items, start, n, scratch);
    }
  }

  /** Adds the longs {@code items[from, from + n)} with the hashes {@code scratch[0, n)}. */
  private void addBatch(long[] items, int from, int n, long[] scratch) {
    for (int done = 0; done < n; ) {
      int free = capacity - table.size();
      if (free < LEAST_BATCH || !table.hasLongsOnly()) {
        int to = Math.min(n, done + LEAST_BATCH);
        for (; done < to; done++) {
          addLong(items[from + done], ItemTable.half(scratch[done]), 1);
        }
      } else {
        // so few that no cut can come among them: then their order makes no difference
        int length = Math.min(n - done, free);
        table.addAll(items, from + done, length, scratch, done);
        total += length;
        done += length;
      }
    }
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

  private void checkTotal(long count) {
    if (total + count < 0) {
      throw new ArithmeticException("the total would exceed 2^63 - 1: " + total + " + " + count);
    }
  }

  private void checkItemBytes(int added) {
    if (table.itemBytes() + (long) added > MAX_ITEM_BYTES) {
      throw new IllegalStateException(
          "the items kept may take " + MAX_ITEM_BYTES + " bytes, got " + added + " more");
    }
  }

  /** The count of a text with its bar; see {@link #frequency(byte[], int, int)}. */
  public Estimate frequency(CharSequence item) {
    TextBytes text = TextBytes.of(item);
    return frequency(text.array(), 0, text.length());
  }

  /** The count of a long with its bar; see {@link #frequency(byte[], int, int)}. */
  public Estimate frequency(long item) {
    return frequency(table.find(item, ItemTable.half(hash64().hash(item))));
  }

  /**
   * How often the item {@code bytes[from, to)} was added, with a bar that always holds. The value
   * is the upper end for an item that is kept, and 0 for another.
   */
  public Estimate frequency(byte[] bytes, int from, int to) {
    Objects.checkFromToIndex(from, to, bytes.length);
    return frequency(table.find(bytes, from, to, ItemTable.half(hash64().hash(bytes, from, to))));
  }

  private Estimate frequency(int entry) {
    return entry < 0
        ? estimate(0, 0, error)
        : estimate(table.count(entry) + error, table.count(entry), table.count(entry) + error);
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
   * <p>An item is {@linkplain Item#certain certain} if at most {@code most} − 1 others may have
   * occurred more often, those that are not kept counted in; so it belongs to the {@code most} most
   * frequent ones, however ties are broken. The others are undecided.
   *
   * @param most how many at most, at least 0
   * @return fewer if fewer are kept
   */
  public List<Item> top(int most) {
    if (most < 0) {
      throw new IllegalArgumentException("most must be at least 0, got " + most);
    }
    Integer[] order = table.entriesByCount();
    int length = Math.min(most, order.length);
    // the least that no more than most - 1 others can exceed: the next upper bound in the order
    long rival = length < order.length ? table.count(order[length]) + error : error;
    return items(order, length, rival);
  }

  /**
   * All items that may have occurred {@code threshold} times or more, by falling count, equal
   * counts by rising bytes (unsigned); {@linkplain Item#certain certain} if they surely have. No
   * such item is missing if the threshold is above {@link #maximumError}; below, items that
   * occurred {@link #maximumError} times at most may be missing.
   *
   * @param threshold at least 1
   */
  public List<Item> heavyHitters(long threshold) {
    if (threshold < 1) {
      throw new IllegalArgumentException("threshold must be at least 1, got " + threshold);
    }
    Integer[] order = table.entriesByCount();
    int length = 0;
    while (length < order.length && table.count(order[length]) >= threshold - error) {
      length++;
    }
    return items(order, length, threshold);
  }

  /**
   * All items that may make up this share of all additions or more; see {@link
   * #heavyHitters(long)}. None is missing if the share is above 2 / capacity.
   *
   * @param share in (0, 1]
   */
  public List<Item> heavyHittersByShare(double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("share must be in (0, 1], got " + share);
    }
    return heavyHitters(Math.max(1, (long) Math.ceil(share * total)));
  }

  private List<Item> items(Integer[] order, int length, long certainFrom) {
    List<Item> items = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      int entry = order[i];
      byte[] bytes = Arrays.copyOfRange(table.arena(), table.start(entry), table.end(entry));
      long count = table.count(entry);
      items.add(new Item(bytes, count, count + error, count >= certainFrom));
    }
    return items;
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
    checkItemBytes(other.table.itemBytes());
    long otherTotal = other.total;
    long otherError = other.error;
    table.addAll(other.table);
    total += otherTotal;
    error += otherError;
    if (table.size() > capacity) {
      error += table.cut(capacity / 2);
    }
    return this;
  }

  @Override
  public TopK copy() {
    return of(k, capacity, total, error, table.copy());
  }

  @Override
  public TopK clear() {
    total = 0;
    error = 0;
    table = new ItemTable();
    return this;
  }

  @Override
  public boolean isEmpty() {
    return total == 0;
  }

  @Override
  public long heapBytes() {
    return HeapSize.ofObject(28) + table.heapBytes();
  }

  @Override
  public int serializedBytes() {
    return TopKFormat.storedBytes(table);
  }

  @Override
  public void writeTo(ByteBuffer target) {
    TopKFormat.write(this, table, target);
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof TopK other
        && isMergeableWith(other)
        && total == other.total
        && error == other.error
        && size() == other.size()
        && Arrays.equals(toByteArray(), other.toByteArray());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(toByteArray());
  }

  @Override
  public String toString() {
    return "TopK(k=" + k + ", items=" + size() + ", total=" + total + ", error=" + error + ")";
  }
}
