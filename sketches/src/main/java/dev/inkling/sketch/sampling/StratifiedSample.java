package dev.inkling.sketch.sampling;

import dev.inkling.sketch.IncompatibleSketchException;
import dev.inkling.sketch.Sketch;
import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.internal.HeapSize;
import dev.inkling.sketch.internal.Preamble;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.LongUnaryOperator;

/**
 * A uniform sample of each stratum of a stream, so that rare strata are represented beside frequent
 * ones. Strata appear on the fly; each is kept with its exact count.
 *
 * <p>Sizes: {@link #create} holds the same number of items of every stratum. {@link #withBudget}
 * divides a number of items among the strata, see {@link Allocation}, anew while counts and
 * variances become known. Whatever the sizes, and at every moment: given that n of a stratum's N
 * items are held, every subset of n is equally likely to be they, also after merges; samples of
 * different strata are independent. The price: a size falls only, never below the minimum, and
 * where it follows from a rate (not for {@code EQUAL}) it is random, with the standard deviation of
 * √n at most. All sizes together are 15/16 to all of the budget on average, more where every item
 * is held; of {@code EQUAL} never above it.
 *
 * <p>The caller names an item's stratum by a long: a number of its own, or a hash of the key. An
 * item is a long, as in {@link ReservoirSample}; the value that {@code NEYMAN} needs is given with
 * it. If the stream has more than {@code maxStrata} strata, those kept are the ones whose ids have
 * the smallest scrambled values, and the items of all others share one pool, which is itself a
 * uniform sample of them, of the size of a stratum's, and is reported by {@link #pooledCount} and
 * {@link #pooled}. Which strata are kept thus depends on the set of ids only: not on their order,
 * nor on how the stream was split and merged; and a stratum that is kept was kept from its first
 * item on, hence the exact counts.
 *
 * <p>Size: up to 8 items 64 bytes and 16 per item; then about 1 KB, per stratum about 280 bytes, of
 * more than 2,000 strata 140 (Neyman 20 more), and 8 to 12 per item held. Cost: O(1) per item, and
 * O(strata + budget) each time the items have grown by a sixteenth. The same calls in the same
 * order give the same bytes. <b>Samples that will be merged need different seeds</b>, see {@link
 * ReservoirSample}. Not safe for use by many threads.
 *
 * <pre>{@code
 * StratifiedSample byCountry = StratifiedSample.create(100, 250, 42);
 * byCountry.add(countryId, rowNumber);
 * for (long stratum : byCountry.strata()) {
 *   long[] rows = byCountry.items(stratum);
 *   double weight = (double) byCountry.count(stratum) / rows.length;
 * }
 * }</pre>
 */
public final class StratifiedSample implements Sketch<StratifiedSample> {

  /** The most strata that can be kept. */
  public static final int MAX_STRATA = 1 << 16;

  /** The largest magnitude of a value, so that no sum of squares overflows. */
  public static final double MAX_VALUE = 1e100;

  /** So many items are kept as they came, before there are strata. */
  static final int FIRST = 8;

  static final long[] EMPTY = {};

  /* implementation note
   *
   * The first items are a list of (stratum, item), or (stratum, item, value) as soon as a value is
   * not the number whose bits the item is; a sample of a few items, of which an engine may have
   * millions, then is 128 bytes. The ninth item makes the Strata, by adding the list to them:
   * nothing was drawn before, so nothing depends on when that is done, and queries and merges do it
   * to a copy.
   */

  private final Allocation allocation;

  /** 0: each stratum has the minimum. */
  private final int budget;

  private final int minimum;
  private final int maxStrata;
  private final long seed;

  long[] first = EMPTY;
  int firstLength;
  boolean firstValues;

  /** Null while there are only first items. */
  Strata strata;

