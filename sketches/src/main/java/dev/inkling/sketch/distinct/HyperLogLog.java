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
 * Counts distinct values. Up to {@link #exactLimit} of them it is exact (but for colliding 64-bit
 * hashes, of which n values have about n²/2^65); above, the relative standard error is at most
 * 1.04/√m with m = 2^precision registers.
 *
 * <p>The same set of values gives the same state and bytes in any order, split and merge tree.
 * Sketches of different precision merge into one of the smaller precision.
 *
 * <ul>
 *   <li>Heap: 32 bytes while empty, 80 with three values, at most m + 48 bytes, or 112 if that is
 *       more.
 *   <li>Stored: 20 + 8n bytes while exact, then 20 + 0.75 m.
 *   <li>Cost: add O(1); merge and estimate O(m).
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
 * register index is the low bits of the hash, and small sets are kept exactly.
 */
public final class HyperLogLog implements DistinctSketch<HyperLogLog> {

  /** The smallest precision: 16 registers, error 26 %. */
  public static final int MIN_PRECISION = 4;

  /** The largest precision: 2 MiB of registers, error 0.072 %. */
  public static final int MAX_PRECISION = 21;

  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 4;
  private static final byte FORM_EXACT = 0;
  private static final byte FORM_DENSE = 1;

  /** √(3 ln 2 − 1) = 1.0390, rounded up. */
  private static final double ERROR_CONSTANT = 1.04;

  private static final int FIRST_SLOTS = 4;

  /* Implementation note.
   *
   * Two states; which one depends on the number of distinct hashes alone, so that it does not
   * depend on their order. Exact: an open-addressed table of whole hashes, probed linearly from
   * their low bits, at most 3/4 full; 0 marks a free slot, and the hash 0 is a flag. Dense:
   * Registers.
   *
   * The limit of the exact state is 3m/128 hashes. Their table then takes m/4 bytes and is the next
   * to double. Both forms would be of one size at 3m/32, but an add to the exact one costs far more:
   * it waits for a slot that is not in the cache, cannot guess whether it is free, and every
   * doubling touches fresh memory. With 1,000 sketches of precision 14 and Zipf, 2.5 million adds
   * took about 53 ns each with 3m/32, 37 with 3m/64, 30 with 3m/128 and 31 with 3m/256, for 11, 11,
   * 15 and 16 MB (medians on a busy machine). Nor is much lost: with few values the standard error
   * is 1/sqrt(2m), two values of 384. A log of hashes behind the table, looked up 32 at a time,
   * gained some 10 ns at precision 14 and lost as many at 12 and with repeated values.
   */
  private final Hash64 hash;
  private byte precision;
  private int count;
  private boolean zero;
  private long[] table;
  private byte[] registers;

