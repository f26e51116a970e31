package dev.inkling.engine.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Does work over independent items on several threads, while the workers wait for it at the end of
 * an epoch. Which thread does what never shows in a result.
 */
final class Parallel {

  /** Below this many items a thread costs more than it saves. */
  private static final int ITEMS_PER_THREAD = 64;

  private Parallel() {}

  /** Something done for the items [from, to). */
  @FunctionalInterface
  interface Work {
    /** Does it; runs at the same time as other ranges. */
    void run(int from, int to);
  }

  /**
   * Does the work for all items in [0, items).
   *
   * @param threads how many threads there may be, this one included
   * @throws RuntimeException the first that the work threw
   */
  static void run(int threads, int items, Work work) {
    int parts = Math.max(1, Math.min(threads, items / ITEMS_PER_THREAD));
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> helpers = new ArrayList<>();
    for (int part = 1; part < parts; part++) {
      int from = bound(items, part, parts);
      int to = bound(items, part + 1, parts);
      Thread helper = new Thread(() -> run(work, from, to, failure), "inkling-merge-" + part);
      helper.setDaemon(true);
      helper.start();
      helpers.add(helper);
    }
    run(work, 0, bound(items, 1, parts), failure);
    boolean interrupted = false;
    for (Thread helper : helpers) {
      while (helper.isAlive()) {
        try {
          helper.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    Throwable problem = failure.get();
    if (problem instanceof Error error) {
      throw error;
    } else if (problem != null) {
      throw (RuntimeException) problem;
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
}
