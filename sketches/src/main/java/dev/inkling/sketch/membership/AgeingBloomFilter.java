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
import java.time.Duration;
import java.util.Objects;

/**
 * Tells whether a value was added lately: among the last n additions, or within the last t of time.
 * "No" is certain for the window; what is older than the window and one slice is forgotten; "yes"
 * is wrong for a value that is not remembered with at most about the probability asked for.
 *
 * <p>The window is cut into s slices, and s + 1 filters are kept in turn, each for one slice. More
 * slices forget more sharply and need more memory: (s + 1) / s times the values of the window, each
 * at the bits of a rate of r / (s + 1).
 *
 * <p>Time is what the caller hands in; the filter's own is the latest it was given. A value of an
 * earlier time counts as of that time: it is forgotten when it would have been, and not remembered
 * at all if that is past. A time filter is a function of its latest time and of the multiset of
 * values and times: any order, split and merge tree gives the same bytes. Filters by number cannot
 * be merged: which values are the last n depends on how the streams were interleaved.
 *
 * <ul>
 *   <li>Heap: 88 bytes while empty, then 16 + 8 w b (s + 1) more for b blocks of w words per slice:
 *       2.4 bytes per value of the window for 1 % and 4 slices.
 *   <li>Stored: 48 bytes while empty, then 48 + 8 w b (s + 1).
 *   <li>Cost: add O(1), and once per slice O(b) to empty the oldest; query one run of (s + 1) w
 *       adjacent words.
 *   <li>Rate: kept if a slice has at most 1/s of the values expected, by number always.
 * </ul>
 *
 * <pre>{@code
 * AgeingBloomFilter seen = AgeingBloomFilter.ofTime(Duration.ofMinutes(10), 5, 1_000_000, 0.01);
 * seen.add("ada", 0);
 * seen.advanceTo(600_000);
 * boolean inTime = seen.mightContain("ada"); // true
 * seen.advanceTo(720_000);
 * boolean later = seen.mightContain("ada"); // false, but for at most 1 value in 100
 * }</pre>
 *
 * <p>Not safe for use by several threads.
 */
public final class AgeingBloomFilter implements MembershipSketch<AgeingBloomFilter> {

  /** The most slices: the ring has one slot more. */
  public static final int MAX_SLICES = SliceRing.MAX_SLOTS - 1;

  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 32;
  private static final long MAX_ADDITIONS = 1L << 62;
  private static final String KIND = "AGEING_BLOOM";

  /* Implementation note.
   *
   * Slice number i covers the additions, or milliseconds, in [i l, (i + 1) l) for slices of length
   * l = ceil(window / s), and uses slot i mod (s + 1). Once the clock is in slice c, the slots hold
   * slices c - s to c: what is at most s l >= window old is there, what is (s + 1) l old is not. A
   * slot is emptied when a slice begins that it is needed for.
   *
   * The clock of a filter by number is the number of additions; its slice is that of the last one.
   */
  private final SliceRing ring;
  private final boolean byTime;
  private final long window;
  private final long sliceLength;

  /** The number of additions, or the latest time. */
  private long clock;

  /** Whether the clock has a meaning: always by number, by time once a time was given. */
  private boolean started;

  private AgeingBloomFilter(SliceRing ring, boolean byTime, long window) {
    this.ring = ring;
    this.byTime = byTime;
    this.window = window;
    this.sliceLength = sliceLength(window, ring.slots - 1);
    this.started = !byTime;
  }

  private static long sliceLength(long window, int slices) {
    return (window - 1) / slices + 1;
  }

  /**
   * An empty filter that remembers the last {@code windowItems} additions.
   *
   * @param windowItems at least 1
   * @param slices in [1, {@link #MAX_SLICES}]
   * @param falsePositiveRate in [1e-6, 1)
   * @throws IllegalArgumentException if that would need more than 16 GiB
   */
  public static AgeingBloomFilter ofItems(long windowItems, int slices, double falsePositiveRate) {
    if (windowItems < 1) {
      throw new IllegalArgumentException("windowItems must be at least 1, got " + windowItems);
    }
    checkSlices(slices);
    long perSlice = sliceLength(windowItems, slices);
    return new AgeingBloomFilter(ring(perSlice, slices, falsePositiveRate), false, windowItems);
  }

