package dev.inkling.engine.stream;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.stream.CounterBoard.Tally;
import dev.inkling.operator.Query.EventTime;
import dev.inkling.operator.Schema;
import dev.inkling.operator.WindowMath;
import java.util.List;

/** Joins rows of two streams that have the same key and times not too far apart. */
final class IntervalJoinOperator implements Operator {

  /* implementation note
   *
   * A row is kept until the other side's watermark says that no partner can come any more, and looks
   * for partners among the other side's rows when it comes: so every pair is found when its second
   * row comes. Each side has a watermark of its own, so which rows are late depends on that side
   * only.
   */

  private static final int LEFT = 0;
  private static final int RIGHT = 1;
  private static final int NONE = JoinSide.NONE;
  private static final int FIRST_SWEEP = 1024;

  /**
   * What is joined.
   *
   * @param lowerMs a partner of a left row is not older than the row's time and this
   * @param upperMs nor younger than the row's time and this
   * @param outer whether left rows without a partner go out too
   */
  record Plan(
      List<String> keys,
      EventTime leftTime,
      EventTime rightTime,
      long lowerMs,
      long upperMs,
      boolean outer) {}

  private final Plan plan;
  private final JoinColumns columns;
  private final Schema[] schemas;
  private final RowBatch[] batches = new RowBatch[2];
  private final JoinSide[] sides = new JoinSide[2];
  private final int[][] keyColumns = new int[2][];
  private final int[] timeColumns = new int[2];
  private KeyIndex index;

  /** The batch that is being worked on. */
  private int side;

  private int[] found = {};
  private int rows;
  private int next;

  /** The row that came last, its next partner, and the latest time of one. */
  private int arrived = NONE;

  private int partner = NONE;
  private long latest;

  /** The rows that wait, side by side. */
  private int[] left;

  private int[] right;
  private int pairs;

  IntervalJoinOperator(Plan plan, JoinColumns columns, Schema leftRows, Schema rightRows) {
    this.plan = plan;
    this.columns = columns;
    this.schemas = new Schema[] {leftRows, rightRows};
    timeColumns[LEFT] = leftRows.indexOf(plan.leftTime.column().orElseThrow());
    timeColumns[RIGHT] = rightRows.indexOf(plan.rightTime.column().orElseThrow());
  }

  @Override
  public RowBatch[] start(int capacity) {
    for (int s = 0; s < 2; s++) {
      batches[s] = new RowBatch(schemas[s], capacity);
      sides[s] = new JoinSide(schemas[s]);
      keyColumns[s] = KeyIndex.columns(schemas[s], plan.keys);
    }
    index = new KeyIndex(KeyIndex.types(schemas[LEFT], plan.keys), capacity);
    left = new int[capacity];
    right = new int[capacity];
    return batches;
  }

  @Override
  public void accept(InTurn from, Tally tally) {
    sides[LEFT].sweep();
    sides[RIGHT].sweep();
    sweepKeys();
    side = from.side();
    rows = batches[side].size();
    found = index.find(batches[side], keyColumns[side]);
    sides[LEFT].growKeys(index.size());
    sides[RIGHT].growKeys(index.size());
    next = 0;
  }

  private void sweepKeys() {
    int live = sides[LEFT].size() + sides[RIGHT].size(); // at least as many as there are keys
    if (index.size() >= FIRST_SWEEP && index.size() >= 2L * live) {
      int[] numbers = index.keep(key -> sides[LEFT].has(key) || sides[RIGHT].has(key));
      sides[LEFT].renumberKeys(numbers, index.size());
      sides[RIGHT].renumberKeys(numbers, index.size());
    }
  }

  @Override
  public void work(InTurn from, Tally tally) {
    while (pairs < left.length) {
      if (partner != NONE) {
        pairWithPartner();
      } else if (!giveUp(LEFT, from, tally) && !giveUp(RIGHT, from, tally)) {
        if (next == rows) {
          return;
        }
        take(next++, from, tally);
      }
    }
  }

  private void pairWithPartner() {
    JoinSide others = sides[1 - side];
    if (side == LEFT) {
      pair(arrived, partner);
    } else {
      pair(partner, arrived);
    }
    sides[side].match(arrived);
    others.match(partner);
    partner = others.next(partner, latest);
  }

  private void pair(int leftRow, int rightRow) {
    left[pairs] = leftRow;
    right[pairs++] = rightRow;
  }

  /** Gives up a row of a side if the other one's watermark has passed its partners. */
  private boolean giveUp(int of, InTurn from, Tally tally) {
    int row = sides[of].giveUp(from.watermarks(1 - of));
    if (row == NONE) {
      return false;
    }
    if (of == LEFT && plan.outer && !sides[LEFT].isMatched(row)) {
      tally.rowsUnmatched++;
      pair(row, NONE);
    }
    return true;
  }

  private void take(int row, InTurn from, Tally tally) {
    RowBatch batch = batches[side];
    ColumnVector times = batch.column(timeColumns[side]);
    Watermarks marks = from.watermarks(side);
    if (times.isNull(row)) {
      tally.rowsWithoutTime++;
      return;
    }
    long time = times.longs()[row];
    if (time < marks.watermark()) {
      tally.rowsLate++;
      return;
    }
    marks.observe(time);
    boolean partnerless = hasNullKey(batch, row);
    if (partnerless && !(side == LEFT && plan.outer)) {
      return;
    }
    int key = partnerless ? NONE : found[row];
    long earliest =
        side == LEFT ? WindowMath.add(time, plan.lowerMs) : WindowMath.subtract(time, plan.upperMs);
    latest =
        side == LEFT ? WindowMath.add(time, plan.upperMs) : WindowMath.subtract(time, plan.lowerMs);
    arrived = sides[side].add(batch, row, key, time, latest);
    if (key != NONE) {
      JoinSide others = sides[1 - side];
      partner = others.upTo(others.from(key, earliest), latest);
    }
  }

  private boolean hasNullKey(RowBatch batch, int row) {
    for (int column : keyColumns[side]) {
      if (batch.column(column).isNull(row)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int drain(RowBatch target) {
    int moved = pairs;
    if (moved > 0) {
      for (int c = 0; c < columns.size(); c++) {
        boolean isLeft = columns.isLeft(c);
        JoinSide from = sides[isLeft ? LEFT : RIGHT];
        from.rows().gather(columns.index(c), isLeft ? left : right, moved, target.column(c));
      }
      target.setSize(moved);
      pairs = 0;
    }
    return moved;
  }

  @Override
  public void report(Tally tally) {
    tally.stateEntries = sides[LEFT].size() + (long) sides[RIGHT].size();
    tally.stateBytes = sides[LEFT].heapBytes() + sides[RIGHT].heapBytes() + index.heapBytes();
  }
}
