package dev.inkling.engine.io;

import dev.inkling.engine.Clock;
import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.Source;
import dev.inkling.operator.RateInput;
import dev.inkling.operator.Schema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows made at a steady rate; see {@link RateInput}. Of n partitions the one with number p has the
 * rows p, p + n, p + 2n … Each row comes when it is due by the clock, counted from the first poll;
 * rows that are overdue come at once.
 */
public final class RateSource implements Source {

  private static final long NANOS_PER_S = 1_000_000_000;
  private static final long MS_PER_S = 1_000;

  private final RateInput input;
  private final Clock clock;

  private RateSource(RateInput input, Clock clock) {
    this.input = input;
    this.clock = clock;
  }

  /** The rows that are described, paced by a clock. */
  public static RateSource open(RateInput input, Clock clock) {
    return new RateSource(input, clock);
  }

  @Override
  public String name() {
    return input.name();
  }

  @Override
  public Schema schema() {
    return RateInput.SCHEMA;
  }

  @Override
  public List<Partition> partitions(int wanted) {
    if (wanted < 1) {
      throw new IllegalArgumentException("wanted must be at least 1, got " + wanted);
    }
    List<Partition> partitions = new ArrayList<>();
    for (int i = 0; i < wanted; i++) {
      partitions.add(new RatePartition(this, i, wanted));
    }
    return partitions;
  }

  private record RatePartition(RateSource source, int index, int count) implements Partition {
    @Override
    public String name() {
      return source.name() + (count == 1 ? "" : " (" + (index + 1) + " of " + count + ")");
    }

    @Override
    public Reader open(Schema columns, byte[] position) throws IOException {
      long next = index;
      if (position != null) {
        ByteBuffer bytes = ByteBuffer.wrap(position);
        if (position.length != 2 * Long.BYTES || bytes.getLong(8) != count) {
          throw new IOException(
              source.name() + ": the position is not one of " + count + " partitions");
        }
        next = bytes.getLong(0);
        if (next < 0 || next % count != index) {
          throw new IOException(
              source.name() + ": position " + next + " is not of partition " + index);
        }
      }
      return new RateReader(source.input, source.clock, columns, next, count);
    }
  }

  private static final class RateReader implements Reader {
    private final long rate;
    private final long rows;
    private final Clock clock;
    private final int time;
    private final int value;
    private final long firstRow;
    private final int step;
    private long next;
    private long startNs;
    private boolean isStarted;

    RateReader(RateInput input, Clock clock, Schema columns, long next, int step) {
      this.rate = input.rowsPerSecond();
      this.rows = input.rows().orElse(Long.MAX_VALUE);
      this.clock = clock;
      this.time = columns.contains("ts") ? columns.indexOf("ts") : -1;
      this.value = columns.contains("value") ? columns.indexOf("value") : -1;
      this.firstRow = next;
      this.next = next;
      this.step = step;
    }

    @Override
    public int poll(RowBatch target) {
      target.reset();
      if (next >= rows) {
        return END;
      }
      long now = clock.nanos();
      if (!isStarted) {
        isStarted = true;
        startNs = now;
      }
      long due = Math.min(rows, firstRow + due(now - startNs));
      int count = 0;
      if (next < due) {
        count = (int) Math.min(target.capacity(), (due - next + step - 1) / step);
        fill(target, count);
        next += (long) count * step;
        target.setSize(count);
      }
      return count;
    }

    /** How many rows of all partitions are due after some time; overflows after centuries. */
    private long due(long elapsedNs) {
      return elapsedNs / NANOS_PER_S * rate + elapsedNs % NANOS_PER_S * rate / NANOS_PER_S;
    }

    private void fill(RowBatch target, int count) {
      if (value >= 0) {
        ColumnVector column = target.column(value);
        long[] values = column.longs();
        for (int i = 0; i < count; i++) {
          values[i] = next + (long) i * step;
        }
      }
      if (time >= 0) {
        long[] times = target.column(time).longs();
        for (int i = 0; i < count; i++) {
          long row = next + (long) i * step;
          times[i] = RateInput.START_MS + row / rate * MS_PER_S + row % rate * MS_PER_S / rate;
        }
      }
    }

    @Override
    public byte[] position() {
      return ByteBuffer.allocate(2 * Long.BYTES).putLong(next).putLong(step).array();
    }

    @Override
    public Progress progress() {
      return new Progress(0, 0, null);
    }

    @Override
    public void close() {
      // nothing is open
    }
  }
}
