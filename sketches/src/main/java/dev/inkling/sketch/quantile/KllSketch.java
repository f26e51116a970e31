package dev.inkling.sketch.quantile;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import dev.inkling.sketch.IncompatibleSketchException;
import dev.inkling.sketch.internal.HeapSize;
import dev.inkling.sketch.internal.Preamble;
import dev.inkling.sketch.internal.SketchKind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * Quantiles and ranks of a stream of numbers with a proven bound of the rank's error: for every x,
 * every order of the stream and every tree of merges of independent parts
 *
 * <pre>  P(|rank(x) − truth| ≥ sqrt(16/3 ln(2 / δ)) / k) ≤ δ</pre>
 *
 * <p>over the coins that the sketch flips. {@link #rankError} gives the same bound from the
 * compactions that really took place, which is about half of that; {@link #withRankError} asks for
 * one. The bars of {@link #quantile(double, double)} and {@link #rank(double, double)} are narrower
 * again: they are calibrated to hold as often as they say, at the variance that the compactions had
 * where the answer lies, and therefore {@link Guarantee#EMPIRICAL}. With k = 200 a bar of 99 %
 * spans 0.8 % of all ranks to either side; widths are inverse to k. The first numbers (as many as
 * the smallest power of two that is at least k and 1,024) are kept as they are, and answers are
 * {@link Guarantee#EXACT}. A quantile is always one of the numbers that were added; minimum and
 * maximum are exact.
 *
 * <p>Size: 40 bytes when empty, 8 more per number at first; at most about 8 × (4.5 k + 8 log2(n /
 * k)) bytes and a buffer of 8 × max(1024, 2 k), 17 KB at k = 200. Cost: O(log k) amortised per
 * number, O(k) per merge, O(log^2 k) per query. Each thread that adds keeps scratch memory for all
 * its sketches.
 *
 * <p>Infinities are numbers, −0.0 counts as 0.0, NaN is rejected. Coins come from a generator that
 * starts with the seed and takes the numbers in: the same calls in the same order give the same
 * bytes, and queries and stores between them change nothing. Sketches of the same k can be merged,
 * whatever their seeds; parts of one stream may share a seed. A sketch shares its past errors with
 * its copy: merged with each other while equal, that is accounted for, later it is not. Not safe
 * for use by many threads, queries included.
 *
 * <p>After Z. Karnin, K. Lang, E. Liberty, Optimal quantile approximation in streams, 2016,
 * doi:10.1109/FOCS.2016.17, without their sampler; one large buffer stands for the lowest levels.
 *
 * <pre>{@code
 * KllSketch latencyMs = KllSketch.create();
 * for (int i = 1; i <= 1_000_000; i++) {
 *   latencyMs.add(i);
 * }
 * Estimate p99 = latencyMs.quantile(0.99, 0.95);
 * System.out.println(p99.value() + " in [" + p99.lower() + ", " + p99.upper() + "]");
 * }</pre>
 */
public final class KllSketch implements QuantileSketch<KllSketch> {

  /** The smallest k. */
  public static final int MIN_K = 8;

  /** The largest k: 2.6 MB when full. */
  public static final int MAX_K = 65_535;

  private static final int DEFAULT_K = 200;
  private static final long DEFAULT_SEED = 0;
  private static final int VERSION = 1;
  private static final int SMALLEST_BUFFER = 1_024;

  /** The most numbers. */
  static final long MAX_COUNT = 1L << 62;

  private static final double[] EMPTY = {};

  /* implementation note
   *
   * Numbers gather in a buffer, which is sorted and handed to the levels above it (Compactors) when
   * it is full: sorting many at once is cheaper per number than the merges of small levels. Queries
   * read levels and buffer together (WeightedRuns). Sorting the buffer in place is no change.
   *
   * Why V <= 8/3 (n / k)^2, where V is the sum of the squared weights of compactions: below the top H,
   * a compaction of level h takes at least capacity(h) = 3/2 k (2/3)^(H-h) numbers of weight 2^h, each
   * number of a level is taken once, and n / 2^h of them come by; so V <= sum of 4^h n / (2^h
   * capacity(h)) <= 2 n 2^H / k. Level H exists since level H - 1 had more than 3/2 k: 2^H <= 4/3 n / k.
   * The error of a rank is a martingale with steps of at most 2^h, one per compaction, so that
   * P(|error| >= t) <= 2 exp(-t^2 / (2 V)) (Azuma, Hoeffding).
   */

  private final int k;
  private final long seed;
  private double[] buffer = EMPTY;
  private int buffered;

  /** The first numbers of the buffer that are known to be in order. */
  private int sorted;

  /** Null as long as all numbers are in the buffer. */
  private Compactors levels;

  private KllSketch(int k, long seed) {
    if (k < MIN_K || k > MAX_K) {
      throw new IllegalArgumentException("k must be in [" + MIN_K + ", " + MAX_K + "], got " + k);
    }
    this.k = k;
    this.seed = seed;
  }

  /** An empty sketch with k = 200 and seed 0. */
  public static KllSketch create() {
    return new KllSketch(DEFAULT_K, DEFAULT_SEED);
  }

  /**
   * An empty sketch with seed 0.
   *
   * @param k 8 to 65,535; errors are inverse to it
   */
  public static KllSketch create(int k) {
    return new KllSketch(k, DEFAULT_SEED);
  }

  /**
   * An empty sketch.
   *
   * @param k 8 to 65,535; errors are inverse to it
   * @param seed where the coins come from
   */
  public static KllSketch create(int k, long seed) {
    return new KllSketch(k, seed);
  }

  /**
   * An empty sketch, with seed 0, whose ranks are proven to be off by at most this error with this
   * confidence, whatever is added and merged.
   *
   * @param rankError a fraction of all numbers, in (0, 1)
   * @param confidence for each rank by itself, in (0, 1)
   * @throws IllegalArgumentException also if that needs a k above 65,535
   */
  public static KllSketch withRankError(double rankError, double confidence) {
    if (!(rankError > 0 && rankError < 1)) {
      throw new IllegalArgumentException("rankError must be in (0, 1), got " + rankError);
    }
    checkConfidence(confidence);
    double k = Math.ceil(Math.sqrt(16.0 / 3 * Math.log(2 / (1 - confidence))) / rankError);
    if (k > MAX_K) {
      throw new IllegalArgumentException(
          "rankError "
              + rankError
              + " with confidence "
              + confidence
              + " needs k = "
              + k
              + ", above "
              + MAX_K);
    }
    return new KllSketch(Math.max(MIN_K, (int) k), DEFAULT_SEED);
  }

  /**
   * A stored sketch.
   *
   * @throws dev.inkling.sketch.SketchFormatException if the bytes are not exactly one sketch
   */
  public static KllSketch fromBytes(byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    KllSketch sketch = readFrom(source);
    Preamble.requireEnd(source);
    return sketch;
  }

  /**
   * The stored sketch at the source's position, which moves past it.
   *
   * @throws dev.inkling.sketch.SketchFormatException if there is none
   */
  public static KllSketch readFrom(ByteBuffer source) {
    ByteBuffer body = Preamble.read(source, SketchKind.KLL, VERSION);
    KllFormat.Head head = KllFormat.readHead(body);
    KllSketch sketch = new KllSketch(head.k(), head.seed());
    sketch.levels = KllFormat.readLevels(body, head);
    sketch.buffer = KllFormat.readBuffer(body, head);
    sketch.buffered = sketch.buffer.length;
    sketch.sorted = sketch.buffered;
    return sketch;
  }

  /** The k it was created with. */
  public int k() {
    return k;
  }

  /**
   * The proven bound of the error of a rank, as a fraction of all numbers: for any x that does not
   * depend on the sketch, {@link #rank(double)} is off by at most this with at least this
   * confidence. 0 as long as answers are exact and if the sketch is empty.
   *
   * @param confidence in (0, 1)
   */
  public double rankError(double confidence) {
    checkConfidence(confidence);
    return levels == null
        ? 0
        : Math.min(1, Math.sqrt(2 * levels.squares() * Math.log(2 / (1 - confidence))) / count());
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

  private void makeRoom() {
    int capacity = bufferCapacity(k);
    if (buffered < capacity) {
      buffer = Arrays.copyOf(buffer, Math.min(capacity, Math.max(4, 2 * buffered)));
    } else {
      compact(sorted == buffered ? buffer : sortedLikeTop(), buffered, null);
      buffered = 0;
      sorted = 0;
    }
  }

  /** The buffer's numbers in order, faster where they are distributed like those at the top. */
  private double[] sortedLikeTop() {
    if (levels == null) {
      return ValueSort.sort(buffer, buffered, Centroids.NONE);
    }
    int level = levels.top();
    if (level > 1 && levels.size(level - 1) > levels.size(level)) {
      level--;
    }
    return ValueSort.sort(buffer, buffered, levels.run(level), levels.size(level));
  }

  /** Hands sorted numbers, an even number of them, to the levels. */
  private void compact(double[] values, int count, Compactors other) {
    if (levels == null) {
      levels = new Compactors(k, seed);
    }
    levels.absorb(values, count, other);
  }

  private void sortBuffer() {
    if (sorted < buffered) {
      Arrays.sort(buffer, 0, buffered);
      sorted = buffered;
    }
  }

  /** The most numbers in the buffer: a power of two. */
  static int bufferCapacity(int k) {
    return Math.max(SMALLEST_BUFFER, Integer.highestOneBit(2 * k - 1));
  }

  @Override
  public long count() {
    return levels == null ? buffered : levels.weight() + buffered;
  }

  /** The smallest number, NaN if there is none. O(k). */
  @Override
  public double min() {
    double min = levels == null ? Double.POSITIVE_INFINITY : levels.min();
    for (int i = 0; i < buffered; i++) {
      min = Math.min(min, buffer[i]);
    }
    return isEmpty() ? Double.NaN : min;
  }

  /** The largest number, NaN if there is none. O(k). */
  @Override
  public double max() {
    double max = levels == null ? Double.NEGATIVE_INFINITY : levels.max();
    for (int i = 0; i < buffered; i++) {
      max = Math.max(max, buffer[i]);
    }
    return isEmpty() ? Double.NaN : max;
  }

  @Override
  public double quantile(double p) {
    long n = count();
    long rank = rankOf(p, n);
    return n == 0 ? Double.NaN : at(rank, n);
  }

  /**
   * The number at rank {@code ceil(p n)} with its error bar, whose ends are numbers that were
   * added.
   *
   * @param p a fraction in [0, 1]
   * @param confidence the probability that the bar holds the truth, in (0, 1)
   * @return with three NaNs if the sketch is empty
   */
  @Override
  public Estimate quantile(double p, double confidence) {
    checkConfidence(confidence);
    long n = count();
    long rank = rankOf(p, n);
    if (n == 0) {
      return Estimate.exact(Double.NaN);
    }
    double value = at(rank, n);
    if (levels == null || rank == 1 || rank == n) {
      return Estimate.exact(value);
    }
    double deviation = deviation(value, rank, n);
    long grid = levels.gridAt((double) rank / n, buffered);
    if (RankReach.isCoarse(grid, deviation)) {
      WeightedRuns runs = new WeightedRuns(buffer, buffered, levels);
      double[] bar = RankReach.onGrid(runs, rank, deviation, confidence, min(), max());
      return new Estimate(
          value, Math.min(value, bar[0]), Math.max(value, bar[1]), confidence, Guarantee.EMPIRICAL);
    }
    long reach = RankReach.of(deviation, confidence);
    return new Estimate(
        value,
        at(Math.max(1, rank - reach), n),
        at(Math.min(n, rank + reach), n),
        confidence,
        Guarantee.EMPIRICAL);
  }

  private static long rankOf(double p, long n) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("p must be in [0, 1], got " + p);
    }
    return Math.min(n, Math.max(1, (long) Math.ceil(p * n)));
  }

  /** The number at this rank, about. */
  private double at(long rank, long n) {
    if (rank == 1 || rank == n) {
      return rank == 1 ? min() : max();
    }
    sortBuffer();
    return new WeightedRuns(buffer, buffered, levels).find(rank);
  }

  @Override
  public double rank(double x) {
    checkNumber(x);
    return isEmpty() ? Double.NaN : (double) rankAt(x) / count();
  }

  @Override
  public Estimate rank(double x, double confidence) {
    checkConfidence(confidence);
    checkNumber(x);
    if (isEmpty()) {
      return Estimate.exact(Double.NaN);
    }
    double n = count();
    long rank = rankAt(x);
    if (levels == null || x < min() || x >= max()) {
      return Estimate.exact(rank / n);
    }
    // at least the minimum is at most x, and the maximum is not
    double deviation = deviation(x, rank, count());
    long reach = RankReach.of(deviation, confidence);
    long grid = levels.gridAt(rank / n, buffered);
    if (RankReach.isCoarse(grid, deviation)) {
      reach += grid / 2; // wherever the truth lies between two points of the grid
    }
    return new Estimate(
        rank / n,
        Math.max(1, rank - reach) / n,
        Math.min(count() - 1, rank + reach) / n,
        confidence,
        Guarantee.EMPIRICAL);
  }

  /** The number of numbers ≤ x, about. */
  private long rankAt(double x) {
    if (x < min() || x >= max()) {
      return x < min() ? 0 : count();
    }
    sortBuffer();
    long rank = new WeightedRuns(buffer, buffered, levels).rank(x);
    return Math.min(count() - 1, Math.max(1, rank));
  }

  /** The standard deviation of the rank of x. */
  private double deviation(double x, long rank, long n) {
    return Math.sqrt(levels.varianceAt(x, Math.min(rank, n - rank)));
  }

  private static void checkNumber(double x) {
    if (Double.isNaN(x)) {
      throw new IllegalArgumentException("x must be a number, got NaN");
    }
  }

  private static void checkConfidence(double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("confidence must be in (0, 1), got " + confidence);
    }
  }

  @Override
  public KllSketch merge(KllSketch other) {
    if (!isMergeableWith(other)) {
      throw new IncompatibleSketchException("k must be equal, got " + k + " and " + other.k);
    }
    if (other.count() > MAX_COUNT - count()) {
      throw new IllegalArgumentException(
          "count must be at most 2^62, got " + count() + " + " + other.count());
    }
    int together = buffered + other.buffered;
    double[] union = Arrays.copyOf(buffer, Math.max(together, buffer.length));
    System.arraycopy(other.buffer, 0, union, buffered, other.buffered);
    Compactors theirs = other.levels == null ? null : other.levels.copy();
    if (theirs != null && levels == null) {
      levels = theirs;
      theirs = null;
    }
    int passed = 0;
    if (together > bufferCapacity(k)) {
      // an odd number out stays: the largest
      Arrays.sort(union, 0, together);
      passed = together & ~1;
    }
    double last = passed < together ? union[passed] : 0;
    if (passed > 0 || theirs != null) {
      compact(union, passed, theirs);
    }
    if (passed > 0) {
      buffer = new double[bufferCapacity(k)];
      buffer[0] = last;
      buffered = together - passed;
      sorted = buffered;
    } else {
      buffer = union;
      buffered = together;
      sorted = 0;
    }
    return this;
  }

  @Override
  public boolean isMergeableWith(KllSketch other) {
    return k == other.k;
  }

  @Override
  public KllSketch copy() {
    KllSketch copy = new KllSketch(k, seed);
    copy.buffer = buffered == 0 ? EMPTY : Arrays.copyOf(buffer, buffered);
    copy.buffered = buffered;
    copy.sorted = sorted;
    copy.levels = levels == null ? null : levels.copy();
    return copy;
  }

  /** {@inheritDoc} Its memory shrinks to that of an empty sketch. */
  @Override
  public KllSketch clear() {
    buffer = EMPTY;
    buffered = 0;
    sorted = 0;
    levels = null;
    return this;
  }

  @Override
  public boolean isEmpty() {
    return buffered == 0 && levels == null;
  }

  @Override
  public long heapBytes() {
    return HeapSize.ofObject(28)
        + (buffer.length == 0 ? 0 : 16 + 8L * buffer.length)
        + (levels == null ? 0 : levels.heapBytes());
  }

  @Override
  public int serializedBytes() {
    return Preamble.BYTES + KllFormat.bodyBytes(levels, buffered);
  }

  @Override
  public void writeTo(ByteBuffer target) {
    sortBuffer();
    Preamble.write(
        target,
        SketchKind.KLL,
        VERSION,
        KllFormat.bodyBytes(levels, buffered),
        body -> KllFormat.write(body, k, seed, levels, buffer, buffered));
  }

  /** Whether the other is a sketch of the same k, seed and state. */
  @Override
  public boolean equals(Object other) {
    return other instanceof KllSketch that
        && k == that.k
        && seed == that.seed
        && Arrays.equals(toByteArray(), that.toByteArray());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(toByteArray());
  }

  @Override
  public String toString() {
    return "KllSketch[k=" + k + ", seed=" + seed + ", count=" + count() + "]";
  }
}
