package dev.inkling.sketch;

import dev.inkling.hash.Hash64;
import dev.inkling.sketch.internal.HashScratch;
import java.util.Objects;

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

  /** Hashes and adds the longs {@code values[from, to)}. */
  default void addAll(long[] values, int from, int to) {
    Objects.checkFromToIndex(from, to, values.length);
    long[] hashes = HashScratch.get();
    for (int start = from; start < to; start += hashes.length) {
      int n = Math.min(hashes.length, to - start);
      hash64().hashAll(values, start, start + n, hashes, 0);
      addHashes(hashes, 0, n);
    }
  }

  /** Hashes and adds the doubles {@code values[from, to)}. */
  default void addAll(double[] values, int from, int to) {
    Objects.checkFromToIndex(from, to, values.length);
    long[] hashes = HashScratch.get();
    for (int start = from; start < to; start += hashes.length) {
      int n = Math.min(hashes.length, to - start);
      hash64().hashAll(values, start, start + n, hashes, 0);
      addHashes(hashes, 0, n);
    }
  }

  /**
   * Hashes and adds the values i in [from, to), where value i is {@code bytes[offsets[i], offsets[i
   * + 1])}: the layout of a column of texts in UTF-8.
   */
  default void addAll(byte[] bytes, int[] offsets, int from, int to) {
    Objects.checkFromToIndex(from, to, Math.max(0, offsets.length - 1));
    long[] hashes = HashScratch.get();
    for (int start = from; start < to; start += hashes.length) {
      int n = Math.min(hashes.length, to - start);
      hash64().hashAll(bytes, offsets, start, start + n, hashes, 0);
      addHashes(hashes, 0, n);
    }
  }
}
