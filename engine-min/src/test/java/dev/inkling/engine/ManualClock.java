package dev.inkling.engine;

import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test turns. */
public final class ManualClock implements Clock {

  private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);

  @Override
  public long nanos() {
    return nanos.get();
  }

  /** Lets time go by. */
  public void pass(long moreNanos) {
    nanos.addAndGet(moreNanos);
  }
}
