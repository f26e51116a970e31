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
 * Quantiles of a stream of numbers with a bounded relative error of the value: for every p, every
 * input and every way of merging
 *
 * <pre>  |quantile(p) − truth| ≤ relativeError × |truth|</pre>
 *
 * <p>where the truth is the number at rank {@code ceil(p * n)}. Numbers are counted in buckets
 * whose bounds differ by a factor of at most (1 + e) / (1 − e); the bar of a quantile is its
 * bucket, cut at the exact minimum and maximum, and that of a rank is what lies below and in the
 * bucket of x: both {@link Guarantee#DETERMINISTIC}. Up to 64 numbers are kept as they are and
 * answers are {@link Guarantee#EXACT}. Zero, the infinities and subnormal numbers keep the promise
 * too; −0.0 counts as 0.0 and NaN is rejected.
 *
 * <p>A bucket is a 2^-s of an octave, where s is the least with 1 / (2^(s+1) + 1) ≤ the error asked
 * for: 0.775 % for 1 %. The same numbers give the same bytes, in any order, split and merge tree.
 *
 * <p>Size: 56 bytes when empty, 8 more per number up to 64 of them; then 4 bytes (8 once a counter
 * has passed 2^31 − 1) × 2^s per octave between the smallest and the largest magnitude, twice that
 * while the window grows. Buckets never collapse, and yet the memory is bounded, since all doubles
 * lie in 2,098 octaves of either sign: at 1 % by 2.1 MB, typically 10 KB. Stored, an empty bucket
 * amid full ones costs nothing and a full one the 1 to 9 bytes of its count. Cost: O(1) per number,
 * O(buckets) per query and merge. Not safe for use by many threads, queries included.
 *
 * <p>After C. Masson, J. E. Rim, H. K. Lee, DDSketch: a fast and fully-mergeable quantile sketch
 * with relative-error guarantees, 2019, doi:10.14778/3352063.3352135. The buckets are ours: they
 * are read off the bits of the number instead of computed as a logarithm (decision 020).
 *
 * <pre>{@code
 * DDSketch latencyMs = DDSketch.withRelativeError(0.01);
 * for (int i = 1; i <= 1_000_000; i++) {
 *   latencyMs.add(i);
 * }
 * Estimate p99 = latencyMs.quantile(0.99, 0.95);
 * System.out.println(p99.value() + " in [" + p99.lower() + ", " + p99.upper() + "]");
 * }</pre>
 */
public final class DDSketch extends DDSketchStates implements QuantileSketch<DDSketch> {

  /** The largest s: buckets of at most 275 MB. */
  static final int MAX_RESOLUTION = 13;

  /** The least relative error that can be asked for, 1 / (2^14 + 1): 0.0061 %. */
  public static final double MIN_RELATIVE_ERROR = errorOf(MAX_RESOLUTION);

  private static final double DEFAULT_RELATIVE_ERROR = 0.01;
  private static final int VERSION = 1;

  /** A state is unpacked when it is read if it takes no more than this. */
  private static final int ROOMY_BYTES = 32_768;

  private DDSketch(int resolution) {
    super(resolution);
  }

  /** An empty sketch with a relative error of at most 1 %. */
  public static DDSketch create() {
    return withRelativeError(DEFAULT_RELATIVE_ERROR);
  }

  /**
   * An empty sketch.
   *
   * @param relativeError the most that a quantile may be off, relative to the truth: {@link
   *     #MIN_RELATIVE_ERROR} to 1, exclusive
   */
  public static DDSketch withRelativeError(double relativeError) {
    if (!(relativeError >= MIN_RELATIVE_ERROR && relativeError < 1)) {
      throw new IllegalArgumentException(
          "relativeError must be in [" + MIN_RELATIVE_ERROR + ", 1), got " + relativeError);
    }
    int resolution = 0;
    while (errorOf(resolution) > relativeError) {
      resolution++;
    }
    return new DDSketch(resolution);
  }

  private static double errorOf(int resolution) {
    return Math.nextUp(1.0 / ((2 << resolution) + 1));
  }

  /**
   * A stored sketch.
   *
   * @throws dev.inkling.sketch.SketchFormatException if the bytes are not exactly one sketch
   */
  public static DDSketch fromBytes(byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    DDSketch sketch = readFrom(source);
    Preamble.requireEnd(source);
    return sketch;
  }

  /**
   * The stored sketch at the source's position, which moves past it.
   *
   * @throws dev.inkling.sketch.SketchFormatException if there is none
   */
  public static DDSketch readFrom(ByteBuffer source) {
    ByteBuffer body = Preamble.read(source, SketchKind.DD_SKETCH, VERSION);
    DDSketchFormat.Head head = DDSketchFormat.readHead(body);
    DDSketch sketch = new DDSketch(head.resolution);
    sketch.count = head.count;
    sketch.min = head.min;
    sketch.max = head.max;
    if (head.values != null) {
      sketch.few = head.values;
      return sketch;
    }
    sketch.few = null;
    sketch.packed = new byte[body.capacity()];
    body.get(0, sketch.packed);
    if (head.windowBytes <= ROOMY_BYTES) {
      sketch.unpack();
    }
    return sketch;
  }

  /** The relative error that is never exceeded, at most the one that was asked for. */
  public double relativeError() {
    return errorOf(resolution);
  }

  @Override
  public void add(double value) {
    addOne(value);
  }

  @Override
  public void addAll(double[] values, int from, int to) {
    Objects.checkFromToIndex(from, to, values.length);
    addRun(values, from, to);
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public double min() {
    return isEmpty() ? Double.NaN : min;
  }

  @Override
  public double max() {
    return isEmpty() ? Double.NaN : max;
  }

  /**
   * The number at rank {@code ceil(p n)} up to {@link #relativeError}; never falls as p rises, is
   * {@link #min} at 0 and {@link #max} at 1. O(buckets).
   *
   * @param p a fraction in [0, 1]
   * @return NaN if the sketch is empty
   */
  @Override
  public double quantile(double p) {
    long rank = rankOf(p);
    if (rank == 0) {
      return Double.NaN;
    }
    if (few != null) {
      return sortedFew()[(int) rank - 1];
    }
    if (rank == 1 || rank == count) {
      return rank == 1 ? min : max;
    }
    toBuckets();
    return clamp(BucketKey.middle(buckets.keyAt(rank, count), resolution), min, max);
  }

  /**
   * The number at rank {@code ceil(p n)} with a bar that holds it for certain: the bar has
   * confidence 1 whatever was asked for.
   *
   * @param p a fraction in [0, 1]
   * @param confidence the wish, in (0, 1]
   * @return with three NaNs if the sketch is empty
   */
  @Override
  public Estimate quantile(double p, double confidence) {
    checkConfidence(confidence);
    double value = quantile(p);
    long rank = rankOf(p);
    if (few != null || rank == 1 || rank == count) {
      return Estimate.exact(value);
    }
    int key = buckets.keyAt(rank, count);
    return bar(
        value,
        Math.max(min, BucketKey.lower(key, resolution)),
        Math.min(max, BucketKey.upper(key, resolution)));
  }

  /** The rank {@code ceil(p n)}, from 1; 0 if the sketch is empty. */
  private long rankOf(double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("p must be in [0, 1], got " + p);
    }
    return Math.min(count, Math.max(1, (long) Math.ceil(p * count)));
  }

  /**
   * The fraction of numbers ≤ x, about: numbers are taken as evenly spread over their bucket.
   * O(buckets).
   *
   * @param x any number
   * @return a fraction in [0, 1], NaN if the sketch is empty
   * @throws IllegalArgumentException if x is NaN
   */
  @Override
  public double rank(double x) {
    return rank(x, 1).value();
  }

  /**
   * The fraction of numbers ≤ x with a bar that holds it for certain.
   *
   * @param x any number
   * @param confidence the wish, in (0, 1]; the bar's is 1
   * @return with three NaNs if the sketch is empty
   * @throws IllegalArgumentException if x is NaN
   */
  @Override
  public Estimate rank(double x, double confidence) {
    checkConfidence(confidence);
    if (Double.isNaN(x)) {
      throw new IllegalArgumentException("x must be a number, got NaN");
    }
    double n = count;
    if (isEmpty()) {
      return Estimate.exact(Double.NaN);
    }
    if (x < min || x >= max) {
      return Estimate.exact(x < min ? 0 : 1);
    }
    if (few != null) {
      int below = 0;
      for (int i = 0; i < count; i++) {
        below += few[i] <= x ? 1 : 0;
      }
      return Estimate.exact(below / n);
    }
    // min <= x < max: at least one number is at most x, and one is not
    toBuckets();
    int key = BucketKey.of(x, resolution);
    long before = buckets.countBefore(x);
    long within = buckets.countWithin(x);
    double low = Math.max(min, BucketKey.lower(key, resolution));
    double high = Math.min(max, BucketKey.upper(key, resolution));
    double share = x >= high ? 1 : (x - low) / (high - low);
    long fewest = Math.max(1, x >= high ? before + within : before);
    long most = Math.min(count - 1, before + within);
    return bar(
        clamp(before + share * within, (double) fewest, (double) most) / n, fewest / n, most / n);
  }

  private double[] sortedFew() {
    Arrays.sort(few, 0, (int) count);
    return few;
  }

  private static double clamp(double value, double low, double high) {
    return Math.min(high, Math.max(low, value));
  }

  private static Estimate bar(double value, double lower, double upper) {
    return lower == upper
        ? Estimate.exact(lower)
        : new Estimate(value, lower, upper, 1, Guarantee.DETERMINISTIC);
  }

  private static void checkConfidence(double confidence) {
    if (!(confidence > 0 && confidence <= 1)) {
      throw new IllegalArgumentException("confidence must be in (0, 1], got " + confidence);
    }
  }

  @Override
  public DDSketch merge(DDSketch other) {
    if (!isMergeableWith(other)) {
      throw new IncompatibleSketchException(
          "relative errors must be equal, got "
              + relativeError()
              + " and "
              + other.relativeError());
    }
    if (other.count > Long.MAX_VALUE - count) {
      throw new IllegalArgumentException(
          "count must be at most 2^63 - 1, got " + count + " + " + other.count);
    }
    if (other.few != null) {
      addRun(other.few, 0, (int) other.count); // the other may be this sketch
      return this;
    }
    toBuckets();
    other.toBuckets();
    buckets.addAll(other.buckets);
    follow();
    count += other.count;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    return this;
  }

  @Override
  public boolean isMergeableWith(DDSketch other) {
    return resolution == other.resolution;
  }

  @Override
  public DDSketch copy() {
    DDSketch copy = new DDSketch(resolution);
    copy.count = count;
    copy.min = min;
    copy.max = max;
    copy.few = few == null || isEmpty() ? few : Arrays.copyOf(few, (int) count);
    copy.buckets = buckets.copy();
    copy.follow();
    copy.packed = packed; // is never written to
    return copy;
  }

  /** {@inheritDoc} Its memory shrinks to that of an empty sketch. */
  @Override
  public DDSketch clear() {
    few = NOTHING;
    count = 0;
    min = Double.POSITIVE_INFINITY;
    max = Double.NEGATIVE_INFINITY;
    buckets = SignedBuckets.NONE;
    packed = null;
    follow();
    return this;
  }

  @Override
  public boolean isEmpty() {
    return count == 0;
  }

  @Override
  public long heapBytes() {
    return HeapSize.ofObject(48)
        + (few == null || few.length == 0 ? 0 : 16 + 8L * few.length)
        + buckets.heapBytes()
        + HeapSize.of(packed);
  }

  @Override
  public int serializedBytes() {
    return Preamble.BYTES
        + (packed != null
            ? packed.length
            : few != null ? DDSketchFormat.bytesOf((int) count) : DDSketchFormat.bytesOf(buckets));
  }

  @Override
  public void writeTo(ByteBuffer target) {
    Preamble.write(
        target, SketchKind.DD_SKETCH, VERSION, serializedBytes() - Preamble.BYTES, this::writeBody);
  }

  private void writeBody(ByteBuffer body) {
    if (packed != null) {
      body.put(packed);
    } else if (few != null) {
      DDSketchFormat.write(body, resolution, sortedFew(), (int) count);
    } else {
      DDSketchFormat.write(body, resolution, min, max, buckets);
    }
  }

  /** Whether the other is a sketch of the same error and the same state. */
  @Override
  public boolean equals(Object other) {
    return other instanceof DDSketch that
        && resolution == that.resolution
        && count == that.count
        && Arrays.equals(toByteArray(), that.toByteArray());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(toByteArray());
  }

  @Override
  public String toString() {
    return "DDSketch[relativeError="
        + relativeError()
        + ", count="
        + count
        + ", min="
        + min()
        + ", max="
        + max()
        + "]";
  }
}
