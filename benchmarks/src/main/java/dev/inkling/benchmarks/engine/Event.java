package dev.inkling.benchmarks.engine;

import java.io.Serializable;

/** An event as an object, for engines that take objects; public fields are what Flink asks for. */
public final class Event implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The event time in milliseconds. */
  public long timeMs;

  /** The key. */
  public long key;

  /** The user. */
  public long user;

  /** The value. */
  public double value;

  /** An event whose fields are yet to be set. */
  public Event() {}

  /** Event i. */
  public static Event of(Events events, long i) {
    Event event = new Event();
    event.timeMs = events.timeMs(i);
    event.key = events.key(i);
    event.user = events.user(i);
    event.value = events.value(i);
    return event;
  }

  /** The event time in milliseconds. */
  public long timeMs() {
    return timeMs;
  }

  /** The key. */
  public long key() {
    return key;
  }
}
