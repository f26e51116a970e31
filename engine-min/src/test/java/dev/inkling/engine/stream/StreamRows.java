package dev.inkling.engine.stream;

import dev.inkling.engine.RowBatch;
import dev.inkling.engine.Source;
import dev.inkling.engine.internal.Evaluator;
import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random rows, and what comes out of sources, in tests. */
final class StreamRows {

  /** A time, a key of few values, another key, a number and a text. */
  static final Schema SCHEMA =
      Schema.of(
          new Column("ts", Type.TIMESTAMP),
          new Column("k", Type.BIGINT),
          new Column("name", Type.VARCHAR),
          new Column("x", Type.DOUBLE),
          new Column("n", Type.BIGINT));

  static final int[] BATCHES = {1, 7, 1024};

  private StreamRows() {}

  /**
   * Rows of {@link #SCHEMA} whose times rise by 1 ms a row and are off by up to {@code disorder};
   * the last column is different for all rows. One in ten values but times and numbers is null.
   */
  static List<List<Object[]>> random(
      Random random, int rows, int partitions, int keys, int disorder) {
    List<List<Object[]>> all = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      all.add(new ArrayList<>());
    }
    for (int row = 0; row < rows; row++) {
      Object key = random.nextInt(10) == 0 ? null : (Object) (long) random.nextInt(keys);
      Object name = random.nextInt(10) == 0 ? null : "näme" + random.nextInt(keys);
      Object x = random.nextInt(10) == 0 ? null : (Object) (random.nextInt(100) / 4.0);
      long time = (long) row - (disorder == 0 ? 0 : random.nextInt(disorder + 1));
      all.get(random.nextInt(partitions)).add(new Object[] {time, key, name, x, (long) row});
    }
    return all;
  }

  /** The rows of all partitions with all columns, partition after partition. */
  static List<List<Object>> all(Source source, int batch) throws IOException {
    return all(source, source.schema(), batch);
  }

  /** The rows of all partitions, partition after partition. */
  static List<List<Object>> all(Source source, Schema columns, int batch) throws IOException {
    List<List<Object>> rows = new ArrayList<>();
    for (Source.Partition partition : source.partitions(2)) {
      try (Source.Reader reader = partition.open(columns, null)) {
        rows.addAll(rest(reader, columns, batch));
      }
    }
    return rows;
  }

  /** All rows that a reader still has. */
  static List<List<Object>> rest(Source.Reader reader, Schema columns, int batch)
      throws IOException {
    RowBatch target = new RowBatch(columns, batch);
    List<List<Object>> rows = new ArrayList<>();
    for (int polls = 0; polls < 1_000_000; polls++) {
      int count = reader.poll(target);
      if (count == Source.Reader.END) {
        if (reader.poll(target) != Source.Reader.END) {
          throw new AssertionError("an end that is none");
        }
        return rows;
      }
      if (count != 0 && count != target.size()) {
        throw new AssertionError(count + " rows said, " + target.size() + " there");
      }
      rows.addAll(rows(target, count));
    }
    throw new AssertionError("no end");
  }

  /** The first rows of a batch. */
  static List<List<Object>> rows(RowBatch batch, int count) {
    List<List<Object>> rows = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      List<Object> values = new ArrayList<>();
      for (int c = 0; c < batch.schema().size(); c++) {
        values.add(Evaluator.valueAt(batch.column(c), row));
      }
      rows.add(values);
    }
    return rows;
  }

  /** A list that may hold nulls. */
  static List<Object> row(Object... values) {
    List<Object> list = new ArrayList<>();
    for (Object value : values) {
      list.add(value);
    }
    return list;
  }
}
