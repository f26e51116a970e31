package dev.inkling.sketch.distinct;

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
 * Counts distinct values in the least memory: for the same error it takes 3/5 of the bytes of a
 * {@link HyperLogLog} of 6-bit registers. Up to {@link #exactLimit} of them it is exact (but for
 * colliding 64-bit hashes, of which n values have about n²/2^65); above, the relative standard
 * error is at most 0.345/√m with m = 2^precision registers.
 *
 * <p>The same set of values gives the same state and bytes in any order, split and merge tree.
 * Sketches of different precision merge into one of the smaller precision.
 *
 * <ul>
 *   <li>Heap: 32 bytes while empty, 104 with three values, 4m + 48 from some 3m/16 values on.
 *   <li>Stored: 20 + 8n bytes while exact, then 20 + 4m.
 *   <li>Cost: add O(1); merge and estimate O(m).
 * </ul>
 *
 * <pre>{@code
 * ExaLogLog users = ExaLogLog.withRelativeError(0.01);
 * users.add("ada");
 * users.add("bob");
 * users.add("ada");
 * Estimate distinct = users.estimate(0.95); // 2, exact
 * }</pre>
 *
 * <p>Not safe for use by several threads. Source: O. Ertl, "ExaLogLog: Space-Efficient and
 * Practical Approximate Distinct Counting up to the Exa-Scale" (2024, arXiv 2402.13726), with its
 * parameters t = 2 and d = 24. Unlike there, small sets are kept exactly.
 */
public final class ExaLogLog implements DistinctSketch<ExaLogLog> {

  /** The smallest precision: 16 registers, error 8.6 %. */
  public static final int MIN_PRECISION = 4;

  /** The largest precision: 4 MiB of registers, error 0.034 %. */
  public static final int MAX_PRECISION = 20;

  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 4;
  private static final byte FORM_EXACT = 0;
  private static final byte FORM_DENSE = 1;

  /** The limit for many values is 0.3438. */
  private static final double ERROR_CONSTANT = 0.345;

  /* Implementation note.
   *
   * Two states; which one depends on the number of distinct hashes alone, so that it does not
   * depend on their order. Exact: HashTally. Dense: ExaRegisters, which ExaEstimator reads.
   *
   * Register sizes that were weighed, all with t = 2: 32 bits (d = 24), memory times variance 3.80
   * bits; 28 bits (d = 20), 3.67, for two accesses to bytes that registers share; 24 bits (d = 16),
   * 3.78, for three bytes. See docs/decisions/013-exaloglog-in-ints.md.
   *
   * The bar: n over its estimate is close to a gamma variable, as for HyperLogLog; quantiles by
   * Wilson and Hilferty. Rounding outwards covers what is discrete about few collisions.
   */
  private final Hash64 hash;
  private byte precision;

  /** Null if empty or dense. */
  private HashTally hashes;

  /** Null unless dense. */
  private int[] registers;

  private ExaLogLog(int precision, Hash64 hash) {
    if (precision < MIN_PRECISION || precision > MAX_PRECISION) {
      throw new IllegalArgumentException(
          "precision must be in [" + MIN_PRECISION + ", " + MAX_PRECISION + "], got " + precision);
    }
    this.hash = Objects.requireNonNull(hash, "hash");
    this.precision = (byte) precision;
  }

  /**
   * An empty sketch.
   *
   * @param precision log2 of the number of registers, 4 to 20
   */
  public static ExaLogLog create(int precision) {
    return new ExaLogLog(precision, Hash64.xxh3());
  }

  /** An empty sketch whose {@code add} hashes with the given function. */
  public static ExaLogLog create(int precision, Hash64 hash) {
    return new ExaLogLog(precision, hash);
  }

  /**
   * An empty sketch of the smallest precision whose relative standard error is at most {@code rse}.
   *
   * @param rse above 0.000337, the error of precision 20
   */
  public static ExaLogLog withRelativeError(double rse) {
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
  public static ExaLogLog fromBytes(byte[] bytes) {
    return fromBytes(bytes, Hash64.xxh3());
  }

  /**
   * Decodes a stored sketch that was fed by the given function.
   *
   * @throws SketchFormatException if the bytes are anything else
   */
  public static ExaLogLog fromBytes(byte[] bytes, Hash64 hash) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    ExaLogLog sketch = readFrom(source, hash);
    Preamble.requireEnd(source);
    return sketch;
  }

  /**
   * Decodes the stored sketch at the source's position, which moves past it; it must have been fed
   * by {@link Hash64#xxh3()}.
   *
   * @throws SketchFormatException if the bytes are anything else
   */
  public static ExaLogLog readFrom(ByteBuffer source) {
    return readFrom(source, Hash64.xxh3());
  }

