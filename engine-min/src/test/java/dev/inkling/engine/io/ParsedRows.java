package dev.inkling.engine.io;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a parser makes of some bytes, copied out of the batches. */
final class ParsedRows {

  /** A row as Long, Double, Boolean or String objects, null for NULL. */
  final List<List<Object>> rows = new ArrayList<>();

  /** The problems of bad records. */
  final List<String> problems = new ArrayList<>();

  /** Where bad records start. */
  final List<Integer> offsets = new ArrayList<>();

  private ParsedRows() {}

  static ParsedRows of(RowFormat format, Schema wanted, String text) {
    return of(format, wanted, text.getBytes(StandardCharsets.UTF_8), 7);
  }

  static ParsedRows of(RowFormat format, String text) {
    return of(format, format.schema(), text);
  }

  /** Parses with batches of {@code capacity} rows; the text starts at an odd place of a buffer. */
  static ParsedRows of(RowFormat format, Schema wanted, byte[] text, int capacity) {
    int from = 3;
    // what is around must not matter: quotes and braces are the worst to run into
    byte[] buffer = new byte[from + text.length + RowParser.SLACK];
    Arrays.fill(buffer, (byte) '"');
    System.arraycopy(text, 0, buffer, from, text.length);
    int to = from + text.length;
    ParsedRows parsed = new ParsedRows();
    RowParser parser = format.parser(wanted);
    RowBatch batch = new RowBatch(wanted, capacity);
    BadRows bad =
        (offset, problem) -> {
          parsed.offsets.add(offset - from);
          parsed.problems.add(problem);
        };
    int i = from;
    while (i < to) {
      batch.reset();
      for (int c = 0; c < wanted.size(); c++) {
        if (wanted.column(c).type() == Type.VARCHAR) {
          batch.column(c).shareBytes(buffer);
        }
      }
      int next = parser.parse(buffer, i, to, batch, bad);
      if (next <= i || next > to) {
        throw new AssertionError("parse returned " + next + " for " + i + " to " + to);
      }
      i = next;
      for (int row = 0; row < batch.size(); row++) {
        List<Object> values = new ArrayList<>();
        for (int c = 0; c < wanted.size(); c++) {
          values.add(value(batch.column(c), row));
        }
        parsed.rows.add(values);
      }
    }
    return parsed;
  }

  private static Object value(ColumnVector column, int row) {
    if (column.isNull(row)) {
      return null;
    }
    return switch (column.type()) {
      case VARCHAR -> column.text(row);
      case DOUBLE -> column.doubles()[row];
      case BOOLEAN -> column.longs()[row] == 1;
      default -> column.longs()[row];
    };
  }
}
