package dev.inkling.engine.internal;

import dev.inkling.engine.EvaluationException;
import java.util.Arrays;

/** The bytes of a kernel's texts, one after the other; used again for the next batch. */
final class VectorText {

  private static final int MOST = Integer.MAX_VALUE - 8;

  private byte[] bytes = new byte[1024];
  private int used;

  /** Forgets the texts. */
  void clear() {
    used = 0;
  }

  /** The array of all texts so far; appending may replace it. */
  byte[] bytes() {
    return bytes;
  }

  /** Where the next byte goes. */
  int position() {
    return used;
  }

  /** Makes room and returns the array to write into, from {@link #position} on. */
  byte[] reserve(int count) {
    if (bytes.length - used < count) {
      long wanted = (long) used + count;
      if (wanted > MOST) {
        throw new EvaluationException("the texts of one batch do not fit into 2 GiB");
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(MOST, Math.max(wanted, 2L * bytes.length)));
    }
    return bytes;
  }

  /** Says that bytes up to {@code position} have been written. */
  void setPosition(int position) {
    used = position;
  }

  /** Appends {@code source[from, to)}. */
  void append(byte[] source, int from, int to) {
    int count = to - from;
    System.arraycopy(source, from, reserve(count), used, count);
    used += count;
  }

  /** Appends one ASCII character. */
  void append(char ascii) {
    reserve(1)[used++] = (byte) ascii;
  }

  /** Appends a text of ASCII only. */
  void appendAscii(String ascii) {
    int count = ascii.length();
    byte[] target = reserve(count);
    for (int i = 0; i < count; i++) {
      target[used + i] = (byte) ascii.charAt(i);
    }
    used += count;
  }
}
