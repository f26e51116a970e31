package dev.inkling.benchmarks.accuracy;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the page says about quantile sketches. */
final class QuantilePage {

  private static final double[] TABLE = {0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999};

  private final Rows rows;
  private final PrintStream out;
  private final List<String> refusals;

  QuantilePage(Rows rows, PrintStream out, List<String> refusals) {
    this.rows = rows;
    this.out = out;
    this.refusals = refusals.stream().distinct().toList();
  }

  void print() {
    List<Label> labels = rows.labels(QuantileTrials.FAMILY);
    out.print(
        "\n## Quantile sketches\n\n"
            + "RMSE of the rank in % of n: 100,000 lognormal numbers. **value**: RMS relative"
            + " error of the value at p = 0.99, in %. **Falls**: share of the trials in which a"
            + " larger p gave a smaller quantile, over all distributions. Bars: held / asked in %,"
            + " × how many times wider than need be, at p = 0.5 and p = 0.99.\n\n"
            + "| sketch | heap / stored bytes | p = 0.001 | 0.01 | 0.1 | 0.5 | 0.9 | 0.99 | 0.999 |"
            + " value | falls | bars, p = 0.5 | bars, p = 0.99 |\n"
            + "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
    for (Label label : labels) {
      String lognormal = Values.LOGNORMAL.title();
      Optional<Row> middle = find(label, lognormal, 1, 0.5);
      Optional<Row> high = find(label, lognormal, 1, 0.99);
      out.printf("| %s | %s |", label, Rows.cell(middle, Rows::bytes));
      for (double p : TABLE) {
        out.printf(
            " %s |", Rows.cell(find(label, lognormal, 1, p), r -> Rows.percent(r.errors().rmse())));
      }
      out.printf(
          " %s | %s | %s | %s |%n",
          Rows.cell(high, r -> Rows.percent(r.more().get(QuantileTrials.VALUE_RMSE))),
          falls(label),
          Rows.cell(middle, Rows::bars),
          Rows.cell(high, Rows::bars));
    }
    out.print(
        "\nThe largest RMSE of the rank at any of the nine p, in percent of n, by distribution; n ="
            + " 100,000; the last two merged from 64 parts. Where numbers repeat (Zipf), ranks are"
            + " hard on sketches that promise the value: DDSketch may say 1.005 for 1, which is larger"
            + " than all ones.\n\n| sketch |");
    for (Values values : Values.values()) {
      out.printf(" %s |", values.title());
    }
    out.print(" uniform, merged | sorted, merged |\n|---|");
    out.print("---:|".repeat(Values.values().length + 2) + "\n");
    for (Label label : labels) {
      out.printf("| %s |", label);
      for (Values values : Values.values()) {
        out.printf(" %s |", worst(label, values.title(), 1));
      }
      out.printf(
          " %s | %s |%n",
          worst(label, Values.UNIFORM.title(), 64), worst(label, Values.SORTED.title(), 64));
    }
    if (!refusals.isEmpty()) {
      out.printf("%nNot measured: %s.%n", String.join("; ", refusals));
    }
  }

  private String falls(Label label) {
    return String.format(
        Locale.ROOT,
        "%.0f %%",
        100
            * rows.all().stream()
                .filter(row -> row.family().equals(QuantileTrials.FAMILY))
                .filter(row -> row.label().equals(label) && row.n() == Families.MIDDLE)
                .mapToDouble(row -> row.more().get(QuantileTrials.NOT_MONOTONE))
                .average()
                .orElse(Double.NaN));
  }

  private String worst(Label label, String distribution, int parts) {
    double worst = Double.NaN;
    for (double p : QuantileTrials.FRACTIONS) {
      double rmse =
          find(label, distribution, parts, p).map(r -> r.errors().rmse()).orElse(Double.NaN);
      worst = Double.isNaN(worst) ? rmse : Math.max(worst, rmse);
    }
    return Rows.percent(worst);
  }

  private Optional<Row> find(Label label, String distribution, int parts, double p) {
    return rows.find(
        QuantileTrials.FAMILY, label.toString(), distribution, Families.MIDDLE, parts, "p=" + p);
  }
}
