package dev.inkling.hash;

/** Encodes texts into a thread's own bytes, as {@code String.getBytes(UTF_8)} does. */
final class Utf8 {

  /** Room for the texts that are hashed in one go; a longer one is hashed piece by piece. */
  static final int SCRATCH_BYTES = 4_096;

  private static final ThreadLocal<byte[]> SCRATCH =
      ThreadLocal.withInitial(() -> new byte[SCRATCH_BYTES]);

  private Utf8() {}

  /** The calling thread's scratch; its content is undefined, the next caller overwrites it. */
  static byte[] scratch() {
    return SCRATCH.get();
  }

  /**
   * Writes the low bytes of the first {@code length} chars of a text and says whether all of them
   * are ASCII, so that these bytes are their encoding.
   */
  static boolean ascii(CharSequence text, int length, byte[] target) {
    int or = 0;
    if (text instanceof String string) {
      for (int i = 0; i < length; i++) {
        char c = string.charAt(i);
        target[i] = (byte) c;
        or |= c;
      }
    } else {
      for (int i = 0; i < length; i++) {
        char c = text.charAt(i);
        target[i] = (byte) c;
        or |= c;
      }
    }
    return or < 0x80;
  }

  /**
   * Encodes chars from {@code at} on until the text ends or the next one might not fit into {@code
   * target[from, target.length)}. An unpaired surrogate becomes '?'.
   *
   * @return the index of the next char in the upper 32 bits, that of the next byte in the lower
   */
  static long encode(CharSequence text, int at, byte[] target, int from) {
    int length = text.length();
    int last = target.length - 4;
    int to = from;
    int i = at;
    while (i < length && to <= last) {
      char c = text.charAt(i++);
      if (c < 0x80) {
        target[to++] = (byte) c;
      } else if (c < 0x800) {
        target[to++] = (byte) (0xC0 | (c >>> 6));
        target[to++] = (byte) (0x80 | (c & 0x3F));
      } else if (!Character.isSurrogate(c)) {
        target[to++] = (byte) (0xE0 | (c >>> 12));
        target[to++] = (byte) (0x80 | ((c >>> 6) & 0x3F));
        target[to++] = (byte) (0x80 | (c & 0x3F));
      } else if (Character.isHighSurrogate(c)
          && i < length
          && Character.isLowSurrogate(text.charAt(i))) {
        int point = Character.toCodePoint(c, text.charAt(i++));
        target[to++] = (byte) (0xF0 | (point >>> 18));
        target[to++] = (byte) (0x80 | ((point >>> 12) & 0x3F));
        target[to++] = (byte) (0x80 | ((point >>> 6) & 0x3F));
        target[to++] = (byte) (0x80 | (point & 0x3F));
      } else {
        target[to++] = '?';
      }
    }
    return ((long) i << 32) | to;
  }
}
