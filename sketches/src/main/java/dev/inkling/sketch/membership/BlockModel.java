package dev.inkling.sketch.membership;

import dev.inkling.sketch.internal.Normal;
import java.util.TreeMap;

/**
 * What a filter of b blocks of w words holds after n values, of which each sets one mask in every
 * word of one block.
 */
final class BlockModel {

  /** The most values per block that a filter is sized for; the rate is above 1 − 1e-5 there. */
  private static final int MOST_LOAD = 600;

  /** Past the mean by 12 standard deviations and 40 a Poisson tail is below 1e-30. */
  private static final int TABLE_LENGTH = 1_000;

  /** The probability that a value of a word leaves a given bit of it alone is 1 − SET. */
  private static final double SET = (double) Masks.BITS / Long.SIZE;

  /** By the number of values in a word: the probability that it holds all bits of another. */
  private static final double[] IN_WORD = inWord();

  /**
   * For a bit of a word: how many of the other 63 bits (second) are both left free with it by a
   * value of the word with probability 1 − first.
   */
  private static final double[][] PAIRS = pairs();

  /** What was searched for last: filters of one kind are often made by the thousand. */
  private static volatile Load lastLoad = new Load(0, 0, 0);

  private record Load(double rate, int words, double load) {}

  private BlockModel() {}

  /*
   * A value is found if no bit of its mask is free. By inclusion and exclusion over the subsets of
   * the mask's bits that is the sum of (−1)^|S| P(S is free), and after i values S is free with
   * probability f(S)^i, f(S) being the share of the masks that have no bit in S. The rotations of a
   * mask have the same f.
   */
  private static double[] inWord() {
    TreeMap<Integer, Integer> signs = new TreeMap<>();
    for (int m = 0; m < Masks.COUNT; m += Long.SIZE) {
      long mask = Masks.TABLE[m];
      long subset = mask;
      while (true) {
        int sign = (Long.bitCount(subset) & 1) == 0 ? 1 : -1;
        signs.merge(Masks.outside(subset), sign, Integer::sum);
        if (subset == 0) {
          break;
        }
        subset = (subset - 1) & mask;
      }
    }
    double[] probability = new double[TABLE_LENGTH];
    int shapes = Masks.COUNT / Long.SIZE;
    signs.forEach(
        (outside, sign) -> {
          double power = (double) sign / shapes;
          for (int i = 0; i < TABLE_LENGTH; i++) {
            probability[i] += power;
            power *= (double) outside / Masks.COUNT;
          }
        });
    probability[0] = 0;
    return probability;
  }

  private static double[][] pairs() {
    TreeMap<Integer, Integer> counts = new TreeMap<>();
    for (int distance = 1; distance < Long.SIZE; distance++) {
      counts.merge(Masks.outside(1L | 1L << distance), 1, Integer::sum);
    }
    return counts.entrySet().stream()
        .map(e -> new double[] {1 - (double) e.getKey() / Masks.COUNT, e.getValue()})
        .toArray(double[][]::new);
  }

  /**
   * The number of words per block that needs the least memory for a rate, but two as long as they
   * take less than 5 % more than four: they cost half the time.
   */
  static int words(double rate) {
    return rate >= 0.004 ? 2 : rate >= 3e-5 ? 4 : 8;
  }

  /**
   * The rate of false positives with on average {@code load} values per block: blocks hold i of
   * them with Poisson probability.
   */
  static double rate(double load, int words) {
    double probability = StrictMath.exp(-load);
    double sum = 0;
    int last = (int) (load + 12 * Math.sqrt(load) + 40);
    for (int i = 1; i <= last; i++) {
      probability *= load / i;
      double all = IN_WORD[i];
      for (int w = words; w > 1; w /= 2) {
        all *= all;
      }
      sum += probability * all;
    }
    return sum;
  }

  /** The largest load per block that keeps the rate, in (0, 600]; the same on every machine. */
  static double load(double rate, int words) {
    Load known = lastLoad;
    if (known.rate != rate || known.words != words) {
      known = new Load(rate, words, search(rate, words));
      lastLoad = known;
    }
    return known.load;
  }

