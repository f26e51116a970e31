package dev.inkling.hash;

/**
 * A 64-bit hash function over typed values. Every value is hashed through its canonical bytes, so
 * that another program can reproduce the hash:
 *
 * <ul>
 *   <li>{@code long}: its 8 bytes, little-endian;
 *   <li>{@code double}: the 8 bytes, little-endian, of {@link Double#doubleToLongBits(double)},
 *       after −0.0 became 0.0 (all NaNs are one value);
 *   <li>text: its UTF-8 bytes, so that a Java string and a slice of a file hash alike (an unpaired
 *       surrogate, which has none, counts as '?', as in {@link String#getBytes});
 *   <li>bytes: themselves.
 * </ul>
 *
 * <p>Implementations are immutable and safe for use by many threads.
 */
public interface Hash64 {

  /** The XXH3 64-bit hash with seed 0, the default of every sketch. */
  static Hash64 xxh3() {
    return Xxh3Hash.INSTANCE;
  }

  /**
   * MurmurHash3 (x64, 128 bits, seed 9001) as Apache DataSketches uses it, folded to the upper 38
   * bits of its second word and the lower 26 bits of its first. A HyperLogLog that is fed with it
   * has the registers that DataSketches' HLL sketch has. Slower than {@link #xxh3()}.
   */
  static Hash64 murmur3() {
    return Murmur3Hash.INSTANCE;
  }

  /**
   * The number under which this function is named in stored sketches: 1 for {@link #xxh3()}, 2 for
   * {@link #murmur3()}; 0 means unknown, which only merges with itself. Range 0 to 255.
   */
  int id();

  /** The hash of a long. */
  long hash(long value);

  /** The hash of a double; −0.0 and 0.0 hash alike, and so do all NaNs. */
  long hash(double value);

  /** The hash of the UTF-8 bytes of a text. */
  long hash(CharSequence value);

  /** The hash of {@code bytes[from, to)}. */
  long hash(byte[] bytes, int from, int to);

  /**
   * Writes the hashes of the longs {@code values[from, to)} to {@code hashes}, from {@code at} on.
   */
  default void hashAll(long[] values, int from, int to, long[] hashes, int at) {
    for (int i = from; i < to; i++) {
      hashes[at + i - from] = hash(values[i]);
    }
  }

  /**
   * Writes those hashes of the longs {@code values[from, to)} whose upper 63 bits, as a number, are
   * below the bound, in the order of the values, to the start of {@code hashes}, which has room for
   * all. For sketches that need only the small hashes.
   *
   * @return how many there are
   */
  default int hashAllBelow(long[] values, int from, int to, long bound, long[] hashes) {
    hashAll(values, from, to, hashes, 0);
    int n = 0;
    for (int i = 0; i < to - from; i++) {
      long hash = hashes[i];
      hashes[n] = hash;
      n += (int) (((hash >>> 1) - bound) >>> 63);
    }
    return n;
  }

  /**
   * Writes the hashes of the doubles {@code values[from, to)} to {@code hashes}, from {@code at}
   * on.
   */
  default void hashAll(double[] values, int from, int to, long[] hashes, int at) {
    for (int i = from; i < to; i++) {
      hashes[at + i - from] = hash(values[i]);
    }
  }

  /**
   * Writes the hashes of the values i in [from, to), where value i is {@code bytes[offsets[i],
   * offsets[i + 1])}, to {@code hashes}, from {@code at} on.
   */
  default void hashAll(byte[] bytes, int[] offsets, int from, int to, long[] hashes, int at) {
    for (int i = from; i < to; i++) {
      hashes[at + i - from] = hash(bytes, offsets[i], offsets[i + 1]);
    }
  }
}
