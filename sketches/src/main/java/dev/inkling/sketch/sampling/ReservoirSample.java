package dev.inkling.sketch.sampling;

import dev.inkling.sketch.IncompatibleSketchException;
import dev.inkling.sketch.Sketch;
import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.internal.Preamble;
import dev.inkling.sketch.internal.SketchKind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.LongUnaryOperator;

/**
 * A uniform random sample, without replacement, of fixed size from a stream of any length.
 *
 * <p>After n items every subset of {@code min(size, n)} of them is equally likely to be the sample,
 * also after merges of samples of unequal streams. An item is a long: a row number, a hash, or a
 * number's bits by {@link Double#doubleToLongBits}. The order of the items in the sample means
 * nothing. As long as n ≤ size the sample is the stream.
 *
 * <p>Size: 56 bytes while empty, then 96 and 8 per item held, at most 8 × size (up to twice that
 * while it fills). Cost: O(size × (1 + log(n / size))) for n items in all: a batch that is not
 * sampled is skipped without a look; O(size) per merge.
 *
 * <p>The generator is seeded and part of the state: the same calls in the same order give the same
 * bytes on every machine. <b>Samples that will be merged need different seeds</b>: two streams
 * sampled with one seed choose the same positions, so their items would come in pairs. Not safe for
 * use by many threads.
 *
 * <p>K.-H. Li, Reservoir-sampling algorithms of time complexity O(n(1 + log(N/n))), 1994,
 * doi:10.1145/198429.198435 (algorithm L).
 *
 * <p>For items that are not longs, add their places in a list of your own, by {@link #offer},
 * {@link #untilNext} and {@link #renumber}:
 *
 * <pre>{@code
 * ReservoirSample places = ReservoirSample.create(1_000, 42);
 * List<String> kept = new ArrayList<>();
 * for (String line : lines) {
 *   int at = places.offer(0);
 *   if (at == kept.size()) {
 *     kept.add(line);
 *   } else if (at >= 0) {
 *     kept.set(at, line);
 *   }
 * }
 * }</pre>
 */
public final class ReservoirSample implements Sketch<ReservoirSample> {

  /** The largest sample: 128 MB. */
  public static final int MAX_SIZE = 1 << 24;

  private static final int VERSION = 1;

  /** Size, seed, state of the generator, count, threshold, next. */
  private static final int HEADER_BYTES = 4 + 5 * 8;

  private static final long[] EMPTY = {};

  /* implementation note
   *
   * Give every item a uniform key; the sample is the items with the `size` smallest keys and
   * `threshold` the largest of these. Algorithm L never draws keys: the number of items until the
   * next smaller key is geometric, and given n the threshold is independent of which items are in
   * the sample. `next` is the 1-based position of the next item to come in.
   *
   * merge: the number of items that the union's sample has from one side is hypergeometric. They
   * are a uniform subset of that side's. Those of the other come into the places of those that
   * leave, so that the draws are few if one side is much the larger, and the memory is read and
   * written in ascending order. The threshold of the union is the `size`-th smallest of n uniforms, a
   * Beta(size, n - size + 1), drawn afresh as a ratio of gammas, which is right since it is
   * independent of the items.
   */

  private final int size;
  private final long seed;

  /** Null until something was drawn: its state then is that of the seed. */
  private Randomness random;

  private long[] items = EMPTY;
  private long count;
  private double threshold;
  private long next;

  private ReservoirSample(int size, long seed) {
    if (size < 1 || size > MAX_SIZE) {
      throw new IllegalArgumentException("size must be in [1, " + MAX_SIZE + "], got " + size);
    }
    this.size = size;
    this.seed = seed;
  }

  /**
   * An empty sample.
   *
   * @param size the items to hold at most, 1 to {@link #MAX_SIZE}
   * @param seed any number; different for samples that will be merged
   */
  public static ReservoirSample create(int size, long seed) {
    return new ReservoirSample(size, seed);
  }

  /** The sample of these items, a uniform sample of so many, itself. */
  static ReservoirSample of(int size, long seed, long count, long[] items) {
    ReservoirSample sample = new ReservoirSample(size, seed);
    sample.items = items;
    sample.count = count;
    if (count >= size) {
      sample.threshold = sample.random().smallest(size, count);
      sample.schedule();
    }
    return sample;
  }

