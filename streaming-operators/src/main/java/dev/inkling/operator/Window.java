package dev.inkling.operator;

import java.time.Duration;

/** How rows are put together by event time. */
public sealed interface Window {

  /** One window over everything. */
  record Global() implements Window {}

  /**
   * Windows of one size side by side: {@code [offset + n·size, offset + (n+1)·size)} for every n.
   *
   * @param sizeMs the size, at least 1
   * @param offsetMs where the windows start relative to the epoch, in [0, size)
   */
  record Tumbling(long sizeMs, long offsetMs) implements Window {
    /** Checks the ranges. */
    public Tumbling {
      if (sizeMs < 1) {
        throw new IllegalArgumentException("a window's size must be at least 1 ms, got " + sizeMs);
      }
      if (offsetMs < 0 || offsetMs >= sizeMs) {
        throw new IllegalArgumentException(
            "a window's offset must be in [0, size) = [0, " + sizeMs + "), got " + offsetMs);
      }
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
    long sizeMs = Math.max(1, size.toMillis());
    return new Tumbling(size.toMillis(), Math.floorMod(offset.toMillis(), sizeMs));
  }
}
