package dev.inkling.benchmarks.accuracy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What was measured, looked up by setting, and how figures are written in tables. */
final class Rows {

  private static final String NONE = "–";

  private final List<Row> rows;

  Rows(List<Row> rows) {
    this.rows = rows;
  }

  List<Row> all() {
    return rows;
  }

  boolean has(String family) {
    return rows.stream().anyMatch(row -> row.family().equals(family));
  }

  /** The subjects of a family, in the order in which they were measured. */
  List<Label> labels(String family) {
    LinkedHashSet<Label> labels = new LinkedHashSet<>();
    for (Row row : rows) {
      if (row.family().equals(family)) {
        labels.add(row.label());
      }
    }
    return List.copyOf(labels);
  }

  Optional<Row> find(
      String family, String label, String distribution, double n, int parts, String question) {
    return rows.stream()
        .filter(
            row ->
                row.family().equals(family)
                    && row.label().toString().equals(label)
                    && row.distribution().equals(distribution)
                    && row.n() == n
                    && row.parts() == parts
                    && row.question().equals(question))
        .findFirst();
  }

  /** A figure of a row, or a dash if there is no such row. */
  static String cell(Optional<Row> row, Function<Row, String> figure) {
    return row.map(figure).orElse(NONE);
  }

  /** With three digits or so, whatever the size; a dash if it is not known. */
  static String number(double value) {
    double size = Math.abs(value);
    if (Double.isNaN(value)) {
      return NONE;
    }
    if (value == 0) {
      return "0";
    }
    if (size >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    if (size >= 10) {
      return String.format(Locale.ROOT, "%.1f", value);
    }
    if (size >= 0.1) {
      return String.format(Locale.ROOT, "%.2f", value);
    }
    return size >= 0.001
        ? String.format(Locale.ROOT, "%.4f", value)
        : String.format(Locale.ROOT, "%.1e", value);
  }

  static String percent(double share) {
    return number(100 * share);
  }

  /** How often bars held, of how often they are said to, and how many times too wide they are. */
  static String bars(Row row) {
    Bars bars = row.bars();
    if (!bars.exist()) {
      return NONE;
    }
    return String.format(
        Locale.ROOT,
        "%s%.1f / %.0f, ×%s",
        bars.heldTooSeldom() ? "**too seldom** " : "",
        100 * bars.share(),
        100 * bars.asked(),
        number(bars.width()));
  }

  static String bytes(Row row) {
    return number(row.heapBytes()) + " / " + number(row.storedBytes());
  }
}
