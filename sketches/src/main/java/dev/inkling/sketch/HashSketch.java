package dev.inkling.sketch;

import dev.inkling.hash.Hash64;

/**
 * A sketch of values that it knows by their 64-bit hashes only.
 *
 * @param <S> the sketch's own type
 */
public interface HashSketch<S extends HashSketch<S>> extends Sketch<S> {

  /** The function that {@code add} hashes with. */
  Hash64 hash64();

  /** Adds the value with this hash; the hash must come from {@link #hash64()}. */
  void addHash(long hash);

  /** Adds the values with the hashes {@code hashes[from, to)}. */
  void addHashes(long[] hashes, int from, int to);

  /** Hashes and adds a long. */
  default void add(long value) {
    addHash(hash64().hash(value));
  }

  /** Hashes and adds a double. */
  default void add(double value) {
    addHash(hash64().hash(value));
  }

  /** Hashes and adds a text. */
  default void add(CharSequence value) {
    addHash(hash64().hash(value));
  }

  /** Hashes and adds the value {@code bytes[from, to)}. */
  default void add(byte[] bytes, int from, int to) {
    addHash(hash64().hash(bytes, from, to));
  }
}
