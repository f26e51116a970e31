package dev.inkling.sketch.distinct;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Runs of hashes and merges take short cuts to the state that they lead to. */
class HyperLogLogRunsTest {

  @Test
  void runsLeadToTheStateOfOneByOneInNoMoreMemory() {
    SplittableRandom random = new SplittableRandom(5);
    for (int precision = 4; precision <= 16; precision++) {
      int most = 3 * Registers.least(precision);
      for (int trial = 0; trial < 60; trial++) {
        long[] hashes = hashes(random, 1 + random.nextInt(most));
        HyperLogLog one = HyperLogLog.create(precision);
        for (long hash : hashes) {
          one.addHash(hash);
        }
        HyperLogLog runs = HyperLogLog.create(precision);
        for (int from = 0; from < hashes.length; ) {
          int to = Math.min(hashes.length, from + 1 + random.nextInt(most));
          runs.addHashes(hashes, from, to);
          from = to;
        }
        assertThat(runs).isEqualTo(one);
        assertThat(runs.estimate()).isEqualTo(one.estimate());
        assertThat(runs.heapBytes()).isLessThanOrEqualTo(one.heapBytes());
      }
    }
  }

  @Test
  void mergesLeadToTheStateOfOneByOneInNoMoreMemory() {
    SplittableRandom random = new SplittableRandom(6);
    for (int precision = 4; precision <= 16; precision++) {
      int most = 2 * Registers.least(precision);
      for (int trial = 0; trial < 60; trial++) {
        long[] hashes = hashes(random, 2 + random.nextInt(most));
        int cut = random.nextInt(hashes.length);
        int overlap = random.nextInt(2) * random.nextInt(hashes.length - cut);
        HyperLogLog one = HyperLogLog.create(precision);
        HyperLogLog left = HyperLogLog.create(precision);
        HyperLogLog right = HyperLogLog.create(precision);
        for (int i = 0; i < hashes.length; i++) {
          one.addHash(hashes[i]);
          if (i < cut + overlap) {
            left.addHash(hashes[i]);
          }
          if (i >= cut) {
            right.addHash(hashes[i]);
          }
        }
        HyperLogLog kept = right.copy();
        assertThat(left.merge(right)).isEqualTo(one);
        assertThat(left.heapBytes()).isLessThanOrEqualTo(one.heapBytes());
        assertThat(right).isEqualTo(kept);
        assertThat(left.merge(left)).isEqualTo(one);
      }
    }
  }

  @Test
  void hashesThatShareRegistersSurviveAMergeThatTriesForRegisters() {
    for (int own = 0; own < 20; own++) {
      HyperLogLog into = HyperLogLog.create(9);
      HyperLogLog from = HyperLogLog.create(13);
      HyperLogLog one = HyperLogLog.create(9);
      for (long i = 1; i <= own; i++) {
        into.addHash(i << 40 | i);
        one.addHash(i << 40 | i);
      }
      for (long j = 1; j <= 90; j++) {
        from.addHash(j << 13 | 5);
        one.addHash(j << 13 | 5);
      }
      assertThat(into.merge(from)).isEqualTo(one);
    }
  }

  /** Hashes of which, by chance, many, few or no are equal or 0, or have equal coupons. */
  private static long[] hashes(SplittableRandom random, int n) {
    int different = 1 + random.nextInt(2 * n);
    long[] values = random.longs(different).toArray();
    if (random.nextInt(4) == 0) {
      for (int i = 1; i < different; i += 2) {
        values[i] = values[i - 1] ^ 1L << 30; // another hash with the same coupon
      }
    }
    long[] hashes = new long[n];
    for (int i = 0; i < n; i++) {
      hashes[i] = random.nextInt(50) == 0 ? 0 : values[random.nextInt(different)];
    }
    return hashes;
  }
}
