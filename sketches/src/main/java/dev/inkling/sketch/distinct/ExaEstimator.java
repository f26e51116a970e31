package dev.inkling.sketch.distinct;

/**
 * Maximum likelihood for the registers of an ExaLogLog (O. Ertl, 2024, arXiv 2402.13726).
 *
 * <p>Model. If the number of distinct values were Poisson with mean n, a register would see value k
 * at rate x(k) = λ ρ(k), with λ = n/m and ρ(k) = 2^−(level + 3), or 2^−(64 − p) at the top level,
 * independently for all registers and values. A register whose largest value is u then says: no
 * value above u was seen; u was; of the 24 values below it those in its window were and the others
 * were not. So
 *
 * <pre>
 * ln L = −λ α + Σ_k s_k ln(1 − exp(−x(k)))
 * </pre>
 *
 * with α the sum of the ρ of all values known as not seen, and s_k how many registers are known to
 * have seen k. All ρ are powers of two, so that s is counted by level, and α is an integer in units
 * of 2^−(64 − p).
 */
final class ExaEstimator {

  /** Every bit pattern of 64 bits: no set of hashes is larger. */
  private static final double MOST = 0x1p64;

  /** Never needed: Newton's method doubles the number of right digits. */
  private static final int MAX_STEPS = 100;

  /** At most 63 sums of at most 4 fit in a byte. */
  private static final int MOST_SUMMED = 31;

  /** Counters in front of level 0, for the part of a window that lies below value 1. */
  private static final int BELOW = 7;

  private final int precision;

  /** How many values known as seen there are on each level, from index {@link #BELOW} on. */
  private final long[] seen;

  /** α in units of 2^−(64 − precision), unsigned. */
  private final long unseen;

  ExaEstimator(int[] registers) {
    precision = Integer.numberOfTrailingZeros(registers.length);
    long[] levels = new long[BELOW + 63];
    int[] largest = new int[256];
    long[] sums = new long[256]; // by largest value: how many were seen on each of its 7 levels
    for (int register : registers) {
      int value = register >>> ExaRegisters.WINDOW;
      // the largest value and its window, moved so that every 4 bits are one level
      int bits = ((register & ExaRegisters.WINDOW_MASK) | ExaRegisters.TOP) << ((value - 1) & 3);
      bits -= (bits >>> 1) & 0x55555555;
      bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
      // a byte for each level: the odd ones in the high half
      sums[value] += (bits & 0x0F0F0F0FL) | ((bits & 0xF0F0F0F0L) << 28);
      if ((++largest[value] & MOST_SUMMED) == 0) {
        spread(sums, value, levels);
      }
    }
    for (int value = 0; value < sums.length; value++) {
      spread(sums, value, levels);
    }
    long units = 0;
    for (int value = 0; value < largest.length; value++) {
      units += largest[value] * unitsAbove(Math.max(0, value - ExaRegisters.WINDOW - 1));
    }
    for (int level = 0; level < levels(); level++) {
      units -= levels[BELOW + level] * rate(level);
    }
    seen = levels;
    unseen = units;
  }

  /** Moves the sums of a largest value to its levels. */
  private static void spread(long[] sums, int value, long[] levels) {
    long bytes = sums[value];
    if (value > 0 && bytes != 0) {
      int level = (value - 1) >>> 2;
      for (int i = 0; i < BELOW; i++) {
        levels[level + 1 + i] += (bytes >>> (8 * (i >>> 1) + 32 * (i & 1))) & 0xFF;
      }
    }
    sums[value] = 0;
  }

  private int levels() {
    return 63 - precision;
  }

  /** The rate ρ of a value of this level, in units. */
  private long rate(int level) {
    return 1L << Math.max(0, 61 - precision - level);
  }

  /** The rates of all values above {@code value}, in units. */
  private long unitsAbove(int value) {
    int level = value >>> 2;
    int left = 4 - (value & 3);
    if (level > 61 - precision) {
      return level == 62 - precision ? left : 0;
    }
    return (left + 4) * rate(level);
  }

  /** How many (register, value) pairs are known as seen: no fewer values were added. */
  long pairs() {
    long pairs = 0;
    for (int level = 0; level < levels(); level++) {
      pairs += seen[BELOW + level];
    }
    return pairs;
  }

  /** The estimated number of distinct values, its bias of first order taken off. */
  double estimate() {
    double n = mostLikely();
    return n == 0 || n == MOST ? n : n / (1 + new ExaInformation(n, precision).relativeBias());
  }

  /**
   * The n that maximises ln L. With x_j the rate of level j, the derivative is 0 where
   *
   * <pre>
   * F(λ) = λ α − Σ_j s_j ψ(x_j) = 0,   ψ(x) = x / (e^x − 1)
   * </pre>
   *
   * F is concave and grows, so that Newton's steps from the left approach the root from the left.
   * They start at the root for all rates equal to their mean, which lies left because ψ is convex.
   */
  double mostLikely() {
    double count = 0;
    double rates = 0;
    int lowest = -1;
    int highest = 0;
    for (int level = 0; level < levels(); level++) {
      long s = seen[BELOW + level];
      if (s != 0) {
        count += s;
        rates += (double) s * rate(level);
        lowest = lowest < 0 ? level : lowest;
        highest = level;
      }
    }
    if (count == 0 || unseen == 0) {
      return count == 0 ? 0 : MOST;
    }
    double alpha = (unseen >>> 1) * 2.0 + (unseen & 1);
    double y = Math.log1p(rates / alpha) * count / rates;
    double step;
    int steps = 0;
    do {
      // from rare to frequent: e^x - 1 for twice the rate is e (e + 2)
      double x = y * rate(highest);
      double e = Math.expm1(x);
      double value = y * alpha;
      double slope = value; // y F'(y)
      for (int level = highest; level >= lowest && e < 1e300; level--) {
        double psi = x / e;
        double share = seen[BELOW + level] * psi;
        value -= share;
        slope += share * (x + psi - 1);
        if (level <= 61 - precision) {
          x += x;
          e *= e + 2;
        }
      }
      step = -value / slope;
      y *= 1 + step;
      steps++;
    } while (step > 1e-12 && steps < MAX_STEPS);
    return Math.min(MOST, y * MOST);
  }
}
