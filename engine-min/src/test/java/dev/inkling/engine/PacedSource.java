package dev.inkling.engine;

import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of a number, a group and a time whose reading and working on takes time on a clock that this
 * source turns. Of known size or not; all rows are there, or come as time goes by.
 */
final class PacedSource implements Source {

  static final Schema SCHEMA =
      Schema.of(
          new Column("ts", Type.TIMESTAMP),
          new Column("k", Type.BIGINT),
          new Column("x", Type.DOUBLE));

  /** What working on a row costs. */
  interface Cost {
    long nanos(int row);
  }

  private final ManualClock clock;
  private final int rows;
  private final int partitions;
  private final Cost working;
  private final long passingNanos;
  private final boolean sized;

  /** How many nanoseconds are between two rows that come; 0 if all are there. */
  private final long betweenNanos;

  PacedSource(
      ManualClock clock,
      int rows,
      int partitions,
      Cost working,
      long passingNanos,
      boolean sized,
      long betweenNanos) {
    this.clock = clock;
    this.rows = rows;
    this.partitions = partitions;
    this.working = working;
    this.passingNanos = passingNanos;
    this.sized = sized;
    this.betweenNanos = betweenNanos;
  }

  /** The value of a row: grows with its number, so that rows left out unevenly would show. */
  static double value(int row) {
    return 5 + row * 1e-3 + (row * 7_919L % 101) / 10.0;
  }

  static long key(int row) {
    return row * 31L % 3;
  }

  /** A row every millisecond. */
  static long time(int row) {
    return row;
  }

  @Override
  public String name() {
    return "paced";
  }

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public long totalBytes() {
    return sized ? rows : -1;
  }

  @Override
  public List<Partition> partitions(int wanted) {
    List<Partition> all = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      int first = p;
      all.add(
          new Partition() {
            @Override
            public String name() {
              return "paced " + first;
            }

            @Override
            public Reader open(Schema columns, byte[] position) {
              return new PacedReader(columns, first);
            }
          });
    }
    return all;
  }

  private final class PacedReader implements Reader {

    private final int[] from;
    private final long start = clock.nanos();
    private int next;
    private long bytes;

    PacedReader(Schema columns, int first) {
      this.from = columns.columns().stream().mapToInt(c -> SCHEMA.indexOf(c.name())).toArray();
      this.next = first;
    }

    @Override
    public int poll(RowBatch target) {
      return (int) poll(target, null);
    }

    @Override
    public long poll(RowBatch target, RowChoice choice) {
      target.reset();
      if (next >= rows) {
        return END;
      }
      long came = betweenNanos == 0 ? Long.MAX_VALUE : (clock.nanos() - start) / betweenNanos;
      int size = 0;
      long polled = 0;
      long cost = 0;
      int most = target.capacity() * (choice == null ? 1 : 8);
      while (next < rows && next < came && size < target.capacity() && polled < most) {
        boolean taken = choice == null || choice.untilNext() == 0;
        if (taken) {
          put(target, size++, next);
          cost += working.nanos(next);
          if (choice != null) {
            choice.take();
          }
        } else {
          choice.pass(1);
        }
        next += partitions;
        polled++;
      }
      target.setSize(size);
      bytes += polled;
      clock.pass(polled == 0 ? 400_000 : polled * passingNanos + cost);
      return polled;
    }

    private void put(RowBatch target, int at, int row) {
      for (int c = 0; c < from.length; c++) {
        switch (from[c]) {
          case 0 -> target.column(c).longs()[at] = time(row);
          case 1 -> target.column(c).longs()[at] = key(row);
          default -> target.column(c).doubles()[at] = value(row);
        }
      }
    }

    @Override
    public byte[] position() {
      return new byte[0];
    }

    @Override
    public Progress progress() {
      return new Progress(bytes, 0, null);
    }

    @Override
    public void close() {}
  }
}
