package dev.inkling.sketch.membership;

import dev.inkling.hash.Hash64;
import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.internal.Preamble;
import dev.inkling.sketch.internal.SketchKind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The stored form of {@link Blocks}: in memory, and as a stream that may be longer than an array.
 */
final class BloomFormat {

  static final int VERSION = 1;
  static final int HEADER_BYTES = 8;

  /** The longest image: an array of bytes can hold it. */
  static final int MAX_IMAGE_BYTES = Integer.MAX_VALUE - 8;

  private static final int EMPTY = 0;
  private static final int FILLED = 1;

  /** The words follow the image, and a checksum of theirs follows them. */
  private static final int STREAMED = 2;

  private static final int CHUNK_WORDS = 1 << 13;

  /** The most bytes of an image with its words in it; less only in tests. */
  private final int maxImageBytes;

  BloomFormat(int maxImageBytes) {
    this.maxImageBytes = maxImageBytes;
  }

  /** The length of the body with the words in it. */
  static long bodyBytes(Blocks blocks) {
    return HEADER_BYTES + (blocks.isEmpty() ? 0 : (long) blocks.length() * Long.BYTES);
  }

  /**
   * The length of an image, checked.
   *
   * @throws IllegalStateException if no array can hold it
   */
  static int imageBytes(long bytes) {
    if (bytes > MAX_IMAGE_BYTES) {
      throw new IllegalStateException(
          "a filter of "
              + bytes
              + " bytes does not fit an array: use writeTo(OutputStream), readFrom(InputStream) and"
              + " storedBytes() of BloomFilter");
    }
    return (int) bytes;
  }

  /** The length of all that is written. */
  long storedBytes(Blocks blocks) {
    return Preamble.BYTES + bodyBytes(blocks) + (isStreamed(blocks) ? Integer.BYTES : 0);
  }

  private boolean isStreamed(Blocks blocks) {
    return Preamble.BYTES + bodyBytes(blocks) > maxImageBytes;
  }

  static void writeBody(Blocks blocks, ByteBuffer target) {
    writeHeader(blocks, blocks.isEmpty() ? EMPTY : FILLED, target);
    if (!blocks.isEmpty()) {
      writeCells(blocks, target);
    }
  }

  private static void writeHeader(Blocks blocks, int form, ByteBuffer target) {
    target.putInt(blocks.blocks).put((byte) Hash64.xxh3().id()).put((byte) form);
    target.put((byte) blocks.words).put((byte) 0);
  }

  /** The blocks at the position of a body that says itself where they end. */
  static Blocks readBody(ByteBuffer body, String kind) {
    require(body.remaining() >= HEADER_BYTES, kind, "body length", "at least 8", body.remaining());
    int form = body.get(body.position() + 5);
    Blocks blocks = readHeader(body, kind);
    require(form == EMPTY || form == FILLED, kind, "form", "0 or 1", form);
    if (form == FILLED) {
      readCells(blocks, body, kind);
    }
    return blocks;
  }

  /** Reads the words of a filter that is not empty. */
  static void readCells(Blocks blocks, ByteBuffer body, String kind) {
    long bytes = (long) blocks.length() * Long.BYTES;
    require(
        body.remaining() >= bytes, kind, "the length of the blocks", "" + bytes, body.remaining());
    long[] cells = new long[blocks.length()];
    body.asLongBuffer().get(cells);
    body.position(body.position() + cells.length * Long.BYTES);
    accept(blocks, cells, kind);
  }

  /** Writes the words of a filter that is not empty. */
  static void writeCells(Blocks blocks, ByteBuffer target) {
    target.asLongBuffer().put(blocks.cells());
    target.position(target.position() + blocks.length() * Long.BYTES);
  }

  private static Blocks readHeader(ByteBuffer body, String kind) {
    int blocks = body.getInt();
    int hashId = body.get() & 0xFF;
    body.get();
    int words = body.get();
    int reserved = body.get();
    require(words == 2 || words == 4 || words == 8, kind, "words per block", "2, 4 or 8", words);
    long most = Blocks.MAX_WORDS / words;
    require(blocks >= 1 && blocks <= most, kind, "blocks", "in [1, " + most + "]", blocks);
    require(hashId == Hash64.xxh3().id(), kind, "hash id", "1", hashId);
    require(reserved == 0, kind, "the reserved byte", "0", reserved);
    return new Blocks(blocks, words);
  }

  private static void accept(Blocks blocks, long[] cells, String kind) {
    boolean any = false;
    for (int i = 0; i < cells.length; i += blocks.words) {
      require(
          Blocks.areBlock(cells, i, blocks.words),
          kind,
          "block",
          "either empty or have 3 bits in every word",
          i / blocks.words);
      any |= cells[i] != 0;
    }
    require(any, kind, "form", "0 for an empty filter", FILLED);
    blocks.setCells(cells);
  }

