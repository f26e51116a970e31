package dev.inkling.sketch.internal;

import dev.inkling.sketch.SketchFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * The 16 bytes in front of every stored sketch, little-endian.
 *
 * <pre>
 * offset  bytes  what
 *      0      2  magic 0x4B49 ("IK")
 *      2      1  kind, see {@link SketchKind}
 *      3      1  format version of the kind, from 1
 *      4      4  length of the body that follows the preamble, in bytes
 *      8      4  CRC-32C of the body
 *     12      4  CRC-32C of the bytes 0 to 11
 * </pre>
 *
 * <p>A flipped bit anywhere is therefore found before a body is looked at. The checksum is no
 * defence against forgery: a body's decoder still checks every field.
 */
public final class Preamble {

  /** The length of a preamble in bytes. */
  public static final int BYTES = 16;

  private static final short MAGIC = 0x4B49;

  private Preamble() {}

  /** Something that writes a body of known length. */
  @FunctionalInterface
  public interface Body {
    /** Writes the body at the position of {@code target}, which is little-endian. */
    void writeTo(ByteBuffer target);
  }

  /**
   * Writes preamble and body at the target's position, which moves on.
   *
   * @throws java.nio.BufferOverflowException if the target has too little room; nothing is written
   */
  public static void write(
      ByteBuffer target, SketchKind kind, int version, int bodyBytes, Body body) {
    int start = target.position();
    if (target.remaining() < BYTES + bodyBytes) {
      throw new java.nio.BufferOverflowException();
    }
    ByteBuffer image = target.slice(start, BYTES + bodyBytes).order(ByteOrder.LITTLE_ENDIAN);
    image.position(BYTES);
    body.writeTo(image);
    if (image.hasRemaining()) {
      throw new IllegalStateException(
          kind
              + " wrote "
              + (image.position() - BYTES)
              + " bytes of the "
              + bodyBytes
              + " announced");
    }
    putHead(image, kind, version, bodyBytes, crc(image, BYTES, bodyBytes));
    target.position(start + BYTES + bodyBytes);
  }

  /** The preamble alone, for a body that is streamed: its length and CRC-32C are known. */
  public static byte[] head(SketchKind kind, int version, int bodyBytes, int bodyCrc) {
    ByteBuffer head = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    putHead(head, kind, version, bodyBytes, bodyCrc);
    return head.array();
  }

  private static void putHead(
      ByteBuffer image, SketchKind kind, int version, int bodyBytes, int bodyCrc) {
    image.putShort(0, MAGIC).put(2, (byte) kind.id()).put(3, (byte) version).putInt(4, bodyBytes);
    image.putInt(8, bodyCrc);
    image.putInt(12, crc(image, 0, 12));
  }

  /**
   * What a preamble says about its body.
   *
   * @param bodyBytes the length, at least 0
   * @param bodyCrc the CRC-32C
   */
  public record Head(int bodyBytes, int bodyCrc) {}

  /**
   * Checks a preamble alone, for a body that is streamed: the caller checks its length and CRC-32C.
   *
   * @throws SketchFormatException if it is not an undamaged preamble of this kind and version
   */
  public static Head readHead(byte[] preamble, SketchKind kind, int version) {
    ByteBuffer image = ByteBuffer.wrap(preamble).order(ByteOrder.LITTLE_ENDIAN);
    checkHead(image, kind, version);
    if (image.getInt(4) < 0) {
      throw new SketchFormatException(
          "stored " + kind + ": the body's length must be at least 0, got " + image.getInt(4));
    }
    return new Head(image.getInt(4), image.getInt(8));
  }

  /**
   * Checks the preamble at the source's position and returns the body as a little-endian view; the
   * source moves past the image. Nothing is allocated but the view.
   *
   * @throws SketchFormatException if it is not a whole, undamaged image of this kind and version
   */
  public static ByteBuffer read(ByteBuffer source, SketchKind kind, int version) {
    int start = source.position();
    if (source.remaining() < BYTES) {
      throw new SketchFormatException(
          "a stored sketch has at least " + BYTES + " bytes, got " + source.remaining());
    }
    ByteBuffer image = source.slice().order(ByteOrder.LITTLE_ENDIAN);
    checkHead(image, kind, version);
    int bodyBytes = image.getInt(4);
    if (bodyBytes < 0 || bodyBytes > image.remaining() - BYTES) {
      throw new SketchFormatException(
          "stored "
              + kind
              + ": the body should have "
              + bodyBytes
              + " bytes, "
              + (image.remaining() - BYTES)
              + " are there");
    }
    if (image.getInt(8) != crc(image, BYTES, bodyBytes)) {
      throw new SketchFormatException("stored " + kind + ": the checksum of the body is wrong");
    }
    source.position(start + BYTES + bodyBytes);
    return image.slice(BYTES, bodyBytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void checkHead(ByteBuffer image, SketchKind kind, int version) {
    if (image.getShort(0) != MAGIC) {
      throw new SketchFormatException(
          "a stored sketch starts with the bytes 49 4B, got "
              + String.format(Locale.ROOT, "%02X %02X", image.get(0), image.get(1)));
    }
    if (image.getInt(12) != crc(image, 0, 12)) {
      throw new SketchFormatException("the checksum of the preamble is wrong");
    }
    int foundKind = image.get(2) & 0xFF;
    if (foundKind != kind.id()) {
      throw new SketchFormatException(
          "expected a stored " + kind + " (kind " + kind.id() + "), got kind " + foundKind);
    }
    int foundVersion = image.get(3) & 0xFF;
    if (foundVersion != version) {
      throw new SketchFormatException(
          "stored " + kind + ": version must be " + version + ", got " + foundVersion);
    }
  }

  /**
   * Checks that nothing follows the image that was just read.
   *
   * @throws SketchFormatException if the source has bytes left
   */
  public static void requireEnd(ByteBuffer source) {
    if (source.hasRemaining()) {
      throw new SketchFormatException(
          "nothing may follow a stored sketch, got " + source.remaining() + " bytes more");
    }
  }

  private static int crc(ByteBuffer image, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(image.slice(from, length));
    return (int) crc.getValue();
  }
}
