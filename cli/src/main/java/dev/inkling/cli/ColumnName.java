package dev.inkling.cli;

import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Finds the column that a user means. */
final class ColumnName {

  /** A name is near another if so many letters differ. */
  private static final int NEAR = 2;

  private ColumnName() {}

  /**
   * The column of this name, or the only one of this name in any case.
   *
   * @throws IllegalArgumentException if there is none; the message tells those that are there, the
   *     near ones first
   */
  static Column find(Schema schema, String wanted) {
    if (schema.contains(wanted)) {
      return schema.column(schema.indexOf(wanted));
    }
    List<Column> alike =
        schema.columns().stream().filter(c -> c.name().equalsIgnoreCase(wanted)).toList();
    if (alike.size() == 1) {
      return alike.get(0);
    }
    String near =
        schema.columns().stream()
            .map(Column::name)
            .filter(name -> isNear(name, wanted))
            .map(name -> "\"" + name + "\"")
            .collect(Collectors.joining(" or "));
    throw new IllegalArgumentException(
        "no column \""
            + wanted
            + "\""
            + (near.isEmpty() ? "" : "; did you mean " + near + "?")
            + (near.isEmpty() ? "; there are " : " There are ")
            + schema);
  }

  /** Whether one name is part of the other, or few letters have to be changed. */
  private static boolean isNear(String name, String wanted) {
    String a = letters(name);
    String b = letters(wanted);
    if (a.isEmpty() || b.isEmpty()) {
      return false;
    }
    boolean isPart = Math.min(a.length(), b.length()) > NEAR && (a.contains(b) || b.contains(a));
    return isPart || distance(a, b) <= Math.min(NEAR, Math.max(a.length(), b.length()) / 2);
  }

  private static String letters(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]", "");
  }

  /** How many letters have to be inserted, left out or changed to turn one text into the other. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, 1 + Math.min(above, row[j - 1]));
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
