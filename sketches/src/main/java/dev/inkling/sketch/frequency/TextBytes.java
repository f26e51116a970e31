package dev.inkling.sketch.frequency;

/** A thread's room for the UTF-8 bytes of a text, so that adding a text allocates nothing. */
final class TextBytes {

  private static final int FIRST_BYTES = 256;

  /** The most bytes that a char takes; a pair of surrogates takes 4. */
  private static final int BYTES_PER_CHAR = 3;

  private static final ThreadLocal<TextBytes> SCRATCH = ThreadLocal.withInitial(TextBytes::new);

  private byte[] bytes = new byte[FIRST_BYTES];
  private int length;

  private TextBytes() {}

  /**
   * The calling thread's, holding a text; the next caller overwrites it. An unpaired surrogate
   * becomes '?', as in {@code String.getBytes}.
   *
   * @throws IllegalStateException if the text could not be an item
   */
  static TextBytes of(CharSequence text) {
    TextBytes scratch = SCRATCH.get();
    scratch.encode(text);
    return scratch;
  }

  /** The array that starts with the text's bytes. */
  byte[] array() {
    return bytes;
  }

  /** How many bytes the text has. */
  int length() {
    return length;
  }

  private void encode(CharSequence text) {
    int n = text.length();
    if (n > bytes.length) {
      grow(n);
    }
    if (text instanceof String string ? narrow(string, n, bytes) : narrow(text, n, bytes)) {
      length = n;
      return;
    }
    if ((long) n * BYTES_PER_CHAR > bytes.length) {
      grow(n * (long) BYTES_PER_CHAR);
    }
    length = encode(text, n, bytes);
  }

  private void grow(long needed) {
    if (needed > TopK.MAX_ITEM_BYTES) {
      throw new IllegalStateException(
          "a text must fit into " + TopK.MAX_ITEM_BYTES + " bytes, may need " + needed);
    }
    bytes = new byte[(int) Math.max(needed, Math.min(2L * bytes.length, TopK.MAX_ITEM_BYTES))];
  }

  /**
   * Writes the low bytes of chars; returns whether all are ASCII, so that these are their encoding.
   * Eight chars are written at a time: bytes written one by one might be the String's own, for all
   * that the compiler knows, and keep it from reading ahead.
   */
  private static boolean narrow(String text, int n, byte[] bytes) {
    int union = 0;
    if (n < Long.BYTES) {
      for (int i = 0; i < n; i++) {
        char c = text.charAt(i);
        bytes[i] = (byte) c;
        union |= c;
      }
      return union < 0x80;
    }
    // the last eight overlap those before them
    int last = n - Long.BYTES;
    for (int i = 0; ; i = Math.min(i + Long.BYTES, last)) {
      long c0 = text.charAt(i);
      long c1 = text.charAt(i + 1);
      long c2 = text.charAt(i + 2);
      long c3 = text.charAt(i + 3);
      long c4 = text.charAt(i + 4);
      long c5 = text.charAt(i + 5);
      long c6 = text.charAt(i + 6);
      long c7 = text.charAt(i + 7);
      union |= (int) (c0 | c1 | c2 | c3 | c4 | c5 | c6 | c7);
      long low = c0 | (c1 << 8) | (c2 << 16) | (c3 << 24);
      long high = c4 | (c5 << 8) | (c6 << 16) | (c7 << 24);
      ItemTable.LONG.set(bytes, i, low | (high << 32));
      if (i == last) {
        return union < 0x80;
      }
    }
  }

  private static boolean narrow(CharSequence text, int n, byte[] bytes) {
    int union = 0;
    for (int i = 0; i < n; i++) {
      char c = text.charAt(i);
      bytes[i] = (byte) c;
      union |= c;
    }
    return union < 0x80;
  }

  private static int encode(CharSequence text, int n, byte[] bytes) {
    int to = 0;
    for (int i = 0; i < n; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes[to++] = (byte) c;
      } else if (c < 0x800) {
        bytes[to++] = (byte) (0xC0 | (c >>> 6));
        bytes[to++] = (byte) (0x80 | (c & 0x3F));
      } else if (!Character.isSurrogate(c)) {
        bytes[to++] = (byte) (0xE0 | (c >>> 12));
        bytes[to++] = (byte) (0x80 | ((c >>> 6) & 0x3F));
        bytes[to++] = (byte) (0x80 | (c & 0x3F));
      } else if (i + 1 < n && Character.isSurrogatePair(c, text.charAt(i + 1))) {
        int point = Character.toCodePoint(c, text.charAt(++i));
        bytes[to++] = (byte) (0xF0 | (point >>> 18));
        bytes[to++] = (byte) (0x80 | ((point >>> 12) & 0x3F));
        bytes[to++] = (byte) (0x80 | ((point >>> 6) & 0x3F));
        bytes[to++] = (byte) (0x80 | (point & 0x3F));
      } else {
        bytes[to++] = '?';
      }
    }
    return to;
  }
}
