package dev.inkling.benchmarks.engine;

/** An engine, or a loop written by hand, that answers the queries; used by one thread. */
public interface EventEngine {

  /**
   * Gets ready, before any time is taken but the start-up's.
   *
   * @param threads how many threads it may use
   */
  void start(int threads) throws Exception;

  /**
   * Loads events into a table of its own, if that is how it works; the time it takes is reported
   * apart.
   *
   * @param count how many events are going to be asked about at most
   * @return whether it works so
   */
  default boolean load(Events events, long count) throws Exception {
    return false;
  }

  /**
   * Answers a query about the first events and returns when the last answer was given. It calls
   * {@link Fork#firstEvent} when it takes its first event.
   *
   * @param count how many events there are
   */
  void run(Workload workload, Events events, long count, Answers answers) throws Exception;

  /** Stops what it started. */
  default void stop() throws Exception {}
}
