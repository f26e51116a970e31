package dev.inkling.sketch.sampling;

import dev.inkling.sketch.IncompatibleSketchException;
import dev.inkling.sketch.Sketch;
import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.internal.HeapSize;
import dev.inkling.sketch.internal.Preamble;
import dev.inkling.sketch.internal.SketchKind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A random sample of fixed size, without replacement, that items enter in proportion to their
 * weights: as if they were drawn one after the other, each time in proportion to the weights of
 * those not yet drawn.
 *
 * <p>An item is a long: a row number, a hash, or a number's bits by {@link
 * Double#doubleToLongBits}. A total of any y over the stream is estimated without bias by the sum
 * of {@code y(item(i)) / inclusionProbability(i)}, and its variance, the estimates of two items
 * being uncorrelated, by that of {@code (1 - p) (y / p)^2}. Where y is the weight itself or nearly
 * so, {@link VarOptSample} is more precise. As long as at most {@code size} items of positive
 * weight have been added, the sample is the stream and every probability is 1. A weight of 0 is
 * counted, but never sampled.
 *
 * <p>Size: 64 bytes, then 16 + 16 per item while all are held (up to twice that while it grows), at
 * last 264 + 36 × size. Cost: O(size × log(n / size)) for the items that are taken, for all others
 * a subtraction and the sum of the weights; O(size) per merge.
 *
 * <p>The sample is the items with the lowest keys, a key being an exponential number divided by the
 * weight. Merging keeps the lowest keys of both: parts merged in any order and tree give the same
 * sample, threshold and count, and all the same bytes if the leftmost part is the same (whose seed
 * stays) and the sums of weights lose nothing to rounding, such as those of whole numbers below
 * 2^53; {@link #totalWeight} is else the same up to a relative 2^-100 or so. The same calls in the
 * same order give the same bytes on every machine, and queries and stores between them change
 * nothing. <b>Samples that will be merged need different seeds</b>: streams sampled with one seed
 * draw the same numbers. Not safe for use by many threads, queries included.
 *
 * <p>P. Efraimidis, P. Spirakis, Weighted random sampling with a reservoir, 2006,
 * doi:10.1016/j.ipl.2005.11.003 (A-ExpJ); probabilities given the threshold after E. Cohen, H.
 * Kaplan, Summarizing data using bottom-k sketches, 2007, doi:10.1145/1281100.1281133.
 *
 * <pre>{@code
 * WeightedSample orders = WeightedSample.create(1_000, 42);
 * orders.add(row, revenue);
 * double items = 0;
 * for (int i = 0; i < orders.held(); i++) {
 *   items += quantity(orders.item(i)) / orders.inclusionProbability(i);
 * }
 * }</pre>
 */
public final class WeightedSample implements Sketch<WeightedSample> {

  /** The largest sample: 600 MB. */
  public static final int MAX_SIZE = 1 << 24;

  private static final long[] EMPTY = {};

  /* implementation note
   *
   * The first `size` items need no keys: pairs[] holds them with their weights, and the key of the
   * i-th is a function of (seed, i) that is drawn when one item more comes (or before a merge or
   * store). From then on `keys` holds what a full sample needs.
   *
   * The size + 1 lowest keys are kept, the highest of them being the threshold of the queries. A
   * heap would cost O(log size) scattered reads per item taken; instead items whose key is below a
   * limit are appended until there are half as many again, then the size + 1 lowest are selected
   * and the limit is lowered to the highest of them. That takes 1.23 times as many items, at a
   * fraction of the price. `candidates` counts those of the whole phase, also when a query has
   * already dropped some, so that queries never change which items are taken later.
   *
   * Items whose key is below the limit are found as the points of a Poisson process, see
   * WeightedKeys: the distance to the next point is exponential with rate `limit` (the jump), its
   * height uniform, so one logarithm is all it takes. Points have no memory, so that a jump can be
   * redrawn whenever the limit changes or parts are merged. The state of the generator is
   * SplitMix64's counter; that of a merged sample is the sum of both, which no order or tree of
   * merges changes.
   */

  private final int size;
  private final long seed;
  private long count;
  private double sum;

  /** What rounding has taken from the sum. */
  private double rest;

  /** Items and bits of weights in turn. */
  private long[] pairs = EMPTY;

  private int entries;

  /** Null while all items are held and none has a key; entry i then has the key i. */
  private WeightedKeys keys;

  private WeightedSample(int size, long seed) {
    if (size < 1 || size > MAX_SIZE) {
      throw new IllegalArgumentException("size must be in [1, " + MAX_SIZE + "], got " + size);
    }
    this.size = size;
    this.seed = seed;
  }

  /** A sample as it was stored: {@code pairs} are all its entries, {@code keys} theirs. */
  WeightedSample(
      int size, long seed, long count, double sum, double rest, long[] pairs, WeightedKeys keys) {
    this(size, seed);
    this.count = count;
    this.sum = sum;
    this.rest = rest;
    this.pairs = pairs;
    this.entries = pairs.length / 2;
    this.keys = keys;
  }

  /**
   * An empty sample.
   *
   * @param size the items to hold at most, 1 to {@link #MAX_SIZE}
   * @param seed any number; different for samples that will be merged
   */
  public static WeightedSample create(int size, long seed) {
    return new WeightedSample(size, seed);
  }

  /**
   * A stored sample.
   *
   * @throws SketchFormatException if the bytes are not exactly one sample
   */
  public static WeightedSample fromBytes(byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    WeightedSample sample = readFrom(source);
    Preamble.requireEnd(source);
    return sample;
  }

  /**
   * The stored sample at the source's position, which moves past it.
   *
   * @throws SketchFormatException if there is none
   */
  public static WeightedSample readFrom(ByteBuffer source) {
    return WeightedForm.read(source);
  }

  /**
   * Adds an item.
   *
   * @param weight 0 or in [2^-900, 2^900]
   */
  public void add(long item, double weight) {
    Weights.require(weight);
    count++;
    double grown = sum + weight;
    rest += Weights.lost(sum, weight, grown);
    sum = grown;
    if (weight > 0) {
      offer(item, weight);
    }
  }

  /**
   * Adds the items {@code items[i]} with {@code weights[i]}, i in {@code [from, to)}; reads only
   * those items that come into the sample.
   *
   * @throws IllegalArgumentException if a weight is neither 0 nor in [2^-900, 2^900]; the items
   *     before it are added
   */
  public void addAll(long[] items, double[] weights, int from, int to) {
    Objects.checkFromToIndex(from, to, Math.min(items.length, weights.length));
    int i = from;
    while (i < to) {
      if (keys != null && keys.jump >= 0) {
        i = pass(weights, i, to);
      }
      if (i < to) {
        add(items[i], weights[i]);
        i++;
      }
    }
  }

  /** Adds the items before the next that is taken or refused; returns where that is. */
  private int pass(double[] weights, int from, int to) {
    double passedSum = sum;
    double passedRest = rest;
    double jump = keys.jump;
    int i = from;
    for (; i < to; i++) {
      double weight = weights[i];
      double left = jump - weight;
      if (left < 0 || !Weights.isValid(weight)) {
        break;
      }
      double grown = passedSum + weight;
      passedRest += Weights.lost(passedSum, weight, grown);
      passedSum = grown;
      jump = left;
    }
    keys.jump = jump;
    sum = passedSum;
    rest = passedRest;
    count += i - from;
    return i;
  }

  private void offer(long item, double weight) {
    if (keys == null) {
      if (entries < size) {
        append(item, weight);
        return;
      }
      drawKeys();
    }
    WeightedKeys k = keys;
    if (k.limit == Double.POSITIVE_INFINITY) {
      take(item, weight, k.draw(weight));
      return;
    }
    if (k.jump < 0) {
      k.drawJump();
    }
    double left = k.jump - weight;
    if (left >= 0) {
      k.jump = left;
    } else {
      take(item, weight, k.land(weight, -left));
    }
  }

  private void take(long item, double weight, double key) {
    WeightedKeys k = keys;
    append(item, weight);
    k.set(entries - 1, key);
    k.sorted = false;
    k.candidates++;
    if (k.candidates == WeightedKeys.capacity(size)) {
      KeyOrder.select(k.keys, pairs, size + 1, entries);
      entries = size + 1;
      k.candidates = entries;
      k.limit = k.get(size);
      k.drawJump();
    }
  }

  private void append(long item, double weight) {
    if (2 * entries == pairs.length) {
      int length = (int) Math.min(WeightedKeys.capacity(size), Math.max(3, 2L * entries));
      pairs = Arrays.copyOf(pairs, 2 * length);
      if (keys != null) {
        keys.keys = Arrays.copyOf(keys.keys, length);
      }
    }
    pairs[2 * entries] = item;
    pairs[2 * entries + 1] = Double.doubleToRawLongBits(weight);
    entries++;
  }

  /** Draws the keys of the first items, which no draw before or after has to do with. */
  private void drawKeys() {
    if (keys == null) {
      keys = new WeightedKeys(pairs.length / 2, WeightedKeys.firstState(seed));
      for (int i = 0; i < entries; i++) {
        keys.set(i, keys.draw(weightAt(i)));
      }
      keys.candidates = entries;
    }
  }

  private double weightAt(int i) {
    return Double.longBitsToDouble(pairs[2 * i + 1]);
  }

  /** Keeps only the size + 1 lowest keys, in order. */
  private void settle() {
    if (keys != null && !keys.sorted) {
      if (entries > size + 1) {
        KeyOrder.select(keys.keys, pairs, size + 1, entries);
        entries = size + 1;
      }
      KeyOrder.sort(keys.keys, pairs, 0, entries);
      keys.sorted = true;
    }
  }

  /** How many items were added, those of weight 0 included. */
  public long count() {
    return count;
  }

  /** The sum of all weights, as if it had been added with twice the precision. */
  public double totalWeight() {
    return sum + rest;
  }

  /** The items that the sample holds at most. */
  public int size() {
    return size;
  }

  /** The items that the sample holds. */
  public int held() {
    return Math.min(size, entries);
  }

  /** The seed it was created with. */
  public long seed() {
    return seed;
  }

  /**
   * An item of the sample. Where not all items are held they are in the order of their keys. The
   * first query after an addition costs O(size log size).
   *
   * @param i from 0 to {@link #held} - 1
   */
  public long item(int i) {
    settle();
    return pairs[2 * Objects.checkIndex(i, held())];
  }

  /**
   * The weight of an item of the sample.
   *
   * @param i from 0 to {@link #held} - 1
   */
  public double weight(int i) {
    settle();
    return weightAt(Objects.checkIndex(i, held()));
  }

  /**
   * The probability that an item of the sample would be in it, given the keys of all others: 1 −
   * exp(−weight × threshold), or 1 without a threshold.
   *
   * @param i from 0 to {@link #held} - 1
   */
  public double inclusionProbability(int i) {
    double weight = weight(i);
    double threshold = threshold();
    return threshold == Double.POSITIVE_INFINITY ? 1 : -StrictMath.expm1(-weight * threshold);
  }

  /**
   * What an item of the sample stands for in a sum of weights: its weight divided by its
   * probability.
   *
   * @param i from 0 to {@link #held} - 1
   */
  public double adjustedWeight(int i) {
    return weight(i) / inclusionProbability(i);
  }

  /** The lowest key that is not in the sample; infinite while all items are. */
  public double threshold() {
    if (entries <= size) {
      return Double.POSITIVE_INFINITY;
    }
    drawKeys();
    settle();
    return keys.get(size);
  }

  /** The items of the sample, a copy. */
  public long[] toArray() {
    settle();
    long[] items = new long[held()];
    for (int i = 0; i < items.length; i++) {
      items[i] = pairs[2 * i];
    }
    return items;
  }

  /**
   * {@inheritDoc}
   *
   * @throws ArithmeticException if the counts' sum is 2^63 or more
   */
  @Override
  @SuppressWarnings("ReferenceEquality") // a merge with itself must not read what it writes
  public WeightedSample merge(WeightedSample other) {
    if (!isMergeableWith(other)) {
      throw new IncompatibleSketchException(
          "sizes must be equal, got " + size + " and " + other.size);
    }
    if (other.count == 0) {
      return this;
    }
    count = Math.addExact(count, other.count);
    WeightedSample right = other == this || other.keys == null ? other.copy() : other;
    double grown = sum + right.sum;
    rest = Weights.lost(sum, right.sum, grown) + (rest + right.rest);
    sum = grown;
    drawKeys();
    settle();
    right.drawKeys();
    right.settle();
    join(right);
    keys.candidates = entries;
    keys.limit = entries > size ? keys.get(size) : Double.POSITIVE_INFINITY;
    keys.jump = WeightedKeys.NOT_DRAWN;
    keys.state += right.keys.state;
    return this;
  }

  /** Merges the entries of two samples in order and keeps the lowest size + 1. */
  private void join(WeightedSample right) {
    long[] a = keys.keys;
    long[] b = right.keys.keys;
    int n = (int) Math.min(size + 1L, (long) entries + right.entries);
    long[] joined = new long[n];
    long[] joinedPairs = n == 0 ? EMPTY : new long[2 * n];
    int i = 0;
    int j = 0;
    for (int to = 0; to < n; to++) {
      boolean fromLeft =
          j == right.entries || (i < entries && !isBefore(b, right.pairs, j, a, pairs, i));
      long[] source = fromLeft ? pairs : right.pairs;
      int at = fromLeft ? i : j;
      joined[to] = fromLeft ? a[i++] : b[j++];
      joinedPairs[2 * to] = source[2 * at];
      joinedPairs[2 * to + 1] = source[2 * at + 1];
    }
    keys.keys = joined;
    pairs = joinedPairs;
    entries = n;
    keys.sorted = true;
  }

  private static boolean isBefore(
      long[] keys, long[] pairs, int i, long[] thanKeys, long[] thanPairs, int j) {
    return KeyOrder.before(keys, pairs, i, thanKeys[j], thanPairs[2 * j + 1], thanPairs[2 * j]);
  }

  /** Whether the sizes are equal. */
  @Override
  public boolean isMergeableWith(WeightedSample other) {
    return size == other.size;
  }

  @Override
  public WeightedSample copy() {
    WeightedSample copy = new WeightedSample(size, seed);
    copy.count = count;
    copy.sum = sum;
    copy.rest = rest;
    copy.pairs = entries == 0 ? EMPTY : Arrays.copyOf(pairs, 2 * entries);
    copy.entries = entries;
    copy.keys = keys == null ? null : keys.copy(entries);
    return copy;
  }

  /** {@inheritDoc} The generator starts again from the seed. */
  @Override
  public WeightedSample clear() {
    count = 0;
    sum = 0;
    rest = 0;
    pairs = EMPTY;
    entries = 0;
    keys = null;
    return this;
  }

  @Override
  public boolean isEmpty() {
    return count == 0;
  }

  @Override
  public long heapBytes() {
    long bytes = 64;
    if (pairs.length > 0) {
      bytes += HeapSize.of(pairs);
    }
    if (keys != null) {
      bytes += 48 + (keys.keys.length > 0 ? HeapSize.of(keys.keys) : 0);
    }
    return bytes;
  }

  @Override
  public int serializedBytes() {
    return Preamble.BYTES + bodyBytes();
  }

  @Override
  public void writeTo(ByteBuffer target) {
    WeightedSample settled = keys == null ? copy() : this;
    settled.drawKeys();
    settled.settle();
    Preamble.write(
        target, SketchKind.WEIGHTED, WeightedForm.VERSION, bodyBytes(), settled::writeBody);
  }

  private int bodyBytes() {
    return WeightedForm.HEADER_BYTES + WeightedForm.ENTRY_BYTES * Math.min(entries, size + 1);
  }

  private void writeBody(ByteBuffer body) {
    body.putInt(size).putInt(keys.candidates).putLong(seed).putLong(keys.state).putLong(count);
    body.putDouble(sum).putDouble(rest).putDouble(keys.limit).putDouble(keys.jump);
    for (int i = 0; i < entries; i++) {
      body.putLong(keys.keys[i]).putLong(pairs[2 * i]).putLong(pairs[2 * i + 1]);
    }
  }

  /** Whether the other is a sample of the same size, seed and state. O(size log size). */
  @Override
  public boolean equals(Object other) {
    return other instanceof WeightedSample that
        && size == that.size
        && seed == that.seed
        && count == that.count
        && Arrays.equals(toByteArray(), that.toByteArray());
  }

  @Override
  public int hashCode() {
    return Objects.hash(size, seed, count, sum, rest);
  }

  @Override
  public String toString() {
    return "WeightedSample[size=" + size + ", count=" + count + ", held=" + held() + "]";
  }
}
