package dev.inkling.sketch.distinct;

import dev.inkling.hash.Hash64;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import dev.inkling.sketch.IncompatibleSketchException;
import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.internal.HashScratch;
import dev.inkling.sketch.internal.HeapSize;
import dev.inkling.sketch.internal.Normal;
import dev.inkling.sketch.internal.Preamble;
import dev.inkling.sketch.internal.SketchKind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * Counts distinct values. Up to {@link #exactLimit} of them it is exact (but for colliding 64-bit
 * hashes, of which n values have about n²/2^65). Up to four times as many it is still exact but for
 * about n²/2^28.6 collisions, one value in 400,000 at n = 1,000. Above, the relative standard error
 * is at most 1.04/√m with m = 2^precision registers.
 *
 * <p>The same set of values gives the same state and bytes in any order, split and merge tree.
 * Sketches of different precision merge into one of the smaller precision.
 *
 * <ul>
 *   <li>Heap: 40 bytes while empty, 88 with three values, at most m + 112 bytes, or 120 if that is
 *       more.
 *   <li>Stored: 20 + 8n bytes while exact, then 20 + 4n, then 20 + 0.75 m.
 *   <li>Cost: add O(1), and hardly more than hashing once m values were added many times over;
 *       merge O(m); estimate O(1), but O(m) for the first one after a merge.
 * </ul>
 *
 * <pre>{@code
 * HyperLogLog users = HyperLogLog.withRelativeError(0.01);
 * users.add("ada");
 * users.add("bob");
 * users.add("ada");
 * Estimate distinct = users.estimate(0.95); // 2, exact
 * }</pre>
 *
 * <p>Not safe for use by several threads. Sources: Flajolet, Fusy, Gandouet, Meunier, "HyperLogLog"
 * (2007, doi:10.46298/dmtcs.3545); estimator by Ertl (2017, arXiv 1702.01284). Unlike there, the
 * register index is the low bits of the hash, and small sets are kept as they are.
 */
public final class HyperLogLog extends HyperLogLogStates implements DistinctSketch<HyperLogLog> {

  /** The smallest precision: 16 registers, error 26 %. */
  public static final int MIN_PRECISION = 4;

  /** The largest precision: 2 MiB of registers, error 0.072 %. */
  public static final int MAX_PRECISION = 21;

  /** √(3 ln 2 − 1) = 1.0390, rounded up. */
  private static final double ERROR_CONSTANT = 1.04;

  private final Hash64 hash;

  /** The registers' array while rows of a scattered batch may raise it unseen, or null. */
  byte[] loose;

  private HyperLogLog(int precision, Hash64 hash) {
    super(requirePrecision(precision));
    this.hash = Objects.requireNonNull(hash, "hash");
  }

  private static int requirePrecision(int precision) {
    if (precision < MIN_PRECISION || precision > MAX_PRECISION) {
      throw new IllegalArgumentException(
          "precision must be in [" + MIN_PRECISION + ", " + MAX_PRECISION + "], got " + precision);
    }
    return precision;
  }

  /** A sketch of these hashes, and of 0 if {@code zero} says so; it keeps the table. */
  static HyperLogLog exact(int precision, Hash64 hash, long[] table, boolean zero, int count) {
    HyperLogLog sketch = new HyperLogLog(precision, hash);
    sketch.table = table;
    sketch.zero = zero;
    sketch.count = count;
    return sketch;
  }

  /** A sketch of these coupons; it keeps the table. */
  static HyperLogLog sparse(int precision, Hash64 hash, int[] coupons, int count) {
    HyperLogLog sketch = new HyperLogLog(precision, hash);
    sketch.coupons = coupons;
    sketch.count = count;
    return sketch;
  }

  /** A sketch of these registers; it keeps them. */
  static HyperLogLog dense(Hash64 hash, Registers registers) {
    HyperLogLog sketch = new HyperLogLog(registers.precision(), hash);
    sketch.registers = registers;
    return sketch;
  }

  /**
   * An empty sketch.
   *
   * @param precision log2 of the number of registers, 4 to 21
   */
  public static HyperLogLog create(int precision) {
    return new HyperLogLog(precision, Hash64.xxh3());
  }

  /** An empty sketch whose {@code add} hashes with the given function. */
  public static HyperLogLog create(int precision, Hash64 hash) {
    return new HyperLogLog(precision, hash);
  }

  /**
   * An empty sketch of the smallest precision whose relative standard error is at most {@code rse}.
   *
   * @param rse above 0.000719, the error of precision 21
   */
  public static HyperLogLog withRelativeError(double rse) {
    for (int precision = MIN_PRECISION; precision <= MAX_PRECISION; precision++) {
      if (relativeError(precision) <= rse) {
        return create(precision);
      }
    }
    throw new IllegalArgumentException(
        "rse must be at least " + relativeError(MAX_PRECISION) + ", got " + rse);
  }

