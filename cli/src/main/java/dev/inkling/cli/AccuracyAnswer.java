package dev.inkling.cli;

import dev.inkling.cli.accuracy.AccuracyStudy;
import dev.inkling.cli.accuracy.Aim;
import dev.inkling.cli.accuracy.Finding;
import dev.inkling.cli.accuracy.Measured;
import dev.inkling.cli.accuracy.Question;
import dev.inkling.engine.Answer;
import dev.inkling.engine.Sink;
import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes what {@code inkling accuracy} has found: for people a table for each aim, with what it
 * means around it; for programs one row for each aim and sketch, and the rest on standard error.
 */
final class AccuracyAnswer {

  private static final MathContext DIGITS = new MathContext(3);
  private static final MathContext ONE_DIGIT_UP = new MathContext(1, RoundingMode.UP);

  private final Terminal terminal;
  private final AnswerOutput output;
  private final AccuracyStudy.Wish wish;
  private final AccuracyStudy.Result result;
  private final boolean forPeople;
  private final PrintStream words;

  AccuracyAnswer(
      Terminal terminal,
      AnswerOutput output,
      AccuracyStudy.Wish wish,
      AccuracyStudy.Result result) {
    this.terminal = terminal;
    this.output = output;
    this.wish = wish;
    this.result = result;
    this.forPeople = output.isTable(terminal);
    this.words =
        forPeople ? new PrintStream(terminal.out(), false, StandardCharsets.UTF_8) : terminal.err();
  }

  /** Writes everything. */
  void write(String source, Column column) throws IOException {
    heading(source, column);
    if (forPeople) {
      for (Aim aim : result.aims()) {
        words.println();
        words.println(aim.name() + ": errors and bars in % " + aim.says());
        words.flush();
        writeTable(aim);
      }
      words.println();
    } else {
      writeRows();
    }
    for (Aim aim : result.aims()) {
      words.println(recommendation(aim));
    }
    explanation();
    words.flush();
    leftOut();
  }

  private void heading(String source, Column column) {
    words.println(
        String.format(
            Locale.ROOT,
            "%s of %s (%s): %,d value%s, %,d distinct%s",
            column.name(),
            source,
            column.type(),
            result.values(),
            result.values() == 1 ? "" : "s",
            result.distinct(),
            result.collisionProbability() > 0
                ? ", counted exactly by hashes of 128 bits: wrong with probability "
                    + new BigDecimal(result.collisionProbability()).round(ONE_DIGIT_UP)
                    + " at most"
                : ", counted exactly"));
    result.truths().forEach(words::println);
  }

