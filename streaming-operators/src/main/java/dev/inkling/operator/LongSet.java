package dev.inkling.operator;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A growing set of longs. */
final class LongSet {

  /*
   * Open addressing with linear probing in a power of two of slots, at most three quarters full; 0
   * marks a free slot, so the value 0 is a flag. Slots are chosen by the top bits of a Fibonacci
   * hash. `addAll(LongSet)` visits the other table in strides: taken in order, its values would
   * fill this table from the front and probing would become quadratic.
   */
  private static final long[] NOTHING = {};
  private static final int LEAST_SLOTS = 4;
  private static final int MOST_SLOTS = 1 << 30;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L; // 2^64 / golden ratio, odd

  private static final int HEAD_BYTES = 1 + Integer.BYTES;

  private long[] slots = NOTHING;
  private int used;
  private boolean hasZero;

  /** How many values are in it. */
  int size() {
    return hasZero ? used + 1 : used;
  }

  void add(long value) {
    if (value == 0) {
      hasZero = true;
      return;
    }
    long[] table = slots;
    if (used >= table.length - (table.length >> 2)) {
      table = grow();
    }
    int mask = table.length - 1;
    int slot = slot(value, table.length);
    for (long found = table[slot]; found != 0; found = table[slot]) {
      if (found == value) {
        return;
      }
      slot = (slot + 1) & mask;
    }
    table[slot] = value;
    used++;
  }

  void addAll(LongSet other) {
    hasZero |= other.hasZero;
    long[] from = other.slots;
    int mask = from.length - 1;
    int stride = (int) (GOLDEN >>> 32) | 1;
    int slot = 0;
    for (int i = 0; i < from.length; i++) {
      if (from[slot] != 0) {
        add(from[slot]);
      }
      slot = (slot + stride) & mask;
    }
  }

  private long[] grow() {
    if (slots.length == MOST_SLOTS) {
      throw new IllegalStateException(
          "an exact set of distinct values holds at most "
              + (MOST_SLOTS - (MOST_SLOTS >> 2))
              + ", use approx_count_distinct");
    }
    rehash(Math.max(LEAST_SLOTS, slots.length * 2));
    return slots;
  }

  private void rehash(int length) {
    long[] table = new long[length];
    int mask = length - 1;
    for (long value : slots) {
      if (value != 0) {
        int slot = slot(value, length);
        while (table[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        table[slot] = value;
      }
    }
    slots = table;
  }

  private static int slot(long value, int length) {
    long hash = (value ^ (value >>> 32)) * GOLDEN;
    return (int) (hash >>> (Long.numberOfLeadingZeros(length) + 1));
  }

  long heapBytes() {
    long own = Heap.object(Integer.BYTES + Integer.BYTES + 1);
    return slots.length == 0 ? own : own + Heap.array(slots.length, Long.BYTES);
  }

  int storedBytes() {
    return Math.toIntExact(HEAD_BYTES + (long) Long.BYTES * size());
  }

  /** Writes the values in ascending order, so that equal sets have equal bytes. */
  void writeTo(ByteBuffer target) {
    long[] sorted = new long[size()];
    int count = hasZero ? 1 : 0;
    for (long value : slots) {
      if (value != 0) {
        sorted[count++] = value;
      }
    }
    Arrays.sort(sorted);
    target.put((byte) StateBytes.LONG_SET);
    StateBytes.putInt(target, sorted.length);
    for (long value : sorted) {
      StateBytes.putLong(target, value);
    }
  }

  static LongSet readFrom(ByteBuffer source) {
    String what = "set of distinct values";
    StateBytes.expect(source, StateBytes.LONG_SET, HEAD_BYTES - 1, what);
    int count = StateBytes.getInt(source);
    StateBytes.check(count >= 0, what, "has a size of at least 0", count);
    StateBytes.need(source, (long) Long.BYTES * count, what);
    LongSet set = new LongSet();
    int length = LEAST_SLOTS;
    while (count > length - (length >> 2)) {
      length *= 2;
    }
    set.slots = count == 0 ? NOTHING : new long[length];
    long previous = Long.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      long value = StateBytes.getLong(source);
      StateBytes.check(i == 0 || value > previous, what, "must ascend", value);
      set.add(value);
      previous = value;
    }
    return set;
  }
}
