package dev.inkling.benchmarks.accuracy;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Random streams as functions of a seed and a position, so that parts can be made anywhere. */
final class Items {

  private static final long STEP = 0x9E3779B97F4A7C15L;

  private Items() {}

  /** A bijection of the longs without visible pattern: SplitMix64's finaliser. */
  static long mix(long x) {
    long z = x;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** The hash of item {@code i} of a stream; different items have different hashes. */
  static long hash(long seed, long i) {
    return mix(seed + i * STEP);
  }

  /** Uniform in [0, 1). */
  static double uniform(long seed, long i) {
    return (hash(seed, i) >>> 11) * 0x1p-53;
  }

  /**
   * Where the number {@code i} goes in a permutation of {@code [0, n)}: four rounds of a Feistel
   * network over the next power of four, repeated until the result is below n.
   */
  static long permuted(long seed, long i, long n) {
    int half = Math.max(1, (64 - Long.numberOfLeadingZeros(Math.max(1, n - 1)) + 1) / 2);
    long mask = (1L << half) - 1;
    long at = i;
    do {
      long left = at >>> half;
      long right = at & mask;
      for (int round = 0; round < 4; round++) {
        long next = left ^ (mix(seed + round * STEP + right) >>> 17 & mask);
        left = right;
        right = next;
      }
      at = left << half | right;
    } while (at >= n);
    return at;
  }

  /** Zipf's law over a number of items: item i in proportion to (i + 1)^−s. */
  static final class Zipf {

    private static final ConcurrentMap<List<Double>, Zipf> MADE = new ConcurrentHashMap<>();

    private final double[] upTo;

    /** The same law again is not summed up again. */
    static Zipf of(int items, double s) {
      return MADE.computeIfAbsent(List.of((double) items, s), key -> new Zipf(items, s));
    }

    Zipf(int items, double s) {
      upTo = new double[items];
      double sum = 0;
      for (int i = 0; i < items; i++) {
        sum += Math.pow(i + 1, -s);
        upTo[i] = sum;
      }
    }

    /** The item at position {@code i} of a stream. */
    int item(long seed, long i) {
      int at = Arrays.binarySearch(upTo, uniform(seed, i) * upTo[upTo.length - 1]);
      return Math.min(upTo.length - 1, at < 0 ? ~at : at);
    }
  }
}
