package dev.inkling.sketch.frequency;

import dev.inkling.hash.Hash64;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import dev.inkling.sketch.HashSketch;
import dev.inkling.sketch.IncompatibleSketchException;
import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.internal.HeapSize;
import dev.inkling.sketch.internal.Preamble;
import dev.inkling.sketch.internal.SketchKind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * Tells how often any value was added, never too little: with N additions in all, width w and depth
 * d, a value that was added f times is answered with f ≤ estimate, and estimate − f ≤ c (N − f) / w
 * with probability at least 1 − c^−d, for any c &gt; 1.
 *
 * <p>The same multiset of values gives the same state and bytes in any order, split and merge tree.
 *
 * <ul>
 *   <li>Heap: 32 bytes while empty, then 16 + 8 w d more.
 *   <li>Stored: 28 bytes and w d counters of 1, 2, 4 or 8 bytes, as the largest of them needs.
 *   <li>Cost: add and query O(d), in a batch with no dependence between additions; merge O(w d).
 * </ul>
 *
 * <pre>{@code
 * CountMinSketch visits = CountMinSketch.withError(0.001, 0.99);
 * visits.add("/index");
 * visits.addHash(visits.hash64().hash("/about"), 3);
 * long about = visits.frequency("/about"); // 3
 * }</pre>
 *
 * <p>Not safe for use by several threads. Source: Cormode and Muthukrishnan, "An improved data
 * stream summary" (2005, doi:10.1016/j.jalgor.2003.12.001). Unlike there, c is not fixed at e, and
 * all rows derive from one 64-bit hash.
 */
public final class CountMinSketch implements HashSketch<CountMinSketch> {

  /** The largest depth; more rows never paid in {@link #withError}. */
  public static final int MAX_DEPTH = 16;

  /** The most counters, 2^27 (1 GiB), so that every sketch can be stored as one array. */
  public static final int MAX_COUNTERS = 1 << 27;

  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 12;

  /** As many hashes as stay in the first-level cache while the rows pass over them. */
  private static final int CHUNK = 1_024;

  /** The first outputs of SplitMix64 with seed 0, made odd. */
  private static final long[] MULTIPLIERS = multipliers();

  /* Implementation note.
   *
   * Row after row in one array. The counter of a hash in row i is the top log2(w) bits of
   * hash * MULTIPLIERS[i]: multiply-shift hashing (Dietzfelbinger et al. 1997,
   * doi:10.1006/jagm.1997.0873). The usual double hashing modulo a power of two would let two
   * values that collide in two rows collide in all; here the rows are as good as independent until
   * w^d nears 2^64. Counters never exceed the total, so that only the total is checked for
   * overflow. A batch passes row by row over chunks of hashes: the additions of one row do not
   * wait for each other.
   */
  private final int depth;
  private final int logWidth;
  private long total;
  private long[] counters;

  private CountMinSketch(int logWidth, int depth) {
    this.logWidth = logWidth;
    this.depth = depth;
  }

  /**
   * An empty sketch.
   *
   * @param width counters per row, at least 2; rounded up to a power of two
   * @param depth rows, 1 to 16; width times depth is at most 2^27
   */
  public static CountMinSketch create(int width, int depth) {
    if (depth < 1 || depth > MAX_DEPTH) {
      throw new IllegalArgumentException("depth must be in [1, " + MAX_DEPTH + "], got " + depth);
    }
    if (width < 2 || width > MAX_COUNTERS) {
      throw new IllegalArgumentException(
          "width must be in [2, " + MAX_COUNTERS + "], got " + width);
    }
    int logWidth = logCeil(width);
    if (((long) depth << logWidth) > MAX_COUNTERS) {
      throw new IllegalArgumentException(
          "width * depth must be at most " + MAX_COUNTERS + ", got " + width + " * " + depth);
    }
    return new CountMinSketch(logWidth, depth);
  }

