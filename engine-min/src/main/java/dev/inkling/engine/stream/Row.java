package dev.inkling.engine.stream;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.internal.Evaluator;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.nio.charset.StandardCharsets;

/**
 * A look at one row. The same object is shown row after row: what it says is true during the call
 * that it was handed to, and values, not the row, are to be kept.
 *
 * <p>Columns are asked for by name or, which is faster, by their index in {@link #schema}. Asking a
 * null for its value is an {@link IllegalStateException}, but for {@link #text} and {@link #value},
 * which are null then; asking a column for what its type is not is an {@link
 * IllegalArgumentException}.
 */
public final class Row {

  private final Schema schema;
  private RowBatch batch;
  private int row;

  Row(Schema schema) {
    this.schema = schema;
  }

  /** Shows another row. */
  Row show(RowBatch newBatch, int newRow) {
    batch = newBatch;
    row = newRow;
    return this;
  }

  RowBatch batch() {
    return batch;
  }

  int index() {
    return row;
  }

  /** The columns. */
  public Schema schema() {
    return schema;
  }

  /** Whether a column is null. */
  public boolean isNull(int column) {
    return batch.column(column).isNull(row);
  }

  /** Whether a column is null. */
  public boolean isNull(String column) {
    return isNull(schema.indexOf(column));
  }

  /** A BIGINT, or a TIMESTAMP in milliseconds since the epoch. */
  public long longValue(int column) {
    ColumnVector vector = present(column);
    if (vector.type() != Type.BIGINT && vector.type() != Type.TIMESTAMP) {
      throw wrongType(column, "BIGINT or TIMESTAMP");
    }
    return vector.longs()[row];
  }

  /** A BIGINT, or a TIMESTAMP in milliseconds since the epoch. */
  public long longValue(String column) {
    return longValue(schema.indexOf(column));
  }

  /** A DOUBLE, or a BIGINT as one. */
  public double doubleValue(int column) {
    ColumnVector vector = present(column);
    if (!vector.type().isNumeric()) {
      throw wrongType(column, "DOUBLE or BIGINT");
    }
    return vector.type() == Type.DOUBLE ? vector.doubles()[row] : vector.longs()[row];
  }

  /** A DOUBLE, or a BIGINT as one. */
  public double doubleValue(String column) {
    return doubleValue(schema.indexOf(column));
  }

  /** A BOOLEAN. */
  public boolean booleanValue(int column) {
    ColumnVector vector = present(column);
    if (vector.type() != Type.BOOLEAN) {
      throw wrongType(column, "BOOLEAN");
    }
    return vector.longs()[row] != 0;
  }

  /** A BOOLEAN. */
  public boolean booleanValue(String column) {
    return booleanValue(schema.indexOf(column));
  }

  /** A VARCHAR; null if it is. */
  public String text(int column) {
    ColumnVector vector = batch.column(column);
    if (vector.type() != Type.VARCHAR) {
      throw wrongType(column, "VARCHAR");
    }
    return vector.text(row);
  }

  /** A VARCHAR; null if it is. */
  public String text(String column) {
    return text(schema.indexOf(column));
  }

  /** Whether a VARCHAR is this text; false if it is null. Makes no string. */
  public boolean textEquals(int column, String text) {
    ColumnVector vector = batch.column(column);
    if (vector.type() != Type.VARCHAR) {
      throw wrongType(column, "VARCHAR");
    }
    int length = vector.lengths()[row];
    if (vector.isNull(row) || length < text.length()) {
      return false;
    }
    int start = vector.starts()[row];
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return new String(vector.bytes(), start, length, StandardCharsets.UTF_8).equals(text);
      }
      if (vector.bytes()[start + i] != c) {
        return false;
      }
    }
    return length == text.length();
  }

  /** A value as Long (BIGINT, TIMESTAMP), Double, Boolean or String; null if it is. */
  public Object value(int column) {
    return Evaluator.valueAt(batch.column(column), row);
  }

  /** A value as Long (BIGINT, TIMESTAMP), Double, Boolean or String; null if it is. */
  public Object value(String column) {
    return value(schema.indexOf(column));
  }

  private ColumnVector present(int column) {
    ColumnVector vector = batch.column(column);
    if (vector.isNull(row)) {
      throw new IllegalStateException(
          "column " + schema.column(column).name() + " is null here: ask isNull first");
    }
    return vector;
  }

  private IllegalArgumentException wrongType(int column, String wanted) {
    return new IllegalArgumentException(
        "column "
            + schema.column(column).name()
            + " must be "
            + wanted
            + ", is "
            + schema.column(column).type());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("(");
    for (int c = 0; c < schema.size(); c++) {
      text.append(c == 0 ? "" : ", ").append(schema.column(c).name()).append(" = ");
      text.append(value(c));
    }
    return text.append(')').toString();
  }
}
