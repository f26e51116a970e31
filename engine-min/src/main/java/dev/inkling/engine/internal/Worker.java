package dev.inkling.engine.internal;

import dev.inkling.engine.Clock;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.Source;
import dev.inkling.operator.Emission;
import dev.inkling.operator.Query.EventTime;
import dev.inkling.operator.WindowMath;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Reads some partitions in turn and sums their rows up. Driven by {@link #doWork}; holds no thread,
 * and its state is taken only while it does not work.
 */
final class Worker implements AutoCloseable {

  /** After how many rows a state is measured, at least. */
  private static final int LEAST_ROWS_MEASURED = 1 << 16;

  private final List<Input> inputs = new ArrayList<>();
  private final RowBatch batch;
  private final WorkerPath path;
  private final boolean waitsForEnd;
  private final long disorderMs;
  private final long idleNanos;
  private final boolean endsWhenDry;
  private final Clock clock;

  /** Null unless load is shed. */
  private final Shedder shedder;

  private int next;
  private long rowsOfEpoch;
  private long rowsRead;
  private long rowsSampled;
  private boolean waited;

  private long rowsUntilMeasured = LEAST_ROWS_MEASURED;
  private volatile StateSize size = StateSize.NONE;
  private boolean stopped;
  private volatile int halvings;
  private volatile Counters counters = Counters.NONE;

  /** A partition being read. */
  private static final class Input {
    final Source.Reader reader;
    long maxTime = Long.MIN_VALUE;
    long spokeNanos;
    long rows;
    long rowsSampled;
    boolean ended;
    Source.Progress progress = new Source.Progress(0, 0, null);

    /** Chooses rows; null if every row is looked at. */
    final BernoulliRows sampler;

    Input(Source.Reader reader, BernoulliRows sampler, long nanos) {
      this.reader = reader;
      this.spokeNanos = nanos;
      this.sampler = sampler;
    }
  }

  /**
   * A worker over partitions that are opened here.
   *
   * @param partitions all partitions; its own are those with the numbers {@code worker}, {@code
   *     worker + workers} and so on
   * @param control decides at which rate rows are sampled; null if no load is shed
   */
  Worker(
      CompiledQuery query,
      List<Source.Partition> partitions,
      int worker,
      int workers,
      int batchRows,
      RateControl control,
      Clock clock)
      throws IOException {
    long seed = query.seed();
    long ownSeed = ColumnHash.mix(seed, worker);
    this.batch = new RowBatch(query.columns(), batchRows);
    this.path =
        query.samplesPanes()
            ? new SamplePath(query, batchRows, ownSeed, clock)
            : new RowPath(query, batchRows, ownSeed, clock);
    this.clock = clock;
    Optional<EventTime> time = query.query().eventTime();
    this.waitsForEnd = query.waitsForEnd();
    this.disorderMs = time.flatMap(EventTime::disorder).map(Duration::toMillis).orElse(0L);
    this.idleNanos = time.flatMap(EventTime::idle).map(Duration::toNanos).orElse(Long.MAX_VALUE);
    Emission.Trigger trigger = query.query().emission().trigger();
    this.endsWhenDry =
        trigger instanceof Emission.Trigger.Once
            || trigger instanceof Emission.Trigger.AvailableNow;
    this.shedder =
        control == null ? null : new Shedder(control, ColumnHash.mix(~seed, worker), batchRows);
    try {
      OptionalDouble rate = query.bernoulliRate();
      for (int p = worker; p < partitions.size(); p += workers) {
        long choices = ColumnHash.mix(seed, p);
        BernoulliRows sampler =
            rate.isPresent() ? new BernoulliRows(rate.getAsDouble(), choices, batchRows) : null;
        inputs.add(
            new Input(partitions.get(p).open(query.columns(), null), sampler, clock.nanos()));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Reads one batch of one partition and sums it up.
   *
   * @param watermark rows whose window ended at or before it are late
   * @return how many rows were read; 0 if there are none now
   */
  int doWork(long watermark) throws IOException {
    if (shedder == null) {
      return read(watermark);
    }
    long start = clock.nanos();
    long readBefore = rowsRead;
    long sampledBefore = rowsSampled;
    waited = false;
    int rows = read(watermark);
    long now = clock.nanos();
    if (rows == 0) {
      shedder.control().dry(now);
    } else {
      shedder
          .control()
          .worked(now, rowsRead - readBefore, rowsSampled - sampledBefore, now - start, waited);
    }
    return rows;
  }

  private int read(long watermark) throws IOException {
    for (int tried = 0; tried < inputs.size(); tried++) {
      Input input = inputs.get(next);
      next = next + 1 == inputs.size() ? 0 : next + 1;
      if (input.ended) {
        continue;
      }
      long rows = shedder == null ? input.reader.poll(batch) : shedder.poll(input.reader, batch);
      if (rows == Source.Reader.END || (rows == 0 && endsWhenDry && input.reader.isDry())) {
        input.ended = true;
        input.progress = input.reader.progress();
        publish();
        continue;
      }
      if (rows > 0) {
        input.rows += rows;
        rowsOfEpoch += rows;
        if (idleNanos != Long.MAX_VALUE) {
          input.spokeNanos = clock.nanos();
        }
        if (input.sampler != null) {
          input.sampler.choose(batch);
        }
        if (shedder != null) {
          ((RowPath) path).stratum(shedder.halvings());
          waited = input.reader.hadToWait();
        }
        input.rowsSampled += batch.size();
        rowsRead += rows;
        rowsSampled += batch.size();
        path.process(batch, watermark);
        input.maxTime = Math.max(input.maxTime, path.times().takeMaxTime());
        input.progress = input.reader.progress();
        publish();
        return (int) Math.min(rows, Integer.MAX_VALUE);
      }
    }
    return 0;
  }

  /** Adds to the state what waits to be added, before an epoch ends. */
  void settle() {
    path.settle();
  }

  /** Whether all partitions have ended. */
  boolean ended() {
    for (Input input : inputs) {
      if (!input.ended) {
        return false;
      }
    }
    return true;
  }

  /**
   * Measures the state if so many rows were read since the last time that it costs little, and says
   * whether it was.
   */
  boolean measure(int aggregates) {
    if (rowsRead < rowsUntilMeasured || !(path instanceof RowPath rows)) {
      return false;
    }
    size = rows.size(aggregates);
    rowsUntilMeasured = rowsRead + Math.max(LEAST_ROWS_MEASURED, 4 * size.groups());
    return true;
  }

  /** The size of the state when it was measured last; may be asked by any thread. */
  StateSize size() {
    return size;
  }

  /** Ends reading; what a reader has to give before its end is still read. */
  void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    for (Input input : inputs) {
      if (!input.ended && !input.reader.stop()) {
        input.ended = true;
        input.progress = input.reader.progress();
      }
    }
    publish();
  }

  /** How many rows were read since the epoch began. */
  long rowsOfEpoch() {
    return rowsOfEpoch;
  }

  void startEpoch() {
    rowsOfEpoch = 0;
  }

  /** Whether a partition goes on that is not idle. */
  boolean isWaitedFor(long nanos) {
    return inputs.stream().anyMatch(input -> isWaitedFor(input, nanos));
  }

  private boolean isWaitedFor(Input input, long nanos) {
    return !input.ended && (idleNanos == Long.MAX_VALUE || nanos - input.spokeNanos < idleNanos);
  }

  /**
   * The time before which no more rows are expected: the smallest over the partitions that go on
   * and are not idle; of a query that waits for the end of its input there is none before that.
   * {@link Long#MAX_VALUE} if there is none, {@link Long#MIN_VALUE} while one has not spoken.
   */
  long watermark(long nanos) {
    if (path.times().isProcessingTime()) {
      return clock.millis();
    }
    long smallest = Long.MAX_VALUE;
    for (Input input : inputs) {
      if (isWaitedFor(input, nanos)) {
        if (waitsForEnd) {
          return WindowMath.NO_WATERMARK_MS;
        }
        smallest = Math.min(smallest, WindowMath.watermarkMs(input.maxTime, disorderMs));
      }
    }
    return smallest;
  }

  /**
   * The watermark of the partition that is ahead, of those that go on; {@link Long#MIN_VALUE} if
   * there is none. It counts when all are idle: as if that one had become idle last.
   */
  long latestWatermark() {
    long largest = Long.MIN_VALUE;
    for (Input input : inputs) {
      if (!input.ended && !waitsForEnd) {
        largest = Math.max(largest, WindowMath.watermarkMs(input.maxTime, disorderMs));
      }
    }
    return largest;
  }

  /** The watermark of the partitions that go on, without regard to time; see above. */
  long watermark() {
    long smallest = Long.MAX_VALUE;
    for (int i = 0; i < inputs.size(); i++) {
      Input input = inputs.get(i);
      if (!input.ended) {
        smallest = Math.min(smallest, WindowMath.watermarkMs(input.maxTime, disorderMs));
      }
    }
    return smallest;
  }

  /** The watermark that it would have if the epoch ended now. */
  long reached() {
    return idleNanos == Long.MAX_VALUE && !path.times().isProcessingTime()
        ? watermark()
        : watermark(clock.nanos());
  }

  /** The latest event time so far; {@link Long#MIN_VALUE} if there was none. */
  long maxTime() {
    long latest = Long.MIN_VALUE;
    for (Input input : inputs) {
      latest = Math.max(latest, input.maxTime);
    }
    return latest;
  }

  /** How many rows came at which rate; may be asked by any thread. */
  RateCounts rates() {
    return shedder == null ? RateCounts.NONE : shedder.counts();
  }

  /** The rate of the rows read last, 2 to the minus this; may be asked by any thread. */
  int halvings() {
    return halvings;
  }

  /**
   * Hands over what there is of the panes before one, null if there is nothing; not if the query
   * samples panes.
   */
  GroupState takeState(long firstKept) {
    GroupState taken = ((RowPath) path).takeState(firstKept);
    if (taken != null) {
      size = StateSize.NONE; // what is kept of it is measured again soon
    }
    return taken;
  }

  /** Hands over the rows that were late; only if somebody wants them. */
  RowStore takeLate() {
    return ((RowPath) path).takeLate();
  }

  /** Hands the samples over and starts with none; only if the query samples panes. */
  PaneSamples takeSamples() {
    return ((SamplePath) path).takeSamples();
  }

  /** Forgets the state, for ever. */
  void forget() {
    path.forget();
  }

  /** What was done so far; may be asked by any thread. */
  Counters counters() {
    return counters;
  }

  private void publish() {
    Counters sum = Counters.NONE;
    for (Input input : inputs) {
      sum = sum.plus(Counters.of(input.rows, input.rowsSampled, input.progress));
    }
    counters = sum.with(path);
    halvings = shedder == null ? 0 : shedder.halvings();
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (Input input : inputs) {
      try {
        input.reader.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
