package dev.inkling.engine.io;

import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One JSON object (RFC 8259) per line; blank lines are skipped. Immutable.
 *
 * <p>A column's name is its path: {@code a.b} is the value of {@code "b"} in the object {@code
 * "a"}, or of the key {@code "a.b"}. A path that leads nowhere and {@code null} are NULL; of equal
 * keys the last wins. Then, by the column's type:
 *
 * <ul>
 *   <li>VARCHAR takes strings, without their escapes, and of every other value its JSON text;
 *   <li>BIGINT takes numbers that are integers of 64 bits ({@code 1.0} and {@code 1e3} are some),
 *       DOUBLE takes all numbers; neither takes a number in a string;
 *   <li>BOOLEAN takes {@code true} and {@code false};
 *   <li>TIMESTAMP takes strings and numbers in its format.
 * </ul>
 *
 * <p>A line that is not an object, is broken anywhere, or is nested more than 512 levels deep is a
 * bad row, and so is one with a value that its column does not take, or with a text that is wanted
 * and is not valid UTF-8 or has half a surrogate pair alone ({@code "\ud83d"}). In strings that are
 * not wanted neither is looked for.
 */
final class NdjsonFormat implements RowFormat {

  private final Map<String, FieldType> fields;
  private final Schema schema;

  private NdjsonFormat(Map<String, FieldType> fields) {
    this.fields = fields;
    List<Column> columns = new ArrayList<>();
    fields.forEach((name, field) -> columns.add(new Column(name, field.type())));
    this.schema = new Schema(columns);
  }

  /** Lines with these columns, in the map's order. */
  static NdjsonFormat create(Map<String, FieldType> fields) {
    return new NdjsonFormat(new LinkedHashMap<>(fields));
  }

  /**
   * The format of a file that begins with {@code head[from, to)}: see {@link NdjsonInference}. What
   * follows the last line feed is left out, unless there is none.
   */
  static NdjsonFormat infer(byte[] head, int from, int to) {
    return create(NdjsonInference.fields(head, from, to));
  }

  /**
   * This format with other types for some columns. Names that it does not have become columns: a
   * path may first be seen after the head of a file.
   */
  NdjsonFormat withTypes(Map<String, FieldType> types) {
    Map<String, FieldType> merged = new LinkedHashMap<>(fields);
    merged.putAll(types);
    return new NdjsonFormat(merged);
  }

  /** How the fields are read, by name, in the schema's order. */
  Map<String, FieldType> fields() {
    return new LinkedHashMap<>(fields);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public RowParser parser(Schema wanted) {
    for (Column column : wanted.columns()) {
      Type type = schema.type(column.name());
      if (type != column.type()) {
        throw new IllegalArgumentException(
            "wanted must have the schema's types, got " + column + " for a " + type);
      }
    }
    return new NdjsonParser(wanted, fields);
  }
}
