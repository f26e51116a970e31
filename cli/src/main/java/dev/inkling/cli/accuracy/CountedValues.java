package dev.inkling.cli.accuracy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;

/**
 * The truth about a column: every distinct value's key and how often it occurs, in the order of the
 * keys. In memory or in a temporary file; may be scanned as often as wanted, by many threads.
 */
final class CountedValues implements AutoCloseable {

  private static final int BATCH = 8_192;
  private static final int ENTRY_BYTES = 16;

  private final KeyForm form;
  private final long[] keys;
  private final long[] counts;
  private final SpillFile file;
  private final long distinct;
  private final long total;

  private CountedValues(
      KeyForm form, long[] keys, long[] counts, SpillFile file, long distinct, long total) {
    this.form = form;
    this.keys = keys;
    this.counts = counts;
    this.file = file;
    this.distinct = distinct;
    this.total = total;
  }

  /** The first n entries of these arrays, which it takes over. */
  static CountedValues inMemory(KeyForm form, long[] keys, long[] counts, int n, long total) {
    return new CountedValues(form, keys, counts, null, n, total);
  }

  /** All entries of a file, which it takes over. */
  static CountedValues inFile(KeyForm form, SpillFile file, long distinct, long total) {
    return new CountedValues(form, null, null, file, distinct, total);
  }

  /** Takes entries. */
  interface Visitor {
    /**
     * Takes the next entries, at most {@value #BATCH}.
     *
     * @param keys the visitor's own until the next call, to be written to as well
     * @param counts the same
     * @param n how many entries there are
     */
    void visit(long[] keys, long[] counts, int n);
  }

  /** Shows all entries in order. */
  void scan(Visitor visitor) throws IOException {
    long[] batchKeys = new long[BATCH];
    long[] batchCounts = new long[BATCH];
    ByteBuffer bytes = file == null ? null : ByteBuffer.allocate(BATCH * ENTRY_BYTES);
    for (long at = 0; at < distinct; at += BATCH) {
      int n = (int) Math.min(BATCH, distinct - at);
      if (file == null) {
        System.arraycopy(keys, (int) at, batchKeys, 0, n);
        System.arraycopy(counts, (int) at, batchCounts, 0, n);
      } else {
        file.read(bytes.clear().limit(n * ENTRY_BYTES), at * ENTRY_BYTES);
        LongBuffer longs = bytes.flip().asLongBuffer();
        for (int i = 0; i < n; i++) {
          batchKeys[i] = longs.get();
          batchCounts[i] = longs.get();
        }
      }
      visitor.visit(batchKeys, batchCounts, n);
    }
  }

  /** Shows the hashes of all values as those of run number {@code run}, with their counts. */
  void scanHashes(int run, Visitor visitor) throws IOException {
    scan(
        (batch, batchCounts, n) -> {
          form.hashes(batch, n, batch);
          Seeds.rehash(batch, n, run);
          visitor.visit(batch, batchCounts, n);
        });
  }

  /** What the keys are. */
  KeyForm form() {
    return form;
  }

  /** How many distinct values there are. */
  long distinct() {
    return distinct;
  }

  /** How many values there are. */
  long total() {
    return total;
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
