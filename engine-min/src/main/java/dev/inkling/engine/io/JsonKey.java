package dev.inkling.engine.io;

import java.util.Arrays;

/** A key, and what to do with its value. */
final class JsonKey {

  /** Its name, in UTF-8. */
  final byte[] bytes;

  /** The name and a closing quote, filled up to whole words. */
  private final long[] words;

  /** Which bits of the last word count. */
  private final long lastMask;

  /** How many bytes its name has. */
  final int length;

  /** The column its value belongs to; -1 if it is not wanted. */
  int column = -1;

  /** What is wanted of its value if that is an object; null if nothing is. */
  JsonKeys children;

  /** The key that followed last time; null if none did yet. */
  JsonKey next;

  JsonKey(byte[] bytes) {
    this.bytes = bytes;
    this.length = bytes.length;
    if (!isPlain(bytes)) {
      words = new long[] {1};
      lastMask = 0;
      return;
    }
    byte[] padded = Arrays.copyOf(bytes, (bytes.length + 8) & -8);
    padded[bytes.length] = '"';
    words = new long[padded.length >> 3];
    for (int i = 0; i < words.length; i++) {
      words[i] = Words.at(padded, 8 * i);
    }
    lastMask = -1L >>> (-8 * (bytes.length + 1));
  }

  private static boolean isPlain(byte[] name) {
    for (byte b : name) {
      if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the line has this key and a closing quote at {@code i}. A name with an escape, a quote
   * or a control character in it never is seen here, only by {@link JsonKeys#find}.
   */
  boolean isAt(byte[] b, int i) {
    long[] expected = words;
    int last = expected.length - 1;
    int at = i;
    for (int k = 0; k < last; k++, at += 8) {
      if (Words.at(b, at) != expected[k]) {
        return false;
      }
    }
    return (Words.at(b, at) & lastMask) == expected[last];
  }
}
