package dev.inkling.engine.io;

import java.io.IOException;
import java.util.Arrays;

/**
 * Reads bytes in the order in which they come: of a file that is compressed or grows, or of a pipe.
 * Memory: a block and the longest record.
 */
final class StreamBlocks implements RecordBlocks {

  /** Before the bytes there is a line feed: the buffer always starts with a record. */
  private static final int LEAD = 1;

  private final RecordScan scan;
  private final ByteFeed stream;
  private final int blockBytes;
  private final int maxRecordBytes;
  private byte[] buffer;
  private byte[] head;
  private int headUsed;

  private int filled = LEAD;

  /** No record ends in {@code buffer[LEAD, scanned)}, and this is the state there. */
  private int scanned = LEAD;

  private int state = RecordScan.OUTSIDE;

  /** The end of the block, which starts at LEAD. */
  private int to = LEAD;

  /** Where the block is in the file, decompressed, and how many lines are before it. */
  private long offset;

  /** Unknown if negative. */
  private long lines;

  /** Where the lines of the block end, noted before a parser writes into it. */
  private int[] lineEnds = new int[256];

  private int lineCount;
  private boolean isDiscarding;
  private boolean isEnded;

  private StreamBlocks(
      ByteFeed stream, byte[] head, RecordScan scan, int blockBytes, int maxRecordBytes) {
    this.scan = scan;
    this.head = head;
    this.stream = stream;
    this.blockBytes = Math.min(blockBytes, maxRecordBytes);
    this.maxRecordBytes = maxRecordBytes;
    this.buffer = new byte[LEAD + 2 * this.blockBytes + 1 + RowParser.SLACK];
    buffer[0] = '\n';
  }

  /**
   * A reader of a file from the record on that starts at {@code start} of the decompressed bytes;
   * what is before that is read and dropped.
   */
  static StreamBlocks open(
      InputFile file, long start, RecordScan scan, int blockBytes, int maxRecordBytes)
      throws IOException {
    byte[] head = file.isOnce() ? file.onceHead() : new byte[0];
    return open(file.open(), head, start, scan, blockBytes, maxRecordBytes);
  }

  /**
   * The same for bytes that come: first those of {@code head}, then those of {@code stream}, which
   * is closed with this reader. There must be {@code start} bytes already.
   */
  static StreamBlocks open(
      ByteFeed stream, byte[] head, long start, RecordScan scan, int blockBytes, int maxRecordBytes)
      throws IOException {
    StreamBlocks blocks = new StreamBlocks(stream, head, scan, blockBytes, maxRecordBytes);
    try {
      blocks.drop(start);
    } catch (IOException e) {
      blocks.close();
      throw e;
    }
    return blocks;
  }

  /**
   * A reader of bytes the first of which is at {@code offset} of their file and starts a record.
   *
   * @param lines how many lines are before that, negative if that is unknown
   */
  static StreamBlocks at(
      ByteFeed stream,
      long offset,
      long lines,
      RecordScan scan,
      int blockBytes,
      int maxRecordBytes) {
    StreamBlocks blocks = new StreamBlocks(stream, new byte[0], scan, blockBytes, maxRecordBytes);
    blocks.offset = offset;
    blocks.lines = lines;
    return blocks;
  }

  private void drop(long start) throws IOException {
    while (offset < start) {
      int n = read(LEAD, (int) Math.min(blockBytes, start - offset));
      if (n < 0) {
        // a head without a line feed at its end was counted one longer
        isEnded = true;
        return;
      }
      lines += RecordScan.lineFeeds(buffer, LEAD, LEAD + n);
      offset += n;
    }
  }

  private int read(int at, int length) throws IOException {
    if (headUsed < head.length) {
      int n = Math.min(length, head.length - headUsed);
      System.arraycopy(head, headUsed, buffer, at, n);
      headUsed += n;
      return n;
    }
    head = new byte[0];
    headUsed = 0;
    return stream.read(buffer, at, at + length);
  }

