package dev.inkling.sketch.distinct;

import dev.inkling.sketch.internal.HeapSize;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The 2^precision registers of a HyperLogLog, at least one of them not 0. */
final class Registers {

  /* Implementation note.
   *
   * Register of a hash: its low p bits. Rank: its leading zeros plus 1. Setting bit p - 1 before
   * counting caps it at 65 - p, so that index bits never count. When a sketch is reduced, a capped
   * rank goes on into the bits that stop being index bits; see reducedRank.
   *
   * A word holds ten registers of six bits; 0xCCCCCCCD / 2^35 is 1/10 for any index. The fields of a
   * word are compared all at once: every other one is masked out, which leaves six free bits above
   * each, and the lowest of those tells the outcome (guard). The loop of max is vectorised.
   *
   * Most hashes change nothing once many were added, and floor knows it without a look at a
   * register: all registers are at least floor, so a hash with fewer leading zeros is done. A batch
   * first collects the hashes that pass, without a branch, for until there are many nobody can
   * guess which do. Those update their registers, again without a branch. floor is looked up anew
   * after every m/8 hashes that passed; the search ends at the first register that is too low.
   *
   * sum and zeros (see SCALE) follow every change, so that an estimate costs O(1); a merge leaves
   * them to the next estimate. The same registers give the same sum: it is a whole number.
   */
  private static final int PER_WORD = 10;
  private static final int FIELD_BITS = 6;
  private static final int FIELD_MAX = 63;
  private static final long TENTH = 0xCCCC_CCCDL;

  /** One in the lowest bit of each of the even fields 0, 2, 4, 6, 8. */
  private static final long EVEN_ONES = 0x0001_0010_0100_1001L;

  private static final long EVEN = FIELD_MAX * EVEN_ONES;
  private static final long GUARDS = EVEN_ONES << FIELD_BITS;

  /** A register of rank k weighs 2^(SCALE − p − k) in the sum; all 2^p empty ones 2^63. */
  private static final int SCALE = 63;

  /**
   * Below 2^20 per register, after some 2^43 values, the sum counts too coarsely for a rank that is
   * in it, and the estimate is taken from a histogram.
   */
  private static final int FINE_BITS = 20;

  /** The hashes of a batch that are looked at together: they stay in the first cache. */
  private static final int BLOCK = 512;

  /** The shortest batch that is worth the two passes. */
  private static final int BATCH = 16;

  private static final ThreadLocal<long[]> PASSED = ThreadLocal.withInitial(() -> new long[BLOCK]);

  private static final double UNKNOWN = -1;

  private final long[] words;
  private final int precision;
  private int floor;
  private int passed;
  private int zeros;
  private boolean counted;
  private long sum;
  private double estimate = UNKNOWN;

  /** A thread's array of {@link #BLOCK}; its content is undefined, the next batch overwrites it. */
  static long[] scratch() {
    return PASSED.get();
  }

  private Registers(int precision, long[] words) {
    this.precision = precision;
    this.words = words;
  }

  /** Registers that are all 0, to be added to at once. */
  static Registers create(int precision) {
    int m = 1 << precision;
    Registers registers = new Registers(precision, new long[wordsFor(m)]);
    registers.zeros = m;
    registers.sum = 1L << SCALE;
    registers.counted = true;
    return registers;
  }

  private static int wordsFor(int registers) {
    return (registers + PER_WORD - 1) / PER_WORD;
  }

  /** A tenth. */
  private static int wordOf(int index) {
    return (int) ((index * TENTH) >>> 35);
  }

  int precision() {
    return precision;
  }

  void add(long hash) {
    if (hash >>> 1 >>> (63 - floor) == 0) {
      long[] one = words;
      int index = (int) hash & ((1 << precision) - 1);
      int word = wordOf(index);
      int shift = FIELD_BITS * (index - PER_WORD * word);
      int rank = Long.numberOfLeadingZeros(hash | (1L << (precision - 1))) + 1;
      int old = (int) (one[word] >>> shift) & FIELD_MAX;
      if (rank > old) {
        one[word] += (long) (rank - old) << shift;
        long unit = 1L << (SCALE - precision);
        sum -= (unit >>> old) - (unit >>> rank);
        zeros -= (old - 1) >>> 31;
        estimate = UNKNOWN;
      }
      pass(1);
    }
  }

