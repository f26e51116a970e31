package dev.inkling.engine.stream;

import java.util.HashSet;
import java.util.Set;

/** The counters of an operator, whose readers come and go on different threads. */
final class CounterBoard {

  private final Set<Tally> open = new HashSet<>();
  private StreamCounters closed = StreamCounters.NONE;

  /** What one reader counts; written by one thread, which publishes it after every batch. */
  static final class Tally {
    long rowsIn;
    long rowsOut;
    long rowsLate;
    long rowsWithoutTime;
    long rowsDuplicate;
    long rowsUnmatched;
    long stateEntries;
    long stateBytes;
    long timers;
    private volatile StreamCounters published = StreamCounters.NONE;

    void publish() {
      published =
          new StreamCounters(
              rowsIn,
              rowsOut,
              rowsLate,
              rowsWithoutTime,
              rowsDuplicate,
              rowsUnmatched,
              stateEntries,
              stateBytes,
              timers,
              0,
              0,
              null);
    }
  }

  synchronized Tally open() {
    Tally tally = new Tally();
    open.add(tally);
    return tally;
  }

  synchronized void close(Tally tally) {
    if (open.remove(tally)) {
      tally.publish();
      closed = closed.plus(tally.published.withoutState());
    }
  }

  synchronized StreamCounters sum() {
    StreamCounters sum = closed;
    for (Tally tally : open) {
      sum = sum.plus(tally.published);
    }
    return sum;
  }
}