  /**
   * An empty filter that remembers what was added within {@code window}.
   *
   * @param window in whole milliseconds, at least 1
   * @param slices in [1, {@link #MAX_SLICES}]
   * @param expectedItems the number of different values in a window, at least 1
   * @param falsePositiveRate in [1e-6, 1)
   * @throws IllegalArgumentException if that would need more than 16 GiB
   */
  public static AgeingBloomFilter ofTime(
      Duration window, int slices, long expectedItems, double falsePositiveRate) {
    long windowMs = window.toMillis();
    if (windowMs < 1 || !window.equals(Duration.ofMillis(windowMs))) {
      throw new IllegalArgumentException(
          "window must be a positive number of milliseconds, got " + window);
    }
    if (expectedItems < 1) {
      throw new IllegalArgumentException("expectedItems must be at least 1, got " + expectedItems);
    }
    checkSlices(slices);
    long perSlice = sliceLength(expectedItems, slices);
    return new AgeingBloomFilter(ring(perSlice, slices, falsePositiveRate), true, windowMs);
  }

  private static void checkSlices(int slices) {
    if (slices < 1 || slices > MAX_SLICES) {
      throw new IllegalArgumentException(
          "slices must be in [1, " + MAX_SLICES + "], got " + slices);
    }
  }

  private static SliceRing ring(long itemsPerSlice, int slices, double falsePositiveRate) {
    if (!(falsePositiveRate >= 1e-6 && falsePositiveRate < 1)) {
      throw new IllegalArgumentException(
          "falsePositiveRate must be in [1e-6, 1), got " + falsePositiveRate);
    }
    int slots = slices + 1;
    double rate = falsePositiveRate / slots;
    int words = BlockModel.words(rate);
    double blocks = BlockModel.blocks(itemsPerSlice, rate, words);
    if (!SliceRing.fits(blocks, words, slots)) {
      throw new IllegalArgumentException(
          "a filter for "
              + itemsPerSlice
              + " values per slice at a rate of "
              + falsePositiveRate
              + " needs more than the "
              + Blocks.MAX_WORDS
              + " words of 8 bytes that an array holds");
    }
    return new SliceRing((int) blocks, words, slots);
  }

  /**
   * Decodes a stored filter.
   *
   * @throws SketchFormatException if the bytes are anything else
   */
  public static AgeingBloomFilter fromBytes(byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    AgeingBloomFilter filter = readFrom(source);
    Preamble.requireEnd(source);
    return filter;
  }

  /**
   * Decodes the stored filter at the source's position, which moves past it.
   *
   * @throws SketchFormatException if the bytes are anything else
   */
  public static AgeingBloomFilter readFrom(ByteBuffer source) {
    ByteBuffer body = Preamble.read(source, SketchKind.AGEING_BLOOM, VERSION);
    require(body.remaining() >= HEADER_BYTES, "body length", "at least 32", body.remaining());
    int hashId = body.get() & 0xFF;
    int form = body.get();
    int words = body.get();
    int slices = body.get();
    int blocks = body.getInt();
    int byTime = body.get();
    int started = body.get();
    boolean reserved = (body.getShort() | body.getInt()) == 0;
    long window = body.getLong();
    long clock = body.getLong();
    require(hashId == Hash64.xxh3().id(), "hash id", "1", hashId);
    require(form == 0 || form == 1, "form", "0 or 1", form);
    require(words == 2 || words == 4 || words == 8, "words per block", "2, 4 or 8", words);
    require(slices >= 1 && slices <= MAX_SLICES, "slices", "in [1, " + MAX_SLICES + "]", slices);
    boolean fits = blocks >= 1 && SliceRing.fits(blocks, words, slices + 1);
    require(fits, "blocks", "at least 1, and few enough for an array", blocks);
    require(byTime == 0 || byTime == 1, "kind of window", "0 or 1", byTime);
    require(started == 1 || (started == 0 && byTime == 1), "started", "0 or 1", started);
    require(reserved, "the reserved bytes", "0", 1);
    require(window >= 1, "window", "at least 1", window);
    require(clock == 0 || started == 1, "clock", "0 before the first time", clock);
    boolean counted = clock >= 0 && clock < MAX_ADDITIONS;
    require(counted || byTime == 1, "clock", "in [0, 2^62)", clock);
    SliceRing ring = new SliceRing(blocks, words, slices + 1);
    AgeingBloomFilter filter = new AgeingBloomFilter(ring, byTime == 1, window);
    filter.started = started == 1;
    filter.clock = clock;
    if (form == 1) {
      ring.read(body, KIND);
    }
    require(!body.hasRemaining(), "what follows", "nothing", body.remaining());
    boolean plausible = byTime == 1 ? started == 1 || form == 0 : ring.filled() == filter.begun();
    require(plausible, "filled slices", "those that the clock has passed", clock);
    return filter;
  }

