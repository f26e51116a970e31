package dev.inkling.engine.stream;

import dev.inkling.engine.RowBatch;
import dev.inkling.engine.Source;
import dev.inkling.engine.stream.CounterBoard.Tally;
import dev.inkling.operator.Schema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Reads what an operator makes of its upstream. */
final class OperatorReader implements Source.Reader {

  /* implementation note
   *
   * A batch is read only when all that came before has been worked off and has gone out, so there is
   * nothing to lose and no more to hold than what one row makes. A position is that of upstream
   * before the batch that is being worked on and how many rows made of it have gone out: whoever
   * starts there makes them again, from the same rows in whatever batches they come, and skips them.
   */

  private static final int SKIP_BYTES = Long.BYTES;

  private final InTurn upstream;
  private final Operator operator;
  private final CounterBoard board;
  private final Tally tally;
  private final Runnable whenClosed;

  /** What has a state that a position would lack; null if nothing has. */
  private final String stateful;

  private RowBatch[] inputs;
  private boolean dry = true;
  private byte[] before;
  private UnsupportedOperationException noPosition;
  private long goneOut;
  private long toSkip;
  private boolean closed;

  /** A reader of an operator with a state. */
  OperatorReader(
      InTurn upstream,
      Operator operator,
      String stateful,
      CounterBoard board,
      Runnable whenClosed) {
    this.upstream = upstream;
    this.operator = operator;
    this.stateful = stateful;
    this.board = board;
    this.tally = board.open();
    this.whenClosed = whenClosed;
  }

  /** A reader of an operator without a state over one partition, which can be resumed. */
  static OperatorReader resumable(
      Source.Partition partition,
      Schema columns,
      byte[] position,
      Operator operator,
      CounterBoard board)
      throws IOException {
    if (position != null && position.length < SKIP_BYTES) {
      throw new IOException(
          partition.name() + ": a position must have at least 8 bytes, got " + position.length);
    }
    byte[] inner =
        position == null || position.length == SKIP_BYTES
            ? null
            : Arrays.copyOfRange(position, SKIP_BYTES, position.length);
    InTurn upstream = InTurn.of(partition, columns, inner);
    OperatorReader reader = new OperatorReader(upstream, operator, null, board, () -> {});
    if (position != null) {
      reader.toSkip = ByteBuffer.wrap(position).getLong();
      reader.goneOut = reader.toSkip;
    }
    reader.before = inner;
    return reader;
  }

  @Override
  public int poll(RowBatch target) throws IOException {
    target.reset();
    if (inputs == null) {
      inputs = operator.start(target.capacity());
    }
    int rows = read(target);
    tally.rowsOut += Math.max(0, rows);
    operator.report(tally);
    tally.publish();
    return rows;
  }

  private int read(RowBatch target) throws IOException {
    dry = true;
    for (int turn = 0; turn < DroppingReader.TURNS; turn++) {
      int rows = makeRows(target);
      if (rows > 0) {
        return rows;
      }
      if (upstream.hasEnded()) {
        return END;
      }
      if (stateful == null) {
        remember();
      }
      int came = upstream.poll(inputs);
      if (came > 0) {
        tally.rowsIn += came;
        operator.accept(upstream, tally);
      } else if (came == 0) {
        rows = makeRows(target); // time may have gone by
        dry = upstream.isDry();
        return rows;
      }
    }
    dry = false;
    return 0;
  }

  private int makeRows(RowBatch target) {
    while (true) {
      operator.work(upstream, tally);
      if (toSkip > 0) {
        int skipped = operator.skip((int) Math.min(toSkip, Integer.MAX_VALUE));
        toSkip -= skipped;
        if (skipped > 0) {
          continue;
        }
      }
      int rows = operator.drain(target);
      goneOut += rows;
      return rows;
    }
  }

  /** Takes note of where the batch that is read next begins. */
  private void remember() {
    if (noPosition == null && toSkip == 0) {
      try {
        before = upstream.position();
        goneOut = 0;
      } catch (UnsupportedOperationException e) {
        noPosition = e;
      }
    }
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
    if (noPosition != null) {
      throw noPosition;
    }
    byte[] inner = before == null ? new byte[0] : before;
    return ByteBuffer.allocate(SKIP_BYTES + inner.length).putLong(goneOut).put(inner).array();
  }

  @Override
  public Source.Progress progress() {
    return upstream.progress();
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    board.close(tally);
    try {
      upstream.close();
    } finally {
      whenClosed.run();
    }
  }
}
