package dev.inkling.engine.internal;

/** When the windows of groups start and end: one window of all, or, of sessions, one of each. */
final class WindowBounds {

  /** Of groups without windows. */
  static final WindowBounds NONE = new WindowBounds(0, 0, null, null);

  private final long start;
  private final long end;
  private final long[] starts;
  private final long[] ends;

  private WindowBounds(long start, long end, long[] starts, long[] ends) {
    this.start = start;
    this.end = end;
    this.starts = starts;
    this.ends = ends;
  }

  /** Of groups that are all of one window. */
  static WindowBounds of(long start, long end) {
    return new WindowBounds(start, end, null, null);
  }

  /** Of groups that have a window each. */
  static WindowBounds ofEach(long[] starts, long[] ends) {
    return new WindowBounds(0, 0, starts, ends);
  }

  long start(int group) {
    return starts == null ? start : starts[group];
  }

  long end(int group) {
    return ends == null ? end : ends[group];
  }
}
