package dev.inkling.sketch.quantile;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import dev.inkling.sketch.IncompatibleSketchException;
import dev.inkling.sketch.internal.Preamble;
import dev.inkling.sketch.internal.SketchKind;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Quantiles and ranks of a stream of numbers, with bars that always hold the truth.
 *
 * <p>The quantile p of n numbers is the one at rank {@code ceil(p * n)}, as Java evaluates it, in
 * ascending order (at rank 1 for p = 0). A digest keeps centroids (smallest value, largest value,
 * mean, weight), many light ones near the tails and few heavy ones in the middle. Since the range
 * of every centroid is known, so are the fewest and the most numbers that can lie below any x; the
 * bars of {@link #quantile(double, double)} and {@link #rank(double, double)} follow from that and
 * are {@link Guarantee#DETERMINISTIC}, whatever the input and however often digests were merged.
 * The first numbers (a few times the compression) and any number of repetitions of few distinct
 * ones (up to 1.25 × compression) are kept as they are, and answers are {@link Guarantee#EXACT}.
 *
 * <p>At compression 200 and 10^6 numbers whose distribution does not change, a quantile's bar spans
 * about 2 % of all ranks at the median, 0.1 to 0.2 % at p = 0.99 and 0.03 % at p = 0.999; twice
 * that after 64 merges, and more if the distribution changes abruptly. The value itself is far
 * closer: within 0.02 % of all ranks for values added to one digest, within 0.1 % after 64 merges
 * of such digests, but 2 % was seen after 64 merges of a fine sawtooth. Widths are inverse to the
 * compression.
 *
 * <p>Size: 40 bytes when empty, 8 more per number at first; when full at most 32 × (1.25 ×
 * compression + 10) bytes of centroids and a buffer of 32 to 64 × compression bytes. Cost: O(log
 * compression) amortised per number, O(compression) per merge and per query. Each thread that adds
 * keeps up to 0.4 MB of scratch memory for all its digests.
 *
 * <p>Infinities are numbers; they never blur a finite neighbour. −0.0 counts as 0.0; NaN is
 * rejected. The same calls in the same order give the same bytes; queries and stores between them
 * change nothing. {@code a.merge(b)} and {@code b.merge(a)} give the same bytes, but the order in
 * which three or more digests are merged matters to the last centroid. Not safe for use by many
 * threads, queries included.
 *
 * <p>After T. Dunning, O. Ertl, Computing extremely accurate quantiles using t-digests, 2019,
 * doi:10.48550/arXiv.1902.04023; the ranges, the order of merging and the bars are ours.
 *
 * <pre>{@code
 * TDigest latencyMs = TDigest.create();
 * for (int i = 1; i <= 1_000_000; i++) {
 *   latencyMs.add(i);
 * }
 * Estimate p99 = latencyMs.quantile(0.99, 0.95);
 * System.out.println(p99.value() + " in [" + p99.lower() + ", " + p99.upper() + "]");
 * }</pre>
 */
public final class TDigest implements QuantileSketch<TDigest> {

  /** The smallest compression. */
  public static final double MIN_COMPRESSION = 20;

  /** The largest compression: 0.92 MB when full. */
  public static final double MAX_COMPRESSION = 10_000;

  private static final double DEFAULT_COMPRESSION = 200;

  private static final int VERSION = 1;

  private static final double MAX_COUNT = 0x1p53;

  private static final double[] EMPTY = {};

  /* implementation note
   *
   * Numbers gather in a buffer; when it is full it is sorted and merged into the centroids in one
   * pass (Centroids). Answers read centroids and buffer together (RankSweep), so that a query never
   * compresses anything: the state depends on what was added and merged, not on who looked at it.
   * Sorting the buffer in place is no change, its order means nothing.
   */

  private final double compression;
  private double[] buffer = EMPTY;
  private int buffered;

  /** The first numbers of the buffer that are known to be in order. */
  private int sorted;

  private Centroids centroids = Centroids.NONE;

  private TDigest(double compression) {
    if (!(compression >= MIN_COMPRESSION && compression <= MAX_COMPRESSION)) {
      throw new IllegalArgumentException(
          "compression must be in ["
              + MIN_COMPRESSION
              + ", "
              + MAX_COMPRESSION
              + "], got "
              + compression);
    }
    this.compression = compression;
  }

  /** An empty digest with compression 200: 16.6 KB when full. */
  public static TDigest create() {
    return new TDigest(DEFAULT_COMPRESSION);
  }

  /**
   * An empty digest.
   *
   * @param compression roughly the number of centroids when full, 20 to 10,000; bars shrink in
   *     proportion
   */
  public static TDigest create(double compression) {
    return new TDigest(compression);
  }

  /**
   * A stored digest.
   *
   * @throws dev.inkling.sketch.SketchFormatException if the bytes are not exactly one digest
   */
  public static TDigest fromBytes(byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    TDigest digest = readFrom(source);
    TDigestFormat.check(!source.hasRemaining(), "bytes after the end", source.remaining());
    return digest;
  }

  /**
   * The stored digest at the source's position, which moves past it.
   *
   * @throws dev.inkling.sketch.SketchFormatException if there is none
   */
  public static TDigest readFrom(ByteBuffer source) {
    ByteBuffer body = Preamble.read(source, SketchKind.T_DIGEST, VERSION);
    double compression = TDigestFormat.readCompression(body);
    TDigest digest = new TDigest(compression);
    digest.centroids =
        TDigestFormat.readCentroids(body, Centroids.capacity(compression), MAX_COUNT);
    digest.buffer = TDigestFormat.readBuffer(body, bufferCapacity(compression));
    digest.buffered = digest.buffer.length;
    digest.sorted = digest.buffered;
    return digest;
  }

  /** The compression it was created with. */
  public double compression() {
    return compression;
  }

  @Override
  public void add(double value) {
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException("value must be a number, got NaN");
    }
    if (buffered == buffer.length) {
      makeRoom();
    }
    buffer[buffered++] = value + 0.0; // -0.0 becomes 0.0
  }

  @Override
  public void addAll(double[] values, int from, int to) {
    java.util.Objects.checkFromToIndex(from, to, values.length);
    int next = from;
    while (next < to) {
      if (buffered == buffer.length) {
        makeRoom();
      }
      double[] target = buffer;
      int at = buffered;
      int n = Math.min(to - next, target.length - at);
      for (int i = 0; i < n; i++) {
        double value = values[next + i];
        if (Double.isNaN(value)) {
          buffered = at + i;
          throw new IllegalArgumentException(
              "values[" + (next + i) + "] must be a number, got NaN");
        }
        target[at + i] = value + 0.0;
      }
      buffered = at + n;
      next += n;
    }
  }

  @Override
  public long count() {
    return (long) centroids.weight() + buffered;
  }

  /** The smallest number, NaN if there is none. O(compression). */
  @Override
  public double min() {
    double min = centroids.size() > 0 ? centroids.cells()[Centroids.MIN] : Double.POSITIVE_INFINITY;
    for (int i = 0; i < buffered; i++) {
      min = Math.min(min, buffer[i]);
    }
    return isEmpty() ? Double.NaN : min;
  }

  /** The largest number, NaN if there is none. O(compression). */
  @Override
  public double max() {
    double max = centroids.max();
    for (int i = 0; i < buffered; i++) {
      max = Math.max(max, buffer[i]);
    }
    return isEmpty() ? Double.NaN : max;
  }

  /**
   * The number at rank {@code ceil(p n)}, about; rises with p, is {@link #min} at 0 and {@link
   * #max} at 1. O(compression).
   *
   * @param p a fraction in [0, 1]
   * @return NaN if the digest is empty
   */
  @Override
  public double quantile(double p) {
    double[] found = {Double.NaN, Double.NaN, Double.NaN};
    find(p, found);
    return found[0];
  }

  /**
   * The number at rank {@code ceil(p n)} with a bar that holds it for certain: the bar has
   * confidence 1 whatever was asked for.
   *
   * @param p a fraction in [0, 1]
   * @param confidence the wish, in (0, 1]
   * @return with three NaNs if the digest is empty
   */
  @Override
  public Estimate quantile(double p, double confidence) {
    checkConfidence(confidence);
    double[] found = {Double.NaN, Double.NaN, Double.NaN};
    find(p, found);
    return bar(found[0], found[1], found[2]);
  }

  /**
   * The fraction of numbers ≤ x, about; the inverse of {@link #quantile(double)}. O(compression).
   *
   * @param x any number
   * @return a fraction in [0, 1], NaN if the digest is empty
   * @throws IllegalArgumentException if x is NaN
   */
  @Override
  public double rank(double x) {
    RankSweep sweep = sweepAt(x);
    return isEmpty() ? Double.NaN : sweep.model() / count();
  }

  /**
   * The fraction of numbers ≤ x with a bar that holds it for certain.
   *
   * @param x any number
   * @param confidence the wish, in (0, 1]; the bar's is 1
   * @return with three NaNs if the digest is empty
   * @throws IllegalArgumentException if x is NaN
   */
  @Override
  public Estimate rank(double x, double confidence) {
    checkConfidence(confidence);
    RankSweep sweep = sweepAt(x);
    double n = isEmpty() ? Double.NaN : count();
    return bar(sweep.model() / n, sweep.fewest() / n, sweep.most() / n);
  }

  private RankSweep sweepAt(double x) {
    if (Double.isNaN(x)) {
      throw new IllegalArgumentException("x must be a number, got NaN");
    }
    sortBuffer();
    RankSweep sweep = new RankSweep(centroids, buffer, buffered);
    sweep.at(x);
    return sweep;
  }

  private void find(double p, double[] found) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("p must be in [0, 1], got " + p);
    }
    long n = count();
    if (n == 0) {
      return;
    }
    sortBuffer();
    double rank = Math.min((double) n, Math.max(1, Math.ceil(p * n)));
    new RankSweep(centroids, buffer, buffered).find(rank, found);
  }

  private static Estimate bar(double value, double lower, double upper) {
    return lower == upper
        ? Estimate.exact(value)
        : new Estimate(
            value,
            lower,
            upper,
            1,
            Double.isNaN(value) ? Guarantee.EXACT : Guarantee.DETERMINISTIC);
  }

  private static void checkConfidence(double confidence) {
    if (!(confidence > 0 && confidence <= 1)) {
      throw new IllegalArgumentException("confidence must be in (0, 1], got " + confidence);
    }
  }

  @Override
  public TDigest merge(TDigest other) {
    if (!isMergeableWith(other)) {
      throw new IncompatibleSketchException(
          "compressions must be equal, got " + compression + " and " + other.compression);
    }
    if ((double) count() + other.count() > MAX_COUNT) {
      throw new IllegalArgumentException(
          "count must be at most 2^53, got " + count() + " + " + other.count());
    }
    int together = buffered + other.buffered;
    boolean overflows = together > bufferCapacity(compression);
    double[] union = Arrays.copyOf(buffer, Math.max(together, buffer.length));
    System.arraycopy(other.buffer, 0, union, buffered, other.buffered);
    if (overflows) {
      Arrays.sort(union, 0, together);
    }
    if (centroids.size() > 0 && other.centroids.size() > 0) {
      centroids.absorb(other.centroids, union, overflows ? together : 0, compression);
    } else {
      if (other.centroids.size() > 0) {
        centroids = other.centroids.copy();
      }
      if (overflows) {
        absorb(union, together);
      }
    }
    if (overflows) {
      buffered = 0;
    } else {
      buffer = union;
      buffered = together;
    }
    sorted = 0;
    return this;
  }

  @Override
  public boolean isMergeableWith(TDigest other) {
    return compression == other.compression;
  }

  @Override
  public TDigest copy() {
    TDigest copy = new TDigest(compression);
    copy.buffer = buffered == 0 ? EMPTY : Arrays.copyOf(buffer, buffered);
    copy.buffered = buffered;
    copy.sorted = sorted;
    copy.centroids = centroids.copy();
    return copy;
  }

  /** {@inheritDoc} Its memory shrinks to that of an empty digest. */
  @Override
  public TDigest clear() {
    buffer = EMPTY;
    buffered = 0;
    sorted = 0;
    centroids = Centroids.NONE;
    return this;
  }

  @Override
  public boolean isEmpty() {
    return buffered == 0 && centroids.size() == 0;
  }

  @Override
  public long heapBytes() {
    long bytes = 40;
    if (buffer.length > 0) {
      bytes += 16 + 8L * buffer.length;
    }
    if (centroids.size() > 0) {
      bytes += 32 + 16 + 8L * centroids.cells().length;
    }
    return bytes;
  }

  @Override
  public int serializedBytes() {
    return Preamble.BYTES + TDigestFormat.bodyBytes(centroids, buffered);
  }

  @Override
  public void writeTo(ByteBuffer target) {
    sortBuffer();
    Preamble.write(
        target,
        SketchKind.T_DIGEST,
        VERSION,
        TDigestFormat.bodyBytes(centroids, buffered),
        body -> TDigestFormat.write(body, compression, centroids, buffer, buffered));
  }

  /** Whether the other is a digest of the same compression and state. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof TDigest that)) {
      return false;
    }
    sortBuffer();
    that.sortBuffer();
    return compression == that.compression
        && Arrays.equals(buffer, 0, buffered, that.buffer, 0, that.buffered)
        && centroids.equals(that.centroids);
  }

  @Override
  public int hashCode() {
    sortBuffer();
    int hash = 31 * Double.hashCode(compression) + centroids.hashCode();
    for (int i = 0; i < buffered; i++) {
      hash = 31 * hash + Double.hashCode(buffer[i]);
    }
    return hash;
  }

  @Override
  public String toString() {
    return "TDigest[compression="
        + compression
        + ", count="
        + count()
        + ", centroids="
        + centroids.size()
        + ", buffered="
        + buffered
        + "]";
  }

  /** The most numbers in the buffer: the smallest power of two that is at least 4 × compression. */
  static int bufferCapacity(double compression) {
    return Integer.highestOneBit((int) Math.ceil(4 * compression) * 2 - 1);
  }

  private void makeRoom() {
    int capacity = bufferCapacity(compression);
    if (buffered < capacity) {
      buffer = Arrays.copyOf(buffer, Math.min(capacity, Math.max(4, 2 * buffered)));
    } else {
      double[] values = sorted == buffered ? buffer : ValueSort.sort(buffer, buffered, centroids);
      absorb(values, buffered);
      buffered = 0;
      sorted = 0;
    }
  }

  private void absorb(double[] values, int count) {
    if (centroids.size() == 0) {
      centroids = Centroids.create();
    }
    centroids.absorb(values, count, compression);
  }

  private void sortBuffer() {
    if (sorted < buffered) {
      Arrays.sort(buffer, 0, buffered);
      sorted = buffered;
    }
  }
}
