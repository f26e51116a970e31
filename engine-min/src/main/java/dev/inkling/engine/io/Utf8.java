package dev.inkling.engine.io;

/** Whether bytes are a text. */
final class Utf8 {

  private Utf8() {}

  /**
   * Whether {@code bytes[from, to)} is valid UTF-8: no overlong forms, no surrogates, nothing past
   * U+10FFFF. Reads nothing outside the range.
   */
  static boolean valid(byte[] bytes, int from, int to) {
    int i = from;
    while (true) {
      while (i <= to - 8 && (Words.at(bytes, i) & Words.HIGH) == 0) {
        i += 8;
      }
      while (i < to && bytes[i] >= 0) {
        i++;
      }
      if (i == to) {
        return true;
      }
      int length = sequence(bytes, i, to);
      if (length == 0) {
        return false;
      }
      i += length;
    }
  }

  /** The length of the valid sequence that starts with the non-ASCII byte at {@code i}, or 0. */
  private static int sequence(byte[] bytes, int i, int to) {
    int first = bytes[i] & 0xFF;
    int left = to - i;
    if (first < 0xC2) {
      return 0;
    }
    if (first < 0xE0) {
      return left >= 2 && isNext(bytes[i + 1]) ? 2 : 0;
    }
    if (first < 0xF0) {
      if (left < 3 || !isNext(bytes[i + 1]) || !isNext(bytes[i + 2])) {
        return 0;
      }
      int point = (first & 0xF) << 12 | (bytes[i + 1] & 0x3F) << 6 | (bytes[i + 2] & 0x3F);
      return point >= 0x800 && (point < 0xD800 || point > 0xDFFF) ? 3 : 0;
    }
    if (first > 0xF4
        || left < 4
        || !isNext(bytes[i + 1])
        || !isNext(bytes[i + 2])
        || !isNext(bytes[i + 3])) {
      return 0;
    }
    int high = (first & 7) << 6 | (bytes[i + 1] & 0x3F);
    return high >= 0x10 && high <= 0x10F ? 4 : 0;
  }

  private static boolean isNext(byte b) {
    return b < (byte) 0xC0;
  }
}
