package dev.inkling.sketch.membership;

import dev.inkling.hash.Hash64;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import dev.inkling.sketch.HashSketch;
import dev.inkling.sketch.IncompatibleSketchException;
import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.internal.HeapSize;
import dev.inkling.sketch.internal.Normal;
import dev.inkling.sketch.internal.Preamble;
import dev.inkling.sketch.internal.SketchKind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * Tells whether a value was added: "no" is certain; "yes" is wrong for a value never added with
 * about the probability asked for, as long as no more values are added than expected.
 *
 * <p>The same set of values gives the same state and bytes in any order, split and merge tree.
 *
 * <ul>
 *   <li>Heap: 24 bytes while empty, then 16 + 32 b for b blocks of 256 bits; 1.27 bytes per
 *       expected value for a rate of 1 %, 2.1 for 0.1 %, 3.3 for 0.01 %.
 *   <li>Stored: 24 bytes while empty, then 24 + 32 b.
 *   <li>Cost: add and query touch one cache line; merge, rate and cardinality O(b).
 * </ul>
 *
 * <pre>{@code
 * BloomFilter seen = BloomFilter.create(1_000_000, 0.01);
 * seen.add("ada");
 * boolean ada = seen.mightContain("ada"); // true
 * boolean bob = seen.mightContain("bob"); // false, but for 1 value in 100 once the filter is full
 * }</pre>
 *
 * <p>Not safe for use by several threads. Source: Putze, Sanders, Singler, "Cache-, hash- and
 * space-efficient Bloom filters" (2007, doi:10.1007/978-3-540-72845-0_9). Sized by the true rate of
 * a blocked filter, which includes that some blocks are fuller than others.
 */
public final class BloomFilter implements HashSketch<BloomFilter> {

  /** The most blocks of 32 bytes, so that every filter can be stored as one array: 2 GiB. */
  public static final int MAX_BLOCKS = (Integer.MAX_VALUE - 64) / 32;

  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 8;
  private static final int WORDS = 8;

  /** Longs per block; each holds two 32-bit words. */
  private static final int LONGS = 4;

  private static final int BLOCK_BITS = 256;

  /** 2^64 (√5 − 1)/2, made odd: spreads the bits of a hash over the product's upper half. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  /* Implementation note.
   *
   * A value sets one bit in each of the eight 32-bit words of one block ("split block"). The block
   * is the upper 32 bits of the hash scaled to the number of blocks, which need not be a power of
   * two. The bits are the eight uppermost groups of five bits of hash * SPREAD: each depends on
   * all lower bits of the hash, which the choice of the block leaves free. Two words share a long;
   * shift distances are taken modulo 64 by the machine, so that masking to 31 puts a bit into the
   * lower word and adding 32 into the upper one.
   */
  private final int blocks;
  private long[] longs;

  private BloomFilter(int blocks) {
    this.blocks = blocks;
  }

  /**
   * The smallest empty filter that, once it holds {@code expectedItems} different values, says
   * "yes" for other values with at most probability {@code falsePositiveRate}.
   *
   * @param expectedItems at least 1
   * @param falsePositiveRate in [1e-9, 1)
   * @throws IllegalArgumentException if that would need more than {@link #MAX_BLOCKS} blocks
   */
  public static BloomFilter create(long expectedItems, double falsePositiveRate) {
    if (expectedItems < 1) {
      throw new IllegalArgumentException("expectedItems must be at least 1, got " + expectedItems);
    }
    if (!(falsePositiveRate >= 1e-9 && falsePositiveRate < 1)) {
      throw new IllegalArgumentException(
          "falsePositiveRate must be in [1e-9, 1), got " + falsePositiveRate);
    }
    double needed = Math.max(1, Math.ceil(expectedItems / SplitBlock.load(falsePositiveRate)));
    if (needed > MAX_BLOCKS) {
      throw new IllegalArgumentException(
          "a filter for "
              + expectedItems
              + " values at a rate of "
              + falsePositiveRate
              + " needs more than the "
              + MAX_BLOCKS
              + " blocks of 32 bytes that can be stored");
    }
    return new BloomFilter((int) needed);
  }

  /**
   * Decodes a stored filter.
   *
   * @throws SketchFormatException if the bytes are anything else
   */
  public static BloomFilter fromBytes(byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    BloomFilter filter = readFrom(source);
    Preamble.requireEnd(source);
    return filter;
  }

