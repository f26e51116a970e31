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
 * A random sample of fixed size for sums of weights over parts of a stream that are only named
 * later: no sample of that size, drawn with the whole stream at hand, has less variance on average
 * over all parts of any one number of items.
 *
 * <p>An item is a long: a row number, a hash, or a number's bits by {@link
 * Double#doubleToLongBits}. Items heavier than a threshold τ are all in the sample, the others with
 * probability weight / τ, and each of these then stands for a weight of τ. The weight of any part
 * of the stream is estimated without bias by the sum of {@link #adjustedWeight} over the items of
 * the sample that belong to it; two such items' estimates are never positively correlated; and all
 * of them together have exactly the stream's weight, but for rounding. As long as at most {@code
 * size} items of positive weight have been added, the sample is the stream. A weight of 0 is
 * counted, but never sampled. Items of equal weight are sampled uniformly.
 *
 * <p>A merged sample has these properties too, and the same τ as if all items had been added to one
 * sample, thus the same probability for each item. Which items come together may be less varied:
 * how many of the sample are from one part varies less than if the stream had not been split.
 *
 * <p>Size: 48 bytes, then 16 and 16 per item held (up to twice that while it grows), and 40 once
 * there is a threshold; at most 120 + 16 × size. Cost: a multiplication and a division per light
 * item, O(log size) for one that is heavier than τ; O(size log size) per merge.
 *
 * <p>The same calls in the same order give the same bytes on every machine. <b>Samples that will be
 * merged need different seeds</b>: streams sampled with one seed draw the same numbers. Not safe
 * for use by many threads.
 *
 * <p>E. Cohen, N. Duffield, H. Kaplan, C. Lund, M. Thorup, Efficient stream sampling for
 * variance-optimal estimation of subset sums, 2011, arXiv 0803.0473; merges draw by J.-C. Deville,
 * Y. Tillé's pivotal method in random order.
 *
 * <pre>{@code
 * VarOptSample bytesSent = VarOptSample.create(1_000, 42);
 * bytesSent.add(row, bytes);
 * double toPort = 0;
 * for (int i = 0; i < bytesSent.held(); i++) {
 *   toPort += port(bytesSent.item(i)) == 443 ? bytesSent.adjustedWeight(i) : 0;
 * }
 * }</pre>
 */
public final class VarOptSample implements Sketch<VarOptSample> {

  /** The largest sample: 256 MB. */
  public static final int MAX_SIZE = 1 << 24;

  /** Purposes of draws: four per position of the stream, and one key for each merge. */
  private static final long PURPOSE = 4;

  private static final int DROP = 0;
  private static final int PLACE = 1;
  private static final int ODDS = 2;
  private static final int MERGE = 3;

  private static final long[] EMPTY = {};

  /* implementation note
   *
   * pairs[] holds items and bits of weights in turn: first the heavy ones, as a min-heap by weight
   * once there is a threshold, then the light ones in no order. The sum of the light ones' adjusted
   * weights is light.sum + light.rest, in twice the precision, τ that sum over their number. An
   * item that comes makes size + 1 of them; those heavy ones that are not above the new τ become
   * light, and one of the light is dropped, each with probability 1 - (adjusted weight) / τ.
   *
   * The common case is an item that becomes light without another: it is dropped with probability
   * 1 - w × n / (sum + w), n being the number of light items, else a light one is, all of which are
   * equally likely. No random number is drawn for it: `odds` is 1 / u for a uniform u and is
   * multiplied by the probabilities of the drops; the first item that makes it smaller than 1 is
   * kept. That is the inversion of the waiting time; u given that it is below the product so far
   * is again uniform, so the steps in between that draw otherwise leave it as it is.
   *
   * All draws are functions of the seed and the position in the stream: there is no generator.
   */

  private final int size;
  private final long seed;
  private long count;
  private long[] pairs = EMPTY;
  private int heavy;

  /** Null while all items are held. */
  private LightItems light;

  private VarOptSample(int size, long seed) {
    if (size < 1 || size > MAX_SIZE) {
      throw new IllegalArgumentException("size must be in [1, " + MAX_SIZE + "], got " + size);
    }
    this.size = size;
    this.seed = seed;
  }

