package dev.inkling.benchmarks.sampling;

import dev.inkling.benchmarks.results.Direction;
import dev.inkling.benchmarks.results.Results;
import dev.inkling.benchmarks.results.Subject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/** Writes {@code docs/SAMPLING-ACCURACY.md}; the same arguments give the same file. */
public final class SamplingReport {

  private static final int ROWS = 100_000;
  private static final int UNEQUAL_ROWS = 20_000;
  private static final int[] SIZES = {30, 100, 1_000};
  private static final int REAL_ROWS = 10_000;
  private static final int LEAST_EXPECTED = 30;

  private static final String INTRODUCTION =
      """
      # Bars from samples: how often they hold

      Written by `benchmarks/run sampling`; seeds are fixed, every run writes the same. %,d independent samples per line; each
      cell is the share of them, in %%, whose 95 %% bar held the truth.

      - Upright: every answer promised (`PROBABILISTIC` or `EXACT`). *Slanted*: answers were `EMPIRICAL`; in brackets, if some
        promised, how many did and how many of these held.
      - °: fewer held than the binomial tolerance of 95 %% allows (at 10⁻⁶; 93.9 %% of 10,000). Allowed where they say `EMPIRICAL`.
      - **†**: of the answers that promised, fewer held than the tolerance for their number, though of all answers enough
        did. **!**: of all answers too few did as well.
      - A † is a promise that was not kept. Which answers promise depends on the sample, and those that pass the diagnostics
        where most do not are no random choice: a sample without the one large row of its group looks harmless, and errs.

      """;

  private final PrintStream out;
  private final int trials;
  private final Results results;
  private int cells;
  private int promising;
  private int broken;
  private int brokenAndLow;
  private long promisedAnswers;
  private long brokenAnswers;

  private SamplingReport(PrintStream out, int trials, Results results) {
    this.out = out;
    this.trials = trials;
    this.results = results;
  }

  /**
   * Arguments: the file to write (empty: {@code SAMPLING-ACCURACY.md} in the folder of the run),
   * samples per line, the folder of real data (may be missing), and "quick" if it is to be called
   * so.
   */
  public static void main(String[] args) throws IOException, SQLException {
    Results results = Results.start("sampling", args.length > 3 && args[3].equals("quick"));
    Path page =
        args[0].isEmpty()
            ? Files.createDirectories(results.folder()).resolve("SAMPLING-ACCURACY.md")
            : Path.of(args[0]);
    try (PrintStream out =
        new PrintStream(Files.newOutputStream(page), false, StandardCharsets.UTF_8)) {
      new SamplingReport(out, Integer.parseInt(args[1]), results).write(Path.of(args[2]));
      results.save();
    }
    System.err.println("page: " + page);
  }

  private void write(Path data) throws SQLException {
    print(INTRODUCTION, trials);
    synthetic();
    unequal();
    Optional<Population> retail = RealData.retail(data);
    Optional<Population> ticks = RealData.ticks(data);
    if (retail.isEmpty() || ticks.isEmpty()) {
      summary();
      System.err.println("no real data in " + data + ": left out");
      return;
    }
    real(retail.get(), "revenue of invoice lines; ratio: revenue by quantity", true);
    real(ticks.get(), "volume of trades; ratio: volume by turnover", false);
    summary();
  }

  private void synthetic() {
    print(
        "## Normal, lognormal and Pareto values%n%nPopulations of %,d rows. *all*: a sample of n"
            + " rows, asked about all rows, COUNT about a group of a quarter. *group*: a sample of"
            + " 4 n rows, asked about that group, n rows of the sample on average.%n%n",
        ROWS);
    print("| values | design | n | COUNT | SUM | AVG | ratio | p50 | p99 |%n");
    print("|---|---|---:|---:|---:|---:|---:|---:|---:|%n");
    for (Population population : populations(ROWS)) {
      for (int n : SIZES) {
        line(population, "uniform, all", n, Sampler.uniform(n), Population.ALL);
        line(population, "uniform, group", n, Sampler.uniform(4 * n), 0);
        double rate = 4.0 * n / population.rows();
        line(population, "Bernoulli, group", n, Sampler.bernoulli(rate), 0);
        line(population, "stratified, all", n, Sampler.stratified(n / 2), Population.ALL);
      }
    }
  }

