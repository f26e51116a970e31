package dev.inkling.cli.accuracy;

import dev.inkling.engine.ColumnVector;
import dev.inkling.operator.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;

/** Columns that tests make up, as chunks. */
final class Chunks {

  private static final int ROWS = 1_000;

  private Chunks() {}

  static List<ColumnChunk> texts(int n, IntFunction<String> text) {
    return of(
        KeyForm.TEXT, Type.VARCHAR, n, (column, row, i) -> column.setText(row, text.apply(i)));
  }

  static List<ColumnChunk> longs(int n, IntToLongFunction value) {
    return of(
        KeyForm.WHOLE,
        Type.BIGINT,
        n,
        (column, row, i) -> column.longs()[row] = value.applyAsLong(i));
  }

  static List<ColumnChunk> doubles(int n, IntToDoubleFunction value) {
    return of(
        KeyForm.NUMBER,
        Type.DOUBLE,
        n,
        (column, row, i) -> column.doubles()[row] = value.applyAsDouble(i));
  }

  private interface Setter {
    void set(ColumnVector column, int row, int i);
  }

  private static List<ColumnChunk> of(KeyForm form, Type type, int n, Setter setter) {
    List<ColumnChunk> chunks = new ArrayList<>();
    ColumnChunk filling = new ColumnChunk(form);
    for (int start = 0; start < n; start += ROWS) {
      ColumnVector column = new ColumnVector(type, ROWS);
      int rows = Math.min(ROWS, n - start);
      for (int row = 0; row < rows; row++) {
        setter.set(column, row, start + row);
      }
      for (int row = 0; row < rows; ) {
        row = filling.append(column, row, rows);
        if (filling.isFull()) {
          filling.seal();
          chunks.add(filling);
          filling = new ColumnChunk(form);
        }
      }
    }
    filling.seal();
    chunks.add(filling);
    return chunks;
  }
}