  /** Reads what {@link #add} will, so that the wait for memory is over when it comes. */
  long touch(long hash) {
    int index = (int) hash & ((1 << precision) - 1);
    return words[wordOf(index)];
  }

  void addAll(long[] hashes, int from, int to) {
    if (to - from < BATCH) {
      for (int i = from; i < to; i++) {
        add(hashes[i]);
      }
      return;
    }
    for (int start = from; start < to; start += BLOCK) {
      int end = Math.min(to, start + BLOCK);
      if (floor == 0) {
        update(hashes, start, end);
      } else {
        long[] chosen = PASSED.get();
        update(chosen, 0, choose(hashes, start, end, floor, chosen));
      }
    }
  }

  /**
   * Copies the hashes of at least {@code floor} ≥ 1 leading zeros and returns how many those are.
   */
  private static int choose(long[] hashes, int from, int to, int floor, long[] chosen) {
    int shift = 64 - floor;
    int n = 0;
    for (int i = from; i < to; i++) {
      long hash = hashes[i];
      chosen[n] = hash;
      n += (int) (((hash >>> shift) - 1) >>> 63);
    }
    return n;
  }

  private void update(long[] hashes, int from, int to) {
    long[] fields = words;
    int mask = (1 << precision) - 1;
    long guard = 1L << (precision - 1);
    long unit = 1L << (SCALE - precision);
    long weight = 0;
    int filled = 0;
    for (int i = from; i < to; i++) {
      long hash = hashes[i];
      int index = (int) hash & mask;
      int word = wordOf(index);
      int shift = FIELD_BITS * (index - PER_WORD * word);
      long field = fields[word];
      int old = (int) (field >>> shift) & FIELD_MAX;
      int rank = Math.max(old, Long.numberOfLeadingZeros(hash | guard) + 1);
      fields[word] = field + ((long) (rank - old) << shift);
      weight += (unit >>> old) - (unit >>> rank);
      filled += (old - 1) >>> 31;
    }
    if (weight != 0) {
      sum -= weight;
      zeros -= filled;
      estimate = UNKNOWN;
    }
    pass(to - from);
  }

  private void pass(int hashes) {
    passed += hashes;
    if (passed >= Math.max(64, (1 << precision) >>> 3)) {
      passed = 0;
      raiseFloor();
    }
  }

  private void raiseFloor() {
    if (counted && zeros > 0) {
      return;
    }
    while (floor < 65 - precision && allAbove(floor)) {
      floor++;
    }
  }

  private boolean allAbove(int rank) {
    long[] fields = words;
    long reach = (FIELD_MAX - rank) * EVEN_ONES;
    int last = fields.length - 1;
    for (int i = 0; i < last; i++) {
      if (guardsAbove(fields[i], reach) != GUARDS) {
        return false;
      }
    }
    return guardsAbove(fields[last] | padding(), reach) == GUARDS;
  }

  private static long guardsAbove(long word, long reach) {
    return ((word & EVEN) + reach) & (((word >>> FIELD_BITS) & EVEN) + reach) & GUARDS;
  }

  /** Ones in the fields of the last word that are no registers. */
  private long padding() {
    int used = (1 << precision) - PER_WORD * (words.length - 1);
    return used == PER_WORD ? 0 : -1L << (FIELD_BITS * used);
  }

  /** Takes the maximum with registers of at least this precision. */
  void merge(Registers other) {
    if (other.precision == precision) {
      max(words, other.words);
      floor = Math.max(floor, other.floor);
    } else {
      int mask = (1 << precision) - 1;
      for (int i = 0; i < 1 << other.precision; i++) {
        raise(i & mask, reducedRank(i, other.get(i), other.precision, precision));
      }
    }
    counted = false;
    estimate = UNKNOWN;
    raiseFloor();
  }

  private static void max(long[] words, long[] others) {
    for (int i = 0; i < words.length; i++) {
      long even = max(words[i] & EVEN, others[i] & EVEN);
      long odd = max((words[i] >>> FIELD_BITS) & EVEN, (others[i] >>> FIELD_BITS) & EVEN);
      words[i] = even | (odd << FIELD_BITS);
    }
  }

  /** The larger of each of five fields. */
  private static long max(long a, long b) {
    long atLeast = ((a | GUARDS) - b) & GUARDS;
    return b ^ ((a ^ b) & (atLeast - (atLeast >>> FIELD_BITS)));
  }

