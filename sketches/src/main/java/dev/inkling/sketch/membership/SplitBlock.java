package dev.inkling.sketch.membership;

/**
 * The arithmetic of split block filters: blocks of eight 32-bit words, of which a value sets one
 * bit each.
 */
final class SplitBlock {

  private static final int WORDS = 8;
  private static final int WORD_BITS = 32;

  private SplitBlock() {}

  /**
   * The rate of false positives with on average {@code load} values per block: blocks hold i of
   * them with Poisson probability, and then give (1 − (31/32)^i)^8.
   */
  static double rate(double load) {
    double probability = Math.exp(-load);
    double zero = 1;
    double sum = 0;
    // past the mean by 12 standard deviations and 40 the rest is below 1e-30
    int last = (int) (load + 12 * Math.sqrt(load) + 40);
    for (int i = 1; i <= last; i++) {
      probability *= load / i;
      zero *= 31.0 / 32;
      sum += probability * Math.pow(1 - zero, WORDS);
    }
    return sum;
  }

  /**
   * The largest load per block that keeps the rate, in (0, 600]; 600 gives a rate above 1 − 1e-7.
   */
  static double load(double rate) {
    double low = 0;
    double high = 600;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (rate(middle) <= rate) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * The number of values at which {@code zeros} bits are expected to be free: each leaves a bit
   * free with probability 1 − 1/(32 b).
   */
  static double cardinality(double zeros, int blocks) {
    double all = (double) WORDS * WORD_BITS * blocks;
    return zeros == all ? 0 : -Math.log(zeros / all) * WORD_BITS * blocks;
  }

  /**
   * The standard error of {@link #cardinality} after {@code n} values.
   *
   * <p>Derivation. The j-th words of all blocks are one linear counter of m = 32 b cells, with t =
   * n/m: E[zeros] = m e^−t, Var = m e^−2t (e^t − 1 − t) (Whang et al. 1990,
   * doi:10.1145/78922.78925). Two of the eight counters depend on each other through the loads of
   * the blocks: given those they are independent, so their covariance is the variance of Σ 32
   * (31/32)^load, m e^−2t (32 (e^(t/32) − 1) − t). The estimate divides by the slope 8 e^−t.
   */
  static double standardError(double n, int blocks) {
    double m = (double) WORD_BITS * blocks;
    double t = n / m;
    double variance = Math.expm1(t) - t;
    double covariance = WORD_BITS * Math.expm1(t / WORD_BITS) - t;
    return Math.sqrt(m * (variance + (WORDS - 1) * Math.max(0, covariance)) / WORDS);
  }
}
