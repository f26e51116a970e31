package dev.inkling.operator;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reading and writing stored states: little-endian whatever the buffer's order is, and checked. A
 * stored state starts with one byte that says whose it is; such a number is never reused.
 */
final class StateBytes {

  static final int ROW_COUNT = 1;
  static final int LONG_SUM = 2;
  static final int DOUBLE_SUM = 3;
  static final int LONG_EXTREME = 4;
  static final int DOUBLE_EXTREME = 5;
  static final int TEXT_EXTREME = 6;
  static final int LONG_SET = 7;
  static final int TEXT_SET = 8;
  static final int FREQUENCY = 9;
  static final int VALUE_SAMPLE = 10;
  static final int LONG_REDUCTION = 11;
  static final int DOUBLE_REDUCTION = 12;

  private StateBytes() {}

  static void putInt(ByteBuffer target, int value) {
    target.putInt(target.order() == ByteOrder.LITTLE_ENDIAN ? value : Integer.reverseBytes(value));
  }

  static void putLong(ByteBuffer target, long value) {
    target.putLong(target.order() == ByteOrder.LITTLE_ENDIAN ? value : Long.reverseBytes(value));
  }

  static void putDouble(ByteBuffer target, double value) {
    putLong(target, Double.doubleToLongBits(value));
  }

  /** Moves past the byte that says whose state follows, if at least {@code more} bytes follow. */
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

  static boolean getBoolean(ByteBuffer source, String what) {
    byte value = source.get();
    check(value == 0 || value == 1, what, "should hold 0 or 1", value);
    return value == 1;
  }

  /** Fails unless this many bytes are left. */
  static void need(ByteBuffer source, long bytes, String what) {
    check(source.remaining() >= bytes, what, "needs " + bytes + " bytes", source.remaining());
  }

  /** Fails unless the rule holds. */
  static void check(boolean holds, String what, String rule, long found) {
    if (!holds) {
      throw new IllegalArgumentException("a stored " + what + " " + rule + ", got " + found);
    }
  }
}