  /** As {@link #readFrom(ByteBuffer)}, for a sketch fed by the given function. */
  public static ExaLogLog readFrom(ByteBuffer source, Hash64 hash) {
    ByteBuffer body = Preamble.read(source, SketchKind.EXA_LOG_LOG, VERSION);
    require(body.remaining() >= HEADER_BYTES, "body length", "at least 4", body.remaining());
    int precision = body.get();
    int hashId = body.get() & 0xFF;
    int form = body.get();
    int reserved = body.get();
    require(
        precision >= MIN_PRECISION && precision <= MAX_PRECISION,
        "precision",
        "in [4, 20]",
        precision);
    require(hashId == hash.id(), "hash id", "that of the function given, " + hash.id(), hashId);
    require(reserved == 0, "the reserved byte", "0", reserved);
    ExaLogLog sketch = new ExaLogLog(precision, hash);
    if (form == FORM_EXACT) {
      sketch.readHashes(body);
    } else {
      require(form == FORM_DENSE, "form", "0 or 1", form);
      sketch.readRegisters(body);
    }
    return sketch;
  }

  private static void require(boolean holds, String field, String rule, long found) {
    if (!holds) {
      throw new SketchFormatException(
          "stored EXA_LOG_LOG: " + field + " must be " + rule + ", got " + found);
    }
  }

  private void readHashes(ByteBuffer body) {
    int bytes = body.remaining();
    int n = bytes >>> 3;
    require((bytes & 7) == 0, "the length of the hashes", "a multiple of 8", bytes);
    require(n <= limit(precision), "the number of hashes", "at most " + limit(precision), n);
    if (n > 0) {
      HashTally read = new HashTally(n);
      long last = 0;
      for (int i = 0; i < n; i++) {
        long next = body.getLong();
        require(i == 0 || next > last, "hash " + i, "greater than the one before it", next);
        read.add(next);
        last = next;
      }
      hashes = read;
    }
  }

  private void readRegisters(ByteBuffer body) {
    int m = 1 << precision;
    require(body.remaining() == 4 * m, "the length of the registers", "" + 4 * m, body.remaining());
    int maxValue = ExaRegisters.maxValue(precision);
    int[] read = new int[m];
    int any = 0;
    for (int i = 0; i < m; i++) {
      int register = body.getInt();
      require(
          ExaRegisters.isReachable(register, maxValue),
          "register " + i,
          "one that values leave",
          register);
      any |= register;
      read[i] = register;
    }
    require(any != 0, "one register at least", "above 0", 0);
    registers = read;
  }

  @Override
  public Hash64 hash64() {
    return hash;
  }

  /** Log2 of the number of registers, 4 to 20. */
  public int precision() {
    return precision;
  }

  /** How many distinct values are counted exactly: 3/16 of the registers, at least 6. */
  public int exactLimit() {
    return limit(precision);
  }

  /** The most hashes that are kept whole; their table takes at most half of what registers take. */
  private static int limit(int precision) {
    return Math.max(6, (3 << precision) >>> 4);
  }

  @Override
  public void addHash(long hash) {
    if (registers != null) {
      ExaRegisters.add(registers, hash);
    } else {
      addExact(hash);
    }
  }

  @Override
  public void addHashes(long[] hashes, int from, int to) {
    Objects.checkFromToIndex(from, to, hashes.length);
    int i = from;
    while (i < to && registers == null) {
      addExact(hashes[i++]);
    }
    if (i < to) {
      ExaRegisters.addAll(registers, hashes, i, to);
    }
  }

  private void addExact(long hash) {
    if (hashes == null) {
      hashes = new HashTally(1);
    }
    hashes.add(hash);
    if (hashes.size() > limit(precision)) {
      toDense();
    }
  }

  private void toDense() {
    int[] dense = new int[1 << precision];
    if (hashes != null) {
      long[] whole = hashes.sorted();
      ExaRegisters.addAll(dense, whole, 0, whole.length);
    }
    registers = dense;
    hashes = null;
  }

  private int exactCount() {
    return hashes == null ? 0 : hashes.size();
  }

  /** The estimated number of distinct values; exact up to {@link #exactLimit}. Cost O(m). */
  @Override
  public double estimate() {
    if (registers == null) {
      return exactCount();
    }
    ExaEstimator estimator = new ExaEstimator(registers);
    return Math.max(estimator.estimate(), least(estimator));
  }

  /** Surely no fewer values were added. */
  private double least(ExaEstimator estimator) {
    return Math.max(limit(precision) + 1, estimator.pairs());
  }

