package dev.inkling.cli;

import dev.inkling.engine.io.FileSink;
import dev.inkling.operator.Emission;
import dev.inkling.operator.FileOutput;
import dev.inkling.operator.Query;
import dev.inkling.operator.Query.EventTime;
import dev.inkling.operator.Window;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which answers go out and when, and what becomes of rows that come late. */
final class EmissionOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--mode",
      paramLabel = "append|update|complete",
      description =
          "Which answers go out: append, those of windows that are over (default); update, those"
              + " that have changed; complete, all, every time. But for append a column revision"
              + " says which answer takes the place of which.")
  private Optional<Emission.Mode> mode = Optional.empty();

  @Option(
      names = "--early",
      paramLabel = "TIME",
      converter = Numbers.Time.class,
      description =
          "Answer windows that are not over too, every so often, with what is known so far: 10s.")
  private Optional<Duration> early = Optional.empty();

  @Option(
      names = "--every",
      paramLabel = "TIME",
      converter = Numbers.Time.class,
      description = "How often answers go out that are due; default: every second.")
  private Optional<Duration> every = Optional.empty();

  @Option(
      names = "--disorder",
      paramLabel = "TIME",
      converter = Numbers.Delay.class,
      description =
          "How much later than younger rows a row may come and still be in time. Then windows are"
              + " answered as soon as they are over, without waiting for the end of the input.")
  private Optional<Duration> disorder = Optional.empty();

  @Option(
      names = "--lateness",
      paramLabel = "TIME",
      converter = Numbers.Delay.class,
      description =
          "For how long after its end, in the time of events, a window is still amended by late"
              + " rows; its answer then goes out again, with a higher revision.")
  private Optional<Duration> lateness = Optional.empty();

  @Option(
      names = "--late",
      paramLabel = "FILE",
      description =
          "Where rows go that come too late for every window: a file that ends in .csv, .ndjson,"
              + " .jsonl or .json. Without it they are only counted.")
  private Optional<String> late = Optional.empty();

  /**
   * The query with these wishes.
   *
   * @throws ParameterException if one of them makes no sense for this query
   */
  Query apply(Query query) {
    try {
      return checked(emission(times(query)));
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  private Query times(Query query) {
    Query timed = query;
    boolean byColumn = query.eventTime().flatMap(EventTime::column).isPresent();
    if (disorder.isPresent()) {
      require(
          byColumn,
          "--disorder is about windows of event time: FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts),"
              + " INTERVAL '1' MINUTE)) and GROUP BY window_start, window_end");
      require(
          !query.simultaneous(),
          "FOR ALL ROWS needs all rows, but with --disorder windows are answered as they are due;"
              + " leave one of the two out");
      EventTime t = query.eventTime().get();
      timed = query.time(new EventTime(t.column(), disorder, t.lateness(), t.idle()));
    }
    boolean someAreLate = byColumn && timed.eventTime().flatMap(EventTime::disorder).isPresent();
    if (lateness.isPresent()) {
      requireLate("--lateness", someAreLate);
      require(
          query.sampling().isEmpty() || lateness.get().isZero(),
          "--lateness: answers from a sample are not amended; leave out the sample or --lateness");
      require(
          !(query.window() instanceof Window.Session) || lateness.get().isZero(),
          "--lateness: the bounds of a session change with every row, so that no answer could take"
              + " the place of another; use a larger --disorder");
      timed = timed.allowedLateness(lateness.get());
    }
    if (late.isPresent()) {
      requireLate("--late", someAreLate);
      timed = timed.lateTo(FileSink.create(lateFile(late.get())));
    }
    return timed;
  }

  private void requireLate(String option, boolean someAreLate) {
    require(
        someAreLate,
        option
            + " needs windows of event time and --disorder: without these no row is late, as the"
            + " input is read to its end before anything is answered");
  }

  private FileOutput lateFile(String path) {
    String name = path.toLowerCase(Locale.ROOT);
    if (name.endsWith(".csv")) {
      return new FileOutput(path, FileOutput.Format.CSV, true);
    }
    require(
        name.endsWith(".ndjson") || name.endsWith(".jsonl") || name.endsWith(".json"),
        "--late needs a file that ends in .csv, .ndjson, .jsonl or .json, got '" + path + "'");
    return new FileOutput(path, FileOutput.Format.NDJSON, true);
  }

  private Query emission(Query query) {
    Emission given = query.emission();
    Emission wanted =
        new Emission(
            mode.orElse(given.mode()),
            early.or(given::early),
            every.<Emission.Trigger>map(Emission.Trigger.Every::new).orElse(given.trigger()));
    if (wanted.isEarly()) {
      String option = mode.isPresent() ? "--mode " + shown(wanted.mode()) : "--early";
      require(
          query.sampling().isEmpty() && query.shedding().isEmpty(),
          option + ": a query that samples or sheds load answers once; leave one of the two out");
      boolean complete = wanted.mode() == Emission.Mode.COMPLETE;
      require(
          complete || !(query.window() instanceof Window.Session),
          option
              + ": the bounds of a session change with every row, so that no answer could take the"
              + " place of another; use --mode append without --early, or --mode complete");
      require(
          complete || (query.orderBy().isEmpty() && query.limit().isEmpty() && query.offset() == 0),
          option
              + ": ORDER BY, LIMIT and OFFSET are about all answers together; use --mode complete,"
              + " or leave them out");
    }
    return query.emit(wanted);
  }

  private Query checked(Query query) {
    boolean once =
        !query.emission().isEarly() && query.eventTime().flatMap(EventTime::disorder).isEmpty();
    require(
        every.isEmpty() || !once,
        "--every: this query answers once, at the end of its input; add --disorder, --early or"
            + " --mode update");
    return query;
  }

  private static String shown(Emission.Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  private void require(boolean holds, String message) {
    if (!holds) {
      throw wrong(message);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
