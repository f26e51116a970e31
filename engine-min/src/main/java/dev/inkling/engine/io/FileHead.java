package dev.inkling.engine.io;

import java.util.Arrays;

/** The beginning of a file, decompressed; a line feed is added if the file ends without one. */
final class FileHead {

  private final byte[] bytes;
  private final int length;
  private final boolean isWhole;

  private FileHead(byte[] bytes, int length, boolean isWhole) {
    this.bytes = bytes;
    this.length = length;
    this.isWhole = isWhole;
  }

  /** A copy of {@code source[0, length)}. */
  static FileHead of(byte[] source, int length, boolean isWhole) {
    byte[] copy = new byte[length + 1 + RowParser.SLACK];
    System.arraycopy(source, 0, copy, 0, length);
    boolean addsLine = isWhole && length > 0 && copy[length - 1] != '\n';
    if (addsLine) {
      copy[length] = '\n';
    }
    return new FileHead(copy, addsLine ? length + 1 : length, isWhole);
  }

  /** The head is {@code bytes[0, length)}, with {@link RowParser#SLACK} bytes behind. */
  byte[] bytes() {
    return bytes;
  }

  /** How many bytes there are. */
  int length() {
    return length;
  }

  /** Whether the file ends here. */
  boolean isWhole() {
    return isWhole;
  }

  /** The length of a byte order mark at the beginning. */
  int bomBytes() {
    boolean bom = length >= 3 && Arrays.equals(bytes, 0, 3, BOM, 0, 3);
    return bom ? 3 : 0;
  }

  private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
}