  private void unequal() {
    print(
        "%n## Unequal probabilities%n%nPopulations of %,d rows, sampled in proportion to x, which"
            + " goes with y (ratio: y by x); 4 n rows, asked about the group of a quarter.%n%n",
        UNEQUAL_ROWS);
    print("| values | design | n | COUNT | SUM | AVG | ratio | p50 | p99 |%n");
    print("|---|---|---:|---:|---:|---:|---:|---:|---:|%n");
    for (Population population : populations(UNEQUAL_ROWS)) {
      for (int n : SIZES) {
        line(population, "weighted, group", n, Sampler.weighted(4 * n), 0);
        line(population, "VarOpt, group", n, Sampler.varOpt(4 * n), 0);
      }
    }
  }

  private void line(Population population, String design, int n, Sampler sampler, int group) {
    Trials all =
        Trials.of(
            population, sampler, trials, (g, asked) -> asked == Asked.COUNT ? g == 0 : g == group);
    print("| %s | %s | %,d |", population.name(), design, n);
    for (Asked asked : Asked.values()) {
      print(" %s |", shown(population, design, n, all, asked == Asked.COUNT ? 0 : group, asked));
    }
    print("%n");
    out.flush();
  }

  private static Population[] populations(int rows) {
    return new Population[] {
      Population.ofDistribution("normal(10, 1)", rows, r -> 10 + normal(r), 1),
      Population.ofDistribution("lognormal(0, 0.5)", rows, r -> Math.exp(0.5 * normal(r)), 2),
      Population.ofDistribution("lognormal(0, 1)", rows, r -> Math.exp(normal(r)), 3),
      Population.ofDistribution("Pareto(3)", rows, r -> pareto(r, 3), 4),
      Population.ofDistribution("Pareto(1.5)", rows, r -> pareto(r, 1.5), 5),
    };
  }

  private static double normal(SplittableRandom random) {
    double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
    return radius * Math.cos(2 * Math.PI * random.nextDouble());
  }

  private static double pareto(SplittableRandom random, double shape) {
    return Math.pow(1 - random.nextDouble(), -1 / shape);
  }

  private void real(Population population, String what, boolean compare) {
    print(
        "%n## %s: %s%n%n%,d of %,d rows. A line is a group with at least %d rows in the sample on"
            + " average.%n",
        population.name(), what, REAL_ROWS, population.rows(), LEAST_EXPECTED);
    print("%n**A uniform sample**%n%n");
    Trials uniform = Trials.of(population, Sampler.uniform(REAL_ROWS), trials);
    double rate = (double) REAL_ROWS / population.rows();
    table(population, "uniform", uniform, g -> population.size(g) * rate);
    int each = REAL_ROWS / population.groups();
    print("%n**A stratified sample: %d rows of each group**%n%n", each);
    Trials strata = Trials.of(population, Sampler.stratified(each), trials);
    table(population, "stratified", strata, g -> Math.min(population.size(g), each));
    if (compare) {
      strataBesideUniform(population, uniform, strata);
    }
  }

  private interface Expected {
    double rows(int group);
  }

  private void table(Population population, String design, Trials trials, Expected expected) {
    print("| group | rows | in the sample | COUNT | SUM | AVG | ratio | p50 | p99 |%n");
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|%n");
    for (int g = 0; g < population.groups(); g++) {
      if (expected.rows(g) >= LEAST_EXPECTED) {
        row(population, design, trials, g, expected.rows(g));
      }
    }
    double all = 0;
    for (int g = 0; g < population.groups(); g++) {
      all += expected.rows(g);
    }
    row(population, design, trials, Population.ALL, all);
  }

  private void row(Population population, String design, Trials trials, int g, double expected) {
    print("| %s | %,d | %,.0f |", population.groupName(g), population.size(g), expected);
    for (Asked asked : Asked.values()) {
      print(" %s |", shown(population, design, REAL_ROWS, trials, g, asked));
    }
    print("%n");
    out.flush();
  }

