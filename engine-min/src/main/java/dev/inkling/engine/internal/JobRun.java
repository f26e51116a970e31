package dev.inkling.engine.internal;

import dev.inkling.engine.Answer;
import dev.inkling.engine.Clock;
import dev.inkling.engine.Job;
import dev.inkling.engine.Sink;
import dev.inkling.engine.Source;
import dev.inkling.operator.Emission;
import dev.inkling.operator.Panes;
import dev.inkling.operator.WindowMath;
import dev.inkling.operator.sampling.BernoulliDesign;
import dev.inkling.operator.sampling.Drawn;
import dev.inkling.operator.sampling.SimpleDesign;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BooleanSupplier;

/**
 * A query being run, without threads: workers that sum rows up, and what happens at the end of an
 * epoch, when none of them works: states are merged, the watermark moves on, answers go out.
 */
public final class JobRun implements AutoCloseable {

  /** How many rows a worker reads at least before an epoch ends because a pane does. */
  private static final int LEAST_ROWS = 16_384;

  private final List<Worker> workers = new ArrayList<>();
  private final CompiledQuery query;

  /** Null if there are no windows. */
  private final Panes panes;

  private final Parallel parallel;
  private final AnswerWriter answers;
  private final LateWriter late;
  private final long bytesTotal;

  /** What the answer is told of the rows left out; null unless load is shed. */
  private final ShedPanes shed;

  /** What the workers sampled; null unless the query samples panes. */
  private final PaneSamples samples;

  private final SampledGroups sampledGroups;
  private volatile Counters sampledRows = Counters.NONE;
  private final Epochs epochs;
  private final long stateLimit;
  private volatile StateSize jobSize = StateSize.NONE;
  private long measuredAgain;
  private final AtomicInteger endedWorkers = new AtomicInteger();
  private WindowState state;
  private volatile long watermark = WindowMath.NO_WATERMARK_MS;
  private long epochEnds;
  private long earlyDue;

  /** When the first pane that is not over will be. */
  private volatile long nextEnd = Long.MIN_VALUE;

  /** The watermark of each worker, as far as others know. */
  private final AtomicLongArray reached;

  /** Whether all workers have come to the end of a pane: they end their epoch. */
  private volatile boolean ending;

  private volatile boolean stopping;
  private boolean finished;

  /**
   * When epochs end.
   *
   * @param nanos after so much time; {@link Long#MAX_VALUE}: not because of time
   * @param rows for a worker that has read so many rows; {@link Long#MAX_VALUE}: not because of
   *     rows
   * @param atPaneEnds whether also when the rows of all workers have come to the end of a pane,
   *     unless they are very few. So states are merged while they are small and fresh, and windows
   *     are answered at once
   */
  public record Epochs(long nanos, long rows, boolean atPaneEnds) {}

  /**
   * Opens everything that the query needs.
   *
   * @param late where late rows go; null if nobody wants them
   * @param partitionsWanted how many workers there are at most
   * @param stateLimit how many bytes the states may take; {@link Long#MAX_VALUE}: as many as there
   *     are
   */
  public JobRun(
      CompiledQuery query,
      Source source,
      Sink sink,
      Sink late,
      int partitionsWanted,
      int batchRows,
      Epochs epochs,
      long stateLimit,
      Clock clock)
      throws IOException {
    this.epochs = epochs;
    this.stateLimit = stateLimit;
    this.query = query;
    this.panes = query.panes();
    this.samples = query.samplesPanes() ? query.emptySamples(0) : null;
    List<Source.Partition> partitions = source.partitions(partitionsWanted);
    int count = Math.max(1, Math.min(partitionsWanted, partitions.size()));
    this.reached = new AtomicLongArray(count);
    for (int w = 0; w < count; w++) {
      reached.set(w, Long.MIN_VALUE);
    }
    this.parallel = new Parallel(count);
    this.sampledGroups =
        samples == null ? null : new SampledGroups(query, batchRows, parallel, clock);
    this.state = WindowState.of(query, parallel);
    this.bytesTotal = source.totalBytes();
    this.shed = query.query().shedding().isPresent() ? new ShedPanes(query) : null;
    long now = clock.nanos();
    AnswerWriter opened = null;
    try {
      for (int w = 0; w < count; w++) {
        RateControl control = shed == null ? null : control(w, now, count);
        workers.add(new Worker(query, partitions, w, count, batchRows, control, clock));
      }
      opened = new AnswerWriter(query, sink, parallel);
      this.answers = opened;
      this.late = late == null ? null : new LateWriter(query.columns(), late);
    } catch (IOException | RuntimeException e) {
      closeWorkers();
      if (opened != null) {
        opened.close();
      }
      throw e;
    }
    startEpoch(clock);
    earlyDue = clock.nanos() + earlyNanos();
  }

