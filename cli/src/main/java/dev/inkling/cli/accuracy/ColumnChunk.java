package dev.inkling.cli.accuracy;

import dev.inkling.engine.ColumnVector;
import dev.inkling.hash.Hash64;
import dev.inkling.operator.Type;
import dev.inkling.sketch.HashSketch;
import java.util.Arrays;

/**
 * Some values of a column in the order of the file, without nulls and NaN: up to {@value
 * #CAPACITY}, fewer of long texts. Filled by one thread, then read by many.
 */
final class ColumnChunk {

  static final int CAPACITY = 1 << 16;

  /** With more bytes of text than these a chunk is full. */
  private static final int TEXT_BYTES = 1 << 20;

  private final KeyForm form;
  private final long[] keys = new long[CAPACITY];
  private final long[] seconds;
  private final double[] numbers;
  private final int[] offsets;
  private byte[] bytes = {};
  private int size;
  private long nulls;
  private long nans;

  /** An empty chunk of values in this form. */
  ColumnChunk(KeyForm form) {
    this.form = form;
    this.seconds = form == KeyForm.TEXT ? new long[CAPACITY] : null;
    this.numbers = form == KeyForm.NUMBER ? new double[CAPACITY] : null;
    this.offsets = form == KeyForm.TEXT ? new int[CAPACITY + 1] : null;
  }

  /** Forgets everything. */
  void clear() {
    size = 0;
    nulls = 0;
    nans = 0;
  }

  /** Whether it is to be worked on before more is added. */
  boolean isFull() {
    return size == CAPACITY || (form == KeyForm.TEXT && offsets[size] >= TEXT_BYTES);
  }

  /**
   * Takes values from rows {@code from} on until it is full or the rows end.
   *
   * @return the row after the last one taken
   */
  int append(ColumnVector column, int from, int rows) {
    int row = from;
    for (; row < rows && !isFull(); row++) {
      if (column.isNull(row)) {
        nulls++;
      } else if (form == KeyForm.TEXT) {
        appendText(column.bytes(), column.starts()[row], column.lengths()[row]);
      } else if (form == KeyForm.WHOLE) {
        keys[size++] = column.longs()[row];
      } else {
        double number =
            column.type() == Type.DOUBLE ? column.doubles()[row] : (double) column.longs()[row];
        if (Double.isNaN(number)) {
          nans++;
        } else {
          numbers[size++] = number + 0.0;
        }
      }
    }
    return row;
  }

  private void appendText(byte[] source, int start, int length) {
    int at = offsets[size];
    if (bytes.length - at < length) {
      bytes = Arrays.copyOf(bytes, Math.max(at + length, Math.max(1 << 16, 2 * bytes.length)));
    }
    System.arraycopy(source, start, bytes, at, length);
    offsets[++size] = at + length;
  }

  /** Finds the keys, after the last {@link #append}. */
  void seal() {
    switch (form) {
      case WHOLE -> {}
      case NUMBER -> {
        for (int i = 0; i < size; i++) {
          keys[i] = KeyForm.key(numbers[i]);
        }
      }
      case TEXT -> {
        Hash64.xxh3().hashAll(bytes, offsets, 0, size, keys, 0);
        Hash64.murmur3().hashAll(bytes, offsets, 0, size, seconds, 0);
      }
    }
  }

  /** What is done with the values of a column, chunk by chunk. */
  interface Consumer {
    /** Takes the next chunk, which is not kept. */
    void accept(ColumnChunk chunk);
  }

  /** How many values there are. */
  int size() {
    return size;
  }

  /** The first key of each value; see {@link KeyForm}. */
  long[] keys() {
    return keys;
  }

  /** The second key of each text. */
  long[] seconds() {
    return seconds;
  }

  /** The values of numbers. */
  double[] numbers() {
    return numbers;
  }

  /** Text i is {@code bytes[offsets[i], offsets[i + 1])}. */
  byte[] bytes() {
    return bytes;
  }

  /** See {@link #bytes}. */
  int[] offsets() {
    return offsets;
  }

  /** Nulls that were left out. */
  long nulls() {
    return nulls;
  }

  /** NaNs that were left out. */
  long nans() {
    return nans;
  }

  /** Hashes and adds all values, as a query would. */
  void addTo(HashSketch<?> sketch) {
    switch (form) {
      case WHOLE -> sketch.addAll(keys, 0, size);
      case NUMBER -> sketch.addAll(numbers, 0, size);
      case TEXT -> sketch.addAll(bytes, offsets, 0, size);
    }
  }
}