  /**
   * A stored sample.
   *
   * @throws SketchFormatException if the bytes are not exactly one sample
   */
  public static ReservoirSample fromBytes(byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    ReservoirSample sample = readFrom(source);
    check(!source.hasRemaining(), "bytes after the end", source.remaining());
    return sample;
  }

  /**
   * The stored sample at the source's position, which moves past it.
   *
   * @throws SketchFormatException if there is none
   */
  public static ReservoirSample readFrom(ByteBuffer source) {
    ByteBuffer body = Preamble.read(source, SketchKind.RESERVOIR, VERSION);
    ReservoirSample sample = readBody(body);
    check(!body.hasRemaining(), "bytes after the items", body.remaining());
    return sample;
  }

  /** Adds an item. */
  public void add(long item) {
    offer(item);
  }

  /** Adds a number as its bits; see {@link #toDoubles}. */
  public void addDouble(double value) {
    offer(Double.doubleToLongBits(value));
  }

  /**
   * Adds an item and says where it went, for a caller that keeps what the item stands for in an
   * array of its own.
   *
   * @return the i for which {@link #item} now is this item, or -1 if it was passed over
   */
  public int offer(long item) {
    long position = ++count;
    if (position <= size) {
      int at = (int) position - 1;
      room(position);
      items[at] = item;
      if (position == size) {
        full();
      }
      return at;
    }
    return position == next ? replace(item) : -1;
  }

  /** Adds the items {@code values[from, to)}; reads only those that come into the sample. */
  public void addAll(long[] values, int from, int to) {
    Objects.checkFromToIndex(from, to, values.length);
    int taken = (int) filling(to - from);
    if (taken > 0) {
      int held = (int) count;
      room(count + taken);
      System.arraycopy(values, from, items, held, taken);
      filled(taken);
    }
    long end = Math.addExact(count, to - from - taken);
    int offset = (int) (to - 1 - end);
    while (next <= end && count >= size) {
      count = next;
      replace(values[(int) next + offset]);
    }
    count = end;
  }

  /**
   * Adds the numbers {@code values[from, to)} as their bits; reads only those that come into the
   * sample, so that one that is NaN is an item like any other.
   */
  public void addDoubles(double[] values, int from, int to) {
    Objects.checkFromToIndex(from, to, values.length);
    int taken = (int) filling(to - from);
    room(count + taken);
    for (int i = 0; i < taken; i++) {
      items[(int) count + i] = Double.doubleToLongBits(values[from + i]);
    }
    filled(taken);
    long end = Math.addExact(count, to - from - taken);
    int offset = (int) (to - 1 - end);
    while (next <= end && count >= size) {
      count = next;
      replace(Double.doubleToLongBits(values[(int) next + offset]));
    }
    count = end;
  }

  /** Adds the items {@code from, from + 1, … to - 1}, such as row numbers. */
  public void addRange(long from, long to) {
    if (from > to || to - from < 0) {
      throw new IllegalArgumentException(
          "from must be at most to, less than 2^63 apart, got " + from + ", " + to);
    }
    long taken = filling(to - from);
    room(count + taken);
    for (int i = 0; i < taken; i++) {
      items[(int) count + i] = from + i;
    }
    filled(taken);
    long end = Math.addExact(count, to - from - taken);
    long offset = to - 1 - end;
    while (next <= end && count >= size) {
      count = next;
      replace(next + offset);
    }
    count = end;
  }

  /**
   * How many items will be passed over before the next is taken: a caller may {@link #skip} them
   * without making them. 0 while the sample fills.
   */
  public long untilNext() {
    return count < size ? 0 : next - count - 1;
  }

  /**
   * Adds items that will be passed over, unseen.
   *
   * @param items how many, at most {@link #untilNext}
   */
  public void skip(long items) {
    if (items < 0 || items > untilNext()) {
      throw new IllegalArgumentException(
          "items must be in [0, untilNext()] = [0, " + untilNext() + "], got " + items);
    }
    count += items;
  }

  /**
   * Replaces every item by its image, in the order of {@link #item}: for a caller whose items are
   * places in a store of its own, when it compacts that store.
   */
  public void renumber(LongUnaryOperator image) {
    for (int i = 0; i < held(); i++) {
      items[i] = image.applyAsLong(items[i]);
    }
  }