  StratifiedSample(Allocation allocation, int budget, int minimum, int maxStrata, long seed) {
    if (maxStrata < 1 || maxStrata > MAX_STRATA) {
      throw new IllegalArgumentException(
          "maxStrata must be in [1, " + MAX_STRATA + "], got " + maxStrata);
    }
    this.allocation = allocation;
    this.budget = budget;
    this.minimum = minimum;
    this.maxStrata = maxStrata;
    this.seed = seed;
  }

  /**
   * An empty sample that holds the same number of items of each stratum.
   *
   * @param sizePerStratum the items to hold of each stratum, and of the pool, 1 to 2^24
   * @param maxStrata the strata to keep, 1 to {@link #MAX_STRATA}
   * @param seed any number; different for samples that will be merged
   */
  public static StratifiedSample create(int sizePerStratum, int maxStrata, long seed) {
    if (sizePerStratum < 1 || sizePerStratum > ReservoirSample.MAX_SIZE) {
      throw new IllegalArgumentException(
          "sizePerStratum must be in [1, " + ReservoirSample.MAX_SIZE + "], got " + sizePerStratum);
    }
    return new StratifiedSample(Allocation.EQUAL, 0, sizePerStratum, maxStrata, seed);
  }

  /**
   * An empty sample that divides a budget among the strata.
   *
   * @param allocation how
   * @param budget the items to hold in all, at least {@code minimum × (maxStrata + 1)}, up to 2^24
   * @param minimum the items to hold of each stratum in any case, unless it has fewer; at least 1,
   *     at least 2 if variances are wanted
   * @param maxStrata the strata to keep, 1 to {@link #MAX_STRATA}
   * @param seed any number; different for samples that will be merged
   */
  public static StratifiedSample withBudget(
      Allocation allocation, int budget, int minimum, int maxStrata, long seed) {
    Objects.requireNonNull(allocation, "allocation");
    if (minimum < 1) {
      throw new IllegalArgumentException("minimum must be at least 1, got " + minimum);
    }
    StratifiedSample sample = new StratifiedSample(allocation, budget, minimum, maxStrata, seed);
    if (budget > ReservoirSample.MAX_SIZE || budget < minimum * (maxStrata + 1L)) {
      throw new IllegalArgumentException(
          "budget must be in [minimum × (maxStrata + 1), 2^24] = ["
              + minimum * (maxStrata + 1L)
              + ", "
              + ReservoirSample.MAX_SIZE
              + "], got "
              + budget);
    }
    return sample;
  }

  /**
   * A stored sample.
   *
   * @throws SketchFormatException if the bytes are not exactly one sample
   */
  public static StratifiedSample fromBytes(byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    StratifiedSample sample = readFrom(source);
    Preamble.requireEnd(source);
    return sample;
  }

  /**
   * The stored sample at the source's position, which moves past it.
   *
   * @throws SketchFormatException if there is none
   */
  public static StratifiedSample readFrom(ByteBuffer source) {
    return StratifiedForm.readFrom(source);
  }

  /** Adds an item of a stratum; its value is the item itself, as a number. */
  public void add(long stratum, long item) {
    offer(stratum, item, (double) item);
  }

  /**
   * Adds an item of a stratum with its value, which only {@link Allocation#NEYMAN} looks at.
   *
   * @throws IllegalArgumentException if it does and the value is NaN or beyond ±{@link #MAX_VALUE}
   */
  public void add(long stratum, long item, double value) {
    offer(stratum, item, value);
  }

  /**
   * Adds a number as its bits, see {@link #doubles}.
   *
   * @throws IllegalArgumentException as {@link #add(long, long, double)}
   */
  public void addDouble(long stratum, double value) {
    offer(stratum, Double.doubleToLongBits(value), value);
  }

