package dev.inkling.engine.stream;

import java.util.TreeSet;

/** Timers in the order in which they fire: by time, then by the age of the key. */
final class Timers<S> {

  /** A key's timer. */
  record Timer<S>(long timeMs, KeyCell<S> cell) {}

  private final TreeSet<Timer<S>> timers =
      new TreeSet<>(
          (a, b) ->
              a.timeMs != b.timeMs
                  ? Long.compare(a.timeMs, b.timeMs)
                  : Long.compare(a.cell.number, b.cell.number));

  /** Whether it was not there yet. */
  boolean add(long timeMs, KeyCell<S> cell) {
    return timers.add(new Timer<>(timeMs, cell));
  }

  /** Whether it was there. */
  boolean remove(long timeMs, KeyCell<S> cell) {
    return timers.remove(new Timer<>(timeMs, cell));
  }

  /** Takes the first if it is due at this time; null if it is not. */
  Timer<S> takeDue(long timeMs) {
    return timers.isEmpty() || timers.first().timeMs > timeMs ? null : timers.pollFirst();
  }

  /** The time of the last; {@link Long#MIN_VALUE} if there is none. */
  long lastMs() {
    return timers.isEmpty() ? Long.MIN_VALUE : timers.last().timeMs;
  }

  int size() {
    return timers.size();
  }
}
