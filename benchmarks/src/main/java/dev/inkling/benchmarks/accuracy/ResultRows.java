package dev.inkling.benchmarks.accuracy;

import dev.inkling.benchmarks.results.Direction;
import dev.inkling.benchmarks.results.History;
import dev.inkling.benchmarks.results.Measure;
import dev.inkling.benchmarks.results.Results;
import dev.inkling.benchmarks.results.Subject;
import dev.inkling.benchmarks.results.Versions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Rows as measures of the suite "accuracy". Figures of peers are not judged when runs are compared:
 * they are theirs.
 */
final class ResultRows {

  private static final String SUITE = "accuracy";

  /** Of fewer distinct values errors are rare. */
  private static final double LEAST_DISTINCT = 1_000;

  private ResultRows() {}

  /**
   * Writes all rows into the folder of the run as CSV and JSON, and appends ours to the history.
   *
   * @return the folder
   */
  static Path save(List<Row> rows, Effort effort) throws IOException {
    Results all = Results.start(SUITE, effort.name());
    Results ours = new Results(all.run());
    for (Row row : rows) {
      add(row, all);
      if (row.label().isInkling()) {
        add(row, ours);
      }
    }
    Path folder = all.folder();
    all.write(folder.getParent());
    String history = System.getProperty("inkling.history", "benchmarks/history.csv");
    if (!history.equals("none")) {
      History.append(Path.of(history), ours);
    }
    System.err.printf(Locale.ROOT, "results: %s (%d measures)%n", folder, all.measures().size());
    return folder;
  }

  static void add(Row row, Results results) {
    Subject subject =
        Subject.of(SUITE, row.label().toString(), Versions.of(row.label().source()))
            .with("family", row.family())
            .with("distribution", row.distribution())
            .with("n", String.format(Locale.ROOT, "%.0f", row.n()))
            .with("parts", row.parts())
            .with("question", row.question());
    boolean ours = row.label().isInkling();
    Errors errors = row.errors();
    int trials = errors.trials();
    double deviation =
        Math.sqrt(Math.max(0, errors.rmse() * errors.rmse() - errors.bias() * errors.bias()));
    results.add(
        subject.estimate(
            "bias", "1", Direction.NEITHER, errors.bias(), deviation / Math.sqrt(trials), trials));
    results.add(rmse(subject, row));
    results.add(subject.exact("error p50", "1", Direction.NEITHER, errors.p50()));
    results.add(subject.exact("error p95", "1", Direction.NEITHER, errors.p95()));
    results.add(subject.exact("error max", "1", Direction.NEITHER, errors.max()));
    Bars bars = row.bars();
    if (bars.exist()) {
      String name = String.format(Locale.ROOT, "held at %.4g %%", 100 * bars.asked());
      addJudged(subject.share(name, Direction.HIGHER, bars.held(), bars.trials()), ours, results);
      addFinite(subject, "arm", "1", Direction.NEITHER, bars.arm(), results);
      addFinite(subject, "arm / narrowest", "1", Direction.NEITHER, bars.width(), results);
    }
    Direction bytes = ours ? Direction.LOWER : Direction.NEITHER;
    addBytes(subject, "heap", bytes, row.heap(), results);
    addBytes(subject, "stored", bytes, row.stored(), results);
    for (Map.Entry<String, Double> more : row.more().entrySet()) {
      addFinite(subject, more.getKey(), "1", Direction.NEITHER, more.getValue(), results);
    }
  }

  /**
   * Few values are counted exactly but for collisions so rare that neither their number nor a mean
   * over them says much: that is not judged, the bars are. Ranks, frequencies, rates and distinct
   * values that a sparse sketch keeps have errors far from normal, so that all carry their own
   * standard error.
   */
  private static Measure rmse(Subject subject, Row row) {
    boolean few = row.family().equals(DistinctTrials.FAMILY) && row.n() < LEAST_DISTINCT;
    Direction direction = row.label().isInkling() && !few ? Direction.LOWER : Direction.NEITHER;
    Errors errors = row.errors();
    return subject.estimate(
        "rmse", "1", direction, errors.rmse(), errors.rmseError(), errors.trials());
  }

  /** Sizes that depend on the stream have a standard error, others none. */
  private static void addBytes(
      Subject subject, String name, Direction direction, Bytes bytes, Results results) {
    if (bytes.standardError() == 0) {
      addFinite(subject, name, "bytes", direction, bytes.mean(), results);
    } else {
      results.add(
          subject.estimate(
              name, "bytes", direction, bytes.mean(), bytes.standardError(), bytes.trials()));
    }
  }

  private static void addJudged(Measure measure, boolean ours, Results results) {
    results.add(
        ours
            ? measure
            : new Measure(
                measure.suite(),
                measure.subject(),
                measure.version(),
                measure.setting(),
                measure.name(),
                measure.unit(),
                measure.value(),
                measure.low(),
                measure.high(),
                measure.trials(),
                measure.noise(),
                Direction.NEITHER));
  }

  /** Sizes that are not known and widths of exact answers are left out. */
  private static void addFinite(
      Subject subject,
      String name,
      String unit,
      Direction direction,
      double value,
      Results results) {
    if (Double.isFinite(value)) {
      results.add(subject.exact(name, unit, direction, value));
    }
  }
}