  private void strataBesideUniform(Population population, Trials uniform, Trials strata) {
    Missed missed = Missed.of(population, REAL_ROWS, trials);
    print(
        "%n**Stratified beside uniform at the same budget of %,d rows** (the stratified sample"
            + " takes fewer, since some groups have not so many): mean squared error of each"
            + " group's SUM, uniform by stratified. Groups without a row in the sample: uniform"
            + " %.2f of %d on average (%d at most), stratified 0.%n%n| group | rows | uniform,"
            + " relative RMSE %% | stratified %% | ratio of MSE |%n|---|---:|---:|---:|---:|%n",
        REAL_ROWS, missed.mean(), population.groups(), missed.most());
    double logarithms = 0;
    int counted = 0;
    int better = 0;
    for (int g = 0; g <= population.groups(); g++) {
      int group = g == population.groups() ? Population.ALL : g;
      double truth = population.truth(group, Asked.SUM);
      double a = uniform.of(group, Asked.SUM).meanSquare();
      double b = strata.of(group, Asked.SUM).meanSquare();
      boolean exact = b < 1e-18 * truth * truth;
      print(
          "| %s | %,d | %.1f | %.1f | %s |%n",
          population.groupName(group),
          population.size(group),
          100 * Math.sqrt(a) / Math.abs(truth),
          exact ? 0 : 100 * Math.sqrt(b) / Math.abs(truth),
          exact ? "∞ (exact)" : String.format(Locale.ROOT, "%.2f", a / b));
      if (group != Population.ALL) {
        better += exact || a > b ? 1 : 0;
        if (!exact) {
          logarithms += Math.log(a / b);
          counted++;
        }
      }
    }
    print(
        "%nStratified is better for %d of %d groups; the geometric mean of the ratio over the %d"
            + " that are not exact is %.1f.%n",
        better, population.groups(), counted, Math.exp(logarithms / counted));
  }

  /** How many of the cells shown promise something, and how many of these promises are broken. */
  private void summary() {
    print(
        "%n## In all%n%nOf %,d cells %,d have answers that promise. In %,d of these the promise was"
            + " not kept (†), in %,d nor did enough of all answers hold (!). These %,d cells have"
            + " %.2f %% of all answers that promised.%n",
        cells,
        promising,
        broken,
        brokenAndLow,
        broken + brokenAndLow,
        100.0 * brokenAnswers / promisedAnswers);
  }

  /** One cell; also goes to the results. */
  private String shown(
      Population population, String design, int n, Trials all, int group, Asked asked) {
    Tally tally = all.of(group, asked);
    double truth = Math.abs(population.truth(group, asked));
    Subject subject =
        Subject.of("sampling", "Inkling " + design, results.run().version())
            .with("population", word(population.name()))
            .with("n", n)
            .with("group", word(population.groupName(group)))
            .with("asked", asked);
    results.add(subject.share("held", Direction.HIGHER, tally.held(), tally.trials()));
    if (tally.promised() > 0 && tally.promised() < tally.trials()) {
      results.add(
          subject.share(
              "held of those that promise",
              Direction.HIGHER,
              tally.promisedHeld(),
              tally.promised()));
    }
    double scale = truth == 0 ? 1 : 100 / truth;
    results.add(
        subject.estimate(
            "rmse",
            truth == 0 ? "1" : "%",
            Direction.LOWER,
            scale * Math.sqrt(tally.meanSquare()),
            scale * tally.rmseStandardError(),
            tally.trials()));
    return shown(tally);
  }

  /** A name without white space. */
  private static String word(String name) {
    return name.replace(", ", ",").replaceAll("\\s", "-");
  }

  private String shown(Tally tally) {
    cells++;
    promisedAnswers += tally.promised();
    promising += tally.promised() > 0 ? 1 : 0;
    if (tally.breaksPromise()) {
      brokenAnswers += tally.promised();
      broken += tally.isLow() ? 0 : 1;
      brokenAndLow += tally.isLow() ? 1 : 0;
    }
    return tally.shown();
  }

  private void print(String format, Object... values) {
    out.printf(Locale.ROOT, format, values);
  }
}
