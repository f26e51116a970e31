package dev.inkling.engine.io;

import dev.inkling.engine.io.FileFormats.FormattedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The records of a stream that can be read once, as they come. */
final class FollowedStream implements BlockSequence {

  private static final int BLOCK_BYTES = 1 << 17;

  private final String name;
  private final FollowedFormat format;
  private final StreamPump pump;
  private byte[] head;
  private int headLength;
  private boolean isEnded;
  private FormattedFile formatted;
  private StreamBlocks blocks;
  private long offset;

  private FollowedStream(String name, FollowedFormat format, StreamPump pump, byte[] head) {
    this.name = name;
    this.format = format;
    this.pump = pump;
    this.head = head;
    this.headLength = head.length;
  }

  /**
   * The records of a stream.
   *
   * @param head what was read of it already
   */
  static FollowedStream open(String name, FollowedFormat format, StreamPump pump, byte[] head) {
    return new FollowedStream(name, format, pump, head);
  }

  @Override
  public RecordBlocks.Next next() throws IOException {
    while (blocks == null) {
      formatted = format.file(name, head, headLength, isEnded);
      if (formatted != null) {
        start();
      } else {
        if (headLength == head.length) {
          head = Arrays.copyOf(head, Math.max(1 << 12, 2 * headLength));
        }
        int n = pump.read(head, headLength, head.length);
        if (n == 0) {
          return RecordBlocks.Next.WAIT;
        }
        isEnded = n < 0;
        headLength += Math.max(0, n);
      }
    }
    RecordBlocks.Next next = blocks.next();
    if (next == RecordBlocks.Next.READY) {
      offset = blocks.fileOffset(blocks.from());
    }
    return next;
  }

  private void start() throws IOException {
    blocks =
        StreamBlocks.open(
            pump,
            Arrays.copyOf(head, headLength),
            Math.min(formatted.dataStart(), headLength),
            formatted.format().records(),
            BLOCK_BYTES,
            format.options().maxRecordBytes());
    head = new byte[0];
  }

  @Override
  public RecordBlocks blocks() {
    return blocks;
  }

  @Override
  public FormattedFile file() {
    return formatted;
  }

  @Override
  public void passed(int index) {
    offset = blocks.fileOffset(index);
  }

  /** Where the next record starts; nobody can go back to it. */
  @Override
  public byte[] position() {
    return ByteBuffer.allocate(Long.BYTES).putLong(offset).array();
  }

  @Override
  public boolean stop() {
    pump.stop();
    return true;
  }

  @Override
  public boolean hadToWait() {
    return false;
  }

  @Override
  public long storedBytesRead() {
    return pump.storedBytesRead();
  }

  @Override
  public void close() throws IOException {
    pump.close();
  }
}