  private static double relativeError(int precision) {
    return ERROR_CONSTANT / Math.sqrt(1 << precision);
  }

  /**
   * Decodes a stored sketch that was fed by {@link Hash64#xxh3()}.
   *
   * @throws SketchFormatException if the bytes are anything else
   */
  public static HyperLogLog fromBytes(byte[] bytes) {
    return fromBytes(bytes, Hash64.xxh3());
  }

  /**
   * Decodes a stored sketch that was fed by the given function.
   *
   * @throws SketchFormatException if the bytes are anything else
   */
  public static HyperLogLog fromBytes(byte[] bytes, Hash64 hash) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    HyperLogLog sketch = readFrom(source, hash);
    Preamble.requireEnd(source);
    return sketch;
  }

  /**
   * Decodes the stored sketch at the source's position, which moves past it; it must have been fed
   * by {@link Hash64#xxh3()}.
   *
   * @throws SketchFormatException if the bytes are anything else
   */
  public static HyperLogLog readFrom(ByteBuffer source) {
    return readFrom(source, Hash64.xxh3());
  }

  /** As {@link #readFrom(ByteBuffer)}, for a sketch fed by the given function. */
  public static HyperLogLog readFrom(ByteBuffer source, Hash64 hash) {
    return HyperLogLogFormat.read(source, hash);
  }

  @Override
  public Hash64 hash64() {
    return hash;
  }

  /** Log2 of the number of registers, 4 to 21. */
  public int precision() {
    return precision;
  }

  /**
   * How many distinct values are counted exactly: 3/128 of the registers, at least 6 and at most
   * 24,576.
   */
  public int exactLimit() {
    return WholeHashes.limit(precision);
  }

  @Override
  public void addHash(long hash) {
    addOne(hash);
  }

  @Override
  public void addAll(long[] values, int from, int to) {
    Objects.checkFromToIndex(from, to, values.length);
    long[] hashes = HashScratch.get();
    for (int start = from; start < to; start += hashes.length) {
      int end = Math.min(to, start + hashes.length);
      Registers dense = registers;
      int n = end - start;
      if (dense == null || dense.isOpen()) {
        hash.hashAll(values, start, end, hashes, 0);
      } else {
        n = hash.hashAllBelow(values, start, end, dense.bound(), hashes);
      }
      if (dense == null) {
        addHashes(hashes, 0, n);
      } else {
        dense.addPassed(hashes, 0, n, dense.isRough(to - from));
      }
    }
  }

  @Override
  public void addHashes(long[] hashes, int from, int to) {
    Objects.checkFromToIndex(from, to, hashes.length);
    addAllHashes(hashes, from, to);
  }

  /**
   * Adds {@code hashes[i]} to {@code sketches[groups[i]]} for every i in [from, to). With many
   * sketches this is faster than one by one: the memory of many rows is waited for at once.
   */
  public static void addHashes(
      HyperLogLog[] sketches, int[] groups, long[] hashes, int from, int to) {
    Objects.checkFromToIndex(from, to, Math.min(groups.length, hashes.length));
    ScatteredRows.add(sketches, groups, hashes, from, to);
  }

  void addScattered(long hash) {
    Registers dense = registers;
    if (dense == null) {
      addSmall(hash);
    } else if (dense.isSure()) {
      dense.add(hash);
    } else {
      loose = dense.loosen();
      Registers.raise(loose, hash);
    }
  }

  /** Takes note that about so many scattered hashes were added. */
  void noteScattered(int hashes) {
    if (loose != null) {
      registers.pass(hashes);
      if (registers.isSure()) {
        loose = null;
      }
    }
  }

  /** Reads what {@link #addScattered} will, so that the wait for memory is over when it comes. */
  long touch(long hash) {
    if (loose != null) {
      return Registers.touch(loose, hash);
    }
    if (registers != null) {
      return registers.touch(hash);
    }
    if (table != null) {
      return table[(int) hash & (table.length - 1)];
    }
    return coupons == null ? 0 : coupons[(int) hash & (coupons.length - 1)];
  }

  /**
   * The estimated number of distinct values; exact up to {@link #exactLimit}. Cost O(1), but O(m)
   * for the first call after a merge.
   */
  @Override
  public double estimate() {
    if (registers != null) {
      loose = null;
      return registers.estimate();
    }
    return coupons != null ? Coupons.estimate(count, least()) : count;
  }

  /** What is known of the number of distinct values from the state that was left last. */
  private int least() {
    return registers != null ? Registers.least(precision) : 1 + WholeHashes.limit(precision);
  }

  /**
   * The estimated number of distinct values with its error bar. {@link Guarantee#EXACT} up to
   * {@link #exactLimit}; above, {@link Guarantee#EMPIRICAL}: the variance is derived, the form of
   * the distribution is approximated, first by a Poisson distribution of the collisions and then by
   * a gamma distribution. The bar is rounded outwards to whole numbers. Cost as {@link
   * #estimate()}.
   *
   * @param confidence in (0, 1)
   */
  @Override
  public Estimate estimate(double confidence) {
    double z = Normal.z(confidence);
    if (registers != null) {
      return ErtlEstimator.bar(estimate(), least(), precision, z, confidence);
    }
    return coupons != null ? Coupons.bar(count, least(), confidence) : Estimate.exact(count);
  }

  /**
   * A sketch of what this one has seen at a smaller precision: the very one that direct insertion
   * would have given.
   *
   * @param precision 4 to {@link #precision}
   */
  public HyperLogLog reduce(int precision) {
    if (precision < MIN_PRECISION || precision > this.precision) {
      throw new IllegalArgumentException(
          "precision must be in [" + MIN_PRECISION + ", " + this.precision + "], got " + precision);
    }
    HyperLogLog reduced = copy();
    reduced.reduceTo(precision);
    return reduced;
  }

  private void reduceTo(int smaller) {
    precision = (byte) smaller;
    if (registers != null) {
      loose = null;
      registers = registers.reduce(smaller);
    } else if (coupons != null) {
      if (count > Coupons.limit(smaller)) {
        toDense();
      }
    } else if (count > WholeHashes.limit(smaller)) {
      toSparse();
    }
  }

  /** Whether the hash functions are the same; the precisions may differ. */
  @Override
  public boolean isMergeableWith(HyperLogLog other) {
    return hash.equals(other.hash) || (hash.id() != 0 && hash.id() == other.hash.id());
  }

  /** {@inheritDoc} The precision becomes the smaller of both. */
  @Override
  public HyperLogLog merge(HyperLogLog other) {
    if (!isMergeableWith(other)) {
      throw new IncompatibleSketchException(
          "hash functions must be the same, got ids " + hash.id() + " and " + other.hash.id());
    }
    if (other.precision < precision) {
      reduceTo(other.precision);
    }
    if (other.registers != null) {
      mergeRegisters(other.registers);
    } else if (other.coupons != null) {
      mergeCoupons(other);
    } else {
      mergeHashes(other);
    }
    return this;
  }

  private void mergeRegisters(Registers others) {
    if (registers == null) {
      // hashes and coupons that go with registers go into them
      HyperLogLog small = copy();
      clear();
      registers = others.precision() == precision ? others.copy() : others.reduce(precision);
      merge(small);
    } else {
      registers.merge(others);
    }
  }

  @Override
  public HyperLogLog copy() {
    HyperLogLog copy = new HyperLogLog(precision, hash);
    copy.count = count;
    copy.zero = zero;
    copy.table = table == null ? null : table.clone();
    copy.coupons = coupons == null ? null : coupons.clone();
    copy.registers = registers == null ? null : registers.copy();
    return copy;
  }

  @Override
  public HyperLogLog clear() {
    count = 0;
    zero = false;
    table = null;
    coupons = null;
    loose = null;
    registers = null;
    return this;
  }

  @Override
  public boolean isEmpty() {
    return count == 0 && registers == null;
  }

  @Override
  public long heapBytes() {
    long dense = registers == null ? 0 : registers.heapBytes();
    return HeapSize.ofObject(26) + HeapSize.of(table) + HeapSize.of(coupons) + dense;
  }

  @Override
  public int serializedBytes() {
    return Preamble.BYTES + HyperLogLogFormat.bodyBytes(state(), precision, count);
  }

  @Override
  public void writeTo(ByteBuffer target) {
    Preamble.write(
        target,
        SketchKind.HYPER_LOG_LOG,
        HyperLogLogFormat.VERSION,
        serializedBytes() - Preamble.BYTES,
        this::writeBody);
  }

  private void writeBody(ByteBuffer target) {
    HyperLogLogFormat.writeHeader(target, state(), precision, hash);
    switch (state()) {
      case EXACT -> HyperLogLogFormat.write(target, sortedHashes());
      case SPARSE -> HyperLogLogFormat.write(target, sortedCoupons());
      default -> registers.write(target);
    }
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof HyperLogLog other
        && precision == other.precision
        && hash.id() == other.hash.id()
        && count == other.count
        && state() == other.state()
        && switch (state()) {
          case EXACT -> Arrays.equals(sortedHashes(), other.sortedHashes());
          case SPARSE -> Arrays.equals(sortedCoupons(), other.sortedCoupons());
          default -> registers.equals(other.registers);
        };
  }

  @Override
  public int hashCode() {
    int content =
        switch (state()) {
          case EXACT -> Arrays.hashCode(sortedHashes());
          case SPARSE -> Arrays.hashCode(sortedCoupons());
          default -> registers.hashCode();
        };
    return 31 * precision + content;
  }

  @Override
  public String toString() {
    String state = state().name().toLowerCase(Locale.ROOT);
    return "HyperLogLog(precision=" + precision + ", " + state + ", estimate=" + estimate() + ")";
  }
}
