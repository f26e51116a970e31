package dev.inkling.benchmarks.engine;

import dev.inkling.engine.RowBatch;
import dev.inkling.engine.Source;
import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The events as a source of Inkling's: one partition per thread, which fills columns. */
final class EventSource implements Source {

  private static final Schema SCHEMA =
      Schema.of(
          new Column("ts", Type.TIMESTAMP),
          new Column("key", Type.BIGINT),
          new Column("user", Type.BIGINT),
          new Column("value", Type.DOUBLE));

  private final Events events;
  private final long count;

  EventSource(Events events, long count) {
    this.events = events;
    this.count = count;
  }

  @Override
  public String name() {
    return "events";
  }

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public List<Partition> partitions(int wanted) {
    List<Partition> partitions = new ArrayList<>();
    for (int p = 0; p < wanted; p++) {
      partitions.add(new EventPartition(p, wanted));
    }
    return partitions;
  }

  /** The events {@code number}, {@code number + step} … */
  private final class EventPartition implements Partition {

    private final int number;
    private final int step;

    EventPartition(int number, int step) {
      this.number = number;
      this.step = step;
    }

    @Override
    public String name() {
      return "events " + number + " of every " + step;
    }

    @Override
    public Reader open(Schema columns, byte[] position) {
      long next = position == null ? number : ByteBuffer.wrap(position).getLong();
      return new EventReader(columns, next, step);
    }
  }

  private final class EventReader implements Reader {

    private final int step;
    private final int times;
    private final int keys;
    private final int users;
    private final int values;
    private long next;
    private long rowsRead;

    EventReader(Schema columns, long next, int step) {
      this.step = step;
      this.next = next;
      times = columns.indexOf("ts"); // every query asks for these two
      keys = columns.indexOf("key");
      users = columns.contains("user") ? columns.indexOf("user") : -1;
      values = columns.contains("value") ? columns.indexOf("value") : -1;
    }

    @Override
    public int poll(RowBatch target) {
      Fork.firstEvent();
      target.reset();
      int rows = (int) Math.min(target.capacity(), (count - next + step - 1) / step);
      if (rows <= 0) {
        return END;
      }
      events.fill(
          next,
          step,
          rows,
          target.column(times).longs(),
          target.column(keys).longs(),
          users < 0 ? null : target.column(users).longs(),
          values < 0 ? null : target.column(values).doubles());
      next += (long) rows * step;
      rowsRead += rows;
      target.setSize(rows);
      return rows;
    }

    @Override
    public byte[] position() {
      return ByteBuffer.allocate(Long.BYTES).putLong(next).array();
    }

    @Override
    public Progress progress() {
      return new Progress(rowsRead * 4 * Long.BYTES, 0, null);
    }

    @Override
    public void close() {}
  }
}
