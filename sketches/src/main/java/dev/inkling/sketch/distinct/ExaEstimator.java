package dev.inkling.sketch.distinct;

/**
 * Maximum likelihood for the registers of an ExaLogLog (O. Ertl, 2024, arXiv 2402.13726), its bias
 * and its standard error.
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
    for (int register : registers) {
      int value = register >>> ExaRegisters.WINDOW;
      largest[value]++;
      if (value == 0) {
        continue;
      }
      // the largest value and its window, moved so that every 4 bits are one level
      int bits = ((register & ExaRegisters.WINDOW_MASK) | ExaRegisters.TOP) << ((value - 1) & 3);
      bits -= (bits >>> 1) & 0x55555555;
      bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
      int level = (value - 1) >>> 2;
      for (int i = 1; i <= BELOW; i++) {
        levels[level + i] += bits & 0xF;
        bits >>>= 4;
      }
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
    return n == 0 || n == MOST ? n : n / (1 + relativeBias(n, precision));
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

  /**
   * The variance of {@link #estimate} relative to the square of n, when {@code n} distinct values
   * were added.
   *
   * <p>Derivation. Value k is known as seen if it was seen and no value above its window's reach
   * was: with probability (1 − exp(−x(k))) E(k), E(k) = exp(−λ ω(k + 24)), ω(u) being the sum of
   * all ρ above u. Minus the expected second derivative of ln L is therefore, for each register,
   *
   * <pre>
   * I = Σ_k E(k) ρ(k)² / (exp(x(k)) − 1),
   * </pre>
   *
   * and the variance of the most likely λ is 1 / (m I) to first order. Relative to λ² and with g =
   * λ I that is 1 / (n g). It holds for a Poisson number; since Var(Poisson) = Var(fixed n) + n,
   * the share 1/n of the number itself is taken off again.
   */
  static double relativeVariance(double n, int precision) {
    double g = moment(n, precision, false);
    return Math.max(0, (1 - g) / (n * g));
  }

  /**
   * The bias of the most likely n relative to n, to first order.
   *
   * <p>Derivation. With l the ln L of a register, the bias of the most likely λ is (E l‴/2 + E l′
   * l″) / (m I²) (Cox and Snell, 1968). Since E l″ = −I, the product rule gives E l′ l″ = −I′ − E
   * l‴. The terms of −I′ − E l‴/2 are E(k) ρ(k)² / (exp(x(k)) − 1) × (ω(k + 24) + ρ(k)/2).
   */
  static double relativeBias(double n, int precision) {
    double g = moment(n, precision, false);
    return moment(n, precision, true) / (g * g * (1 << precision));
  }

  /** Σ_k E(k) ρ(k) ψ(x(k)), which is λ I; or with every term times (ω(k + 24) + ρ(k)/2). */
  private static double moment(double n, int precision, boolean weighted) {
    double lambda = n / (1 << precision);
    double sum = 0;
    for (int level = 0; level <= 62 - precision; level++) {
      double rho = Math.scalb(1.0, -3 - Math.min(level, 61 - precision));
      double x = lambda * rho;
      double psi = x == 0 ? 1 : x / Math.expm1(x);
      // above value k + 24 lie the rest of the level 6 above that of k and all higher ones
      int above = level + 6;
      int rest = above <= 61 - precision ? 7 : above == 62 - precision ? 3 : 0;
      double unit = Math.scalb(1.0, -3 - Math.min(above, 61 - precision));
      for (int b = 0; b < 4; b++) {
        double omega = Math.max(0, rest - b) * unit;
        sum += rho * psi * Math.exp(-lambda * omega) * (weighted ? omega + rho / 2 : 1);
      }
    }
    return sum;
  }
}