  /**
   * Adds an item of a stratum with its value and says whether it was taken, for a caller whose
   * items are places in a store of its own: only then has it to store what the item stands for. See
   * {@link #renumber}.
   *
   * @throws IllegalArgumentException as {@link #add(long, long, double)}
   */
  public boolean offer(long stratum, long item, double value) {
    if (allocation == Allocation.NEYMAN && !(Math.abs(value) <= MAX_VALUE)) {
      throw new IllegalArgumentException(
          "value must be a number of magnitude at most " + MAX_VALUE + ", got " + value);
    }
    if (strata != null) {
      return strata.add(stratum, item, value);
    }
    long bits = allocation == Allocation.NEYMAN ? Double.doubleToLongBits(value) : item;
    if (firstLength == FIRST * firstWidth()) {
      useStrata();
      return strata.add(stratum, item, value);
    }
    if (bits != item && !firstValues) {
      widen();
    }
    int width = firstWidth();
    if (firstLength == first.length) {
      first = Arrays.copyOf(first, width * (firstLength == 0 ? 3 : FIRST));
    }
    first[firstLength] = stratum;
    first[firstLength + 1] = item;
    if (firstValues) {
      first[firstLength + 2] = bits;
    }
    firstLength += width;
    return true;
  }

  /** Adds the items {@code items[i]} of the strata {@code strata[i]}, i in {@code [from, to)}. */
  public void addAll(long[] strata, long[] items, int from, int to) {
    Objects.checkFromToIndex(from, to, Math.min(strata.length, items.length));
    int i = from;
    while (i < to && this.strata == null) {
      offer(strata[i], items[i], (double) items[i]);
      i++;
    }
    if (i < to) {
      this.strata.addAll(strata, items, i, to);
    }
  }

  /**
   * Adds the items {@code items[i]} of the strata {@code strata[i]} with the values {@code
   * values[i]}, i in {@code [from, to)}.
   *
   * @throws IllegalArgumentException as {@link #add(long, long, double)}; those before were added
   */
  public void addAll(long[] strata, long[] items, double[] values, int from, int to) {
    Objects.checkFromToIndex(from, to, Math.min(strata.length, items.length));
    Objects.checkFromToIndex(from, to, values.length);
    for (int i = from; i < to; i++) {
      offer(strata[i], items[i], values[i]);
    }
  }

  /**
   * Adds the numbers {@code values[i]} of the strata {@code strata[i]}, i in {@code [from, to)}, as
   * their bits.
   *
   * @throws IllegalArgumentException as {@link #add(long, long, double)}; those before were added
   */
  public void addDoubles(long[] strata, double[] values, int from, int to) {
    Objects.checkFromToIndex(from, to, Math.min(strata.length, values.length));
    for (int i = from; i < to; i++) {
      addDouble(strata[i], values[i]);
    }
  }

  /**
   * Replaces every item by its image: for a caller whose items are places in a store of its own,
   * when it compacts that store.
   */
  public void renumber(LongUnaryOperator image) {
    if (strata != null) {
      strata.renumber(image);
      return;
    }
    StratifiedSample renumbered =
        new StratifiedSample(allocation, budget, minimum, maxStrata, seed);
    int width = firstWidth();
    for (int i = 0; i < firstLength; i += width) {
      renumbered.offer(first[i], image.applyAsLong(first[i + 1]), firstValue(i));
    }
    first = renumbered.first;
    firstLength = renumbered.firstLength;
    firstValues = renumbered.firstValues;
  }

  /** How many items were added. O(strata). */
  public long count() {
    return strata == null ? firstLength / firstWidth() : strata.total();
  }

  /** The exact number of items of a stratum that is kept, 0 of any other. */
  public long count(long stratum) {
    Strata all = asStrata();
    int row = all.find(stratum);
    return row == 0 ? 0 : all.count(row);
  }

  /** The ids of the strata that are kept, in ascending order. */
  public long[] strata() {
    Strata all = asStrata();
    long[] sorted = new long[all.size()];
    Arrays.setAll(sorted, i -> all.id(i + 1));
    Arrays.sort(sorted);
    return sorted;
  }

  /** How many strata are kept. */
  public int strataCount() {
    return asStrata().size();
  }

  /** How many items of a stratum are held: at least 1 if it is kept, 0 of any other. */
  public int held(long stratum) {
    Strata all = asStrata();
    int row = all.find(stratum);
    return row == 0 ? 0 : all.held(row);
  }

