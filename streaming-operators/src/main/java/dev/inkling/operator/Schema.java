package dev.inkling.operator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The columns of a table, in order, with distinct names. Immutable. */
public final class Schema {

  private final List<Column> columns;
  private final Map<String, Integer> indexByName = new HashMap<>();

  /**
   * A schema of these columns.
   *
   * @throws IllegalArgumentException if two have the same name
   */
  public Schema(List<Column> columns) {
    this.columns = List.copyOf(columns);
    for (Column column : this.columns) {
      if (indexByName.put(column.name(), indexByName.size()) != null) {
        throw new IllegalArgumentException(
            "column names must be distinct, got " + column.name() + " twice");
      }
    }
  }

  /** A schema of these columns. */
  public static Schema of(Column... columns) {
    return new Schema(List.of(columns));
  }

  /** The columns in order. */
  public List<Column> columns() {
    return columns;
  }

  /** How many columns there are. */
  public int size() {
    return columns.size();
  }

  /** The column at this index. */
  public Column column(int index) {
    return columns.get(index);
  }

  /** Whether there is a column of this name. */
  public boolean contains(String name) {
    return indexByName.containsKey(name);
  }

  /**
   * The index of the column of this name.
   *
   * @throws IllegalArgumentException if there is none; the message lists those that are
   */
  public int indexOf(String name) {
    Integer index = indexByName.get(name);
    if (index == null) {
      throw new IllegalArgumentException(
          "no column \""
              + name
              + "\"; there are "
              + columns.stream().map(Column::name).collect(Collectors.joining(", ")));
    }
    return index;
  }

  /** The type of the column of this name; see {@link #indexOf}. */
  public Type type(String name) {
    return columns.get(indexOf(name)).type();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Schema that && columns.equals(that.columns);
  }

  @Override
  public int hashCode() {
    return columns.hashCode();
  }

  @Override
  public String toString() {
    return columns.stream().map(c -> c.name() + " " + c.type()).collect(Collectors.joining(", "));
  }
}
