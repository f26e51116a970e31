package dev.inkling.benchmarks.accuracy;

import dev.inkling.benchmarks.results.Versions;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** {@code docs/ACCURACY.md}: plots, findings, a table per family, our bars, sizes. */
final class AccuracyPage {

  private final Rows rows;
  private final PrintStream out;
  private final Effort effort;

  AccuracyPage(Rows rows, PrintStream out, Effort effort) {
    this.rows = rows;
    this.out = out;
    this.effort = effort;
  }

  /** Writes all of which something was measured. */
  void print(Set<String> plots, List<String> refusals) {
    head();
    plots(plots);
    out.print("\n## What to know before choosing\n\n");
    new Findings(rows).all().forEach(finding -> out.println("- " + finding));
    if (rows.has(DistinctTrials.FAMILY)) {
      new DistinctPage(rows, out, Families.distinctSubjects()).print();
    }
    if (rows.has(MembershipTrials.FAMILY)) {
      new FilterPage(rows, out).print();
    }
    if (rows.has(QuantileTrials.FAMILY)) {
      new QuantilePage(rows, out, refusals).print();
    }
    if (rows.has(FrequencyTrials.FAMILY)) {
      new FrequencyPage(rows, out).print();
    }
  }

  private void head() {
    Set<String> versions = new TreeSet<>();
    rows.all().stream()
        .map(Row::label)
        .filter(label -> !label.isInkling())
        .forEach(label -> versions.add(label.library() + " " + Versions.of(label.source())));
    out.printf(
        "# Accuracy and size%n%n"
            + "Written by `benchmarks/run accuracy`%s: %d trials per size of a distinct counter"
            + " (%d merged), %d per stream of numbers, %d per filter with %,d lookups each, %d per"
            + " stream of items. Every measured figure, also the quantiles of the errors, is in"
            + " `accuracy.csv` and `accuracy.json` in the folder that it prints. Peers: %s.%n%n"
            + "Seeds are fixed: every run writes the same figures, except those of DataSketches'"
            + " KLL, REQ and classic sketches and of AVLTreeDigest, which draw random numbers that"
            + " nobody can set. Heap bytes are measured by JOL, with compressed pointers.%n",
        effort.equals(Effort.DEFAULT) ? "" : " --" + effort.name(),
        effort.distinctTrials(),
        effort.mergeTrials(),
        effort.quantileTrials(),
        effort.filterTrials(),
        effort.lookups(),
        effort.frequencyTrials(),
        String.join(", ", versions));
  }

  private void plots(Set<String> plots) {
    plot(
        plots,
        Plots.DISTINCT_HEAP,
        "Memory-variance product in memory. Counters that are exact at first have no point there;"
            + " stream-lib's leave the plot where they break down");
    plot(plots, Plots.DISTINCT_STORED, "The same of what is stored");
    plot(
        plots,
        Plots.MEMBERSHIP,
        "Actual against asked false-positive rate; \"fitting n\" is at the sizes at which Parquet's"
            + " filter is not rounded up to a power of two");
    plot(plots, Plots.QUANTILE, "Rank error at the tails");
  }

  private void plot(Set<String> plots, String name, String caption) {
    if (plots.contains(name)) {
      out.printf("%n![%s](plots/%s.svg)%n%n*%s.*%n", caption, name, caption);
    }
  }

  /** At the end. */
  void missing() {
    out.print(
        "\n## Who is not here\n\n"
            + "- DataSketches' REQ: `getQuantileLowerBound(p)` throws where the lower rank is below 0,"
            + " as at p = 0.01; its bounds are taken from the ranks' bounds.\n"
            + "- DataSketches' Count-Min: 6.2.0 has none, in later versions its constructor is not"
            + " public. 6.2.0 is the last that runs on JDK 17 beside others.\n"
            + "- stream-lib's StreamSummary and fastfilter's filters cannot be merged; the latter"
            + " cannot be stored.\n"
            + "- Sketches of DuckDB and of engines have no interface by which they could be filled"
            + " alike.\n");
  }
}
