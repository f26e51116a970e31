package dev.inkling.engine.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A stream that may block, read by a thread of its own so that whoever takes its bytes does not.
 * Decompresses what is compressed. Memory: {@value #BLOCKS} blocks of 64 KiB.
 */
final class StreamPump implements ByteFeed {

  private static final int BLOCKS = 8;
  private static final int BLOCK_BYTES = 1 << 16;

  /** How often the thread that reads looks whether its bytes are still wanted. */
  private static final long WANTED_MS = 100;

  /** Opens a stream, which may block. */
  interface Opening {
    InputStream open() throws IOException;
  }

  private final String name;
  private final BlockingQueue<byte[]> blocks = new ArrayBlockingQueue<>(BLOCKS);
  private final Thread thread;
  private byte[] block = {};
  private int used;
  private boolean isStopped;
  private volatile boolean isUnwanted;
  private volatile boolean isEnded;
  private volatile IOException failure;
  private volatile InputStream open;
  private volatile long storedBytes;

  private StreamPump(String name, Opening opening) {
    this.name = name;
    this.thread = new Thread(() -> pump(opening), "inkling-input");
    thread.setDaemon(true);
  }

  /** Starts to read a stream, which messages call by this name. */
  static StreamPump start(String name, Opening opening) {
    StreamPump pump = new StreamPump(name, opening);
    pump.thread.start();
    return pump;
  }

  private void pump(Opening opening) {
    try {
      open = opening.open();
      byte[] buffer = new byte[BLOCK_BYTES];
      int first = first(open, buffer);
      Compression compression = Compression.ofMagic(buffer, first);
      InputStream whole =
          new SequenceInputStream(new ByteArrayInputStream(Arrays.copyOf(buffer, first)), open);
      StoredStream stream = StoredStream.open(name, whole, compression);
      int n;
      while (!isUnwanted && (n = stream.read(buffer, 0, buffer.length)) >= 0) {
        storedBytes = stream.storedBytesRead();
        byte[] copy = Arrays.copyOf(buffer, n);
        while (!isUnwanted && !blocks.offer(copy, WANTED_MS, TimeUnit.MILLISECONDS)) {}
      }
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      isEnded = true;
    }
  }

  /** Reads the first bytes; waits for more than one only if it may be the first of a magic. */
  private static int first(InputStream in, byte[] bytes) throws IOException {
    int length = Math.max(0, in.read(bytes));
    if (length > 0 && length < Compression.MAGIC_BYTES && (bytes[0] == 0x1F || bytes[0] == 0x28)) {
      length += in.readNBytes(bytes, length, Compression.MAGIC_BYTES - length);
    }
    return length;
  }

  /** Waits for bytes; −1 at the end. */
  int await(byte[] b, int from, int to) throws IOException {
    try {
      while (true) {
        int n = read(b, from, to);
        if (n != 0) {
          return n;
        }
        byte[] next = blocks.poll(WANTED_MS, TimeUnit.MILLISECONDS);
        if (next != null) {
          block = next;
          used = 0;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(name + ": interrupted while waiting for the first row", e);
    }
  }

  @Override
  public int read(byte[] b, int from, int to) throws IOException {
    if (used == block.length) {
      boolean wasEnded = isEnded || isStopped; // before the queue is found empty
      byte[] next = blocks.poll();
      if (next == null) {
        if (wasEnded && failure != null && !isStopped) {
          throw failure;
        }
        return wasEnded ? -1 : 0;
      }
      block = next;
      used = 0;
    }
    int n = Math.min(to - from, block.length - used);
    System.arraycopy(block, used, b, from, n);
    used += n;
    return n;
  }

  /** Says that nothing more is wanted than what has come already. */
  void stop() {
    isUnwanted = true;
    isStopped = true;
  }

  @Override
  public long storedBytesRead() {
    return storedBytes;
  }

  /** Standard input is not closed: a thread that waits for it could not be told. */
  @Override
  public void close() throws IOException {
    stop();
    InputStream opened = open;
    if (opened != null && opened != System.in) {
      opened.close();
    }
  }
}
