package dev.inkling.sketch.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whether sizes follow the budget, and what is known of each stratum. */
final class StratifiedBudgetTest {

  private static final int N = 200_000;

  /** Frequencies 1/2, 1/4, … 1/512; the rest is the last one's. */
  private static final int LAST = 9;

  private static final long[] STRATA = new long[N];
  private static final double[] VALUES = new double[N];
  private static final long[] COUNTS = new long[LAST + 1];

  static {
    SplittableRandom random = new SplittableRandom(17);
    for (int i = 0; i < N; i++) {
      int stratum = Math.min(LAST, Long.numberOfTrailingZeros(random.nextLong()));
      STRATA[i] = stratum;
      COUNTS[stratum]++;
      // the rarer the wider, around means far from 0
      VALUES[i] = 1_000 + random.nextGaussian() * (1 << stratum);
    }
  }

  private static StratifiedSample whole(Allocation allocation, int budget, int minimum) {
    StratifiedSample sample = StratifiedSample.withBudget(allocation, budget, minimum, 15, 3);
    sample.addDoubles(STRATA, VALUES, 0, N);
    return sample;
  }

  private static StratifiedSample merged(Allocation allocation, int budget, int minimum) {
    StratifiedSample sum = StratifiedSample.withBudget(allocation, budget, minimum, 15, 4);
    for (int part = 0; part < 9; part++) {
      StratifiedSample one =
          StratifiedSample.withBudget(allocation, budget, minimum, 15, 50 + part);
      one.addDoubles(STRATA, VALUES, part * part * (N / 81), (part + 1) * (part + 1) * (N / 81));
      sum.merge(one);
    }
    sum.addDoubles(STRATA, VALUES, 81 * (N / 81), N);
    return sum;
  }

  /** Sizes between 15/16 of a share and all of it, by five standard deviations. */
  private static void checkSizes(StratifiedSample sample, double[] shares) {
    for (int stratum = 0; stratum <= LAST; stratum++) {
      double share = shares[stratum];
      double reach = 5 * Math.sqrt(share);
      assertThat((double) sample.held(stratum))
          .as("stratum %d of %s", stratum, sample)
          .isBetween(share * 15 / 16 - reach, share + reach);
      assertThat(sample.count(stratum)).isEqualTo(COUNTS[stratum]);
      assertThat(sample.doubles(stratum)).hasSize(sample.held(stratum));
    }
    double root = Math.sqrt(sample.budget());
    assertThat((double) sample.held())
        .isBetween(sample.budget() * (15.0 / 16) - 5 * root, sample.budget() + 5 * root);
  }

  @Test
  void equalSizesFillTheBudgetAndNeverExceedIt() {
    StratifiedSample sample = StratifiedSample.withBudget(Allocation.EQUAL, 6_000, 10, 15, 3);
    for (int i = 0; i < N; i++) {
      sample.addDouble(STRATA[i], VALUES[i]);
      if (i % 97 == 0) {
        assertThat(sample.held()).isLessThanOrEqualTo(6_000);
      }
    }
    for (StratifiedSample each :
        new StratifiedSample[] {sample, merged(Allocation.EQUAL, 6_000, 10)}) {
      int size = each.held(0);
      for (int stratum = 0; stratum <= LAST; stratum++) {
        assertThat(each.held(stratum)).isEqualTo((int) Math.min(size, COUNTS[stratum]));
      }
      assertThat(each.held()).isBetween(6_000L * 15 / 16 - LAST - 1, 6_000L);
    }
  }

  @Test
  void proportionalSizesFollowTheCountsAndKeepTheMinimum() {
    double[] shares = new double[LAST + 1];
    for (int i = 0; i <= LAST; i++) {
      shares[i] = 4_000.0 * COUNTS[i] / N;
    }
    checkSizes(whole(Allocation.PROPORTIONAL, 4_000, 1), shares);
    checkSizes(merged(Allocation.PROPORTIONAL, 4_000, 1), shares);
    StratifiedSample sample = whole(Allocation.PROPORTIONAL, 1_000, 50);
    for (int stratum = 0; stratum <= LAST; stratum++) {
      assertThat(sample.held(stratum)).isGreaterThanOrEqualTo(50);
    }
    assertThat(sample.held(LAST)).isEqualTo(50);
    assertThat(sample.held()).isBetween(800L, 1_160L);
  }