  /** How many items are held in all, with those of the pool. O(strata). */
  public long held() {
    Strata all = asStrata();
    long held = 0;
    for (int row = 0; row <= all.size(); row++) {
      held += all.held(row);
    }
    return held;
  }

  /**
   * The items held of a stratum, a copy.
   *
   * @throws IllegalArgumentException if the stratum is not kept
   */
  public long[] items(long stratum) {
    Strata all = asStrata();
    return all.items(row(all, stratum));
  }

  /**
   * The numbers held of a stratum, a copy; see {@link #addDouble}.
   *
   * @throws IllegalArgumentException if the stratum is not kept
   */
  public double[] doubles(long stratum) {
    return doubles(items(stratum));
  }

  /**
   * The mean of all values of a stratum, held or not: known exactly, but for rounding, for {@link
   * Allocation#NEYMAN}; NaN for others.
   *
   * @throws IllegalArgumentException if the stratum is not kept
   */
  public double mean(long stratum) {
    Strata all = asStrata();
    int row = row(all, stratum);
    return all.hasMoments() ? all.number(row, Strata.MEAN) : Double.NaN;
  }

  /**
   * The variance, with N − 1, of all values of a stratum, held or not: known exactly, but for
   * rounding, for {@link Allocation#NEYMAN}; NaN for others, and of a single value.
   *
   * @throws IllegalArgumentException if the stratum is not kept
   */
  public double variance(long stratum) {
    Strata all = asStrata();
    int row = row(all, stratum);
    return all.hasMoments() && all.count(row) > 1 ? all.variance(row) : Double.NaN;
  }

  /**
   * The sample of a stratum by itself, a copy: of the size per stratum, or with a budget of the
   * size that it has.
   *
   * @throws IllegalArgumentException if the stratum is not kept
   */
  public ReservoirSample sample(long stratum) {
    Strata all = asStrata();
    return reservoir(all, row(all, stratum), seed ^ stratum);
  }

  /** How many items were of strata that are not kept. */
  public long pooledCount() {
    return asStrata().count(Strata.POOL);
  }

  /** The sample of all items of strata that are not kept, a copy, as of a stratum. */
  public ReservoirSample pooled() {
    return reservoir(asStrata(), Strata.POOL, ~seed);
  }

  private ReservoirSample reservoir(Strata all, int row, long seedOfSample) {
    int size = budget == 0 ? minimum : Math.max(1, all.held(row));
    return ReservoirSample.of(size, seedOfSample, all.count(row), all.items(row));
  }

  private static int row(Strata all, long stratum) {
    int row = all.find(stratum);
    if (row == 0) {
      throw new IllegalArgumentException("stratum must be one of strata(), got " + stratum);
    }
    return row;
  }

  private static double[] doubles(long[] items) {
    double[] values = new double[items.length];
    Arrays.setAll(values, i -> Double.longBitsToDouble(items[i]));
    return values;
  }

  /** How the budget is divided; EQUAL if there is none. */
  public Allocation allocation() {
    return allocation;
  }

  /** The items to hold in all, 0 if each stratum's sample has its own size. */
  public int budget() {
    return budget;
  }

  /** The items to hold of each stratum: the size of {@link #create}, the minimum of a budget. */
  public int minimum() {
    return minimum;
  }

  /** The strata that are kept at most. */
  public int maxStrata() {
    return maxStrata;
  }

  /** The seed it was created with. */
  public long seed() {
    return seed;
  }

  /**
   * {@inheritDoc} The budget is divided anew. O(strata and items held of both).
   *
   * <p>This sample's generator draws; the order of merges matters to the result but not to its
   * distribution.
   *
   * @throws ArithmeticException if the counts' sum is 2^63 or more
   */
  @Override
  @SuppressWarnings("ReferenceEquality") // a merge with itself must not read what it writes
  public StratifiedSample merge(StratifiedSample other) {
    if (!isMergeableWith(other)) {
      throw new IncompatibleSketchException(
          "allocation, budget, minimum and most strata must be equal, got "
              + this
              + " and "
              + other);
    }
    Math.addExact(count(), other.count());
    StratifiedSample from = other == this ? other.copy() : other;
    if (from.strata == null) {
      from.addFirstTo(this);
      return this;
    }
    if (strata == null) {
      useStrata();
    }
    strata.merge(from.strata, this);
    return this;
  }

