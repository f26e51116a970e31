package dev.inkling.engine.internal;

import dev.inkling.engine.Clock;
import dev.inkling.engine.Job;
import dev.inkling.engine.Sink;
import dev.inkling.engine.Source;
import dev.inkling.operator.Query.EventTime;
import dev.inkling.operator.sampling.BernoulliDesign;
import dev.inkling.operator.sampling.Drawn;
import dev.inkling.operator.sampling.SimpleDesign;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A query being run, without threads: workers that sum rows up, and what happens at the end of an
 * epoch, when none of them works: states are merged, the watermark moves on, answers go out.
 */
public final class JobRun implements AutoCloseable {

  private final List<Worker> workers = new ArrayList<>();
  private final CompiledQuery query;
  private final AnswerWriter answers;
  private final long bytesTotal;

  /** What the answer is told of the rows left out; null unless load is shed. */
  private final ShedPanes shed;

  /** What the workers sampled; null unless the query samples panes. */
  private final PaneSamples samples;

  private final SampledGroups sampledGroups;
  private volatile Counters sampledRows = Counters.NONE;
  private final long epochNanos;
  private final AtomicInteger endedWorkers = new AtomicInteger();
  private GroupState state;
  private volatile long watermark = Long.MIN_VALUE;
  private long epochEnds;
  private boolean finished;

  /**
   * Opens everything that the query needs.
   *
   * @param partitionsWanted how many workers there are at most
   * @param epochNanos how long an epoch takes; {@link Long#MAX_VALUE} for one epoch over everything
   */
  public JobRun(
      CompiledQuery query,
      Source source,
      Sink sink,
      int partitionsWanted,
      int batchRows,
      long epochNanos,
      Clock clock)
      throws IOException {
    this.epochNanos = epochNanos;
    this.query = query;
    this.state = query.emptyState(0);
    this.samples = query.samplesPanes() ? query.emptySamples(0) : null;
    this.sampledGroups = samples == null ? null : new SampledGroups(query, batchRows);
    List<Source.Partition> partitions = source.partitions(partitionsWanted);
    long disorderMs =
        query
            .query()
            .eventTime()
            .flatMap(EventTime::disorder)
            .map(java.time.Duration::toMillis)
            .orElse(0L);
    int count = Math.max(1, Math.min(partitionsWanted, partitions.size()));
    this.bytesTotal = source.totalBytes();
    this.shed = query.query().shedding().isPresent() ? new ShedPanes(query) : null;
    long now = clock.nanos();
    try {
      for (int w = 0; w < count; w++) {
        RateControl control = shed == null ? null : control(w, now, count);
        workers.add(new Worker(query, partitions, w, count, batchRows, disorderMs, control));
      }
      answers = new AnswerWriter(query, sink, workers.size());
    } catch (IOException | RuntimeException e) {
      closeWorkers();
      throw e;
    }
    startEpoch(clock);
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

  /** Says that all inputs are to count as ended; may be called by any thread. */
  public void stop() {
    workers.forEach(Worker::stop);
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
    if (own.ended() || (epochNanos != Long.MAX_VALUE && clock.nanos() - epochEnds >= 0)) {
      return -1;
    }
    int rows = own.doWork(watermark, clock);
    if (rows == 0 && own.ended()) {
      endedWorkers.incrementAndGet();
    }
    return rows;
  }

  /**
   * Merges what the workers have, in their order, and answers what is due. No worker may work
   * meanwhile.
   *
   * @return whether the query has ended
   */
  public boolean endEpoch(Clock clock) throws IOException {
    boolean ended = true;
    long smallest = Long.MAX_VALUE;
    for (Worker worker : workers) {
      merge(worker);
      ended &= worker.ended();
      smallest = Math.min(smallest, worker.watermark());
    }
    if (shed != null) {
      shed.endEpoch(workers, watermark);
    }
    watermark = Math.max(watermark, smallest);
    if (samples != null) {
      answers.answer(sampledGroups.due(samples, watermark, ended), ended);
      sampledRows = sampledGroups.counters();
    } else {
      if (shed != null) {
        state.feedBy(shed.aggregators(workers));
      }
      state = answers.answer(ended ? known(state) : state, watermark, ended);
    }
    finished = ended;
    startEpoch(clock);
    return ended || answers.satisfied();
  }

  private void merge(Worker worker) {
    if (samples != null) {
      samples.mergeFrom(worker.takeSamples());
      return;
    }
    GroupState taken = worker.takeState();
    if (state.groups().size() == 0) {
      state = taken;
    } else {
      state.mergeFrom(taken, workers.size());
    }
  }

  /**
   * The last state of a Bernoulli sample that was answered from all at once: now that it is known
   * of how many rows it is, the bars are narrower.
   */
  private GroupState known(GroupState last) {
    OptionalDouble rate = query.bernoulliRate();
    if (rate.isEmpty() || query.query().eventTime().flatMap(EventTime::disorder).isPresent()) {
      return last;
    }
    Counters sum = counters();
    SimpleDesign design =
        new BernoulliDesign(rate.getAsDouble()).of(sum.rowsRead(), sum.rowsSampled());
    boolean everything = query.sampledGroups() != Drawn.Groups.ANY;
    GroupState known = query.emptyState(Drawn.simply(design, everything), 0, 0);
    known.mergeFrom(last, 1);
    return known;
  }

  /** Forgets what a worker has summed up; it will not work any more. */
  public void forget(int worker) {
    workers.get(worker).forget();
  }

  private void startEpoch(Clock clock) {
    epochEnds = epochNanos == Long.MAX_VALUE ? 0 : clock.nanos() + epochNanos;
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
  public void close() throws IOException {
    state = null;
    if (samples != null) {
      samples.forget();
    }
    try {
      closeWorkers();
    } finally {
      answers.close();
    }
  }
}
