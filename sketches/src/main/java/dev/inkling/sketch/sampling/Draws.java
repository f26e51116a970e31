package dev.inkling.sketch.sampling;

import dev.inkling.sketch.internal.SplitMix64;

/**
 * Random numbers that are functions of a key and a position, so that a sample needs no generator
 * among its fields and a draw does not depend on which draws were made before: the outputs of
 * SplitMix64 (G. Steele, D. Lea, C. Flood, Fast splittable pseudorandom number generators, 2014,
 * doi:10.1145/2660193.2660195), whose state at a position is key + position × step. All functions
 * give the same on every machine.
 */
final class Draws {

  private Draws() {}

  /** A key for draws of one purpose; itself a seed for further keys. */
  static long key(long seed, long purpose) {
    return SplitMix64.mix(SplitMix64.mix(seed) ^ SplitMix64.mix(purpose * SplitMix64.STEP + 1));
  }

  /** 64 random bits. */
  static long bits(long key, long position) {
    return SplitMix64.mix(key + position * SplitMix64.STEP);
  }

  /** Uniform in (0, 1), never an end: an odd multiple of 2^-53. */
  static double uniform(long key, long position) {
    return ((bits(key, position) >>> 12) + 0.5) * 0x1p-52;
  }

  /** Exponential with mean 1: from 2^-54 to 37. */
  static double exponential(long key, long position) {
    return -StrictMath.log(uniform(key, position));
  }

  /** Uniform in {@code [0, bound)}; no number is favoured by more than bound / 2^63. */
  static int below(int bound, long key, long position) {
    return (int) Math.multiplyHigh(bits(key, position) >>> 1, 2L * bound);
  }
}
