package dev.inkling.sketch.distinct;

import dev.inkling.sketch.internal.HeapSize;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The 2^precision registers of a HyperLogLog, at least one of them not 0. */
final class Registers {

  /* Implementation note.
   *
   * A byte per register; see docs/decisions/011 for why not six bits, which the stored form has.
   *
   * Register of a hash: its low p bits. Rank: its leading zeros plus 1. Setting bit p - 1 before
   * counting caps it at 65 - p, so that index bits never count. When a sketch is reduced, a capped
   * rank goes on into the bits that stop being index bits; see reducedRank.
   *
   * Most hashes change nothing once many were added, and floor knows it without a look at a
   * register: all registers are at least floor, so a hash with fewer leading zeros is done. A batch
   * first collects the hashes that pass, without a branch, for nobody can guess which do. floor is
   * looked up anew after every m/8 hashes of a batch that passed, or m/8 single changes; the search
   * ends at the first register that is too low.
   *
   * sum and zeros (see SCALE) follow every change, so that an estimate costs O(1). The same registers
   * give the same sum: it is a whole number. Where so many registers change at once that a branch
   * would often be guessed wrong (see ROUGH), and in merges, they are left to the next estimate.
   *
   * Eight registers are compared as one long: the highest bit of each byte is free, and set in one
   * operand it tells the outcome of a subtraction. The compiler vectorises the loop of max.
   */
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long GUARDS = ONES << 7;

  /** A register of rank k weighs 2^(SCALE − p − k) in the sum; all 2^p empty ones 2^63. */
  private static final int SCALE = 63;

  private static final double UNIT = 0x1p-63;

  /**
   * Below 2^20 per register, after some 2^43 values, the sum counts too coarsely for a rank that is
   * in it, and the estimate is taken from a histogram.
   */
  private static final int FINE_BITS = 20;

  /** The hashes of a batch that are looked at together: they stay in the first cache. */
  private static final int BLOCK = 512;

  /** The shortest batch that is worth the two passes. */
  private static final int BATCH = 16;

  /**
   * Below this floor a batch of at least a quarter of the registers changes many of them: it stores
   * without a branch, and the next estimate counts.
   */
  private static final int ROUGH = 6;

  /** Of 63 bits: so few hashes are below that a branch that asks is guessed right. */
  private static final long SELDOM = 1L << 59;

  /** From this floor on a branch that asks for it is mostly guessed right. */
  private static final int SURE = 4;

  private static final ThreadLocal<long[]> PASSED = ThreadLocal.withInitial(() -> new long[BLOCK]);

  private static final double UNKNOWN = -1;

  /**
   * For each precision what a register of each rank weighs: a shift by what is in memory is slow.
   */
  private static final long[][] WEIGHTS = weights();

  private final byte[] ranks;
  private final byte precision;
  private byte floor;
  private byte sureFloor;
  private boolean counted;
  private int passed;
  private int zeros;
  private int sigmaZeros = -1;
  private long sum;
  private double sigma;
  private double estimate = UNKNOWN;

  private static long[][] weights() {
    long[][] weights = new long[HyperLogLog.MAX_PRECISION + 1][64];
    for (int p = 0; p < weights.length; p++) {
      for (int rank = 0; rank < 64; rank++) {
        weights[p][rank] = 1L << (SCALE - p) >>> rank;
      }
    }
    return weights;
  }

  /** A thread's array of {@link #BLOCK}; its content is undefined, the next batch overwrites it. */
  static long[] scratch() {
    return PASSED.get();
  }

  private Registers(int precision, byte[] ranks) {
    this.precision = (byte) precision;
    this.ranks = ranks;
  }

  /** Registers that are all 0, to be added to at once. */
  static Registers create(int precision) {
    int m = 1 << precision;
    Registers registers = new Registers(precision, new byte[m]);
    registers.zeros = m;
    registers.sum = 1L << SCALE;
    registers.counted = true;
    return registers;
  }

