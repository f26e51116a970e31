package dev.inkling.engine.stream;

import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Of which side each column of a join's result is. The keys are there once, the left side's. */
final class JoinColumns {

  private final boolean[] isLeft;
  private final int[] index;

  private JoinColumns(int size) {
    this.isLeft = new boolean[size];
    this.index = new int[size];
  }

  /**
   * The columns of a join: the left side's, then the right side's without the keys.
   *
   * @param rightName how the right side's columns are called in the result
   * @throws IllegalArgumentException if the keys have different types, or names are there twice
   */
  static Schema schema(
      Schema left, Schema right, List<String> keys, UnaryOperator<String> rightName, String hint) {
    Columns.keys(left, keys);
    List<Column> columns = new ArrayList<>(left.columns());
    for (String key : keys) {
      if (left.type(key) != right.type(key)) {
        throw new IllegalArgumentException(
            "key "
                + key
                + " must have the same type on both sides, got "
                + left.type(key)
                + " and "
                + right.type(key));
      }
    }
    for (Column column : right.columns()) {
      if (!keys.contains(column.name())) {
        String name = rightName.apply(column.name());
        if (left.contains(name)) {
          throw new IllegalArgumentException(
              "both sides have a column " + name + ", which is no key: " + hint);
        }
        columns.add(new Column(name, column.type()));
      }
    }
    return new Schema(columns);
  }

  /**
   * Finds the columns that are wanted.
   *
   * @param left the columns that the left side's rows have
   * @param rightNames how the columns that the right side's rows have are called in the result
   */
  static JoinColumns of(Schema wanted, Schema left, List<String> rightNames) {
    JoinColumns columns = new JoinColumns(wanted.size());
    for (int c = 0; c < wanted.size(); c++) {
      String name = wanted.column(c).name();
      columns.isLeft[c] = left.contains(name);
      columns.index[c] = columns.isLeft[c] ? left.indexOf(name) : rightNames.indexOf(name);
    }
    return columns;
  }

  int size() {
    return index.length;
  }

  boolean isLeft(int column) {
    return isLeft[column];
  }

  /** The index among the columns of its side. */
  int index(int column) {
    return index[column];
  }
}
