package dev.inkling.engine.stream;

import dev.inkling.engine.RowBatch;
import dev.inkling.engine.stream.CounterBoard.Tally;

/**
 * What makes new rows of rows that come: driven by an {@link OperatorReader}, on one thread. Rows
 * that go out are not more at a time than a batch holds; the rest waits.
 */
interface Operator {

  /** The batches that rows come in, one per side, made for this many rows. */
  RowBatch[] start(int capacity);

  /** Says that the batch of {@link InTurn#side} was filled; all rows before are worked off. */
  void accept(InTurn from, Tally tally);

  /**
   * Goes on with the rows that came, and with what time has made due, until as many rows wait as
   * fit a batch, or nothing is left to do at present.
   */
  void work(InTurn from, Tally tally);

  /**
   * Moves rows that wait to the target.
   *
   * @param target was reset
   * @return how many
   */
  int drain(RowBatch target);

  /** Lets rows go that wait, instead of {@link #drain}, at most so many; says how many went. */
  default int skip(int rows) {
    throw new UnsupportedOperationException("this operator has no position to start at");
  }

  /** Says how large the state is. */
  void report(Tally tally);
}