  private static void require(boolean holds, String field, String rule, long found) {
    BloomFormat.require(holds, KIND, field, rule, found);
  }

  /** The slots that must be filled after {@code clock} additions. */
  private long begun() {
    if (clock == 0) {
      return 0;
    }
    long slices = slice(clock - 1) + 1;
    return slices >= ring.slots ? -1L >>> (Long.SIZE - ring.slots) : (1L << slices) - 1;
  }

  /** {@link Hash64#xxh3()}. */
  @Override
  public Hash64 hash64() {
    return Hash64.xxh3();
  }

  /** Whether the window is one of time; else it is a number of additions. */
  public boolean isByTime() {
    return byTime;
  }

  /** The window in milliseconds, or in additions. */
  public long window() {
    return window;
  }

  /** The length of a slice in milliseconds, or in additions. */
  public long sliceLength() {
    return sliceLength;
  }

  /**
   * Moves the clock of a time filter on; an earlier time changes nothing.
   *
   * @throws IllegalStateException if the window is a number of additions
   */
  public void advanceTo(long timeMs) {
    if (!byTime) {
      throw new IllegalStateException("a filter by number of additions has no time");
    }
    if (!started) {
      started = true;
      clock = timeMs;
    } else if (timeMs > clock) {
      long before = slice(clock);
      clock = timeMs;
      emptyAfter(before, slice(timeMs));
    }
  }

  /** Empties the slots of the slices that begin after one and up to another. */
  private void emptyAfter(long before, long current) {
    long begin = current - before;
    if (begin < 0 || begin >= ring.slots) {
      begin = ring.slots;
    }
    for (long i = 0; i < begin && !ring.isEmpty(); i++) {
      ring.empty(slot(current - i));
    }
  }

  private long slice(long position) {
    return Math.floorDiv(position, sliceLength);
  }

  private int slot(long slice) {
    return (int) Math.floorMod(slice, (long) ring.slots);
  }

  /**
   * Adds the value with this hash, by time at the filter's own.
   *
   * @throws IllegalStateException if the filter goes by time and was given none yet
   */
  @Override
  public void addHash(long hash) {
    ring.add(hash, byTime ? slotNow() : nextSlot());
  }

  @Override
  public void addHashes(long[] hashes, int from, int to) {
    Objects.checkFromToIndex(from, to, hashes.length);
    if (from < to && byTime) {
      ring.addAll(hashes, from, to, slotNow());
    }
    for (int start = byTime ? to : from; start < to; ) {
      int slot = nextSlot();
      int more = (int) Math.min(to - start - 1, sliceLength - 1 - (clock - 1) % sliceLength);
      ring.addAll(hashes, start, start + 1 + more, slot);
      clock += more;
      start += 1 + more;
    }
  }

  private int slotNow() {
    if (!started) {
      throw new IllegalStateException("a filter by time needs a time first: call advanceTo");
    }
    return slot(slice(clock));
  }

  /** Counts an addition and returns its slot. */
  private int nextSlot() {
    long slice = clock / sliceLength;
    int slot = slot(slice);
    if (clock % sliceLength == 0) {
      ring.empty(slot);
    }
    clock++;
    return slot;
  }

  /**
   * Adds the value with this hash as of a time. A later time than the filter's own moves that on;
   * an earlier one counts for its own slice, or not at all if that is forgotten.
   *
   * @throws IllegalStateException if the window is a number of additions
   */
  public void addHash(long hash, long timeMs) {
    advanceTo(timeMs);
    long slice = slice(timeMs);
    long age = slice(clock) - slice;
    if (age >= 0 && age < ring.slots) {
      ring.add(hash, slot(slice));
    }
  }

  /** Hashes and adds a long as of a time; see {@link #addHash(long, long)}. */
  public void add(long value, long timeMs) {
    addHash(hash64().hash(value), timeMs);
  }

  /** Hashes and adds a text as of a time; see {@link #addHash(long, long)}. */
  public void add(CharSequence value, long timeMs) {
    addHash(hash64().hash(value), timeMs);
  }

  /** Adds hashes as of times, in turn; see {@link #addHash(long, long)}. */
  public void addHashes(long[] hashes, long[] timesMs, int from, int to) {
    Objects.checkFromToIndex(from, to, Math.min(hashes.length, timesMs.length));
    for (int i = from; i < to; i++) {
      addHash(hashes[i], timesMs[i]);
    }
  }

  @Override
  public boolean mightContainHash(long hash) {
    return ring.contains(hash);
  }

