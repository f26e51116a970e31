package dev.inkling.engine.io;

import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import dev.inkling.sketch.Estimate;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of an answer as CSV and JSON lay them out: an approximate column {@code x} is
 * followed by {@code x_lower} and {@code x_upper}, unless the query selects a column of that name
 * itself. Lists of frequent items hold their bars inside.
 */
final class SinkColumns {

  /** What is shown of a value. */
  enum Part {
    VALUE,
    LOWER,
    UPPER
  }

  /**
   * A column that is written.
   *
   * @param name its name
   * @param index the answer's column that it shows
   * @param part which part of it
   * @param type the type of that column
   */
  record Shown(String name, int index, Part part, Type type) {

    /** Appends this part of a value as JSON. */
    void appendJson(StringBuilder out, Object value) {
      if (value instanceof Estimate estimate && part != Part.VALUE) {
        if (Double.isNaN(estimate.value())) {
          out.append("null");
        } else if (part == Part.LOWER) {
          SinkText.appendJsonNumber(out, estimate.lower(), type, SinkText.Rounding.DOWN);
        } else {
          SinkText.appendJsonNumber(out, estimate.upper(), type, SinkText.Rounding.UP);
        }
      } else {
        SinkText.appendJsonValue(out, value, type);
      }
    }
  }

  private SinkColumns() {}

  /** Everything that is written of these columns, in order. */
  static List<Shown> of(Schema columns, boolean[] approximate) {
    if (approximate.length != columns.size()) {
      throw new IllegalArgumentException(
          "approximate must have one element per column, "
              + columns.size()
              + ", got "
              + approximate.length);
    }
    List<Shown> shown = new ArrayList<>();
    for (int i = 0; i < approximate.length; i++) {
      Column column = columns.column(i);
      Type type = column.type();
      shown.add(new Shown(column.name(), i, Part.VALUE, type));
      if (approximate[i] && !type.isList()) {
        String lower = column.name() + "_lower";
        if (!columns.contains(lower)) {
          shown.add(new Shown(lower, i, Part.LOWER, type));
        }
        String upper = column.name() + "_upper";
        if (!columns.contains(upper)) {
          shown.add(new Shown(upper, i, Part.UPPER, type));
        }
      }
    }
    return shown;
  }
}
