package dev.inkling.benchmarks.accuracy;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the page says about distinct counters. */
final class DistinctPage {

  /** Below, errors are anything but normal: hardly any values collide, or none do. */
  private static final double LEAST = 1_000;

  private static final double[] SIZES = {1e3, 1e5, 1e6, 1e9, 1e12, 1e15};

  private final Rows rows;
  private final PrintStream out;
  private final List<DistinctSubject> subjects;

  DistinctPage(Rows rows, PrintStream out, List<DistinctSubject> subjects) {
    this.rows = rows;
    this.out = out;
    this.subjects = subjects;
  }

  void print() {
    out.print(
        "\n## Distinct counters\n\n"
            + "Errors are relative to the number of distinct values, in %. From 10⁷ on (with"
            + " `--quick` from 10⁶) values are simulated: the changes of state are drawn, not the"
            + " values (decision 031); DataSketches and ZetaSketch take no hashes, so that this is"
            + " not possible with them. **Verdict**: bias and RMSE at all n ≥ 1,000, against the standard"
            + " error that the library's documentation or paper gives for many values; accused"
            + " wrongly once in a million experiments per line.\n\n"
            + "| sketch | heap / stored bytes at 10⁵ | promised | RMSE at 10³ | 10⁵ | 10⁶ | 10⁹ |"
            + " 10¹² | 10¹⁵ | bits × variance at 10⁵, heap / stored | verdict |\n"
            + "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|\n");
    for (DistinctSubject subject : subjects) {
      growing(subject);
    }
    out.print(
        "\nBars: held / asked in %, × how many times wider than need be. **A∪A**: RMS change of"
            + " the estimate, in %, when a sketch is merged with itself. **Merged**: 64 parts of"
            + " 10⁵ values; **consecutive** numbers; a **Zipf** stream of that length.\n\n"
            + "| sketch | bars at 10³ | bars at 10⁵ | A∪A at 10³ | 10⁵ | RMSE merged | verdict |"
            + " bars merged | RMSE consecutive | verdict | RMSE Zipf |\n"
            + "|---|---:|---:|---:|---:|---:|---|---:|---:|---|---:|\n");
    for (DistinctSubject subject : subjects) {
      others(subject);
    }
  }

  private void growing(DistinctSubject subject) {
    Optional<Row> middle = count(subject, Families.MIDDLE, 1);
    out.printf(
        "| %s | %s | %s |",
        subject.label(), Rows.cell(middle, Rows::bytes), Rows.percent(subject.standardError()));
    for (double n : SIZES) {
      out.printf(" %s |", Rows.cell(count(subject, n, 1), r -> Rows.percent(r.errors().rmse())));
    }
    out.printf(
        " %s | %s |%n",
        Rows.cell(
            middle, r -> Rows.number(r.heapVariance()) + " / " + Rows.number(r.storedVariance())),
        verdict(subject));
  }

  /** The first size at which a sketch that grew is not as promised. */
  private String verdict(DistinctSubject subject) {
    return rows.all().stream()
        .filter(
            row ->
                row.family().equals(DistinctTrials.FAMILY)
                    && row.label().equals(subject.label())
                    && row.question().equals(DistinctTrials.COUNT)
                    && row.distribution().equals(DistinctTrials.RANDOM)
                    && row.parts() == 1
                    && row.n() >= LEAST)
        .filter(
            row ->
                Tolerance.isBiased(row.errors(), subject.standardError())
                    || Tolerance.isInexact(row.errors(), subject.standardError()))
        .findFirst()
        .map(
            row ->
                Tolerance.verdict(row.errors(), subject.standardError())
                    + String.format(
                        Locale.ROOT,
                        " from n = %.0e on (bias %s %%)",
                        row.n(),
                        Rows.percent(row.errors().bias())))
        .orElse("as promised");
  }

  private void others(DistinctSubject subject) {
    Optional<Row> merged = count(subject, Families.MIDDLE, 64);
    Optional<Row> consecutive = find(subject, "consecutive", Families.MIDDLE, 1);
    out.printf(
        "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |%n",
        subject.label(),
        Rows.cell(count(subject, 1_000, 1), Rows::bars),
        Rows.cell(count(subject, Families.MIDDLE, 1), Rows::bars),
        Rows.cell(selfUnion(subject, 1_000), r -> Rows.percent(r.errors().rmse())),
        Rows.cell(selfUnion(subject, Families.MIDDLE), r -> Rows.percent(r.errors().rmse())),
        Rows.cell(merged, r -> Rows.percent(r.errors().rmse())),
        Rows.cell(merged, r -> Tolerance.verdict(r.errors(), subject.mergedError())),
        Rows.cell(merged, Rows::bars),
        Rows.cell(consecutive, r -> Rows.percent(r.errors().rmse())),
        Rows.cell(consecutive, r -> Tolerance.verdict(r.errors(), subject.standardError())),
        Rows.cell(
            find(subject, "zipf(1.1)", Families.MIDDLE, 1), r -> Rows.percent(r.errors().rmse())));
  }

  private Optional<Row> count(DistinctSubject subject, double n, int parts) {
    return find(subject, DistinctTrials.RANDOM, n, parts);
  }

  private Optional<Row> find(DistinctSubject subject, String distribution, double n, int parts) {
    return rows.find(
        DistinctTrials.FAMILY,
        subject.label().toString(),
        distribution,
        n,
        parts,
        DistinctTrials.COUNT);
  }

  private Optional<Row> selfUnion(DistinctSubject subject, double n) {
    return rows.find(
        DistinctTrials.FAMILY,
        subject.label().toString(),
        DistinctTrials.RANDOM,
        n,
        1,
        DistinctTrials.SELF_UNION);
  }
}
