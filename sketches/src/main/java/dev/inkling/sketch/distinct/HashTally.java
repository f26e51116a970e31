package dev.inkling.sketch.distinct;

import dev.inkling.sketch.internal.HeapSize;
import java.util.Arrays;

/** A set of hashes that counts them: a table of {@link WholeHashes} and a flag for the hash 0. */
final class HashTally {

  private long[] table;
  private int size;
  private boolean zero;

  /** An empty set with room for {@code expected} hashes. */
  HashTally(int expected) {
    table = WholeHashes.table(expected);
  }

  HashTally copy() {
    HashTally copy = new HashTally(0);
    copy.table = table.clone();
    copy.size = size;
    copy.zero = zero;
    return copy;
  }

  int size() {
    return size;
  }

  void add(long hash) {
    if (hash == 0) {
      size += zero ? 0 : 1;
      zero = true;
    } else if (WholeHashes.put(table, hash)) {
      size++;
      if (size > table.length / 4 * 3) {
        table = WholeHashes.resize(table, 2 * table.length);
      }
    }
  }

  /** Makes room for {@code expected} hashes in all. */
  void ensureRoom(int expected) {
    int slots = WholeHashes.slotsFor(expected);
    if (slots > table.length) {
      table = WholeHashes.resize(table, slots);
    }
  }

  /** The hashes, ascending as signed numbers. */
  long[] sorted() {
    return WholeHashes.sorted(table, zero, size);
  }

  long heapBytes() {
    return HeapSize.ofObject(9) + HeapSize.of(table);
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof HashTally other
        && size == other.size
        && Arrays.equals(sorted(), other.sorted());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sorted());
  }
}
