package dev.inkling.engine.stream;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.internal.RowStore;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.nio.charset.StandardCharsets;

/**
 * Writes rows: set the columns, then {@link #emit}, as often as there are rows. A column that is
 * not set is null. Columns are named, or, which is faster, given by their index in {@link #schema}.
 *
 * <p>A column that there is not, or a value that is not of its column's type, is an {@link
 * IllegalArgumentException}. Only to be used during the call that it was handed to.
 */
public final class RowBuilder {

  /* implementation note
   *
   * Rows are written into a store and leave it in batches, oldest first; when all have left it is
   * empty again, so its memory is that of the most rows written in one go. The row that is being
   * written is the store's last one, beyond `written`.
   */

  private final Schema schema;
  private final RowStore rows;
  private final int[] picked;
  private final boolean oneForOne;
  private boolean open;
  private int current;
  private int written;
  private int left;

  /** With one for one, rows are emitted by whoever calls the function, not by the function. */
  RowBuilder(Schema schema, int capacity, boolean oneForOne) {
    this.schema = schema;
    this.rows = new RowStore(schema);
    this.picked = new int[capacity];
    this.oneForOne = oneForOne;
  }

  /** The columns. */
  public Schema schema() {
    return schema;
  }

  /** Sets a BIGINT, or a TIMESTAMP in milliseconds since the epoch; or a DOUBLE. */
  public RowBuilder set(int column, long value) {
    Type type = schema.column(column).type();
    if (type == Type.DOUBLE) {
      rows.setDouble(column, row(), (double) value);
    } else if (type == Type.BIGINT || type == Type.TIMESTAMP) {
      rows.setLong(column, row(), value);
    } else {
      throw wrongType(column, "a long");
    }
    return this;
  }

  /** Sets a BIGINT, or a TIMESTAMP in milliseconds since the epoch; or a DOUBLE. */
  public RowBuilder set(String column, long value) {
    return set(schema.indexOf(column), value);
  }

  /** Sets a DOUBLE. */
  public RowBuilder set(int column, double value) {
    if (schema.column(column).type() != Type.DOUBLE) {
      throw wrongType(column, "a double");
    }
    rows.setDouble(column, row(), value);
    return this;
  }

  /** Sets a DOUBLE. */
  public RowBuilder set(String column, double value) {
    return set(schema.indexOf(column), value);
  }

  /** Sets a BOOLEAN. */
  public RowBuilder set(int column, boolean value) {
    if (schema.column(column).type() != Type.BOOLEAN) {
      throw wrongType(column, "a boolean");
    }
    rows.setLong(column, row(), value ? 1 : 0);
    return this;
  }

  /** Sets a BOOLEAN. */
  public RowBuilder set(String column, boolean value) {
    return set(schema.indexOf(column), value);
  }

  /** Sets a VARCHAR; null makes it null. An unpaired surrogate becomes '?'. */
  public RowBuilder set(int column, String value) {
    if (value == null) {
      return setNull(column);
    }
    if (schema.column(column).type() != Type.VARCHAR) {
      throw wrongType(column, "a text");
    }
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    rows.setText(column, row(), utf8, 0, utf8.length);
    return this;
  }

  /** Sets a VARCHAR; null makes it null. An unpaired surrogate becomes '?'. */
  public RowBuilder set(String column, String value) {
    return set(schema.indexOf(column), value);
  }

  /** Makes a column null. */
  public RowBuilder setNull(int column) {
    rows.setNull(column, row());
    return this;
  }

  /** Makes a column null. */
  public RowBuilder setNull(String column) {
    return setNull(schema.indexOf(column));
  }

  /** Sets a column to the value of another row's column of the same type. Makes no string. */
  public RowBuilder set(int column, Row from, int fromColumn) {
    ColumnVector vector = from.batch().column(fromColumn);
    Type type = schema.column(column).type();
    if (vector.type() != type) {
      throw wrongType(column, "a " + vector.type());
    }
    int row = from.index();
    if (vector.isNull(row)) {
      return setNull(column);
    }
    if (type == Type.VARCHAR) {
      int start = vector.starts()[row];
      rows.setText(column, row(), vector.bytes(), start, start + vector.lengths()[row]);
    } else if (type == Type.DOUBLE) {
      rows.setDouble(column, row(), vector.doubles()[row]);
    } else {
      rows.setLong(column, row(), vector.longs()[row]);
    }
    return this;
  }

  /** Sets every column of which the other row has one with the same name and type. */
  public RowBuilder copy(Row from) {
    for (int c = 0; c < schema.size(); c++) {
      String name = schema.column(c).name();
      if (from.schema().contains(name)) {
        int other = from.schema().indexOf(name);
        if (from.schema().column(other).type() == schema.column(c).type()) {
          set(c, from, other);
        }
      }
    }
    return this;
  }

  /**
   * Sends the row off and begins the next.
   *
   * @throws IllegalStateException if there is to be exactly one row, which is sent off by itself
   */
  public void emit() {
    if (oneForOne) {
      throw new IllegalStateException(
          "map makes one row of one, without emit; use flatMap for none or several");
    }
    send();
  }

  /** Sends the row off. */
  void send() {
    row();
    open = false;
    written++;
  }

  /** Forgets a row that was begun and not sent off. */
  void discard() {
    if (open) {
      rows.removeLast();
      open = false;
    }
  }

  private int row() {
    if (!open) {
      current = rows.addNulls();
      open = true;
    }
    return current;
  }

  /** How many rows were sent off and have not left yet. */
  int size() {
    return written - left;
  }

  /** Lets rows leave without a batch. */
  void skip(int count) {
    left += count;
  }

  /**
   * Lets rows leave in a batch that was reset.
   *
   * @param columns which of the columns the batch has
   */
  int drain(RowBatch target, int[] columns) {
    int count = Math.min(size(), Math.min(picked.length, target.capacity()));
    if (count > 0) {
      for (int i = 0; i < count; i++) {
        picked[i] = left + i;
      }
      for (int c = 0; c < columns.length; c++) {
        rows.gather(columns[c], picked, count, target.column(c));
      }
      left += count;
      target.setSize(count);
    }
    return count;
  }

  /** Takes the memory of rows that have left back; the batch that they left in is invalid then. */
  void reuse() {
    if (left == written && !open && written > 0) {
      rows.clear();
      left = 0;
      written = 0;
    }
  }

  private IllegalArgumentException wrongType(int column, String given) {
    return new IllegalArgumentException(
        "column "
            + schema.column(column).name()
            + " is "
            + schema.column(column).type()
            + ", and not set by "
            + given);
  }
}
