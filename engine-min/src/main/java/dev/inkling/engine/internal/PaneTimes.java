package dev.inkling.engine.internal;

import dev.inkling.engine.Clock;
import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Panes;
import dev.inkling.operator.Query;
import dev.inkling.operator.Query.EventTime;
import dev.inkling.operator.Window;
import dev.inkling.operator.WindowMath;
import java.util.Arrays;

/**
 * Finds the pane of each row's time, and leaves out rows that are late, have no time, or are in no
 * window. A query without windows has one pane, 0, for all rows.
 */
final class PaneTimes {

  /*
   * Implementation note. Rows come in order but for some disorder, so that most are of the same pane
   * as the row before or of the one before that: two panes are remembered with their bounds as
   * times, and whether their rows are taken. Only for another pane is there any arithmetic.
   */

  private final int timeColumn;
  private final Panes windowPanes;
  private final boolean processing;
  private final long latenessMs;

  /** The gap of sessions, 0 if there are none. */
  private final long gapMs;

  private final Clock clock;
  private final long[] panes;
  private final int[] kept;
  private final long[] processingTimes;

  private Known now = new Known();
  private Known before = new Known();

  private long[] times;
  private long maxTime = Long.MIN_VALUE;
  private long rowsLate;
  private long rowsWithoutTime;
  private long rowsBetween;
  private boolean onePane = true; // as without windows

  /** A pane that was looked up. */
  private static final class Known {
    long pane;
    long start = Long.MAX_VALUE;
    long end = Long.MIN_VALUE;
    boolean taken;
    boolean covered;

    void forget() {
      start = Long.MAX_VALUE;
      end = Long.MIN_VALUE;
    }

    boolean holds(long time) {
      return time >= start && (time < end || end == Long.MAX_VALUE);
    }
  }

  PaneTimes(CompiledQuery query, int capacity, Clock clock) {
    Query definition = query.query();
    this.clock = clock;
    panes = new long[capacity];
    windowPanes = query.panes();
    if (windowPanes == null) {
      processing = false;
      latenessMs = 0;
      gapMs = 0;
      kept = null;
      processingTimes = null;
      timeColumn = -1;
      return;
    }
    EventTime time = definition.eventTime().orElseThrow();
    processing = time.column().isEmpty();
    latenessMs = time.lateness().toMillis();
    gapMs = definition.window() instanceof Window.Session session ? session.gapMs() : 0;
    kept = new int[capacity];
    processingTimes = processing ? new long[capacity] : null;
    timeColumn = time.column().map(query.columns()::indexOf).orElse(-1);
  }

  boolean windowed() {
    return windowPanes != null;
  }

  /**
   * Finds the panes of a batch's rows; the batch is compacted if rows are left out.
   *
   * @param watermark rows whose windows had all ended by then, the allowed lateness included, are
   *     late
   * @param late gets the late rows; null if nobody wants them
   * @return the pane of each row; not to be written to
   */
  long[] assign(RowBatch batch, long watermark, RowStore late) {
    if (windowPanes == null) {
      return panes;
    }
    onePane = processing;
    now.forget(); // the watermark may have moved
    before.forget();
    if (processing) {
      return assignNow(batch);
    }
    ColumnVector column = batch.column(timeColumn);
    long[] ms = column.longs();
    times = ms;
    boolean anyNull = column.anyNull();
    int rows = batch.size();
    int keep = anyNull || gapMs > 0 ? 0 : takeFirst(ms, rows, watermark);
    long latest = maxTime;
    for (int row = keep; row < rows; row++) {
      if (anyNull && column.isNull(row)) {
        rowsWithoutTime++;
        continue;
      }
      long time = ms[row];
      latest = Math.max(latest, time);
      if (!now.holds(time)) {
        turnTo(time, watermark);
      }
      if (now.taken && (gapMs == 0 || !isSessionOver(time, watermark))) {
        panes[keep] = now.pane;
        kept[keep++] = row;
      } else if (!now.covered) {
        rowsBetween++;
      } else {
        rowsLate++;
        if (late != null) {
          late.add(batch, row);
        }
      }
    }
    maxTime = latest;
    if (keep < rows) {
      batch.keep(kept, keep);
      times = batch.column(timeColumn).longs();
    }
    return panes;
  }

