package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.util.Arrays;

/**
 * Whole rows in columns, numbered 0, 1, 2 … as they come in. Rows are only ever added; who no
 * longer needs many of them copies the others into a new store.
 *
 * <p>Heap: per row 8 bytes for each number, 8 and its bytes for each text, and a bit per column; up
 * to twice that while it grows.
 */
public final class RowStore {

  private static final int FIRST_CAPACITY = 16;

  private final Schema schema;
  private final long[][] longs;
  private final double[][] doubles;
  private final int[][] starts;
  private final int[][] lengths;

  /** Which values are null, as bits of rows; null as long as the column has none. */
  private final long[][] nulls;

  private byte[] texts = {};
  private int textBytes;
  private int capacity;
  private int size;

  /** An empty store of rows with these columns. */
  public RowStore(Schema schema) {
    this.schema = schema;
    this.longs = new long[schema.size()][];
    this.doubles = new double[schema.size()][];
    this.starts = new int[schema.size()][];
    this.lengths = new int[schema.size()][];
    this.nulls = new long[schema.size()][];
  }

  /** How many rows there are. */
  public int size() {
    return size;
  }

  /** Adds a row of a batch and says its number. */
  public int add(RowBatch batch, int row) {
    int added = next();
    for (int c = 0; c < schema.size(); c++) {
      ColumnVector column = batch.column(c);
      if (column.isNull(row)) {
        setNull(c, added);
      } else if (column.type() == Type.VARCHAR) {
        putText(c, added, column.bytes(), column.starts()[row], column.lengths()[row]);
      } else if (column.type() == Type.DOUBLE) {
        doubles[c][added] = column.doubles()[row];
      } else {
        longs[c][added] = column.longs()[row];
      }
    }
    return added;
  }

  /** Adds a row of another store of the same columns and says its number here. */
  public int add(RowStore other, int row) {
    int added = next();
    for (int c = 0; c < schema.size(); c++) {
      if (other.isNull(c, row)) {
        setNull(c, added);
      } else if (starts[c] != null) {
        putText(c, added, other.texts, other.starts[c][row], other.lengths[c][row]);
      } else if (doubles[c] != null) {
        doubles[c][added] = other.doubles[c][row];
      } else {
        longs[c][added] = other.longs[c][row];
      }
    }
    return added;
  }

  /** Writes a row into a batch that was reset; texts become slices of this store's array. */
  void write(int row, RowBatch batch, int target) {
    for (int c = 0; c < schema.size(); c++) {
      ColumnVector column = batch.column(c);
      if (isNull(c, row)) {
        column.setNull(target);
      } else if (starts[c] != null) {
        column.starts()[target] = starts[c][row];
        column.lengths()[target] = lengths[c][row];
      } else if (doubles[c] != null) {
        column.doubles()[target] = doubles[c][row];
      } else {
        column.longs()[target] = longs[c][row];
      }
    }
  }

  /** Makes an empty batch ready for {@link #write}. */
  void startWriting(RowBatch batch) {
    batch.reset();
    for (int c = 0; c < schema.size(); c++) {
      if (batch.column(c).type() == Type.VARCHAR) {
        batch.column(c).shareBytes(texts);
      }
    }
  }

  /** Adds a row of nulls and says its number. */
  public int addNulls() {
    int added = next();
    for (int c = 0; c < schema.size(); c++) {
      setNull(c, added);
    }
    return added;
  }

  /** Gives a row that was added a value of a BIGINT, BOOLEAN or TIMESTAMP. */
  public void setLong(int column, int row, long value) {
    longs[column][row] = value;
    clearNull(column, row);
  }

  /** Gives a row that was added a value of a DOUBLE. */
  public void setDouble(int column, int row, double value) {
    doubles[column][row] = value;
    clearNull(column, row);
  }

  /** Gives a row that was added a text, {@code source[from, to)}, valid UTF-8. */
  public void setText(int column, int row, byte[] source, int from, int to) {
    putText(column, row, source, from, to - from);
    clearNull(column, row);
  }

  /** Makes a value of a row that was added null. */
  public void setNull(int column, int row) {
    if (nulls[column] == null) {
      nulls[column] = new long[(capacity + 63) >>> 6];
    }
    nulls[column][row >> 6] |= 1L << row;
  }

  private void clearNull(int column, int row) {
    if (nulls[column] != null) {
      nulls[column][row >> 6] &= ~(1L << row);
    }
  }

  /** Forgets the row that was added last. */
  public void removeLast() {
    size--;
    for (int c = 0; c < schema.size(); c++) {
      clearNull(c, size);
    }
  }

  /** Forgets all rows; keeps the memory for new ones. */
  public void clear() {
    size = 0;
    textBytes = 0;
    for (long[] words : nulls) {
      if (words != null) {
        Arrays.fill(words, 0);
      }
    }
  }

  /**
   * Writes values of a column to a vector that was reset; texts become slices of this store's
   * array.
   *
   * @param rows which rows, in any order and as often as they are named; −1 is a null
   * @param count how many of {@code rows} are meant
   */
  public void gather(int column, int[] rows, int count, ColumnVector target) {
    if (target.type() == Type.VARCHAR) {
      target.shareBytes(texts);
    }
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (row < 0 || isNull(column, row)) {
        target.setNull(i);
      } else if (starts[column] != null) {
        target.starts()[i] = starts[column][row];
        target.lengths()[i] = lengths[column][row];
      } else if (doubles[column] != null) {
        target.doubles()[i] = doubles[column][row];
      } else {
        target.longs()[i] = longs[column][row];
      }
    }
  }

  /** The bytes of heap that it occupies, but for headers. */
  public long heapBytes() {
    long bytes = texts.length;
    for (int c = 0; c < schema.size(); c++) {
      bytes += 8L * capacity + (nulls[c] == null ? 0 : 8L * nulls[c].length);
    }
    return bytes;
  }

  private boolean isNull(int column, int row) {
    return nulls[column] != null && (nulls[column][row >> 6] & 1L << row) != 0;
  }

  private void putText(int column, int row, byte[] source, int start, int length) {
    if (texts.length - textBytes < length) {
      long needed = (long) textBytes + length;
      if (needed > Integer.MAX_VALUE - 8) {
        throw new IllegalStateException(
            "the texts of the rows that are kept need more than 2 GB; keep fewer rows");
      }
      long wanted = Math.max(needed, Math.max(256, 2L * texts.length));
      texts = Arrays.copyOf(texts, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
    }
    System.arraycopy(source, start, texts, textBytes, length);
    starts[column][row] = textBytes;
    lengths[column][row] = length;
    textBytes += length;
  }

  private int next() {
    if (size == capacity) {
      grow();
    }
    return size++;
  }

  private void grow() {
    capacity = capacity == 0 ? FIRST_CAPACITY : Math.multiplyExact(capacity, 2);
    for (int c = 0; c < schema.size(); c++) {
      Type type = schema.column(c).type();
      if (type == Type.VARCHAR) {
        starts[c] = starts[c] == null ? new int[capacity] : Arrays.copyOf(starts[c], capacity);
        lengths[c] = lengths[c] == null ? new int[capacity] : Arrays.copyOf(lengths[c], capacity);
      } else if (type == Type.DOUBLE) {
        doubles[c] =
            doubles[c] == null ? new double[capacity] : Arrays.copyOf(doubles[c], capacity);
      } else {
        longs[c] = longs[c] == null ? new long[capacity] : Arrays.copyOf(longs[c], capacity);
      }
      if (nulls[c] != null) {
        nulls[c] = Arrays.copyOf(nulls[c], (capacity + 63) >>> 6);
      }
    }
  }
}
