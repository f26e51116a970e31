package dev.inkling.sketch.distinct;

import dev.inkling.hash.Hash64;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import dev.inkling.sketch.IncompatibleSketchException;
import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.internal.Binomial;
import dev.inkling.sketch.internal.HeapSize;
import dev.inkling.sketch.internal.Normal;
import dev.inkling.sketch.internal.Preamble;
import dev.inkling.sketch.internal.SketchKind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * Counts distinct values in unions, intersections and differences of sets. It keeps the k lowest of
 * all hashes and the share θ of the numbers that lie below the next one. A set of up to k values is
 * exact (but for colliding 64-bit hashes); above, the relative standard error of its number is at
 * most 1/√(k − 1). That of an intersection or difference is √(union/result) times as large.
 *
 * <p>The same set of values gives the same state and bytes in any order, split and merge tree.
 * {@link #merge} is the union; sketches of different k merge into one of the smaller. What {@link
 * #intersection} and {@link #difference} return are sketches too: with the smaller θ of both and
 * mostly fewer than k hashes, ready for further operations.
 *
 * <ul>
 *   <li>Heap: 64 bytes while empty, 112 with three values; 16k + 80 at most.
 *   <li>Stored: 32 + 8 min(n, k) bytes.
 *   <li>Cost: add O(1), once n is far above k little more than hashing; merge and set operations
 *       O(k); a count with its bar O(k) after adds and O(√k) for the bar.
 * </ul>
 *
 * <pre>{@code
 * ThetaSketch monday = ThetaSketch.withRelativeError(0.02);
 * ThetaSketch tuesday = ThetaSketch.withRelativeError(0.02);
 * monday.add("ada");
 * monday.add("bob");
 * tuesday.add("bob");
 * Estimate both = ThetaSketch.intersection(monday, tuesday).estimate(0.95); // 1, exact
 * Estimate lost = ThetaSketch.difference(monday, tuesday).estimate(0.95); // 1, exact
 * Estimate jaccard = ThetaSketch.jaccard(monday, tuesday, 0.95); // 0.5, exact
 * }</pre>
 *
 * <p>Not safe for use by several threads: queries tidy up what adds have left. Sources: Bar-Yossef
 * et al., "Counting distinct elements in a data stream" (2002, doi:10.1007/3-540-45726-7_1);
 * Dasgupta, Lang, Rhodes, Thaler, "A framework for estimating stream expression cardinalities"
 * (2015, arXiv 1510.01455).
 */
public final class ThetaSketch implements DistinctSketch<ThetaSketch> {

  /** The smallest k: error 26 %. */
  public static final int MIN_K = 16;

  /** The largest k: 256 MiB, error 0.024 %. */
  public static final int MAX_K = 1 << 24;

  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 16;

  /** What {@link LowestHashes#highest} is as long as every hash is kept. */
  private static final long ALL = -1;

  private final Hash64 hash;
  private LowestHashes lowest;

  private ThetaSketch(int k, Hash64 hash) {
    if (k < MIN_K || k > MAX_K) {
      throw new IllegalArgumentException("k must be in [" + MIN_K + ", " + MAX_K + "], got " + k);
    }
    this.hash = Objects.requireNonNull(hash, "hash");
    lowest = new LowestHashes(k);
  }

  /**
   * An empty sketch.
   *
   * @param k how many hashes it keeps, 16 to 2^24
   */
  public static ThetaSketch create(int k) {
    return new ThetaSketch(k, Hash64.xxh3());
  }

  /** An empty sketch whose {@code add} hashes with the given function. */
  public static ThetaSketch create(int k, Hash64 hash) {
    return new ThetaSketch(k, hash);
  }

  /**
   * An empty sketch of the smallest k whose relative standard error is at most {@code rse}.
   *
   * @param rse above 0.000245, the error of the largest k
   */
  public static ThetaSketch withRelativeError(double rse) {
    double k = Math.max(MIN_K, Math.ceil(1 + 1 / (rse * rse)));
    if (!(rse > 0 && k <= MAX_K)) {
      throw new IllegalArgumentException(
          "rse must be at least " + 1 / Math.sqrt(MAX_K - 1) + ", got " + rse);
    }
    return create((int) k);
  }

  /**
   * Decodes a stored sketch that was fed by {@link Hash64#xxh3()}.
   *
   * @throws SketchFormatException if the bytes are anything else
   */
  public static ThetaSketch fromBytes(byte[] bytes) {
    return fromBytes(bytes, Hash64.xxh3());
  }

  /**
   * Decodes a stored sketch that was fed by the given function.
   *
   * @throws SketchFormatException if the bytes are anything else
   */
  public static ThetaSketch fromBytes(byte[] bytes, Hash64 hash) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    ThetaSketch sketch = readFrom(source, hash);
    Preamble.requireEnd(source);
    return sketch;
  }

  /**
   * Decodes the stored sketch at the source's position, which moves past it; it must have been fed
   * by {@link Hash64#xxh3()}.
   *
   * @throws SketchFormatException if the bytes are anything else
   */
  public static ThetaSketch readFrom(ByteBuffer source) {
    return readFrom(source, Hash64.xxh3());
  }

  /** As {@link #readFrom(ByteBuffer)}, for a sketch fed by the given function. */
  public static ThetaSketch readFrom(ByteBuffer source, Hash64 hash) {
    ByteBuffer body = Preamble.read(source, SketchKind.THETA, VERSION);
    int bytes = body.remaining() - HEADER_BYTES;
    require(bytes >= 0 && (bytes & 7) == 0, "body length", "16 + 8n", body.remaining());
    int n = bytes >>> 3;
    int k = body.getInt();
    int hashId = body.get() & 0xFF;
    int reserved = body.get() | body.getShort();
    long highest = body.getLong();
    require(k >= MIN_K && k <= MAX_K, "k", "in [16, 2^24]", k);
    require(hashId == hash.id(), "hash id", "that of the function given, " + hash.id(), hashId);
    require(reserved == 0, "the reserved bytes", "0", reserved);
    require(n <= k, "the number of hashes", "at most k, " + k, n);
    ThetaSketch sketch = new ThetaSketch(k, hash);
    sketch.lowest.lowerTo(highest);
    if (n > 0) {
      sketch.lowest.ensureRoom(n);
    }
    long last = 0;
    for (int i = 0; i < n; i++) {
      long next = body.getLong();
      require(
          i == 0 || Long.compareUnsigned(next, last) > 0,
          "hash " + i,
          "greater than the one before it",
          next);
      require(Long.compareUnsigned(next, highest) <= 0, "hash " + i, "at most the highest", next);
      sketch.lowest.add(next);
      last = next;
    }
    return sketch;
  }

  private static void require(boolean holds, String field, String rule, long found) {
    if (!holds) {
      throw new SketchFormatException(
          "stored THETA: " + field + " must be " + rule + ", got " + found);
    }
  }

  @Override
  public Hash64 hash64() {
    return hash;
  }

  /** The most hashes that are kept. */
  public int k() {
    return lowest.k();
  }

  /** How many distinct values are counted exactly: k. */
  public int exactLimit() {
    return k();
  }

  /** How many hashes are kept, at most k. */
  public int retained() {
    lowest.trim();
    return lowest.size();
  }

  /** The share of all hashes that are kept if they are added, in (0, 1]. */
  public double theta() {
    lowest.trim();
    long next = lowest.highest() + 1;
    return next == 0 ? 1 : ((next >>> 11) * 0x1p11 + (next & 0x7FF)) * 0x1p-64;
  }

  @Override
  public void addHash(long hash) {
    lowest.add(hash);
  }

  @Override
  public void addHashes(long[] hashes, int from, int to) {
    Objects.checkFromToIndex(from, to, hashes.length);
    lowest.addAll(hashes, from, to);
  }

  /** The estimated number of distinct values, unbiased; exact while {@link #theta} is 1. */
  @Override
  public double estimate() {
    double theta = theta();
    return lowest.size() / theta;
  }

  /**
   * The estimated number of distinct values with its error bar: {@link Guarantee#EXACT} while
   * {@link #theta} is 1, else {@link Guarantee#PROBABILISTIC}, for hashes that are as good as
   * random.
   *
   * <p>Derivation. A sketch of n &gt; k values was given its θ by the value with the (k + 1)-th
   * lowest hash. It is at most θ if at least k + 1 of n values hash below: a binomial probability,
   * falling with n. The bar holds those n for which neither P(at least k + 1 | n) nor P(at most k |
   * n) is below (1 − confidence)/2, and so holds the truth as often as it says, for every n.
   *
   * <p>In an intersection or difference X with s hashes left, θ depends on values outside of X and
   * inside; the bar holds those n for which neither P(at least s | n) nor P(at most s | n) is below
   * (1 − confidence)/2. For proof, fix all hashes outside of X and let t grow from 0: θ is the
   * first t at which X has more than b(t) hashes below t, where b falls, since each operand stops
   * at k + 1 of its own. The bar misses on one side if X then has more than c(t), a quantile that
   * grows with t. That X has passed b where b is above c says as much as that it has more than c at
   * the one t where b and c meet, and the probability of that is at most (1 − confidence)/2.
   *
   * @param confidence in (0, 1)
   */
  @Override
  public Estimate estimate(double confidence) {
    double tail = Normal.z(confidence) > 0 ? (1 - confidence) / 2 : 0;
    double theta = theta();
    int s = lowest.size();
    if (theta == 1) {
      return Estimate.exact(s);
    }
    double n = s / theta;
    boolean full = s == k();
    double lower = Binomial.fewestTrials(full ? s + 1 : s, theta, tail);
    double upper = Binomial.mostTrials(s, theta, tail);
    return new Estimate(
        n, Math.min(n, lower), Math.max(n, upper), confidence, Guarantee.PROBABILISTIC);
  }

  /** A sketch of the values that are in a or b, with the smaller k; both stay as they are. */
  public static ThetaSketch union(ThetaSketch a, ThetaSketch b) {
    return a.copy().merge(b);
  }

  /** A sketch of the values that are in both a and b, with the smaller k; both stay as they are. */
  public static ThetaSketch intersection(ThetaSketch a, ThetaSketch b) {
    a.requireMergeable(b);
    if (a.isEmpty() || b.isEmpty()) {
      return new ThetaSketch(Math.min(a.k(), b.k()), a.hash);
    }
    return a.select(b, true, Math.min(a.k(), b.k()));
  }

  /** A sketch of the values that are in a and not in b, with the k of a; both stay as they are. */
  public static ThetaSketch difference(ThetaSketch a, ThetaSketch b) {
    a.requireMergeable(b);
    return a.isEmpty() || b.isEmpty() ? a.copy() : a.select(b, false, a.k());
  }

  /** Of this sketch's hashes below both bounds those that {@code other} has, or has not. */
  private ThetaSketch select(ThetaSketch other, boolean present, int k) {
    lowest.trim();
    other.lowest.trim();
    ThetaSketch result = new ThetaSketch(k, hash);
    result.lowest.lowerTo(lowest.highest());
    result.lowest.lowerTo(other.lowest.highest());
    long[] hashes = lowest.toArray();
    int n = 0;
    for (long element : hashes) {
      if (other.lowest.contains(element) == present) {
        hashes[n++] = element;
      }
    }
    result.lowest.ensureRoom(n);
    result.lowest.addAll(hashes, 0, n);
    result.lowest.trim();
    return result;
  }

  /**
   * How alike two sets are: the number of values in both divided by the number of values in one or
   * the other; NaN if both are empty. {@link Guarantee#EXACT} while neither has lost a hash, else
   * {@link Guarantee#EMPIRICAL}: the hashes below both θ are a sample of the union, its limits are
   * those of Clopper and Pearson, with arms shortened by √(1 − θ) because the sample is that share
   * of a finite set.
   *
   * @param confidence in (0, 1)
   */
  public static Estimate jaccard(ThetaSketch a, ThetaSketch b, double confidence) {
    double tail = Normal.z(confidence) > 0 ? (1 - confidence) / 2 : 0;
    a.requireMergeable(b);
    ThetaSketch both = intersection(a, b);
    double theta = Math.min(a.theta(), b.theta());
    int inBoth = both.retained();
    int inOne = a.below(b) + b.below(a) - inBoth;
    if (theta == 1) {
      return Estimate.exact(inOne == 0 ? Double.NaN : (double) inBoth / inOne);
    }
    if (inOne == 0) {
      return new Estimate(Double.NaN, 0, 1, confidence, Guarantee.EMPIRICAL);
    }
    double j = (double) inBoth / inOne;
    double shorter = Math.sqrt(1 - theta);
    double lower = j - shorter * (j - Binomial.lowerLimit(inBoth, inOne, tail));
    double upper = j + shorter * (Binomial.upperLimit(inBoth, inOne, tail) - j);
    return new Estimate(j, Math.min(j, lower), Math.max(j, upper), confidence, Guarantee.EMPIRICAL);
  }

  /** How many hashes are kept below the bounds of both. */
  private int below(ThetaSketch other) {
    long highest = other.lowest.highest();
    int n = 0;
    for (long element : lowest.toArray()) {
      n += Long.compareUnsigned(element, highest) <= 0 ? 1 : 0;
    }
    return n;
  }

  /**
   * A sketch of what this one has seen with a smaller k: the very one that direct insertion would
   * have given.
   *
   * @param k 16 to {@link #k}
   */
  public ThetaSketch reduce(int k) {
    if (k < MIN_K || k > k()) {
      throw new IllegalArgumentException("k must be in [" + MIN_K + ", " + k() + "], got " + k);
    }
    ThetaSketch reduced = new ThetaSketch(k, hash);
    return reduced.merge(this);
  }

  /** Whether the hash functions are the same; k may differ. */
  @Override
  public boolean isMergeableWith(ThetaSketch other) {
    return hash.equals(other.hash) || (hash.id() != 0 && hash.id() == other.hash.id());
  }

  private void requireMergeable(ThetaSketch other) {
    if (!isMergeableWith(other)) {
      throw new IncompatibleSketchException(
          "hash functions must be the same, got ids " + hash.id() + " and " + other.hash.id());
    }
  }

  /** {@inheritDoc} This is the union; k becomes the smaller of both. */
  @Override
  public ThetaSketch merge(ThetaSketch other) {
    requireMergeable(other);
    if (other.k() < k()) {
      LowestHashes larger = lowest;
      lowest = new LowestHashes(other.k());
      lowest.addAll(larger);
    }
    lowest.addAll(other.lowest);
    return this;
  }

  @Override
  public ThetaSketch copy() {
    ThetaSketch copy = new ThetaSketch(k(), hash);
    copy.lowest = lowest.copy();
    return copy;
  }

  @Override
  public ThetaSketch clear() {
    lowest = new LowestHashes(k());
    return this;
  }

  /** {@inheritDoc} A result without hashes is empty if its {@link #theta} is 1. */
  @Override
  public boolean isEmpty() {
    return lowest.size() == 0 && lowest.highest() == ALL;
  }

  @Override
  public long heapBytes() {
    return HeapSize.ofObject(8) + lowest.heapBytes();
  }

  @Override
  public int serializedBytes() {
    return Preamble.BYTES + bodyBytes();
  }

  private int bodyBytes() {
    return HEADER_BYTES + 8 * retained();
  }

  @Override
  public void writeTo(ByteBuffer target) {
    Preamble.write(target, SketchKind.THETA, VERSION, bodyBytes(), this::writeBody);
  }

  private void writeBody(ByteBuffer target) {
    target.putInt(k()).put((byte) hash.id()).put((byte) 0).putShort((short) 0);
    target.putLong(lowest.highest());
    for (long element : lowest.sorted()) {
      target.putLong(element);
    }
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof ThetaSketch other
        && k() == other.k()
        && hash.id() == other.hash.id()
        && retained() == other.retained()
        && lowest.highest() == other.lowest.highest()
        && Arrays.equals(lowest.sorted(), other.lowest.sorted());
  }

  @Override
  public int hashCode() {
    lowest.trim();
    return 31 * (31 * k() + Long.hashCode(lowest.highest())) + Arrays.hashCode(lowest.sorted());
  }

  @Override
  public String toString() {
    return "ThetaSketch(k="
        + k()
        + ", retained="
        + retained()
        + ", theta="
        + theta()
        + ", estimate="
        + estimate()
        + ")";
  }
}
