package dev.inkling.operator;

/**
 * The arithmetic of windows over event time, in milliseconds. Pure functions that take every long:
 * what would leave the range of a long becomes {@link Long#MIN_VALUE} or {@link Long#MAX_VALUE}.
 *
 * <p>A window holds the times in {@code [start, end)}; the one whose end is {@link Long#MAX_VALUE}
 * holds that time too. A watermark w says that no row older than w is to come.
 */
public final class WindowMath {

  /** The watermark before anything was read. */
  public static final long NO_WATERMARK_MS = Long.MIN_VALUE;

  /** The watermark after everything was read; every window is due. */
  public static final long END_WATERMARK_MS = Long.MAX_VALUE;

  private WindowMath() {}

  /** Where the window starts that a time falls into. */
  public static long startMs(Window.Tumbling window, long timeMs) {
    return subtract(timeMs, sinceStart(window, timeMs));
  }

  /**
   * Where the window ends that a time falls into, exclusively. It tells windows apart as well as
   * the start does, but for the very first and last ones, which are clamped.
   */
  public static long endMs(Window.Tumbling window, long timeMs) {
    return add(timeMs, window.sizeMs() - sinceStart(window, timeMs));
  }

  /** The watermark after a row of this time, if rows come at most {@code disorderMs} late. */
  public static long watermarkMs(long timeMs, long disorderMs) {
    if (disorderMs < 0) {
      throw new IllegalArgumentException("disorder must be at least 0 ms, got " + disorderMs);
    }
    return subtract(timeMs, disorderMs);
  }

  /** Whether no row can fall any more into a window that ends there. */
  public static boolean isDue(long endMs, long watermarkMs) {
    return endMs <= watermarkMs;
  }

  /** Whether the window of a row of this time was due before the row came. */
  public static boolean isLate(Window.Tumbling window, long timeMs, long watermarkMs) {
    return isDue(endMs(window, timeMs), watermarkMs);
  }

  /** The sum, clamped. */
  public static long add(long a, long b) {
    long sum = a + b;
    // overflow: both have the sign that the sum has not
    return ((a ^ sum) & (b ^ sum)) < 0 ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
  }

  /** The difference, clamped. */
  public static long subtract(long a, long b) {
    long difference = a - b;
    return ((a ^ b) & (a ^ difference)) < 0
        ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE)
        : difference;
  }

  /** How far a time is from the start of its window, in [0, size). */
  private static long sinceStart(Window.Tumbling window, long timeMs) {
    long sizeMs = window.sizeMs();
    // both are in [0, size), so that their difference cannot overflow
    return Math.floorMod(Math.floorMod(timeMs, sizeMs) - window.offsetMs(), sizeMs);
  }
}
