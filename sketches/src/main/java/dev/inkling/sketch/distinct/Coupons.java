package dev.inkling.sketch.distinct;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import java.util.Arrays;

/**
 * A set of coupons, open-addressed in an array of ints. A coupon is what a HyperLogLog of any
 * precision up to 26 needs of a hash: its low 26 bits, and above them its leading zeros plus 1, at
 * most 39. It is never 0, so 0 marks a free slot.
 */
final class Coupons {

  private static final int INDEX_BITS = 26;

  /** The highest rank: the 38 bits above the index are all 0, and the index is the whole hash. */
  private static final int MAX_RANK = 65 - INDEX_BITS;

  /** The smallest coupon, as an unsigned number like the next. */
  static final long LEAST = 1L << INDEX_BITS;

  /** The largest. */
  static final long MOST = ((MAX_RANK + 1L) << INDEX_BITS) - 1;

  private static final int INDEX_MASK = (1 << INDEX_BITS) - 1;
  private static final int FIRST_SLOTS = 16;

  /**
   * The inverse of the probability that two hashes have one coupon: 2^26 indexes, and ranks k of
   * probability 2^−k, whose squares add up to 1/3.
   */
  private static final double PAIRS_PER_COLLISION = 3.0 * (1 << INDEX_BITS);

  private Coupons() {}

  /** The most coupons that a sketch of this precision keeps: a table of at most m/2 bytes. */
  static int limit(int precision) {
    return Math.min((3 << precision) >>> 5, 49_152);
  }

  static int of(long hash) {
    int rank = Long.numberOfLeadingZeros(hash | (1L << (INDEX_BITS - 1))) + 1;
    return (rank << INDEX_BITS) | ((int) hash & INDEX_MASK);
  }

  /** A hash with this coupon; every register that a hash with this coupon goes to, it goes to. */
  static long hash(int coupon) {
    int rank = coupon >>> INDEX_BITS;
    return (rank == MAX_RANK ? 0 : 1L << (64 - rank)) | (coupon & INDEX_MASK);
  }

  /** The rank of its hash at any precision, at most {@code most}; 0 for a free slot. */
  static int rank(int coupon, int most) {
    int rank = coupon >>> INDEX_BITS;
    return rank < MAX_RANK ? Math.min(rank, most) : longRank(coupon, most);
  }

  private static int longRank(int coupon, int most) {
    return Math.min(Long.numberOfLeadingZeros(hash(coupon)) + 1, most);
  }

  /** The smallest table for {@code n} coupons, at most 3/4 full. */
  static int[] table(int n) {
    return new int[slotsFor(n)];
  }

  /** The length of the smallest table for {@code n} coupons. */
  static int slotsFor(int n) {
    int slots = FIRST_SLOTS;
    while (n > slots / 4 * 3) {
      slots *= 2;
    }
    return slots;
  }

  /** The table with room for {@code n} coupons in all. */
  static int[] grown(int[] table, int n) {
    int slots = slotsFor(n);
    return slots > table.length ? resize(table, slots) : table;
  }

  /**
   * Puts a coupon into a table that has room and says whether it was new; as {@link
   * WholeHashes#put}.
   */
  static boolean put(int[] table, int coupon) {
    int mask = table.length - 1;
    int slot = coupon & mask;
    int first = table[slot];
    int second = table[(slot + 1) & mask];
    int third = table[(slot + 2) & mask];
    int fourth = table[(slot + 3) & mask];
    if (first == coupon || second == coupon || third == coupon || fourth == coupon) {
      return false;
    }
    slot += taken(first, second, third, fourth);
    for (int found; (found = table[slot & mask]) != 0; slot++) {
      if (found == coupon) {
        return false;
      }
    }
    table[slot & mask] = coupon;
    return true;
  }

  /** Puts the coupons of a table of hashes, or null, and of 0 if asked; says how many were new. */
  static int putAll(int[] table, long[] hashes, boolean zero) {
    int n = zero && put(table, of(0)) ? 1 : 0;
    if (hashes != null) {
      for (long hash : hashes) {
        if (hash != 0 && put(table, of(hash))) {
          n++;
        }
      }
    }
    return n;
  }

  /** How many come before the first that is 0; 4 if none is. */
  private static int taken(int first, int second, int third, int fourth) {
    int one = (first | -first) >>> 31;
    int two = one & ((second | -second) >>> 31);
    int three = two & ((third | -third) >>> 31);
    return one + two + three + (three & ((fourth | -fourth) >>> 31));
  }

  /** Copies the coupons of a table to an array that has room for them, and says how many. */
  static int copy(int[] table, int[] target) {
    int n = 0;
    for (int slot = 0; slot < table.length && n < target.length; slot++) {
      int coupon = table[slot];
      target[n] = coupon;
      n += (coupon | -coupon) >>> 31;
    }
    return n;
  }

  /** A table of this many slots with the same coupons. */
  static int[] resize(int[] table, int slots) {
    int[] larger = new int[slots];
    int mask = slots - 1;
    for (int coupon : table) {
      if (coupon != 0) {
        int slot = coupon & mask;
        while (larger[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        larger[slot] = coupon;
      }
    }
    return larger;
  }

  /** The coupons in ascending order, as unsigned numbers. */
  static int[] sorted(int[] table, int n) {
    int[] sorted = new int[n];
    int at = 0;
    for (int coupon : table) {
      if (coupon != 0) {
        sorted[at++] = coupon ^ Integer.MIN_VALUE;
      }
    }
    Arrays.sort(sorted);
    for (int i = 0; i < n; i++) {
      sorted[i] ^= Integer.MIN_VALUE;
    }
    return sorted;
  }

  /**
   * The most likely number of hashes, when {@code n} coupons and at least {@code least} are known.
   */
  static double estimate(int n, int least) {
    return Math.max(least, n + Math.floor(collisions(n)));
  }

  /** The estimate with its bar. */
  static Estimate bar(int n, int least, double confidence) {
    int[] collisions = poissonInterval(collisions(n), confidence);
    double value = estimate(n, least);
    double lower = Math.max(least, n + collisions[0]);
    double upper = Math.max(least, n + collisions[1]);
    return new Estimate(value, lower, upper, confidence, Guarantee.EMPIRICAL);
  }

  /**
   * The expected number of hashes without a coupon of their own, when there are {@code n} coupons.
   * Their number is Poisson to a very good approximation: many pairs, each with a small
   * probability.
   */
  private static double collisions(int n) {
    return 0.5 * n * n / PAIRS_PER_COLLISION;
  }

  /**
   * The shortest interval of whole numbers that holds a Poisson variable with at least the given
   * probability, as {least, most}: grown from the mode on the more probable side.
   */
  static int[] poissonInterval(double mean, double confidence) {
    int least = (int) mean;
    int most = least;
    double pLeast = Math.exp(-mean);
    for (int k = 1; k <= least; k++) {
      pLeast *= mean / k;
    }
    double pMost = pLeast;
    double held = pLeast;
    while (held < confidence) {
      double below = pLeast * least / mean;
      double above = pMost * mean / (most + 1);
      if (Math.max(below, above) < 1e-17) {
        break;
      }
      if (below > above) {
        pLeast = below;
        least--;
      } else {
        pMost = above;
        most++;
      }
      held += Math.max(below, above);
    }
    return new int[] {least, most};
  }
}
