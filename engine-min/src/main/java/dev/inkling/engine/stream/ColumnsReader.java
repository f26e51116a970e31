package dev.inkling.engine.stream;

import dev.inkling.engine.RowBatch;
import dev.inkling.engine.Source;
import dev.inkling.engine.internal.Evaluator;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Schema;
import java.io.IOException;
import java.util.Map;

/** Gives columns other names and computes one; as many rows go out as come. */
final class ColumnsReader implements Source.Reader {

  private final Source.Reader reader;
  private final SharedColumns columns;
  private final CounterBoard board;
  private final CounterBoard.Tally tally;

  /** Null if nothing is computed. */
  private final Expr computed;

  private final Schema upstream;
  private final int computedColumn;
  private Evaluator evaluator;
  private int evaluatorRows;

  /**
   * A reader.
   *
   * @param upstream the columns that {@code reader} was opened with
   * @param names upstream's columns that go out, with their new names
   * @param computed an expression over upstream's columns; null if there is none
   * @param computedColumn its index in the target
   */
  ColumnsReader(
      Source.Reader reader,
      Schema upstream,
      Map<String, String> names,
      Expr computed,
      int computedColumn,
      CounterBoard board) {
    this.reader = reader;
    this.upstream = upstream;
    this.columns = new SharedColumns(upstream, names);
    this.computed = computed;
    this.computedColumn = computedColumn;
    this.board = board;
    this.tally = board.open();
  }

  @Override
  public int poll(RowBatch target) throws IOException {
    target.reset();
    RowBatch batch = columns.with(target);
    int rows = reader.poll(batch);
    if (rows <= 0) {
      return rows;
    }
    if (computed != null) {
      if (evaluatorRows < target.capacity()) {
        evaluatorRows = target.capacity();
        evaluator = Evaluator.compile(computed, upstream, evaluatorRows);
      }
      target.column(computedColumn).copy(evaluator.eval(batch), rows);
    }
    target.setSize(rows);
    tally.rowsIn += rows;
    tally.rowsOut += rows;
    tally.publish();
    return rows;
  }

  @Override
  public boolean isDry() {
    return reader.isDry();
  }

  @Override
  public boolean hadToWait() {
    return reader.hadToWait();
  }

  @Override
  public byte[] position() {
    return reader.position();
  }

  @Override
  public Source.Progress progress() {
    return reader.progress();
  }

  @Override
  public void close() throws IOException {
    board.close(tally);
    reader.close();
  }
}
