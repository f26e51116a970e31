package dev.inkling.cli.accuracy;

import dev.inkling.engine.BadRowException;
import dev.inkling.engine.Clock;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.Source;
import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Reads a column once, on this thread, while other threads work on what was read before. */
final class ColumnScan {

  private static final int BATCH_ROWS = 4_096;
  private static final long NAP_NS = 200_000;

  /** So many chunks are kept, to measure times with. */
  private static final int KEPT = 4;

  private final KeyForm form;
  private final List<? extends ColumnChunk.Consumer> consumers;
  private final Workers workers;
  private final List<ColumnChunk> kept = new ArrayList<>();
  private Workers.Batch busy = new Workers.Batch();
  private ColumnChunk filling;
  private ColumnChunk other;
  private long nulls;
  private long nans;

  private ColumnScan(
      KeyForm form, List<? extends ColumnChunk.Consumer> consumers, Workers workers) {
    this.form = form;
    this.consumers = consumers;
    this.workers = workers;
    this.filling = new ColumnChunk(form);
    this.other = new ColumnChunk(form);
  }

  /**
   * What was read.
   *
   * @param rows all rows but bad ones
   * @param nulls rows without a value
   * @param nans rows with NaN where a number is asked for
   * @param rowsBad rows that were skipped
   * @param firstBad the first of them; null if there is none
   * @param nsPerRow what reading and parsing alone took
   * @param head the first chunks
   */
  record Result(
      long rows,
      long nulls,
      long nans,
      long rowsBad,
      BadRowException firstBad,
      double nsPerRow,
      List<ColumnChunk> head) {}

  /** Reads a column; each consumer gets all chunks in the order of the input, one at a time. */
  static Result run(
      Source source,
      Column column,
      KeyForm form,
      List<? extends ColumnChunk.Consumer> consumers,
      Workers workers,
      Clock clock,
      AccuracyStudy.Progress progress)
      throws IOException {
    return new ColumnScan(form, consumers, workers).read(source, column, clock, progress);
  }

  private Result read(Source source, Column column, Clock clock, AccuracyStudy.Progress progress)
      throws IOException {
    Schema schema = Schema.of(column);
    RowBatch batch = new RowBatch(schema, BATCH_ROWS);
    long total = source.totalBytes();
    long rows = 0;
    long readNs = 0;
    long rowsBad = 0;
    BadRowException firstBad = null;
    for (Source.Partition partition : source.partitions(1)) {
      try (Source.Reader reader = partition.open(schema, null)) {
        while (true) {
          long start = clock.nanos();
          int read = reader.poll(batch);
          readNs += clock.nanos() - start;
          if (read == Source.Reader.END) {
            break;
          }
          if (read == 0 && reader.isDry()) {
            LockSupport.parkNanos(NAP_NS);
          }
          for (int row = 0; row < read; ) {
            row = filling.append(batch.column(0), row, read);
            if (filling.isFull()) {
              handOver();
            }
          }
          rows += read;
          long bytes = reader.progress().bytesRead();
          progress.show(rows, total > 0 ? (double) bytes / total : Double.NaN);
        }
        rowsBad += reader.progress().rowsBad();
        firstBad = firstBad == null ? reader.progress().firstBad() : firstBad;
      }
    }
    handOver();
    busy.await();
    double nsPerRow = rows == 0 ? 0 : (double) readNs / rows;
    return new Result(rows, nulls, nans, rowsBad, firstBad, nsPerRow, kept);
  }

  private void handOver() throws IOException {
    ColumnChunk full = filling;
    full.seal();
    nulls += full.nulls();
    nans += full.nans();
    busy.await();
    if (full.size() > 0) {
      List<Workers.Task> tasks = new ArrayList<>();
      for (ColumnChunk.Consumer consumer : consumers) {
        tasks.add(() -> consumer.accept(full));
      }
      busy = workers.start(tasks);
    }
    filling = other;
    filling.clear();
    other = full;
    if (kept.size() < KEPT && full.size() > 0) {
      kept.add(full);
      other = new ColumnChunk(form);
    }
  }
}