  @Override
  public int mightContainHashes(long[] hashes, int from, int to, boolean[] found, int at) {
    Objects.checkFromToIndex(from, to, hashes.length);
    Objects.checkFromIndexSize(at, to - from, found.length);
    int count = 0;
    for (int i = from; i < to; i++) {
      boolean contains = ring.contains(hashes[i]);
      found[at + i - from] = contains;
      count += contains ? 1 : 0;
    }
    return count;
  }

  /** {@inheritDoc} Takes the slices as independent. */
  @Override
  public double falsePositiveRate() {
    return ring.rate();
  }

  /** {@inheritDoc} Counts what is remembered: the window and up to one slice more. */
  @Override
  public double cardinality() {
    return ring.cardinality();
  }

  /**
   * {@inheritDoc} Counts what is remembered: the window and up to one slice more.
   *
   * <p>{@link Guarantee#EMPIRICAL}: the variance is derived, normality is assumed.
   */
  @Override
  public Estimate cardinality(double confidence) {
    Normal.z(confidence); // checks the range
    return ring.cardinality(confidence);
  }

  /** Whether both go by time and have the same window, slices and size. */
  @Override
  public boolean isMergeableWith(AgeingBloomFilter other) {
    return byTime && other.byTime && window == other.window && ring.hasSameShape(other.ring);
  }

  /**
   * {@inheritDoc} The later of both times becomes this filter's; slices are merged with the slices
   * of the same time, and those that are past are forgotten.
   */
  @Override
  public AgeingBloomFilter merge(AgeingBloomFilter other) {
    if (!byTime || !other.byTime) {
      throw new IncompatibleSketchException(
          "windows must be of time: which values are the last n depends on how the streams were"
              + " interleaved");
    }
    if (!isMergeableWith(other)) {
      throw new IncompatibleSketchException(
          "windows, slices and sizes must be the same, got " + shape() + " and " + other.shape());
    }
    if (other.started) {
      advanceTo(other.clock);
      long current = slice(clock);
      long theirs = slice(other.clock);
      for (int age = 0; age < ring.slots; age++) {
        long slice = theirs - age;
        long ageHere = current - slice;
        boolean isFilled = (other.ring.filled() >>> slot(slice) & 1) != 0;
        if (isFilled && ageHere >= 0 && ageHere < ring.slots) {
          ring.or(other.ring, slot(slice));
        }
      }
    }
    return this;
  }

  private String shape() {
    return window
        + " ms in "
        + (ring.slots - 1)
        + " slices of "
        + (ring.blocks + " x " + ring.words + " words");
  }

  @Override
  public AgeingBloomFilter copy() {
    AgeingBloomFilter copy = new AgeingBloomFilter(ring.copy(), byTime, window);
    copy.clock = clock;
    copy.started = started;
    return copy;
  }

  /** {@inheritDoc} The time stays too. */
  @Override
  public AgeingBloomFilter clear() {
    ring.clear();
    clock = byTime ? clock : 0;
    return this;
  }

  /** Whether nothing is remembered: nothing was added, or all of it is forgotten. */
  @Override
  public boolean isEmpty() {
    return ring.isEmpty();
  }

  @Override
  public long heapBytes() {
    return HeapSize.ofObject(30) + ring.heapBytes();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if they are more than an array holds
   */
  @Override
  public int serializedBytes() {
    return BloomFormat.imageBytes(Preamble.BYTES + HEADER_BYTES + ring.storedBytes());
  }

  @Override
  public void writeTo(ByteBuffer target) {
    int bodyBytes = serializedBytes() - Preamble.BYTES;
    Preamble.write(target, SketchKind.AGEING_BLOOM, VERSION, bodyBytes, this::writeBody);
  }

  private void writeBody(ByteBuffer target) {
    target.put((byte) hash64().id()).put((byte) (isEmpty() ? 0 : 1)).put((byte) ring.words);
    target.put((byte) (ring.slots - 1)).putInt(ring.blocks);
    target.put((byte) (byTime ? 1 : 0)).put((byte) (started ? 1 : 0)).putShort((short) 0);
    target.putInt(0).putLong(window).putLong(clock);
    if (!isEmpty()) {
      ring.write(target);
    }
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof AgeingBloomFilter other
        && byTime == other.byTime
        && window == other.window
        && clock == other.clock
        && started == other.started
        && ring.equals(other.ring);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Long.hashCode(window) + Long.hashCode(clock)) + ring.hashCode();
  }

  @Override
  public String toString() {
    return "AgeingBloomFilter(window="
        + window
        + (byTime ? " ms" : " additions")
        + ", slices="
        + (ring.slots - 1)
        + ", cardinality="
        + cardinality()
        + ")";
  }
}
