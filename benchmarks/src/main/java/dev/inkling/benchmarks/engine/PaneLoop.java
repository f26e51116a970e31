package dev.inkling.benchmarks.engine;

import java.util.concurrent.CyclicBarrier;

/**
 * A loop written by hand: every thread generates its share of the events and adds them to states of
 * its own, pane by pane; when all have passed the end of a pane, each of them answers for its share
 * of the keys.
 */
abstract class PaneLoop implements EventEngine {

  /** The states of all threads. */
  interface Panes {

    /**
     * Adds a batch.
     *
     * @param pane the pane that is open; rows belong to it or to the next one
     * @param endMs the end of the open pane
     */
    void add(int thread, EventBatch batch, long pane, long endMs);

    /**
     * Answers for the keys in {@code [from, to)} what is due when this pane is over, and empties
     * it. No thread adds anything meanwhile.
     */
    void close(long pane, int from, int to, Answers answers);
  }

  private int threads;

  @Override
  public void start(int wanted) {
    threads = wanted;
  }

  abstract Panes panes(Workload workload, int wantedThreads, int keys);

  @Override
  public void run(Workload workload, Events events, long count, Answers answers)
      throws InterruptedException {
    int keys = events.keys();
    Panes panes = panes(workload, threads, keys);
    long paneMs = workload.slideMs();
    long lastMs = (count - 1) / Events.PER_MS + Events.MAX_DISORDER_MS;
    long last = lastMs / paneMs + workload.sizeMs() / paneMs - 1;
    CyclicBarrier barrier = new CyclicBarrier(threads);
    Fork.firstEvent();
    Together.run(
        threads,
        thread -> {
          int from = (int) ((long) keys * thread / threads);
          int to = (int) ((long) keys * (thread + 1) / threads);
          EventBatch batch = new EventBatch(workload, events, thread, threads, count);
          long pane = 0;
          while (pane <= last) {
            if (batch.next()) {
              panes.add(thread, batch, pane, (pane + 1) * paneMs);
            }
            long watermark = batch.watermark();
            for (; pane <= last && (pane + 1) * paneMs <= watermark; pane++) {
              barrier.await();
              panes.close(pane, from, to, answers);
              barrier.await();
            }
          }
        });
  }
}
