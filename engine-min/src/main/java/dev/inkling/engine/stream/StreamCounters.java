package dev.inkling.engine.stream;

/**
 * What one operator has done so far, summed over its partitions and over every time that it was
 * read; what it holds at present.
 *
 * @param rowsIn rows that came
 * @param rowsOut rows that went out
 * @param rowsLate rows older than the watermark: left out, but for {@link KeyedStream#process},
 *     which gets them
 * @param rowsWithoutTime rows whose event time is null: left out, but for {@link
 *     KeyedStream#process}, which gets them
 * @param rowsDuplicate rows left out because their key had been seen
 * @param rowsUnmatched rows of the left side of a join for which the other side has no row; of a
 *     join of two streams, they are counted once it is certain, and only by the outer join
 * @param stateEntries keys that are remembered, or rows of the sides of a join
 * @param stateBytes the heap that they take, without the objects that a {@link KeyedProcess} made;
 *     of a join with a table, that of the table
 * @param timers timers that are to fire
 * @param reloads how often the table was loaded again
 * @param reloadsFailed how often that failed, so that the table before was kept
 * @param lastFailure why it last failed; null if it never did
 */
public record StreamCounters(
    long rowsIn,
    long rowsOut,
    long rowsLate,
    long rowsWithoutTime,
    long rowsDuplicate,
    long rowsUnmatched,
    long stateEntries,
    long stateBytes,
    long timers,
    long reloads,
    long reloadsFailed,
    String lastFailure) {

  static final StreamCounters NONE = new StreamCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, null);

  StreamCounters plus(StreamCounters other) {
    return new StreamCounters(
        rowsIn + other.rowsIn,
        rowsOut + other.rowsOut,
        rowsLate + other.rowsLate,
        rowsWithoutTime + other.rowsWithoutTime,
        rowsDuplicate + other.rowsDuplicate,
        rowsUnmatched + other.rowsUnmatched,
        stateEntries + other.stateEntries,
        stateBytes + other.stateBytes,
        timers + other.timers,
        reloads + other.reloads,
        reloadsFailed + other.reloadsFailed,
        lastFailure == null ? other.lastFailure : lastFailure);
  }

  /** The same after the state was given up. */
  StreamCounters withoutState() {
    return new StreamCounters(
        rowsIn,
        rowsOut,
        rowsLate,
        rowsWithoutTime,
        rowsDuplicate,
        rowsUnmatched,
        0,
        0,
        0,
        reloads,
        reloadsFailed,
        lastFailure);
  }
}
