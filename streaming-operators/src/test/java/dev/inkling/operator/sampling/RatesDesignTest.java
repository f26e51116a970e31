package dev.inkling.operator.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RatesDesignTest {

  private static final double[] VALUES = {3, -1, 4, 1, 5, 9, -2, 6};
  private static final int STRATA = 21;

  /** A rate may look at everything that was drawn before, even at the values. */
  private static int nextHalvings(double takenSoFar, int taken, int row) {
    return row == 0 ? 1 : takenSoFar > 6 ? 3 : taken > 2 ? 2 : row == 5 ? 0 : 1;
  }

  @Test
  void totalsAndTheirVariancesAreUnbiasedWhateverTheRatesWereChosenBy() {
    double truth = Arrays.stream(VALUES).sum();
    double mean = 0;
    double square = 0;
    double variance = 0;
    double probabilities = 0;
    for (int bits = 0; bits < 1 << VALUES.length; bits++) {
      double probability = 1;
      double sum = 0;
      int taken = 0;
      Strata<Moments> domain = Strata.of(Moments::create);
      for (int i = 0; i < VALUES.length; i++) {
        int h = nextHalvings(sum, taken, i);
        double rate = RatesDesign.rate(h);
        if ((bits >> i & 1) != 0) {
          probability *= rate;
          domain.at(h).add(VALUES[i]);
          sum += VALUES[i];
          taken++;
        } else {
          probability *= 1 - rate;
        }
      }
      RateTotals totals = new RateTotals();
      for (int i = 0; i < domain.size(); i++) {
        totals.add(domain.number(i), PairMoments.ofOnes(domain.accumulator(i)));
      }
      Pivot pivot = totals.sum();
      double error = pivot.value() - truth;
      probabilities += probability;
      mean += probability * error;
      square += probability * error * error;
      variance += probability * pivot.variance();
    }
    assertThat(probabilities).isCloseTo(1, within(1e-12));
    assertThat(mean).isCloseTo(0, within(1e-9));
    assertThat(variance).isCloseTo(square, within(1e-9));
  }

  /** Every outcome of two binomial variables beside rows that are all taken: no simulation. */
  @Test
  void countsAtSeveralRatesAreHeldAtLeastAsOftenAsPromised() {
    int used = 1 | 1 << 1 | 1 << 4;
    for (double confidence : new double[] {0.9, 0.95, 0.99}) {
      for (int at2 : new int[] {0, 1, 7, 60}) {
        for (int at16 : new int[] {0, 1, 5, 40, 150}) {
          double held = 0;
          for (int x = 0; x <= at2; x++) {
            for (int y = 0; y <= at16; y++) {
              double probability = binomial(at2, x, 0.5) * binomial(at16, y, 1.0 / 16);
              if (probability < 1e-9) {
                continue;
              }
              long[] hits = new long[STRATA];
              hits[0] = 3;
              hits[1] = x;
              hits[4] = y;
              Estimate count = new HiddenRows(hits, used).estimate(confidence);
              held += count.contains(3.0 + at2 + at16) ? probability : 0;
            }
          }
          assertThat(held)
              .as("%s of %d and %d", confidence, at2, at16)
              .isGreaterThanOrEqualTo(confidence);
        }
      }
    }
  }

  private static double binomial(int n, int k, double p) {
    double log = k * Math.log(p) + (n - k) * Math.log1p(-p);
    for (int i = 1; i <= k; i++) {
      log += Math.log((double) (n - k + i) / i);
    }
    return Math.exp(log);
  }

  @Test
  void largeCountsHaveTheBarOfTheNormalDistribution() {
    long[] hits = new long[STRATA];
    hits[1] = 1_000_000;
    hits[3] = 1_000_000;
    Estimate count = new HiddenRows(hits, 0b1010).estimate(0.95);
    double error = Math.sqrt(1e6 * 2 + 1e6 * 56);
    assertThat(count.value()).isEqualTo(1e7);
    assertThat(count.lower()).isCloseTo(1e7 - 1.959964 * error, within(0.01 * error));
    assertThat(count.upper()).isCloseTo(1e7 + 1.959964 * error, within(0.01 * error));
  }

  @Test
  void barsHoldWhereRatesFollowWhatWasTaken() {
    int runs = 1_000;
    int rows = 4_000;
    double[] values = new double[rows];
    SplittableRandom data = new SplittableRandom(5);
    double total = 0;
    int inGroup = 0;
    double groupTotal = 0;
    for (int i = 0; i < rows; i++) {
      values[i] = 10 + i / 400.0 - 3 * Math.log1p(-data.nextDouble());
      total += values[i];
      if (i % 3 == 0) {
        inGroup++;
        groupTotal += values[i];
      }
    }
    double[] group = new double[inGroup];
    for (int i = 0; i < inGroup; i++) {
      group[i] = values[3 * i];
    }
    Arrays.sort(group);
    double median = group[(inGroup + 1) / 2 - 1];
    int[] held = new int[8];
    for (int run = 0; run < runs; run++) {
      SplittableRandom random = new SplittableRandom(run);
      long[] seen = new long[STRATA];
      long[] taken = new long[STRATA];
      Strata<Moments> all = Strata.of(Moments::create);
      Strata<Moments> part = Strata.of(Moments::create);
      Strata<SampleValues> sampled = Strata.of(SampleValues::create);
      int recent = 0;
      int h = 0;
      for (int i = 0; i < rows; i++) {
        if (i % 250 == 0) {
          h = recent > 70 ? Math.min(4, h + 2) : Math.max(0, h - 1);
          recent = 0;
        }
        seen[h]++;
        if (random.nextDouble() < RatesDesign.rate(h)) {
          taken[h]++;
          recent++;
          all.at(h).add(values[i]);
          if (i % 3 == 0) {
            part.at(h).add(values[i]);
            sampled.at(h).add(values[i]);
          }
        }
      }
      RatesDesign counted = RatesDesign.of(seen, taken);
      int used = 0;
      for (int k = 0; k < STRATA; k++) {
        used |= seen[k] > 0 ? 1 << k : 0;
      }
      RatesDesign uncounted = RatesDesign.of(used);
      held[0] += holds(counted.count(part, 0.95), inGroup);
      held[1] += holds(uncounted.count(part, 0.95), inGroup);
      held[2] += holds(counted.sum(all, 0.95), total);
      held[3] += holds(counted.sum(part, 0.95), groupTotal);
      held[4] += holds(uncounted.sum(part, 0.95), groupTotal);
      held[5] += holds(counted.avg(part, 0.95), groupTotal / inGroup);
      held[6] += holds(counted.quantile(sampled, 0.5, 0.95), median);
      held[7] += holds(counted.count(all, 0.95), rows);
    }
    // the binomial quantile of 1,000 bars at 95 % that one case in a million falls below
    assertThat(Arrays.stream(held).min().orElseThrow())
        .as(Arrays.toString(held))
        .isGreaterThanOrEqualTo(915);
  }

  private static int holds(Estimate estimate, double truth) {
    return estimate.contains(truth) ? 1 : 0;
  }

  @Test
  void everythingIsExactIfNothingWasLeftOut() {
    long[] rows = new long[STRATA];
    rows[0] = 3;
    Strata<Moments> domain = Strata.of(Moments::create);
    Strata<SampleValues> values = Strata.of(SampleValues::create);
    for (double value : new double[] {1, 2, 6}) {
      domain.at(0).add(value);
      values.at(0).add(value);
    }
    for (RatesDesign design : new RatesDesign[] {RatesDesign.of(rows, rows), RatesDesign.of(1)}) {
      assertThat(design.count(domain, 0.95)).isEqualTo(Estimate.exact(3));
      assertThat(design.sum(domain, 0.95)).isEqualTo(Estimate.exact(9));
      assertThat(design.avg(domain, 0.95)).isEqualTo(Estimate.exact(3));
      assertThat(design.quantile(values, 0.5, 0.95)).isEqualTo(Estimate.exact(2));
    }
  }

  @Test
  void whatMayBeHiddenAtARateWithoutHitsIsNotPromised() {
    Strata<Moments> domain = Strata.of(Moments::create);
    for (int i = 0; i < 1_000; i++) {
      domain.at(1).add(i % 10);
    }
    RatesDesign half = RatesDesign.of(0b10);
    assertThat(half.avg(domain, 0.95).guarantee()).isEqualTo(Guarantee.PROBABILISTIC);
    RatesDesign rare = RatesDesign.of(0b10 | 1 << 20);
    assertThat(rare.avg(domain, 0.95).guarantee()).isEqualTo(Guarantee.EMPIRICAL);
    assertThat(rare.sum(domain, 0.95).guarantee()).isEqualTo(Guarantee.EMPIRICAL);
    assertThat(rare.count(domain, 0.95).upper()).isGreaterThan(3e6); // ln 40 · 2^20
  }

  @Test
  void aDomainAtRateOneOnlyHasNoBarWhileOthersWereLeftOut() {
    Strata<Moments> domain = Strata.of(Moments::create);
    domain.at(0).add(1);
    domain.at(0).add(2);
    Estimate sum = RatesDesign.of(0b11).sum(domain, 0.95);
    assertThat(sum.value()).isEqualTo(3);
    assertThat(sum.upper()).isInfinite();
    assertThat(sum.guarantee()).isEqualTo(Guarantee.EMPIRICAL);
  }

  @Test
  void rowsThatCannotHaveBeenTakenAreRefused() {
    long[] seen = new long[STRATA];
    long[] taken = new long[STRATA];
    taken[2] = 1;
    assertThatThrownBy(() -> RatesDesign.of(seen, taken)).hasMessageContaining("got 1 of 0");
    seen[0] = 2;
    assertThatThrownBy(() -> RatesDesign.of(seen, new long[STRATA]))
        .hasMessageContaining("at rate 1 all");
    assertThatThrownBy(() -> RatesDesign.of(new long[3], new long[3])).hasMessageContaining("21");
    assertThatThrownBy(() -> RatesDesign.of(1 << 21)).hasMessageContaining("bits 0 to 20");
    Strata<Moments> domain = Strata.of(Moments::create);
    domain.at(2).add(1);
    assertThatThrownBy(() -> RatesDesign.of(0b11).sum(domain, 0.95))
        .hasMessageContaining("rate 2^-2");
  }
}
