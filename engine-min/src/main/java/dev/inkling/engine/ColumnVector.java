package dev.inkling.engine;

import dev.inkling.operator.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One column of a {@link RowBatch}: arrays that are written row by row and used again for the next
 * batch. BIGINT, BOOLEAN and TIMESTAMP are in {@link #longs}, DOUBLE in {@link #doubles}; a VARCHAR
 * is a slice of {@link #bytes}, at {@link #starts}{@code [row]}, {@link #lengths}{@code [row]}
 * bytes long, in valid UTF-8. A null is a set bit in {@link #nulls}; what the arrays hold in a null
 * row is undefined, but a text's slice is always inside {@link #bytes}.
 */
public final class ColumnVector {

  private final Type type;
  private final long[] longs;
  private final double[] doubles;
  private final int[] starts;
  private final int[] lengths;
  private final long[] nulls;
  private byte[] bytes = {};
  private int bytesUsed;
  private boolean anyNull;

  /** A column of this type with room for {@code capacity} rows. */
  public ColumnVector(Type type, int capacity) {
    this.type = type;
    this.longs = type.isLong() ? new long[capacity] : null;
    this.doubles = type == Type.DOUBLE ? new double[capacity] : null;
    this.starts = type == Type.VARCHAR ? new int[capacity] : null;
    this.lengths = type == Type.VARCHAR ? new int[capacity] : null;
    this.nulls = new long[(capacity + 63) >>> 6];
  }

  /** The type of the values. */
  public Type type() {
    return type;
  }

  /** The values of a BIGINT, BOOLEAN or TIMESTAMP. */
  public long[] longs() {
    return longs;
  }

  /** The values of a DOUBLE. */
  public double[] doubles() {
    return doubles;
  }

  /** What the slices of a VARCHAR are slices of. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where each text starts in {@link #bytes}. */
  public int[] starts() {
    return starts;
  }

  /** How many bytes each text has. */
  public int[] lengths() {
    return lengths;
  }

  /** Bit {@code row & 63} of word {@code row >> 6} is set if the row is null. */
  public long[] nulls() {
    return nulls;
  }

  /** Whether there may be a null; if not, {@link #nulls} need not be looked at. */
  public boolean anyNull() {
    return anyNull;
  }

  /** Whether this row is null. */
  public boolean isNull(int row) {
    return anyNull && (nulls[row >> 6] & 1L << row) != 0;
  }

  /** Makes this row null. */
  public void setNull(int row) {
    anyNull = true;
    nulls[row >> 6] |= 1L << row;
    if (type == Type.VARCHAR) {
      starts[row] = 0;
      lengths[row] = 0;
    }
  }

  /**
   * Makes null, of the first {@code rows} rows, those whose bit is set in {@code words}, which are
   * like {@link #nulls}. The slices of texts stay as they are.
   */
  public void orNulls(long[] words, int rows) {
    long any = 0;
    for (int w = 0, end = (rows + 63) >>> 6; w < end; w++) {
      any |= words[w];
      nulls[w] |= words[w];
    }
    anyNull |= any != 0;
  }

  /**
   * Moves the rows {@code rows[0]}, {@code rows[1]}, … to the front and forgets all others.
   *
   * @param rows ascending and distinct
   * @param count how many of {@code rows} are meant
   */
  public void keep(int[] rows, int count) {
    if (type.isLong()) {
      for (int i = 0; i < count; i++) {
        longs[i] = longs[rows[i]];
      }
    } else if (type == Type.DOUBLE) {
      for (int i = 0; i < count; i++) {
        doubles[i] = doubles[rows[i]];
      }
    } else if (type == Type.VARCHAR) {
      for (int i = 0; i < count; i++) {
        starts[i] = starts[rows[i]];
        lengths[i] = lengths[rows[i]];
      }
    }
    if (anyNull) {
      keepNulls(rows, count);
    }
  }

  private void keepNulls(int[] rows, int count) {
    long any = 0;
    int w = 0;
    // word w is written after the rows that end up in it were read, all of them at or behind it
    for (int from = 0; from < count; from += 64, w++) {
      long word = 0;
      for (int i = from, to = Math.min(count, from + 64); i < to; i++) {
        int row = rows[i];
        word |= (nulls[row >> 6] >>> row & 1L) << i;
      }
      nulls[w] = word;
      any |= word;
    }
    Arrays.fill(nulls, w, nulls.length, 0);
    anyNull = any != 0;
  }

  /** Forgets nulls and texts, before the rows are written anew. */
  public void reset() {
    if (anyNull) {
      Arrays.fill(nulls, 0);
      anyNull = false;
    }
    bytesUsed = 0;
  }

  /**
   * Makes the texts slices of the caller's array, which must stay as it is until the next {@link
   * #reset}; the caller then writes {@link #starts} and {@link #lengths}. Not to be mixed with
   * {@link #setBytes} in one batch.
   */
  public void shareBytes(byte[] shared) {
    bytes = shared;
    bytesUsed = -1;
  }

  /**
   * Takes over the first {@code rows} rows of another column of the same type. This one was reset
   * before; its texts are slices of the other's array, see {@link #shareBytes}.
   */
  public void copy(ColumnVector other, int rows) {
    if (type == Type.VARCHAR) {
      shareBytes(other.bytes);
      System.arraycopy(other.starts, 0, starts, 0, rows);
      System.arraycopy(other.lengths, 0, lengths, 0, rows);
    } else if (type == Type.DOUBLE) {
      System.arraycopy(other.doubles, 0, doubles, 0, rows);
    } else {
      System.arraycopy(other.longs, 0, longs, 0, rows);
    }
    if (other.anyNull) {
      orNulls(other.nulls, rows);
    }
  }

  /**
   * Takes over the rows {@code rows[0]}, {@code rows[1]}, … of another column of the same type, in
   * any order and as often as they are named; −1 is a null. This one was reset before; its texts
   * are slices of the other's array, see {@link #shareBytes}.
   *
   * @param count how many of {@code rows} are meant
   */
  public void gather(ColumnVector other, int[] rows, int count) {
    if (type == Type.VARCHAR) {
      shareBytes(other.bytes);
    }
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (row < 0 || other.isNull(row)) {
        setNull(i);
      } else if (type == Type.VARCHAR) {
        starts[i] = other.starts[row];
        lengths[i] = other.lengths[row];
      } else if (type == Type.DOUBLE) {
        doubles[i] = other.doubles[row];
      } else {
        longs[i] = other.longs[row];
      }
    }
  }

  /** Copies {@code source[from, to)}, valid UTF-8, as the text of this row. */
  public void setBytes(int row, byte[] source, int from, int to) {
    if (bytesUsed < 0) {
      throw new IllegalStateException("the texts of this batch are slices of a shared array");
    }
    int length = to - from;
    if (bytesUsed == 0 && starts.length > 0) {
      // the array may be one that was shared before: never write into it
      bytes = ownBytes.length >= length ? ownBytes : grow(length);
    } else if (bytes.length - bytesUsed < length) {
      bytes = grow(length);
    }
    System.arraycopy(source, from, bytes, bytesUsed, length);
    starts[row] = bytesUsed;
    lengths[row] = length;
    bytesUsed += length;
  }

  /** Copies a text as the text of this row; unpaired surrogates become U+FFFD's replacement '?'. */
  public void setText(int row, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    setBytes(row, utf8, 0, utf8.length);
  }

  /** The text of this row as a string; null if the row is null. */
  public String text(int row) {
    return isNull(row)
        ? null
        : new String(bytes, starts[row], lengths[row], StandardCharsets.UTF_8);
  }

  private byte[] ownBytes = {};

  private byte[] grow(int more) {
    int wanted = Math.max(1024, Math.addExact(bytesUsed, more));
    ownBytes =
        Arrays.copyOf(ownBytes, Math.max(wanted, (int) Math.min(1L << 30, 2L * ownBytes.length)));
    return ownBytes;
  }
}