  /**
   * Decodes the stored filter at the source's position, which moves past it.
   *
   * @throws SketchFormatException if the bytes are anything else
   */
  public static BloomFilter readFrom(ByteBuffer source) {
    ByteBuffer body = Preamble.read(source, SketchKind.BLOOM, VERSION);
    require(body.remaining() >= HEADER_BYTES, "body length", "at least 8", body.remaining());
    int blocks = body.getInt();
    int hashId = body.get() & 0xFF;
    int form = body.get();
    int reserved = body.getShort();
    require(blocks >= 1 && blocks <= MAX_BLOCKS, "blocks", "in [1, " + MAX_BLOCKS + "]", blocks);
    require(hashId == Hash64.xxh3().id(), "hash id", "1", hashId);
    require(form == 0 || form == 1, "form", "0 or 1", form);
    require(reserved == 0, "the reserved bytes", "0", reserved);
    int bytes = form * blocks * LONGS * Long.BYTES;
    require(body.remaining() == bytes, "the length of the blocks", "" + bytes, body.remaining());
    BloomFilter filter = new BloomFilter(blocks);
    if (form == 1) {
      filter.readBlocks(body);
    }
    return filter;
  }

  private static void require(boolean holds, String field, String rule, long found) {
    if (!holds) {
      throw new SketchFormatException(
          "stored BLOOM: " + field + " must be " + rule + ", got " + found);
    }
  }

  private void readBlocks(ByteBuffer body) {
    long[] read = new long[blocks * LONGS];
    boolean any = false;
    for (int i = 0; i < read.length; i += LONGS) {
      int words = 0;
      for (int j = i; j < i + LONGS; j++) {
        read[j] = body.getLong();
        words += (int) read[j] != 0 ? 1 : 0;
        words += read[j] >>> 32 != 0 ? 1 : 0;
      }
      require(words == 0 || words == WORDS, "words with bits in a block", "0 or 8", words);
      any |= words != 0;
    }
    require(any, "form", "0 for an empty filter", 1);
    longs = read;
  }

  /** {@link Hash64#xxh3()}. */
  @Override
  public Hash64 hash64() {
    return Hash64.xxh3();
  }

  /** The size of the filter in bits, a multiple of 256. */
  public long sizeBits() {
    return (long) blocks * BLOCK_BITS;
  }

  @Override
  public void addHash(long hash) {
    add(cells(), blocks, hash);
  }

  @Override
  public void addHashes(long[] hashes, int from, int to) {
    Objects.checkFromToIndex(from, to, hashes.length);
    if (from < to) {
      long[] cells = cells();
      for (int i = from; i < to; i++) {
        add(cells, blocks, hashes[i]);
      }
    }
  }

  private long[] cells() {
    if (longs == null) {
      longs = new long[blocks * LONGS];
    }
    return longs;
  }

  private static void add(long[] cells, int blocks, long hash) {
    int at = first(hash, blocks);
    long bits = hash * SPREAD;
    cells[at] |= pair(bits >>> 59, bits >>> 54);
    cells[at + 1] |= pair(bits >>> 49, bits >>> 44);
    cells[at + 2] |= pair(bits >>> 39, bits >>> 34);
    cells[at + 3] |= pair(bits >>> 29, bits >>> 24);
  }

  /** The index of the first long of the block of a hash. */
  private static int first(long hash, int blocks) {
    return (int) (((hash >>> 32) * blocks) >>> 32) * LONGS;
  }

  /** A bit in the lower word and a bit in the upper word. */
  private static long pair(long low, long high) {
    return (1L << (low & 31)) | (1L << ((high & 31) + 32));
  }

  /** Whether the value with this hash may have been added; false is certain. */
  public boolean mightContainHash(long hash) {
    long[] cells = longs;
    if (cells == null) {
      return false;
    }
    int at = first(hash, blocks);
    long bits = hash * SPREAD;
    long missing = ~cells[at] & pair(bits >>> 59, bits >>> 54);
    missing |= ~cells[at + 1] & pair(bits >>> 49, bits >>> 44);
    missing |= ~cells[at + 2] & pair(bits >>> 39, bits >>> 34);
    missing |= ~cells[at + 3] & pair(bits >>> 29, bits >>> 24);
    return missing == 0;
  }

  /** Whether a long may have been added; false is certain. */
  public boolean mightContain(long value) {
    return mightContainHash(hash64().hash(value));
  }

