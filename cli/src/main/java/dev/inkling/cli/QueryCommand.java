package dev.inkling.cli;

import dev.inkling.engine.Engine;
import dev.inkling.engine.Job;
import dev.inkling.engine.Sink;
import dev.inkling.engine.io.CsvSink;
import dev.inkling.engine.io.JsonSink;
import dev.inkling.engine.io.TableSink;
import dev.inkling.operator.Query;
import java.io.IOException;
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
    Query query = options.plan(options.catalog()).to(sink());
    Engine.Options engineOptions = Engine.Options.defaults().withThreads(options.threads());
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
    remark(progress.rowsLate(), "row", " too late for their window left out");
    remark(progress.rowsWithoutTime(), "row", " without a time left out");
    remark(progress.valuesNaN(), "value", " NaN left out");
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
