package dev.inkling.engine.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Code points and searches in valid UTF-8, eight bytes at a time where that is possible. */
final class VectorUtf8 {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private VectorUtf8() {}

  /** How many code points there are in {@code bytes[from, to)}. */
  static int codePoints(byte[] bytes, int from, int to) {
    int continuations = 0;
    int i = from;
    for (; i <= to - 8; i += 8) {
      long word = (long) LONGS.get(bytes, i);
      // a continuation byte is 10xxxxxx
      continuations += Long.bitCount(word & ~(word << 1) & HIGH_BITS);
    }
    if (i < to && to - from >= 8) {
      // the last eight bytes again, without those that were counted
      long word = (long) LONGS.get(bytes, to - 8) >>> ((8 - (to - i)) << 3);
      continuations += Long.bitCount(word & ~(word << 1) & HIGH_BITS);
      i = to;
    }
    for (; i < to; i++) {
      continuations += isContinuation(bytes[i]) ? 1 : 0;
    }
    return to - from - continuations;
  }

  /** Where the code point after the first {@code count} in {@code bytes[from, to)} starts. */
  static int skip(byte[] bytes, int from, int to, long count) {
    if (count >= to - from) {
      return to;
    }
    int left = (int) count;
    int i = from;
    while (left >= 8 && i <= to - 8 && ((long) LONGS.get(bytes, i) & HIGH_BITS) == 0) {
      i += 8;
      left -= 8;
    }
    for (; left > 0 && i < to; left--) {
      i = next(bytes, i, to);
    }
    return i;
  }

  /** Where the code point after the one at {@code at} starts. */
  static int next(byte[] bytes, int at, int to) {
    int i = at + 1;
    while (i < to && isContinuation(bytes[i])) {
      i++;
    }
    return i;
  }

  /** Whether this is a byte of a code point, but not its first. */
  static boolean isContinuation(byte b) {
    return b < -64;
  }

  /** Where {@code wanted[start, end)} first occurs in {@code bytes[from, to)}; −1 if nowhere. */
  static int indexOf(byte[] bytes, int from, int to, byte[] wanted, int start, int end) {
    int length = end - start;
    if (length == 0) {
      return from;
    }
    byte first = wanted[start];
    byte last = wanted[end - 1];
    for (int i = from; i <= to - length; i++) {
      if (bytes[i] == first
          && bytes[i + length - 1] == last
          && Arrays.equals(bytes, i, i + length, wanted, start, end)) {
        return i;
      }
    }
    return -1;
  }
}
