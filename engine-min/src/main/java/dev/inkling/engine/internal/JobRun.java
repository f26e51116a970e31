package dev.inkling.engine.internal;

import dev.inkling.engine.Clock;
import dev.inkling.engine.Job;
import dev.inkling.engine.Sink;
import dev.inkling.engine.Source;
import dev.inkling.operator.Query;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A query being run, without threads: workers that sum rows up, and what happens at the end of an
 * epoch, when none of them works: states are merged, the watermark moves on, answers go out.
 */
public final class JobRun implements AutoCloseable {

  private final List<Worker> workers = new ArrayList<>();
  private final AnswerWriter answers;
  private final long epochNanos;
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
    this.state = query.emptyState();
    List<Source.Partition> partitions = source.partitions(partitionsWanted);
    long disorderMs =
        query
            .query()
            .eventTime()
            .flatMap(Query.EventTime::disorder)
            .map(java.time.Duration::toMillis)
            .orElse(0L);
    int count = Math.max(1, Math.min(partitionsWanted, partitions.size()));
    try {
      for (int w = 0; w < count; w++) {
        List<Source.Partition> own = new ArrayList<>();
        for (int p = w; p < partitions.size(); p += count) {
          own.add(partitions.get(p));
        }
        workers.add(new Worker(query, own, batchRows, disorderMs));
      }
      answers = new AnswerWriter(query, sink, workers.size());
    } catch (IOException | RuntimeException e) {
      closeWorkers();
      throw e;
    }
    startEpoch(clock);
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
    return own.doWork(watermark);
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
      GroupState taken = worker.takeState();
      if (state.groups().size() == 0) {
        state = taken;
      } else {
        state.mergeFrom(taken, workers.size());
      }
      ended &= worker.ended();
      smallest = Math.min(smallest, worker.watermark());
    }
    watermark = Math.max(watermark, smallest);
    state = answers.answer(state, watermark, ended);
    finished = ended;
    startEpoch(clock);
    return ended || answers.satisfied();
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
    Counters sum = Counters.NONE;
    for (Worker worker : workers) {
      sum = sum.plus(worker.counters());
    }
    return new Job.Progress(
        sum.rowsRead(),
        sum.rowsFiltered(),
        sum.rowsLate(),
        sum.rowsWithoutTime(),
        sum.valuesNaN(),
        sum.rowsBad(),
        sum.firstBad() == null ? null : sum.firstBad().getMessage(),
        sum.bytesRead(),
        source.totalBytes(),
        answers.written());
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
    try {
      closeWorkers();
    } finally {
      answers.close();
    }
  }
}
