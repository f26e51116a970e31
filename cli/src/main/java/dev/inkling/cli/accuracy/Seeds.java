package dev.inkling.cli.accuracy;

/**
 * Hash functions and orders that are independent of each other, numbered; run 0 is what a user
 * gets: the sketches' own hash, the order of the file.
 */
final class Seeds {

  private static final long STEP = 0x9E3779B97F4A7C15L; // 2^64 by the golden ratio, odd

  private Seeds() {}

  /**
   * A random number for each counter and stream.
   *
   * <p>The finaliser of SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number
   * generators" (2014, doi:10.1145/2660193.2660195).
   */
  static long random(long stream, long counter) {
    return mix(mix(stream * STEP + 1) + counter * STEP);
  }

  private static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /**
   * Turns the hashes {@code hashes[0, n)} into those of another hash function; 0 changes nothing.
   */
  static void rehash(long[] hashes, int n, int run) {
    if (run == 0) {
      return;
    }
    long seed = mix(run * STEP);
    for (int i = 0; i < n; i++) {
      hashes[i] = mix(mix(hashes[i] ^ seed) + seed);
    }
  }

  /** Shuffles the first n numbers, in a way that stream and counter decide. */
  static void shuffle(double[] numbers, int n, long stream, long counter) {
    long state = random(stream, counter);
    for (int i = n - 1; i > 0; i--) {
      int j = (int) Math.multiplyHigh(random(state, i) >>> 1, (i + 1L) << 1);
      double other = numbers[j];
      numbers[j] = numbers[i];
      numbers[i] = other;
    }
  }

  /** Shuffles the first n longs, in a way that stream and counter decide. */
  static void shuffle(long[] values, int n, long stream, long counter) {
    long state = random(stream, counter);
    for (int i = n - 1; i > 0; i--) {
      int j = (int) Math.multiplyHigh(random(state, i) >>> 1, (i + 1L) << 1);
      long other = values[j];
      values[j] = values[i];
      values[i] = other;
    }
  }
}
