package dev.inkling.engine;

import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;

/** A few thousand rows as columns; the arrays are used again for the next batch. */
public final class RowBatch {

  private final Schema schema;
  private final int capacity;
  private final ColumnVector[] columns;
  private int size;

  /** An empty batch of these columns with room for {@code capacity} rows. */
  public RowBatch(Schema schema, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1, got " + capacity);
    }
    this.schema = schema;
    this.capacity = capacity;
    this.columns =
        schema.columns().stream()
            .map(column -> new ColumnVector(column.type(), capacity))
            .toArray(ColumnVector[]::new);
  }

  /** The columns' names and types. */
  public Schema schema() {
    return schema;
  }

  /** The largest number of rows. */
  public int capacity() {
    return capacity;
  }

  /** The number of rows. */
  public int size() {
    return size;
  }

  /** Says how many rows have been written. */
  public void setSize(int rows) {
    if (rows < 0 || rows > capacity) {
      throw new IllegalArgumentException("size must be in [0, " + capacity + "], got " + rows);
    }
    size = rows;
  }

  /** The column at this index of the schema. */
  public ColumnVector column(int index) {
    return columns[index];
  }

  /** The column of this name. */
  public ColumnVector column(String name) {
    return columns[schema.indexOf(name)];
  }

  /**
   * Keeps only the rows {@code rows[0]}, {@code rows[1]}, … in that order.
   *
   * @param rows ascending and distinct, in [0, {@link #size})
   * @param count how many of {@code rows} are meant
   */
  public void keep(int[] rows, int count) {
    for (ColumnVector column : columns) {
      column.keep(rows, count);
    }
    setSize(count);
  }

  /** Empties the batch before it is written anew. */
  public void reset() {
    for (ColumnVector column : columns) {
      column.reset();
    }
    size = 0;
  }

  /** The column's definition at this index. */
  public Column definition(int index) {
    return schema.column(index);
  }
}
