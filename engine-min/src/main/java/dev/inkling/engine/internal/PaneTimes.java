package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Query;
import dev.inkling.operator.Window;
import dev.inkling.operator.WindowMath;

/**
 * Finds the pane of each row's event time, and leaves out rows that are late or have no time. A
 * query without windows has one pane, 0, for all rows.
 */
final class PaneTimes {

  private final int timeColumn;
  private final Window.Tumbling window;
  private final long[] panes;
  private final int[] kept;

  private long maxTime = Long.MIN_VALUE;
  private long rowsLate;
  private long rowsWithoutTime;

  PaneTimes(CompiledQuery query, int capacity) {
    Query definition = query.query();
    panes = new long[capacity];
    if (definition.window() instanceof Window.Tumbling tumbling) {
      window = tumbling;
      kept = new int[capacity];
      timeColumn = query.columns().indexOf(definition.eventTime().orElseThrow().column());
    } else {
      window = null;
      kept = null;
      timeColumn = -1;
    }
  }

  boolean windowed() {
    return window != null;
  }

  /**
   * Finds the panes of a batch's rows; the batch is compacted if rows are left out.
   *
   * @param watermark rows whose window ended at or before it are late
   * @return the pane of each row; not to be written to
   */
  long[] assign(RowBatch batch, long watermark) {
    if (window == null) {
      return panes;
    }
    ColumnVector times = batch.column(timeColumn);
    long[] ms = times.longs();
    boolean anyNull = times.anyNull();
    int rows = batch.size();
    int keep = 0;
    long start = Long.MIN_VALUE;
    long end = Long.MIN_VALUE; // no pane yet
    long latest = maxTime;
    for (int row = 0; row < rows; row++) {
      if (anyNull && times.isNull(row)) {
        rowsWithoutTime++;
        continue;
      }
      long time = ms[row];
      latest = Math.max(latest, time);
      if (time < start || time >= end) {
        start = WindowMath.startMs(window, time);
        end = WindowMath.endMs(window, time);
      }
      if (WindowMath.isDue(end, watermark)) {
        rowsLate++;
        continue;
      }
      panes[keep] = start;
      kept[keep++] = row;
    }
    maxTime = latest;
    if (keep < rows) {
      batch.keep(kept, keep);
    }
    return panes;
  }

  /** The latest event time since the last call; {@link Long#MIN_VALUE} if there was none. */
  long takeMaxTime() {
    long taken = maxTime;
    maxTime = Long.MIN_VALUE;
    return taken;
  }

  long rowsLate() {
    return rowsLate;
  }

  long rowsWithoutTime() {
    return rowsWithoutTime;
  }
}
