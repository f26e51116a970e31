package dev.inkling.sketch.membership;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.HashSketch;
import dev.inkling.sketch.internal.HashScratch;
import java.util.Objects;

/**
 * A set of values that can be asked whether it contains one: "no" is certain, "yes" may be wrong
 * with a probability that {@link #falsePositiveRate} tells.
 *
 * <p>Many values are asked for at once at a fraction of the cost of asking one by one: the batch
 * methods overlap the waits for memory.
 *
 * @param <S> the sketch's own type
 */
public interface MembershipSketch<S extends MembershipSketch<S>> extends HashSketch<S> {

  /** Whether the value with this hash may have been added; false is certain. */
  boolean mightContainHash(long hash);

  /**
   * Writes to {@code found}, from {@code at} on, for each of the hashes {@code hashes[from, to)}
   * whether its value may have been added.
   *
   * @return how many may have been added
   */
  int mightContainHashes(long[] hashes, int from, int to, boolean[] found, int at);

  /** Whether a long may have been added; false is certain. */
  default boolean mightContain(long value) {
    return mightContainHash(hash64().hash(value));
  }

  /** Whether a double may have been added; false is certain. */
  default boolean mightContain(double value) {
    return mightContainHash(hash64().hash(value));
  }

  /** Whether a text may have been added; false is certain. */
  default boolean mightContain(CharSequence value) {
    return mightContainHash(hash64().hash(value));
  }

  /** Whether the value {@code bytes[from, to)} may have been added; false is certain. */
  default boolean mightContain(byte[] bytes, int from, int to) {
    return mightContainHash(hash64().hash(bytes, from, to));
  }

  /**
   * Hashes the longs {@code values[from, to)} and writes to {@code found}, from {@code at} on,
   * whether each may have been added.
   *
   * @return how many may have been added
   */
  default int mightContainAll(long[] values, int from, int to, boolean[] found, int at) {
    Objects.checkFromToIndex(from, to, values.length);
    Objects.checkFromIndexSize(at, to - from, found.length);
    long[] hashes = HashScratch.get();
    int count = 0;
    for (int start = from; start < to; start += hashes.length) {
      int n = Math.min(hashes.length, to - start);
      hash64().hashAll(values, start, start + n, hashes, 0);
      count += mightContainHashes(hashes, 0, n, found, at + start - from);
    }
    return count;
  }

  /**
   * The same for the values i in [from, to), where value i is {@code bytes[offsets[i], offsets[i +
   * 1])}: the layout of a column of texts in UTF-8.
   */
  default int mightContainAll(
      byte[] bytes, int[] offsets, int from, int to, boolean[] found, int at) {
    Objects.checkFromToIndex(from, to, Math.max(0, offsets.length - 1));
    Objects.checkFromIndexSize(at, to - from, found.length);
    long[] hashes = HashScratch.get();
    int count = 0;
    for (int start = from; start < to; start += hashes.length) {
      int n = Math.min(hashes.length, to - start);
      hash64().hashAll(bytes, offsets, start, start + n, hashes, 0);
      count += mightContainHashes(hashes, 0, n, found, at + start - from);
    }
    return count;
  }

  /**
   * The probability that a random value that was never added is found, computed from the bits that
   * are set now. Cost: reads the whole sketch.
   */
  double falsePositiveRate();

  /**
   * The estimated number of different values that it contains, infinite if every bit is set. Cost:
   * reads the whole sketch.
   */
  double cardinality();

  /**
   * The estimated number of different values that it contains, with its error bar, rounded outwards
   * to whole numbers. Cost: reads the whole sketch.
   *
   * @param confidence in (0, 1)
   */
  Estimate cardinality(double confidence);
}
