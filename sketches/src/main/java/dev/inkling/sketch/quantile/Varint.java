package dev.inkling.sketch.quantile;

import dev.inkling.sketch.SketchFormatException;
import java.nio.ByteBuffer;

/** Numbers from 0 to 2^63 - 1 in 1 to 9 bytes: LEB128, no longer than need be. */
final class Varint {

  private Varint() {}

  static int bytes(long value) {
    return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
  }

  static void put(ByteBuffer target, long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      target.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    target.put((byte) rest);
  }

  /**
   * The number at the position of the source.
   *
   * @throws SketchFormatException if it is cut off, or longer than need be or than 9 bytes
   */
  static long get(ByteBuffer source) {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      if (!source.hasRemaining()) {
        throw new SketchFormatException("stored sketch: a number of variable length is cut off");
      }
      byte next = source.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        if (next == 0 && shift > 0) {
          throw new SketchFormatException("stored sketch: a number is longer than need be");
        }
        return value;
      }
    }
    throw new SketchFormatException("stored sketch: a number has more than 63 bits");
  }
}
