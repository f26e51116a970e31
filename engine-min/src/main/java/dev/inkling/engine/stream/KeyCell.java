package dev.inkling.engine.stream;

/** What is kept of one key. */
final class KeyCell<S> {

  /** Higher for keys that came later; never changes. */
  final long number;

  /** The key's place in the index, which changes when keys are forgotten. */
  int key;

  S state;
  long expiresMs = Long.MAX_VALUE;

  /** Whether there is an entry in the queue of those that expire. */
  boolean queued;

  int timers;

  KeyCell(long number, int key) {
    this.number = number;
    this.key = key;
  }

  boolean isNeeded() {
    return state != null || timers > 0 || queued;
  }
}