  /** What these registers would be at a smaller precision. */
  Registers reduce(int smaller) {
    Registers reduced = new Registers(smaller, new long[wordsFor(1 << smaller)]);
    reduced.merge(this);
    return reduced;
  }

  /** The rank at precision {@code to} of the hash that left {@code rank} at {@code index}. */
  private static int reducedRank(int index, int rank, int from, int to) {
    if (rank < 65 - from) {
      return rank;
    }
    int freed = from - to;
    return rank + Math.min(freed, Integer.numberOfLeadingZeros(index >>> to) - (32 - freed));
  }

  private int get(int index) {
    int word = wordOf(index);
    return (int) (words[word] >>> (FIELD_BITS * (index - PER_WORD * word))) & FIELD_MAX;
  }

  private void raise(int index, int rank) {
    int old = get(index);
    if (rank > old) {
      int word = wordOf(index);
      words[word] += (long) (rank - old) << (FIELD_BITS * (index - PER_WORD * word));
    }
  }

  /** The estimated number of distinct hashes. O(1), but O(m) for the first after a merge. */
  double estimate() {
    if (estimate == UNKNOWN) {
      if (!counted) {
        count();
      }
      double m = 1 << precision;
      if (sum >>> FINE_BITS < 1 << precision) {
        estimate = ErtlEstimator.estimate(histogram(), precision);
      } else {
        double ranked =
            Math.scalb((double) (sum - ((long) zeros << (SCALE - precision))), precision - SCALE);
        estimate = ErtlEstimator.estimate(m * ErtlEstimator.sigma(zeros / m) + ranked, precision);
      }
    }
    return estimate;
  }

  private void count() {
    long unit = 1L << (SCALE - precision);
    long weight = 0;
    int empty = 0;
    for (long word : words) {
      for (int i = 0; i < PER_WORD; i += 2) {
        weight += (unit >>> (word & FIELD_MAX)) + (unit >>> (word >>> FIELD_BITS & FIELD_MAX));
        word >>>= 2 * FIELD_BITS;
      }
    }
    for (long word : words) {
      empty += Long.bitCount((GUARDS - (word & EVEN)) & GUARDS);
      empty += Long.bitCount((GUARDS - (word >>> FIELD_BITS & EVEN)) & GUARDS);
    }
    int none = PER_WORD * words.length - (1 << precision);
    sum = weight - none * unit;
    zeros = empty - none;
    counted = true;
  }

  /** How many registers hold each rank, 0 to 63. */
  private int[] histogram() {
    int[] histogram = new int[64];
    for (int i = 0; i < 1 << precision; i++) {
      histogram[get(i)]++;
    }
    return histogram;
  }

  Registers copy() {
    Registers copy = new Registers(precision, words.clone());
    copy.floor = floor;
    copy.passed = passed;
    copy.zeros = zeros;
    copy.counted = counted;
    copy.sum = sum;
    copy.estimate = estimate;
    return copy;
  }

  long heapBytes() {
    return HeapSize.ofObject(4 + 4 * 4 + 1 + 8 + 8 + 3) + HeapSize.of(words);
  }

  /** The bytes that {@code write} writes for this many registers. */
  static int storedBytes(int registers) {
    return registers / 4 * 3;
  }

  void write(ByteBuffer target) {
    for (int i = 0; i < 1 << precision; i += 4) {
      int packed = get(i) | (get(i + 1) << 6) | (get(i + 2) << 12) | (get(i + 3) << 18);
      target.putShort((short) packed).put((byte) (packed >>> 16));
    }
  }

  /** Reads registers of any content, 0 to 63. */
  static Registers read(ByteBuffer source, int precision) {
    Registers registers = new Registers(precision, new long[wordsFor(1 << precision)]);
    for (int i = 0; i < 1 << precision; i += 4) {
      int packed = (source.getShort() & 0xFFFF) | ((source.get() & 0xFF) << 16);
      for (int j = 0; j < 4; j++) {
        registers.raise(i + j, packed >>> (FIELD_BITS * j) & FIELD_MAX);
      }
    }
    return registers;
  }

  /** The largest register. */
  int highest() {
    int highest = 0;
    for (int i = 0; i < 1 << precision; i++) {
      highest = Math.max(highest, get(i));
    }
    return highest;
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Registers other
        && precision == other.precision
        && Arrays.equals(words, other.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }
}