  /**
   * The estimated number of distinct values with its error bar. {@link Guarantee#EXACT} up to
   * {@link #exactLimit}; above, {@link Guarantee#EMPIRICAL}: the variance is derived, the form of
   * the distribution is approximated by a gamma distribution. The bar is rounded outwards to whole
   * numbers. Cost O(m).
   *
   * @param confidence in (0, 1)
   */
  @Override
  public Estimate estimate(double confidence) {
    double z = Normal.z(confidence);
    if (registers == null) {
      return Estimate.exact(exactCount());
    }
    ExaEstimator estimator = new ExaEstimator(registers);
    double least = least(estimator);
    double n = Math.max(estimator.estimate(), least);
    double variance = new ExaInformation(n, precision).relativeVariance();
    double lower = Math.max(least, Math.floor(n * Math.min(1, gammaQuantile(-z, variance))));
    double upper = Math.ceil(n * Math.max(1, gammaQuantile(z, variance)));
    return new Estimate(n, Math.min(n, lower), upper, confidence, Guarantee.EMPIRICAL);
  }

  private static double gammaQuantile(double z, double variance) {
    double ninth = variance / 9;
    double root = Math.max(0, 1 - ninth + z * Math.sqrt(ninth));
    return root * root * root;
  }

  /**
   * A sketch of what this one has seen at a smaller precision: the very one that direct insertion
   * would have given.
   *
   * @param precision 4 to {@link #precision}
   */
  public ExaLogLog reduce(int precision) {
    if (precision < MIN_PRECISION || precision > this.precision) {
      throw new IllegalArgumentException(
          "precision must be in [" + MIN_PRECISION + ", " + this.precision + "], got " + precision);
    }
    ExaLogLog reduced = copy();
    reduced.reduceTo(precision);
    return reduced;
  }

  private void reduceTo(int smaller) {
    precision = (byte) smaller;
    if (registers != null) {
      int[] target = new int[1 << smaller];
      ExaRegisters.fold(registers, target);
      registers = target;
    } else if (exactCount() > limit(smaller)) {
      toDense();
    }
  }

  /** Whether the hash functions are the same; the precisions may differ. */
  @Override
  public boolean isMergeableWith(ExaLogLog other) {
    return hash.equals(other.hash) || (hash.id() != 0 && hash.id() == other.hash.id());
  }

  /** {@inheritDoc} The precision becomes the smaller of both. */
  @Override
  public ExaLogLog merge(ExaLogLog other) {
    if (!isMergeableWith(other)) {
      throw new IncompatibleSketchException(
          "hash functions must be the same, got ids " + hash.id() + " and " + other.hash.id());
    }
    if (other.precision < precision) {
      reduceTo(other.precision);
    }
    if (other.registers != null) {
      if (registers == null) {
        toDense();
      }
      ExaRegisters.fold(other.registers, registers);
    } else if (other.hashes != null) {
      long[] whole = other.hashes.sorted();
      if (registers == null) {
        hashes = hashes == null ? new HashTally(whole.length) : hashes;
        hashes.ensureRoom(whole.length);
      }
      addHashes(whole, 0, whole.length);
    }
    return this;
  }

  @Override
  public ExaLogLog copy() {
    ExaLogLog copy = new ExaLogLog(precision, hash);
    copy.hashes = hashes == null ? null : hashes.copy();
    copy.registers = registers == null ? null : registers.clone();
    return copy;
  }

  @Override
  public ExaLogLog clear() {
    hashes = null;
    registers = null;
    return this;
  }

  @Override
  public boolean isEmpty() {
    return hashes == null && registers == null;
  }

  @Override
  public long heapBytes() {
    return HeapSize.ofObject(13)
        + (hashes == null ? 0 : hashes.heapBytes())
        + HeapSize.of(registers);
  }

  @Override
  public int serializedBytes() {
    return Preamble.BYTES + bodyBytes();
  }

  private int bodyBytes() {
    return HEADER_BYTES + (registers == null ? 8 * exactCount() : 4 * registers.length);
  }

  @Override
  public void writeTo(ByteBuffer target) {
    Preamble.write(target, SketchKind.EXA_LOG_LOG, VERSION, bodyBytes(), this::writeBody);
  }

  private void writeBody(ByteBuffer target) {
    target.put(precision).put((byte) hash.id());
    target.put(registers == null ? FORM_EXACT : FORM_DENSE).put((byte) 0);
    if (registers != null) {
      ExaRegisters.write(registers, target);
    } else if (hashes != null) {
      for (long element : hashes.sorted()) {
        target.putLong(element);
      }
    }
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof ExaLogLog other
        && precision == other.precision
        && hash.id() == other.hash.id()
        && Objects.equals(hashes, other.hashes)
        && Arrays.equals(registers, other.registers);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * precision + Objects.hashCode(hashes)) + Arrays.hashCode(registers);
  }

  @Override
  public String toString() {
    String form = registers == null ? "exact" : "dense";
    return "ExaLogLog(precision=" + precision + ", " + form + ", estimate=" + estimate() + ")";
  }
}