  /** Whether allocations, budgets, minima and the most strata are equal. */
  @Override
  public boolean isMergeableWith(StratifiedSample other) {
    return allocation == other.allocation
        && budget == other.budget
        && minimum == other.minimum
        && maxStrata == other.maxStrata;
  }

  @Override
  public StratifiedSample copy() {
    StratifiedSample copy = new StratifiedSample(allocation, budget, minimum, maxStrata, seed);
    copy.first = firstLength == 0 ? EMPTY : Arrays.copyOf(first, firstLength);
    copy.firstLength = firstLength;
    copy.firstValues = firstValues;
    copy.strata = strata == null ? null : strata.copy(this);
    return copy;
  }

  /** {@inheritDoc} The generator starts again from the seed. */
  @Override
  public StratifiedSample clear() {
    first = EMPTY;
    firstLength = 0;
    firstValues = false;
    strata = null;
    return this;
  }

  @Override
  public boolean isEmpty() {
    return strata == null && firstLength == 0;
  }

  @Override
  public long heapBytes() {
    long list = first.length == 0 ? 0 : HeapSize.of(first);
    return HeapSize.ofObject(3 * 4 + 4 * 4 + 8 + 1)
        + list
        + (strata == null ? 0 : strata.heapBytes());
  }

  @Override
  public int serializedBytes() {
    return Preamble.BYTES + StratifiedForm.bodyBytes(this);
  }

  @Override
  public void writeTo(ByteBuffer target) {
    StratifiedForm.writeTo(this, target);
  }

  /** Whether the other is a sample of the same parameters, seed and state: its bytes are equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof StratifiedSample that
        && isMergeableWith(that)
        && seed == that.seed
        && Arrays.equals(toByteArray(), that.toByteArray());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(toByteArray());
  }

  @Override
  public String toString() {
    return "StratifiedSample["
        + (budget == 0 ? "size=" + minimum : allocation + ", budget=" + budget)
        + (budget == 0 ? "" : ", minimum=" + minimum)
        + ", strata="
        + strataCount()
        + " of "
        + maxStrata
        + ", held="
        + held()
        + ", pooledCount="
        + pooledCount()
        + "]";
  }

  int firstWidth() {
    return firstValues ? 3 : 2;
  }

  private double firstValue(int at) {
    long bits = first[at + (firstValues ? 2 : 1)];
    return allocation == Allocation.NEYMAN ? Double.longBitsToDouble(bits) : 0;
  }

  /** Gives every first item a value beside it. */
  private void widen() {
    int items = firstLength / 2;
    long[] wide = new long[3 * (items < 3 ? 3 : FIRST)];
    for (int i = 0; i < items; i++) {
      wide[3 * i] = first[2 * i];
      wide[3 * i + 1] = first[2 * i + 1];
      wide[3 * i + 2] = first[2 * i + 1];
    }
    first = wide;
    firstLength = 3 * items;
    firstValues = true;
  }

  private void addFirstTo(StratifiedSample target) {
    for (int i = 0; i < firstLength; i += firstWidth()) {
      target.offer(first[i], first[i + 1], firstValue(i));
    }
  }

  private void useStrata() {
    strata = toStrata();
    first = EMPTY;
    firstLength = 0;
    firstValues = false;
  }

  private Strata asStrata() {
    return strata == null ? toStrata() : strata;
  }

  /** The strata of the first items. */
  private Strata toStrata() {
    Strata all = Strata.create(this);
    for (int i = 0; i < firstLength; i += firstWidth()) {
      all.add(first[i], first[i + 1], firstValue(i));
    }
    return all;
  }
}
