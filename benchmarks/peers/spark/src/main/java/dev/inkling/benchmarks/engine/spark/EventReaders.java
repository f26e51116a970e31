package dev.inkling.benchmarks.engine.spark;

import dev.inkling.benchmarks.engine.Events;
import dev.inkling.benchmarks.engine.Fork;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Readers that fill columns. */
final class EventReaders implements PartitionReaderFactory {

  private static final long serialVersionUID = 1L;
  private static final int ROWS = 4096;
  private static final long AFTER_ALL_MS = 3_600_000;

  /** What is read; one process, one stream of events. */
  private static volatile Events input;

  static void read(Events events) {
    input = events;
  }

  @Override
  public boolean supportColumnarReads(InputPartition partition) {
    return true;
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    throw new UnsupportedOperationException("columns only");
  }

  @Override
  public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
    return new Columns((EventPartition) partition, input);
  }

  /** Reads one partition. */
  private static final class Columns implements PartitionReader<ColumnarBatch> {

    private final EventPartition partition;
    private final Events events;
    private final long[] times = new long[ROWS];
    private final long[] keys = new long[ROWS];
    private final long[] users = new long[ROWS];
    private final WritableColumnVector[] columns =
        OnHeapColumnVector.allocateColumns(ROWS, EventTable.SCHEMA);
    private final ColumnarBatch batch = new ColumnarBatch(columns.clone());
    private long next;

    Columns(EventPartition partition, Events events) {
      this.partition = partition;
      this.events = events;
      this.next = partition.first();
    }

    @Override
    public boolean next() {
      Fork.firstEvent();
      int step = partition.step();
      int rows = rows(step);
      if (rows <= 0) {
        return false;
      }
      if (step > 0) {
        events.fill(next, step, rows, times, keys, users, null);
      } else {
        times[0] = next / Events.PER_MS + AFTER_ALL_MS;
      }
      for (int row = 0; row < rows; row++) {
        times[row] *= 1000; // Spark counts microseconds
      }
      for (WritableColumnVector column : columns) {
        column.reset();
      }
      columns[0].putLongs(0, rows, times, 0);
      columns[1].putLongs(0, rows, keys, 0);
      columns[2].putLongs(0, rows, users, 0);
      batch.setNumRows(rows);
      next += (long) rows * Math.max(1, step);
      return true;
    }

    private int rows(int step) {
      long left = partition.end() - next;
      return (int) (step == 0 ? left : Math.min(ROWS, (left + step - 1) / step));
    }

    @Override
    public ColumnarBatch get() {
      return batch;
    }

    @Override
    public void close() {
      for (ColumnVector column : columns) {
        column.close();
      }
    }
  }
}
