package dev.inkling.engine.internal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Does work over independent items on several threads, while the workers wait for it at the end of
 * an epoch. Which thread does what never shows in a result. Used by one thread at a time.
 */
final class Parallel implements AutoCloseable {

  /** Below this many items a thread costs more than it saves. */
  private static final int ITEMS_PER_THREAD = 64;

  private final int threads;

  /** The threads beside the one that asks; null if there are none. */
  private final ThreadPoolExecutor helpers;

  /**
   * Work on so many threads.
   *
   * @param threads the one that asks included, at least 1
   */
  Parallel(int threads) {
    this.threads = threads;
    if (threads == 1) {
      helpers = null;
      return;
    }
    AtomicInteger number = new AtomicInteger();
    helpers =
        new ThreadPoolExecutor(
            threads - 1,
            threads - 1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "inkling-merge-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    helpers.allowCoreThreadTimeOut(true);
  }

  /** Something done for the items [from, to). */
  @FunctionalInterface
  interface Work {
    /** Does it; runs at the same time as other ranges. */
    void run(int from, int to);
  }

  /**
   * Does the work for all items in [0, items).
   *
   * @throws RuntimeException the first that the work threw
   */
  void run(int items, Work work) {
    int parts = Math.max(1, Math.min(threads, items / ITEMS_PER_THREAD));
    AtomicReference<Throwable> failure = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(parts - 1);
    for (int part = 1; part < parts; part++) {
      int from = bound(items, part, parts);
      int to = bound(items, part + 1, parts);
      helpers.execute(
          () -> {
            run(work, from, to, failure);
            done.countDown();
          });
    }
    run(work, 0, bound(items, 1, parts), failure);
    await(done);
    Throwable problem = failure.get();
    if (problem instanceof Error error) {
      throw error;
    } else if (problem != null) {
      throw (RuntimeException) problem;
    }
  }

  /** Waits for the helpers even if this thread is interrupted: they use what it owns. */
  private static void await(CountDownLatch done) {
    boolean interrupted = false;
    while (done.getCount() > 0) {
      try {
        done.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static int bound(int items, int part, int parts) {
    return (int) ((long) items * part / parts);
  }

  private static void run(Work work, int from, int to, AtomicReference<Throwable> failure) {
    try {
      work.run(from, to);
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  @Override
  public void close() {
    if (helpers != null) {
      helpers.shutdown();
    }
  }
}
