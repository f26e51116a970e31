package dev.inkling.benchmarks.accuracy;

import java.util.SplittableRandom;

/**
 * Huge numbers of values for sketches of registers (HyperLogLog, UltraLogLog, ExaLogLog) without
 * adding them: the state changes are drawn instead.
 *
 * @param bits how many bits of a hash the sketch reads
 * @param precision log2 of the number of registers
 * @param extraBits bits of the hash that are a part of a register's value besides the zeros
 * @param indexOnTop whether the register's index is the top bits, with the zeros below; else the
 *     zeros are on top, the index is at the bottom, above the extra bits
 */
record RegisterGrowth(int bits, int precision, int extraBits, boolean indexOnTop)
    implements Growth {

  /* Implementation note.
   *
   * All that such a sketch knows of a hash is a pair: the register, and the number of leading zeros
   * of the rest (with ExaLogLog's extra bits). There are only some 60 m such pairs, the state is a
   * function of the set of pairs that have occurred, and how often or in which order they did does
   * not matter. A pair of chance q is seen for the first time after a geometric waiting time; it
   * has therefore occurred among k new values with probability 1 − (1 − q)^k, whatever happened
   * before. So a step from n to n + k values costs one draw per pair, or less: on levels where few
   * occur the gaps are drawn (also geometric), and a level of which all pairs have certainly
   * occurred before (q n > 45: one is missing with a chance below m e^−45) needs nothing. For each
   * pair that occurs, a hash that has it is added through the library's own method.
   *
   * One approximation: the pairs are drawn independently, though a value can be in only one; their
   * covariance is of the order q² k, which is 1/k of the variance. The first values are added one by
   * one, so that k is large. It is how Ertl (2017, arXiv 1702.01284; 2024, arXiv 2308.16862)
   * measures his sketches. A test compares with adding.
   */

  private static final double CERTAIN = 45;

  /** Of 64-bit hashes whose top bits are the index. */
  static RegisterGrowth indexOnTop(int precision) {
    return new RegisterGrowth(64, precision, 0, true);
  }

  /** Of 64-bit hashes whose bottom bits are the index. */
  static RegisterGrowth indexBelow(int precision, int extraBits) {
    return new RegisterGrowth(64, precision, extraBits, false);
  }

  @Override
  public DistinctCounter grow(
      DistinctCounter.OfHashes counter,
      DistinctCounter.OfHashes empty,
      double from,
      double to,
      SplittableRandom random) {
    int pairs = 1 << (precision + extraBits);
    for (int level = 0; level <= levels(); level++) {
      double chance = chance(level);
      if (chance * from > CERTAIN) {
        continue;
      }
      double missing = (to - from) * Math.log1p(-chance); // log of the chance of not occurring
      double occurs = -Math.expm1(missing);
      if (occurs > 0.25) {
        for (int pair = 0; pair < pairs; pair++) {
          if (random.nextDouble() < occurs) {
            counter.addHash(hash(pair, level, random.nextLong()));
          }
        }
      } else {
        double pair = gap(missing, random);
        while (pair < pairs) {
          counter.addHash(hash((int) pair, level, random.nextLong()));
          pair += 1 + gap(missing, random);
        }
      }
    }
    return counter;
  }

  private static double gap(double missing, SplittableRandom random) {
    return Math.floor(Math.log1p(-random.nextDouble()) / missing);
  }

  /** The highest number of zeros: then there is nothing but zeros. */
  int levels() {
    return bits - precision - extraBits;
  }

  /** The chance that a hash has this register and extra bits, and so many zeros. */
  double chance(int level) {
    return Math.scalb(1.0, -(precision + extraBits + Math.min(level + 1, levels())));
  }

  /**
   * A hash with a pair.
   *
   * @param pair the index above the extra bits
   * @param noise fills the bits that do not matter
   */
  long hash(int pair, int level, long noise) {
    int rest = levels();
    long zeros = level == rest ? 0 : (noise | 1L << 63) >>> (64 - rest + level);
    long index = (long) pair >>> extraBits;
    long extra = pair & ((1L << extraBits) - 1);
    return indexOnTop
        ? index << rest | zeros
        : zeros << (precision + extraBits) | index << extraBits | extra;
  }
}
