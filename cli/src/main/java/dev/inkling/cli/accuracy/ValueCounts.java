package dev.inkling.cli.accuracy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts every distinct value of a column exactly, in bounded memory: a table of counts, which is
 * written to a temporary file as a sorted run whenever it is full. {@link #finish} merges the runs.
 */
final class ValueCounts implements ColumnChunk.Consumer, AutoCloseable {

  private static final int WRITE_BYTES = 1 << 18;

  private final KeyForm form;
  private final long memoryBytes;
  private final Path folder;
  private final List<RunMerge.Run> runs = new ArrayList<>();
  private CountTable table;
  private SpillFile spilled;
  private long values;
  private long entered;
  private long enteredTextBytes;

  private ValueCounts(KeyForm form, long memoryBytes, Path folder) {
    this.form = form;
    this.memoryBytes = memoryBytes;
    this.folder = folder;
    this.table = new CountTable(form == KeyForm.TEXT, memoryBytes);
  }

  /**
   * Nothing counted yet.
   *
   * @param memoryBytes what the table may take, about
   * @param folder for temporary files
   */
  static ValueCounts create(KeyForm form, long memoryBytes, Path folder) {
    return new ValueCounts(form, memoryBytes, folder);
  }

  @Override
  public void accept(ColumnChunk chunk) {
    long[] keys = chunk.keys();
    long[] seconds = chunk.seconds();
    values += chunk.size();
    for (int i = 0; i < chunk.size(); i++) {
      if (!table.makeRoom()) {
        try {
          spill();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      if (table.add(keys[i], seconds == null ? 0 : seconds[i], 1)) {
        entered++;
        enteredTextBytes += seconds == null ? 0 : chunk.offsets()[i + 1] - chunk.offsets()[i];
      }
    }
  }

  private void spill() throws IOException {
    if (spilled == null) {
      spilled = SpillFile.create(folder);
    }
    int n = table.sort();
    int words = form == KeyForm.TEXT ? 3 : 2;
    spilled.reserve((long) n * words * Long.BYTES);
    runs.add(new RunMerge.Run(spilled.size(), spilled.size() + (long) n * words * Long.BYTES));
    ByteBuffer bytes = ByteBuffer.allocate(WRITE_BYTES / (words * Long.BYTES) * words * Long.BYTES);
    LongBuffer longs = bytes.asLongBuffer();
    for (int i = 0; i < n; i++) {
      longs.put(table.first()[i]);
      if (words == 3) {
        longs.put(table.second()[i]);
      }
      longs.put(table.counts()[i]);
      if (!longs.hasRemaining() || i == n - 1) {
        spilled.append(bytes.limit(longs.position() * Long.BYTES));
        bytes.clear();
        longs.clear();
      }
    }
    table.clear();
  }

  /** How many runs were written. */
  int runs() {
    return runs.size();
  }

  /** The mean length of distinct texts, about: those in several runs count as often. */
  double meanTextBytes() {
    return entered == 0 ? 0 : (double) enteredTextBytes / entered;
  }

  /**
   * All distinct values with their counts, in the order of their keys. Nothing may be added then.
   */
  CountedValues finish() throws IOException {
    if (runs.isEmpty()) {
      CountTable full = table;
      table = null;
      int n = full.sort();
      return CountedValues.inMemory(form, full.first(), full.counts(), n, values);
    }
    spill();
    table = null;
    SpillFile target = SpillFile.create(folder);
    try {
      target.reserve(spilled.size() / (form == KeyForm.TEXT ? 3 : 2) * 2);
      long distinct = RunMerge.merge(spilled, runs, form == KeyForm.TEXT, memoryBytes / 2, target);
      close();
      return CountedValues.inFile(form, target, distinct, values);
    } catch (IOException | RuntimeException | Error e) {
      target.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    table = null;
    if (spilled != null) {
      spilled.close();
      spilled = null;
    }
  }
}