  int precision() {
    return precision;
  }

  void add(long hash) {
    if (hash >>> 1 >>> (63 - sureFloor) == 0) {
      byte[] bytes = ranks;
      int index = (int) hash & (bytes.length - 1);
      int rank = Long.numberOfLeadingZeros(hash | (bytes.length >>> 1)) + 1;
      int old = bytes[index];
      if (rank > old) {
        bytes[index] = (byte) rank;
        long unit = 1L << (SCALE - precision);
        sum -= (unit >>> old) - (unit >>> rank);
        zeros += (old - 1) >> 31;
        estimate = UNKNOWN;
        pass(1);
      }
    }
  }

  /** Adds the hashes of a table of coupons, free slots included. */
  void addCoupons(int[] coupons) {
    byte[] bytes = ranks;
    int mask = bytes.length - 1;
    int most = 65 - precision;
    for (int coupon : coupons) {
      int index = coupon & mask;
      bytes[index] = (byte) Math.max(bytes[index], Coupons.rank(coupon, most));
    }
    counted = false;
    estimate = UNKNOWN;
  }

  /** Whether a branch that asks for the floor is mostly guessed right. */
  boolean isSure() {
    return sureFloor > 0;
  }

  /**
   * The array of the registers, which {@link #raise} may change from now on until the next
   * estimate, which counts.
   */
  byte[] loosen() {
    counted = false;
    estimate = UNKNOWN;
    return ranks;
  }

  /**
   * Adds a hash of a row that goes to one of many sketches: nobody can guess whether it changes
   * anything, so that as long as many do there is no branch.
   */
  static void raise(byte[] ranks, long hash) {
    int index = (int) hash & (ranks.length - 1);
    int rank = Long.numberOfLeadingZeros(hash | (ranks.length >>> 1)) + 1;
    ranks[index] = (byte) Math.max(ranks[index], rank);
  }

  /** Reads what {@link #add} will, so that the wait for memory is over when it comes. */
  long touch(long hash) {
    return touch(ranks, hash);
  }

  static long touch(byte[] ranks, long hash) {
    return ranks[(int) hash & (ranks.length - 1)];
  }

  /** Whether so many hashes may change something that a filter is of no use. */
  boolean isOpen() {
    return floor < 2;
  }

  /** Half of the number below which all hashes are that can change anything, unless it is open. */
  long bound() {
    return 1L << (63 - floor);
  }