  /**
   * The smallest empty sketch whose estimates exceed the truth by at most {@code epsilon} times the
   * total with probability {@code confidence} each.
   *
   * @param epsilon in (0, 1)
   * @param confidence in (0, 1)
   * @throws IllegalArgumentException if that would need more than 2^27 counters
   */
  public static CountMinSketch withError(double epsilon, double confidence) {
    if (!(epsilon > 0 && epsilon < 1)) {
      throw new IllegalArgumentException("epsilon must be in (0, 1), got " + epsilon);
    }
    requireConfidence(confidence);
    CountMinSketch best = null;
    for (int depth = 1; depth <= MAX_DEPTH; depth++) {
      double width = Math.max(2, Math.ceil(markovFactor(depth, confidence) / epsilon));
      if (width <= MAX_COUNTERS) {
        int logWidth = logCeil((int) width);
        long counters = (long) depth << logWidth;
        if (counters <= MAX_COUNTERS
            && (best == null || counters < (long) best.depth << best.logWidth)) {
          best = new CountMinSketch(logWidth, depth);
        }
      }
    }
    if (best == null) {
      throw new IllegalArgumentException(
          "an error of " + epsilon + " with confidence " + confidence + " needs too many counters");
    }
    return best;
  }

  private static int logCeil(int width) {
    return 32 - Integer.numberOfLeadingZeros(width - 1);
  }

