package dev.inkling.benchmarks.accuracy;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;

/** What the page says about filters. */
final class FilterPage {

  private static final double MIDDLE_RATE = 0.01;

  private final Rows rows;
  private final PrintStream out;

  FilterPage(Rows rows, PrintStream out) {
    this.rows = rows;
    this.out = out;
  }

  void print() {
    out.printf(
        Locale.ROOT,
        "%n## Filters%n%n"
            + "Actual ÷ asked false-positive rate with 100,000 random keys; ± one standard error"
            + " of the experiment. **fitting n**: the most keys below 100,000 for which Parquet's"
            + " size is not rounded up to a power of two: %,d at 10 %%, %,d at 1 %%, %,d at 0.1 %%,"
            + " %,d at 0.01 %%; **merged** from 64 parts; consecutive keys. **bits**: stored bits"
            + " per key, at 1 %%. No filter may lose a key.%n%n"
            + "| filter | 10 %% | 1 %% | 0.1 %% | 0.01 %% | 10 %%, fitting n | 1 %% | 0.1 %% |"
            + " 0.01 %% | 1 %%, merged | 1 %%, consecutive | bits | keys lost |%n"
            + "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|%n",
        BlockFilters.fitting(0.1),
        BlockFilters.fitting(0.01),
        BlockFilters.fitting(0.001),
        BlockFilters.fitting(0.0001));
    for (Label label : rows.labels(MembershipTrials.FAMILY)) {
      out.printf("| %s |", label);
      for (double rate : Families.RATES) {
        out.printf(" %s |", ratio(find(label, "random", Families.MIDDLE, rate, 1), rate));
      }
      for (double rate : Families.RATES) {
        double n = BlockFilters.fitting(rate);
        out.printf(" %s |", ratio(find(label, "random", n, rate, 1), rate));
      }
      Optional<Row> middle = find(label, "random", Families.MIDDLE, MIDDLE_RATE, 1);
      out.printf(
          " %s | %s | %s | %s |%n",
          ratio(find(label, "random", Families.MIDDLE, MIDDLE_RATE, 64), MIDDLE_RATE),
          ratio(find(label, "consecutive", Families.MIDDLE, MIDDLE_RATE, 1), MIDDLE_RATE),
          Rows.cell(middle, r -> Rows.number(8 * r.storedBytes() / r.n())),
          Rows.number(lost(label)));
    }
  }

  private double lost(Label label) {
    return rows.all().stream()
        .filter(row -> row.family().equals(MembershipTrials.FAMILY) && row.label().equals(label))
        .mapToDouble(row -> row.more().get(MembershipTrials.LOST))
        .sum();
  }

  private static String ratio(Optional<Row> row, double rate) {
    return Rows.cell(
        row,
        r ->
            Rows.number(r.more().get(MembershipTrials.ACTUAL) / rate)
                + " ± "
                + Rows.number(r.more().get(MembershipTrials.STANDARD_ERROR) / rate));
  }

  private Optional<Row> find(Label label, String distribution, double n, double rate, int parts) {
    return rows.find(
        MembershipTrials.FAMILY,
        label.toString(),
        distribution,
        n,
        parts,
        MembershipTrials.asked(rate));
  }
}
