package dev.inkling.sketch.frequency;

import dev.inkling.hash.Hash64;
import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.internal.Preamble;
import dev.inkling.sketch.internal.SketchKind;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The stored form of a Top-K sketch; see {@code docs/FORMATS.md}. */
final class TopKFormat {

  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 32;
  private static final int ITEM_HEADER_BYTES = 12;

  private TopKFormat() {}

  static int storedBytes(ItemTable table) {
    return Preamble.BYTES + bodyBytes(table);
  }

  private static int bodyBytes(ItemTable table) {
    return HEADER_BYTES + table.size() * ITEM_HEADER_BYTES + table.itemBytes();
  }

  static void write(TopK sketch, ItemTable table, ByteBuffer target) {
    Preamble.write(
        target,
        SketchKind.TOP_K,
        VERSION,
        bodyBytes(table),
        body -> {
          body.putInt(sketch.k()).putInt(sketch.capacity()).putInt(table.size());
          body.putInt(sketch.hash64().id());
          body.putLong(sketch.total()).putLong(sketch.maximumError());
          for (int entry : entriesByBytes(table)) {
            int start = table.start(entry);
            int length = table.end(entry) - start;
            body.putInt(length).putLong(table.count(entry)).put(table.arena(), start, length);
          }
        });
  }

  private static Integer[] entriesByBytes(ItemTable table) {
    Integer[] entries = new Integer[table.size()];
    Arrays.setAll(entries, i -> i);
    Arrays.sort(entries, table::compareBytes);
    return entries;
  }

  static TopK read(ByteBuffer source) {
    ByteBuffer body = Preamble.read(source, SketchKind.TOP_K, VERSION);
    require(body.remaining() >= HEADER_BYTES, "body length", "at least 32", body.remaining());
    int k = body.getInt();
    int capacity = body.getInt();
    int size = body.getInt();
    int hashIdAndReserved = body.getInt();
    require(k >= 1, "k", "at least 1", k);
    require(
        capacity / 2 >= k && capacity <= TopK.MAX_CAPACITY, "capacity", "in [2k, 2^24]", capacity);
    require(size >= 0 && size <= capacity, "the number of items", "in [0, capacity]", size);
    require(hashIdAndReserved == Hash64.xxh3().id(), "hash id", "1", hashIdAndReserved);
    long total = body.getLong();
    long error = body.getLong();
    require(total >= 0, "total", "at least 0", total);
    require(error >= 0, "error", "at least 0", error);
    long itemBytes = body.remaining() - (long) size * ITEM_HEADER_BYTES;
    require(itemBytes >= 0 && itemBytes <= TopK.MAX_ITEM_BYTES, "item bytes", "there", itemBytes);
    ItemTable table = new ItemTable(size, (int) itemBytes);
    long left = total - readItems(body, size, (int) itemBytes, total, table);
    require(error > 0 || left == 0, "total without error minus counts", "0", left);
    require(error <= left / (capacity / 2 + 1), "error", "covered by what was cut", error);
    return TopK.of(k, capacity, total, error, table);
  }

  /** Reads the items into the table; returns the sum of their counts, which is total at most. */
  private static long readItems(
      ByteBuffer body, int items, int itemBytes, long total, ItemTable table) {
    int bytesLeft = itemBytes;
    long left = total;
    for (int i = 0; i < items; i++) {
      int length = body.getInt();
      long count = body.getLong();
      require(length >= 0 && length <= bytesLeft, "length of an item", "there", length);
      require(count >= 1 && count <= left, "count of an item", "in [1, rest of total]", count);
      boolean ascending = table.insertAscending(body, length, count, Hash64.xxh3());
      require(ascending, "an item", "greater than the one before it", i);
      bytesLeft -= length;
      left -= count;
    }
    require(bytesLeft == 0, "bytes after the items", "0", bytesLeft);
    return total - left;
  }

  private static void require(boolean holds, String field, String rule, long found) {
    if (!holds) {
      throw new SketchFormatException(
          "stored TOP_K: " + field + " must be " + rule + ", got " + found);
    }
  }
}
