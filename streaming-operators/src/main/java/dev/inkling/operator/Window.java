package dev.inkling.operator;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * How rows are put together by time.
 *
 * <p>Every window is half open, {@code [start, end)}. Windows with a zone begin and end where
 * clocks in that zone show their bounds: a day in which clocks are put forward has 23 hours, one in
 * which they are put back 25. A bound that clocks skip is the moment at which they skip it; of a
 * bound that they show twice, the first time counts.
 */
public sealed interface Window {

  /** One window over everything. */
  record Global() implements Window {}

  /**
   * Windows of one size side by side: {@code [offset + n·size, offset + (n+1)·size)} for every n.
   *
   * @param sizeMs the size, at least 1
   * @param offsetMs where the windows start relative to the epoch, in [0, size)
   * @param zone whose clocks show the bounds
   */
  record Tumbling(long sizeMs, long offsetMs, ZoneId zone) implements Window {
    /** Checks the ranges. */
    public Tumbling {
      checkSize("size", sizeMs);
      checkOffset("size", offsetMs, sizeMs);
    }

    /** Windows by UTC. */
    public Tumbling(long sizeMs, long offsetMs) {
      this(sizeMs, offsetMs, ZoneOffset.UTC);
    }
  }

  /**
   * Overlapping windows of one size: {@code [offset + n·slide, offset + n·slide + size)} for every
   * n. The size need not be a multiple of the slide. If the slide is larger than the size, there
   * are times that no window holds.
   *
   * @param sizeMs the size, at least 1
   * @param slideMs from one window's start to the next, at least 1
   * @param offsetMs where the windows start relative to the epoch, in [0, slide)
   * @param zone whose clocks show the bounds
   */
  record Sliding(long sizeMs, long slideMs, long offsetMs, ZoneId zone) implements Window {
    /** Checks the ranges. */
    public Sliding {
      checkSize("size", sizeMs);
      checkSize("slide", slideMs);
      checkOffset("slide", offsetMs, slideMs);
    }
  }

  /**
   * Windows that grow by a step until they have a size, and then start anew: {@code [c, c + step)},
   * {@code [c, c + 2·step)} … {@code [c, c + size)} for every c = offset + n·size.
   *
   * @param sizeMs the size of the last of them, a multiple of the step
   * @param stepMs how much they grow, at least 1
   * @param offsetMs where they start relative to the epoch, in [0, size)
   * @param zone whose clocks show the bounds
   */
  record Cumulative(long sizeMs, long stepMs, long offsetMs, ZoneId zone) implements Window {
    /** Checks the ranges. */
    public Cumulative {
      checkSize("size", sizeMs);
      checkSize("step", stepMs);
      checkOffset("size", offsetMs, sizeMs);
      if (sizeMs % stepMs != 0) {
        throw new IllegalArgumentException(
            "a cumulative window's size must be a multiple of its step, got a size of "
                + sizeMs
                + " ms and a step of "
                + stepMs
                + " ms");
      }
    }
  }

  /**
   * For each key the longest runs of rows that are less than a gap apart: {@code [time of the first
   * row, time of the last row + gap)}.
   *
   * @param gapMs rows of one key that are this far apart or more are of different sessions; at
   *     least 1
   */
  record Session(long gapMs) implements Window {
    /** Checks the range. */
    public Session {
      checkSize("gap", gapMs);
    }
  }

  /** One window over everything. */
  static Window global() {
    return new Global();
  }

  /** Windows of this size side by side, aligned to the epoch. */
  static Window tumbling(Duration size) {
    return new Tumbling(size.toMillis(), 0);
  }

  /** Windows of this size side by side, moved by an offset. */
  static Window tumbling(Duration size, Duration offset) {
    return new Tumbling(size.toMillis(), floorMod(offset, size));
  }

  /** Windows of this size, one starting every slide, aligned to the epoch. */
  static Window sliding(Duration size, Duration slide) {
    return new Sliding(size.toMillis(), slide.toMillis(), 0, ZoneOffset.UTC);
  }

  /** Windows of this size, one starting every slide, moved by an offset. */
  static Window sliding(Duration size, Duration slide, Duration offset) {
    return new Sliding(size.toMillis(), slide.toMillis(), floorMod(offset, slide), ZoneOffset.UTC);
  }

  /** Windows that grow by a step up to a size, aligned to the epoch. */
  static Window cumulative(Duration size, Duration step) {
    return new Cumulative(size.toMillis(), step.toMillis(), 0, ZoneOffset.UTC);
  }

  /** Sessions that end when a key has no row for this long. */
  static Window session(Duration gap) {
    return new Session(gap.toMillis());
  }

  /**
   * The same windows with bounds shown by the clocks of a zone.
   *
   * @throws IllegalArgumentException if the window has no bounds that a clock could show
   */
  default Window in(ZoneId zone) {
    if (this instanceof Tumbling w) {
      return new Tumbling(w.sizeMs, w.offsetMs, zone);
    } else if (this instanceof Sliding w) {
      return new Sliding(w.sizeMs, w.slideMs, w.offsetMs, zone);
    } else if (this instanceof Cumulative w) {
      return new Cumulative(w.sizeMs, w.stepMs, w.offsetMs, zone);
    }
    throw new IllegalArgumentException(
        "only tumbling, sliding and cumulative windows have a time zone, got " + this);
  }

  private static long floorMod(Duration offset, Duration period) {
    return Math.floorMod(offset.toMillis(), Math.max(1, period.toMillis()));
  }

  private static void checkSize(String name, long ms) {
    if (ms < 1) {
      throw new IllegalArgumentException(
          "a window's " + name + " must be at least 1 ms, got " + ms);
    }
  }

  private static void checkOffset(String period, long offsetMs, long periodMs) {
    if (offsetMs < 0 || offsetMs >= periodMs) {
      throw new IllegalArgumentException(
          "a window's offset must be in [0, "
              + period
              + ") = [0, "
              + periodMs
              + "), got "
              + offsetMs);
    }
  }
}