  /** Whether a text may have been added; false is certain. */
  public boolean mightContain(CharSequence value) {
    return mightContainHash(hash64().hash(value));
  }

  /** Whether the value {@code bytes[from, to)} may have been added; false is certain. */
  public boolean mightContain(byte[] bytes, int from, int to) {
    return mightContainHash(hash64().hash(bytes, from, to));
  }

  /**
   * The probability that a random value that was never added is found, computed from the bits that
   * are set now. Cost O(b).
   */
  public double falsePositiveRate() {
    if (longs == null) {
      return 0;
    }
    double sum = 0;
    for (int i = 0; i < longs.length; i += LONGS) {
      double rate = 1;
      for (int j = i; j < i + LONGS; j++) {
        rate *= Integer.bitCount((int) longs[j]) * Integer.bitCount((int) (longs[j] >>> 32));
      }
      sum += rate;
    }
    return sum * 0x1p-40 / blocks;
  }

  /** The estimated number of different values added, infinite if every bit is set. Cost O(b). */
  public double cardinality() {
    return SplitBlock.cardinality((double) zeroBits(), blocks);
  }

  /**
   * The estimated number of different values added, with its error bar, rounded outwards to whole
   * numbers. {@link Guarantee#EMPIRICAL}: the variance is derived, normality is assumed. Cost O(b).
   *
   * @param confidence in (0, 1)
   */
  public Estimate cardinality(double confidence) {
    double z = Normal.z(confidence);
    if (longs == null) {
      return Estimate.exact(0);
    }
    long zeros = zeroBits();
    double n = SplitBlock.cardinality((double) zeros, blocks);
    // with no free bit left, the bar starts where half a bit would have been expected to be free
    double finite = zeros == 0 ? SplitBlock.cardinality(0.5, blocks) : n;
    double arm = z * SplitBlock.standardError(finite, blocks);
    double lower = Math.max(1, Math.floor(finite - arm));
    double upper = zeros == 0 ? Double.POSITIVE_INFINITY : Math.ceil(n + arm);
    return new Estimate(n, Math.min(n, lower), upper, confidence, Guarantee.EMPIRICAL);
  }

  private long zeroBits() {
    if (longs == null) {
      return sizeBits();
    }
    long zeros = 0;
    for (long cell : longs) {
      zeros += Long.bitCount(~cell);
    }
    return zeros;
  }

  /** Whether the sizes are the same. */
  @Override
  public boolean isMergeableWith(BloomFilter other) {
    return blocks == other.blocks;
  }

  @Override
  public BloomFilter merge(BloomFilter other) {
    if (!isMergeableWith(other)) {
      throw new IncompatibleSketchException(
          "sizes must be the same, got " + sizeBits() + " and " + other.sizeBits() + " bits");
    }
    long[] source = other.longs;
    if (source != null) {
      long[] cells = cells();
      for (int i = 0; i < cells.length; i++) {
        cells[i] |= source[i];
      }
    }
    return this;
  }

  @Override
  public BloomFilter copy() {
    BloomFilter copy = new BloomFilter(blocks);
    copy.longs = longs == null ? null : longs.clone();
    return copy;
  }

  @Override
  public BloomFilter clear() {
    longs = null;
    return this;
  }

  @Override
  public boolean isEmpty() {
    return longs == null;
  }

  @Override
  public long heapBytes() {
    return HeapSize.ofObject(8) + HeapSize.of(longs);
  }

  @Override
  public int serializedBytes() {
    return Preamble.BYTES + bodyBytes();
  }

  private int bodyBytes() {
    return HEADER_BYTES + (longs == null ? 0 : blocks * LONGS * Long.BYTES);
  }

  @Override
  public void writeTo(ByteBuffer target) {
    Preamble.write(target, SketchKind.BLOOM, VERSION, bodyBytes(), this::writeBody);
  }

  private void writeBody(ByteBuffer target) {
    target.putInt(blocks).put((byte) hash64().id());
    target.put((byte) (longs == null ? 0 : 1)).putShort((short) 0);
    if (longs != null) {
      target.asLongBuffer().put(longs);
      target.position(target.limit());
    }
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof BloomFilter other
        && blocks == other.blocks
        && Arrays.equals(longs, other.longs);
  }

  @Override
  public int hashCode() {
    return 31 * blocks + Arrays.hashCode(longs);
  }

  @Override
  public String toString() {
    return "BloomFilter(bits=" + sizeBits() + ", cardinality=" + cardinality() + ")";
  }
}