  @Override
  public Next next() throws IOException {
    stream.startBlock();
    addLines(lineCount);
    lineCount = 0;
    consume(to);
    scanned -= to - LEAD;
    to = LEAD;
    while (true) {
      if (isDiscarding) {
        discard();
      }
      if (!isDiscarding && scanned < filled) {
        if (filled - LEAD > maxRecordBytes && isFirstTooLong()) {
          isDiscarding = true;
          return Next.TOO_LONG;
        }
        int end = scan.lastEnd(buffer, scanned, filled, state);
        state = scan.stateAfter(buffer, scanned, filled, state);
        scanned = filled;
        if (end >= 0) {
          return ready(end);
        }
      }
      if (isEnded) {
        return Next.END;
      }
      int n = fill();
      if (n == 0) {
        return Next.WAIT;
      }
      if (n < 0 && filled > LEAD) {
        // the last record: its line feed is missing, or is between quotes
        if (buffer[filled - 1] != '\n') {
          buffer[filled++] = '\n';
        }
        scanned = filled;
        return ready(filled);
      }
    }
  }

  private void addLines(long more) {
    lines += lines < 0 ? 0 : more;
  }

  private boolean isFirstTooLong() {
    int end = scan.firstEnd(buffer, scanned, filled, state);
    return end < 0 || end - LEAD > maxRecordBytes;
  }

  /** Drops what is there of a record that is too long. */
  private void discard() {
    int end = scan.firstEnd(buffer, scanned, filled, state);
    if (end >= 0) {
      addLines(RecordScan.lineFeeds(buffer, LEAD, end));
      consume(end);
      state = RecordScan.OUTSIDE;
      buffer[LEAD - 1] = '\n';
      isDiscarding = false;
    } else {
      state = scan.stateAfter(buffer, scanned, filled, state);
      addLines(RecordScan.lineFeeds(buffer, LEAD, filled));
      buffer[LEAD - 1] = buffer[filled - 1];
      consume(filled);
    }
    scanned = LEAD;
  }

  /** Moves what is behind {@code end} to the front. */
  private void consume(int end) {
    System.arraycopy(buffer, end, buffer, LEAD, filled - end);
    offset += end - LEAD;
    filled -= end - LEAD;
  }

  private Next ready(int end) {
    to = end;
    for (int i = LEAD; i < end; i++) {
      if (buffer[i] == '\n') {
        if (lineCount == lineEnds.length) {
          lineEnds = Arrays.copyOf(lineEnds, 2 * lineCount);
        }
        lineEnds[lineCount++] = i;
      }
    }
    return Next.READY;
  }

  /** Reads a block at most; 0 if nothing is there now, −1 at the end. */
  private int fill() throws IOException {
    if (buffer.length - filled < blockBytes + 1 + RowParser.SLACK) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, filled + blockBytes + 64));
    }
    int n = read(filled, blockBytes);
    if (n < 0) {
      isEnded = true;
      return -1;
    }
    filled += n;
    return n;
  }

  /** Whether bytes were read that are not known to be a whole record. */
  boolean hasRest() {
    return filled > to || isDiscarding;
  }

  /** How many lines are before the records that were not given yet; negative if unknown. */
  long linesBefore() {
    return lines < 0 ? lines : lines + lineCount;
  }

  @Override
  public byte[] buffer() {
    return buffer;
  }

  @Override
  public int from() {
    return LEAD;
  }

  @Override
  public int to() {
    return to;
  }

  @Override
  public long fileOffset(int index) {
    return offset + index - LEAD;
  }

  @Override
  public long line(int index) {
    if (lines < 0) {
      return 0;
    }
    int found = Arrays.binarySearch(lineEnds, 0, lineCount, index);
    return 1 + lines + (found >= 0 ? found : -1 - found);
  }

  @Override
  public boolean hadToWait() {
    return stream.hadToWait();
  }

  @Override
  public long storedBytesRead() {
    return stream.storedBytesRead();
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
