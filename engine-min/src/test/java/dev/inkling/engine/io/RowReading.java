package dev.inkling.engine.io;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.Source;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Reads sources in tests: rows as lists of texts, a null as null. */
final class RowReading {

  private RowReading() {}

  /** The rows of each of the partitions, whose readers are polled in an order given by a seed. */
  static List<List<List<String>>> partitions(Source source, int wanted, int capacity, long seed)
      throws IOException {
    Schema schema = source.schema();
    List<Source.Reader> readers = new ArrayList<>();
    List<List<List<String>>> rows = new ArrayList<>();
    for (Source.Partition partition : source.partitions(wanted)) {
      readers.add(partition.open(schema, null));
      rows.add(new ArrayList<>());
    }
    Random random = new Random(seed);
    RowBatch batch = new RowBatch(schema, capacity);
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < readers.size(); i++) {
      open.add(i);
    }
    while (!open.isEmpty()) {
      Integer next = open.get(random.nextInt(open.size()));
      if (readers.get(next).poll(batch) == Source.Reader.END) {
        open.remove(next);
        readers.get(next).close();
      } else {
        rows.get(next).addAll(rows(batch));
      }
    }
    return rows;
  }

  /** All rows of a source read in one partition. */
  static List<List<String>> all(Source source) throws IOException {
    return partitions(source, 1, 100, 1).get(0);
  }

  /** All rows that a reader still has; closes it. */
  static List<List<String>> rest(Source.Reader reader, RowBatch batch) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    try (reader) {
      while (reader.poll(batch) != Source.Reader.END) {
        rows.addAll(rows(batch));
      }
    }
    return rows;
  }

  /** The rows of a batch. */
  static List<List<String>> rows(RowBatch batch) {
    List<List<String>> rows = new ArrayList<>();
    for (int row = 0; row < batch.size(); row++) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < batch.schema().size(); i++) {
        values.add(value(batch.column(i), row));
      }
      rows.add(values);
    }
    return rows;
  }

  private static String value(ColumnVector column, int row) {
    if (column.isNull(row)) {
      return null;
    }
    if (column.type() == Type.VARCHAR) {
      return column.text(row);
    }
    return column.type() == Type.DOUBLE
        ? Double.toString(column.doubles()[row])
        : Long.toString(column.longs()[row]);
  }
}