  /** Whether a batch of this many values is better added by {@link #addRoughly}. */
  boolean isRough(int values) {
    return floor < ROUGH && values >= ranks.length >>> 2;
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
      boolean rough = isRough(to - from);
      if (isOpen()) {
        addPassed(hashes, start, end, rough);
      } else {
        long[] chosen = PASSED.get();
        addPassed(chosen, 0, choose(hashes, start, end, bound(), chosen), rough);
      }
    }
  }

  /** Copies the hashes whose half is below the bound and returns how many those are. */
  private static int choose(long[] hashes, int from, int to, long bound, long[] chosen) {
    int n = 0;
    if (bound < SELDOM) {
      for (int i = from; i < to; i++) {
        if (hashes[i] >>> 1 < bound) {
          chosen[n++] = hashes[i];
        }
      }
      return n;
    }
    for (int i = from; i < to; i++) {
      long hash = hashes[i];
      chosen[n] = hash;
      n += (int) (((hash >>> 1) - bound) >>> 63);
    }
    return n;
  }

  /** Adds hashes of which most are not below the floor. */
  void addPassed(long[] hashes, int from, int to, boolean rough) {
    if (rough) {
      addRoughly(ranks, hashes, from, to);
      counted = false;
      estimate = UNKNOWN;
    } else {
      addCounting(hashes, from, to);
    }
    pass(to - from);
  }

  /** Adds hashes and leaves the sum to the next estimate; for merges. */
  void addUncounted(long[] hashes, int from, int to) {
    addRoughly(ranks, hashes, from, to);
    counted = false;
    estimate = UNKNOWN;
    pass(to - from);
  }

  /** Adds the hashes of a table of whole hashes. */
  void addTable(long[] table) {
    long[] block = PASSED.get();
    for (int start = 0; start < table.length; start += block.length) {
      addUncounted(block, 0, WholeHashes.copy(table, start, block));
    }
  }

  /** How many registers are not 0. */
  int filled() {
    int filled = ranks.length;
    for (int i = 0; i < ranks.length - 7; i += 8) {
      filled -= Long.bitCount((GUARDS - (long) EIGHT.get(ranks, i)) & GUARDS);
    }
    return filled;
  }

  private static void addRoughly(byte[] ranks, long[] hashes, int from, int to) {
    int mask = ranks.length - 1;
    int guard = ranks.length >>> 1;
    for (int i = from; i < to; i++) {
      long hash = hashes[i];
      int index = (int) hash & mask;
      int rank = Long.numberOfLeadingZeros(hash | guard) + 1;
      ranks[index] = (byte) Math.max(ranks[index], rank);
    }
  }

  private void addCounting(long[] hashes, int from, int to) {
    byte[] bytes = ranks;
    int mask = bytes.length - 1;
    int guard = bytes.length >>> 1;
    long unit = 1L << (SCALE - precision);
    long weight = 0;
    int filled = 0;
    for (int i = from; i < to; i++) {
      long hash = hashes[i];
      int index = (int) hash & mask;
      int rank = Long.numberOfLeadingZeros(hash | guard) + 1;
      int old = bytes[index];
      if (rank > old) {
        bytes[index] = (byte) rank;
        weight += (unit >>> old) - (unit >>> rank);
        filled += (old - 1) >> 31;
      }
    }
    if (weight != 0) {
      sum -= weight;
      zeros += filled;
      estimate = UNKNOWN;
    }
  }

  /** Looks the floor up anew when so many hashes were added that it may have risen. */
  void pass(int hashes) {
    passed += hashes;
    if (passed >= Math.max(64, ranks.length >>> 3)) {
      passed = 0;
      raiseFloor();
    }
  }

  private void raiseFloor() {
    while (floor < 65 - precision && allAbove(floor)) {
      floor++;
    }
    sureFloor = floor < SURE ? 0 : floor;
  }

  private boolean allAbove(int rank) {
    byte[] bytes = ranks;
    long reach = (127 - rank) * ONES;
    for (int i = 0; i < bytes.length; i += 8) {
      if ((((long) EIGHT.get(bytes, i) + reach) & GUARDS) != GUARDS) {
        return false;
      }
    }
    return true;
  }

  /** Takes the maximum with registers of at least this precision. */
  void merge(Registers other) {
    if (other.precision == precision) {
      max(ranks, other.ranks);
      floor = (byte) Math.max(floor, other.floor);
    } else {
      int mask = ranks.length - 1;
      for (int i = 0; i < other.ranks.length; i++) {
        int rank = reducedRank(i, other.ranks[i], other.precision, precision);
        ranks[i & mask] = (byte) Math.max(ranks[i & mask], rank);
      }
    }
    counted = false;
    estimate = UNKNOWN;
    passed = ranks.length;
  }

  private static void max(byte[] ranks, byte[] others) {
    for (int i = 0; i < ranks.length - 7; i += 8) {
      long eight = (long) EIGHT.get(ranks, i);
      long difference = ((long) EIGHT.get(others, i) | GUARDS) - eight;
      long larger = difference & GUARDS;
      EIGHT.set(ranks, i, eight + (difference & (larger - (larger >>> 7))));
    }
  }

  /** What these registers would be at a smaller precision. */
  Registers reduce(int smaller) {
    Registers reduced = new Registers(smaller, new byte[1 << smaller]);
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

  /** The fewest hashes that lead to registers of this precision. */
  static int least(int precision) {
    return 1 + Math.max(WholeHashes.limit(precision), Coupons.limit(precision));
  }

  /**
   * The estimated number of distinct hashes, at least {@link #least}. O(1), but O(m) for the first
   * after a merge.
   */
  double estimate() {
    double known = estimate;
    return known == UNKNOWN ? estimateAnew() : known;
  }

  private double estimateAnew() {
    if (!counted) {
      count();
    }
    double found =
        sum >>> FINE_BITS < ranks.length
            ? ErtlEstimator.estimate(histogram(), precision)
            : ErtlEstimator.estimate(denominator(), precision);
    estimate = Math.max(least(precision), found);
    return estimate;
  }

  /** That of Ertl's estimator, while no register has the highest rank. */
  private double denominator() {
    double m = ranks.length;
    if (zeros != sigmaZeros) {
      // seldom when many registers are not 0, and then it costs the most of an estimate
      sigmaZeros = zeros;
      sigma = m * ErtlEstimator.sigma(zeros / m);
    }
    long ranked = sum - ((long) zeros << (SCALE - precision));
    return sigma + ranked * (m * UNIT);
  }

  private void count() {
    byte[] bytes = ranks;
    long[] weights = WEIGHTS[precision];
    long even = 0;
    long odd = 0;
    int empty = 0;
    for (int i = 0; i < bytes.length - 7; i += 8) {
      long eight = (long) EIGHT.get(bytes, i);
      empty += Long.bitCount((GUARDS - eight) & GUARDS);
      even += weights[(int) eight & 63] + weights[(int) (eight >>> 16) & 63];
      odd += weights[(int) (eight >>> 8) & 63] + weights[(int) (eight >>> 24) & 63];
      even += weights[(int) (eight >>> 32) & 63] + weights[(int) (eight >>> 48) & 63];
      odd += weights[(int) (eight >>> 40) & 63] + weights[(int) (eight >>> 56) & 63];
    }
    sum = even + odd;
    zeros = empty;
    counted = true;
  }

  /** How many registers hold each rank, 0 to 63. */
  private int[] histogram() {
    int[] histogram = new int[64];
    for (byte rank : ranks) {
      histogram[rank]++;
    }
    return histogram;
  }

  Registers copy() {
    Registers copy = new Registers(precision, ranks.clone());
    copy.floor = floor;
    copy.sureFloor = sureFloor;
    copy.passed = passed;
    copy.zeros = zeros;
    copy.counted = counted;
    copy.sum = sum;
    copy.sigma = sigma;
    copy.sigmaZeros = sigmaZeros;
    copy.estimate = estimate;
    return copy;
  }

  long heapBytes() {
    return HeapSize.ofObject(4 + 4 + 3 * 4 + 3 * 8) + HeapSize.of(ranks);
  }

  /** The bytes that {@code write} writes for this many registers. */
  static int storedBytes(int registers) {
    return registers / 4 * 3;
  }

  void write(ByteBuffer target) {
    byte[] bytes = ranks;
    for (int i = 0; i < bytes.length; i += 4) {
      int packed = bytes[i] | (bytes[i + 1] << 6) | (bytes[i + 2] << 12) | (bytes[i + 3] << 18);
      target.putShort((short) packed).put((byte) (packed >>> 16));
    }
  }

  /** Reads registers of any content, 0 to 63. */
  static Registers read(ByteBuffer source, int precision) {
    byte[] bytes = new byte[1 << precision];
    for (int i = 0; i < bytes.length; i += 4) {
      int packed = (source.getShort() & 0xFFFF) | ((source.get() & 0xFF) << 16);
      for (int j = 0; j < 4; j++) {
        bytes[i + j] = (byte) ((packed >>> (6 * j)) & 0x3F);
      }
    }
    return new Registers(precision, bytes);
  }

  /** The largest register. */
  int highest() {
    int highest = 0;
    for (byte rank : ranks) {
      highest = Math.max(highest, rank);
    }
    return highest;
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Registers other && Arrays.equals(ranks, other.ranks);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ranks);
  }
}
