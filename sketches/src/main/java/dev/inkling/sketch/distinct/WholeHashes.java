package dev.inkling.sketch.distinct;

import dev.inkling.sketch.internal.HeapSize;
import java.util.Arrays;

/** A set of hashes as they are: an open-addressed table, probed linearly from their low bits. */
final class WholeHashes {

  private static final int FIRST_SLOTS = 4;

  /** At most 3/4 of the slots are taken; 0 marks a free one, and the hash 0 is a flag. */
  private long[] slots;

  private int size;
  private boolean zero;

  /** An empty set with room for {@code expected} hashes. */
  WholeHashes(int expected) {
    slots = new long[slotsFor(expected)];
  }

  private WholeHashes(WholeHashes other) {
    slots = other.slots.clone();
    size = other.size;
    zero = other.zero;
  }

  WholeHashes copy() {
    return new WholeHashes(this);
  }

  int size() {
    return size;
  }

  void add(long hash) {
    if (hash == 0) {
      size += zero ? 0 : 1;
      zero = true;
      return;
    }
    int slot = find(slots, hash);
    if (slots[slot] == 0) {
      slots[slot] = hash;
      size++;
      if (size > slots.length - (slots.length >>> 2)) {
        resize(2 * slots.length);
      }
    }
  }

  /** The slot that holds the hash, or the free one where it belongs; for any length of table. */
  private static int find(long[] table, long hash) {
    int slot = (int) (((hash & 0xFFFFFFFFL) * table.length) >>> 32);
    for (long found; (found = table[slot]) != 0 && found != hash; ) {
      slot = slot + 1 == table.length ? 0 : slot + 1;
    }
    return slot;
  }

  /** Makes room for {@code expected} hashes in all. */
  void ensureRoom(int expected) {
    int length = slotsFor(expected);
    if (length > slots.length) {
      resize(length);
    }
  }

  private void resize(int length) {
    long[] old = slots;
    long[] larger = new long[length];
    for (long hash : old) {
      if (hash != 0) {
        larger[find(larger, hash)] = hash;
      }
    }
    slots = larger;
  }

  /** The smallest table that {@code n} hashes fill to at most 3/4. */
  private static int slotsFor(int n) {
    return Math.max(FIRST_SLOTS, n + n / 3 + 1);
  }

  /** The hashes in no particular order. */
  long[] toArray() {
    long[] hashes = new long[size];
    int n = zero ? 1 : 0;
    for (long hash : slots) {
      if (hash != 0) {
        hashes[n++] = hash;
      }
    }
    return hashes;
  }

  /** The hashes, ascending as signed numbers. */
  long[] sorted() {
    long[] hashes = toArray();
    Arrays.sort(hashes);
    return hashes;
  }

  long heapBytes() {
    return HeapSize.ofObject(9) + HeapSize.of(slots);
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof WholeHashes other
        && size == other.size
        && Arrays.equals(sorted(), other.sorted());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sorted());
  }
}
