package dev.inkling.benchmarks.results;

/** Which way a measure gets better. */
public enum Direction {
  /** Times, errors, bytes. */
  LOWER,
  /** Events per second, the share of bars that hold. */
  HIGHER,
  /**
   * Not judged when runs are compared: figures of peers, descriptions, what drifts with the hour.
   */
  NEITHER
}