  private long earlyNanos() {
    return query.query().emission().early().map(Duration::toNanos).orElse(0L);
  }

  private RateControl control(int worker, long nanos, int count) {
    return new RateControl(
        query.query().shedding().orElseThrow(),
        nanos,
        () -> rowsLeft(workers.get(worker)),
        () -> 1.0 / Math.max(1, count - endedWorkers.get()));
  }

  /** About how many rows a worker still has to read, NaN if unknown: all have as many bytes. */
  private double rowsLeft(Worker worker) {
    if (bytesTotal < 0) {
      return Double.NaN;
    }
    long read = 0;
    for (Worker each : workers) {
      read += each.counters().bytesRead();
    }
    Counters own = worker.counters();
    int running = Math.max(1, workers.size() - endedWorkers.get());
    double left = Math.max(0, bytesTotal - read) / (double) running;
    return left * own.rowsRead() / Math.max(1, own.bytesRead());
  }

  /** How many workers there are. */
  public int workers() {
    return workers.size();
  }

  /**
   * Lets a worker read and sum up one batch.
   *
   * @return how many rows; 0 if there are none now, −1 if its epoch is over
   */
  public int doWork(int worker, Clock clock) throws IOException {
    Worker own = workers.get(worker);
    if (stopping) {
      own.stop();
    }
    if (own.ended()
        || ending
        || own.rowsOfEpoch() >= epochs.rows
        || (epochs.nanos != Long.MAX_VALUE && clock.nanos() - epochEnds >= 0)) {
      if (own.ended()) {
        reached.setRelease(worker, Long.MAX_VALUE);
      }
      own.settle();
      return -1;
    }
    int rows = own.doWork(watermark);
    if (stateLimit != Long.MAX_VALUE && own.measure(query.query().aggregates().size())) {
      checkSize();
    }
    if (epochs.atPaneEnds) {
      reached.setRelease(worker, own.reached());
      if (own.rowsOfEpoch() >= LEAST_ROWS && allReached(nextEnd)) {
        ending = true;
      }
    }
    if (rows == 0 && own.ended()) {
      endedWorkers.incrementAndGet();
    }
    return rows;
  }

  private boolean allReached(long time) {
    for (int w = 0; w < workers.size(); w++) {
      if (reached.getAcquire(w) < time) {
        return false;
      }
    }
    return true;
  }

  /** See {@link Job#slice}. */
  public synchronized List<Answer> slice(long fromMs, long toMs) throws IOException {
    if (!(state instanceof PaneState kept) || samples != null || shed != null) {
      throw new IllegalStateException(
          "only a running query with tumbling, sliding or cumulative windows, without a sample of"
              + " fixed size and without shedding, keeps panes to slice");
    }
    return kept.slice(fromMs, toMs, watermark, answers);
  }

  private void checkSize() throws IOException {
    List<StateSize> sizes = new ArrayList<>();
    workers.forEach(worker -> sizes.add(worker.size()));
    sizes.add(jobSize);
    StateSize.check(stateLimit, sizes, query);
  }

  /** Measures what the job keeps; not at every epoch, as that costs as much as a merge. */
  private void measure() throws IOException {
    long rows = counters().rowsRead();
    if (stateLimit == Long.MAX_VALUE || samples != null || rows < measuredAgain) {
      return;
    }
    jobSize = new StateSize(state.heapBytes(), state.groups(), List.of());
    measuredAgain = rows + Math.max(1 << 20, 8 * jobSize.groups());
    checkSize();
  }

  /** Treats every input as if it had ended; what was read so far is answered. */
  public void stop() {
    stopping = true;
  }