  /** How many items were added. */
  public long count() {
    return count;
  }

  /** The items that the sample holds at most. */
  public int size() {
    return size;
  }

  /** The items that the sample holds: {@code min(size, count)}. */
  public int held() {
    return (int) Math.min(size, count);
  }

  /** The seed it was created with. */
  public long seed() {
    return seed;
  }

  /**
   * An item of the sample.
   *
   * @param i from 0 to {@link #held} - 1
   */
  public long item(int i) {
    return items[Objects.checkIndex(i, held())];
  }

  /** The items of the sample, a copy. */
  public long[] toArray() {
    return Arrays.copyOf(items, held());
  }

  /** The items of a sample of numbers, a copy; see {@link #addDoubles}. */
  public double[] toDoubles() {
    double[] values = new double[held()];
    Arrays.setAll(values, i -> Double.longBitsToDouble(items[i]));
    return values;
  }

  /**
   * {@inheritDoc}
   *
   * <p>This sample's generator draws; the order of merges matters to the result but not to its
   * distribution.
   *
   * @throws ArithmeticException if the counts' sum is 2^63 or more
   */
  @Override
  public ReservoirSample merge(ReservoirSample other) {
    if (!isMergeableWith(other)) {
      throw new IncompatibleSketchException(
          "sizes must be equal, got " + size + " and " + other.size);
    }
    if (other.count == 0) {
      return this;
    }
    long n = Math.addExact(count, other.count);
    random().stir(other.randomState());
    if (count == 0) {
      items = other.toArray();
    } else if (n <= size) {
      int held = held();
      room(n);
      System.arraycopy(other.items, 0, items, held, other.held());
    } else {
      exchange(other);
    }
    count = n;
    if (n >= size) {
      threshold = random.smallest(size, n);
      schedule();
    }
    return this;
  }

  /** Gives the places of items that leave, and those that are empty, to items of the other. */
  private void exchange(ReservoirSample other) {
    int held = held();
    int stay = Hypergeometric.draw(random, size, count, other.count);
    long[] leave = random.subset(held, held - stay);
    long[] come = random.subset(other.held(), size - stay);
    // in a merge with itself, places must not be read that were given away
    long[] from = other.items == items ? items.clone() : other.items;
    room(size);
    int word = -1;
    long bits = 0;
    int next = held;
    for (int i = 0; i < come.length; i++) {
      for (long coming = come[i]; coming != 0; coming &= coming - 1) {
        while (bits == 0 && word + 1 < leave.length) {
          bits = leave[++word];
        }
        int at = bits == 0 ? next++ : (word << 6) + Long.numberOfTrailingZeros(bits);
        bits &= bits - 1;
        items[at] = from[(i << 6) + Long.numberOfTrailingZeros(coming)];
      }
    }
  }

  /** Whether the sizes are equal. */
  @Override
  public boolean isMergeableWith(ReservoirSample other) {
    return size == other.size;
  }

  @Override
  public ReservoirSample copy() {
    ReservoirSample copy = new ReservoirSample(size, seed);
    copy.random = random == null ? null : Randomness.ofState(random.state());
    copy.items = count == 0 ? EMPTY : toArray();
    copy.count = count;
    copy.threshold = threshold;
    copy.next = next;
    return copy;
  }

  /** {@inheritDoc} The generator starts again from the seed. */
  @Override
  public ReservoirSample clear() {
    items = EMPTY;
    count = 0;
    threshold = 0;
    next = 0;
    random = null;
    return this;
  }

  @Override
  public boolean isEmpty() {
    return count == 0;
  }

  @Override
  public long heapBytes() {
    return 56 + (random == null ? 0 : 24) + (items.length == 0 ? 0 : 16 + 8L * items.length);
  }

  @Override
  public int serializedBytes() {
    return Preamble.BYTES + bodyBytes();
  }

  @Override
  public void writeTo(ByteBuffer target) {
    Preamble.write(target, SketchKind.RESERVOIR, VERSION, bodyBytes(), this::writeBody);
  }

  int bodyBytes() {
    return HEADER_BYTES + 8 * held();
  }

