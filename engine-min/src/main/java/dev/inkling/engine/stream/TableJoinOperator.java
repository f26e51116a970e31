package dev.inkling.engine.stream;

import dev.inkling.engine.RowBatch;
import dev.inkling.engine.stream.CounterBoard.Tally;
import dev.inkling.operator.Schema;
import java.util.List;

/** Puts the rows of a table beside the rows of a stream that have the same key. */
final class TableJoinOperator implements Operator {

  private final SharedTable table;
  private final JoinColumns columns;
  private final Schema inputs;
  private final List<String> keys;
  private final boolean outer;
  private RowBatch batch;
  private KeyIndex index;
  private int[] keyColumns;

  private TableRows rows;
  private int[] found;
  private int count;
  private int next;

  /** The table's row that is next for the row before {@link #next}, −1 if there is none. */
  private int match = -1;

  /** The rows that wait, side by side. */
  private int[] left;

  private int[] right;
  private int pairs;

  /**
   * An operator.
   *
   * @param inputs the columns that the stream's rows have
   * @param outer whether rows without a match go out too
   */
  TableJoinOperator(
      SharedTable table, JoinColumns columns, Schema inputs, List<String> keys, boolean outer) {
    this.table = table;
    this.columns = columns;
    this.inputs = inputs;
    this.keys = keys;
    this.outer = outer;
  }

  @Override
  public RowBatch[] start(int capacity) {
    batch = new RowBatch(inputs, capacity);
    index = new KeyIndex(KeyIndex.types(inputs, keys), capacity);
    keyColumns = KeyIndex.columns(inputs, keys);
    left = new int[capacity];
    right = new int[capacity];
    return new RowBatch[] {batch};
  }

  @Override
  public void accept(InTurn from, Tally tally) {
    rows = table.current();
    found = index.lookUp(rows.keys(), batch, keyColumns);
    count = batch.size();
    next = 0;
  }

  @Override
  public void work(InTurn from, Tally tally) {
    while (pairs < left.length) {
      if (match >= 0) {
        pair(next - 1, match);
        match = rows.next(match);
      } else if (next == count) {
        return;
      } else {
        int key = found[next++];
        if (key >= 0) {
          match = rows.first(key);
        } else {
          tally.rowsUnmatched++;
          if (outer) {
            pair(next - 1, -1);
          }
        }
      }
    }
  }

  private void pair(int leftRow, int rightRow) {
    left[pairs] = leftRow;
    right[pairs++] = rightRow;
  }

  @Override
  public int drain(RowBatch target) {
    int moved = pairs;
    if (moved > 0) {
      for (int c = 0; c < columns.size(); c++) {
        if (columns.isLeft(c)) {
          target.column(c).gather(batch.column(columns.index(c)), left, moved);
        } else {
          rows.rows().gather(columns.index(c), right, moved, target.column(c));
        }
      }
      target.setSize(moved);
      pairs = 0;
    }
    return moved;
  }

  @Override
  public void report(Tally tally) {}
}
