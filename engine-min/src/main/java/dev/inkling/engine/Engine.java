package dev.inkling.engine;

import dev.inkling.engine.internal.CompiledQuery;
import dev.inkling.engine.internal.JobRun;
import dev.inkling.engine.io.FileSink;
import dev.inkling.engine.io.FileSource;
import dev.inkling.engine.io.FollowedSource;
import dev.inkling.engine.io.RateSource;
import dev.inkling.operator.Destination;
import dev.inkling.operator.Emission;
import dev.inkling.operator.FileInput;
import dev.inkling.operator.FileOutput;
import dev.inkling.operator.FollowedInput;
import dev.inkling.operator.Input;
import dev.inkling.operator.Query;
import dev.inkling.operator.RateInput;
import dev.inkling.operator.Window;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs queries in this process, each on a few threads of its own.
 *
 * <pre>{@code
 * try (Engine engine = Engine.start(Engine.Options.defaults());
 *     Job job = engine.submit(query)) {
 *   job.awaitEnd();
 * }
 * }</pre>
 *
 * <p>Safe for use by many threads.
 */
public final class Engine implements AutoCloseable {

  private final Options options;
  private final Set<Job> jobs = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private Engine(Options options) {
    this.options = options;
  }

  /**
   * How an engine works.
   *
   * @param threads how many threads a query gets at most, from 1; the same number gives the same
   *     answers to the last bit on the same input
   * @param batchRows how many rows are read at once, from 1
   * @param epoch how often states are merged and answers go out, unless the query's trigger says;
   *     empty: once at the end of a query that waits for the end of its input anyway, every second
   *     of any other
   * @param epochRows an epoch also ends for a thread that has read so many rows, from 1; {@link
   *     Long#MAX_VALUE}: not because of rows
   * @param stateBytes how many bytes of heap a query may take for what it has to remember, from 1;
   *     one that needs more ends with a {@link StateLimitException}
   * @param clock the time
   */
  public record Options(
      int threads,
      int batchRows,
      Optional<Duration> epoch,
      long epochRows,
      long stateBytes,
      Clock clock) {

    /** Checks the ranges. */
    public Options {
      if (threads < 1 || threads > 1024) {
        throw new IllegalArgumentException("threads must be in [1, 1024], got " + threads);
      }
      if (batchRows < 1 || batchRows > 1 << 20) {
        throw new IllegalArgumentException("batchRows must be in [1, 1048576], got " + batchRows);
      }
      if (epoch.isPresent() && (epoch.get().isNegative() || epoch.get().isZero())) {
        throw new IllegalArgumentException("epoch must be longer than 0, got " + epoch.get());
      }
      if (epochRows < 1) {
        throw new IllegalArgumentException("epochRows must be at least 1, got " + epochRows);
      }
      if (stateBytes < 1) {
        throw new IllegalArgumentException("stateBytes must be at least 1, got " + stateBytes);
      }
    }

    /** One thread per processor, 8,192 rows at once. */
    public static Options defaults() {
      int processors = Math.min(1024, Runtime.getRuntime().availableProcessors());
      return new Options(
          processors, 8192, Optional.empty(), Long.MAX_VALUE, Long.MAX_VALUE, Clock.system());
    }

    /** The same with another number of threads. */
    public Options withThreads(int newThreads) {
      return new Options(newThreads, batchRows, epoch, epochRows, stateBytes, clock);
    }

    /** The same with another batch size. */
    public Options withBatchRows(int rows) {
      return new Options(threads, rows, epoch, epochRows, stateBytes, clock);
    }

    /** The same with another epoch. */
    public Options withEpoch(Duration duration) {
      return new Options(threads, batchRows, Optional.of(duration), epochRows, stateBytes, clock);
    }

    /** The same with epochs of so many rows per thread, if nothing else ends them before. */
    public Options withEpochRows(long rows) {
      return new Options(threads, batchRows, epoch, rows, stateBytes, clock);
    }

    /** The same with so many bytes of heap at most for what a query has to remember. */
    public Options withStateBytes(long bytes) {
      return new Options(threads, batchRows, epoch, epochRows, bytes, clock);
    }

    /** The same with another clock. */
    public Options withClock(Clock newClock) {
      return new Options(threads, batchRows, epoch, epochRows, stateBytes, newClock);
    }

    /**
     * How long an epoch of a query takes, in nanoseconds; {@link Long#MAX_VALUE}: as long as the
     * input.
     */
    long epochNanos(Query query) {
      Emission.Trigger trigger = query.emission().trigger();
      if (trigger instanceof Emission.Trigger.Once) {
        return Long.MAX_VALUE;
      } else if (trigger instanceof Emission.Trigger.Every every) {
        return every.interval().toNanos();
      } else if (epoch.isPresent()) {
        return epoch.get().toNanos();
      }
      boolean waits = query.eventTime().flatMap(Query.EventTime::disorder).isEmpty();
      return (waits && !query.emission().isEarly()) || epochRows != Long.MAX_VALUE
          ? Long.MAX_VALUE
          : Duration.ofSeconds(1).toNanos();
    }
  }