  private HyperLogLog(int precision, Hash64 hash) {
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
    ByteBuffer body = Preamble.read(source, SketchKind.HYPER_LOG_LOG, VERSION);
    require(body.remaining() >= HEADER_BYTES, "body length", "at least 4", body.remaining());
    int precision = body.get();
    int hashId = body.get() & 0xFF;
    int form = body.get();
    int reserved = body.get();
    require(
        precision >= MIN_PRECISION && precision <= MAX_PRECISION,
        "precision",
        "in [4, 21]",
        precision);
    require(hashId == hash.id(), "hash id", "that of the function given, " + hash.id(), hashId);
    require(reserved == 0, "the reserved byte", "0", reserved);
    HyperLogLog sketch = new HyperLogLog(precision, hash);
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
          "stored HYPER_LOG_LOG: " + field + " must be " + rule + ", got " + found);
    }
  }

  private void readHashes(ByteBuffer body) {
    int bytes = body.remaining();
    int n = bytes >>> 3;
    require((bytes & 7) == 0, "the length of the hashes", "a multiple of 8", bytes);
    require(n <= limit(precision), "the number of hashes", "at most " + limit(precision), n);
    if (n > 0) {
      table = new long[slotsFor(n)];
      long last = 0;
      for (int i = 0; i < n; i++) {
        long next = body.getLong();
        require(i == 0 || next > last, "hash " + i, "greater than the one before it", next);
        addExact(next);
        last = next;
      }
    }
  }

  private void readRegisters(ByteBuffer body) {
    int m = 1 << precision;
    int bytes = Registers.storedBytes(m);
    require(body.remaining() == bytes, "the length of the registers", "" + bytes, body.remaining());
    byte[] unpacked = new byte[m];
    Registers.read(body, unpacked);
    int highest = 0;
    for (byte rank : unpacked) {
      highest = Math.max(highest, rank);
    }
    require(highest > 0, "the largest register", "at least 1", 0);
    require(highest <= 65 - precision, "a register", "at most " + (65 - precision), highest);
    registers = unpacked;
  }

  @Override
  public Hash64 hash64() {
    return hash;
  }

  /** Log2 of the number of registers, 4 to 21. */
  public int precision() {
    return precision;
  }

  /** How many distinct values are counted exactly: 3/128 of the registers, at least 6. */
  public int exactLimit() {
    return limit(precision);
  }

  @Override
  public void addHash(long hash) {
    byte[] ranks = registers;
    if (ranks != null) {
      Registers.add(ranks, hash);
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
      Registers.addAll(registers, hashes, i, to);
    }
  }

  private void addExact(long hash) {
    if (hash == 0) {
      if (zero) {
        return;
      }
      zero = true;
    } else {
      if (table == null) {
        table = new long[FIRST_SLOTS];
      }
      long[] slots = table;
      int mask = slots.length - 1;
      int slot = (int) hash & mask;
      for (long found; (found = slots[slot]) != 0; slot = (slot + 1) & mask) {
        if (found == hash) {
          return;
        }
      }
      slots[slot] = hash;
    }
    count++;
    if (count > limit(precision)) {
      toDense();
    } else if (table != null && count > table.length / 4 * 3) {
      resize(2 * table.length);
    }
  }

  private void resize(int length) {
    long[] old = table;
    long[] slots = new long[length];
    int mask = length - 1;
    if (old != null) {
      for (long hash : old) {
        if (hash != 0) {
          int slot = (int) hash & mask;
          while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
          }
          slots[slot] = hash;
        }
      }
    }
    table = slots;
  }

  private void toDense() {
    byte[] ranks = new byte[1 << precision];
    if (zero) {
      Registers.add(ranks, 0);
    }
    if (table != null) {
      for (long hash : table) {
        if (hash != 0) {
          Registers.add(ranks, hash);
        }
      }
    }
    registers = ranks;
    table = null;
    zero = false;
    count = 0;
  }

  /** The estimated number of distinct values; exact up to {@link #exactLimit}. Cost O(m). */
  @Override
  public double estimate() {
    if (registers == null) {
      return count;
    }
    // more than the limit were seen, or the sketch would still be exact
    return Math.max(
        limit(precision) + 1, ErtlEstimator.estimate(Registers.histogram(registers), precision));
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
      return Estimate.exact(count);
    }
    double n = estimate();
    double least = limit(precision) + 1;
    double variance = ErtlEstimator.relativeVariance(n, precision);
    double lower = Math.max(least, Math.floor(n * Math.min(1, gammaQuantile(-z, variance))));
    double upper = Math.ceil(n * Math.max(1, gammaQuantile(z, variance)));
    return new Estimate(n, Math.min(n, lower), upper, confidence, Guarantee.EMPIRICAL);
  }

  /**
   * The quantile at z standard deviations of a gamma distribution with mean 1 (Wilson and Hilferty,
   * 1931, doi:10.1073/pnas.17.12.684). Registers hold minima of nearly exponential variables, so
   * that truth over estimate is a sum of those.
   */
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
      byte[] ranks = registers;
      registers = new byte[1 << smaller];
      Registers.fold(ranks, registers);
    } else if (count > limit(smaller)) {
      toDense();
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
      if (registers == null) {
        toDense();
      }
      Registers.fold(other.registers, registers);
      return this;
    }
    if (other.zero) {
      addHash(0);
    }
    if (other.table != null) {
      // inserting in slot order into a smaller table would pile up at its front
      if (registers == null && (table == null || table.length < other.table.length)) {
        resize(other.table.length);
      }
      for (long element : other.table) {
        if (element != 0) {
          addHash(element);
        }
      }
    }
    return this;
  }

  @Override
  public HyperLogLog copy() {
    HyperLogLog copy = new HyperLogLog(precision, hash);
    copy.count = count;
    copy.zero = zero;
    copy.table = table == null ? null : table.clone();
    copy.registers = registers == null ? null : registers.clone();
    return copy;
  }

  @Override
  public HyperLogLog clear() {
    count = 0;
    zero = false;
    table = null;
    registers = null;
    return this;
  }

  @Override
  public boolean isEmpty() {
    return count == 0 && registers == null;
  }

  @Override
  public long heapBytes() {
    return HeapSize.ofObject(18) + HeapSize.of(table) + HeapSize.of(registers);
  }

  @Override
  public int serializedBytes() {
    return Preamble.BYTES + bodyBytes();
  }

  private int bodyBytes() {
    return HEADER_BYTES + (registers == null ? 8 * count : Registers.storedBytes(registers.length));
  }

  @Override
  public void writeTo(ByteBuffer target) {
    Preamble.write(target, SketchKind.HYPER_LOG_LOG, VERSION, bodyBytes(), this::writeBody);
  }

  private void writeBody(ByteBuffer target) {
    target.put(precision).put((byte) hash.id());
    byte[] ranks = registers;
    target.put(ranks == null ? FORM_EXACT : FORM_DENSE).put((byte) 0);
    if (ranks == null) {
      for (long element : sortedHashes()) {
        target.putLong(element);
      }
      return;
    }
    Registers.write(ranks, target);
  }

  private long[] sortedHashes() {
    long[] sorted = new long[count];
    int n = zero ? 1 : 0;
    if (table != null) {
      for (long element : table) {
        if (element != 0) {
          sorted[n++] = element;
        }
      }
    }
    Arrays.sort(sorted);
    return sorted;
  }

  /** The most hashes that are kept whole; see the implementation note. */
  private static int limit(int precision) {
    return Math.max(6, (3 << precision) >>> 7);
  }

  /** The smallest table that {@code n} hashes fill to at most 3/4. */
  private static int slotsFor(int n) {
    int slots = FIRST_SLOTS;
    while (n > slots / 4 * 3) {
      slots *= 2;
    }
    return slots;
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof HyperLogLog other
        && precision == other.precision
        && hash.id() == other.hash.id()
        && count == other.count
        && Arrays.equals(registers, other.registers)
        && (registers != null || Arrays.equals(sortedHashes(), other.sortedHashes()));
  }

  @Override
  public int hashCode() {
    int state = registers != null ? Arrays.hashCode(registers) : Arrays.hashCode(sortedHashes());
    return 31 * precision + state;
  }

  @Override
  public String toString() {
    String form = registers == null ? "exact" : "dense";
    return "HyperLogLog(precision=" + precision + ", " + form + ", estimate=" + estimate() + ")";
  }
}
