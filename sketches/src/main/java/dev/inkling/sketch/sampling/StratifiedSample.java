package dev.inkling.sketch.sampling;

import dev.inkling.sketch.IncompatibleSketchException;
import dev.inkling.sketch.Sketch;
import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.internal.Preamble;
import dev.inkling.sketch.internal.SketchKind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A uniform sample of each stratum of a stream, of the same size for all, so that rare strata are
 * as well represented as frequent ones.
 *
 * <p>The caller names an item's stratum by a long: a number of its own, or a hash of the key. Up to
 * {@code maxStrata} strata are kept, each with its exact count and a {@link ReservoirSample}. If
 * the stream has more, those kept are the ones whose ids have the smallest scrambled values, and
 * the items of all others share one pool, which is itself a uniform sample of them and is reported
 * by {@link #pooledCount} and {@link #pooled}. Which strata are kept thus depends on the set of ids
 * only: not on their order, nor on how the stream was split and merged; and a stratum that is kept
 * was kept from its first item on, hence the exact counts.
 *
 * <p>Size: at most 8 × {@code sizePerStratum} + 120 bytes per stratum. Cost: O(log strata) per
 * item, O(strata) for the first item of a stratum. The same calls in the same order give the same
 * bytes. <b>Samples that will be merged need different seeds</b>, see {@link ReservoirSample}. Not
 * safe for use by many threads.
 *
 * <pre>{@code
 * StratifiedSample byCountry = StratifiedSample.create(100, 250, 42);
 * byCountry.add(countryId, rowNumber);
 * for (long stratum : byCountry.strata()) {
 *   long[] rows = byCountry.sample(stratum).toArray();
 *   double weight = (double) byCountry.count(stratum) / rows.length;
 * }
 * }</pre>
 */
public final class StratifiedSample implements Sketch<StratifiedSample> {

  /** The most strata that can be kept. */
  public static final int MAX_STRATA = 1 << 16;

  private static final int VERSION = 1;

  /** Size per stratum, most strata, seed, strata kept. */
  private static final int HEADER_BYTES = 4 + 4 + 8 + 4;

  /* implementation note
   *
   * keys[0, strata) holds the scrambled ids (Randomness.mix, a bijection) in ascending order,
   * samples[] the reservoirs beside them, ids[] the ids. A new stratum with a key above the largest
   * of a full set goes to the pool; one below it pushes the largest out, and the reservoir of that
   * one is merged into the pool. A key that was pushed out has maxStrata smaller ones, which stay
   * or make room for still smaller ones: it never comes back. This is the bottom-k rule of
   * coordinated sampling.
   *
   * Every reservoir's seed derives from (seed, id), the pool's from the seed alone.
   */

  private static final long[] NO_LONGS = {};
  private static final ReservoirSample[] NO_SAMPLES = {};

  private final int sizePerStratum;
  private final int maxStrata;
  private final long seed;
  private long[] keys = NO_LONGS;
  private long[] ids = NO_LONGS;
  private ReservoirSample[] samples = NO_SAMPLES;
  private int strata;

  /** Null until it has items. */
  private ReservoirSample pool;

  private StratifiedSample(int sizePerStratum, int maxStrata, long seed) {
    if (maxStrata < 1 || maxStrata > MAX_STRATA) {
      throw new IllegalArgumentException(
          "maxStrata must be in [1, " + MAX_STRATA + "], got " + maxStrata);
    }
    if (sizePerStratum < 1 || sizePerStratum > ReservoirSample.MAX_SIZE) {
      throw new IllegalArgumentException(
          "sizePerStratum must be in [1, " + ReservoirSample.MAX_SIZE + "], got " + sizePerStratum);
    }
    this.sizePerStratum = sizePerStratum;
    this.maxStrata = maxStrata;
    this.seed = seed;
  }

  /**
   * An empty sample.
   *
   * @param sizePerStratum the items to hold of each stratum, and of the pool, 1 to 2^24
   * @param maxStrata the strata to keep, 1 to {@link #MAX_STRATA}
   * @param seed any number; different for samples that will be merged
   */
  public static StratifiedSample create(int sizePerStratum, int maxStrata, long seed) {
    return new StratifiedSample(sizePerStratum, maxStrata, seed);
  }

  /**
   * A stored sample.
   *
   * @throws SketchFormatException if the bytes are not exactly one sample
   */
  public static StratifiedSample fromBytes(byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    StratifiedSample sample = readFrom(source);
    check(!source.hasRemaining(), "bytes after the end", source.remaining());
    return sample;
  }

  /**
   * The stored sample at the source's position, which moves past it.
   *
   * @throws SketchFormatException if there is none
   */
  public static StratifiedSample readFrom(ByteBuffer source) {
    ByteBuffer body = Preamble.read(source, SketchKind.STRATIFIED, VERSION);
    check(body.remaining() >= HEADER_BYTES, "the header needs 20 bytes", body.remaining());
    int sizePerStratum = body.getInt();
    int maxStrata = body.getInt();
    long seed = body.getLong();
    int strata = body.getInt();
    check(
        sizePerStratum >= 1 && sizePerStratum <= ReservoirSample.MAX_SIZE,
        "size per stratum must be in [1, 2^24]",
        sizePerStratum);
    check(maxStrata >= 1 && maxStrata <= MAX_STRATA, "most strata must be in [1, 2^16]", maxStrata);
    check(strata >= 0 && strata <= maxStrata, "more strata than allowed", strata);
    check(
        body.remaining() >= 52L * strata,
        "too few bytes for the strata announced",
        body.remaining());
    StratifiedSample sample = new StratifiedSample(sizePerStratum, maxStrata, seed);
    sample.room(strata);
    for (int i = 0; i < strata; i++) {
      check(body.remaining() >= 8, "stratum cut off", body.remaining());
      long id = body.getLong();
      ReservoirSample reservoir = sample.readReservoir(body, sample.seedOf(id));
      check(!reservoir.isEmpty(), "a stratum must have items", id);
      long key = Randomness.mix(id);
      check(i == 0 || sample.keys[i - 1] < key, "strata must be in the order of their keys", id);
      sample.insert(i, key, id, reservoir);
    }
    ReservoirSample pool = sample.readReservoir(body, sample.poolSeed());
    sample.pool = pool.equals(sample.newPool()) ? null : pool;
    check(
        sample.pool == null || strata == maxStrata,
        "items are pooled only when all strata are taken",
        strata);
    check(!body.hasRemaining(), "bytes after the pool", body.remaining());
    sample.checkCounts();
    return sample;
  }

  private ReservoirSample readReservoir(ByteBuffer body, long expectedSeed) {
    ReservoirSample reservoir = ReservoirSample.readBody(body);
    check(reservoir.size() == sizePerStratum, "reservoirs differ in size", reservoir.size());
    check(reservoir.seed() == expectedSeed, "a reservoir's seed is not derived", reservoir.seed());
    return reservoir;
  }

  private void checkCounts() {
    long total = pooledCount();
    for (int i = 0; i < strata; i++) {
      total += samples[i].count();
      check(total >= 0, "the counts' sum must be below 2^63", total);
    }
  }

  /** Adds an item of a stratum. */
  public void add(long stratum, long item) {
    long key = Randomness.mix(stratum);
    int at = find(key);
    if (at < 0) {
      at = admit(-1 - at, key, stratum);
    }
    (at < 0 ? pool() : samples[at]).add(item);
  }

  /** Adds the items {@code items[i]} of the strata {@code strata[i]}, i in {@code [from, to)}. */
  public void addAll(long[] strata, long[] items, int from, int to) {
    Objects.checkFromToIndex(from, to, Math.min(strata.length, items.length));
    for (int i = from; i < to; i++) {
      add(strata[i], items[i]);
    }
  }

  /** How many items were added. O(strata). */
  public long count() {
    long total = pooledCount();
    for (int i = 0; i < strata; i++) {
      total += samples[i].count();
    }
    return total;
  }

  /** The exact number of items of a stratum that is kept, 0 of any other. */
  public long count(long stratum) {
    int at = find(Randomness.mix(stratum));
    return at < 0 ? 0 : samples[at].count();
  }

  /** The ids of the strata that are kept, in ascending order. */
  public long[] strata() {
    long[] sorted = Arrays.copyOf(ids, strata);
    Arrays.sort(sorted);
    return sorted;
  }

  /** How many strata are kept. */
  public int strataCount() {
    return strata;
  }

  /**
   * The sample of a stratum, a copy.
   *
   * @throws IllegalArgumentException if the stratum is not kept
   */
  public ReservoirSample sample(long stratum) {
    int at = find(Randomness.mix(stratum));
    if (at < 0) {
      throw new IllegalArgumentException("stratum must be one of strata(), got " + stratum);
    }
    return samples[at].copy();
  }

  /** How many items were of strata that are not kept. */
  public long pooledCount() {
    return pool == null ? 0 : pool.count();
  }

  /** The sample of all items of strata that are not kept, a copy. */
  public ReservoirSample pooled() {
    return pool == null ? newPool() : pool.copy();
  }

  /** The items that each stratum's sample holds at most. */
  public int sizePerStratum() {
    return sizePerStratum;
  }

  /** The strata that are kept at most. */
  public int maxStrata() {
    return maxStrata;
  }

  /** {@inheritDoc} O((strata of both) × size per stratum). */
  @Override
  @SuppressWarnings("ReferenceEquality") // a merge with itself must not read what it writes
  public StratifiedSample merge(StratifiedSample other) {
    if (!isMergeableWith(other)) {
      throw new IncompatibleSketchException(
          "size per stratum and most strata must be equal, got "
              + sizePerStratum
              + ", "
              + maxStrata
              + " and "
              + other.sizePerStratum
              + ", "
              + other.maxStrata);
    }
    Math.addExact(count(), other.count());
    StratifiedSample from = other == this ? other.copy() : other;
    if (from.pool != null) {
      pool().merge(from.pool);
    }
    for (int i = 0; i < from.strata; i++) {
      int at = find(from.keys[i]);
      if (at < 0) {
        at = admit(-1 - at, from.keys[i], from.ids[i]);
      }
      (at < 0 ? pool() : samples[at]).merge(from.samples[i]);
    }
    return this;
  }

  /** Whether the sizes per stratum and the most strata are equal. */
  @Override
  public boolean isMergeableWith(StratifiedSample other) {
    return sizePerStratum == other.sizePerStratum && maxStrata == other.maxStrata;
  }

  @Override
  public StratifiedSample copy() {
    StratifiedSample copy = new StratifiedSample(sizePerStratum, maxStrata, seed);
    copy.keys = Arrays.copyOf(keys, strata);
    copy.ids = Arrays.copyOf(ids, strata);
    copy.samples = Arrays.copyOf(samples, strata);
    copy.strata = strata;
    for (int i = 0; i < strata; i++) {
      copy.samples[i] = samples[i].copy();
    }
    copy.pool = pool == null ? null : pool.copy();
    return copy;
  }

  @Override
  public StratifiedSample clear() {
    keys = NO_LONGS;
    ids = NO_LONGS;
    samples = NO_SAMPLES;
    strata = 0;
    pool = null;
    return this;
  }

  @Override
  public boolean isEmpty() {
    return strata == 0;
  }

  @Override
  public long heapBytes() {
    long bytes = 48;
    if (keys.length > 0) {
      bytes += 2 * (16 + 8L * keys.length) + (16 + 4L * samples.length + 7) / 8 * 8;
    }
    for (int i = 0; i < strata; i++) {
      bytes += samples[i].heapBytes();
    }
    return bytes + (pool == null ? 0 : pool.heapBytes());
  }

  @Override
  public int serializedBytes() {
    return Preamble.BYTES + bodyBytes();
  }

  @Override
  public void writeTo(ByteBuffer target) {
    Preamble.write(target, SketchKind.STRATIFIED, VERSION, bodyBytes(), this::writeBody);
  }

  private int bodyBytes() {
    long bytes = HEADER_BYTES;
    bytes += poolOrEmpty().bodyBytes();
    for (int i = 0; i < strata; i++) {
      bytes += 8L + samples[i].bodyBytes();
    }
    return Math.toIntExact(bytes);
  }

  private void writeBody(ByteBuffer body) {
    body.putInt(sizePerStratum).putInt(maxStrata).putLong(seed).putInt(strata);
    for (int i = 0; i < strata; i++) {
      body.putLong(ids[i]);
      samples[i].writeBody(body);
    }
    poolOrEmpty().writeBody(body);
  }

  private static void check(boolean holds, String rule, long got) {
    if (!holds) {
      throw new SketchFormatException("stored STRATIFIED: " + rule + ", got " + got);
    }
  }

  /** Whether the other is a sample of the same parameters, seed and state. */
  @Override
  public boolean equals(Object other) {
    return other instanceof StratifiedSample that
        && sizePerStratum == that.sizePerStratum
        && maxStrata == that.maxStrata
        && seed == that.seed
        && Arrays.equals(ids, 0, strata, that.ids, 0, that.strata)
        && Arrays.equals(samples, 0, strata, that.samples, 0, that.strata)
        && poolOrEmpty().equals(that.poolOrEmpty());
  }

  @Override
  public int hashCode() {
    int hash = Objects.hash(sizePerStratum, maxStrata, seed, poolOrEmpty());
    for (int i = 0; i < strata; i++) {
      hash = 31 * hash + samples[i].hashCode();
    }
    return hash;
  }

  @Override
  public String toString() {
    return "StratifiedSample[sizePerStratum="
        + sizePerStratum
        + ", strata="
        + strata
        + " of "
        + maxStrata
        + ", pooledCount="
        + pooledCount()
        + "]";
  }

  /** The place of a key, or -1 - the place where it belongs. */
  private int find(long key) {
    return Arrays.binarySearch(keys, 0, strata, key);
  }

  /** Makes room for a new stratum at {@code at}; -1 if it goes to the pool. */
  private int admit(int at, long key, long id) {
    if (strata == maxStrata) {
      if (at == strata) {
        return -1;
      }
      pool().merge(samples[--strata]);
    }
    room(strata + 1);
    insert(at, key, id, ReservoirSample.create(sizePerStratum, seedOf(id)));
    return at;
  }

  private void room(int needed) {
    if (needed > keys.length) {
      int length = Math.min(maxStrata, Math.max(needed, 2 * keys.length));
      keys = Arrays.copyOf(keys, length);
      ids = Arrays.copyOf(ids, length);
      samples = Arrays.copyOf(samples, length);
    }
  }

  private void insert(int at, long key, long id, ReservoirSample sample) {
    System.arraycopy(keys, at, keys, at + 1, strata - at);
    System.arraycopy(ids, at, ids, at + 1, strata - at);
    System.arraycopy(samples, at, samples, at + 1, strata - at);
    keys[at] = key;
    ids[at] = id;
    samples[at] = sample;
    strata++;
  }

  private long seedOf(long id) {
    return Randomness.mix(seed ^ Randomness.mix(id));
  }

  private long poolSeed() {
    return ~seed;
  }

  private ReservoirSample pool() {
    if (pool == null) {
      pool = newPool();
    }
    return pool;
  }

  private ReservoirSample poolOrEmpty() {
    return pool == null ? newPool() : pool;
  }

  private ReservoirSample newPool() {
    return ReservoirSample.create(sizePerStratum, poolSeed());
  }
}
