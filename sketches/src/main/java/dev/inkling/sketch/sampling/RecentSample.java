package dev.inkling.sketch.sampling;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.IncompatibleSketchException;
import dev.inkling.sketch.Sketch;
import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.internal.Binomial;
import dev.inkling.sketch.internal.Normal;
import dev.inkling.sketch.internal.Preamble;
import dev.inkling.sketch.internal.SketchKind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A uniform random sample, without replacement, of the end of a stream: of its last n items ({@link
 * #lastItems}), or of the items of its last t milliseconds ({@link #lastMillis}).
 *
 * <p>Every subset of {@code min(size, N)} of the N items in the window is equally likely to be the
 * sample. An item is a long: a row number, a hash, or a number's bits by {@link
 * Double#doubleToLongBits}.
 *
 * <p><b>Time.</b> Items may come in any order of time: the sample is that of the same items in
 * order. The window ends at the latest time that was added, or at a later one that a query names;
 * one that is older than the window then is counted and forgotten. How many items are in a window
 * by number is known. By time, it is known as long as all are held ({@code size} or fewer), else
 * estimated with a relative standard error of at most 1/√(size − 1): {@link #windowCount}.
 *
 * <p>Size: 64 bytes, then 16 and 16 per item up to {@code size} (twice that while it grows). Then
 * 24 bytes for each item kept, up to four times that, and 8 × size. An item is kept while at most
 * {@code size} later ones have a lower random priority: of N in the window these are about E =
 * (size + 1)(1 + ln(N / (size + 1))), and more than E + 7√E + 30 with a probability below 10^-9.
 * Cost: a few writes per item, and for every E items or more one scan, O(E log size); of a batch
 * longer than a window by number only its end is read.
 *
 * <p><b>Merging.</b> Samples by time of the same window are merged into the sample of all their
 * items. A sample by number takes the items of the other as coming after its own. The same calls in
 * the same order give the same bytes on every machine, and queries and stores between them change
 * nothing. <b>Samples that will be merged need different seeds</b>: streams sampled with one seed
 * draw the same numbers. Not safe for use by many threads, queries included.
 *
 * <p>Priorities after B. Babcock, M. Datar, R. Motwani, Sampling from a moving window over
 * streaming data, 2002; the number of items after E. Cohen, H. Kaplan, Summarizing data using
 * bottom-k sketches, 2007, doi:10.1145/1281100.1281133.
 *
 * <pre>{@code
 * RecentSample requests = RecentSample.lastMillis(1_000, 60_000, 42);
 * requests.add(row, timeMs);
 * long[] rows = requests.sample(nowMs);
 * Estimate ofThem = requests.windowCount(nowMs, 0.95);
 * }</pre>
 */
public final class RecentSample implements Sketch<RecentSample> {

  /** The largest sample. */
  public static final int MAX_SIZE = 1 << 20;

  /** The longest window, in items or milliseconds; times lie between this and its negative. */
  public static final long MAX_WINDOW = 1L << 62;

  private static final long PURPOSE = 5;
  private static final long[] EMPTY = {};

  /* implementation note
   *
   * Each item has a random priority, a function of the seed and its number. The sample of a window
   * is the items with the lowest priorities in it. An item that size + 1 later ones undercut can
   * neither be in the sample of a window that ends now or later, nor be the next one, whose
   * priority is the threshold that tells how many items there are. The others are the skyband.
   *
   * pairs[] holds items and stamps (time, or number) in turn, as they came. When there is no room,
   * the new ones get their priorities (then a stamp is in band.stamps and the complement of the
   * priority in its place), and one scan finds the skyband. It depends on the set of items only:
   * whenever some were dropped before, these had size + 1 that undercut them, and the lowest of
   * those are in the skyband themselves. Hence it does not matter when the scans are made.
   */

  private final int size;
  private final boolean timed;
  private final long seed;
  private final long window;
  private long count;
  private long latest;
  private long[] pairs = EMPTY;
  private int kept;

  /** Null until something is dropped or asked. */
  private Skyband band;

  private RecentSample(int size, boolean timed, long window, long seed) {
    if (size < 1 || size > MAX_SIZE) {
      throw new IllegalArgumentException("size must be in [1, " + MAX_SIZE + "], got " + size);
    }
    if (window < 1 || window > MAX_WINDOW) {
      throw new IllegalArgumentException(
          (timed ? "millis" : "n") + " must be in [1, " + MAX_WINDOW + "], got " + window);
    }
    this.size = size;
    this.timed = timed;
    this.seed = seed;
    this.window = window;
    this.latest = start();
  }

  /**
   * An empty sample of the last n items.
   *
   * @param size the items of the sample at most, 1 to {@link #MAX_SIZE}
   * @param n 1 to {@link #MAX_WINDOW}
   * @param seed any number; different for samples that will be merged
   */
  public static RecentSample lastItems(int size, long n, long seed) {
    return new RecentSample(size, false, n, seed);
  }

  /**
   * An empty sample of the last milliseconds: of the items whose time is after {@code now - millis}
   * and not after {@code now}.
   *
   * @param size the items of the sample at most, 1 to {@link #MAX_SIZE}
   * @param millis 1 to {@link #MAX_WINDOW}
   * @param seed any number; different for samples that will be merged
   */
  public static RecentSample lastMillis(int size, long millis, long seed) {
    return new RecentSample(size, true, millis, seed);
  }

  /**
   * A stored sample.
   *
   * @throws SketchFormatException if the bytes are not exactly one sample
   */
  public static RecentSample fromBytes(byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    RecentSample sample = readFrom(source);
    Preamble.requireEnd(source);
    return sample;
  }

  /**
   * The stored sample at the source's position, which moves past it.
   *
   * @throws SketchFormatException if there is none
   */
  public static RecentSample readFrom(ByteBuffer source) {
    return RecentForm.read(source);
  }

  /** Takes what was stored, all of it in the skyband. */
  void restore(long storedCount, long[] storedPairs, Skyband stored) {
    int n = stored.stamps.length;
    count = storedCount;
    latest = stored.stamps[n - 1];
    pairs = storedPairs;
    band = stored;
    kept = band.scan(pairs, n, latest - window, size, true);
    RecentForm.check(kept == n, "items that must have been dropped", n - kept);
  }

  /**
   * Adds an item to a sample by number.
   *
   * @throws IllegalStateException if this is a sample by time
   */
  public void add(long item) {
    requireTimed(false);
    append(item, count + 1);
    count++;
    latest = count;
  }

  /**
   * Adds an item to a sample by time.
   *
   * @param timeMs any time, in any order, from −2^62 to 2^62
   * @throws IllegalStateException if this is a sample by number
   */
  public void add(long item, long timeMs) {
    requireTimed(true);
    requireTime(timeMs);
    append(item, timeMs);
    count++;
    latest = Math.max(latest, timeMs);
  }

  /**
   * Adds the items {@code values[from, to)} to a sample by number; of more than n only the last n
   * are read.
   *
   * @throws IllegalStateException if this is a sample by time
   */
  public void addAll(long[] values, int from, int to) {
    requireTimed(false);
    Objects.checkFromToIndex(from, to, values.length);
    int i = from + (int) passOver(to - from);
    while (i < to) {
      add(values[i++]);
    }
  }

  /**
   * Adds the items {@code from, from + 1, … to - 1}, such as row numbers, to a sample by number; of
   * more than n only the last n cost anything.
   *
   * @throws IllegalStateException if this is a sample by time
   */
  public void addRange(long from, long to) {
    requireTimed(false);
    if (from > to || to - from < 0) {
      throw new IllegalArgumentException(
          "from must be at most to, less than 2^63 apart, got " + from + ", " + to);
    }
    long item = from + passOver(to - from);
    while (item < to) {
      add(item++);
    }
  }

  /**
   * Adds the items {@code values[i]} of the times {@code timesMs[i]}, i in {@code [from, to)}, to a
   * sample by time.
   *
   * @throws IllegalStateException if this is a sample by number
   */
  public void addAll(long[] values, long[] timesMs, int from, int to) {
    requireTimed(true);
    Objects.checkFromToIndex(from, to, Math.min(values.length, timesMs.length));
    for (int i = from; i < to; i++) {
      add(values[i], timesMs[i]);
    }
  }

  /** Counts those of n items by number that will be outside the window; returns how many. */
  private long passOver(long n) {
    long passed = Math.max(0, n - window);
    count += passed;
    return passed;
  }

  private void requireTimed(boolean wanted) {
    if (timed != wanted) {
      throw new IllegalStateException(
          timed ? "a sample by time needs the time" : "a sample by number takes no time");
    }
  }

  private static void requireTime(long timeMs) {
    if (timeMs < -MAX_WINDOW || timeMs > MAX_WINDOW) {
      throw new IllegalArgumentException("timeMs must be in [-2^62, 2^62], got " + timeMs);
    }
  }

  private long start() {
    return timed ? Long.MIN_VALUE : 0;
  }

  private void append(long item, long stamp) {
    if (2 * kept == pairs.length) {
      makeRoom();
    }
    pairs[2 * kept] = item;
    pairs[2 * kept + 1] = stamp;
    kept++;
    if (band != null) {
      band.settled = false;
    }
  }

  /** Drops what can be dropped; afterwards half of the room is free at least. */
  private void makeRoom() {
    int length = pairs.length / 2;
    if (kept > Math.min(size, window)) {
      scan(false);
    }
    if (2 * kept >= length) {
      length = Math.max(3, 2 * length);
      pairs = Arrays.copyOf(pairs, 2 * length);
      if (band != null) {
        band.stamps = Arrays.copyOf(band.stamps, length);
      }
    }
  }

  /** Leaves the skyband, in order, with priorities. */
  private void settle() {
    if (band == null || !band.settled) {
      scan(true);
    }
  }

  private void scan(boolean whole) {
    if (band == null) {
      band = new Skyband(pairs.length / 2);
    }
    draw();
    kept = band.scan(pairs, kept, latest - window, size, whole);
  }

  private void draw() {
    long key = Draws.key(seed, PURPOSE);
    for (int i = band.drawn; i < kept; i++) {
      long stamp = pairs[2 * i + 1];
      long number = timed ? count - (kept - 1 - i) : stamp;
      band.stamps[i] = stamp;
      pairs[2 * i + 1] = ~(Draws.bits(key, number) >>> 1);
    }
    band.drawn = kept;
  }

  /** How many items were added. */
  public long count() {
    return count;
  }

  /** The items of a sample at most. */
  public int size() {
    return size;
  }

  /** The length of the window: items, or milliseconds. */
  public long window() {
    return window;
  }

  /** Whether the window is one of time. */
  public boolean isTimed() {
    return timed;
  }

  /** The seed it was created with. */
  public long seed() {
    return seed;
  }

  /**
   * The latest time that was added.
   *
   * @return 0 for a sample by number, {@link Long#MIN_VALUE} if nothing was added
   */
  public long latestMs() {
    return timed ? latest : 0;
  }

  /** The sample of the last n items, or of the window that ends at {@link #latestMs}. */
  public long[] sample() {
    return sampleAt(latest);
  }

  /**
   * The sample of the window that ends at a time.
   *
   * @param nowMs {@link #latestMs} or later
   * @throws IllegalArgumentException if items after that time were added
   * @throws IllegalStateException if this is a sample by number
   */
  public long[] sample(long nowMs) {
    return sampleAt(checkNow(nowMs));
  }

  /**
   * The probability with which an item of the window is in {@link #sample()}, given the priorities
   * of all others: a total over the window is estimated without bias by the sum over the sample,
   * divided by it. For a sample by number that is min(1, size / N).
   */
  public double inclusionProbability() {
    return inclusionAt(latest);
  }

  /**
   * The same for {@link #sample(long)}.
   *
   * @param nowMs {@link #latestMs} or later
   */
  public double inclusionProbability(long nowMs) {
    return inclusionAt(checkNow(nowMs));
  }

  /** How many items are in the window: see {@link #windowCount(long, double)}. */
  public Estimate windowCount(double confidence) {
    return windowCountAt(latest, confidence);
  }

  /**
   * How many items are in the window that ends at a time; exact up to {@link #size}, and for a
   * sample by number.
   *
   * @param nowMs {@link #latestMs} or later
   * @param confidence in (0, 1)
   */
  public Estimate windowCount(long nowMs, double confidence) {
    return windowCountAt(checkNow(nowMs), confidence);
  }

  private long checkNow(long nowMs) {
    requireTimed(true);
    requireTime(nowMs);
    if (nowMs < latest) {
      throw new IllegalArgumentException(
          "nowMs must be at least " + latest + ", the latest time, got " + nowMs);
    }
    return nowMs;
  }

  private Estimate windowCountAt(long now, double confidence) {
    double tail = Normal.z(confidence) > 0 ? (1 - confidence) / 2 : 0;
    if (!timed) {
      return Estimate.exact((double) Math.min(count, window));
    }
    int from = firstIn(now);
    if (kept - from <= size) {
      return Estimate.exact(kept - from);
    }
    double share = share(Skyband.threshold(pairs, from, kept, size));
    double n = size / share;
    double lower = Binomial.fewestTrials(size + 1, share, tail);
    double upper = Binomial.mostTrials(size, share, tail);
    return new Estimate(
        n, Math.min(n, lower), Math.max(n, upper), confidence, Estimate.Guarantee.PROBABILISTIC);
  }

  private double inclusionAt(long now) {
    if (!timed) {
      return Math.min(1, (double) size / (double) Math.min(count, window));
    }
    int from = firstIn(now);
    return kept - from <= size ? 1 : share(Skyband.threshold(pairs, from, kept, size));
  }

  private static double share(long priority) {
    return ((double) priority + 0.5) * 0x1p-63;
  }

  /** The place of the first item kept that is in the window. */
  private int firstIn(long now) {
    if (kept == 0) {
      return 0;
    }
    settle();
    return band.firstAbove(now - window, kept);
  }

  private long[] sampleAt(long now) {
    int from = firstIn(now);
    int n = Math.min(size, kept - from);
    long[] sample = new long[n];
    long threshold =
        kept - from <= size ? Long.MAX_VALUE : Skyband.threshold(pairs, from, kept, size);
    int taken = 0;
    for (int i = from; i < kept && taken < n; i++) {
      if (Skyband.priority(pairs, i) < threshold) {
        sample[taken++] = pairs[2 * i];
      }
    }
    // priorities can be equal only if parts of one seed were merged
    for (int i = from; i < kept && taken < n; i++) {
      if (Skyband.priority(pairs, i) == threshold) {
        sample[taken++] = pairs[2 * i];
      }
    }
    return sample;
  }

  /**
   * {@inheritDoc}
   *
   * <p>By time, the sample becomes that of the items of both; by number, of this stream followed by
   * the other.
   *
   * @throws ArithmeticException if the counts' sum is more than 2^62
   */
  @Override
  @SuppressWarnings("ReferenceEquality") // a merge with itself must not read what it writes
  public RecentSample merge(RecentSample other) {
    if (!isMergeableWith(other)) {
      throw new IncompatibleSketchException(
          "size, kind and length of window must be equal, got " + this + " and " + other);
    }
    if (other.count == 0) {
      return this;
    }
    if (count + other.count > MAX_WINDOW) {
      throw new ArithmeticException("the counts' sum must be at most 2^62");
    }
    RecentSample right = other == this || other.band == null ? other.copy() : other;
    right.settle();
    settle();
    int n = kept + right.kept;
    if (n > band.stamps.length) {
      pairs = Arrays.copyOf(pairs, 2 * n);
      band.stamps = Arrays.copyOf(band.stamps, n);
    }
    System.arraycopy(right.pairs, 0, pairs, 2 * kept, 2 * right.kept);
    for (int i = 0; i < right.kept; i++) {
      band.stamps[kept + i] = right.band.stamps[i] + (timed ? 0 : count);
    }
    kept = n;
    count += other.count;
    latest = timed ? Math.max(latest, other.latest) : count;
    band.drawn = n;
    band.settled = false;
    settle();
    return this;
  }

  /** Whether the sizes, the kinds of window and their lengths are equal. */
  @Override
  public boolean isMergeableWith(RecentSample other) {
    return size == other.size && timed == other.timed && window == other.window;
  }

  @Override
  public RecentSample copy() {
    RecentSample copy = new RecentSample(size, timed, window, seed);
    copy.count = count;
    copy.latest = latest;
    copy.pairs = kept == 0 ? EMPTY : Arrays.copyOf(pairs, 2 * kept);
    copy.kept = kept;
    copy.band = band == null ? null : band.copy(kept);
    return copy;
  }

  @Override
  public RecentSample clear() {
    count = 0;
    latest = start();
    pairs = EMPTY;
    kept = 0;
    band = null;
    return this;
  }

  @Override
  public boolean isEmpty() {
    return count == 0;
  }

  @Override
  public long heapBytes() {
    long bytes = 64 + Skyband.bytesOf(pairs);
    return band == null ? bytes : bytes + band.heapBytes();
  }

  @Override
  public int serializedBytes() {
    return Preamble.BYTES + settled().bodyBytes();
  }

  @Override
  public void writeTo(ByteBuffer target) {
    RecentSample settled = settled();
    Preamble.write(
        target, SketchKind.RECENT, RecentForm.VERSION, settled.bodyBytes(), settled::writeBody);
  }

  private RecentSample settled() {
    RecentSample settled = band == null ? copy() : this;
    settled.settle();
    return settled;
  }

  private int bodyBytes() {
    return RecentForm.HEADER_BYTES + RecentForm.ENTRY_BYTES * kept;
  }

  private void writeBody(ByteBuffer body) {
    body.putInt(timed ? 1 : 0).putInt(size).putInt(kept).putInt(0);
    body.putLong(seed).putLong(window).putLong(count);
    for (int i = 0; i < kept; i++) {
      body.putLong(band.stamps[i]).putLong(Skyband.priority(pairs, i)).putLong(pairs[2 * i]);
    }
  }

  /** Whether the other is a sample of the same parameters, seed and state. */
  @Override
  public boolean equals(Object other) {
    return other instanceof RecentSample that
        && isMergeableWith(that)
        && seed == that.seed
        && count == that.count
        && latest == that.latest
        && Arrays.equals(toByteArray(), that.toByteArray());
  }

  @Override
  public int hashCode() {
    return Objects.hash(size, timed, seed, window, count, latest);
  }

  @Override
  public String toString() {
    return "RecentSample[size="
        + size
        + (timed ? ", millis=" : ", n=")
        + window
        + ", count="
        + count
        + "]";
  }
}