  /**
   * Takes the first rows of a batch without nulls up to one that is left out, and says how many
   * those are: mostly all of them.
   */
  private int takeFirst(long[] ms, int rows, long watermark) {
    if (rows == 0 || takeAllOfOnePane(ms, rows, watermark)) {
      return rows;
    }
    long latest = maxTime;
    int row = 0;
    while (row < rows) {
      if (!now.holds(ms[row])) {
        turnTo(ms[row], watermark);
      }
      if (!now.taken) {
        break;
      }
      long pane = now.pane;
      long start = now.start;
      long end = now.end;
      do {
        long time = ms[row];
        latest = Math.max(latest, time);
        panes[row] = pane;
        row++;
      } while (row < rows && ms[row] >= start && ms[row] < end);
    }
    maxTime = latest;
    for (int i = 0; i < row && row < rows; i++) {
      kept[i] = i;
    }
    return row;
  }

  /** Takes all rows if they are of one pane whose rows are taken. */
  private boolean takeAllOfOnePane(long[] ms, int rows, long watermark) {
    if (!now.holds(ms[0])) {
      turnTo(ms[0], watermark);
    }
    if (!now.taken) {
      return false;
    }
    // if a difference overflows because a time is far off, then the other is negative
    long start = now.start;
    long last = now.end == Long.MAX_VALUE ? now.end : now.end - 1;
    long outside = 0;
    for (int row = 0; row < rows; row++) {
      outside |= (ms[row] - start) | (last - ms[row]);
    }
    if (outside < 0) {
      return false;
    }
    long most = maxTime;
    for (int row = 0; row < rows; row++) {
      most = ms[row] > most ? ms[row] : most;
    }
    maxTime = most;
    Arrays.fill(panes, 0, rows, now.pane);
    onePane = true;
    return true;
  }

  /** Whether all rows that the last call of {@link #assign} left in the batch are of one pane. */
  boolean isOnePane() {
    return onePane;
  }

  private long[] assignNow(RowBatch batch) {
    long time = clock.millis();
    maxTime = Math.max(maxTime, time);
    turnTo(maxTime, Long.MIN_VALUE);
    int rows = batch.size();
    for (int row = 0; row < rows; row++) {
      panes[row] = now.pane;
      processingTimes[row] = maxTime;
    }
    times = processingTimes;
    if (!now.covered) {
      rowsBetween += rows;
      batch.keep(kept, 0);
    }
    return panes;
  }

  private void turnTo(long time, long watermark) {
    Known turned = before;
    before = now;
    now = turned;
    if (now.holds(time)) {
      return;
    }
    now.pane = windowPanes.paneOf(time);
    now.start = windowPanes.instantMs(now.pane);
    now.end = windowPanes.instantMs(windowPanes.paneAfter(now.pane));
    now.covered = windowPanes.isCovered(now.pane);
    long lastEnd = windowPanes.endMs(windowPanes.lastWindow(now.pane));
    now.taken =
        now.covered
            && (gapMs > 0 || !WindowMath.isDue(WindowMath.add(lastEnd, latenessMs), watermark));
  }

  private boolean isSessionOver(long time, long watermark) {
    return WindowMath.isDue(WindowMath.add(time, gapMs), watermark);
  }

  /** Whether rows have the time at which they are worked on. */
  boolean isProcessingTime() {
    return processing;
  }

  /** The times of the rows that the last call of {@link #assign} left in the batch. */
  long[] times() {
    return times;
  }

  /** The latest time since the last call; {@link Long#MIN_VALUE} if there was none. */
  long takeMaxTime() {
    long taken = maxTime;
    if (!processing) {
      maxTime = Long.MIN_VALUE;
    }
    return taken;
  }

  long rowsLate() {
    return rowsLate;
  }

  long rowsWithoutTime() {
    return rowsWithoutTime;
  }

  /** Rows in no window. */
  long rowsBetween() {
    return rowsBetween;
  }
}
