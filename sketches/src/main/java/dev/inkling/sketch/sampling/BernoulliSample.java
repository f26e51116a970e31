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
 * A sample that every item of a stream enters with the same probability, the rate, independently of
 * all others.
 *
 * <p>An item is a long: a row number, a hash, or a number's bits by {@link
 * Double#doubleToLongBits}. A total over the stream is estimated without bias by the sum over the
 * sample divided by {@link #rate}, a total over pairs of items by the sum over pairs divided by its
 * square. The rate can be lowered at any time ({@link #thin}), and lowers itself where more than
 * {@code maxSize} items would be held: it is halved, and each item is kept with probability 1/2,
 * until no more than these are left. Given the rate then reached, both estimates are still
 * unbiased; only the number of items held is no longer binomial, since it never exceeds the
 * maximum.
 *
 * <p>Size: 64 bytes, then 16 and 8 per item held (up to twice that while it grows), at most 8 ×
 * maxSize. Cost: O(1) per item taken, nothing for those between in a batch; O(held) per merge and
 * per halving.
 *
 * <p>Samples of one {@code maxSize} can be merged, also of different rates: the result has the
 * lower one. The same calls in the same order give the same bytes on every machine. <b>Samples that
 * will be merged need different seeds</b>: streams sampled with one seed choose the same positions.
 * Not safe for use by many threads.
 *
 * <p>Adaptive rates after P. Flajolet, On adaptive sampling, 1990, doi:10.1007/BF02241657.
 *
 * <pre>{@code
 * BernoulliSample rows = BernoulliSample.create(0.01, 42);
 * rows.addRange(0, 1_000_000);
 * double about = rows.held() / rows.rate(); // 1,000,000, more or less
 * }</pre>
 */
public final class BernoulliSample implements Sketch<BernoulliSample> {

  /** The largest number of items held: 128 MB. */
  public static final int MAX_SIZE = 1 << 24;

  /** The lowest rate that can be asked for: of 2^63 items it takes half a one. */
  public static final double MIN_RATE = 0x1p-64;

  /** No sequence of halvings comes here: each one more loses all items with probability 1/2. */
  private static final double LOWEST_RATE = 0x1p-512;

  private static final int VERSION = 1;

  /** Most items, items held, seed, first rate, rate, count, next. */
  private static final int HEADER_BYTES = 4 + 4 + 5 * 8;

  private static final long[] EMPTY = {};

  /** Purposes of draws. */
  private static final long GAPS = 1;

  private static final long COINS = 2;

  /* implementation note
   *
   * `next` is the 1-based position of the next item to be taken; the number passed over before it
   * is geometric. There is no generator: the gap behind position p is a function of (seed, p), the
   * coin of the j-th item held, when the rate is lowered, one of (seed, new rate, count, j). No
   * position and no rate comes twice, so no draw is used twice; a gap that was drawn but not yet
   * passed is free to be replaced, since all that is known of it is that it has not ended.
   *
   * Halving: think of a geometric level for each item, drawn when it comes; the sample is the items
   * of level J or more for the least J that leaves at most maxSize. The item that comes takes part
   * in the halving that it causes. For one item i let K be the least level that leaves at most
   * maxSize - 1 of the others: i is in the sample if and only if its level is at least K, and then
   * J = K. So E[1{i held} / rate(J)] = E[P(level >= K) / rate(K)] = 1, and the same for pairs.
   */

  private final int maxSize;
  private final long seed;
  private final double firstRate;
  private double rate;
  private long count;
  private long next;
  private long[] items = EMPTY;
  private int held;

  private BernoulliSample(double rate, long seed, int maxSize) {
    if (!(rate >= MIN_RATE && rate <= 1)) {
      throw new IllegalArgumentException("rate must be in [2^-64, 1], got " + rate);
    }
    if (maxSize < 1 || maxSize > MAX_SIZE) {
      throw new IllegalArgumentException(
          "maxSize must be in [1, " + MAX_SIZE + "], got " + maxSize);
    }
    this.maxSize = maxSize;
    this.seed = seed;
    this.firstRate = rate;
    this.rate = rate;
    this.next = after(0, logOfMiss(rate));
  }

  /**
   * An empty sample that holds up to {@link #MAX_SIZE} items.
   *
   * @param rate the probability of an item to be taken, in [2^-64, 1]
   * @param seed any number; different for samples that will be merged
   */
  public static BernoulliSample create(double rate, long seed) {
    return new BernoulliSample(rate, seed, MAX_SIZE);
  }

  /**
   * An empty sample.
   *
   * @param rate the probability of an item to be taken, in [2^-64, 1]
   * @param seed any number; different for samples that will be merged
   * @param maxSize the items to hold at most, 1 to {@link #MAX_SIZE}
   */
  public static BernoulliSample create(double rate, long seed, int maxSize) {
    return new BernoulliSample(rate, seed, maxSize);
  }

  /**
   * A stored sample.
   *
   * @throws SketchFormatException if the bytes are not exactly one sample
   */
  public static BernoulliSample fromBytes(byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    BernoulliSample sample = readFrom(source);
    Preamble.requireEnd(source);
    return sample;
  }

  /**
   * The stored sample at the source's position, which moves past it.
   *
   * @throws SketchFormatException if there is none
   */
  public static BernoulliSample readFrom(ByteBuffer source) {
    ByteBuffer body = Preamble.read(source, SketchKind.BERNOULLI, VERSION);
    check(body.remaining() >= HEADER_BYTES, "the header needs 48 bytes", body.remaining());
    int maxSize = body.getInt();
    int held = body.getInt();
    long seed = body.getLong();
    double firstRate = body.getDouble();
    double rate = body.getDouble();
    long count = body.getLong();
    long next = body.getLong();
    check(maxSize >= 1 && maxSize <= MAX_SIZE, "most items must be in [1, 2^24]", maxSize);
    check(
        firstRate >= MIN_RATE && firstRate <= 1,
        "first rate must be in [2^-64, 1], bits",
        Double.doubleToRawLongBits(firstRate));
    check(
        rate >= LOWEST_RATE && rate <= firstRate,
        "rate must be in [2^-512, first rate], bits",
        Double.doubleToRawLongBits(rate));
    check(count >= 0, "count must not be negative", count);
    check(held >= 0 && held <= Math.min(maxSize, count), "too many items for the count", held);
    check(next > count || next == Long.MAX_VALUE, "next must be above the count", next);
    check(rate < 1 || (held == count && next == count + 1), "rate 1 must take every item", next);
    check(body.remaining() == 8L * held, "8 bytes must be there for each item", body.remaining());
    BernoulliSample sample = new BernoulliSample(firstRate, seed, maxSize);
    sample.rate = rate;
    check(count > 0 || next == sample.after(0, logOfMiss(rate)), "next is not the seed's", next);
    sample.count = count;
    sample.next = next;
    sample.held = held;
    sample.items = held == 0 ? EMPTY : new long[held];
    body.asLongBuffer().get(sample.items);
    return sample;
  }

  /** Adds an item. */
  public void add(long item) {
    if (++count == next) {
      hold(item);
      next = after(count, logOfMiss(rate));
    }
  }

  /** Adds the items {@code values[from, to)}; reads only those that come into the sample. */
  public void addAll(long[] values, int from, int to) {
    Objects.checkFromToIndex(from, to, values.length);
    long offset = from - count - 1;
    long end = Math.addExact(count, to - from);
    double rateBefore = rate;
    double logOfMiss = logOfMiss(rate);
    while (next <= end) {
      count = next;
      hold(values[(int) (next + offset)]);
      if (rate != rateBefore) {
        rateBefore = rate;
        logOfMiss = logOfMiss(rate);
      }
      next = after(count, logOfMiss);
    }
    count = end;
  }

  /** Adds the items {@code from, from + 1, … to - 1}, such as row numbers. */
  public void addRange(long from, long to) {
    if (from > to || to - from < 0) {
      throw new IllegalArgumentException(
          "from must be at most to, less than 2^63 apart, got " + from + ", " + to);
    }
    long offset = from - count - 1;
    long end = Math.addExact(count, to - from);
    while (next <= end) {
      count = next;
      hold(next + offset);
      next = after(count, logOfMiss(rate));
    }
    count = end;
  }

  /**
   * How many items would be passed over before the next that is taken. A caller who stores rows
   * itself may {@link #skip} that many at once and {@link #add} the next.
   */
  public long untilNext() {
    return next - count - 1;
  }

  /**
   * Counts items that are passed over.
   *
   * @param n how many, 0 to {@link #untilNext}
   */
  public void skip(long n) {
    if (n < 0 || n > untilNext()) {
      throw new IllegalArgumentException("n must be in [0, " + untilNext() + "], got " + n);
    }
    count += n;
  }

  /**
   * Lowers the rate: each item held stays with probability {@code newRate / rate()}. O(held).
   *
   * @param newRate in [2^-64, {@link #rate}]
   */
  public void thin(double newRate) {
    if (!(newRate >= Math.min(MIN_RATE, rate) && newRate <= rate)) {
      throw new IllegalArgumentException(
          "newRate must be in [2^-64, " + rate + "], got " + newRate);
    }
    if (newRate < rate) {
      keep(newRate);
      next = after(count, logOfMiss(rate));
    }
  }

  /** The probability with which every item was taken, as far as it has been lowered by now. */
  public double rate() {
    return rate;
  }

  /** How many items were added. */
  public long count() {
    return count;
  }

  /** The items that the sample holds at most. */
  public int maxSize() {
    return maxSize;
  }

  /** The items that the sample holds. */
  public int held() {
    return held;
  }

  /** The seed it was created with. */
  public long seed() {
    return seed;
  }

  /**
   * An item of the sample; the order of items means nothing.
   *
   * @param i from 0 to {@link #held} - 1
   */
  public long item(int i) {
    return items[Objects.checkIndex(i, held)];
  }

  /** The items of the sample, a copy. */
  public long[] toArray() {
    return Arrays.copyOf(items, held);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The sample of the higher rate is thinned to the lower one; an empty sample changes nothing.
   *
   * @throws ArithmeticException if the counts' sum is 2^63 or more
   */
  @Override
  @SuppressWarnings("ReferenceEquality") // a merge with itself must not read what it writes
  public BernoulliSample merge(BernoulliSample other) {
    if (!isMergeableWith(other)) {
      throw new IncompatibleSketchException(
          "maxSize must be equal, got " + maxSize + " and " + other.maxSize);
    }
    if (other.count == 0) {
      return this;
    }
    long n = Math.addExact(count, other.count);
    double lower = Math.min(rate, other.rate);
    BernoulliSample right = other;
    if (other == this || other.rate > lower) {
      right = other.copy();
      right.keep(lower);
    }
    keep(lower);
    if (held + right.held > items.length) {
      items = Arrays.copyOf(items, held + right.held);
    }
    System.arraycopy(right.items, 0, items, held, right.held);
    held += right.held;
    count = n;
    halveIfCrowded();
    if (items.length > maxSize + 1) {
      items = toArray();
    }
    next = after(count, logOfMiss(rate));
    return this;
  }

  /** Whether the most items held are equal. */
  @Override
  public boolean isMergeableWith(BernoulliSample other) {
    return maxSize == other.maxSize;
  }

  @Override
  public BernoulliSample copy() {
    BernoulliSample copy = new BernoulliSample(firstRate, seed, maxSize);
    copy.rate = rate;
    copy.count = count;
    copy.next = next;
    copy.items = held == 0 ? EMPTY : toArray();
    copy.held = held;
    return copy;
  }

  /** {@inheritDoc} The rate is again that of the creation. */
  @Override
  public BernoulliSample clear() {
    rate = firstRate;
    count = 0;
    next = after(0, logOfMiss(rate));
    items = EMPTY;
    held = 0;
    return this;
  }

  @Override
  public boolean isEmpty() {
    return count == 0;
  }

  @Override
  public long heapBytes() {
    return 64 + (items.length == 0 ? 0 : HeapSize.of(items));
  }

  @Override
  public int serializedBytes() {
    return Preamble.BYTES + bodyBytes();
  }

  @Override
  public void writeTo(ByteBuffer target) {
    Preamble.write(target, SketchKind.BERNOULLI, VERSION, bodyBytes(), this::writeBody);
  }

  private int bodyBytes() {
    return HEADER_BYTES + 8 * held;
  }

  private void writeBody(ByteBuffer body) {
    body.putInt(maxSize).putInt(held).putLong(seed).putDouble(firstRate).putDouble(rate);
    body.putLong(count).putLong(next);
    for (int i = 0; i < held; i++) {
      body.putLong(items[i]);
    }
  }

  private static void check(boolean holds, String rule, long got) {
    if (!holds) {
      throw new SketchFormatException("stored BERNOULLI: " + rule + ", got " + got);
    }
  }

  /** Whether the other is a sample of the same parameters, seed and state. */
  @Override
  public boolean equals(Object other) {
    return other instanceof BernoulliSample that
        && maxSize == that.maxSize
        && seed == that.seed
        && firstRate == that.firstRate
        && rate == that.rate
        && count == that.count
        && next == that.next
        && Arrays.equals(items, 0, held, that.items, 0, that.held);
  }

  @Override
  public int hashCode() {
    return Objects.hash(maxSize, seed, rate, count, next, Arrays.hashCode(toArray()));
  }

  @Override
  public String toString() {
    return "BernoulliSample[rate=" + rate + ", count=" + count + ", held=" + held + "]";
  }

  private void hold(long item) {
    if (held == items.length) {
      items = Arrays.copyOf(items, (int) Math.min(maxSize + 1L, Math.max(4, 2L * held)));
    }
    items[held++] = item;
    halveIfCrowded();
  }

  private void halveIfCrowded() {
    while (held > maxSize) {
      keep(rate / 2);
    }
  }

  /** Keeps each item with probability {@code newRate / rate}. */
  private void keep(double newRate) {
    if (newRate < rate) {
      double share = newRate / rate;
      long key = Draws.key(seed, COINS);
      key = Draws.key(Draws.key(key, Double.doubleToRawLongBits(newRate)), count);
      int kept = 0;
      for (int i = 0; i < held; i++) {
        if (Draws.uniform(key, i) < share) {
          items[kept++] = items[i];
        }
      }
      held = kept;
      rate = newRate;
    }
  }

  private static double logOfMiss(double rate) {
    return StrictMath.log1p(-rate);
  }

  /** The position of the first item to be taken after position {@code at}. */
  private long after(long at, double logOfMiss) {
    if (logOfMiss == Double.NEGATIVE_INFINITY) {
      return at + 1;
    }
    double u = Draws.uniform(Draws.key(seed, GAPS), at);
    double skip = Math.floor(StrictMath.log(u) / logOfMiss);
    long room = Long.MAX_VALUE - at - 1;
    return skip < room ? at + 1 + (long) skip : Long.MAX_VALUE;
  }
}
