package dev.inkling.sketch.internal;

/**
 * A generator whose whole state is one long that its user keeps: either {@code state =
 * next(state)}, and the state is the draw; or, as published, {@code draw = next(state)}, {@code
 * state += STEP} (after G. Steele, D. Lea, C. Flood, Fast splittable pseudorandom number
 * generators, 2014, doi:10.1145/2660193.2660195).
 */
public final class SplitMix64 {

  /**
   * What is added before each draw by one who keeps the counter: 2^64 over the golden ratio, odd.
   */
  public static final long STEP = 0x9E3779B97F4A7C15L;

  private SplitMix64() {}

  /** The state and draw after this one. */
  public static long next(long state) {
    return mix(state + STEP);
  }

  /** A bijection that scatters neighbours: the variant 13 of D. Stafford. */
  public static long mix(long x) {
    long z = x;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
