package dev.inkling.sketch.membership;

import dev.inkling.hash.Hash64;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import dev.inkling.sketch.IncompatibleSketchException;
import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.internal.HeapSize;
import dev.inkling.sketch.internal.Normal;
import dev.inkling.sketch.internal.Preamble;
import dev.inkling.sketch.internal.SketchKind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A Bloom filter that grows with the number of values, for when that is not known beforehand. "No"
 * is certain; "yes" is wrong for a value never added with at most about the probability asked for,
 * however many are added.
 *
 * <p>It is a list of filters of levels 0, 1, 2, ...: level i takes 2^i times the first level's
 * number of values at rate r / 2^(i + 1), so that the rates of all levels add up to less than r. A
 * value that is already found is not added again. When a filter has as many bits set as expected of
 * its number of values, one of the next level is begun.
 *
 * <p>Merging. Two filters of a level become one if that is not fuller than a level may be, else
 * both are kept. Nothing is forgotten. Then {@link #promisedRate}, the sum over all filters kept,
 * may exceed r, though never the sum of both sides' promises, and queries cost more. The same calls
 * give the same bytes, but which filter holds a value depends on the order; see {@link BloomFilter}
 * for one that does not.
 *
 * <ul>
 *   <li>Heap and stored: the sum of the filters', each like that of a {@link BloomFilter} for its
 *       level. At a thousand times the first level's values and 1 % that is 4 bytes per value just
 *       before it grows and 8 just after.
 *   <li>Cost: add and query ask up to log2(n / f) + 1 filters, the latest first.
 *   <li>Limits: 31 levels, rates per level from 1e-12, 16 GiB per filter. A value that would need
 *       more is refused with an {@link IllegalStateException}.
 * </ul>
 *
 * <pre>{@code
 * ScalableBloomFilter seen = ScalableBloomFilter.create(1_000, 0.01);
 * for (long i = 0; i < 100_000; i++) {
 *   seen.add(i);
 * }
 * boolean first = seen.mightContain(0L); // true
 * boolean other = seen.mightContain(-1L); // false, but for at most about 1 value in 100
 * }</pre>
 *
 * <p>Not safe for use by several threads. Source: Almeida, Baquero, Preguiça, Hutchison, "Scalable
 * Bloom Filters" (2007, doi:10.1016/j.ipl.2006.10.007), with the filters of {@link BloomFilter} and
 * fullness judged by bits rather than by counting calls.
 */
public final class ScalableBloomFilter implements MembershipSketch<ScalableBloomFilter> {

  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 20;
  private static final String KIND = "SCALABLE_BLOOM";

  /**
   * More filters than that have no place in the header; merging needs as many rounds to get there.
   */
  private static final int MAX_FILTERS = 0xFFFF;

  private static final Filter[] NO_FILTERS = {};

  private final GrowthPlan plan;

  /** The filters, ascending by level; within a level in the order they came. None is empty. */
  private Filter[] filters = NO_FILTERS;

  /** The filter that takes the next value: the first of the highest level that is not full. */
  private Filter open;

  /** Whether a value may be in several filters, because they were filled apart and then merged. */
  private boolean overlapping;

  private ScalableBloomFilter(GrowthPlan plan) {
    this.plan = plan;
  }

  /** A filter of a level; it is full once {@code set} reaches {@code full}. */
  private static final class Filter {
    final int level;
    final Blocks blocks;
    final long full;
    long set;

    Filter(int level, Blocks blocks, long full) {
      this.level = level;
      this.blocks = blocks;
      this.full = full;
    }

    Filter copy() {
      Filter copy = new Filter(level, blocks.copy(), full);
      copy.set = set;
      return copy;
    }

    /** The most bits that are ever set: the last value may set some past the limit. */
    long most() {
      return full - 1 + (long) Masks.BITS * blocks.words;
    }

    /** Takes in another of the level, unless that would make this fuller than it may be. */
    boolean absorbs(Filter other) {
      long union = blocks.setBitsWith(other.blocks);
      if (union > Math.max(full, Math.max(set, other.set))) {
        return false;
      }
      blocks.or(other.blocks);
      set = union;
      return true;
    }
  }

  /**
   * An empty filter.
   *
   * @param firstItems the number of values before it first grows, in [1, 2^32]
   * @param falsePositiveRate in [1e-6, 1)
   */
  public static ScalableBloomFilter create(long firstItems, double falsePositiveRate) {
    if (firstItems < 1 || firstItems > GrowthPlan.MAX_FIRST_ITEMS) {
      throw new IllegalArgumentException("firstItems must be in [1, 2^32], got " + firstItems);
    }
    if (!(falsePositiveRate >= 1e-6 && falsePositiveRate < 1)) {
      throw new IllegalArgumentException(
          "falsePositiveRate must be in [1e-6, 1), got " + falsePositiveRate);
    }
    GrowthPlan plan = new GrowthPlan(firstItems, falsePositiveRate);
    if (!plan.allows(0)) {
      throw new IllegalArgumentException(
          "firstItems must fit an array at this rate, got " + firstItems);
    }
    return new ScalableBloomFilter(plan);
  }

  /**
   * Decodes a stored filter.
   *
   * @throws SketchFormatException if the bytes are anything else
   */
  public static ScalableBloomFilter fromBytes(byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    ScalableBloomFilter filter = readFrom(source);
    Preamble.requireEnd(source);
    return filter;
  }

  /**
   * Decodes the stored filter at the source's position, which moves past it.
   *
   * @throws SketchFormatException if the bytes are anything else
   */
  public static ScalableBloomFilter readFrom(ByteBuffer source) {
    ByteBuffer body = Preamble.read(source, SketchKind.SCALABLE_BLOOM, VERSION);
    require(body.remaining() >= HEADER_BYTES, "body length", "at least 20", body.remaining());
    long firstItems = body.getLong();
    double rate = body.getDouble();
    int hashId = body.get() & 0xFF;
    int overlapping = body.get();
    int count = body.getShort() & 0xFFFF;
    require(
        firstItems >= 1 && firstItems <= GrowthPlan.MAX_FIRST_ITEMS,
        "first items",
        "in [1, 2^32]",
        firstItems);
    if (!(rate >= 1e-6 && rate < 1)) {
      throw new SketchFormatException(
          "stored " + KIND + ": rate must be in [1e-6, 1), got " + rate);
    }
    require(hashId == Hash64.xxh3().id(), "hash id", "1", hashId);
    require(overlapping == 0 || overlapping == 1, "overlapping", "0 or 1", overlapping);
    require(overlapping == 0 || count > 1, "overlapping", "0 for one filter", overlapping);
    GrowthPlan plan = new GrowthPlan(firstItems, rate);
    require(plan.allows(0), "first items", "few enough to fit an array", firstItems);
    ScalableBloomFilter read = new ScalableBloomFilter(plan);
    read.overlapping = overlapping == 1;
    read.readFilters(body, count);
    require(!body.hasRemaining(), "what follows", "nothing", body.remaining());
    return read;
  }

  private void readFilters(ByteBuffer body, int count) {
    require(count <= body.remaining(), "number of filters", "as many as there are", count);
    filters = new Filter[count];
    int last = -1;
    for (int i = 0; i < count; i++) {
      require(body.hasRemaining(), "number of filters", "as many as there are", count);
      int level = body.get();
      boolean follows = level == last + 1 || (overlapping && i > 0 && level == last);
      require(follows && plan.allows(level), "level", "that before or one more", level);
      Blocks blocks = plan.create(level);
      BloomFormat.readCells(blocks, body, KIND);
      Filter filter = new Filter(level, blocks, plan.fullBits(level, blocks));
      filter.set = blocks.setBits();
      require(filter.set <= filter.most(), "set bits", "at most " + filter.most(), filter.set);
      boolean filled = overlapping || i == 0 || filters[i - 1].set >= filters[i - 1].full;
      require(filled, "the filter before", "full", i);
      filters[i] = filter;
      last = level;
    }
    findOpen();
  }

  private static void require(boolean holds, String field, String rule, long found) {
    BloomFormat.require(holds, KIND, field, rule, found);
  }

  /** {@link Hash64#xxh3()}. */
  @Override
  public Hash64 hash64() {
    return Hash64.xxh3();
  }

  /** The number of filters that a query asks. */
  public int filters() {
    return filters.length;
  }

  /**
   * The sum of the rates that the filters were sized for: at most the rate asked for, unless parts
   * were merged that did not fit into one filter per level.
   */
  public double promisedRate() {
    double sum = 0;
    for (Filter filter : filters) {
      sum += plan.levelRate(filter.level);
    }
    return sum;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the filter would have to grow past its limits; it stays as it
   *     was
   */
  @Override
  public void addHash(long hash) {
    if (mightContainHash(hash)) {
      return;
    }
    if (open == null) {
      grow();
    }
    open.set += open.blocks.addCounting(hash);
    if (open.set >= open.full) {
      findOpen();
    }
  }

  private void grow() {
    int level = filters.length == 0 ? 0 : filters[filters.length - 1].level + 1;
    if (!plan.allows(level) || filters.length == MAX_FILTERS) {
      throw new IllegalStateException(
          "the filter is full at level "
              + (level - 1)
              + ": it would need more than 16 GiB or a rate below 1e-12 for the next");
    }
    Blocks blocks = plan.create(level);
    open = new Filter(level, blocks, plan.fullBits(level, blocks));
    filters = Arrays.copyOf(filters, filters.length + 1);
    filters[filters.length - 1] = open;
  }

  private void findOpen() {
    open = null;
    int last = filters.length - 1;
    for (int i = last; i >= 0 && filters[i].level == filters[last].level; i--) {
      if (filters[i].set < filters[i].full) {
        open = filters[i];
      }
    }
  }

  @Override
  public void addHashes(long[] hashes, int from, int to) {
    Objects.checkFromToIndex(from, to, hashes.length);
    for (int i = from; i < to; i++) {
      addHash(hashes[i]);
    }
  }

  @Override
  public boolean mightContainHash(long hash) {
    Filter[] all = filters;
    for (int i = all.length - 1; i >= 0; i--) {
      if (all[i].blocks.contains(hash)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int mightContainHashes(long[] hashes, int from, int to, boolean[] found, int at) {
    Objects.checkFromToIndex(from, to, hashes.length);
    Objects.checkFromIndexSize(at, to - from, found.length);
    int count = 0;
    for (int i = from; i < to; i++) {
      boolean contains = mightContainHash(hashes[i]);
      found[at + i - from] = contains;
      count += contains ? 1 : 0;
    }
    return count;
  }

  @Override
  public double falsePositiveRate() {
    return found(filters.length);
  }

  /** The probability that one of the first filters finds a value that was never added. */
  private double found(int first) {
    double none = 1;
    for (int i = 0; i < first; i++) {
      none *= 1 - filters[i].blocks.rate();
    }
    return 1 - none;
  }

  /**
   * {@inheritDoc}
   *
   * <p>After a merge that kept several filters of a level it takes them for disjoint.
   */
  @Override
  public double cardinality() {
    double sum = 0;
    double none = 1;
    for (Filter filter : filters) {
      sum += filter.blocks.cardinality(filter.set) / (overlapping ? 1 : none);
      none *= 1 - filter.blocks.rate();
    }
    return sum;
  }

  /**
   * {@inheritDoc}
   *
   * <p>{@link Guarantee#EMPIRICAL}: the variance is derived, normality is assumed; values that a
   * filter found by mistake, so that they were not added, are allowed for. After a merge that kept
   * several filters the bar reaches from all parts having the same values to all being disjoint.
   */
  @Override
  public Estimate cardinality(double confidence) {
    double z = Normal.z(confidence);
    if (filters.length == 0) {
      return Estimate.exact(0);
    }
    double value = 0;
    double below = 0;
    double above = 0;
    double largest = 0;
    double none = 1;
    for (Filter filter : filters) {
      Estimate part = filter.blocks.cardinality(filter.set, confidence);
      double share = overlapping ? 1 : none;
      double lost = z * z * part.value() * (1 - share);
      value += part.value() / share;
      below += (square(part.value() - part.lower()) + lost) / (share * share);
      above += (square(part.upper() - part.value()) + lost) / (share * share);
      largest = Math.max(largest, part.lower());
      none *= 1 - filter.blocks.rate();
    }
    double lower = overlapping ? largest : Math.floor(value - Math.sqrt(below));
    double upper = Math.ceil((value + Math.sqrt(above)) / (overlapping ? none : 1));
    return new Estimate(
        value,
        Math.min(value, Math.max(largest, lower)),
        Math.max(value, upper),
        confidence,
        Guarantee.EMPIRICAL);
  }

  private static double square(double x) {
    return x * x;
  }

  /** Whether both were created with the same parameters. */
  @Override
  public boolean isMergeableWith(ScalableBloomFilter other) {
    return plan.equals(other.plan);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if more than 65,535 filters would be kept
   */
  @Override
  public ScalableBloomFilter merge(ScalableBloomFilter other) {
    if (!isMergeableWith(other)) {
      throw new IncompatibleSketchException(
          "first items and rates must be the same, got " + plan + " and " + other.plan);
    }
    boolean bothFilled = !isEmpty() && !other.isEmpty();
    Filter[] merged = Arrays.copyOf(filters, filters.length + other.filters.length);
    int count = filters.length;
    for (Filter theirs : other.filters) {
      if (!absorb(theirs)) {
        merged[count++] = theirs.copy();
      }
    }
    if (count > MAX_FILTERS) {
      throw new IllegalStateException("at most 65,535 filters can be kept, got " + count);
    }
    merged = Arrays.copyOf(merged, count);
    Arrays.sort(merged, (left, right) -> Integer.compare(left.level, right.level));
    filters = merged;
    overlapping |= other.overlapping || (bothFilled && count > 1);
    findOpen();
    return this;
  }

  private boolean absorb(Filter theirs) {
    for (Filter ours : filters) {
      if (ours.level == theirs.level && ours.absorbs(theirs)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public ScalableBloomFilter copy() {
    ScalableBloomFilter copy = new ScalableBloomFilter(plan);
    copy.filters = new Filter[filters.length];
    Arrays.setAll(copy.filters, i -> filters[i].copy());
    copy.overlapping = overlapping;
    copy.findOpen();
    return copy;
  }

  @Override
  public ScalableBloomFilter clear() {
    filters = NO_FILTERS;
    open = null;
    overlapping = false;
    return this;
  }

  @Override
  public boolean isEmpty() {
    return filters.length == 0;
  }

  @Override
  public long heapBytes() {
    long bytes = HeapSize.ofObject(13) + HeapSize.ofObject(16);
    bytes += isEmpty() ? 0 : (16 + 4L * filters.length + 7) & ~7L;
    for (Filter filter : filters) {
      bytes += HeapSize.ofObject(24) + filter.blocks.heapBytes();
    }
    return bytes;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if they are more than an array holds
   */
  @Override
  public int serializedBytes() {
    long bytes = Preamble.BYTES + HEADER_BYTES;
    for (Filter filter : filters) {
      bytes += 1 + (long) filter.blocks.length() * Long.BYTES;
    }
    return BloomFormat.imageBytes(bytes);
  }

  @Override
  public void writeTo(ByteBuffer target) {
    int bodyBytes = serializedBytes() - Preamble.BYTES;
    Preamble.write(target, SketchKind.SCALABLE_BLOOM, VERSION, bodyBytes, this::writeBody);
  }

  private void writeBody(ByteBuffer target) {
    target.putLong(plan.firstItems()).putDouble(plan.rate()).put((byte) hash64().id());
    target.put((byte) (overlapping ? 1 : 0)).putShort((short) filters.length);
    for (Filter filter : filters) {
      target.put((byte) filter.level);
      BloomFormat.writeCells(filter.blocks, target);
    }
  }

  @Override
  public boolean equals(Object object) {
    if (!(object instanceof ScalableBloomFilter other)
        || !plan.equals(other.plan)
        || overlapping != other.overlapping
        || filters.length != other.filters.length) {
      return false;
    }
    for (int i = 0; i < filters.length; i++) {
      if (!filters[i].blocks.equals(other.filters[i].blocks)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = plan.hashCode();
    for (Filter filter : filters) {
      hash = 31 * hash + filter.blocks.hashCode();
    }
    return hash;
  }

  @Override
  public String toString() {
    return "ScalableBloomFilter(filters="
        + filters.length
        + ", cardinality="
        + cardinality()
        + ", promisedRate="
        + promisedRate()
        + ")";
  }
}