  void writeBody(ByteBuffer body) {
    body.putInt(size).putLong(seed).putLong(randomState()).putLong(count);
    body.putDouble(threshold).putLong(next);
    for (int i = 0; i < held(); i++) {
      body.putLong(items[i]);
    }
  }

  /** Reads what {@link #writeBody} wrote and leaves the body behind it. */
  static ReservoirSample readBody(ByteBuffer body) {
    check(body.remaining() >= HEADER_BYTES, "the header needs 44 bytes", body.remaining());
    int size = body.getInt();
    check(size >= 1 && size <= MAX_SIZE, "size must be in [1, 2^24]", size);
    long seed = body.getLong();
    long state = body.getLong();
    long count = body.getLong();
    check(count >= 0, "count must not be negative", count);
    double threshold = body.getDouble();
    long next = body.getLong();
    if (count < size) {
      check(Double.doubleToRawLongBits(threshold) == 0, "threshold must be 0 at first", count);
      check(next == 0, "next must be 0 at first", next);
    } else {
      check(
          threshold > 0 && threshold < 1,
          "threshold must be in (0, 1), bits",
          Double.doubleToRawLongBits(threshold));
      check(next > count || next == Long.MAX_VALUE, "next must be above the count", next);
    }
    int held = (int) Math.min(size, count);
    check(body.remaining() >= 8L * held, "8 bytes must be there for each item", body.remaining());
    ReservoirSample sample = new ReservoirSample(size, seed);
    sample.random = state == sample.randomState() ? null : Randomness.ofState(state);
    sample.count = count;
    sample.threshold = threshold;
    sample.next = next;
    sample.items = held == 0 ? EMPTY : new long[held];
    for (int i = 0; i < held; i++) {
      sample.items[i] = body.getLong();
    }
    return sample;
  }

  private static void check(boolean holds, String rule, long got) {
    if (!holds) {
      throw new SketchFormatException("stored RESERVOIR: " + rule + ", got " + got);
    }
  }

  /** Whether the other is a sample of the same size, seed and state. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ReservoirSample that
        && size == that.size
        && seed == that.seed
        && randomState() == that.randomState()
        && count == that.count
        && threshold == that.threshold
        && next == that.next
        && Arrays.equals(items, 0, held(), that.items, 0, that.held());
  }

  @Override
  public int hashCode() {
    return Objects.hash(size, seed, randomState(), count, Arrays.hashCode(toArray()));
  }

  @Override
  public String toString() {
    return "ReservoirSample[size=" + size + ", count=" + count + ", held=" + held() + "]";
  }

  private Randomness random() {
    if (random == null) {
      random = Randomness.ofSeed(seed);
    }
    return random;
  }

  private long randomState() {
    return random == null ? Randomness.stateOfSeed(seed) : random.state();
  }

  /** How many of the next items are taken since the sample still fills. */
  private long filling(long items) {
    return count < size ? Math.min(size - count, items) : 0;
  }

  /** Makes room for so many items, at most {@code size}. */
  private void room(long needed) {
    if (needed > items.length && items.length < size) {
      long length = Math.max(needed, Math.max(4, 2L * items.length));
      items = Arrays.copyOf(items, (int) Math.min(size, length));
    }
  }

  private void filled(long taken) {
    count += taken;
    if (taken > 0 && count == size) {
      full();
    }
  }

  /** Draws the threshold when the sample is full for the first time: of `size` keys the largest. */
  private void full() {
    threshold = inside(PortableMath.expOfMinus(random().exponential() / size));
    schedule();
  }

  /** Takes the item at position {@code count == next}, into the place that it returns. */
  private int replace(long item) {
    int at = (int) random().below(size);
    items[at] = item;
    threshold = inside(threshold * PortableMath.expOfMinus(random.exponential() / size));
    schedule();
    return at;
  }

  /** Draws the position of the next item with a key below the threshold. */
  private void schedule() {
    double skip = random.exponential() / PortableMath.minusLogOfOneMinus(threshold);
    long room = Long.MAX_VALUE - count - 1;
    next = skip < room ? count + 1 + (long) skip : Long.MAX_VALUE;
  }

  private static double inside(double threshold) {
    return Math.min(1 - 0x1p-53, Math.max(Double.MIN_NORMAL, threshold));
  }
}
