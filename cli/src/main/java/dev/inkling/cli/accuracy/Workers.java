package dev.inkling.cli.accuracy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that do what can be done at the same time. */
final class Workers implements AutoCloseable {

  private final ExecutorService threads;
  private final int size;

  private Workers(int size) {
    this.size = size;
    this.threads =
        Executors.newFixedThreadPool(
            size,
            task -> {
              Thread thread = new Thread(task, "inkling-accuracy");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** So many threads. */
  static Workers create(int size) {
    return new Workers(size);
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
