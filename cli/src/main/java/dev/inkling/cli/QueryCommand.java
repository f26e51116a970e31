package dev.inkling.cli;

import dev.inkling.engine.Engine;
import dev.inkling.engine.Job;
import dev.inkling.operator.Query;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

  private static final Duration GLANCE = Duration.ofMillis(100);

  private final Terminal terminal;

  @Mixin private QueryOptions options = new QueryOptions();
  @Mixin private EmissionOptions emission = new EmissionOptions();

  @Mixin private AnswerOutput output = new AnswerOutput();

  QueryCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Query query = output.of(emission.apply(options.plan(options.catalog())), terminal);
    Engine.Options engineOptions =
        Engine.Options.defaults()
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
      Remarks.of(job.progress(), terminal);
    }
    return 0;
  }

  private static double fraction(Job.Progress progress) {
    return progress.bytesTotal() > 0
        ? (double) progress.bytesRead() / progress.bytesTotal()
        : Double.NaN;
  }
}
