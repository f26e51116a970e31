package dev.inkling.engine.stream;

/**
 * What is done with the rows of each key; see {@link KeyedStream#process}. Called by one thread,
 * for all keys; what it keeps from call to call belongs into the state, not into fields.
 *
 * @param <S> the state of a key: any object, which only this function looks into
 */
@FunctionalInterface
public interface KeyedProcess<S> {

  /** Whose time a timer goes by. */
  enum TimeDomain {
    /** The watermark of the rows' event times. */
    EVENT_TIME,
    /** The clock. */
    PROCESSING_TIME
  }

  /** Called for every row, those that are late or without a time included. */
  void process(Row row, Context<S> context);

  /**
   * Called when a timer of a key fires. By event time: once the watermark has reached its time, so
   * that no row older than that is to come; by processing time: once the clock has.
   *
   * @param timeMs the time that the timer was registered for
   */
  default void onTimer(long timeMs, TimeDomain domain, Context<S> context) {}

  /**
   * What a call may ask and do, for the key that it is about. Valid during the call.
   *
   * @param <S> the state of a key
   */
  interface Context<S> {

    /** The key: a row of the key columns. */
    Row key();

    /** The key's state; null if it has none, as before the first row and after it was cleared. */
    S state();

    /**
     * Makes this the key's state, until it is cleared or its time to live is over. A state that is
     * changed in place need not be set again, but its time to live counts from the last call.
     */
    void update(S state);

    /** Forgets the key's state. Its timers stay. */
    void clear();

    /** Takes the rows that go out. */
    RowBuilder out();

    /**
     * No row older than this, in event time, is to come: {@link Long#MIN_VALUE} as long as nothing
     * is known, {@link Long#MAX_VALUE} after the end of the input.
     *
     * @throws IllegalStateException if there is no event time
     */
    long watermarkMs();

    /**
     * Whether the row is older than the watermark was when it came. False in {@link #onTimer}, and
     * for a row without a time.
     */
    boolean isLate();

    /** The clock when the batch of this row was read, or when the timer fired, in milliseconds. */
    long processingTimeMs();

    /**
     * Registers a timer of this key; of two for the same time there is one. If the watermark has
     * reached that time already it fires right after this call. After the end of the input, when
     * all timers fire, one that is later than the last registered before is not registered: so a
     * timer that always registers the next one comes to an end.
     *
     * @throws IllegalStateException if there is no event time
     * @throws IllegalArgumentException in {@link #onTimer} of event time, if it is not later than
     *     the timer that fires
     */
    void registerEventTimeTimer(long timeMs);

    /** Removes a timer of this key, if there is one for that time. */
    void deleteEventTimeTimer(long timeMs);

    /**
     * Registers a timer of this key; of two for the same time there is one. Timers that are left at
     * the end of the input do not fire.
     *
     * @throws IllegalArgumentException in {@link #onTimer} of processing time, if it is not later
     *     than the timer that fires
     */
    void registerProcessingTimeTimer(long timeMs);

    /** Removes a timer of this key, if there is one for that time. */
    void deleteProcessingTimeTimer(long timeMs);
  }
}
