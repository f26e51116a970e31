package dev.inkling.cli.accuracy;

import dev.inkling.hash.Hash64;

/**
 * What stands for a value in the exact count: a key, whose signed order is that of the values where
 * they have one, and of a text a second key.
 */
enum KeyForm {
  /** A BIGINT, TIMESTAMP or BOOLEAN: the long itself. */
  WHOLE,
  /** A DOUBLE, or a BIGINT read as one: its bits, turned so that they are in order. */
  NUMBER,
  /** A VARCHAR: two hashes of 64 bits by different functions, the first of which sketches take. */
  TEXT;

  private static final Hash64 HASH = Hash64.xxh3();

  /** The key of a number; −0.0 is 0.0. */
  static long key(double number) {
    return turned(Double.doubleToLongBits(number + 0.0));
  }

  /** The number of a {@link #NUMBER}'s key. */
  static double number(long key) {
    return Double.longBitsToDouble(turned(key));
  }

  private static long turned(long bits) {
    return bits ^ (bits >> 63 & Long.MAX_VALUE);
  }

  /** Writes the hashes that sketches take of the values with the keys {@code keys[0, n)}. */
  void hashes(long[] keys, int n, long[] hashes) {
    switch (this) {
      case WHOLE -> HASH.hashAll(keys, 0, n, hashes, 0);
      case NUMBER -> {
        for (int i = 0; i < n; i++) {
          hashes[i] = HASH.hash(number(keys[i]));
        }
      }
      case TEXT -> System.arraycopy(keys, 0, hashes, 0, n);
    }
  }

  /**
   * The probability that two different ones of n values have the same key: 0, but for texts at most
   * n² / 2^129.
   */
  double collisionProbability(long n) {
    return this == TEXT ? Math.scalb((double) n * n, -129) : 0;
  }
}
