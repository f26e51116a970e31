package dev.inkling.engine.io;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;

/** A file of an input as it was when the input was opened, or standard input or another pipe. */
final class InputFile {

  /** The name of standard input. */
  static final String STANDARD_INPUT = "-";

  private final String name;
  private final Path path;
  private final long storedBytes;
  private final Compression compression;
  private StoredStream once;
  private byte[] onceHead = {};
  private boolean onceEnded;

  private InputFile(String name, Path path, long storedBytes, Compression compression) {
    this.name = name;
    this.path = path;
    this.storedBytes = storedBytes;
    this.compression = compression;
  }

  /** The file of this path, which messages call by this name. */
  static InputFile open(String name, Path path) throws IOException {
    try {
      long size = Files.size(path);
      byte[] magic = new byte[Compression.MAGIC_BYTES];
      int length;
      try (InputStream in = Files.newInputStream(path)) {
        length = in.readNBytes(magic, 0, magic.length);
      }
      Compression content = Compression.ofMagic(magic, length);
      Compression ending = Compression.ofName(name.toLowerCase(Locale.ROOT));
      if (ending != content && ending != Compression.NONE && length > 0) {
        throw new IOException(
            name + ": named as " + ending.name().toLowerCase(Locale.ROOT) + " data, but is none");
      }
      return new InputFile(name, path, size, content);
    } catch (NoSuchFileException e) {
      throw missing(name, e);
    } catch (AccessDeniedException e) {
      throw new IOException(name + ": cannot be read, permission denied", e);
    }
  }

  /** Standard input or a pipe, which can be read only once. */
  static InputFile ofStream(String name, InputStream in) throws IOException {
    byte[] magic = new byte[Compression.MAGIC_BYTES];
    int length = in.readNBytes(magic, 0, magic.length);
    Compression compression = Compression.ofMagic(magic, length);
    InputFile file = new InputFile(name, null, -1, compression);
    InputStream whole = new SequenceInputStream(new ByteArrayInputStream(magic, 0, length), in);
    file.once = StoredStream.open(name, whole, compression);
    return file;
  }

  /** A file of which no more than its beginning, some whole lines, is known. */
  static InputFile ofHead(String name, byte[] head) {
    InputFile file = new InputFile(name, null, -1, Compression.NONE);
    file.onceHead = head.clone();
    file.onceEnded = true;
    return file;
  }

  /** The error for a file that does not exist. */
  static IOException missing(String name, Exception cause) {
    FileNotFoundException missing = new FileNotFoundException("no such file: " + name);
    missing.initCause(cause);
    return missing;
  }

  /** How messages call it. */
  String name() {
    return name;
  }

  /** How many bytes are stored; −1 if that is not known. */
  long storedBytes() {
    return storedBytes;
  }

  /** Whether any part of it can be read by itself. */
  boolean isSplittable() {
    return compression == Compression.NONE && storedBytes >= 0;
  }

  /** Whether it can be read only once, as standard input. */
  boolean isOnce() {
    return path == null;
  }

  /** Opens a splittable file. */
  FileChannel openChannel() throws IOException {
    try {
      return FileChannel.open(path, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw missing(name, e);
    } catch (AccessDeniedException e) {
      throw new IOException(name + ": cannot be read, permission denied", e);
    }
  }

  /**
   * The decompressed bytes from the beginning; of what can be read only once, from behind {@link
   * #onceHead} on, and this can be called only once.
   *
   * @throws IOException if it cannot be opened
   */
  StoredStream open() throws IOException {
    if (path != null) {
      return StoredStream.open(name, Files.newInputStream(path), compression);
    }
    if (once == null) {
      throw new IOException(name + ": can be read only once");
    }
    StoredStream rest = once;
    once = null;
    return rest;
  }

  /**
   * What was read for {@link #head} of what can be read only once; {@link #open} goes on behind.
   */
  byte[] onceHead() {
    return onceHead;
  }

  /** The first decompressed bytes: {@code limit} of them, or all there are. */
  FileHead head(int limit) throws IOException {
    if (path == null) {
      if (!onceEnded && onceHead.length < limit) {
        byte[] more = Arrays.copyOf(onceHead, limit);
        int length = fill(once, more, onceHead.length);
        onceEnded = length < limit;
        onceHead = Arrays.copyOf(more, length);
      }
      boolean whole = onceEnded && onceHead.length <= limit;
      return FileHead.of(onceHead, Math.min(limit, onceHead.length), whole);
    }
    try (StoredStream stream = open()) {
      byte[] bytes = new byte[limit];
      int length = fill(stream, bytes, 0);
      return FileHead.of(bytes, length, length < limit);
    }
  }

  private static int fill(StoredStream stream, byte[] bytes, int from) throws IOException {
    int length = from;
    while (length < bytes.length) {
      int n = stream.read(bytes, length, bytes.length);
      if (n < 0) {
        break;
      }
      length += n;
    }
    return length;
  }
}
