package dev.inkling.engine.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;

/** The bytes of a plain file that grows, as far as it is let. */
final class GrowingFile implements ByteFeed {

  /** So many bytes at most tell whether a file still begins as it did. */
  static final int PRINT_BYTES = 1 << 10;

  private final String name;
  private final FileChannel channel;
  private long at;
  private long limit;
  private boolean ended;
  private long bytesRead;

  private GrowingFile(String name, FileChannel channel, long at) {
    this.name = name;
    this.channel = channel;
    this.at = at;
    this.limit = at;
  }

  /**
   * Opens a file; nothing of it is read until {@link #readTo}.
   *
   * @param at where reading is to start
   */
  static GrowingFile open(String name, Path path, long at) throws IOException {
    return new GrowingFile(name, FileChannel.open(path, StandardOpenOption.READ), at);
  }

  /** How long the file is now. */
  long size() throws IOException {
    return channel.size();
  }

  /** Up to where bytes were read. */
  long at() {
    return at;
  }

  /** Goes to a place; bytes from there on are given next. */
  void seek(long offset) {
    at = offset;
    limit = offset;
  }

  /** Lets bytes be read up to here. */
  void readTo(long end) {
    limit = end;
  }

  /** Says that no more bytes than those it was let are to be read. */
  void end() {
    ended = true;
  }

  /** A checksum of the first bytes, as many as were there when {@code length} bytes were. */
  long print(long length) throws IOException {
    ByteBuffer head = ByteBuffer.allocate((int) Math.min(PRINT_BYTES, length));
    while (head.hasRemaining() && channel.read(head, head.position()) >= 0) {}
    CRC32 crc = new CRC32();
    crc.update(head.flip());
    return crc.getValue();
  }

  /** The first bytes, at most {@code length}. */
  byte[] head(int length) throws IOException {
    ByteBuffer head = ByteBuffer.allocate((int) Math.min(length, channel.size()));
    while (head.hasRemaining() && channel.read(head, head.position()) >= 0) {}
    return java.util.Arrays.copyOf(head.array(), head.position());
  }

  @Override
  public int read(byte[] b, int from, int to) throws IOException {
    int length = (int) Math.min(to - from, limit - at);
    int n;
    try {
      n = length <= 0 ? 0 : channel.read(ByteBuffer.wrap(b, from, length), at);
    } catch (IOException e) {
      throw new IOException(name + ": " + e.getMessage(), e);
    }
    if (n <= 0) {
      limit = at; // it became shorter; whoever looks at it next sees that
      return ended ? -1 : 0;
    }
    at += n;
    bytesRead += n;
    return n;
  }

  @Override
  public long storedBytesRead() {
    return bytesRead;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
