package dev.inkling.engine.stream;

import dev.inkling.operator.Column;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Query.EventTime;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which columns an operator has, and which it needs of its upstream. */
final class Columns {

  private Columns() {}

  /** The columns of a schema that are wanted or needed besides, in the schema's order. */
  static Schema needed(Schema schema, Schema wanted, Collection<String> besides) {
    Set<String> names = new HashSet<>(besides);
    wanted.columns().forEach(column -> names.add(column.name()));
    return new Schema(
        schema.columns().stream().filter(column -> names.contains(column.name())).toList());
  }

  /** The columns that an expression looks at. */
  static Set<String> of(Expr expr) {
    Set<String> names = new LinkedHashSet<>();
    expr.visit(
        part -> {
          if (part instanceof Expr.Ref ref) {
            names.add(ref.column());
          }
        });
    return names;
  }

  /** Each of these columns under its own name. */
  static Map<String, String> same(Schema schema) {
    Map<String, String> names = new LinkedHashMap<>();
    schema.columns().forEach(column -> names.put(column.name(), column.name()));
    return names;
  }

  /** Checks that there is a key and that all keys are columns of values. */
  static List<String> keys(Schema schema, List<String> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("keys must name at least one column, got none");
    }
    if (new HashSet<>(keys).size() < keys.size()) {
      throw new IllegalArgumentException("keys must be distinct columns, got " + keys);
    }
    keys.forEach(schema::indexOf);
    return List.copyOf(keys);
  }

  /** Checks an event time by which rows are watched one by one. */
  static EventTime time(Schema schema, EventTime time) {
    String column =
        time.column()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "event time must name a column; a stream has no processing time of its"
                            + " own"));
    if (schema.type(column) != Type.TIMESTAMP) {
      throw new IllegalArgumentException(
          "the event time must be a TIMESTAMP, column " + column + " is " + schema.type(column));
    }
    if (time.disorder().isEmpty()) {
      throw new IllegalArgumentException(
          "the event time "
              + column
              + " needs a disorder, by how much rows may come too late: EventTime.of(column,"
              + " disorder)");
    }
    if (!time.lateness().isZero()) {
      throw new IllegalArgumentException(
          "lateness is for windows, which are amended; here add it to the disorder, got "
              + time.lateness());
    }
    return time;
  }

  /** Checks a duration. */
  static long millis(String name, Duration duration, long least) {
    long ms = duration.toMillis();
    if (ms < least) {
      throw new IllegalArgumentException(
          name + " must be at least " + least + " ms, got " + duration);
    }
    return ms;
  }

  /** A schema with a column added, or in the place of one of the same name. */
  static Schema with(Schema schema, Column column) {
    List<Column> columns = new ArrayList<>(schema.columns());
    if (schema.contains(column.name())) {
      columns.set(schema.indexOf(column.name()), column);
    } else {
      columns.add(column);
    }
    return new Schema(columns);
  }

  /** The error for who asks for a position that would lack a state. */
  static UnsupportedOperationException noPosition(String operator) {
    return new UnsupportedOperationException(
        operator
            + " has no position: its state is not stored, only where its input was read to; read"
            + " from the beginning, or put it behind the part that is to be resumed");
  }
}
