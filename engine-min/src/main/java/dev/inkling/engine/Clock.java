package dev.inkling.engine;

/** The time of an engine; handed in, so that tests decide what time it is. */
public interface Clock {

  /** The clock of this machine. */
  static Clock system() {
    return SystemClock.INSTANCE;
  }

  /** Nanoseconds since some moment; never goes back. */
  long nanos();

  /** Milliseconds since the epoch, of processing time. */
  default long millis() {
    return Math.floorDiv(nanos(), 1_000_000);
  }

  /** The only place that asks the machine for the time. */
  enum SystemClock implements Clock {
    /** The one there is. */
    INSTANCE;

    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public long millis() {
      return System.currentTimeMillis();
    }
  }
}
