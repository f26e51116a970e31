package dev.inkling.engine.internal;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Work over independent items that one thread has to do, and with which the workers help that wait
 * for it at the end of an epoch. Which thread does what never shows in a result. Asked by one
 * thread at a time.
 */
final class Parallel {

  /*
   * Implementation note. An epoch may be as short as some milliseconds, and to wake a thread that
   * sleeps takes up to one: a worker that waits stays awake for about as long, and lets others run
   * who want to. Only then does it sleep, until there is something to help with.
   */

  /** Below this many items nobody is asked to help. */
  private static final int LEAST_ITEMS = 128;

  private static final int MOST_ITEMS_AT_ONCE = 1024;

  /** How often a waiting thread lets others run before it sleeps: for a few milliseconds. */
  private static final int YIELDS = 4096;

  /** In case that it was woken just before it fell asleep. */
  private static final long SLEEP_NANOS = 10_000_000;

  /** How long a thread sleeps that waits for another one's last items. */
  private static final long SHORT_SLEEP_NANOS = 50_000;

  private static final Task NOTHING = new Task((from, to) -> {}, 0, 1);

  private final int threads;
  private final Queue<Thread> sleeping = new ConcurrentLinkedQueue<>();
  private volatile Task task = NOTHING;

  /**
   * Work on so many threads.
   *
   * @param threads the one that asks and all that may help, at least 1
   */
  Parallel(int threads) {
    this.threads = threads;
  }

  /** Something done for the items [from, to). */
  @FunctionalInterface
  interface Work {
    /** Does it; runs at the same time as other ranges. */
    void run(int from, int to);
  }

  /** Some work, of which everyone takes the next few items. */
  private static final class Task {
    private final Work work;
    private final int items;
    private final int atOnce;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Task(Work work, int items, int atOnce) {
      this.work = work;
      this.items = items;
      this.atOnce = atOnce;
    }

    boolean isTaken() {
      return next.get() >= items;
    }

    boolean isDone() {
      return done.get() >= items;
    }

    void help() {
      while (!isTaken()) {
        int from = next.getAndAdd(atOnce);
        int to = Math.min(items, from + atOnce);
        if (from < to) {
          try {
            work.run(from, to);
          } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
          } finally {
            done.addAndGet(to - from);
          }
        }
      }
    }
  }

  /**
   * Does the work for all items in [0, items).
   *
   * @throws RuntimeException one that the work threw
   */
  void run(int items, Work work) {
    if (threads == 1 || items < LEAST_ITEMS) {
      work.run(0, items);
      return;
    }
    int atOnce = Math.max(1, Math.min(MOST_ITEMS_AT_ONCE, items / (8 * threads)));
    Task own = new Task(work, items, atOnce);
    task = own;
    wake();
    own.help();
    awaitOthers(own);
    task = NOTHING; // else what it worked on would be kept
    Throwable problem = own.failure.get();
    if (problem instanceof Error error) {
      throw error;
    } else if (problem != null) {
      throw (RuntimeException) problem;
    }
  }

  /** Waits for the helpers even if this thread is interrupted: they use what it owns. */
  @SuppressWarnings("ThreadPriorityCheck") // yields for a short while only, and then sleeps
  private static void awaitOthers(Task own) {
    boolean interrupted = false;
    for (int yields = 0; !own.isDone(); yields++) {
      if (yields < YIELDS) {
        Thread.yield();
      } else {
        interrupted |= Thread.interrupted(); // or it would not sleep
        LockSupport.parkNanos(own, SHORT_SLEEP_NANOS);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Helps whoever asks until something is over; see {@link #wake}. */
  @SuppressWarnings("ThreadPriorityCheck") // as above
  void helpUntil(BooleanSupplier over) {
    int yields = 0;
    while (!over.getAsBoolean()) {
      Task current = task;
      if (!current.isTaken()) {
        current.help();
        yields = 0;
      } else if (yields++ < YIELDS) {
        Thread.yield();
      } else {
        sleep(over);
      }
    }
  }

  private void sleep(BooleanSupplier over) {
    Thread own = Thread.currentThread();
    sleeping.add(own);
    if (!over.getAsBoolean() && task.isTaken()) {
      LockSupport.parkNanos(this, SLEEP_NANOS);
    }
    sleeping.remove(own);
  }

  /** Wakes those who wait in {@link #helpUntil}: what they wait for may be over. */
  void wake() {
    for (Thread thread : sleeping) {
      LockSupport.unpark(thread);
    }
  }
}
