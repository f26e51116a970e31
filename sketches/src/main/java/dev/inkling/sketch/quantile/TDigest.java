package dev.inkling.sketch.quantile;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import dev.inkling.sketch.IncompatibleSketchException;
import dev.inkling.sketch.internal.Preamble;
import dev.inkling.sketch.internal.SketchKind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;

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
 * about 1.2 % of all ranks at the median, 0.1 % at p = 0.99 and 0.03 % at p = 0.999; up to three
 * times that after merges of 64 parts, and several times that if the distribution drifts (8 % at
 * the median was seen). The value itself is far closer: within 0.01 % of all ranks for values of
 * one distribution added to one digest, within 0.13 % after 64 merges of such digests, but 1.3 %
 * was seen after merging 64 parts of a stream that narrows. Widths are inverse to the compression.
 *
 * <p>Size: 40 bytes when empty, 8 more per number at first; when full at most 32 × (1.25 ×
 * compression + 5) bytes of centroids and a buffer of 32 to 64 × compression bytes: 16.6 KB at
 * compression 200. A merged digest keeps up to 256 to 512 × compression bytes of centroids and
 * numbers as they are, until something is added: at most 96 KB with all arrays at compression 200.
 * A digest that is asked twice without a change remembers 24 bytes for each number in the buffer
 * and 72 for each centroid until its buffer is next emptied.
 *
 * <p>Cost: O(log compression) amortised per number, O(compression) per merge and per first query
 * after a change, O(1) expected per further {@link #quantile(double)}. Each thread that adds keeps
 * up to 0.7 MB of scratch memory for all its digests.
 *
 * <p>Infinities are numbers; they never blur a finite neighbour. −0.0 counts as 0.0; NaN is
 * rejected. The same calls in the same order give the same bytes; queries and stores between them
 * change nothing. Not safe for use by many threads, queries included.
 *
 * <p>Order of merging: {@link #mergeAll} gives the same bytes for the same digests in any order.
 * Any tree of pairwise merges gives those bytes too if every merge in it but the last comes upon no
 * more than 4 × centroids + buffered numbers = M in all, M being the smallest power of two that is
 * at least 32 × compression: 8,192 at compression 200, that is 64 parts of up to 128 numbers, or 8
 * full and compressed digests. Beyond that, centroids are merged on the way and their bytes depend
 * on the tree; {@code a.merge(b)} and {@code b.merge(a)} are always the same. Up to 4 × compression
 * numbers, rounded up to a power of two, one multiset has one image however it was split, added and
 * merged.
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

  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private static final double MAX_COUNT = 0x1p53;

  /** Up to so many numbers are put into an ordered buffer one by one. */
  private static final int FEW = 8;

  private static final double[] EMPTY = {};

  /* implementation note
   *
   * Numbers gather in a buffer; when it is full, those that lie within a centroid's range go there
   * unsorted (RangeFilter). The others stay if they are few; otherwise they are sorted and merged in
   * one pass (Clustering). Answers read centroids and buffer together (RankSweep), so that a query
   * never compresses anything: the state depends on what was added and merged, not on who looked at
   * it. The state is a multiset of centroids and one of numbers: putting either in order is no change,
   * and all that is computed from them is the same in any order of arrival.
   *
   * Whether the buffer is full is asked of its array: an array longer than the capacity is as long as
   * its content, so that the next number finds no room.
   */

  private final double compression;
  private double[] buffer = EMPTY;
  private int buffered;

  /** The first numbers of the buffer that are known to be in order. */
  private int sorted;

  private Centroids centroids = Centroids.NONE;

  /** What queries remember; null until asked, and after any change other than by adding. */
  private RankIndex index;

  private TDigest(double compression) {
    QuantileAnswers.checkCompression(compression);
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
        TDigestFormat.readCentroids(body, Centroids.mergeCapacity(compression), MAX_COUNT);
    digest.buffer = TDigestFormat.readBuffer(body);
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
    Objects.checkFromToIndex(from, to, values.length);
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
   * The number at rank {@code ceil(p n)}, about: the least x with {@link #rank(double) rank(x)} ≥
   * {@code ceil(p n) / n}, up to rounding of 10^-12 in rank. Rises with p, is {@link #min} at 0 and
   * {@link #max} at 1. Interpolated; {@link #actualQuantile} is a number that was added. Allocates
   * nothing if the digest did not change since it was last asked.
   *
   * @param p a fraction in [0, 1]
   * @return NaN if the digest is empty
   */
  @Override
  public double quantile(double p) {
    long n = count();
    double rank = QuantileAnswers.rankOf(p, n);
    if (n == 0) {
      return Double.NaN;
    }
    if (centroids.size() == 0) {
      sortBuffer();
      return buffer[(int) rank - 1];
    }
    if (index == null) {
      index = new RankIndex();
    }
    if (!index.wasAskedAt(n)) {
      return find(rank)[0];
    }
    if (!index.isBuilt()) {
      index.build(sweep(), 3 * centroids.size() + buffered);
    }
    return index.quantile(rank);
  }

  /**
   * A number that was added, at a rank near {@code ceil(p n)}: of the numbers known one by one (in
   * the buffer, or the smallest or largest of a centroid) the next one below or above {@link
   * #quantile(double)}, whichever is modelled nearer to that rank. It lies in the bar of {@link
   * #quantile(double, double)} and rises with p. O(compression).
   *
   * @param p a fraction in [0, 1]
   * @return NaN if the digest is empty
   */
  public double actualQuantile(double p) {
    double x = quantile(p);
    return isEmpty() ? x : sweep().known(x, QuantileAnswers.rankOf(p, count()));
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
    QuantileAnswers.checkConfidence(confidence);
    double rank = QuantileAnswers.rankOf(p, count());
    if (isEmpty()) {
      return QuantileAnswers.bar(Double.NaN, Double.NaN, Double.NaN);
    }
    double[] found = find(rank);
    return QuantileAnswers.bar(found[0], found[1], found[2]);
  }

  /**
   * The fraction of numbers ≤ x, about; rises with x and has {@link #quantile(double)} as its
   * inverse: {@code quantile(p) <= x} if and only if {@code rank(x) >= ceil(p n) / n}, up to
   * rounding of 10^-12 in rank. O(compression).
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
    QuantileAnswers.checkConfidence(confidence);
    RankSweep sweep = sweepAt(x);
    double n = isEmpty() ? Double.NaN : count();
    return QuantileAnswers.bar(sweep.model() / n, sweep.fewest() / n, sweep.most() / n);
  }

  private RankSweep sweepAt(double x) {
    if (Double.isNaN(x)) {
      throw new IllegalArgumentException("x must be a number, got NaN");
    }
    RankSweep sweep = sweep();
    sweep.at(x);
    return sweep;
  }

  private RankSweep sweep() {
    sortBuffer();
    return new RankSweep(centroids, buffer, buffered);
  }

  /** The value at this rank, its lower and its upper bound. */
  private double[] find(double rank) {
    double[] found = new double[3];
    sweep().find(rank, found);
    return found;
  }

  @Override
  public TDigest merge(TDigest other) {
    requireMergeable(other, count());
    append(other);
    if (doubles() > Centroids.mergeCapacity(compression)) {
      compress(false, 0);
      trimBuffer();
    }
    index = null;
    return this;
  }

  /**
   * A digest of all that these have seen, which stay as they are. The bytes do not depend on their
   * order. What {@link #merge} gives in any tree is the same as long as no merge but the last comes
   * upon more than the digest may hold; see the class.
   *
   * @throws IllegalArgumentException if there is none, or if they hold more than 2^53 numbers
   * @throws IncompatibleSketchException if their compressions differ
   */
  public static TDigest mergeAll(Collection<? extends TDigest> digests) {
    TDigest[] parts = digests.toArray(TDigest[]::new);
    if (parts.length == 0) {
      throw new IllegalArgumentException("digests must not be empty");
    }
    TDigest all = new TDigest(parts[0].compression);
    long numbers = 0;
    long units = 0;
    long count = 0;
    for (TDigest part : parts) {
      all.requireMergeable(part, count);
      numbers += part.buffered;
      units += part.centroids.size();
      count += part.count();
    }
    if (Math.max(numbers, Centroids.STRIDE * units) > MAX_ARRAY) {
      throw new IllegalArgumentException(
          "digests must fit in one array, got " + units + " centroids");
    }
    all.buffer = numbers == 0 ? EMPTY : new double[(int) numbers];
    for (TDigest part : parts) {
      System.arraycopy(part.buffer, 0, all.buffer, all.buffered, part.buffered);
      all.buffered += part.buffered;
    }
    boolean shrinks = Centroids.STRIDE * units + numbers > Centroids.mergeCapacity(all.compression);
    Centroids[] theirs =
        Arrays.stream(parts)
            .map(part -> part.centroids)
            .filter(centroids -> centroids.size() > 0)
            .toArray(Centroids[]::new);
    all.centroids = shrinks ? Centroids.shrunk(theirs, all.compression) : Centroids.union(theirs);
    if (shrinks) {
      all.compress(false, 0);
      all.trim();
    }
    return all;
  }

  private void requireMergeable(TDigest other, long count) {
    if (!isMergeableWith(other)) {
      throw new IncompatibleSketchException(
          "compressions must be equal, got " + compression + " and " + other.compression);
    }
    if ((double) count + other.count() > MAX_COUNT) {
      throw new IllegalArgumentException(
          "count must be at most 2^53, got " + count + " + " + other.count());
    }
  }

  /** Takes over buffer and centroids of another digest as they are. */
  private void append(TDigest other) {
    int together = buffered + other.buffered;
    if (buffer.length < together) {
      buffer = Arrays.copyOf(buffer, together);
    }
    System.arraycopy(other.buffer, 0, buffer, buffered, other.buffered);
    buffered = together;
    if (other.centroids.size() > 0) {
      if (centroids.length() == 0) {
        centroids = Centroids.create();
      }
      centroids.append(other.centroids, Centroids.mergeCapacity(compression) / Centroids.STRIDE);
    }
  }

  /**
   * Moves all buffered numbers into the centroids: a digest that is complete is then stored in
   * fewer bytes and merged faster. Like adding, this changes what later bytes will be.
   *
   * @return this digest
   */
  public TDigest compress() {
    if (centroids.size() > 0 || buffered > Centroids.capacity(compression)) {
      compress(true, 0);
    }
    centroids.shrink(compression);
    trim();
    index = null;
    return this;
  }

  /** Gives back what only merging needs. */
  private void trim() {
    trimBuffer();
    centroids.trim(Centroids.capacity(compression));
  }

  private void trimBuffer() {
    if (buffer.length > Centroids.bufferCapacity(compression)) {
      buffer = Arrays.copyOf(buffer, Centroids.bufferCapacity(compression));
    }
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
    index = null;
    return this;
  }

  @Override
  public boolean isEmpty() {
    return buffered == 0 && centroids.size() == 0;
  }

  @Override
  public long heapBytes() {
    long bytes = 40 + (index == null ? 0 : index.heapBytes());
    bytes += buffer.length == 0 ? 0 : 16 + 8L * buffer.length;
    return bytes + (centroids.size() == 0 ? 0 : 32 + 16 + 8L * centroids.length());
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
    return String.format(
        Locale.ROOT,
        "TDigest[compression=%s, count=%d, centroids=%d, buffered=%d]",
        compression,
        count(),
        centroids.size(),
        buffered);
  }

  private long doubles() {
    return (long) Centroids.STRIDE * centroids.size() + buffered;
  }

  private void makeRoom() {
    int capacity = Centroids.bufferCapacity(compression);
    if (buffered < capacity) {
      buffer = Arrays.copyOf(buffer, Math.min(capacity, Math.max(4, 2 * buffered)));
    } else {
      compress(true, capacity / 8);
      trim();
      index = null;
    }
  }

  /**
   * Moves the buffer into the centroids, until no more than {@code enough} values are left.
   *
   * @param steady whether the buffer comes from the stream that the centroids come from
   */
  private void compress(boolean steady, int enough) {
    centroids.shrink(compression);
    if (centroids.size() > 0) {
      buffered = centroids.absorbInside(buffer, buffered, compression, steady);
      sorted = 0;
    }
    if (buffered > enough) {
      double[] values = sorted == buffered ? buffer : ValueSort.sort(buffer, buffered, centroids);
      if (centroids.size() == 0) {
        centroids = Centroids.create();
      }
      centroids.absorb(values, buffered, compression, steady);
      buffered = 0;
      sorted = 0;
    }
  }

  private void sortBuffer() {
    if (buffered - sorted > FEW || sorted == 0) {
      Arrays.sort(buffer, 0, buffered);
      sorted = buffered;
    }
    for (; sorted < buffered; sorted++) {
      double value = buffer[sorted];
      int at = Arrays.binarySearch(buffer, 0, sorted, value);
      at = at < 0 ? -1 - at : at;
      System.arraycopy(buffer, at, buffer, at + 1, sorted - at);
      buffer[at] = value;
    }
  }
}
