package dev.inkling.engine.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes of an array at once, as a little-endian word, and what one can ask of them. */
final class Words {

  /** The high bit of every byte. */
  static final long HIGH = 0x8080_8080_8080_8080L;

  /** A one in every byte. */
  static final long ONES = 0x0101_0101_0101_0101L;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Words() {}

  /** {@code bytes[at, at + 8)}, the first in the low bits. */
  static long at(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at);
  }

  /** This byte in all eight places. */
  static long all(int b) {
    return (b & 0xFF) * ONES;
  }

  /**
   * The high bit of each byte that is zero, exactly at the lowest; above a zero there may be marks
   * that are none.
   */
  static long zeros(long word) {
    return (word - ONES) & ~word & HIGH;
  }

  /** The index, 0 to 7, of the first byte that is marked; 8 if none is. */
  static int first(long marks) {
    return Long.numberOfTrailingZeros(marks) >>> 3;
  }
}
