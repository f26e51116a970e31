package dev.inkling.engine;

import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import java.util.List;

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

  private RowBatch(Schema schema, int capacity, ColumnVector[] columns) {
    this.schema = schema;
    this.capacity = capacity;
    this.columns = columns;
  }

  /**
   * A batch whose columns are those vectors, which other batches may have too: what one writes the
   * other reads. So a reader fills a part of the batch of another reader without a copy.
   *
   * @param capacity the largest number of rows, for which every vector has room
   * @param columns one per column of the schema, of its type
   */
  public static RowBatch sharing(Schema schema, int capacity, List<ColumnVector> columns) {
    if (columns.size() != schema.size()) {
      throw new IllegalArgumentException(
          "there must be " + schema.size() + " vectors, got " + columns.size());
    }
    for (int c = 0; c < columns.size(); c++) {
      if (columns.get(c).type() != schema.column(c).type()) {
        throw new IllegalArgumentException(
            "the vector of column "
                + schema.column(c).name()
                + " must be "
                + schema.column(c).type()
                + ", got "
                + columns.get(c).type());
      }
    }
    return new RowBatch(schema, capacity, columns.toArray(ColumnVector[]::new));
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
