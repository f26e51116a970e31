package dev.inkling.engine.io;

/** Where lines end. */
final class LineFeeds {

  private static final long LINE_FEEDS = Words.all('\n');

  private LineFeeds() {}

  /** The first line feed at or after {@code i}. There must be one; 7 bytes behind it are read. */
  static int next(byte[] b, int i) {
    int at = i;
    while (true) {
      long marks = Words.zeros(Words.at(b, at) ^ LINE_FEEDS);
      if (marks != 0) {
        return at + Words.first(marks);
      }
      at += 8;
    }
  }

  /**
   * Checks the contract of {@link RowParser#parse}, on which parsers rely.
   *
   * @throws IllegalArgumentException if the range is not empty and ends without a line feed
   */
  static void requireLast(byte[] b, int from, int to) {
    if (from < to && b[to - 1] != '\n') {
      throw new IllegalArgumentException("records must end with a line feed, got " + b[to - 1]);
    }
  }
}
