package dev.inkling.engine;

import dev.inkling.engine.internal.JobRun;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A query that was started. Safe for use by many threads. */
public final class Job implements AutoCloseable {

  /** How long a worker sleeps when its partitions have nothing, in nanoseconds. */
  private static final long IDLE_NANOS = 50_000;

  /** The same when they have had nothing for {@link #IDLE_POLLS} polls: waiting costs no power. */
  private static final long QUIET_NANOS = 1_000_000;

  private static final int IDLE_POLLS = 200;

  private final JobRun run;
  private final Source source;
  private final Clock clock;
  private final Consumer<Job> whenEnded;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Phaser epochs;
  private volatile boolean cancelled;
  private final AtomicInteger running;
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * How far a query has come.
   *
   * @param rowsRead rows read and well-formed
   * @param rowsSampled of these, rows that a Bernoulli sample let in or that were not shed; all of
   *     them if there is neither
   * @param rowsFiltered of these, rows that WHERE left out, or that no window holds because windows
   *     slide by more than their size
   * @param rowsLate of these, rows left out because their window was over already
   * @param rowsWithoutTime of these, rows left out because their event time is null
   * @param valuesNaN values that were no numbers and left out of a numeric aggregate
   * @param rowsBad rows that could not be read and were skipped, beside those read
   * @param firstBad the first of them, as a message with its place; null if there is none
   * @param bytesRead of the input as it is stored
   * @param bytesTotal of the whole input, −1 if unknown
   * @param answers how many answers went out
   * @param shed what was shed; empty if the query sheds no load
   */
  public record Progress(
      long rowsRead,
      long rowsSampled,
      long rowsFiltered,
      long rowsLate,
      long rowsWithoutTime,
      long valuesNaN,
      long rowsBad,
      String firstBad,
      long bytesRead,
      long bytesTotal,
      long answers,
      Optional<Shed> shed) {}

  /**
   * What a query that sheds load has left out.
   *
   * @param rows of the rows read, those that were not worked on; not even whether they could be
   *     read was looked at
   * @param rate with which probability a row is worked on at present, the least of all workers
   * @param lowestRate the least that there was
   * @param highestRate the greatest that there was
   * @param effectiveRate the probability of a sample at one rate whose errors are as large
   * @param widening how much larger errors are than those that all rows, seen as a sample of what
   *     makes them, have anyway: 1/√effectiveRate, 1 if nothing was shed
   */
  public record Shed(
      long rows,
      double rate,
      double lowestRate,
      double highestRate,
      double effectiveRate,
      double widening) {}

  Job(JobRun run, Source source, Clock clock, Consumer<Job> whenEnded) {
    this.run = run;
    this.source = source;
    this.clock = clock;
    this.whenEnded = whenEnded;
    this.epochs = new Epochs(run.workers());
    this.running = new AtomicInteger(run.workers());
  }

  /** Workers meet here at the end of an epoch; the last to come merges and answers for all. */
  private final class Epochs extends Phaser {
    Epochs(int workers) {
      super(workers);
    }

    @Override
    protected boolean onAdvance(int phase, int parties) {
      try {
        return run.endEpoch(clock);
      } catch (IOException | RuntimeException | Error e) {
        fail(e);
        return true;
      }
    }
  }

  void start() {
    for (int w = 0; w < run.workers(); w++) {
      int worker = w;
      Thread thread = new Thread(() -> work(worker), "inkling-worker-" + w);
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
  }

  private void work(int worker) {
    try {
      int idlePolls = 0;
      while (!epochs.isTerminated()) {
        int rows = run.doWork(worker, clock);
        idlePolls = rows == 0 ? idlePolls + 1 : rows < 0 ? idlePolls : 0;
        if (rows == 0) {
          LockSupport.parkNanos(idlePolls < IDLE_POLLS ? IDLE_NANOS : QUIET_NANOS);
        } else if (rows < 0) {
          endEpoch();
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      run.forget(worker); // gives memory back first, if it was memory that ran out
      fail(e);
    } finally {
      if (running.decrementAndGet() == 0) {
        end();
      }
    }
  }

  /** The last worker that comes here ends the epoch; the others help it. */
  private void endEpoch() {
    int phase = epochs.arrive();
    if (phase >= 0) { // else the query is over
      run.helpUntil(() -> epochs.getPhase() != phase);
      run.wakeHelpers();
    }
  }

  private void fail(Throwable problem) {
    boolean first = failure.compareAndSet(null, problem);
    epochs.forceTermination();
    if (!first && failure.get() != problem && !(problem instanceof Error)) {
      failure.get().addSuppressed(problem);
    }
  }

  /** Whatever happens here, whoever waits for the end is told of it. */
  private void end() {
    try {
      run.close();
    } catch (IOException | RuntimeException | Error e) {
      fail(e);
    } finally {
      whenEnded.accept(this);
      ended.countDown();
    }
  }

  /**
   * Waits until the query has ended and all answers are written.
   *
   * @throws IOException if an input could not be read or an answer not be written, a {@link
   *     BadRowException} among them
   * @throws EvaluationException if an expression failed on a row
   * @throws InterruptedException if the waiting thread was interrupted; the query goes on
   * @throws IllegalStateException if the query was cancelled
   */
  public void awaitEnd() throws IOException, InterruptedException {
    ended.await();
    Throwable problem = failure.get();
    if (problem instanceof IOException e) {
      throw e;
    } else if (problem instanceof RuntimeException e) {
      throw e;
    } else if (problem instanceof Error e) {
      throw e;
    } else if (cancelled && !run.finished()) {
      throw new IllegalStateException("the query was cancelled");
    }
  }

  /** Waits until the query has ended or some time has gone by, and says whether it has ended. */
  public boolean awaitEnd(Duration atMost) throws InterruptedException {
    return ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** How far the query has come. */
  public Progress progress() {
    return run.progress(source);
  }

  /**
   * Answers about an interval of event time, from the panes that are still kept: those of windows
   * that are not over, or that late rows may still amend. Costs one merge per pane and key.
   *
   * @param fromMs the start, where a window of the query starts or ends
   * @param toMs the end, exclusively; likewise, and not after the watermark
   * @return an answer per key, with the interval as its window, in the query's order and limit
   * @throws IllegalArgumentException if a pane lies across the bounds, or is no longer or not yet
   *     known
   * @throws IllegalStateException if the query has no tumbling, sliding or cumulative windows, or
   *     has ended
   */
  public List<Answer> slice(long fromMs, long toMs) throws IOException {
    return run.slice(fromMs, toMs);
  }

  /**
   * Ends reading; all that was read so far is answered as if the input had ended. Returns at once:
   * {@link #awaitEnd} waits for the answers.
   */
  public void stop() {
    run.stop();
  }

  /** Ends the query if it still runs; answers that are not due yet are not written. */
  @Override
  public void close() {
    cancelled = true;
    epochs.forceTermination();
    boolean interrupted = false;
    while (ended.getCount() > 0) {
      try {
        ended.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