  /** A sample as it was stored. */
  VarOptSample(int size, long seed, long count, long[] pairs, int heavy, LightItems light) {
    this(size, seed);
    this.count = count;
    this.pairs = pairs;
    this.heavy = heavy;
    this.light = light;
  }

  /**
   * An empty sample.
   *
   * @param size the items to hold at most, 1 to {@link #MAX_SIZE}
   * @param seed any number; different for samples that will be merged
   */
  public static VarOptSample create(int size, long seed) {
    return new VarOptSample(size, seed);
  }

  /**
   * A stored sample.
   *
   * @throws SketchFormatException if the bytes are not exactly one sample
   */
  public static VarOptSample fromBytes(byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    VarOptSample sample = readFrom(source);
    Preamble.requireEnd(source);
    return sample;
  }

  /**
   * The stored sample at the source's position, which moves past it.
   *
   * @throws SketchFormatException if there is none
   */
  public static VarOptSample readFrom(ByteBuffer source) {
    return VarOptForm.read(source);
  }

  /**
   * Adds an item.
   *
   * @param weight 0 or in [2^-900, 2^900]
   */
  public void add(long item, double weight) {
    Weights.require(weight);
    count++;
    if (weight == 0) {
      return;
    }
    if (light == null) {
      if (heavy < size) {
        room(heavy + 1);
        put(heavy++, item, weight);
        return;
      }
      WeightHeap.build(pairs, heavy);
      light = new LightItems();
      light.odds = 1 / uniform(ODDS);
    }
    LightItems l = light;
    double grown = l.sum + weight;
    if (weight * l.items <= l.sum && l.items > 0 && grown < bound()) {
      l.odds *= 1 - weight * l.items / grown;
      l.rest += Weights.lost(l.sum, weight, grown);
      l.sum = grown;
      if (l.odds < 1) {
        put(heavy + place(l.items), item, weight);
        l.odds = 1 / uniform(ODDS);
        l.settle();
      }
    } else {
      squeeze(item, weight);
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
      if (light != null) {
        i = pass(weights, i, to);
      }
      if (i < to) {
        add(items[i], weights[i]);
        i++;
      }
    }
  }

  /** Adds light items as {@link #add} does, up to the first that is kept or not light. */
  private int pass(double[] weights, int from, int to) {
    LightItems l = light;
    double n = l.items;
    double bound = bound();
    double sum = l.sum;
    double rest = l.rest;
    double odds = l.odds;
    int i = from;
    for (; i < to; i++) {
      double weight = weights[i];
      double grown = sum + weight;
      double share = weight * n;
      double nextOdds = odds * (1 - share / grown);
      if (!(weight >= Weights.MIN
          && weight <= Weights.MAX
          && share <= sum
          && grown < bound
          && nextOdds >= 1)) {
        break;
      }
      rest += Weights.lost(sum, weight, grown);
      sum = grown;
      odds = nextOdds;
    }
    l.sum = sum;
    l.rest = rest;
    l.odds = odds;
    count += i - from;
    return i;
  }

  /** What the light sum must stay below for the lightest heavy item to stay heavy. */
  private double bound() {
    return heavy == 0 ? Double.POSITIVE_INFINITY : weightAt(0) * light.items;
  }

  /** Adds an item in the general case: size + 1 items, of which one must go. */
  private void squeeze(long item, double weight) {
    LightItems l = light;
    int last = heavy + l.items;
    room(last + 1);
    boolean isLight = l.items > 0 && weight * l.items <= l.sum;
    int candidates = l.items;
    if (isLight) {
      put(last, item, weight);
      l.grow(weight);
      candidates++;
    } else {
      pairs[2 * last] = pairs[2 * heavy];
      pairs[2 * last + 1] = pairs[2 * heavy + 1];
      WeightHeap.push(pairs, heavy++, item, Double.doubleToRawLongBits(weight));
    }
    int popped = 0;
    while (heavy > 0 && l.sum >= (candidates - 1) * weightAt(0)) {
      l.grow(weightAt(0));
      WeightHeap.pop(pairs, heavy--);
      popped++;
      candidates++;
    }
    drop(popped, isLight, l.sum / (candidates - 1));
    l.items = candidates - 1;
  }

