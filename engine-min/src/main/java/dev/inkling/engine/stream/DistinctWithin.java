package dev.inkling.engine.stream;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.stream.CounterBoard.Tally;
import dev.inkling.operator.Schema;
import dev.inkling.operator.WindowMath;
import java.util.List;

/**
 * Lets the first row of every key pass, and another one once the watermark has left it behind by
 * the horizon. Late rows, and rows without a time, do not pass.
 */
final class DistinctWithin implements DroppingReader.Dropper {

  /** Keys whose time is over are not looked for before there are as many as this. */
  static final int FIRST_SWEEP = 1024;

  private final KeyIndex index;
  private final int[] columns;
  private final int timeColumn;
  private final long horizonMs;
  private final int[] kept;

  /** The watermark when each row that is kept came. */
  private final long[] watermarks;

  /** When each key is forgotten: once the watermark is there. */
  private long[] forgotten = new long[FIRST_SWEEP];

  private int known;
  private int sweepAt = FIRST_SWEEP;

  DistinctWithin(
      Schema schema, List<String> keys, String timeColumn, long horizonMs, int capacity) {
    this.index = new KeyIndex(KeyIndex.types(schema, keys), capacity);
    this.columns = KeyIndex.columns(schema, keys);
    this.timeColumn = schema.indexOf(timeColumn);
    this.horizonMs = horizonMs;
    this.kept = new int[capacity];
    this.watermarks = new long[capacity];
  }

  @Override
  public void drop(RowBatch batch, InTurn from, Tally tally) {
    Watermarks marks = from.watermarks(0);
    if (known >= sweepAt) {
      sweep(marks.watermark());
    }
    dropLate(batch, marks, tally);
    int rows = batch.size();
    int[] keys = index.find(batch, columns);
    forgotten = KeyIndex.grown(forgotten, index.size());
    long[] times = batch.column(timeColumn).longs();
    int count = 0;
    for (int row = 0; row < rows; row++) {
      int key = keys[row];
      if (key == known) {
        known++;
      } else if (forgotten[key] > watermarks[row]) {
        continue;
      }
      forgotten[key] = WindowMath.add(times[row], horizonMs);
      kept[count++] = row;
    }
    if (count < rows) {
      batch.keep(kept, count);
      tally.rowsDuplicate += rows - count;
    }
    tally.stateEntries = known;
    tally.stateBytes = index.heapBytes() + 8L * forgotten.length;
  }

  private void dropLate(RowBatch batch, Watermarks marks, Tally tally) {
    ColumnVector time = batch.column(timeColumn);
    long[] times = time.longs();
    int rows = batch.size();
    int count = 0;
    for (int row = 0; row < rows; row++) {
      if (time.isNull(row)) {
        tally.rowsWithoutTime++;
      } else if (times[row] < marks.watermark()) {
        tally.rowsLate++;
      } else {
        watermarks[count] = marks.watermark();
        kept[count++] = row;
        marks.observe(times[row]);
      }
    }
    if (count < rows) {
      batch.keep(kept, count);
    }
  }

  /** Forgets the keys whose time is over, so that at least as many come until the next time. */
  private void sweep(long watermark) {
    int[] renumbered = index.keep(key -> forgotten[key] > watermark);
    for (int key = 0; key < renumbered.length; key++) {
      if (renumbered[key] >= 0) {
        forgotten[renumbered[key]] = forgotten[key];
      }
    }
    known = index.size();
    sweepAt = Math.max(FIRST_SWEEP, 2 * known);
  }
}
