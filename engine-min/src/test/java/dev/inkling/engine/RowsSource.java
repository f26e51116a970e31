package dev.inkling.engine;

import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Rows that a test gives, one list per partition. */
public final class RowsSource implements Source {

  private final Schema schema;
  private final List<List<Object[]>> partitions;

  public RowsSource(Schema schema, List<List<Object[]>> partitions) {
    this.schema = schema;
    this.partitions = partitions;
  }

  @Override
  public String name() {
    return "rows";
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public List<Partition> partitions(int wanted) {
    List<Partition> all = new ArrayList<>();
    for (List<Object[]> rows : partitions) {
      all.add(new RowsPartition(rows));
    }
    return all;
  }

  private final class RowsPartition implements Partition {
    private final List<Object[]> rows;

    RowsPartition(List<Object[]> rows) {
      this.rows = rows;
    }

    @Override
    public String name() {
      return "rows";
    }

    @Override
    public Reader open(Schema columns, byte[] position) {
      int start = position == null ? 0 : ByteBuffer.wrap(position).getInt();
      return new RowsReader(rows, columns, start);
    }
  }

  private final class RowsReader implements Reader {
    private final List<Object[]> rows;
    private final int[] from;
    private int next;

    RowsReader(List<Object[]> rows, Schema columns, int start) {
      this.rows = rows;
      this.next = start;
      this.from = columns.columns().stream().mapToInt(c -> schema.indexOf(c.name())).toArray();
    }

    @Override
    public int poll(RowBatch target) throws BadRowException {
      target.reset();
      if (next == rows.size()) {
        return END;
      }
      int size = 0;
      while (next < rows.size() && size < target.capacity()) {
        Object[] row = rows.get(next++);
        if (row == null) {
          throw new BadRowException("rows", next, "a row that a test made bad");
        }
        if (row.length == 0) {
          throw new OutOfMemoryError("a row that a test made too large");
        }
        for (int c = 0; c < from.length; c++) {
          put(target.column(c), size, row[from[c]]);
        }
        size++;
      }
      target.setSize(size);
      return size;
    }

    private static void put(ColumnVector column, int row, Object value) {
      if (value == null) {
        column.setNull(row);
      } else if (column.type() == Type.VARCHAR) {
        column.setText(row, (String) value);
      } else if (column.type() == Type.DOUBLE) {
        column.doubles()[row] = ((Number) value).doubleValue();
      } else if (column.type() == Type.BOOLEAN) {
        column.longs()[row] = (Boolean) value ? 1 : 0;
      } else {
        column.longs()[row] = ((Number) value).longValue();
      }
    }

    @Override
    public byte[] position() {
      return ByteBuffer.allocate(4).putInt(next).array();
    }

    @Override
    public Progress progress() {
      return new Progress(next, 0, null);
    }

    @Override
    public void close() {}
  }
}
