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
   * just read for the one that followed it last (JsonKey.next), and compares its bytes, closing quote
   * included, with the line by words: one load, mask and compare for keys up to 7 bytes. Only if
   * that fails the end of the key is searched and the key looked up in an open hash table. Keys
   * that are not wanted are entered as they are seen, up to LEARNED_KEYS, so that objects used as
   * maps cannot grow the table for ever.
   */

  /** How many unwanted keys are remembered. */
  private static final int LEARNED_KEYS = 256;

  /** Stands before the first key of an object. */
  final JsonKey start = new JsonKey(new byte[0]);

  /** Stands for all keys that are neither wanted nor learned. */
  final JsonKey unknown = new JsonKey(new byte[0]);

  private JsonKey[] table = new JsonKey[16];
  private int used;
  private int learned;

  private JsonKeys() {}

  /** No keys. */
  static JsonKeys create() {
    return new JsonKeys();
  }

  /** The key of this name, entered if it is not there. */
  JsonKey wanted(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    JsonKey key = find(utf8, 0, utf8.length);
    return key != null ? key : enter(new JsonKey(utf8));
  }

  /** The key with these bytes; null if there is none. */
  JsonKey find(byte[] b, int from, int to) {
    JsonKey[] keys = table;
    int mask = keys.length - 1;
    for (int slot = hash(b, from, to) & mask; ; slot = (slot + 1) & mask) {
      JsonKey key = keys[slot];
      if (key == null || Arrays.equals(key.bytes, 0, key.length, b, from, to)) {
        return key;
      }
    }
  }

  /**
   * The key with these bytes; a new one that is not wanted if there is none; null if there are too
   * many of these already.
   */
  JsonKey learn(byte[] b, int from, int to) {
    JsonKey key = find(b, from, to);
    if (key == null && learned < LEARNED_KEYS && to - from <= 256) {
      learned++;
      key = enter(new JsonKey(Arrays.copyOfRange(b, from, to)));
    }
    return key;
  }

  private JsonKey enter(JsonKey key) {
    if (2 * ++used > table.length) {
      JsonKey[] old = table;
      table = new JsonKey[2 * old.length];
      for (JsonKey moved : old) {
        if (moved != null) {
          put(moved);
        }
      }
    }
    put(key);
    return key;
  }

  private void put(JsonKey key) {
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
}