  /** Drops one of the light items: those just popped, those that were light, the new one. */
  private void drop(int popped, boolean newIsLight, double threshold) {
    int last = heavy + popped + light.items + (newIsLight ? 1 : 0) - 1;
    double left = uniform(DROP);
    int dropped = -1;
    for (int i = heavy; i < heavy + popped && dropped < 0; i++) {
      left -= 1 - weightAt(i) / threshold;
      dropped = left < 0 ? i : -1;
    }
    if (dropped < 0 && newIsLight) {
      left -= 1 - weightAt(last) / threshold;
      dropped = left < 0 ? last : -1;
    }
    if (dropped < 0) {
      // without items that were light before, only rounding has left something
      dropped = light.items > 0 ? heavy + popped + place(light.items) : last;
    }
    pairs[2 * dropped] = pairs[2 * last];
    pairs[2 * dropped + 1] = pairs[2 * last + 1];
  }

  private double uniform(int purpose) {
    return Draws.uniform(Draws.key(seed, PURPOSE), 4 * count + purpose);
  }

  private int place(int bound) {
    return Draws.below(bound, Draws.key(seed, PURPOSE), 4 * count + PLACE);
  }

  private void room(int needed) {
    if (2 * needed > pairs.length) {
      int length = (int) Math.min(size + 1L, Math.max(3, 2L * (needed - 1)));
      pairs = Arrays.copyOf(pairs, 2 * Math.max(needed, length));
    }
  }

  private void put(int i, long item, double weight) {
    pairs[2 * i] = item;
    pairs[2 * i + 1] = Double.doubleToRawLongBits(weight);
  }

  private double weightAt(int i) {
    return Double.longBitsToDouble(pairs[2 * i + 1]);
  }

  /** How many items were added, those of weight 0 included. */
  public long count() {
    return count;
  }

  /** The sum of all weights, which is that of the adjusted weights, but for rounding. O(size). */
  public double totalWeight() {
    double sum = light == null ? 0 : light.sum;
    double rest = light == null ? 0 : light.rest;
    for (int i = 0; i < heavy; i++) {
      double grown = sum + weightAt(i);
      rest += Weights.lost(sum, weightAt(i), grown);
      sum = grown;
    }
    return sum + rest;
  }

  /** The items that the sample holds at most. */
  public int size() {
    return size;
  }

  /** The items that the sample holds. */
  public int held() {
    return heavy + lightItems();
  }

  /**
   * How many items of the sample are there with certainty, with their own weight: the first ones,
   * {@code item(0)} to {@code item(heavy() - 1)}.
   */
  public int heavy() {
    return heavy;
  }

  private int lightItems() {
    return light == null ? 0 : light.items;
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
    return pairs[2 * Objects.checkIndex(i, held())];
  }

  /**
   * The weight with which an item of the sample was added.
   *
   * @param i from 0 to {@link #held} - 1
   */
  public double weight(int i) {
    return weightAt(Objects.checkIndex(i, held()));
  }

  /**
   * The weight that an item of the sample stands for: its own or {@link #threshold}, if that is
   * more.
   *
   * @param i from 0 to {@link #held} - 1
   */
  public double adjustedWeight(int i) {
    double weight = weight(i);
    return i < heavy ? weight : Math.max(weight, threshold());
  }

  /**
   * The probability with which an item of the sample is in it: 1 for a heavy one, else its weight
   * over {@link #threshold}.
   *
   * @param i from 0 to {@link #held} - 1
   */
  public double inclusionProbability(int i) {
    return weight(i) / adjustedWeight(i);
  }

  /** The weight from which on an item is in the sample with certainty: 0 while all items are. */
  public double threshold() {
    return light == null ? 0 : light.threshold();
  }

  /** The items of the sample, a copy. */
  public long[] toArray() {
    long[] items = new long[held()];
    for (int i = 0; i < items.length; i++) {
      items[i] = pairs[2 * i];
    }
    return items;
  }