  /** An engine that is ready for queries. */
  public static Engine start(Options options) {
    return new Engine(options);
  }

  /**
   * Starts a query.
   *
   * @param query with a {@link Source}, or a {@link FileInput}, {@link FollowedInput} or {@link
   *     RateInput} to read, and a {@link Sink} or a {@link FileOutput} to write to
   * @return the running query
   * @throws IllegalArgumentException if the query does not fit its source
   * @throws IOException if an input or the output cannot be opened
   */
  public Job submit(Query query) throws IOException {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
    Source source = source(query.input(), options.clock());
    Sink sink = sink(query.destination().orElse(null));
    CompiledQuery compiled = CompiledQuery.of(query, source.schema());
    JobRun run =
        new JobRun(
            compiled,
            source,
            sink,
            query.late().map(Engine::sink).orElse(null),
            options.threads(),
            options.batchRows(),
            epochs(query),
            options.stateBytes(),
            options.clock());
    Job job = new Job(run, source, options.clock(), jobs::remove);
    jobs.add(job);
    job.start();
    return job;
  }

  private static Source source(Input input, Clock clock) throws IOException {
    if (input instanceof Source source) {
      return source;
    }
    if (input instanceof FileInput files) {
      return FileSource.open(files);
    }
    if (input instanceof FollowedInput followed) {
      return FollowedSource.open(followed, clock);
    }
    if (input instanceof RateInput rate) {
      return RateSource.open(rate, clock);
    }
    throw new IllegalArgumentException(
        "this engine reads a Source, FileInput, FollowedInput or RateInput, got "
            + input.getClass().getName());
  }

  private JobRun.Epochs epochs(Query query) {
    Emission.Trigger trigger = query.emission().trigger();
    boolean once = trigger instanceof Emission.Trigger.Once;
    long rows = once ? Long.MAX_VALUE : options.epochRows();
    boolean free =
        trigger instanceof Emission.Trigger.AsFastAsPossible
            || trigger instanceof Emission.Trigger.AvailableNow;
    boolean windows = !(query.window() instanceof Window.Global);
    boolean streaming = query.eventTime().flatMap(Query.EventTime::disorder).isPresent();
    boolean atPaneEnds =
        free
            && windows
            && streaming
            && rows == Long.MAX_VALUE
            && options.epoch().isEmpty()
            && query.shedding().isEmpty();
    return new JobRun.Epochs(options.epochNanos(query), rows, atPaneEnds);
  }

  private static Sink sink(Destination destination) {
    if (destination instanceof Sink sink) {
      return sink;
    }
    if (destination instanceof FileOutput file) {
      return FileSink.create(file);
    }
    throw new IllegalArgumentException(
        "this engine writes to a Sink or a FileOutput, see Query.to; got "
            + (destination == null ? "none" : destination.getClass().getName()));
  }

  /** Cancels what is still running. */
  @Override
  public void close() {
    closed = true;
    jobs.forEach(Job::close);
  }
}
