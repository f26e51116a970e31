package dev.inkling.engine.io;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import java.util.Map;

/**
 * Lines of text: one column, {@code line}, VARCHAR unless another type is given. The line feed and
 * a carriage return before it do not belong to it; an empty line is an empty text, not a NULL. A
 * line that is not valid UTF-8, or not of the type, is a bad row, if the column is wanted.
 */
final class LinesFormat implements RowFormat {

  /** The only column. */
  static final String LINE = "line";

  private final FieldType field;
  private final Schema schema;

  private LinesFormat(FieldType field) {
    this.field = field;
    this.schema = Schema.of(new Column(LINE, field.type()));
  }

  /** Lines of text. */
  static LinesFormat create() {
    return new LinesFormat(FieldType.VARCHAR);
  }

  /** Lines of text, whatever the file begins with. */
  static LinesFormat infer(byte[] head, int from, int to) {
    return create();
  }

  /**
   * This format with another type for its column.
   *
   * @throws IllegalArgumentException if another column is named
   */
  LinesFormat withTypes(Map<String, FieldType> types) {
    LinesFormat format = this;
    for (Map.Entry<String, FieldType> entry : types.entrySet()) {
      schema.indexOf(entry.getKey());
      format = new LinesFormat(entry.getValue());
    }
    return format;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public boolean emptyLineIsRecord() {
    return true;
  }

  @Override
  public RowParser parser(Schema wanted) {
    wanted.columns().forEach(column -> schema.indexOf(column.name()));
    return new Parser(wanted.size() == 0 ? null : FieldReader.create(field));
  }

  private static final class Parser implements RowParser {

    /** Null if only lines are counted. */
    private final FieldReader reader;

    private Parser(FieldReader reader) {
      this.reader = reader;
    }

    @Override
    public int parse(byte[] buffer, int from, int to, RowBatch target, BadRows bad) {
      LineFeeds.requireLast(buffer, from, to);
      ColumnVector column = reader == null ? null : target.column(0);
      int capacity = target.capacity();
      int row = target.size();
      int i = from;
      try {
        while (i < to && row < capacity) {
          int start = i;
          int end = LineFeeds.next(buffer, start);
          i = end + 1;
          if (end > start && buffer[end - 1] == '\r') {
            end--;
          }
          if (column == null || reader.store(column, row, buffer, start, end)) {
            row++;
          } else {
            bad.bad(start, reader.problem(LINE, buffer, start, end));
          }
        }
      } finally {
        target.setSize(row);
      }
      return i;
    }
  }
}
