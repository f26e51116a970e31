package dev.inkling.cli;

import dev.inkling.engine.Engine;
import dev.inkling.engine.Job;
import dev.inkling.engine.Sink;
import dev.inkling.engine.io.CsvSink;
import dev.inkling.engine.io.JsonSink;
import dev.inkling.engine.io.TableSink;
import dev.inkling.operator.Query;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code inkling query}: one question about files, and its answer. */
@Command(
    name = "query",
    mixinStandardHelpOptions = true,
    description = {
      "Answer a SQL query about files, approximately where it says approx_…, with error bars.",
      "",
      "  inkling query 'SELECT page, approx_count_distinct(user_id) AS users",
      "                 FROM \"clicks.csv\" GROUP BY page ORDER BY users DESC LIMIT 10'",
      ""
    })
final class QueryCommand implements Callable<Integer> {

  /** How answers are written. */
  enum Output {
    /** For people. */
    TABLE,
    /** With a header. */
    CSV,
    /** An object per line. */
    JSON
  }

  private static final Duration GLANCE = Duration.ofMillis(100);

  private final Terminal terminal;

  @Mixin private QueryOptions options = new QueryOptions();
  @Mixin private EmissionOptions emission = new EmissionOptions();

  @Option(
      names = "--output",
      paramLabel = "table|csv|json",
      description =
          "How answers are written: a table for people (default on a terminal), or csv or json"
              + " (an object per line; default in a pipe or a file), where a column x with an error"
              + " bar has x_lower and x_upper beside it.")
  private Optional<Output> output = Optional.empty();

  QueryCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Query query = emission.apply(options.plan(options.catalog())).to(sink());
    Engine.Options engineOptions = Engine.Options.defaults()
            .withThreads(options.threads())
            .withStateBytes(options.stateBytes());
    try (Engine engine = Engine.start(engineOptions);
        ProgressLine line = ProgressLine.create(terminal);
        Job job = engine.submit(query)) {
      while (!job.awaitEnd(GLANCE)) {
        Job.Progress progress = job.progress();
        line.show(progress.rowsRead(), fraction(progress));
      }
      line.erase();
      job.awaitEnd();
      remarks(job.progress());
    }
    return 0;
  }

  private Sink sink() {
    Output wanted = output.orElse(terminal.outIsTerminal() ? Output.TABLE : Output.JSON);
    return switch (wanted) {
      case TABLE -> TableSink.create(terminal.out());
      case CSV -> CsvSink.create(terminal.out());
      case JSON -> JsonSink.create(terminal.out());
    };
  }

  private static double fraction(Job.Progress progress) {
    return progress.bytesTotal() > 0
        ? (double) progress.bytesRead() / progress.bytesTotal()
        : Double.NaN;
  }

  /** What was left out of the answer. */
  private void remarks(Job.Progress progress) {
    if (progress.rowsBad() > 0) {
      remark(progress.rowsBad(), "bad row", " skipped, the first: " + progress.firstBad());
    }
    progress.shed().filter(shed -> shed.rows() > 0).ifPresent(shed -> shed(progress, shed));
    remark(progress.rowsLate(), "row", " too late for their window left out");
    remark(progress.rowsWithoutTime(), "row", " without a time left out");
    remark(progress.valuesNaN(), "value", " NaN left out");
  }

  private void shed(Job.Progress progress, Job.Shed shed) {
    String rates = rate(shed.lowestRate());
    if (shed.highestRate() > shed.lowestRate()) {
      rates = "s " + rates + " to " + rate(shed.highestRate());
    } else {
      rates = " " + rates;
    }
    terminal
        .err()
        .println(
            String.format(
                Locale.ROOT,
                "shed %s %% of the rows, rate%s: bars as of a sample of %s %%, about %.1f times as"
                    + " wide as the scatter of all rows",
                percent((double) shed.rows() / progress.rowsRead()),
                rates,
                percent(shed.effectiveRate()),
                shed.widening()));
  }

  private static String rate(double rate) {
    return rate == 1 ? "1" : String.format(Locale.ROOT, "1/%,d", Math.round(1 / rate));
  }

  /** A fraction in per cent: 83, 99.87 or 0.012, but 100 only if it is all. */
  private static String percent(double fraction) {
    double percent = 100 * fraction;
    if (percent >= 10 && percent < 99) {
      return Long.toString(Math.round(percent));
    }
    BigDecimal exact = new BigDecimal(percent < 10 ? percent : 100 - percent);
    BigDecimal shown = exact.round(new MathContext(2, RoundingMode.HALF_UP));
    shown = percent < 10 ? shown : BigDecimal.valueOf(100).subtract(shown);
    return shown.stripTrailingZeros().toPlainString();
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
