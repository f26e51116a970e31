package dev.inkling.benchmarks.accuracy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jfree.chart.JFreeChart;

/** Which rows the plots at the top of the page show; {@link LinePlot} draws them. */
final class Plots {

  static final String DISTINCT_HEAP = "distinct-heap";
  static final String DISTINCT_STORED = "distinct-stored";
  static final String MEMBERSHIP = "membership-rate";
  static final String QUANTILE = "quantile-tails";

  /** Sizes beside the one that is compared would only hide each other. */
  private static final List<String> LEFT_OUT =
      List.of("HyperLogLog p=10", "HyperLogLog p=14", "ExaLogLog p=7", "ExaLogLog p=9");

  /** What is lower or higher leaves the plot; the page says what that is. */
  private static final double LEAST_VARIANCE = 0.1;

  private static final double MOST_VARIANCE = 1_000;

  private final List<Row> rows;

  Plots(List<Row> rows) {
    this.rows = rows;
  }

  /** Every plot of which something was measured, by its name. */
  Map<String, JFreeChart> charts() {
    Map<String, JFreeChart> charts = new LinkedHashMap<>();
    if (has(DistinctTrials.FAMILY)) {
      charts.put(DISTINCT_HEAP, variance("in memory", Row::heapVariance));
      charts.put(DISTINCT_STORED, variance("stored", Row::storedVariance));
    }
    if (has(MembershipTrials.FAMILY)) {
      charts.put(MEMBERSHIP, rates());
    }
    if (has(QuantileTrials.FAMILY)) {
      charts.put(QUANTILE, tails());
    }
    return charts;
  }

  private boolean has(String family) {
    return rows.stream().anyMatch(row -> row.family().equals(family));
  }

  /** Writes the plots as SVG; needs no screen. */
  static void write(Map<String, JFreeChart> charts, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, JFreeChart> chart : charts.entrySet()) {
      LinePlot.write(chart.getValue(), folder.resolve(chart.getKey() + ".svg"));
    }
  }

  private JFreeChart variance(String where, ToDoubleFunction<Row> product) {
    LinePlot plot = new LinePlot();
    for (Row row : rows) {
      double value = product.applyAsDouble(row);
      if (row.family().equals(DistinctTrials.FAMILY)
          && row.distribution().equals(DistinctTrials.RANDOM)
          && row.question().equals(DistinctTrials.COUNT)
          && row.parts() == 1
          && row.n() >= 100
          && !LEFT_OUT.contains(row.label().sketch())
          && value >= LEAST_VARIANCE
          && value <= MOST_VARIANCE) {
        plot.add(row.label(), row.label().toString(), row.n(), value);
      }
    }
    return plot.chart(
        "Distinct counters: bits " + where + " × relative variance (lower is better)",
        LinePlot.powers("number of distinct values"),
        LinePlot.decimals("bits × (RMSE ÷ n)²"));
  }

  private JFreeChart rates() {
    LinePlot plot = new LinePlot();
    for (Row row : rows) {
      for (double rate : Families.RATES) {
        if (row.family().equals(MembershipTrials.FAMILY)
            && row.question().equals(MembershipTrials.asked(rate))
            && row.distribution().equals(DistinctTrials.RANDOM)
            && row.parts() == 1
            && row.more().get(MembershipTrials.ACTUAL) > 0) {
          double ratio = row.more().get(MembershipTrials.ACTUAL) / rate;
          if (row.n() == Families.MIDDLE) {
            plot.add(row.label(), row.label().toString(), rate, ratio);
          } else if (row.n() == BlockFilters.fitting(rate)
              && row.label().library().equals(BlockFilters.PARQUET)) {
            plot.add(row.label(), row.label() + ", fitting n", rate, ratio);
          }
        }
      }
    }
    return plot.level(1)
        .chart(
            "Filters of 100,000 keys: actual ÷ asked false-positive rate (1 or less is good)",
            LinePlot.decimals("false-positive rate asked for"),
            LinePlot.decimals("actual ÷ asked"));
  }

  private JFreeChart tails() {
    double floor = 1.0 / Families.MIDDLE;
    LinePlot plot = new LinePlot();
    for (Row row : rows) {
      for (int i = 0; i < QuantileTrials.FRACTIONS.length; i++) {
        if (row.family().equals(QuantileTrials.FAMILY)
            && row.question().equals("p=" + QuantileTrials.FRACTIONS[i])
            && row.distribution().equals(Values.LOGNORMAL.title())
            && row.n() == Families.MIDDLE
            && row.parts() == 1) {
          plot.add(row.label(), row.label().toString(), i, Math.max(floor, row.errors().rmse()));
        }
      }
    }
    return plot.chart(
        "Quantiles of 100,000 lognormal numbers: RMSE of the rank (lower is better)",
        LinePlot.names("p", QuantileTrials.FRACTIONS),
        LinePlot.decimals("rank error ÷ n (one rank, 0.00001, is the least that is drawn)"));
  }
}
