package dev.inkling.engine.io;

import com.github.luben.zstd.ZstdIOException;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** The bytes of a file from its beginning, decompressed; says which file it was if they end. */
final class StoredStream implements ByteFeed {

  private final String name;
  private final Counter stored;
  private final Compression compression;
  private InputStream bytes;

  private StoredStream(String name, InputStream stored, Compression compression) {
    this.name = name;
    this.stored = new Counter(stored);
    this.compression = compression;
  }

  /** The bytes that are stored in this stream, which is at its beginning. */
  static StoredStream open(String name, InputStream stored, Compression compression)
      throws IOException {
    StoredStream stream = new StoredStream(name, stored, compression);
    try {
      stream.bytes = compression.decompress(stream.stored);
    } catch (IOException e) {
      stored.close();
      throw stream.named(e);
    }
    return stream;
  }

  /** Reads at least one byte: it waits for it. */
  @Override
  public int read(byte[] b, int from, int to) throws IOException {
    try {
      return bytes.read(b, from, to - from);
    } catch (IOException e) {
      throw named(e);
    }
  }

  @Override
  public void startBlock() {
    stored.hadToWait = false;
  }

  @Override
  public boolean hadToWait() {
    return stored.hadToWait;
  }

  @Override
  public long storedBytesRead() {
    return stored.count;
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }

  private IOException named(IOException e) {
    String what = compression.name().toLowerCase(java.util.Locale.ROOT);
    if (e instanceof EOFException || (e instanceof ZstdIOException && isTruncated(e))) {
      return new EndsEarly(name + ": ends early, the " + what + " data is not complete", e);
    }
    if (e instanceof ZipException || e instanceof ZstdIOException) {
      return new IOException(name + ": damaged " + what + " data: " + e.getMessage(), e);
    }
    return new IOException(name + ": " + e.getMessage(), e);
  }

  private static boolean isTruncated(IOException e) {
    return e.getMessage() != null
        && (e.getMessage().contains("Truncated") || e.getMessage().contains("Unexpected end"));
  }

  /** Compressed data that is not complete. */
  static final class EndsEarly extends IOException {
    private static final long serialVersionUID = 1;

    private EndsEarly(String message, IOException cause) {
      super(message, cause);
    }
  }

  /**
   * Counts what is read. It is never out of bytes before its end, so that the JDK looks for another
   * member of a gzip file even if a pipe is empty for a moment.
   */
  private static final class Counter extends FilterInputStream {
    private long count;
    private boolean ended;
    private boolean hadToWait;

    private Counter(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = in.read();
      count += b < 0 ? 0 : 1;
      ended = b < 0;
      return b;
    }

    @Override
    public int read(byte[] b, int from, int length) throws IOException {
      hadToWait |= in.available() == 0;
      int n = in.read(b, from, length);
      count += Math.max(0, n);
      ended = n < 0;
      return n;
    }

    @Override
    public int available() {
      return ended ? 0 : 1;
    }
  }
}
