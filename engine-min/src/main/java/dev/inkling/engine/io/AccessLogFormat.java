package dev.inkling.engine.io;

import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import dev.inkling.operator.TimestampFormat;
import dev.inkling.operator.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lines of a web server's log, in the common or the combined format; blank lines are skipped.
 * Immutable.
 *
 * <pre>
 * ip ident user [17/May/2015:10:05:03 +0000] "method url protocol" status bytes
 * ip ident user [17/May/2015:10:05:03 +0000] "method url protocol" status bytes "referer" "agent"
 * </pre>
 *
 * <p>The columns are ip, ident, user (VARCHAR), ts (TIMESTAMP), method, url, protocol (VARCHAR),
 * status, bytes (BIGINT) and, in the combined format, referer and agent (VARCHAR). A {@code -} is
 * NULL, but in ip and ts. A user may have spaces. In quotes, {@code \"} and {@code \\} stand for a
 * quote and a backslash; other escapes that servers write ({@code \x16}, {@code \n}) are left as
 * they are. A request that is not three words is a url, whole, with method and protocol NULL. A
 * field in quotes ends with a quote that has a space or the end of the line behind it; one that is
 * cut off ends with the line. What follows the last field after a space is left out: servers append
 * fields of their own.
 *
 * <p>A line that lacks a field is a bad row, and so is one with a wanted field that is not of its
 * type: no time, no number, no valid UTF-8.
 */
final class AccessLogFormat implements RowFormat {

  static final int IP = 0;
  static final int IDENT = 1;
  static final int USER = 2;
  static final int TS = 3;
  static final int METHOD = 4;
  static final int URL = 5;
  static final int PROTOCOL = 6;
  static final int STATUS = 7;
  static final int BYTES = 8;
  static final int REFERER = 9;
  static final int AGENT = 10;

  private static final List<String> NAMES =
      List.of(
          "ip",
          "ident",
          "user",
          "ts",
          "method",
          "url",
          "protocol",
          "status",
          "bytes",
          "referer",
          "agent");

  private final Map<String, FieldType> fields;
  private final Schema schema;

  private AccessLogFormat(Map<String, FieldType> fields) {
    this.fields = fields;
    List<Column> columns = new ArrayList<>();
    fields.forEach((name, field) -> columns.add(new Column(name, field.type())));
    this.schema = new Schema(columns);
  }

  /** The common format. */
  static AccessLogFormat common() {
    Map<String, FieldType> fields = new LinkedHashMap<>();
    for (String name : NAMES.subList(0, REFERER)) {
      fields.put(
          name,
          switch (name) {
            case "ts" -> FieldType.timestamp(TimestampFormat.ACCESS_LOG);
            case "status", "bytes" -> FieldType.of(Type.BIGINT);
            default -> FieldType.VARCHAR;
          });
    }
    return new AccessLogFormat(fields);
  }

  /** The combined format. */
  static AccessLogFormat combined() {
    Map<String, FieldType> fields = new LinkedHashMap<>(common().fields);
    fields.put("referer", FieldType.VARCHAR);
    fields.put("agent", FieldType.VARCHAR);
    return new AccessLogFormat(fields);
  }

  /**
   * The format of a file that begins with {@code head[from, to)}: the combined one unless most of
   * its lines end after the number of bytes.
   */
  static AccessLogFormat infer(byte[] head, int from, int to) {
    int common = 0;
    int combined = 0;
    int start = from;
    for (int i = from; i < to; i++) {
      if (head[i] == '\n') {
        int end = i > start && head[i - 1] == '\r' ? i - 1 : i;
        if (end > start && head[end - 1] == '"') {
          combined++;
        } else if (end > start) {
          common++;
        }
        start = i + 1;
      }
    }
    return common > combined ? common() : combined();
  }

  /**
   * This format with other types for some columns.
   *
   * @throws IllegalArgumentException if there is no such column
   */
  AccessLogFormat withTypes(Map<String, FieldType> types) {
    types.keySet().forEach(schema::indexOf);
    Map<String, FieldType> merged = new LinkedHashMap<>(fields);
    merged.putAll(types);
    return new AccessLogFormat(merged);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public RowParser parser(Schema wanted) {
    FieldReader[] readers = new FieldReader[NAMES.size()];
    int[] columns = new int[NAMES.size()];
    for (int c = 0; c < wanted.size(); c++) {
      String name = wanted.column(c).name();
      int index = schema.indexOf(name);
      columns[index] = c;
      readers[index] = FieldReader.create(fields.get(name));
    }
    return new AccessLogParser(NAMES, readers, columns, schema.size() > REFERER);
  }
}
