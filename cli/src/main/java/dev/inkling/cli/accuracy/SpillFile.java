package dev.inkling.cli.accuracy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.UUID;

/**
 * A temporary file that is written at its end and read anywhere, by many threads. Its name is gone
 * as soon as it is open where the system lets files live without one, and when it is closed
 * elsewhere: nothing is left behind, however the process ends.
 */
final class SpillFile implements AutoCloseable {

  private final Path folder;
  private final FileChannel channel;
  private long size;

  private SpillFile(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * An empty file in this folder.
   *
   * @throws IOException if the folder is none or cannot be written to; the message is for users
   */
  static SpillFile create(Path folder) throws IOException {
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new IOException(
          folder + ": no folder for temporary files that can be written to; name one with --temp");
    }
    Path path = folder.resolve("inkling-" + UUID.randomUUID() + ".tmp");
    return new SpillFile(
        folder,
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE));
  }

  /**
   * Makes sure that there is room for more.
   *
   * @throws IOException if there is not; the message says how much is needed
   */
  void reserve(long bytes) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < bytes) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: temporary files have %,d MB and need %,d MB more, but %,d MB are free; name"
                  + " another folder with --temp, or give more memory with --memory",
              folder,
              size >> 20,
              (bytes >> 20) + 1,
              free >> 20));
    }
  }

  /** Writes what remains of the buffer to the end. */
  void append(ByteBuffer source) throws IOException {
    while (source.hasRemaining()) {
      size += channel.write(source, size);
    }
  }

  /** Fills what remains of the buffer with the bytes from a position on. */
  void read(ByteBuffer target, long position) throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int read = channel.read(target, at);
      if (read < 0) {
        throw new EOFException(folder + ": a temporary file is shorter than it was");
      }
      at += read;
    }
  }

  /** Its bytes. */
  long size() {
    return size;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