  private static void requireConfidence(double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("confidence must be in (0, 1), got " + confidence);
    }
  }

  /** The c with c^−depth = 1 − confidence. */
  private static double markovFactor(int depth, double confidence) {
    return Math.pow(1 - confidence, -1.0 / depth);
  }

  private static long[] multipliers() {
    long[] multipliers = new long[MAX_DEPTH];
    long state = 0;
    for (int i = 0; i < MAX_DEPTH; i++) {
      state += 0x9E3779B97F4A7C15L;
      long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      multipliers[i] = (z ^ (z >>> 31)) | 1;
    }
    return multipliers;
  }

  /**
   * Decodes a stored sketch.
   *
   * @throws SketchFormatException if the bytes are anything else
   */
  public static CountMinSketch fromBytes(byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    CountMinSketch sketch = readFrom(source);
    Preamble.requireEnd(source);
    return sketch;
  }

  /**
   * Decodes the stored sketch at the source's position, which moves past it.
   *
   * @throws SketchFormatException if the bytes are anything else
   */
  public static CountMinSketch readFrom(ByteBuffer source) {
    ByteBuffer body = Preamble.read(source, SketchKind.COUNT_MIN, VERSION);
    require(body.remaining() >= HEADER_BYTES, "body length", "at least 12", body.remaining());
    int logWidth = body.get();
    int depth = body.get();
    int hashId = body.get() & 0xFF;
    int counterBytes = body.get();
    long total = body.getLong();
    require(logWidth >= 1 && logWidth <= 27, "log2 of the width", "in [1, 27]", logWidth);
    require(depth >= 1 && depth <= MAX_DEPTH, "depth", "in [1, 16]", depth);
    long size = (long) depth << logWidth;
    require(size <= MAX_COUNTERS, "width * depth", "at most 2^27", size);
    require(hashId == Hash64.xxh3().id(), "hash id", "1", hashId);
    require(total >= 0, "total", "at least 0", total);
    require(
        total == 0 ? counterBytes == 0 : counterBytes > 0 && (8 % counterBytes) == 0,
        "counter length",
        "0 if empty, else 1, 2, 4 or 8",
        counterBytes);
    require(
        body.remaining() == size * counterBytes,
        "the length of the counters",
        "" + size * counterBytes,
        body.remaining());
    CountMinSketch sketch = new CountMinSketch(logWidth, depth);
    sketch.total = total;
    if (total > 0) {
      sketch.readCounters(body, counterBytes);
    }
    return sketch;
  }

  private static void require(boolean holds, String field, String rule, long found) {
    if (!holds) {
      throw new SketchFormatException(
          "stored COUNT_MIN: " + field + " must be " + rule + ", got " + found);
    }
  }

  private void readCounters(ByteBuffer body, int counterBytes) {
    long[] read = new long[depth << logWidth];
    long largest = 0;
    for (int row = 0; row < depth; row++) {
      long left = total;
      for (int i = row << logWidth; i < (row + 1) << logWidth; i++) {
        long counter =
            switch (counterBytes) {
              case 1 -> body.get() & 0xFF;
              case 2 -> body.getShort() & 0xFFFF;
              case 4 -> body.getInt() & 0xFFFF_FFFFL;
              default -> body.getLong();
            };
        require(counter >= 0 && counter <= left, "a counter", "in [0, rest of the row]", counter);
        left -= counter;
        largest = Math.max(largest, counter);
        read[i] = counter;
      }
      require(left == 0, "total minus the sum of row " + row, "0", left);
    }
    int needed = bytesFor(largest);
    require(counterBytes == needed, "counter length", "the least possible", counterBytes);
    counters = read;
  }

  private static int bytesFor(long largest) {
    return largest < 1L << 8 ? 1 : largest < 1L << 16 ? 2 : largest < 1L << 32 ? 4 : 8;
  }

  /** {@link Hash64#xxh3()}. */
  @Override
  public Hash64 hash64() {
    return Hash64.xxh3();
  }

  /** Counters per row, a power of two. */
  public int width() {
    return 1 << logWidth;
  }

  /** Rows. */
  public int depth() {
    return depth;
  }

  /** How many additions there were, counted with their weights. */
  public long total() {
    return total;
  }

  @Override
  public void addHash(long hash) {
    addHash(hash, 1);
  }

  /**
   * Adds the value with this hash {@code count} times.
   *
   * @param count at least 0
   * @throws ArithmeticException if the total would exceed {@link Long#MAX_VALUE}; nothing is added
   */
  public void addHash(long hash, long count) {
    if (count < 0) {
      throw new IllegalArgumentException("count must be at least 0, got " + count);
    }
    if (count == 0) {
      return;
    }
    raiseTotal(count);
    long[] cells = cells();
    int shift = 64 - logWidth;
    for (int row = 0; row < depth; row++) {
      cells[(row << logWidth) + (int) ((hash * MULTIPLIERS[row]) >>> shift)] += count;
    }
  }

  @Override
  public void addHashes(long[] hashes, int from, int to) {
    Objects.checkFromToIndex(from, to, hashes.length);
    if (from == to) {
      return;
    }
    raiseTotal(to - from);
    long[] cells = cells();
    int shift = 64 - logWidth;
    for (int start = from; start < to; ) {
      int end = Math.min(to - start, CHUNK) + start;
      for (int row = 0; row < depth; row++) {
        addRow(cells, row << logWidth, MULTIPLIERS[row], shift, hashes, start, end);
      }
      start = end;
    }
  }

  private static void addRow(
      long[] cells, int base, long multiplier, int shift, long[] hashes, int from, int to) {
    for (int i = from; i < to; i++) {
      cells[base + (int) ((hashes[i] * multiplier) >>> shift)]++;
    }
  }

  private void raiseTotal(long count) {
    if (total + count < 0) {
      throw new ArithmeticException("the total would exceed 2^63 - 1: " + total + " + " + count);
    }
    total += count;
  }

  private long[] cells() {
    if (counters == null) {
      counters = new long[depth << logWidth];
    }
    return counters;
  }

  /** How often a long was added, at most; never less than the truth. */
  public long frequency(long value) {
    return frequencyOfHash(hash64().hash(value));
  }

  /** How often a text was added, at most; never less than the truth. */
  public long frequency(CharSequence value) {
    return frequencyOfHash(hash64().hash(value));
  }

  /** How often the value with this hash was added, at most; never less than the truth. */
  public long frequencyOfHash(long hash) {
    long[] cells = counters;
    if (cells == null) {
      return 0;
    }
    int shift = 64 - logWidth;
    long least = Long.MAX_VALUE;
    for (int row = 0; row < depth; row++) {
      int index = (row << logWidth) + (int) ((hash * MULTIPLIERS[row]) >>> shift);
      least = Math.min(least, cells[index]);
    }
    return least;
  }

  /**
   * How often the value with this hash was added, with its error bar. The upper end always holds
   * and is the value; the lower end holds with probability {@code confidence} over the choice of
   * hash function.
   *
   * <p>Each row's excess has mean (N − f)/w at most. By Markov's inequality it exceeds c times that
   * with probability below 1/c, in all d independent rows below c^−d = 1 − confidence. So f ≥
   * estimate − c (N − f)/w, that is f ≥ (estimate − cN/w) / (1 − c/w).
   *
   * @param confidence in (0, 1)
   * @return exact if the value was never added or the bar has no width
   */
  public Estimate estimateHash(long hash, double confidence) {
    requireConfidence(confidence);
    double upper = frequencyOfHash(hash);
    double share = markovFactor(depth, confidence) / width();
    double lower = share < 1 ? (upper - share * total) / (1 - share) : 0;
    // the truth is a whole number; a billionth of one keeps rounding errors on the safe side
    lower = Math.max(0, Math.min(upper, Math.ceil(lower - 1e-9 * Math.max(1, upper))));
    return upper == 0
        ? Estimate.exact(0)
        : new Estimate(upper, lower, upper, confidence, Guarantee.PROBABILISTIC);
  }

  /** The most by which an estimate exceeds the truth with probability {@code confidence}: cN/w. */
  public double error(double confidence) {
    requireConfidence(confidence);
    return Math.min(1, markovFactor(depth, confidence) / width()) * total;
  }

  /** Whether width and depth are the same. */
  @Override
  public boolean isMergeableWith(CountMinSketch other) {
    return logWidth == other.logWidth && depth == other.depth;
  }

  /**
   * {@inheritDoc}
   *
   * @throws ArithmeticException if the total would exceed {@link Long#MAX_VALUE}; nothing is added
   */
  @Override
  public CountMinSketch merge(CountMinSketch other) {
    if (!isMergeableWith(other)) {
      throw new IncompatibleSketchException(
          "width and depth must be the same, got "
              + (width() + " x " + depth)
              + " and "
              + (other.width() + " x " + other.depth));
    }
    long[] source = other.counters;
    if (source != null) {
      raiseTotal(other.total);
      long[] cells = cells();
      for (int i = 0; i < cells.length; i++) {
        cells[i] += source[i];
      }
    }
    return this;
  }

  @Override
  public CountMinSketch copy() {
    CountMinSketch copy = new CountMinSketch(logWidth, depth);
    copy.total = total;
    copy.counters = counters == null ? null : counters.clone();
    return copy;
  }

  @Override
  public CountMinSketch clear() {
    total = 0;
    counters = null;
    return this;
  }

  @Override
  public boolean isEmpty() {
    return total == 0;
  }

  @Override
  public long heapBytes() {
    return HeapSize.ofObject(20) + HeapSize.of(counters);
  }

  @Override
  public int serializedBytes() {
    return Preamble.BYTES + bodyBytes(counterBytes());
  }

  private int bodyBytes(int counterBytes) {
    return HEADER_BYTES + (depth << logWidth) * counterBytes;
  }

  /** The bytes that the largest counter needs, 0 while empty. */
  private int counterBytes() {
    if (counters == null) {
      return 0;
    }
    // the bit length of the union is that of the largest
    long union = 0;
    for (long counter : counters) {
      union |= counter;
    }
    return bytesFor(union);
  }

  @Override
  public void writeTo(ByteBuffer target) {
    int counterBytes = counterBytes();
    Preamble.write(
        target,
        SketchKind.COUNT_MIN,
        VERSION,
        bodyBytes(counterBytes),
        body -> writeBody(body, counterBytes));
  }

  private void writeBody(ByteBuffer target, int counterBytes) {
    target.put((byte) logWidth).put((byte) depth).put((byte) hash64().id());
    target.put((byte) counterBytes).putLong(total);
    if (counters == null) {
      return;
    }
    for (long counter : counters) {
      switch (counterBytes) {
        case 1 -> target.put((byte) counter);
        case 2 -> target.putShort((short) counter);
        case 4 -> target.putInt((int) counter);
        default -> target.putLong(counter);
      }
    }
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof CountMinSketch other
        && isMergeableWith(other)
        && total == other.total
        && Arrays.equals(counters, other.counters);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * logWidth + depth) + Arrays.hashCode(counters);
  }

  @Override
  public String toString() {
    return "CountMinSketch(width=" + width() + ", depth=" + depth + ", total=" + total + ")";
  }
}
