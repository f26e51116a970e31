package dev.inkling.engine.stream;

import dev.inkling.engine.RowBatch;
import dev.inkling.engine.Source;
import dev.inkling.engine.stream.CounterBoard.Tally;
import dev.inkling.operator.Schema;
import java.io.IOException;

/** Leaves rows out, in place: no row is copied. */
final class DroppingReader implements Source.Reader {

  /** How many batches without a row are read in one poll before the caller has its turn. */
  static final int TURNS = 64;

  /** Decides which rows stay. Made for batches of up to some capacity. */
  interface Dropper {

    /** Removes the rows that are not to stay from a batch of upstream's columns. */
    void drop(RowBatch batch, InTurn from, Tally tally);
  }

  /** Makes a dropper for batches of so many rows. */
  interface Making {
    Dropper make(int capacity);
  }

  private final InTurn upstream;
  private final SharedColumns columns;
  private final Making making;
  private final String stateful;
  private final CounterBoard board;
  private final Tally tally;
  private Dropper dropper;
  private int capacity;
  private boolean dry = true;

  /**
   * A reader.
   *
   * @param columns the columns that upstream was opened with
   * @param wanted those that go out
   * @param stateful what has a state that a position would lack, for the message; null if nothing
   *     has, and upstream is one partition
   */
  DroppingReader(
      InTurn upstream,
      Schema columns,
      Schema wanted,
      Making making,
      String stateful,
      CounterBoard board) {
    this.upstream = upstream;
    this.columns = new SharedColumns(columns, Columns.same(wanted));
    this.making = making;
    this.stateful = stateful;
    this.board = board;
    this.tally = board.open();
  }

  @Override
  public int poll(RowBatch target) throws IOException {
    target.reset();
    if (capacity == 0) {
      capacity = target.capacity();
      dropper = making.make(capacity);
    }
    if (target.capacity() > capacity) {
      throw new IllegalArgumentException(
          "batches must not grow between polls: the first had room for "
              + capacity
              + " rows, this one for "
              + target.capacity());
    }
    RowBatch batch = columns.with(target);
    dry = true;
    for (int turn = 0; turn < TURNS; turn++) {
      int rows = upstream.poll(batch);
      if (rows <= 0) {
        dry = rows == END || upstream.isDry();
        return rows;
      }
      tally.rowsIn += rows;
      dropper.drop(batch, upstream, tally);
      int left = batch.size();
      tally.rowsOut += left;
      tally.publish();
      if (left > 0) {
        target.setSize(left);
        return left;
      }
    }
    dry = false;
    return 0;
  }

  @Override
  public boolean isDry() {
    return dry;
  }

  @Override
  public boolean hadToWait() {
    return upstream.hadToWait();
  }

  @Override
  public byte[] position() {
    if (stateful != null) {
      throw Columns.noPosition(stateful);
    }
    return upstream.position();
  }

  @Override
  public Source.Progress progress() {
    return upstream.progress();
  }

  @Override
  public void close() throws IOException {
    dropper = null;
    board.close(tally);
    upstream.close();
  }
}
