package dev.inkling.sketch.membership;

import dev.inkling.hash.Hash64;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import dev.inkling.sketch.IncompatibleSketchException;
import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.internal.HeapSize;
import dev.inkling.sketch.internal.Preamble;
import dev.inkling.sketch.internal.SketchKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Tells whether a value was added: "no" is certain; "yes" is wrong for a value never added with
 * about the probability asked for, as long as no more values are added than expected.
 *
 * <p>The same set of values gives the same state and bytes in any order, split and merge tree.
 *
 * <ul>
 *   <li>Heap: 48 bytes while empty, then 64 + 8 w b for b blocks of w = 2, 4 or 8 words of 64 bits;
 *       1.37 bytes per expected value for a rate of 1 %, 2.2 for 0.1 %, 3.2 for 0.01 %. At most
 *       2^31 − 9 words, 16 GiB: 12 billion values at 1 %.
 *   <li>Stored: 24 bytes while empty, then 24 + 8 w b, as bytes up to 2 GiB and as a stream beyond.
 *   <li>Cost: add and query touch one or two adjacent cache lines; merge, rate and cardinality
 *       O(b). Batches overlap the waits for memory, which makes them two to three times cheaper for
 *       filters that no cache holds.
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
 * space-efficient Bloom filters" (2007, doi:10.1007/978-3-540-72845-0_9), with patterns of bits
 * from a table and blocks of a few words. Sized by the true rate of such a filter, which includes
 * that some blocks are fuller than others and that patterns recur.
 */
public final class BloomFilter implements MembershipSketch<BloomFilter> {

  private static final BloomFormat FORMAT = new BloomFormat(BloomFormat.MAX_IMAGE_BYTES);

  private final Blocks blocks;

  private BloomFilter(Blocks blocks) {
    this.blocks = blocks;
  }

  /**
   * The smallest empty filter that, once it holds {@code expectedItems} different values, says
   * "yes" for other values with at most probability {@code falsePositiveRate}.
   *
   * @param expectedItems at least 1
   * @param falsePositiveRate in [1e-9, 1)
   * @throws IllegalArgumentException if that would need more than 16 GiB
   */
  public static BloomFilter create(long expectedItems, double falsePositiveRate) {
    if (expectedItems < 1) {
      throw new IllegalArgumentException("expectedItems must be at least 1, got " + expectedItems);
    }
    if (!(falsePositiveRate >= 1e-9 && falsePositiveRate < 1)) {
      throw new IllegalArgumentException(
          "falsePositiveRate must be in [1e-9, 1), got " + falsePositiveRate);
    }
    int words = BlockModel.words(falsePositiveRate);
    double needed = BlockModel.blocks(expectedItems, falsePositiveRate, words);
    if (!Blocks.fits(needed, words)) {
      throw new IllegalArgumentException(
          "a filter for "
              + expectedItems
              + " values at a rate of "
              + falsePositiveRate
              + " needs more than the "
              + Blocks.MAX_WORDS
              + " words of 8 bytes that an array holds");
    }
    return new BloomFilter(new Blocks((int) needed, words));
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
    ByteBuffer body = Preamble.read(source, SketchKind.BLOOM, BloomFormat.VERSION);
    Blocks blocks = BloomFormat.readBody(body, "BLOOM");
    BloomFormat.require(!body.hasRemaining(), "BLOOM", "what follows", "nothing", body.remaining());
    return new BloomFilter(blocks);
  }

  /**
   * Decodes the filter that {@link #writeTo(OutputStream)} or {@link #toByteArray} wrote, of any
   * size. Reads no byte past its end. Takes memory only for what has arrived, up to twice that.
   *
   * @throws SketchFormatException if the bytes are anything else
   * @throws java.io.EOFException if they end early
   * @throws IOException if the source fails
   */
  public static BloomFilter readFrom(InputStream source) throws IOException {
    return new BloomFilter(FORMAT.read(source));
  }

  /** {@link Hash64#xxh3()}. */
  @Override
  public Hash64 hash64() {
    return Hash64.xxh3();
  }

  /** The size of the filter in bits, a multiple of 128. */
  public long sizeBits() {
    return blocks.sizeBits();
  }

  @Override
  public void addHash(long hash) {
    blocks.add(hash);
  }

  @Override
  public void addHashes(long[] hashes, int from, int to) {
    Objects.checkFromToIndex(from, to, hashes.length);
    blocks.addAll(hashes, from, to);
  }

  @Override
  public boolean mightContainHash(long hash) {
    return blocks.contains(hash);
  }

  @Override
  public int mightContainHashes(long[] hashes, int from, int to, boolean[] found, int at) {
    Objects.checkFromToIndex(from, to, hashes.length);
    Objects.checkFromIndexSize(at, to - from, found.length);
    return blocks.containsAll(hashes, from, to, found, at);
  }

  @Override
  public double falsePositiveRate() {
    return blocks.rate();
  }

  @Override
  public double cardinality() {
    return blocks.cardinality(blocks.setBits());
  }

  /**
   * {@inheritDoc}
   *
   * <p>{@link Guarantee#EMPIRICAL}: the variance is derived, normality is assumed.
   */
  @Override
  public Estimate cardinality(double confidence) {
    return blocks.cardinality(blocks.setBits(), confidence);
  }

  /** Whether the sizes and the numbers of words per block are the same. */
  @Override
  public boolean isMergeableWith(BloomFilter other) {
    return blocks.blocks == other.blocks.blocks && blocks.words == other.blocks.words;
  }

  @Override
  public BloomFilter merge(BloomFilter other) {
    if (!isMergeableWith(other)) {
      throw new IncompatibleSketchException(
          "blocks x words must be the same, got "
              + (blocks.blocks + " x " + blocks.words)
              + " and "
              + (other.blocks.blocks + " x " + other.blocks.words));
    }
    blocks.or(other.blocks);
    return this;
  }

  @Override
  public BloomFilter copy() {
    return new BloomFilter(blocks.copy());
  }

  @Override
  public BloomFilter clear() {
    blocks.clear();
    return this;
  }

  @Override
  public boolean isEmpty() {
    return blocks.isEmpty();
  }

  @Override
  public long heapBytes() {
    return HeapSize.ofObject(4) + blocks.heapBytes();
  }

  /** The number of bytes of the stored filter, also of one that is too large for an array. */
  public long storedBytes() {
    return FORMAT.storedBytes(blocks);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if they are more than an array holds; see {@link #storedBytes}
   */
  @Override
  public int serializedBytes() {
    return BloomFormat.imageBytes(Preamble.BYTES + BloomFormat.bodyBytes(blocks));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the filter is too large for an array; see {@link
   *     #writeTo(OutputStream)}
   */
  @Override
  public void writeTo(ByteBuffer target) {
    int bodyBytes = serializedBytes() - Preamble.BYTES;
    Preamble.write(
        target,
        SketchKind.BLOOM,
        BloomFormat.VERSION,
        bodyBytes,
        body -> BloomFormat.writeBody(blocks, body));
  }

  /**
   * Writes this filter, of any size, in chunks: the bytes of {@link #toByteArray} if those fit an
   * array, else the form for streams. Neither flushes nor closes the target.
   *
   * @throws IOException if the target fails
   */
  public void writeTo(OutputStream target) throws IOException {
    FORMAT.write(blocks, target);
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof BloomFilter other && blocks.equals(other.blocks);
  }

  @Override
  public int hashCode() {
    return blocks.hashCode();
  }

  @Override
  public String toString() {
    return "BloomFilter(bits=" + sizeBits() + ", cardinality=" + cardinality() + ")";
  }
}