  /**
   * Merges what the workers have, in their order, and answers what is due. No worker may work
   * meanwhile.
   *
   * @return whether the query has ended
   */
  public synchronized boolean endEpoch(Clock clock) throws IOException {
    boolean ended = true;
    boolean waiting = false;
    long smallest = Long.MAX_VALUE;
    long largest = Long.MIN_VALUE;
    long nanos = clock.nanos();
    for (Worker worker : workers) {
      ended &= worker.ended();
      waiting |= worker.isWaitedFor(nanos);
      smallest = Math.min(smallest, worker.watermark(nanos));
      largest = Math.max(largest, worker.latestWatermark());
      worker.startEpoch();
    }
    if (shed != null) {
      shed.endEpoch(workers, watermark);
    }
    if (ended) {
      watermark = WindowMath.END_WATERMARK_MS;
    } else {
      watermark = Math.max(watermark, waiting ? smallest : largest);
    }
    Emission emission = query.query().emission();
    boolean early = emission.isEarly() && (ended || nanos - earlyDue >= 0);
    if (early) {
      earlyDue = nanos + earlyNanos();
    }
    WindowState.Moment moment = new WindowState.Moment(watermark, ended, early);
    for (Worker worker : workers) {
      merge(worker, moment);
    }
    answer(moment);
    if (!ended) {
      measure();
    }
    finished = ended;
    startEpoch(clock);
    ending = false;
    nextEnd = nextEnd();
    return ended || answers.satisfied();
  }

  private long nextEnd() {
    return panes == null || watermark == WindowMath.NO_WATERMARK_MS
        ? Long.MIN_VALUE
        : panes.instantMs(panes.paneAfter(panes.paneOf(watermark)));
  }

  private void merge(Worker worker, WindowState.Moment moment) throws IOException {
    if (samples != null) {
      samples.mergeFrom(worker.takeSamples());
      return;
    }
    long firstKept = state.firstKept(moment);
    GroupState taken = worker.takeState(firstKept);
    if (taken != null) {
      state.add(taken, firstKept);
    }
    if (late != null) {
      late.write(worker.takeLate());
    }
  }

  private void answer(WindowState.Moment moment) throws IOException {
    boolean ended = moment.ended();
    if (samples != null) {
      sampledGroups.answer(samples, watermark, ended, answers);
      sampledRows = sampledGroups.counters();
    } else if (ended || !query.waitsForEnd() || query.query().emission().isEarly()) {
      if (shed != null) {
        state.feedBy(shed.aggregators(workers));
      } else if (ended) {
        feedByKnownSample();
      }
      state.answer(moment, answers);
    }
    answers.flush(ended);
    if (late != null) {
      late.flush();
    }
  }

  /**
   * The last state of a Bernoulli sample that is answered from all at once: now that it is known of
   * how many rows it is, the bars are narrower.
   */
  private void feedByKnownSample() {
    OptionalDouble rate = query.bernoulliRate();
    if (rate.isEmpty() || !query.waitsForEnd()) {
      return;
    }
    Counters sum = counters();
    SimpleDesign design =
        new BernoulliDesign(rate.getAsDouble()).of(sum.rowsRead(), sum.rowsSampled());
    boolean everything = query.sampledGroups() != Drawn.Groups.ANY;
    state.feedBy(query.aggregators(Drawn.simply(design, everything), 0, 0));
  }

  /**
   * Lets the thread of a worker that waits for the end of an epoch help with what is done there.
   *
   * @param over whether the epoch has ended
   */
  public void helpUntil(BooleanSupplier over) {
    parallel.helpUntil(over);
  }

  /** Wakes those who help: the epoch has ended. */
  public void wakeHelpers() {
    parallel.wake();
  }

  /** Forgets what a worker has summed up; it will not work any more. */
  public void forget(int worker) {
    workers.get(worker).forget();
  }

  private void startEpoch(Clock clock) {
    epochEnds = epochs.nanos == Long.MAX_VALUE ? 0 : clock.nanos() + epochs.nanos;
  }

  /** Whether every row was read and every answer written. */
  public boolean finished() {
    return finished;
  }

  /** How far it has come; may be asked by any thread. */
  public Job.Progress progress(Source source) {
    Counters sum = counters();
    return new Job.Progress(
        sum.rowsRead(),
        sum.rowsSampled(),
        sum.rowsFiltered(),
        sum.rowsLate(),
        sum.rowsWithoutTime(),
        sum.valuesNaN(),
        sum.rowsBad(),
        sum.firstBad() == null ? null : sum.firstBad().getMessage(),
        sum.bytesRead(),
        source.totalBytes(),
        answers.written(),
        shed == null ? Optional.empty() : Optional.of(shed.progress(workers)));
  }

  private Counters counters() {
    Counters sum = sampledRows;
    for (Worker worker : workers) {
      sum = sum.plus(worker.counters());
    }
    return sum;
  }

  private void closeWorkers() throws IOException {
    IOException failure = null;
    for (Worker worker : workers) {
      try {
        worker.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    state = null;
    if (samples != null) {
      samples.forget();
    }
    try {
      closeWorkers();
    } finally {
      try {
        answers.close();
      } finally {
        if (late != null) {
          late.close();
        }
      }
    }
  }
}
