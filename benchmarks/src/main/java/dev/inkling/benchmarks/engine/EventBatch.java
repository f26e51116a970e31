package dev.inkling.benchmarks.engine;

/** The events of one thread, a batch at a time, with the columns that a query needs. */
final class EventBatch {

  static final int ROWS = 1024;

  final long[] times = new long[ROWS];
  final long[] keys = new long[ROWS];
  final long[] users;
  final double[] values;
  int rows;

  private final Events events;
  private final long step;
  private final long count;
  private long next;

  /** The events {@code thread}, {@code thread + threads} … below {@code count}. */
  EventBatch(Workload workload, Events events, int thread, int threads, long count) {
    this.events = events;
    this.step = threads;
    this.count = count;
    this.next = thread;
    this.users = workload.needsUsers() ? new long[ROWS] : null;
    this.values = workload.needsValues() ? new double[ROWS] : null;
  }

  /** Makes the next batch, and says whether there is one. */
  boolean next() {
    rows = (int) Math.max(0, Math.min(ROWS, (count - next + step - 1) / step));
    if (rows > 0) {
      events.fill(next, step, rows, times, keys, users, values);
      next += rows * step;
    }
    return rows > 0;
  }

  /** No event to come is older than this. */
  long watermark() {
    return rows == 0 ? Long.MAX_VALUE : next / Events.PER_MS;
  }
}
