package dev.inkling.operator;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * How windows cut time into panes: stretches between whose ends no window starts or ends, so that
 * every window is a run of whole panes. Rows are summed up per pane, windows are put together from
 * panes. Pure functions that take every long, in milliseconds.
 *
 * <p>Panes and windows have ids that ascend with time. A pane's id is its start as a clock of the
 * window's zone shows it, counted as if it were UTC; a sliding window's id is its start, a
 * cumulative one's the id of its last pane. {@link #instantMs} turns what a clock shows into a
 * time.
 *
 * <p>Session windows have panes of the size of their gap: two rows of one pane are always of one
 * session; which panes are of one session depends on the rows.
 */
public final class Panes {

  /*
   * Implementation note. A sliding window of size = q·slide + r has its bounds at n·slide and at
   * n·slide + r, so two panes per slide are enough, however the size and the slide divide each other
   * (paired windows: Krishnamurthy, Wu, Franklin, On-the-fly sharing for streamed aggregation,
   * SIGMOD 2006, doi:10.1145/1142473.1142543).
   *
   * A zone's clocks can go back; the panes' clock does not: while clocks show times for the second
   * time, it stays at the last millisecond before they were put back. So time and panes ascend
   * together.
   */

  private final long size;
  private final long slide;
  private final long offset;
  private final long cycle;
  private final boolean cumulative;

  /** The length of the first of a slide's two panes; 0 if it has only one, of the whole slide. */
  private final long part;

  /** Null for UTC. */
  private final ZoneRules rules;

  private Panes(long size, long slide, long offset, boolean cumulative, ZoneId zone) {
    this.size = size;
    this.slide = slide;
    this.cycle = cumulative ? size : slide;
    this.offset = offset;
    this.cumulative = cumulative;
    this.part = cumulative ? 0 : size % slide;
    this.rules = zone.normalized().equals(ZoneOffset.UTC) ? null : zone.getRules();
  }

  /**
   * The panes of windows.
   *
   * @throws IllegalArgumentException for a global window, which has none
   */
  public static Panes of(Window window) {
    if (window instanceof Window.Tumbling w) {
      return new Panes(w.sizeMs(), w.sizeMs(), w.offsetMs(), false, w.zone());
    } else if (window instanceof Window.Sliding w) {
      return new Panes(w.sizeMs(), w.slideMs(), w.offsetMs(), false, w.zone());
    } else if (window instanceof Window.Cumulative w) {
      return new Panes(w.sizeMs(), w.stepMs(), w.offsetMs(), true, w.zone());
    } else if (window instanceof Window.Session w) {
      return new Panes(w.gapMs(), w.gapMs(), 0, false, ZoneOffset.UTC);
    }
    throw new IllegalArgumentException("a global window has no panes");
  }

  /** The id of the pane that holds a time. */
  public long paneOf(long timeMs) {
    long clock = clock(timeMs);
    long since = since(clock, slide);
    return WindowMath.subtract(clock, since < part ? since : since - part);
  }

  /** The id of the pane after this one, which is where a clock shows this one's end. */
  public long paneAfter(long pane) {
    // ids below the range are clamped to its start, which need not be the start of a pane
    long since = since(pane, slide);
    return WindowMath.add(pane, (since < part ? part : slide) - since);
  }

  /**
   * Whether any window holds a pane; false only between windows that slide more than their size.
   */
  public boolean isCovered(long pane) {
    return size >= slide || since(pane, slide) == 0;
  }

  /** The first window that holds a pane, or would if it were covered. */
  public long firstWindow(long pane) {
    if (cumulative || size == slide) {
      return pane;
    }
    // the earliest start s with s + size > pane, and so with s + size ≥ the pane's end
    long latestTooEarly = WindowMath.subtract(pane, size);
    return WindowMath.add(WindowMath.subtract(latestTooEarly, since(latestTooEarly, slide)), slide);
  }

  /** The last window that holds a pane. */
  public long lastWindow(long pane) {
    if (cumulative) {
      return WindowMath.add(WindowMath.subtract(pane, since(pane, cycle)), size - slide);
    }
    return WindowMath.subtract(pane, since(pane, slide));
  }

  /** The window after this one. */
  public long windowAfter(long window) {
    return WindowMath.add(window, slide - since(window, slide));
  }

  /** The first pane of a window. */
  public long firstPane(long window) {
    return cumulative ? WindowMath.subtract(window, since(window, cycle)) : window;
  }

  /** What a clock shows at a window's end: the first pane after it. */
  public long windowEnd(long window) {
    return WindowMath.add(window, (cumulative ? slide : size) - since(window, slide));
  }

  /** When a window starts. */
  public long startMs(long window) {
    return instantMs(firstPane(window));
  }

  /** When a window ends, exclusively. */
  public long endMs(long window) {
    return instantMs(windowEnd(window));
  }

  /** The first time at which a clock shows this or, if it skips this, something later. */
  public long instantMs(long clock) {
    if (rules == null || clock == Long.MIN_VALUE || clock == Long.MAX_VALUE) {
      return clock;
    }
    LocalDateTime local =
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(clock, 1000),
            (int) Math.floorMod(clock, 1000L) * 1_000_000,
            ZoneOffset.UTC);
    ZoneOffsetTransition transition = rules.getTransition(local);
    if (transition == null) {
      return WindowMath.subtract(clock, 1000L * rules.getOffset(local).getTotalSeconds());
    }
    return transition.isGap()
        ? transition.getInstant().toEpochMilli()
        : WindowMath.subtract(clock, 1000L * transition.getOffsetBefore().getTotalSeconds());
  }

  /** What a clock shows at a time; it stands still while it would show something again. */
  private long clock(long timeMs) {
    if (rules == null) {
      return timeMs;
    }
    Instant instant = Instant.ofEpochMilli(timeMs);
    long clock = WindowMath.add(timeMs, 1000L * rules.getOffset(instant).getTotalSeconds());
    ZoneOffsetTransition last = rules.previousTransition(instant.plusMillis(1));
    if (last != null && last.isOverlap()) {
      long putBack = 1000L * last.getDateTimeBefore().toEpochSecond(ZoneOffset.UTC);
      return clock < putBack ? putBack - 1 : clock;
    }
    return clock;
  }

  /** How far something a clock shows is from the last n·period + offset, in [0, period). */
  private long since(long clock, long period) {
    // both are in [0, period), so that their difference cannot overflow
    return Math.floorMod(Math.floorMod(clock, period) - Math.floorMod(offset, period), period);
  }
}