  @Test
  void neymanSizesFollowCountsTimesDeviations() {
    Shares division = new Shares(LAST + 1);
    for (int i = 0; i <= LAST; i++) {
      division.upper[i] = COUNTS[i];
      division.weights[i] = COUNTS[i] * (double) (1 << i);
    }
    double factor = division.factor(LAST + 1, 2, 3_000);
    double[] shares = new double[LAST + 1];
    for (int i = 0; i <= LAST; i++) {
      shares[i] = division.share(i, factor, 2);
    }
    // the last one, of a few hundred wide values, is taken whole
    assertThat(shares[LAST]).isEqualTo((double) COUNTS[LAST]);
    assertThat(whole(Allocation.NEYMAN, 3_000, 2).held(LAST)).isEqualTo((int) COUNTS[LAST]);
    checkSizes(whole(Allocation.NEYMAN, 3_000, 2), shares);
    checkSizes(merged(Allocation.NEYMAN, 3_000, 2), shares);
  }

  @Test
  void meansAndVariancesOfAllValuesAreExact() {
    double[] sums = new double[LAST + 1];
    double[] squares = new double[LAST + 1];
    for (int i = 0; i < N; i++) {
      sums[(int) STRATA[i]] += VALUES[i];
    }
    for (int i = 0; i < N; i++) {
      int stratum = (int) STRATA[i];
      double apart = VALUES[i] - sums[stratum] / COUNTS[stratum];
      squares[stratum] += apart * apart;
    }
    for (StratifiedSample sample :
        new StratifiedSample[] {
          whole(Allocation.NEYMAN, 500, 2), merged(Allocation.NEYMAN, 500, 2)
        }) {
      for (int i = 0; i <= LAST; i++) {
        double mean = sums[i] / COUNTS[i];
        double variance = squares[i] / (COUNTS[i] - 1);
        assertThat(sample.mean(i)).isCloseTo(mean, within(1e-11 * mean));
        assertThat(sample.variance(i)).isCloseTo(variance, within(1e-9 * variance));
      }
    }
    assertThat(whole(Allocation.EQUAL, 500, 2).mean(0)).isNaN();
    assertThat(whole(Allocation.EQUAL, 500, 2).variance(0)).isNaN();
  }

  @Test
  void aCallerCanKeepWhatItemsStandForElsewhere() {
    StratifiedSample sample = StratifiedSample.withBudget(Allocation.PROPORTIONAL, 100, 2, 15, 8);
    int[] store = new int[2_000];
    int stored = 0;
    for (int i = 0; i < 100_000; i++) {
      if (sample.offer(STRATA[i], stored, 0)) {
        store[stored++] = i;
      }
      if (stored == store.length) {
        int[] kept = new int[store.length];
        int[] next = {0};
        int[] old = store;
        sample.renumber(
            place -> {
              kept[next[0]] = old[(int) place];
              return next[0]++;
            });
        assertThat((long) next[0]).isEqualTo(sample.held());
        store = kept;
        stored = next[0];
      }
    }
    for (long stratum : sample.strata()) {
      for (long place : sample.items(stratum)) {
        assertThat(STRATA[store[(int) place]]).isEqualTo(stratum);
      }
    }
    StratifiedSample few = StratifiedSample.withBudget(Allocation.NEYMAN, 100, 2, 15, 8);
    few.add(1, 10, 0.5);
    few.addDouble(1, 2.5);
    few.add(2, 7);
    few.renumber(item -> item == 10 ? 11 : item);
    assertThat(few.items(1)).containsExactly(11, Double.doubleToLongBits(2.5));
    assertThat(few.mean(1)).isEqualTo(1.5);
    assertThat(few.mean(2)).isEqualTo(7);
    assertThat(few.variance(2)).isNaN();
  }

  @Test
  void aStratumIsASampleByItself() {
    StratifiedSample sample = whole(Allocation.PROPORTIONAL, 1_000, 2);
    ReservoirSample first = sample.sample(0);
    assertThat(first.count()).isEqualTo(COUNTS[0]);
    assertThat(first.toArray()).isEqualTo(sample.items(0));
    assertThat(first.toDoubles()).isEqualTo(sample.doubles(0));
    assertThat(ReservoirSample.fromBytes(first.toByteArray())).isEqualTo(first);
    StratifiedSample fixed = StratifiedSample.create(30, 3, 1);
    fixed.add(5, 1);
    assertThat(fixed.sample(5).size()).isEqualTo(30);
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StratifiedSample.withBudget(Allocation.EQUAL, 31, 2, 15, 1))
        .withMessageContaining("budget")
        .withMessageContaining("32");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StratifiedSample.withBudget(Allocation.EQUAL, 1 << 25, 2, 15, 1))
        .withMessageContaining("budget");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StratifiedSample.withBudget(Allocation.EQUAL, 100, 0, 15, 1))
        .withMessageContaining("minimum");
    for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1.1e100}) {
      StratifiedSample sample = StratifiedSample.withBudget(Allocation.NEYMAN, 100, 2, 15, 1);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> sample.addDouble(1, value))
          .withMessageContaining("value");
      assertThat(sample.isEmpty()).isTrue();
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StratifiedSample.create(1, 1, 1).items(4))
        .withMessageContaining("4");
  }
}