  /**
   * {@inheritDoc}
   *
   * <p>The order of merges matters to the result, but not to the probability of an item.
   *
   * @throws ArithmeticException if the counts' sum is 2^63 or more
   */
  @Override
  public VarOptSample merge(VarOptSample other) {
    if (!isMergeableWith(other)) {
      throw new IncompatibleSketchException(
          "sizes must be equal, got " + size + " and " + other.size);
    }
    long n = Math.addExact(count, other.count);
    int m = held() + other.held();
    if (other.held() > 0) {
      if (m > size) {
        select(other, Draws.key(Draws.key(seed, MERGE) + Draws.key(other.seed, MERGE), n));
      } else if (held() == 0) {
        takeOver(other);
      } else {
        pairs = Arrays.copyOf(pairs, 2 * Math.max(pairs.length / 2, m));
        System.arraycopy(other.pairs, 0, pairs, 2 * heavy, 2 * other.heavy);
        heavy = m;
      }
    }
    count = n;
    return this;
  }

  private void takeOver(VarOptSample other) {
    pairs = Arrays.copyOf(other.pairs, 2 * other.held());
    heavy = other.heavy;
    light = other.light == null ? null : other.light.copy();
  }

  /** Draws a sample of the items of both, which are more than the size. */
  private void select(VarOptSample other, long key) {
    VarOptChoice choice = new VarOptChoice(held() + other.held());
    gather(choice);
    other.gather(choice);
    choice.draw(size, key);
    pairs = choice.pairs();
    heavy = choice.heavy();
    WeightHeap.build(pairs, heavy);
    LightItems drawn = new LightItems();
    drawn.items = size - heavy;
    drawn.sum = choice.lightSum();
    drawn.rest = choice.lightRest();
    drawn.odds = 1 / Draws.uniform(key, -1);
    light = drawn;
  }

  private void gather(VarOptChoice choice) {
    double threshold = threshold();
    for (int i = 0; i < held(); i++) {
      choice.add(pairs[2 * i], weightAt(i), i < heavy ? 0 : threshold);
    }
  }

  /** Whether the sizes are equal. */
  @Override
  public boolean isMergeableWith(VarOptSample other) {
    return size == other.size;
  }

  @Override
  public VarOptSample copy() {
    VarOptSample copy = new VarOptSample(size, seed);
    copy.count = count;
    copy.heavy = heavy;
    copy.pairs = held() == 0 ? EMPTY : Arrays.copyOf(pairs, 2 * held());
    copy.light = light == null ? null : light.copy();
    return copy;
  }

  @Override
  public VarOptSample clear() {
    count = 0;
    heavy = 0;
    pairs = EMPTY;
    light = null;
    return this;
  }

  @Override
  public boolean isEmpty() {
    return count == 0;
  }

  @Override
  public long heapBytes() {
    return 48 + (light == null ? 0 : 40) + (pairs.length == 0 ? 0 : HeapSize.of(pairs));
  }

  @Override
  public int serializedBytes() {
    return Preamble.BYTES + bodyBytes();
  }

  @Override
  public void writeTo(ByteBuffer target) {
    Preamble.write(target, SketchKind.VAR_OPT, VarOptForm.VERSION, bodyBytes(), this::writeBody);
  }

  private int bodyBytes() {
    return VarOptForm.HEADER_BYTES + VarOptForm.ENTRY_BYTES * held();
  }

  private void writeBody(ByteBuffer body) {
    body.putInt(size).putInt(heavy).putInt(lightItems()).putInt(0).putLong(seed).putLong(count);
    body.putDouble(light == null ? 0 : light.sum);
    body.putDouble(light == null ? 0 : light.rest);
    body.putDouble(light == null ? 0 : light.odds);
    for (int i = 0; i < 2 * held(); i++) {
      body.putLong(pairs[i]);
    }
  }

  /** Whether the other is a sample of the same size, seed and state. */
  @Override
  public boolean equals(Object other) {
    return other instanceof VarOptSample that
        && size == that.size
        && seed == that.seed
        && count == that.count
        && heavy == that.heavy
        && lightItems() == that.lightItems()
        && Arrays.equals(pairs, 0, 2 * held(), that.pairs, 0, 2 * held())
        && (light == null
            || (light.sum == that.light.sum
                && light.rest == that.light.rest
                && light.odds == that.light.odds));
  }

  @Override
  public int hashCode() {
    return Objects.hash(size, seed, count, heavy, Arrays.hashCode(toArray()));
  }

  @Override
  public String toString() {
    return "VarOptSample[size=" + size + ", count=" + count + ", held=" + held() + "]";
  }
}