  static void require(boolean holds, String kind, String field, String rule, long found) {
    if (!holds) {
      throw new SketchFormatException(
          "stored " + kind + ": " + field + " must be " + rule + ", got " + found);
    }
  }

  void write(Blocks blocks, OutputStream target) throws IOException {
    int form = blocks.isEmpty() ? EMPTY : isStreamed(blocks) ? STREAMED : FILLED;
    byte[] chunk = new byte[CHUNK_WORDS * Long.BYTES];
    writeHeader(blocks, form, ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN));
    byte[] header = Arrays.copyOf(chunk, HEADER_BYTES);
    CRC32C crc = new CRC32C();
    crc.update(header);
    int bodyBytes = HEADER_BYTES;
    if (form == FILLED) {
      bodyBytes = (int) bodyBytes(blocks);
      copy(blocks.cells(), chunk, crc, OutputStream.nullOutputStream());
    }
    target.write(Preamble.head(SketchKind.BLOOM, VERSION, bodyBytes, (int) crc.getValue()));
    target.write(header);
    if (form != EMPTY) {
      crc.reset();
      copy(blocks.cells(), chunk, crc, target);
    }
    if (form == STREAMED) {
      int sum = (int) crc.getValue();
      ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).putInt(sum);
      target.write(chunk, 0, Integer.BYTES);
    }
  }

  private static void copy(long[] cells, byte[] chunk, CRC32C crc, OutputStream target)
      throws IOException {
    LongBuffer words = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    for (int from = 0; from < cells.length; ) {
      int n = Math.min(CHUNK_WORDS, cells.length - from);
      words.clear().put(cells, from, n);
      crc.update(chunk, 0, n * Long.BYTES);
      target.write(chunk, 0, n * Long.BYTES);
      from += n;
    }
  }

  Blocks read(InputStream source) throws IOException {
    byte[] preamble = exactly(source, Preamble.BYTES);
    Preamble.Head head = Preamble.readHead(preamble, SketchKind.BLOOM, VERSION);
    require(
        head.bodyBytes() >= HEADER_BYTES, "BLOOM", "body length", "at least 8", head.bodyBytes());
    byte[] header = exactly(source, HEADER_BYTES);
    int form = header[5];
    require(form >= EMPTY && form <= STREAMED, "BLOOM", "form", "0, 1 or 2", form);
    Blocks blocks = readHeader(ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN), "BLOOM");
    long cellBytes = (long) blocks.length() * Long.BYTES;
    long expected = HEADER_BYTES + (form == FILLED ? cellBytes : 0);
    require(head.bodyBytes() == expected, "BLOOM", "body length", "" + expected, head.bodyBytes());
    boolean large = Preamble.BYTES + HEADER_BYTES + cellBytes > maxImageBytes;
    require(form == EMPTY || (form == STREAMED) == large, "BLOOM", "form", large ? "2" : "1", form);
    CRC32C crc = new CRC32C();
    crc.update(header);
    long[] cells = null;
    int sum = head.bodyCrc();
    if (form == STREAMED) {
      requireCrc(crc, sum);
      crc.reset();
    }
    if (form != EMPTY) {
      cells = readCells(source, blocks.length(), crc);
    }
    if (form == STREAMED) {
      sum = ByteBuffer.wrap(exactly(source, Integer.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }
    requireCrc(crc, sum);
    if (cells != null) {
      accept(blocks, cells, "BLOOM");
    }
    return blocks;
  }

  private static void requireCrc(CRC32C crc, int expected) {
    if ((int) crc.getValue() != expected) {
      throw new SketchFormatException("stored BLOOM: the checksum of the body is wrong");
    }
  }

  /** Takes room for what arrives, and for the whole only once that is here. */
  private static long[] readCells(InputStream source, int length, CRC32C crc) throws IOException {
    List<long[]> chunks = new ArrayList<>();
    for (int left = length; left > 0; ) {
      int n = Math.min(CHUNK_WORDS, left);
      byte[] bytes = exactly(source, n * Long.BYTES);
      crc.update(bytes);
      long[] chunk = new long[n];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(chunk);
      chunks.add(chunk);
      left -= n;
    }
    long[] cells = new long[length];
    int at = 0;
    for (long[] chunk : chunks) {
      System.arraycopy(chunk, 0, cells, at, chunk.length);
      at += chunk.length;
    }
    return cells;
  }

  private static byte[] exactly(InputStream source, int n) throws IOException {
    byte[] bytes = source.readNBytes(n);
    if (bytes.length < n) {
      throw new EOFException("a stored BLOOM ends early: " + (n - bytes.length) + " bytes missing");
    }
    return bytes;
  }
}
