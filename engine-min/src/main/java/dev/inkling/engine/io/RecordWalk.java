package dev.inkling.engine.io;

/** Goes from record to record of a block, or over many at once, without parsing them. */
final class RecordWalk {

  /** So many bytes are counted before it is asked whether those were enough records. */
  private static final int STRIDE = 1 << 12;

  private RecordScan scan;
  private byte[] bytes;
  private int blockEnd;

  /** Where the next record starts. */
  private int at;

  private int from;
  private int to;
  private boolean skipsEmpty;

  /** Whether every line feed that is left ends a record. */
  private boolean isPlain;

  /** Goes before the first record of a block. */
  void start(RowFormat format, RecordBlocks blocks) {
    start(format, blocks.buffer(), blocks.from(), blocks.to());
  }

  /** Goes before the first record of {@code buffer[start, end)}, which are whole records. */
  void start(RowFormat format, byte[] buffer, int start, int end) {
    scan = format.records();
    bytes = buffer;
    at = start;
    blockEnd = end;
    boolean hasEmptyLine = RecordScan.hasEmptyLine(bytes, at, blockEnd);
    skipsEmpty = hasEmptyLine && !format.emptyLineIsRecord();
    isPlain = !skipsEmpty && scan.isPlain(bytes, at, blockEnd);
    skipEmptyLines();
  }

  /** Whether there is another record. */
  boolean hasNext() {
    return at < blockEnd;
  }

  /** Where the next record starts, or the end of the block. */
  int at() {
    return at;
  }

  /** Goes to the next record. */
  void next() {
    from = at;
    at = scan.firstEnd(bytes, at, blockEnd, RecordScan.OUTSIDE);
    if (at < 0) {
      at = blockEnd; // the last record of a file ends between quotes
    }
    to = at;
    skipEmptyLines();
  }

  /** Where the record starts that was gone to last. */
  int from() {
    return from;
  }

  /** Where it ends, behind its line feed. */
  int to() {
    return to;
  }

  /**
   * Passes over records.
   *
   * @param most how many, at least 1
   * @return how many there were, at most {@code most}
   */
  long pass(long most) {
    long passed = 0;
    if (!isPlain) {
      for (; passed < most && hasNext(); passed++) {
        next();
      }
      return passed;
    }
    while (at < blockEnd) {
      int stop = Math.min(blockEnd, at + STRIDE);
      long lines = RecordScan.lineFeeds(bytes, at, stop);
      if (passed + lines >= most) {
        at = RecordScan.afterLineFeeds(bytes, at, stop, most - passed);
        return most;
      }
      passed += lines;
      at = stop;
    }
    return passed;
  }

  private void skipEmptyLines() {
    while (skipsEmpty && at < blockEnd) {
      if (bytes[at] == '\n') {
        at++;
      } else if (bytes[at] == '\r' && bytes[at + 1] == '\n') {
        at += 2;
      } else {
        return;
      }
    }
  }
}
