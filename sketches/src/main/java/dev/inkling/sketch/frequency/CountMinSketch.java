package dev.inkling.sketch.frequency;

import dev.inkling.hash.Hash64;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import dev.inkling.sketch.HashSketch;
import dev.inkling.sketch.IncompatibleSketchException;
import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.internal.HashScratch;
import dev.inkling.sketch.internal.HeapSize;
import dev.inkling.sketch.internal.Preamble;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * Tells how often any value was added, never too little: with N additions in all, width w and depth
 * d, a value that was added f times is answered with f ≤ estimate. By how much the estimate exceeds
 * f is told by the sketch's own counters ({@link #error}); whatever was added, it is at most c N /
 * w with probability at least 1 − c^−d, for any c &gt; 1 ({@link #promisedError}).
 *
 * <p>The same multiset of values gives the same state and bytes in any order, split and merge tree,
 * unless updates are {@linkplain #createConservative conservative}.
 *
 * <ul>
 *   <li>Heap: 72 bytes while empty, then 48 + 20 d + 2 w d more; 4 w d from a total of 65,536 on
 *       and 8 w d from when a counter may pass 2^31 − 1. No counter overflows.
 *   <li>Stored: 28 bytes and w d counters of 1, 2, 4 or 8 bytes, as the largest of them needs.
 *   <li>Cost: add and query O(d), in a batch with no dependence between additions; merge O(w d);
 *       the first bar after a change O(w d), further ones of the same confidence O(d).
 * </ul>
 *
 * <pre>{@code
 * CountMinSketch visits = CountMinSketch.withError(0.001, 0.99);
 * visits.add("/index");
 * visits.addHash(visits.hash64().hash("/about"), 3);
 * long about = visits.frequency("/about"); // 3
 * }</pre>
 *
 * <p>Not safe for use by several threads. Sources: Cormode and Muthukrishnan, "An improved data
 * stream summary" (2005, doi:10.1016/j.jalgor.2003.12.001); Ting, "Count-Min: Optimal Estimation
 * and Tight Error Bounds using Empirical Error Distributions" (2018, doi:10.1145/3219819.3219975).
 * Unlike there, all rows derive from one 64-bit hash, and the error from the counters is a bound,
 * not an approximation; {@code docs/decisions/016-count-min-bars.md} has the proof.
 */
public final class CountMinSketch implements HashSketch<CountMinSketch> {

  /** The largest depth; more rows never paid in {@link #withError}. */
  public static final int MAX_DEPTH = Counters.MAX_DEPTH;

  /** The most counters, 2^27 (1 GiB), so that every sketch can be stored as one array. */
  public static final int MAX_COUNTERS = 1 << 27;

  /**
   * A batch is added in steps so small that they stay in the first-level cache while the rows pass
   * over them, and that a step seldom calls for wider counters.
   */
  private static final int STEP = 1_024;

  /** From rows of 1 MB on, steps are large, see the note. */
  private static final int LOG_LARGE_WIDTH = 18;

  private static final int LARGE_STEP = 1 << 14;

  /* Implementation note.
   *
   * Counters never exceed the total, so that an addition is safe while the total stays below
   * safeTotal: the total at which the largest counter could reach the most that counters can hold.
   * There makeRoom looks for the largest counter, and widens them if it has come so close that
   * looking again would cost more than an addition. Narrow counters are for sketches of few
   * additions or of none any more, like those of the panes of a window: adding to them is slower by
   * a quarter, so that they are widened at a total of 65,536 anyhow.
   *
   * All rows of a large sketch have more pages than a processor remembers the addresses of. A step
   * passes over one row after the other, so that a page is looked up once per step at most: with
   * 16,384 hashes per step an addition to 5 rows of 4 MB takes an eighth less time than with 512.
   */
  private final int depth;
  private final int logWidth;
  private final boolean conservative;
  private long total;
  private long safeTotal;
  private Counters counters;

  // the last answer of error(confidence), valid while the total is errorTotal; 0 for none
  private double errorConfidence;
  private long errorTotal;
  private long error;

  private CountMinSketch(int logWidth, int depth, boolean conservative) {
    this.depth = depth;
    this.logWidth = logWidth;
    this.conservative = conservative;
  }

  /** A sketch of these counters, which it takes over; null for none. */
  static CountMinSketch of(
      int logWidth, int depth, boolean conservative, long total, Counters counters) {
    CountMinSketch sketch = new CountMinSketch(logWidth, depth, conservative);
    if (counters != null) {
      sketch.total = total;
      sketch.counters = counters;
      sketch.allow(counters.largest());
    }
    return sketch;
  }

  /**
   * An empty sketch.
   *
   * @param width counters per row, at least 2; rounded up to a power of two
   * @param depth rows, 1 to 16; width times depth is at most 2^27
   */
  public static CountMinSketch create(int width, int depth) {
    return create(width, depth, false);
  }

  /**
   * An empty sketch that raises only those counters of a value that its estimate needs: the least
   * of them. Estimates are never below the truth, never above those of {@link #create}'s sketch for
   * the same additions, and often much closer, above all for rare values; bars hold as well.
   *
   * <p>In exchange the state and bytes depend on the order of additions, {@link #subtract} is
   * refused, an addition takes about twice as long, and a batch is added one by one. {@link #merge}
   * adds up the counters: estimates and bars stay valid, but are less close than if one sketch had
   * seen everything.
   *
   * @param width counters per row, at least 2; rounded up to a power of two
   * @param depth rows, 1 to 16; width times depth is at most 2^27
   */
  public static CountMinSketch createConservative(int width, int depth) {
    return create(width, depth, true);
  }

  private static CountMinSketch create(int width, int depth, boolean conservative) {
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
    return new CountMinSketch(logWidth, depth, conservative);
  }

  /**
   * The smallest empty sketch whose estimates exceed the truth by at most {@code epsilon} times the
   * total with probability {@code confidence} each, whatever is added.
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
          best = new CountMinSketch(logWidth, depth, false);
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
    return CountMinFormat.read(source);
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

  /** Whether updates are conservative; see {@link #createConservative}. */
  public boolean isConservative() {
    return conservative;
  }

  /** How many additions there were, counted with their weights. */
  public long total() {
    return total;
  }

  @Override
  public void addHash(long hash) {
    addHash(hash, 1);
  }

  /** Adds a long {@code count} times; see {@link #addHash(long, long)}. */
  public void add(long value, long count) {
    addHash(hash64().hash(value), count);
  }

  /** Adds a text {@code count} times; see {@link #addHash(long, long)}. */
  public void add(CharSequence value, long count) {
    addHash(hash64().hash(value), count);
  }

  /**
   * Adds the value with this hash {@code count} times.
   *
   * @param count at least 0
   * @throws ArithmeticException if the total would exceed {@link Long#MAX_VALUE}; nothing is added
   */
  public void addHash(long hash, long count) {
    if (count <= 0) {
      if (count < 0) {
        throw new IllegalArgumentException("count must be at least 0, got " + count);
      }
      return;
    }
    if (count > safeTotal - total) {
      checkTotal(count);
      makeRoom(count);
    }
    total += count;
    if (conservative) {
      counters.addConservatively(hash, count);
    } else {
      counters.add(hash, count);
    }
  }

  @Override
  public void addAll(long[] values, int from, int to) {
    if (logWidth < LOG_LARGE_WIDTH) {
      HashSketch.super.addAll(values, from, to);
      return;
    }
    Objects.checkFromToIndex(from, to, values.length);
    long[] hashes = HashScratch.getLarge();
    for (int start = from; start < to; ) {
      int n = Math.min(hashes.length, to - start);
      hash64().hashAll(values, start, start + n, hashes, 0);
      addHashes(hashes, 0, n);
      start += n;
    }
  }

  @Override
  public void addHashes(long[] hashes, int from, int to) {
    Objects.checkFromToIndex(from, to, hashes.length);
    checkTotal(to - from);
    int step = logWidth < LOG_LARGE_WIDTH ? STEP : LARGE_STEP;
    for (int start = from; start < to; ) {
      int count = Math.min(to - start, step);
      if (count > safeTotal - total) {
        makeRoom(count);
      }
      total += count;
      if (conservative) {
        for (int i = start; i < start + count; i++) {
          counters.addConservatively(hashes[i], 1);
        }
      } else {
        counters.addAll(hashes, start, start + count);
      }
      start += count;
    }
  }

  private void checkTotal(long count) {
    if (total + count < 0) {
      throw new ArithmeticException("the total would exceed 2^63 - 1: " + total + " + " + count);
    }
  }

  /** Makes additions of {@code count}, at least 1, safe. */
  private void makeRoom(long count) {
    if (counters == null) {
      counters = Counters.create(depth, logWidth, count);
      allow(0);
      return;
    }
    long largest = counters.largest();
    if (counters.areNarrow() || counters.maximum() - largest < Math.max(count, counters.size())) {
      counters = counters.withRoomFor(Math.max(largest + count, counters.maximum() + 1));
    }
    allow(largest);
  }

  /** Sets the total up to which additions are safe if no counter exceeds {@code largest}. */
  private void allow(long largest) {
    if (counters.areNarrow()) {
      safeTotal = counters.maximum();
    } else {
      long sum = total + (counters.maximum() - largest);
      safeTotal = sum < 0 ? Long.MAX_VALUE : sum;
    }
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
    return counters == null ? 0 : counters.least(hash);
  }

  /**
   * Writes the frequencies of the longs {@code values[from, to)} to {@code counts}, from {@code at}
   * on. For large sketches this is much faster than one by one.
   */
  public void frequencies(long[] values, int from, int to, long[] counts, int at) {
    Objects.checkFromToIndex(from, to, values.length);
    Objects.checkFromIndexSize(at, to - from, counts.length);
    long[] hashes = HashScratch.get();
    for (int start = from; start < to; start += hashes.length) {
      int n = Math.min(hashes.length, to - start);
      hash64().hashAll(values, start, start + n, hashes, 0);
      frequenciesOfHashes(hashes, 0, n, counts, at + start - from);
    }
  }

  /**
   * Writes the frequencies of the values with the hashes {@code hashes[from, to)} to {@code
   * counts}, from {@code at} on. For large sketches this is much faster than one by one.
   */
  public void frequenciesOfHashes(long[] hashes, int from, int to, long[] counts, int at) {
    Objects.checkFromToIndex(from, to, hashes.length);
    Objects.checkFromIndexSize(at, to - from, counts.length);
    if (counters == null) {
      Arrays.fill(counts, at, at + to - from, 0);
    } else {
      counters.leastOfAll(hashes, from, to, counts, at);
    }
  }

  /** How often a long was added, with its error bar; see {@link #estimateHash}. */
  public Estimate estimate(long value, double confidence) {
    return estimateHash(hash64().hash(value), confidence);
  }

  /** How often a text was added, with its error bar; see {@link #estimateHash}. */
  public Estimate estimate(CharSequence value, double confidence) {
    return estimateHash(hash64().hash(value), confidence);
  }

  /**
   * How often the value with this hash was added, with its error bar. The upper end always holds
   * and is the value; the lower end is {@link #error} below it, and holds with probability {@code
   * confidence} over the choice of the hash function.
   *
   * @param confidence in (0, 1)
   * @return exact if the value was never added or the bar has no width
   */
  public Estimate estimateHash(long hash, double confidence) {
    long upper = frequencyOfHash(hash);
    long lower = Math.max(0, upper - error(confidence));
    return upper == 0
        ? Estimate.exact(0)
        : new Estimate(upper, lower, upper, confidence, Guarantee.PROBABILISTIC);
  }

  /**
   * The most by which an estimate exceeds the truth with probability {@code confidence}, over the
   * choice of the hash function, told from the counters; never above {@link #promisedError}. What
   * one row's counters say of the chance of an error of v or more is #{j : counter j ≥ v} / w; the
   * estimate has it if all d rows have.
   *
   * <p>{@code error(0.5)} is about the median error; an estimate less that is as often too high as
   * too low.
   *
   * @param confidence in (0, 1)
   */
  public long error(double confidence) {
    requireConfidence(confidence);
    if (counters == null) {
      return 0;
    }
    if (errorConfidence != confidence || errorTotal != total) {
      error = ErrorTail.bound(counters, depth, width(), 1 - confidence);
      errorConfidence = confidence;
      errorTotal = total;
    }
    return error;
  }

  /**
   * The most by which an estimate exceeds the truth with probability {@code confidence}, whatever
   * was added: cN/w with c^−d = 1 − confidence, by Markov's inequality in each row.
   *
   * @param confidence in (0, 1)
   */
  public double promisedError(double confidence) {
    requireConfidence(confidence);
    return Math.min(1, markovFactor(depth, confidence) / width()) * total;
  }

  /** Whether width, depth and the kind of updates are the same. */
  @Override
  public boolean isMergeableWith(CountMinSketch other) {
    return logWidth == other.logWidth && depth == other.depth && conservative == other.conservative;
  }

  private void checkMergeable(CountMinSketch other) {
    if (!isMergeableWith(other)) {
      throw new IncompatibleSketchException(
          "width, depth and kind of updates must be the same, got " + this + " and " + other);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws ArithmeticException if the total would exceed {@link Long#MAX_VALUE}; nothing is added
   */
  @Override
  public CountMinSketch merge(CountMinSketch other) {
    checkMergeable(other);
    if (other.counters == null) {
      return this;
    }
    checkTotal(other.total);
    long largest = other.counters.largest();
    if (counters == null) {
      counters = Counters.create(depth, logWidth, largest);
    } else {
      largest += counters.largest();
      counters = counters.withRoomFor(largest);
    }
    counters.plus(other.counters);
    total += other.total;
    allow(largest);
    return this;
  }

  /**
   * Takes off what {@code other} has seen, which stays as it is. The result is the sketch of the
   * remaining additions if those of {@code other} are among those of this sketch, as a pane's are
   * among its window's. Of others it is refused if a counter shows it; not every case does.
   *
   * @return this sketch
   * @throws IncompatibleSketchException if {@link #isMergeableWith} says no
   * @throws IllegalArgumentException if a counter would fall below 0, or updates are conservative;
   *     nothing is changed
   */
  public CountMinSketch subtract(CountMinSketch other) {
    checkMergeable(other);
    if (conservative) {
      throw new IllegalArgumentException("a sketch with conservative updates has no differences");
    }
    if (other.counters == null) {
      return this;
    }
    if (counters == null || !counters.cover(other.counters)) {
      throw new IllegalArgumentException(
          "what is subtracted must have been added before, got " + other + " off " + this);
    }
    if (total == other.total) {
      return clear();
    }
    counters.minus(other.counters);
    total -= other.total;
    allow(counters.largest());
    errorConfidence = 0;
    return this;
  }

  @Override
  public CountMinSketch copy() {
    return of(logWidth, depth, conservative, total, counters == null ? null : counters.copy());
  }

  @Override
  public CountMinSketch clear() {
    total = 0;
    safeTotal = 0;
    counters = null;
    errorConfidence = 0;
    return this;
  }

  @Override
  public boolean isEmpty() {
    return total == 0;
  }

  @Override
  public long heapBytes() {
    return HeapSize.ofObject(53) + (counters == null ? 0 : counters.heapBytes());
  }

  @Override
  public int serializedBytes() {
    return CountMinFormat.storedBytes(this, counters);
  }

  @Override
  public void writeTo(ByteBuffer target) {
    CountMinFormat.write(this, counters, target);
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof CountMinSketch other
        && isMergeableWith(other)
        && total == other.total
        && Objects.equals(counters, other.counters);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * logWidth + depth) + Objects.hashCode(counters);
  }

  @Override
  public String toString() {
    return "CountMinSketch(width="
        + width()
        + ", depth="
        + depth
        + (conservative ? ", conservative" : "")
        + ", total="
        + total
        + ")";
  }
}