  private static double search(double rate, int words) {
    double low = 0;
    double high = MOST_LOAD;
    for (int i = 0; i < 44; i++) {
      double middle = (low + high) / 2;
      if (rate(middle, words) <= rate) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The number of blocks that {@code items} values need to keep the rate, at least 1. */
  static double blocks(long items, double rate, int words) {
    return Math.max(1, Math.ceil(items / load(rate, words)));
  }

  /** The logarithm of the probability that a bit is free after {@code n} values. */
  private static double logFree(double n, int blocks) {
    return n * Math.log1p(-SET / blocks);
  }

  /** The number of bits that are expected to be set after {@code n} values, rounded down. */
  static long setBits(double n, int blocks, int words) {
    double bits = (double) Long.SIZE * words * blocks;
    return (long) (bits * -StrictMath.expm1(n * StrictMath.log1p(-SET / blocks)));
  }

  /** The number of values at which {@code zeros} bits are expected to be free. */
  static double cardinality(double zeros, int blocks, int words) {
    double bits = (double) Long.SIZE * words * blocks;
    return zeros == bits ? 0 : Math.log(zeros / bits) / Math.log1p(-SET / blocks);
  }

  /**
   * The standard deviation of the number of free bits after {@code n} values.
   *
   * <p>Derivation. Two bits are both left free by a value with probability 1 − x/b, where x is the
   * probability that a value of the block sets one of them: 2 s − c for bits of one word that a
   * mask sets together with probability c, 2 s − s² for bits of two words, 2 s for bits of two
   * blocks, with s = 3/64. Their covariance is the n-th power of that, less the square of the
   * probability that one is free; the sum over all pairs, a bit with itself among them, is the
   * variance.
   */
  static double deviation(double n, int blocks, int words) {
    double square = 2 * logFree(n, blocks);
    double sum = excess(SET, n, blocks, square);
    for (double[] pair : PAIRS) {
      sum += pair[1] * excess(pair[0], n, blocks, square);
    }
    int rest = Long.SIZE * (words - 1);
    sum += rest * excess(2 * SET - SET * SET, n, blocks, square);
    sum += (double) Long.SIZE * words * (blocks - 1) * excess(2 * SET, n, blocks, square);
    double bits = (double) Long.SIZE * words * blocks;
    return Math.sqrt(bits * Math.max(0, sum) * Math.exp(square));
  }

  private static double excess(double x, double n, int blocks, double square) {
    return Math.expm1(n * Math.log1p(-x / blocks) - square);
  }

  /**
   * The least number of values for which {@code zeros} free bits are not too few: not by more
   * standard deviations than the confidence allows, and in a filter that is all but full, where
   * they are rare events, also not in the tail of a Poisson distribution.
   */
  static double lower(double zeros, int blocks, int words, double confidence) {
    double z = Normal.z(confidence);
    // with no free bit left, all that is above the number that leaves half a bit is ruled out
    double high = cardinality(Math.max(0.5, zeros), blocks, words);
    double bound = crossing(0, high, zeros, blocks, words, -z);
    if (areRare(zeros, blocks, words)) {
      bound =
          Math.min(bound, cardinality(mostMean((int) zeros, (1 - confidence) / 2), blocks, words));
    }
    return bound;
  }

  /** The greatest number of values for which {@code zeros} ≥ 1 free bits are not too many. */
  static double upper(double zeros, int blocks, int words, double confidence) {
    double z = Normal.z(confidence);
    double low = cardinality(zeros, blocks, words);
    double high = 2 * low + 1;
    // past e^-300 nothing is free
    double most = -300 / Math.log1p(-SET / blocks);
    while (high < most && expected(high, blocks, words, z) > zeros) {
      high *= 2;
    }
    double bound = crossing(low, Math.min(high, most), zeros, blocks, words, z);
    if (areRare(zeros, blocks, words)) {
      bound =
          Math.max(bound, cardinality(leastMean((int) zeros, (1 - confidence) / 2), blocks, words));
    }
    return bound;
  }

  private static boolean areRare(double zeros, int blocks, int words) {
    return zeros <= 100 && zeros * 50 < (double) Long.SIZE * words * blocks;
  }

  /** The mean at which a Poisson variable is at most {@code k} with that probability. */
  private static double mostMean(int k, double tail) {
    double low = k;
    double high = k + 40 + 12 * Math.sqrt(k + 1.0);
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (poissonAtMost(k, middle) > tail) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** The mean at which a Poisson variable is at least {@code k} ≥ 1 with that probability. */
  private static double leastMean(int k, double tail) {
    double low = 0;
    double high = k;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (1 - poissonAtMost(k - 1, middle) > tail) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return Math.max(low, Double.MIN_NORMAL);
  }

  private static double poissonAtMost(int k, double mean) {
    double term = Math.exp(-mean);
    double sum = term;
    for (int i = 1; i <= k; i++) {
      term *= mean / i;
      sum += term;
    }
    return sum;
  }

  private static double crossing(
      double low, double high, double zeros, int blocks, int words, double z) {
    double left = low;
    double right = high;
    for (int i = 0; i < 60 && right - left > 1e-9 * right; i++) {
      double middle = (left + right) / 2;
      if (expected(middle, blocks, words, z) > zeros) {
        left = middle;
      } else {
        right = middle;
      }
    }
    return z < 0 ? left : right;
  }

  private static double expected(double n, int blocks, int words, double z) {
    double bits = (double) Long.SIZE * words * blocks;
    return bits * Math.exp(logFree(n, blocks)) + z * deviation(n, blocks, words);
  }
}
