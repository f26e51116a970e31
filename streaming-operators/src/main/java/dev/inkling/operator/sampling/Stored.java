package dev.inkling.operator.sampling;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reading and writing stored accumulators: little-endian whatever the buffer's order is, and
 * checked. A stored one starts with a byte that says what it is. The numbers go on from those of
 * the aggregators and are never reused.
 */
final class Stored {

  static final int MOMENTS = 64;
  static final int PAIR_MOMENTS = 65;
  static final int UNEQUAL_MOMENTS = 66;
  static final int SAMPLE_VALUES = 67;
  static final int STRATA = 68;

  private Stored() {}

  static void putInt(ByteBuffer target, int value) {
    target.putInt(target.order() == ByteOrder.LITTLE_ENDIAN ? value : Integer.reverseBytes(value));
  }

  static void putLong(ByteBuffer target, long value) {
    target.putLong(target.order() == ByteOrder.LITTLE_ENDIAN ? value : Long.reverseBytes(value));
  }

  static void putDouble(ByteBuffer target, double value) {
    putLong(target, Double.doubleToLongBits(value));
  }

  /** Moves past the byte that says what follows, if at least {@code more} bytes follow. */
  static void expect(ByteBuffer source, int kind, int more, String what) {
    need(source, 1L + more, what);
    int found = source.get() & 0xFF;
    check(found == kind, what, "should start with the byte " + kind, found);
  }

  static int getInt(ByteBuffer source) {
    int value = source.getInt();
    return source.order() == ByteOrder.LITTLE_ENDIAN ? value : Integer.reverseBytes(value);
  }

  static long getLong(ByteBuffer source) {
    long value = source.getLong();
    return source.order() == ByteOrder.LITTLE_ENDIAN ? value : Long.reverseBytes(value);
  }

  static double getDouble(ByteBuffer source) {
    return Double.longBitsToDouble(getLong(source));
  }

  /** Fails unless this many bytes are left. */
  static void need(ByteBuffer source, long bytes, String what) {
    check(source.remaining() >= bytes, what, "needs " + bytes + " bytes", source.remaining());
  }

  /** Fails unless the rule holds. */
  static void check(boolean holds, String what, String rule, long found) {
    if (!holds) {
      throw new IllegalArgumentException("stored " + what + ": " + rule + ", got " + found);
    }
  }
}