  private void writeTable(Aim aim) throws IOException {
    Optional<Finding> smallest = result.smallest(aim, wish.error(), wish.confidence());
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("sketch", Type.VARCHAR));
    columns.add(new Column("size", Type.VARCHAR));
    columns.add(new Column("heap", Type.BIGINT));
    columns.add(new Column("stored", Type.BIGINT));
    for (String name : List.of("error", "rmse", "bar", "held", "merged", "ns")) {
      columns.add(new Column(name, Type.DOUBLE));
    }
    aim.groups().forEach(group -> columns.add(new Column(group, Type.DOUBLE)));
    columns.add(new Column("keeps", Type.VARCHAR));
    Schema schema = new Schema(columns);
    try (Sink.Writer writer = output.sink(terminal).open(schema, new boolean[columns.size()])) {
      for (Finding finding : result.findings()) {
        if (finding.aim().equals(aim)) {
          writer.write(new Answer(schema, cells(finding, smallest)));
        }
      }
    }
  }

  private List<Object> cells(Finding finding, Optional<Finding> smallest) {
    Measured measured = finding.measured();
    List<Object> cells = new ArrayList<>();
    cells.add(finding.sketch());
    cells.add(finding.size());
    cells.add(finding.heapBytes());
    cells.add(finding.storedBytes());
    cells.add(percent(measured.error()));
    cells.add(percent(measured.rmse()));
    cells.add(percent(measured.bar()));
    cells.add(percent(measured.share()));
    cells.add(percent(measured.mergedError()));
    cells.add(rounded(finding.nsPerValue()));
    if (!finding.aim().groups().isEmpty()) {
      Arrays.stream(measured.groups()).forEach(error -> cells.add(percent(error)));
    }
    boolean keeps = measured.keeps(wish.error(), wish.confidence());
    boolean isSmallest = smallest.filter(finding::equals).isPresent();
    cells.add(
        isSmallest
            ? "smallest"
            : keeps ? "yes" : measured.barsLie(wish.confidence()) ? "no: bars" : "no");
    return cells;
  }

  private static Double percent(double fraction) {
    return rounded(100 * fraction);
  }

  /** A number of three digits; null for none. */
  private static Double rounded(double number) {
    if (Double.isNaN(number)) {
      return null;
    }
    return Double.isInfinite(number) ? number : new BigDecimal(number).round(DIGITS).doubleValue();
  }

  private void writeRows() throws IOException {
    List<Column> columns = new ArrayList<>();
    for (String name : List.of("question", "aim", "sketch", "size", "java")) {
      columns.add(new Column(name, Type.VARCHAR));
    }
    columns.add(new Column("heap_bytes", Type.BIGINT));
    columns.add(new Column("stored_bytes", Type.BIGINT));
    for (String name : List.of("error", "rmse", "bar", "held", "merged_error", "ns_per_value")) {
      columns.add(new Column(name, Type.DOUBLE));
    }
    columns.add(new Column("keeps", Type.BOOLEAN));
    columns.add(new Column("recommended", Type.BOOLEAN));
    columns.add(new Column("truth", Type.DOUBLE));
    columns.add(new Column("values", Type.BIGINT));
    columns.add(new Column("distinct", Type.BIGINT));
    List<String> groups =
        result.aims().stream().flatMap(aim -> aim.groups().stream()).distinct().toList();
    groups.forEach(group -> columns.add(new Column("error_" + group, Type.DOUBLE)));
    Schema schema = new Schema(columns);
    try (Sink.Writer writer = output.sink(terminal).open(schema, new boolean[columns.size()])) {
      for (Finding finding : result.findings()) {
        writer.write(new Answer(schema, row(finding)));
      }
    }
  }

  private List<Object> row(Finding finding) {
    Measured measured = finding.measured();
    List<Object> row = new ArrayList<>();
    row.add(wish.question().text());
    row.add(finding.aim().name());
    row.add(finding.sketch());
    row.add(finding.size());
    row.add(finding.code().isEmpty() ? null : finding.code());
    row.add(finding.heapBytes());
    row.add(finding.storedBytes());
    row.add(number(measured.error()));
    row.add(number(measured.rmse()));
    row.add(number(measured.bar()));
    row.add(number(measured.share()));
    row.add(number(measured.mergedError()));
    row.add(number(finding.nsPerValue()));
    row.add(measured.keeps(wish.error(), wish.confidence()));
    row.add(
        result
            .smallest(finding.aim(), wish.error(), wish.confidence())
            .filter(finding::equals)
            .isPresent());
    row.add(number(finding.aim().truth()));
    row.add(result.values());
    row.add(result.distinct());
    if (!finding.aim().groups().isEmpty()) {
      Arrays.stream(measured.groups()).forEach(error -> row.add(number(error)));
    }
    return row;
  }

  private static Double number(double value) {
    return Double.isNaN(value) ? null : value;
  }

  private String recommendation(Aim aim) {
    String goal =
        String.format(
            Locale.ROOT,
            "within %s %% %s, at %s %%",
            shown(100 * wish.error()),
            aim.says(),
            shown(100 * wish.confidence()));
    Optional<Finding> smallest = result.smallest(aim, wish.error(), wish.confidence());
    if (smallest.isEmpty()) {
      return "Recommended " + goal + ": none of these keeps it; allow a larger --error";
    }
    Finding finding = smallest.get();
    Measured measured = finding.measured();
    return String.format(
        Locale.ROOT,
        "Recommended %s: %s, %s, %,d bytes%s: measured %s %%, bars ± %s %%",
        goal,
        finding.sketch(),
        finding.size(),
        finding.heapBytes(),
        finding.code().isEmpty() ? "" : " (" + finding.code() + ")",
        shown(100 * measured.error()),
        shown(100 * measured.bar()));
  }

  private static String shown(double number) {
    return Double.isFinite(number)
        ? new BigDecimal(number).round(DIGITS).stripTrailingZeros().toPlainString()
        : "∞";
  }

  private void explanation() {
    words.println("Measured: " + result.method() + ".");
    words.println(wish.question() == Question.MEMBERSHIP ? ofRates() : ofErrors());
    words.println(
        String.format(
            Locale.ROOT,
            "ns: one noisy measurement of nanoseconds per value, hashing included; reading a row of"
                + " this input took %s.",
            shown(result.readNsPerRow())));
  }

  private String ofErrors() {
    String share = shown(100 * wish.confidence());
    return String.format(
        Locale.ROOT,
        "error: %s %% of the measurements are at most that; bar: so are %s %% of the bars' longer"
            + " arms; held: bars with the truth in them; merged: the error of sketches put together"
            + " of %d parts. A size is recommended if all of these say that it keeps the error.",
        share,
        share,
        AccuracyStudy.PARTS);
  }

  private String ofRates() {
    return String.format(
        Locale.ROOT,
        "error: the share that was found, on average; bar: the rate asked for; held: runs that agree"
            + " with the rate that the filter itself tells; merged: the error of filters put"
            + " together of %d parts. A size is recommended if all of these say that it keeps the"
            + " error, but for chance.",
        AccuracyStudy.PARTS);
  }

  private void leftOut() {
    if (result.rowsBad() > 0) {
      remark(result.rowsBad(), "bad row", " skipped, the first: " + result.firstBad().orElse("?"));
    }
    remark(result.nulls(), "row", " without a value left out");
    remark(result.nans(), "value", " NaN left out");
  }

  private void remark(long count, String noun, String rest) {
    if (count > 0) {
      terminal
          .err()
          .println(
              String.format(Locale.ROOT, "%,d %s", count, noun) + (count == 1 ? "" : "s") + rest);
    }
  }
}
