package dev.inkling.operator;

/**
 * The arithmetic of event time, in milliseconds; {@link Panes} has that of windows. Pure functions
 * that take every long: what would leave the range of a long becomes {@link Long#MIN_VALUE} or
 * {@link Long#MAX_VALUE}.
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
}
