package dev.inkling.engine.io;

import dev.inkling.engine.io.FileFormats.FormattedFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** The content of a plain file that grows. */
final class PlainContent implements FollowedContent {

  private static final int HEAD_BYTES = 1 << 16;
  private static final int BLOCK_BYTES = 1 << 17;

  /** How long a file that was moved or deleted must be quiet before it has ended. */
  private static final long GONE_NS = 10_000_000_000L;

  /** So many bytes are still read of a file when reading is stopped. */
  private static final long LAST_BYTES = 1 << 20;

  private final FollowedFormat format;
  private GrowingFile feed;
  private StreamBlocks blocks;
  private FormattedFile formatted;
  private long offset;
  private long readTo;
  private long lines;
  private int printLength;
  private long print;

  /** How long the file was when its first record was not complete. */
  private long triedSize = -1;

  private boolean isEnding;
  private boolean isReplaced;
  private long bytesBefore;

  private PlainContent(FollowedFormat format) {
    this.format = format;
  }

  /** A file that was not read yet. */
  static PlainContent create(FollowedFormat format) {
    return new PlainContent(format);
  }

  /**
   * A file that was read before.
   *
   * @param offset where its next record starts
   */
  static PlainContent resume(FollowedFormat format, long offset, int printLength, long print) {
    PlainContent content = new PlainContent(format);
    content.offset = offset;
    content.readTo = offset;
    content.lines = offset == 0 ? 0 : -1;
    content.printLength = printLength;
    content.print = print;
    return content;
  }

  @Override
  public boolean look(FollowedFile file, long nowNs) throws IOException {
    if (isEnding) {
      return true;
    }
    if (feed == null) {
      boolean changed = file.size() != readTo && file.size() != triedSize;
      if (!changed || !open(file)) {
        return false;
      }
    }
    long size = feed.size();
    file.grown(size, nowNs);
    if (size < readTo || (size > readTo && !beginsAsBefore())) {
      isReplaced = true;
      isEnding = true;
      feed.end();
      return true;
    }
    if (size > readTo && size != triedSize) {
      feed.readTo(size);
      return true;
    }
    if (file.isGone() && nowNs - file.quietSinceNs() >= GONE_NS) {
      isEnding = true;
      feed.readTo(size);
      feed.end();
      return true;
    }
    return false;
  }

  private boolean open(FollowedFile file) throws IOException {
    try {
      feed = GrowingFile.open(file.name(), file.path(), readTo);
    } catch (NoSuchFileException e) {
      return false; // the next look at the folder tells where it is
    }
    if (!file.isAtPath()) {
      close();
      return false;
    }
    return true;
  }

  private boolean beginsAsBefore() throws IOException {
    return printLength == 0 || feed.print(printLength) == print;
  }

  @Override
  public RecordBlocks.Next next(FollowedFile file) throws IOException {
    if (blocks == null && (isReplaced || !prepare(file))) {
      return isEnding ? RecordBlocks.Next.END : RecordBlocks.Next.WAIT;
    }
    RecordBlocks.Next next = blocks.next();
    if (next == RecordBlocks.Next.READY) {
      offset = blocks.fileOffset(blocks.from());
    }
    readTo = feed.at();
    if (next == RecordBlocks.Next.WAIT && printLength < GrowingFile.PRINT_BYTES) {
      printLength = (int) Math.min(GrowingFile.PRINT_BYTES, readTo);
      print = feed.print(printLength);
    }
    return next;
  }

  /** Finds out how the file is read; false if its first record must be waited for. */
  private boolean prepare(FollowedFile file) throws IOException {
    for (int limit = HEAD_BYTES; formatted == null; limit *= 4) {
      byte[] head = feed.head(limit);
      formatted = format.file(file.name(), head, head.length, isEnding && head.length < limit);
      if (formatted == null && head.length < limit) {
        triedSize = head.length;
        return false;
      }
      if (formatted != null && offset == 0) {
        offset = Math.min(formatted.dataStart(), head.length);
        lines = RecordScan.lineFeeds(head, 0, (int) offset);
        bytesBefore += offset;
      }
    }
    triedSize = -1;
    long limit = feed.size();
    feed.seek(offset);
    feed.readTo(limit);
    blocks =
        StreamBlocks.at(
            feed,
            offset,
            lines,
            formatted.format().records(),
            BLOCK_BYTES,
            format.options().maxRecordBytes());
    return true;
  }

  @Override
  public boolean isBusy() {
    return false;
  }

  @Override
  public RecordBlocks blocks() {
    return blocks;
  }

  @Override
  public FormattedFile formatted() {
    return formatted;
  }

  @Override
  public void offset(long newOffset) {
    offset = newOffset;
  }

  @Override
  public long offset() {
    return offset;
  }

  @Override
  public long readTo() {
    return readTo;
  }

  @Override
  public int printLength() {
    return printLength;
  }

  @Override
  public long print() {
    return print;
  }

  @Override
  public boolean isReplaced() {
    return isReplaced;
  }

  @Override
  public boolean isOpen() {
    return feed != null;
  }

  @Override
  public boolean isClosable() {
    return feed != null && blocks != null && !blocks.hasRest() && !isEnding;
  }

  @Override
  public boolean stop(FollowedFile file) throws IOException {
    if (feed == null || isEnding) {
      return isEnding;
    }
    long size = feed.size();
    isEnding = size >= readTo && size - readTo <= LAST_BYTES && beginsAsBefore();
    if (isEnding) {
      feed.readTo(size);
      feed.end();
    }
    return isEnding;
  }

  @Override
  public long storedBytesRead() {
    return bytesBefore + (feed == null ? 0 : feed.storedBytesRead());
  }

  @Override
  public void close() throws IOException {
    if (feed != null) {
      bytesBefore += feed.storedBytesRead();
      lines = blocks == null ? lines : blocks.linesBefore();
      blocks = null;
      GrowingFile open = feed;
      feed = null;
      open.close();
    }
  }
}
