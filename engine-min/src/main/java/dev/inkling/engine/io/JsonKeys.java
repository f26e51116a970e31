package dev.inkling.engine.io;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The keys of one object of an NDJSON line's pattern: those that are wanted, and those that were
 * seen beside them, each with the key that came behind it last time. Not thread-safe; what it
 * learns makes a parser faster and changes nothing else.
 */
final class JsonKeys {

  /* implementation note
   *
   * Lines of a file mostly have the same keys in the same order. So a parser asks the key it has
   * just read for the one that followed it last (Key.next), and compares its bytes, closing quote
   * included, with the line by words: one load, mask and compare for keys up to 7 bytes. Only if
   * that fails the end of the key is searched and the key looked up in an open hash table. Keys
   * that are not wanted are entered as they are seen, up to LEARNED_KEYS, so that objects used as
   * maps cannot grow the table for ever.
   */

  /** How many unwanted keys are remembered. */
  private static final int LEARNED_KEYS = 256;

  /** Stands before the first key of an object. */
  final Key start = new Key(new byte[0]);

  /** Stands for all keys that are neither wanted nor learned. */
  final Key unknown = new Key(new byte[0]);

  private Key[] table = new Key[16];
  private int used;
  private int learned;

  private JsonKeys() {}

  /** No keys. */
  static JsonKeys create() {
    return new JsonKeys();
  }

  /** The key of this name, entered if it is not there. */
  Key wanted(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    Key key = find(utf8, 0, utf8.length);
    return key != null ? key : enter(new Key(utf8));
  }

  /** The key with these bytes; null if there is none. */
  Key find(byte[] b, int from, int to) {
    Key[] keys = table;
    int mask = keys.length - 1;
    for (int slot = hash(b, from, to) & mask; ; slot = (slot + 1) & mask) {
      Key key = keys[slot];
      if (key == null || Arrays.equals(key.bytes, 0, key.length, b, from, to)) {
        return key;
      }
    }
  }

  /**
   * The key with these bytes; a new one that is not wanted if there is none; null if there are too
   * many of these already.
   */
  Key learn(byte[] b, int from, int to) {
    Key key = find(b, from, to);
    if (key == null && learned < LEARNED_KEYS && to - from <= 256) {
      learned++;
      key = enter(new Key(Arrays.copyOfRange(b, from, to)));
    }
    return key;
  }

  private Key enter(Key key) {
    if (2 * ++used > table.length) {
      Key[] old = table;
      table = new Key[2 * old.length];
      for (Key moved : old) {
        if (moved != null) {
          put(moved);
        }
      }
    }
    put(key);
    return key;
  }

  private void put(Key key) {
    int mask = table.length - 1;
    int slot = hash(key.bytes, 0, key.length) & mask;
    while (table[slot] != null) {
      slot = (slot + 1) & mask;
    }
    table[slot] = key;
  }

  private static int hash(byte[] b, int from, int to) {
    int hash = to - from;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + b[i];
    }
    return hash ^ (hash >>> 15);
  }

  /** A key, and what to do with its value. */
  static final class Key {

    /** Its name, in UTF-8. */
    private final byte[] bytes;

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
    Key next;

    private Key(byte[] bytes) {
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
     * Whether the line has this key and a closing quote at {@code i}. A name with an escape, a
     * quote or a control character in it never is seen here, only by {@link JsonKeys#find}.
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
}
