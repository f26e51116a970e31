package dev.inkling.engine.stream;

import dev.inkling.engine.Clock;
import dev.inkling.engine.Source;
import dev.inkling.engine.io.FileSource;
import dev.inkling.engine.io.FileVersion;
import dev.inkling.operator.Column;
import dev.inkling.operator.FileInput;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A table that all partitions of a join share: there as long as one of them is read, and read again
 * when its files have changed. Safe for use by many threads, of which one reads it again while the
 * others go on with what there is.
 */
final class SharedTable {

  private static final long CHECK_NANOS = 1_000_000_000L;
  private static final int MOST_DOUBLINGS = 6;

  private final Table table;
  private final Schema schema;
  private final List<String> keys;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private int users;
  private volatile TableRows rows;
  private List<FileVersion> versions;
  private volatile long nextCheckNanos;
  private int failuresInTurn;
  private final AtomicLong reloads = new AtomicLong();
  private final AtomicLong reloadsFailed = new AtomicLong();
  private volatile String lastFailure;

  SharedTable(Table table, List<String> keys, Clock clock) {
    this.table = table;
    this.schema = table.schema();
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * Loads the table for the first user; {@link #release} it when done.
   *
   * @throws IOException if it cannot be loaded
   */
  void acquire() throws IOException {
    lock.lock();
    try {
      if (users == 0) {
        if (table.watched().isPresent()) {
          versions = FileVersion.of(table.watched().get());
          load(reopened());
        } else {
          load(table.source());
        }
        nextCheckNanos = clock.nanos() + CHECK_NANOS;
      }
      users++;
    } finally {
      lock.unlock();
    }
  }

  void release() {
    lock.lock();
    try {
      users--;
      if (users == 0) {
        rows = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /** The table as it is now, at most a second old. */
  TableRows current() {
    if (table.watched().isPresent() && clock.nanos() - nextCheckNanos >= 0 && lock.tryLock()) {
      try {
        check(table.watched().get());
      } finally {
        lock.unlock();
      }
    }
    return rows;
  }

  private void check(FileInput files) {
    try {
      List<FileVersion> now = FileVersion.of(files);
      if (!now.equals(versions)) {
        load(reopened());
        versions = now; // of before it was read: what changes meanwhile is seen the next time
        reloads.incrementAndGet();
      }
      failuresInTurn = 0;
    } catch (IOException | RuntimeException e) {
      failuresInTurn++;
      reloadsFailed.incrementAndGet();
      lastFailure = e.getMessage();
    }
    int doublings = Math.min(MOST_DOUBLINGS, failuresInTurn);
    nextCheckNanos = clock.nanos() + Math.min(60 * CHECK_NANOS, CHECK_NANOS << doublings);
  }

  /** The files as they are now, read as the types that they had in the beginning. */
  private Source reopened() throws IOException {
    FileInput files = table.watched().orElseThrow();
    FileSource source = FileSource.open(files);
    Schema found = source.schema();
    List<Column> wanted =
        found.columns().stream()
            .map(column -> schema.contains(column.name()) ? held(column.name()) : column)
            .toList();
    return wanted.equals(found.columns())
        ? source
        : FileSource.open(files.withOptions(files.options().withColumns(wanted)));
  }

  private Column held(String name) {
    return schema.column(schema.indexOf(name));
  }

  private void load(Source source) throws IOException {
    for (Column column : schema.columns()) {
      if (!source.schema().contains(column.name())) {
        throw new IOException(source.name() + ": no column \"" + column.name() + "\" any more");
      }
      Type type = source.schema().type(column.name());
      if (type != column.type()) {
        throw new IOException(
            source.name()
                + ": column "
                + column.name()
                + " was "
                + column.type()
                + ", is "
                + type
                + " now");
      }
    }
    rows = TableRows.load(source, schema, keys, table.maxBytes());
  }

  /** Adds what happened to the table to the counters of its users. */
  StreamCounters plus(StreamCounters counters) {
    TableRows now = rows;
    return counters.plus(
        new StreamCounters(
            0,
            0,
            0,
            0,
            0,
            0,
            now == null ? 0 : now.rows().size(),
            now == null ? 0 : now.heapBytes(),
            0,
            reloads.get(),
            reloadsFailed.get(),
            lastFailure));
  }
}
