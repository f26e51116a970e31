package dev.inkling.benchmarks.compare;

import dev.inkling.benchmarks.results.Measure;
import dev.inkling.benchmarks.results.Results;
import dev.inkling.benchmarks.results.Run;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Says in Markdown what a comparison found. */
final class Report {

  /** Why most rows are not judged. */
  static final String NOT_TO_BE_JUDGED = "not to be judged (a peer's, or neither way is better)";

  private static final int SHOWN_NAMES = 10;

  private final PrintStream out;

  Report(PrintStream out) {
    this.out = out;
  }

  private void print(String format, Object... values) {
    out.printf(Locale.ROOT, format, values);
  }

  void runs(List<Results> before, List<Results> after) {
    before.forEach(results -> run("A", results));
    after.forEach(results -> run("B", results));
    differing("machine", before, after, run -> run.machine().cpu() + run.machine().processors());
    differing("JDK", before, after, run -> run.machine().jdk());
    differing("heap", before, after, run -> run.machine().heapMib());
    differing("effort (--quick, --full)", before, after, Run::effort);
    print("%n");
  }

  private void run(String letter, Results results) {
    Run run = results.run();
    print(
        "%s: %s, %s, %s, Inkling %s (commit %s)%s, %,d measures; %s, %d processors, JDK %s%n",
        letter,
        run.name(),
        run.suite(),
        run.started(),
        run.version(),
        run.commit(),
        run.effort().equals("default") ? "" : ", " + run.effort(),
        results.measures().size(),
        run.machine().cpu(),
        run.machine().processors(),
        run.machine().jdk());
  }

  private void differing(
      String what, List<Results> before, List<Results> after, Function<Run, Object> property) {
    boolean differs =
        before.stream()
            .anyMatch(
                a ->
                    after.stream()
                        .filter(b -> b.run().suite().equals(a.run().suite()))
                        .anyMatch(
                            b ->
                                !Objects.equals(property.apply(a.run()), property.apply(b.run()))));
    if (differs) {
      print("Beware: %s of A and B differ, which may be all that a change shows.%n", what);
    }
  }

  void changes(Comparison comparison, double falseAlarms) {
    counts(comparison, falseAlarms);
    table("Worse", comparison.worse(falseAlarms));
    vanished(comparison.vanished());
    table("Better", comparison.better(falseAlarms));
    largest(comparison);
    names("Only in A", comparison.missing());
    names("Only in B", comparison.added());
  }

  private void counts(Comparison comparison, double falseAlarms) {
    List<Change> changes = comparison.changes();
    long judged = changes.stream().filter(Change::isJudged).count();
    print(
        "%,d measures are in both, %,d only in A, %,d only in B. Judged: %,d, of which chance plays"
            + " a part in %,d.%n",
        changes.size(),
        comparison.missing().size(),
        comparison.added().size(),
        judged,
        comparison.chances());
    Map<String, Integer> reasons = new TreeMap<>();
    changes.stream()
        .filter(change -> !change.isJudged())
        .forEach(change -> reasons.merge(change.reason(), 1, Integer::sum));
    reasons.forEach((reason, count) -> print("Not judged: %,d, %s.%n", count, reason));
    print(
        "Threshold: with no real change at all, one row or more would be called worse with a"
            + " probability of at most %s (Holm); likewise better.%n",
        falseAlarms);
    comparison
        .drifts()
        .forEach(
            (name, drift) ->
                print(
                    "%s: %d rows of peers show a drift of %+.1f %% and, beyond what the rounds"
                        + " show, a deviation of %.1f %% between the runs; both are allowed for.%n",
                    name,
                    drift.controls(),
                    100 * Math.expm1(drift.shift()),
                    100 * drift.deviation()));
  }

  private void table(String title, List<Change> rows) {
    print("%n## %s: %,d%n", title, rows.size());
    rows(rows.stream());
  }

  private void vanished(List<Measure> measures) {
    if (!measures.isEmpty()) {
      print("%n## Vanished, results of ours that are only in A: %,d%n%n", measures.size());
      measures.forEach(measure -> print("- %s: %s%n", measure.key(), number(measure.value())));
    }
  }

  private void rows(Stream<Change> rows) {
    List<Change> all = rows.toList();
    if (all.isEmpty()) {
      return;
    }
    print("%n| suite | subject | setting | measure | A | B | change | noise (1 σ) | p |%n");
    print("|---|---|---|---|--:|--:|--:|--:|--:|%n");
    for (Change change : all) {
      Measure before = change.before();
      Measure after = change.after();
      boolean other = !before.version().equals(after.version());
      print(
          "| %s | %s%s | %s | %s, %s | %s | %s | %s | %s | %s |%n",
          after.suite(),
          after.subject(),
          other ? " (" + before.version() + " → " + after.version() + ")" : "",
          after.settingText(),
          after.name(),
          after.unit(),
          number(before.value()),
          number(after.value()),
          size(change, change.change(), "%+.1f"),
          Double.isNaN(change.noise()) ? "none" : size(change, change.noise(), "%.1f"),
          change.isCertain()
              ? ""
              : String.format(Locale.ROOT, "%.1e", Math.min(change.worse(), change.better())));
    }
  }

  /** Where nothing passed the threshold one still wants to see what came closest. */
  private void largest(Comparison comparison) {
    List<Change> closest =
        comparison.changes().stream()
            .filter(change -> change.isJudged() && !change.isCertain())
            .sorted((a, b) -> Double.compare(a.worse(), b.worse()))
            .limit(3)
            .toList();
    if (!closest.isEmpty()) {
      print("%n## Closest to worse, whether beyond the threshold or not%n");
      rows(closest.stream());
    }
  }

  private static String size(Change change, double value, String format) {
    return change.isRelative()
        ? String.format(Locale.ROOT, format + " %%", 100 * value)
        : number(value);
  }

  private static String number(double value) {
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e9) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(
        Locale.ROOT, size >= 1e6 || size < 1e-3 ? "%.3e" : size >= 100 ? "%,.1f" : "%.4f", value);
  }

  private void names(String title, List<Measure> measures) {
    if (measures.isEmpty()) {
      return;
    }
    print("%n## %s: %,d%n%n", title, measures.size());
    Map<String, Integer> bySubject = new HashMap<>();
    measures.forEach(m -> bySubject.merge(m.suite() + ": " + m.subject(), 1, Integer::sum));
    String[] subjects = bySubject.keySet().stream().sorted().toArray(String[]::new);
    Arrays.stream(subjects)
        .limit(SHOWN_NAMES)
        .forEach(subject -> print("- %s: %,d%n", subject, bySubject.get(subject)));
    if (subjects.length > SHOWN_NAMES) {
      print("- and of %,d subjects more%n", subjects.length - SHOWN_NAMES);
    }
  }
}
