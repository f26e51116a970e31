package dev.inkling.engine.io;

import dev.inkling.engine.io.FileFormats.FormattedFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/**
 * The content of a compressed file. It is looked through once it has been quiet for a while, and
 * read only if it is complete; if more is added to it later, that is read then.
 */
final class CompressedContent implements FollowedContent {

  private static final int HEAD_BYTES = 1 << 16;
  private static final int BLOCK_BYTES = 1 << 18;

  /** How long a file must not have changed before it is looked through. */
  private static final long QUIET_NS = 500_000_000;

  /** So many blocks are looked through before others may work. */
  private static final int BLOCKS_AT_ONCE = 4;

  private final FollowedFormat format;
  private InputFile input;
  private StoredStream checked;
  private StreamBlocks blocks;
  private FormattedFile formatted;
  private byte[] scratch;
  private long offset;

  /** The version of the file that was read, or was found to be incomplete. */
  private long doneSize = -1;

  private long doneModifiedMs;
  private long openSize;
  private long openModifiedMs;
  private boolean isStopped;
  private long bytesBefore;

  private CompressedContent(FollowedFormat format) {
    this.format = format;
  }

  /**
   * A file of which the decompressed bytes before {@code offset} were read.
   *
   * @param doneSize how long it was when it had been read to its end; −1 if it was not
   */
  static CompressedContent create(FollowedFormat format, long offset, long doneSize) {
    CompressedContent content = new CompressedContent(format);
    content.offset = offset;
    content.doneSize = doneSize;
    content.doneModifiedMs = -1;
    return content;
  }

  @Override
  public boolean look(FollowedFile file, long nowNs) throws IOException {
    if (isStopped || isOpen()) {
      return isOpen();
    }
    if (file.size() == doneSize && doneModifiedMs < 0) {
      doneModifiedMs = file.modifiedMs();
    }
    boolean isDone = file.size() == doneSize && file.modifiedMs() == doneModifiedMs;
    return !isDone
        && file.size() >= Compression.MAGIC_BYTES
        && nowNs - file.quietSinceNs() >= QUIET_NS;
  }

  @Override
  public RecordBlocks.Next next(FollowedFile file) throws IOException {
    if (isStopped) {
      return RecordBlocks.Next.END;
    }
    if (blocks == null && !check(file)) {
      return RecordBlocks.Next.WAIT;
    }
    RecordBlocks.Next next = blocks.next();
    if (next == RecordBlocks.Next.READY) {
      offset = blocks.fileOffset(blocks.from());
    } else if (next == RecordBlocks.Next.END) {
      done();
      return RecordBlocks.Next.WAIT;
    }
    return next;
  }

  /** Looks a part of the file through; true if it is complete and opened to be read. */
  private boolean check(FollowedFile file) throws IOException {
    try {
      if (checked == null) {
        openSize = file.size();
        openModifiedMs = file.modifiedMs();
        input = InputFile.open(file.name(), file.path());
        checked = input.open();
        scratch = new byte[BLOCK_BYTES];
      }
      for (int i = 0; i < BLOCKS_AT_ONCE; i++) {
        if (checked.read(scratch, 0, scratch.length) < 0) {
          checked.close();
          checked = null;
          start(file);
          return true;
        }
      }
      return false;
    } catch (StoredStream.EndsEarly e) {
      done(); // until it changes
      return false;
    } catch (NoSuchFileException | java.io.FileNotFoundException e) {
      close(); // the next look at the folder tells where it is
      return false;
    }
  }

  private void start(FollowedFile file) throws IOException {
    for (int limit = HEAD_BYTES; formatted == null; limit *= 4) {
      FileHead head = input.head(limit);
      formatted = format.file(file.name(), head.bytes(), head.length(), head.isWhole());
    }
    blocks =
        StreamBlocks.open(
            input,
            Math.max(offset, formatted.dataStart()),
            formatted.format().records(),
            BLOCK_BYTES,
            format.options().maxRecordBytes());
  }

  private void done() throws IOException {
    doneSize = openSize;
    doneModifiedMs = openModifiedMs;
    close();
  }

  @Override
  public boolean isBusy() {
    return checked != null;
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

  /** All of it if it was read, or found to be incomplete. */
  @Override
  public long readTo() {
    return Math.max(0, doneSize);
  }

  @Override
  public int printLength() {
    return 0;
  }

  @Override
  public long print() {
    return 0;
  }

  @Override
  public boolean isReplaced() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return blocks != null || checked != null;
  }

  @Override
  public boolean isClosable() {
    return false; // closed as soon as it was read
  }

  @Override
  public boolean stop(FollowedFile file) {
    isStopped = true;
    return false;
  }

  @Override
  public long storedBytesRead() {
    return bytesBefore + (blocks == null ? 0 : blocks.storedBytesRead());
  }

  @Override
  public void close() throws IOException {
    bytesBefore = storedBytesRead();
    StoredStream wasChecked = checked;
    StreamBlocks wasRead = blocks;
    checked = null;
    blocks = null;
    scratch = null;
    if (wasChecked != null) {
      wasChecked.close();
    }
    if (wasRead != null) {
      wasRead.close();
    }
  }
}
