package dev.inkling.operator;

import dev.inkling.hash.Hash64;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A growing set of texts that are hashed with {@link Hash64#xxh3}. */
final class TextSet {

  /*
   * The texts stand one behind the other in `arena`, each behind its length (7 bits a byte, lowest
   * first, the top bit says that more follow). A slot of the table, open addressing with linear
   * probing and at most three quarters full, holds the lower half of the text's hash and, in its
   * lower 32 bits, 1 + the text's place in the arena; 0 is a free slot. Texts with equal half
   * hashes are told apart by their bytes. Stored is the arena; the table follows from it.
   */
  private static final long[] NO_SLOTS = {};
  private static final byte[] NO_BYTES = {};
  private static final int LEAST_SLOTS = 4;
  private static final int LEAST_ARENA_BYTES = 32;
  private static final int MOST_SLOTS = 1 << 30;
  private static final int MOST_ARENA_BYTES = Integer.MAX_VALUE - 64;
  private static final int HEAD_BYTES = 1 + 2 * Integer.BYTES;
  private static final int MOST_LENGTH_BYTES = 5;
  private static final String WHAT = "set of distinct texts";

  private long[] slots = NO_SLOTS;
  private byte[] arena = NO_BYTES;
  private int arenaUsed;
  private int size;

  /** How many texts are in it. */
  int size() {
    return size;
  }

  /** Adds the text {@code bytes[from, to)}, whose hash this is. */
  void add(byte[] bytes, int from, int to, long hash) {
    long[] table = slots;
    if (size >= table.length - (table.length >> 2)) {
      table = grow();
    }
    int mask = table.length - 1;
    long tag = hash << 32;
    int slot = (int) hash & mask;
    for (long found = table[slot]; found != 0; found = table[slot]) {
      if ((found ^ tag) >>> 32 == 0 && holds((int) found - 1, bytes, from, to)) {
        return;
      }
      slot = (slot + 1) & mask;
    }
    table[slot] = tag | (arenaUsed + 1);
    append(bytes, from, to);
    size++;
  }

  void addAll(TextSet other) {
    byte[] bytes = other.arena;
    Hash64 hash64 = Hash64.xxh3();
    for (int at = 0; at < other.arenaUsed; ) {
      int length = length(bytes, at);
      int from = at + lengthBytes(length);
      at = from + length;
      add(bytes, from, at, hash64.hash(bytes, from, at));
    }
  }

  private boolean holds(int at, byte[] bytes, int from, int to) {
    int length = length(arena, at);
    int start = at + lengthBytes(length);
    return length == to - from && Arrays.equals(arena, start, start + length, bytes, from, to);
  }

  private void append(byte[] bytes, int from, int to) {
    int length = to - from;
    long wanted = (long) arenaUsed + lengthBytes(length) + length;
    if (wanted > arena.length) {
      if (wanted > MOST_ARENA_BYTES) {
        throw tooLarge();
      }
      long roomy = Math.max(LEAST_ARENA_BYTES, arena.length + (arena.length >> 1));
      arena = Arrays.copyOf(arena, (int) Math.min(MOST_ARENA_BYTES, Math.max(wanted, roomy)));
    }
    int rest = length;
    while (rest > 0x7F) {
      arena[arenaUsed++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    arena[arenaUsed++] = (byte) rest;
    System.arraycopy(bytes, from, arena, arenaUsed, length);
    arenaUsed += length;
  }

  private long[] grow() {
    if (slots.length == MOST_SLOTS) {
      throw tooLarge();
    }
    int length = Math.max(LEAST_SLOTS, slots.length * 2);
    long[] table = new long[length];
    int mask = length - 1;
    for (long entry : slots) {
      if (entry != 0) {
        int slot = (int) (entry >>> 32) & mask;
        while (table[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        table[slot] = entry;
      }
    }
    slots = table;
    return table;
  }

  private static IllegalStateException tooLarge() {
    return new IllegalStateException(
        "an exact set of distinct texts holds at most 2 GiB, use approx_count_distinct");
  }

  private static int length(byte[] arena, int at) {
    int value = 0;
    int shift = 0;
    int index = at;
    int piece;
    do {
      piece = arena[index++];
      value |= (piece & 0x7F) << shift;
      shift += 7;
    } while (piece < 0);
    return value;
  }

  /** How many bytes a length is written in. */
  private static int lengthBytes(int length) {
    return Math.max(1, (38 - Integer.numberOfLeadingZeros(length)) / 7);
  }

  long heapBytes() {
    long bytes = Heap.object(2 * Integer.BYTES + 2 * Integer.BYTES);
    if (slots.length > 0) {
      bytes += Heap.array(slots.length, Long.BYTES);
    }
    return arena.length == 0 ? bytes : bytes + Heap.array(arena.length, 1);
  }

  int storedBytes() {
    return Math.addExact(HEAD_BYTES, arenaUsed);
  }

  /** Writes the texts in the order in which they came. */
  void writeTo(ByteBuffer target) {
    target.put((byte) StateBytes.TEXT_SET);
    StateBytes.putInt(target, size);
    StateBytes.putInt(target, arenaUsed);
    target.put(arena, 0, arenaUsed);
  }

  static TextSet readFrom(ByteBuffer source) {
    StateBytes.expect(source, StateBytes.TEXT_SET, HEAD_BYTES - 1, WHAT);
    int count = StateBytes.getInt(source);
    int length = StateBytes.getInt(source);
    StateBytes.check(length >= 0, WHAT, "has a length of at least 0", length);
    StateBytes.need(source, length, WHAT);
    byte[] bytes = new byte[length];
    source.get(bytes);
    TextSet set = new TextSet();
    set.arena = length == 0 ? NO_BYTES : bytes;
    Hash64 hash64 = Hash64.xxh3();
    while (set.arenaUsed < length) {
      int at = set.arenaUsed;
      int from = checkedTextStart(bytes, at);
      int to = from + length(bytes, at);
      // appends what stands there already, unless it is in the set
      set.add(bytes, from, to, hash64.hash(bytes, from, to));
      StateBytes.check(set.arenaUsed == to, WHAT, "must not hold a text twice, at", at);
    }
    StateBytes.check(set.size == count, WHAT, "should hold " + count + " texts", set.size);
    return set;
  }

  /** Where the text starts whose length stands at a place, both having been checked. */
  private static int checkedTextStart(byte[] bytes, int at) {
    long value = 0;
    int index = at;
    int piece = -1;
    while (piece < 0) {
      boolean inside = index < bytes.length && index - at < MOST_LENGTH_BYTES;
      StateBytes.check(inside, WHAT, "has lengths of at most 5 bytes, at", at);
      piece = bytes[index];
      value |= (long) (piece & 0x7F) << (7 * (index - at));
      index++;
    }
    boolean fits = value <= bytes.length - index && lengthBytes((int) value) == index - at;
    StateBytes.check(fits, WHAT, "has texts that end inside it, at", at);
    return index;
  }
}
