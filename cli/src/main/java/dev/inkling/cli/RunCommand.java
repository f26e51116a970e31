package dev.inkling.cli;

import dev.inkling.engine.Engine;
import dev.inkling.engine.Job;
import dev.inkling.engine.io.FollowedSource;
import dev.inkling.engine.io.RateSource;
import dev.inkling.operator.Query;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code inkling run}: a query that goes on until it is stopped. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Answer a SQL query about files that grow, folders that get new files, a pipe or a socket, on"
          + " and on: every window is answered as soon as it is over.",
      "",
      "Ctrl-C ends it in order: reading stops, the last answers are written, the exit code is 0. A"
          + " second Ctrl-C ends it at once.",
      ""
    })
final class RunCommand implements Callable<Integer> {

  private static final Duration GLANCE = Duration.ofMillis(100);

  /** After which time without a row a partition is no longer waited for, if the table is silent. */
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Mixin private InputOptions input = new InputOptions();
  @Mixin private PlanWishes wishes = new PlanWishes();
  @Mixin private EmissionOptions emission = new EmissionOptions();
  @Mixin private AnswerOutput output = new AnswerOutput();

  @Parameters(
      index = "0",
      paramLabel = "QUERY.SQL",
      description =
          "A file with the query: any CREATE TABLE statements, and one SELECT or INSERT INTO …"
              + " SELECT, separated by semicolons.")
  private Path script;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "FILE",
      description =
          "What a plain table name that is not defined stands for: files, folders, patterns or -.")
  private List<String> files = new ArrayList<>();

  RunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    FileCatalog catalog =
        FileCatalog.create(files, input.toFileOptions(), input.timesToFindOut())
            .following(terminal.clock());
    Query asked = emission.apply(wishes.plan(catalog, ScriptFile.read(script)));
    Query query = endless(output.of(asked, terminal));
    Engine.Options options =
        Engine.Options.defaults()
            .withThreads(wishes.threads())
            .withStateBytes(wishes.stateBytes())
            .withClock(terminal.clock());
    try (Engine engine = Engine.start(options);
        ProgressLine line = ProgressLine.create(terminal);
        Job job = engine.submit(query);
        Interrupts interrupts = Interrupts.create()) {
      interrupts.first(job::stop);
      while (!job.awaitEnd(GLANCE)) {
        line.show(job.progress().rowsRead(), Double.NaN);
      }
      line.erase();
      job.awaitEnd();
      Remarks.of(job.progress(), terminal);
    }
    return 0;
  }

  /** Checks that windows can be answered before the end, and keeps no partition waiting. */
  private Query endless(Query query) {
    boolean isEndless =
        query.input() instanceof FollowedSource || query.input() instanceof RateSource;
    Query.EventTime time = query.eventTime().orElse(null);
    if (!isEndless || time == null || time.column().isEmpty()) {
      return query;
    }
    if (time.disorder().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "windows of what has no end need to know how late rows may be: CREATE TABLE t (WATERMARK"
              + " FOR "
              + time.column().get()
              + " AS "
              + time.column().get()
              + " - INTERVAL '5' SECOND) WITH ('path' = '…'); SELECT … FROM TABLE(TUMBLE(TABLE t, …");
    }
    return time.idle().isPresent() ? query : query.idleAfter(IDLE);
  }
}
