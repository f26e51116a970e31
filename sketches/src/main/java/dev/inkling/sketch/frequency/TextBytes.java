package dev.inkling.sketch.frequency;

import dev.inkling.hash.internal.Utf8;

/** A thread's room for the UTF-8 bytes of a text, so that adding a text allocates nothing. */
final class TextBytes {

  private static final int FIRST_BYTES = 256;

  /** The most bytes that a char takes; a pair of surrogates takes 4. */
  private static final int BYTES_PER_CHAR = 3;

  /** What the encoder wants to be left for a next char. */
  private static final int SPARE_BYTES = 4;

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
    if (Utf8.ascii(text, n, bytes)) {
      length = n;
      return;
    }
    long most = (long) n * BYTES_PER_CHAR + SPARE_BYTES;
    if (most > bytes.length) {
      grow(most);
    }
    length = (int) Utf8.encode(text, 0, bytes, 0);
  }

  private void grow(long needed) {
    if (needed > TopK.MAX_ITEM_BYTES) {
      throw new IllegalStateException(
          "a text must fit into " + TopK.MAX_ITEM_BYTES + " bytes, may need " + needed);
    }
    bytes = new byte[(int) Math.max(needed, Math.min(2L * bytes.length, TopK.MAX_ITEM_BYTES))];
  }
}
