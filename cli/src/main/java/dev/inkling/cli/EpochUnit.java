package dev.inkling.cli;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.Source;
import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import dev.inkling.operator.TimestampFormat;
import dev.inkling.operator.Type;
import java.io.IOException;

/** Tells whether numbers that are times count milliseconds or seconds. */
final class EpochUnit {

  /** As seconds this is the year 5138, as milliseconds 1973. */
  private static final double MILLISECONDS_FROM = 1e11;

  private static final int ROWS = 256;

  private EpochUnit() {}

  /**
   * The unit of a numeric column, by the largest of its first values; milliseconds if it has none.
   */
  static TimestampFormat of(Source source, Column column) throws IOException {
    Schema schema = Schema.of(column);
    RowBatch batch = new RowBatch(schema, ROWS);
    double largest = 0;
    for (Source.Partition partition : source.partitions(1)) {
      try (Source.Reader reader = partition.open(schema, null)) {
        int rows = reader.poll(batch);
        for (int i = 0; i < rows; i++) {
          largest = Math.max(largest, Math.abs(value(batch.column(0), column.type(), i)));
        }
      }
      if (largest > 0) {
        break;
      }
    }
    return largest > 0 && largest < MILLISECONDS_FROM
        ? TimestampFormat.EPOCH_S
        : TimestampFormat.EPOCH_MS;
  }

  private static double value(ColumnVector vector, Type type, int row) {
    if (vector.isNull(row)) {
      return 0;
    }
    return type == Type.DOUBLE ? vector.doubles()[row] : vector.longs()[row];
  }
}
