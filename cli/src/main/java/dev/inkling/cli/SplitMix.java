package dev.inkling.cli;

/**
 * Random numbers that are the same on every machine and every Java version: SplitMix64 (Steele, Lea
 * and Flood, 2014, doi:10.1145/2660193.2660195).
 */
final class SplitMix {

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private long state;

  private SplitMix(long state) {
    this.state = state;
  }

  /** The numbers of one stream out of 2^64 that a seed has. */
  static SplitMix create(long seed, long stream) {
    return new SplitMix(mix(mix(seed + GOLDEN) + stream * GOLDEN));
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** 64 random bits. */
  long nextLong() {
    state += GOLDEN;
    return mix(state);
  }

  /**
   * A whole number in [0, bound). Its probability is off by at most 2^-64, for a bound below 2^63.
   */
  long nextBelow(long bound) {
    // the upper 64 bits of an unsigned 128-bit product
    long bits = nextLong();
    return Math.multiplyHigh(bits, bound) + ((bits >> 63) & bound);
  }

  /** A number in [0, 1), a multiple of 2^-53. */
  double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }
}
