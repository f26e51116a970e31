package dev.inkling.benchmarks.engine;

import java.util.concurrent.atomic.AtomicReference;

/** Runs the same thing on several threads. */
final class Together {

  private Together() {}

  /** What a thread does. */
  interface Part {
    void run(int thread) throws Exception;
  }

  /** Returns when all are through; if one fails the others are interrupted. */
  static void run(int threads, Part part) throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread[] all = new Thread[threads];
    for (int t = 0; t < threads; t++) {
      int thread = t;
      all[t] =
          new Thread(
              () -> {
                try {
                  part.run(thread);
                } catch (Exception | Error e) {
                  failure.compareAndSet(null, e);
                  for (Thread each : all) {
                    each.interrupt();
                  }
                }
              },
              "loop-" + t);
    }
    for (Thread each : all) {
      each.start();
    }
    for (Thread each : all) {
      each.join();
    }
    if (failure.get() != null) {
      throw new IllegalStateException(failure.get());
    }
  }
}
