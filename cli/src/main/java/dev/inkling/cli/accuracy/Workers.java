package dev.inkling.cli.accuracy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Threads that do what can be done at the same time, as far as there is memory: what is measured is
 * not up to their number.
 */
final class Workers implements AutoCloseable {

  private static final int UNIT_BYTES = 1 << 10;

  private final ExecutorService threads;
  private final int size;
  private final int units;
  private final Semaphore free;

  private Workers(int size, long memoryBytes) {
    this.size = size;
    this.units = (int) Math.min(Integer.MAX_VALUE, Math.max(1, memoryBytes / UNIT_BYTES));
    this.free = new Semaphore(units, true);
    this.threads =
        Executors.newFixedThreadPool(
            size,
            task -> {
              Thread thread = new Thread(task, "inkling-accuracy");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * So many threads.
   *
   * @param memoryBytes what tasks may take together
   */
  static Workers create(int size, long memoryBytes) {
    return new Workers(size, memoryBytes);
  }

  /** Something to do. */
  interface Task {
    /** Does it. */
    void run() throws IOException;
  }

  /** Things that are being done. */
  static final class Batch {
    private final List<Future<?>> futures = new ArrayList<>();

    /** Nothing. */
    Batch() {}

    /**
     * Waits until all of them are done.
     *
     * @throws IOException if one of them failed that way; other failures are thrown as they are
     */
    void await() throws IOException {
      try {
        for (Future<?> future : futures) {
          future.get();
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException failure) {
          throw failure;
        } else if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        } else if (e.getCause() instanceof Error failure) {
          throw failure;
        }
        throw new IOException("failed: " + e.getCause(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      } finally {
        futures.forEach(future -> future.cancel(true));
        futures.clear();
      }
    }
  }

  /** The same task, which waits until so many bytes are free. */
  Task within(long bytes, Task task) {
    int wanted = (int) Math.min(units, bytes / UNIT_BYTES + 1);
    return () -> {
      try {
        free.acquire(wanted);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
      try {
        task.run();
      } finally {
        free.release(wanted);
      }
    };
  }

  /** What tasks may take together, in bytes. */
  long memoryBytes() {
    return (long) units * UNIT_BYTES;
  }

  /** Starts tasks. */
  Batch start(List<? extends Task> tasks) {
    Batch batch = new Batch();
    for (Task task : tasks) {
      batch.futures.add(
          threads.submit(
              () -> {
                task.run();
                return null;
              }));
    }
    return batch;
  }

  /** Does all tasks. */
  void run(List<? extends Task> tasks) throws IOException {
    start(tasks).await();
  }

  /** How many tasks are done at the same time. */
  int size() {
    return size;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
