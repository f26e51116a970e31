package dev.inkling.sketch.frequency;

/** A thread's room for the UTF-8 bytes of a text, so that adding a text allocates nothing. */
final class TextBytes {

  private static final int FIRST_CHARS = 256;

  /** The most bytes that a char takes; a pair of surrogates takes 4. */
  private static final int BYTES_PER_CHAR = 3;

  private static final ThreadLocal<TextBytes> SCRATCH = ThreadLocal.withInitial(TextBytes::new);

  private char[] chars = new char[FIRST_CHARS];
  private byte[] bytes = new byte[FIRST_CHARS * BYTES_PER_CHAR];
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
    if (n > chars.length) {
      grow(n);
    }
    if (text instanceof String string) {
      string.getChars(0, n, chars, 0);
    } else {
      for (int i = 0; i < n; i++) {
        chars[i] = text.charAt(i);
      }
    }
    length = narrow(chars, n, bytes) ? n : encode(chars, n, bytes);
  }

  private void grow(int n) {
    if (n > TopK.MAX_ITEM_BYTES / BYTES_PER_CHAR) {
      throw new IllegalStateException(
          "a text must have at most "
              + (TopK.MAX_ITEM_BYTES / BYTES_PER_CHAR)
              + " chars, got "
              + n);
    }
    chars = new char[Math.max(n, Math.min(2 * chars.length, TopK.MAX_ITEM_BYTES / 4))];
    bytes = new byte[chars.length * BYTES_PER_CHAR];
  }

  /** Writes the low bytes of chars; returns whether all are ASCII, so that these are all. */
  private static boolean narrow(char[] chars, int n, byte[] bytes) {
    int union = 0;
    for (int i = 0; i < n; i++) {
      char c = chars[i];
      bytes[i] = (byte) c;
      union |= c;
    }
    return union < 0x80;
  }

  private static int encode(char[] chars, int n, byte[] bytes) {
    int to = 0;
    for (int i = 0; i < n; i++) {
      int c = chars[i];
      if (c < 0x80) {
        bytes[to++] = (byte) c;
      } else if (c < 0x800) {
        bytes[to++] = (byte) (0xC0 | (c >>> 6));
        bytes[to++] = (byte) (0x80 | (c & 0x3F));
      } else if (!Character.isSurrogate(chars[i])) {
        bytes[to++] = (byte) (0xE0 | (c >>> 12));
        bytes[to++] = (byte) (0x80 | ((c >>> 6) & 0x3F));
        bytes[to++] = (byte) (0x80 | (c & 0x3F));
      } else if (i + 1 < n && Character.isSurrogatePair(chars[i], chars[i + 1])) {
        int point = Character.toCodePoint(chars[i], chars[++i]);
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
