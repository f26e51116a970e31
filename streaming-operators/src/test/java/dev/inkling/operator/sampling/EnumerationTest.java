package dev.inkling.operator.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** All samples of tiny populations, one by one: what is proven must hold in exact numbers. */
class EnumerationTest {

  private static final double[] VALUES = {3, -1, 4, 1, 5, 9, -2, 6};
  private static final double[] CONFIDENCES = {0.5, 0.8, 0.9, 0.95, 0.99};

  /** All subsets of {@code n} of {@code size}, as bits. */
  private static void subsets(int size, int n, IntConsumer consumer) {
    for (int bits = 0; bits < 1 << size; bits++) {
      if (Integer.bitCount(bits) == n) {
        consumer.accept(bits);
      }
    }
  }

  private static Moments moments(int bits, int from, int to) {
    Moments moments = Moments.create();
    for (int i = from; i < to; i++) {
      if ((bits >> i & 1) != 0) {
        moments.add(VALUES[i]);
      }
    }
    return moments;
  }

  @Test
  void sumsOfUniformSamplesAreUnbiasedAndSoAreTheirVariances() {
    double truth = Arrays.stream(VALUES).limit(5).sum(); // the domain: the first five rows
    for (int n = 2; n < 8; n++) {
      UniformDesign design = new UniformDesign(8, n);
      double[] sums = new double[4];
      int size = n;
      subsets(
          8,
          n,
          bits -> {
            Moments domain = moments(bits, 0, 5);
            Totals totals = new Totals();
            totals.add(8, size, PairMoments.ofOnes(domain));
            double value = design.sum(domain, 0.9).value();
            sums[0]++;
            sums[1] += value;
            sums[2] += (value - truth) * (value - truth);
            sums[3] += domain.count() == 0 ? 0 : totals.pivotY().variance();
          });
      assertThat(sums[1] / sums[0]).isCloseTo(truth, within(1e-9));
      assertThat(sums[3] / sums[0]).isCloseTo(sums[2] / sums[0], within(1e-9));
    }
  }

  @Test
  void thirdMomentsOfUniformSamplesAreUnbiased() {
    double truth = Arrays.stream(VALUES).sum();
    for (int n = 3; n < 8; n++) {
      int size = n;
      double[] sums = new double[5];
      subsets(
          8,
          n,
          bits -> {
            Totals totals = new Totals();
            totals.add(8, size, PairMoments.ofOnes(moments(bits, 0, 8)));
            Pivot pivot = totals.pivotY();
            double error = pivot.value() - truth;
            sums[0]++;
            sums[1] += error * error * error;
            sums[2] += pivot.third();
            sums[3] += error * pivot.variance();
            sums[4] += pivot.drag();
          });
      assertThat(sums[2]).isCloseTo(sums[1], within(1e-6 * Math.abs(sums[1]) + 1e-6));
      assertThat(sums[4]).isCloseTo(sums[3], within(1e-6 * Math.abs(sums[3]) + 1e-6));
    }
  }

  @Test
  void countsFromUniformSamplesHoldForEveryDomain() {
    for (int population = 1; population <= 12; population++) {
      for (int n = 1; n <= population; n++) {
        UniformDesign design = new UniformDesign(population, n);
        for (double confidence : CONFIDENCES) {
          for (int rows = 0; rows <= population; rows++) {
            double held = 0;
            for (int hits = 0; hits <= n; hits++) {
              double p = choose(rows, hits) * choose(population - rows, n - hits);
              if (p > 0) {
                Estimate count = design.count(hits, confidence);
                held += count.contains(rows) ? p : 0;
                assertThat(count.lower()).isGreaterThanOrEqualTo(hits);
                assertThat(count.upper()).isLessThanOrEqualTo(population - n + hits);
              }
            }
            assertThat(held / choose(population, n)).isGreaterThan(confidence - 1e-9);
          }
        }
      }
    }
  }

  private static double choose(int n, int k) {
    if (k < 0 || k > n) {
      return 0;
    }
    double product = 1;
    for (int i = 1; i <= k; i++) {
      product = product * (n - k + i) / i;
    }
    return product;
  }

  @Test
  void countsAreTheNarrowestThatTestsOfHalfTheErrorAllow() {
    int population = 30;
    int n = 12;
    for (int hits = 0; hits <= n; hits++) {
      Estimate count = new UniformDesign(population, n).count(hits, 0.9);
      for (int rows = hits; rows <= population - n + hits; rows++) {
        double atLeast = 0;
        double atMost = 0;
        for (int k = 0; k <= n; k++) {
          double p = choose(rows, k) * choose(population - rows, n - k) / choose(population, n);
          atLeast += k >= hits ? p : 0;
          atMost += k <= hits ? p : 0;
        }
        boolean kept = atLeast > 0.05 && atMost > 0.05;
        assertThat(count.contains(rows)).as("%d of %d", rows, hits).isEqualTo(kept);
      }
    }
  }

  @Test
  void countsFromBernoulliSamplesHoldForEveryDomain() {
    for (double rate : new double[] {0.1, 0.5, 0.9}) {
      BernoulliDesign design = new BernoulliDesign(rate);
      for (double confidence : CONFIDENCES) {
        for (int rows = 0; rows <= 40; rows++) {
          double held = 0;
          for (int hits = 0; hits <= rows; hits++) {
            double p = choose(rows, hits) * Math.pow(rate, hits) * Math.pow(1 - rate, rows - hits);
            held += design.count(hits, confidence).contains(rows) ? p : 0;
          }
          assertThat(held).isGreaterThan(confidence - 1e-9);
        }
      }
    }
  }

  @Test
  void quantilesOfUniformSamplesHoldForEveryFraction() {
    double[] sorted = VALUES.clone();
    Arrays.sort(sorted);
    for (int n = 1; n <= 8; n++) {
      UniformDesign design = new UniformDesign(8, n);
      for (double p : new double[] {0, 0.1, 0.25, 0.5, 0.9, 1}) {
        double truth = sorted[(int) OrderStatistics.nearestRank(p, 8) - 1];
        for (double confidence : CONFIDENCES) {
          double[] sums = new double[2];
          subsets(
              8,
              n,
              bits -> {
                SampleValues values = SampleValues.create();
                for (int i = 0; i < 8; i++) {
                  if ((bits >> i & 1) != 0) {
                    values.add(VALUES[i]);
                  }
                }
                Estimate estimate = design.quantile(values, p, confidence);
                sums[0]++;
                sums[1] += estimate.contains(truth) ? 1 : 0;
              });
          assertThat(sums[1] / sums[0]).isGreaterThan(confidence - 1e-9);
        }
      }
    }
  }

  @Test
  void sumsOfStratifiedSamplesAreUnbiasedAndSoAreTheirVariances() {
    StratifiedDesign design = StratifiedDesign.of(new long[] {5, 3}, new long[] {3, 2});
    double[] sums = new double[6];
    double truth = VALUES[1] + VALUES[2] + VALUES[3] + VALUES[5] + VALUES[7];
    int domainBits = 0b10101110;
    subsets(
        5,
        3,
        first ->
            subsets(
                3,
                2,
                second -> {
                  int bits = (first | second << 5) & domainBits;
                  Strata<Moments> domain = Strata.of(Moments::create);
                  Totals totals = new Totals();
                  for (int h = 0; h < 2; h++) {
                    Moments moments = moments(bits, h == 0 ? 0 : 5, h == 0 ? 5 : 8);
                    domain.at(h).merge(moments);
                    totals.add(h == 0 ? 5 : 3, h == 0 ? 3 : 2, PairMoments.ofOnes(moments));
                  }
                  double value = design.sum(domain, 0.9).value();
                  sums[0]++;
                  sums[1] += value;
                  sums[2] += (value - truth) * (value - truth);
                  sums[3] += totals.pivotY().variance();
                  sums[4] += design.count(domain, 0.9).value();
                }));
    assertThat(sums[1] / sums[0]).isCloseTo(truth, within(1e-9));
    assertThat(sums[3] / sums[0]).isCloseTo(sums[2] / sums[0], within(1e-9));
    assertThat(sums[4] / sums[0]).isCloseTo(5, within(1e-9));
  }

  @Test
  void totalsOfPoissonSamplesAreUnbiasedAndSoAreTheirVariances() {
    double[] probabilities = {0.1, 0.3, 1, 0.5, 0.9, 0.2, 0.7, 0.4};
    double truth = Arrays.stream(VALUES).sum();
    double[] sums = new double[5];
    for (int bits = 0; bits < 256; bits++) {
      double p = 1;
      UnequalMoments moments = UnequalMoments.create();
      for (int i = 0; i < 8; i++) {
        boolean in = (bits >> i & 1) != 0;
        p *= in ? probabilities[i] : 1 - probabilities[i];
        if (in) {
          moments.add(VALUES[i], probabilities[i]);
        }
      }
      if (p > 0) {
        Estimate sum = UnequalDesign.poisson().sum(moments, 0.9);
        sums[0] += p;
        sums[1] += p * sum.value();
        sums[2] += p * (sum.value() - truth) * (sum.value() - truth);
        sums[3] += p * moments.ones().aroundZero().yy();
        sums[4] += p * UnequalDesign.poisson().count(moments, 0.9).value();
      }
    }
    assertThat(sums[0]).isCloseTo(1, within(1e-12));
    assertThat(sums[1]).isCloseTo(truth, within(1e-9));
    assertThat(sums[3]).isCloseTo(sums[2], within(1e-9));
    assertThat(sums[4]).isCloseTo(8, within(1e-9));
  }

  @Test
  void bernoulliSumsAreThoseOfEqualProbabilities() {
    Moments moments = moments(0b1011011, 0, 8);
    UnequalMoments unequal = UnequalMoments.create();
    for (int i = 0; i < 8; i++) {
      if ((0b1011011 >> i & 1) != 0) {
        unequal.add(VALUES[i], 0.25);
      }
    }
    Estimate equal = new BernoulliDesign(0.25).sum(moments, 0.9);
    Estimate weighted = UnequalDesign.poisson().sum(unequal, 0.9);
    assertThat(weighted.value()).isCloseTo(equal.value(), within(1e-9));
    Estimate avg = new BernoulliDesign(0.25).avg(moments, 0.9);
    Estimate weightedAvg = UnequalDesign.poisson().avg(unequal, 0.9);
    assertThat(weightedAvg.value()).isCloseTo(avg.value(), within(1e-9));
  }

  @Test
  void fixedSizeWithEqualProbabilitiesIsUniform() {
    UnequalMoments unequal = UnequalMoments.create();
    Moments moments = Moments.create();
    for (int i = 0; i < 4; i++) {
      unequal.add(VALUES[i], 0.5);
      moments.add(VALUES[i]);
    }
    Totals totals = new Totals();
    totals.add(12, 6, PairMoments.ofOnes(moments));
    UnequalDesign design = UnequalDesign.fixedSize(6, 3);
    Estimate sum = design.sum(unequal, 0.9);
    assertThat(sum.value()).isCloseTo(totals.y(), within(1e-9));
    Pivot pivot = totals.pivotY();
    double half = (sum.upper() - sum.lower()) / 2;
    assertThat(half / Math.sqrt(pivot.variance())).isBetween(1.6, 4.0);
    assertThat(design.count(unequal, 0.9).value()).isCloseTo(8, within(1e-9));
  }

  @Test
  void wholePopulationsAreExact() {
    Moments moments = moments(0b11111111, 0, 8);
    PairMoments pairs = PairMoments.create();
    SampleValues values = SampleValues.create();
    UnequalMoments unequal = UnequalMoments.create();
    for (double value : VALUES) {
      pairs.add(2, value);
      values.add(value);
      unequal.add(2, value, 1);
    }
    List<Estimate> estimates = new ArrayList<>();
    for (SimpleDesign design :
        new SimpleDesign[] {new UniformDesign(8, 8), new BernoulliDesign(1)}) {
      estimates.add(design.count(8, 0.9));
      estimates.add(design.sum(moments, 0.9));
      estimates.add(design.avg(moments, 0.9));
      estimates.add(design.ratio(pairs, 0.9));
      estimates.add(design.quantile(values, 0.5, 0.9));
    }
    StratifiedDesign strata = StratifiedDesign.of(new long[] {4, 4}, new long[] {4, 4});
    Strata<Moments> byStratum = Strata.of(Moments::create);
    Strata<PairMoments> pairsByStratum = Strata.of(PairMoments::create);
    Strata<SampleValues> valuesByStratum = Strata.of(SampleValues::create);
    for (int i = 0; i < 8; i++) {
      byStratum.at(i / 4).add(VALUES[i]);
      pairsByStratum.at(i / 4).add(2, VALUES[i]);
      valuesByStratum.at(i / 4).add(VALUES[i]);
    }
    estimates.add(strata.count(byStratum, 0.9));
    estimates.add(strata.sum(byStratum, 0.9));
    estimates.add(strata.avg(byStratum, 0.9));
    estimates.add(strata.ratio(pairsByStratum, 0.9));
    estimates.add(strata.quantile(valuesByStratum, 0.5, 0.9));
    UnequalDesign poisson = UnequalDesign.poisson();
    SampleValues certain = SampleValues.create();
    for (double value : VALUES) {
      certain.add(value, 1);
    }
    estimates.add(poisson.count(unequal, 0.9));
    estimates.add(poisson.sum(unequal, 0.9));
    estimates.add(poisson.avg(unequal, 0.9));
    estimates.add(poisson.ratio(unequal, 0.9));
    estimates.add(poisson.quantile(certain, 0.5, 0.9));
    double[] expected = {8, 25, 3.125, 1.5625, 3};
    for (int i = 0; i < estimates.size(); i++) {
      assertThat(estimates.get(i)).isEqualTo(Estimate.exact(expected[i % 5]));
    }
    assertThat(new UniformDesign(100, 8).population(8, 0.9)).isEqualTo(Estimate.exact(100));
    assertThat(new BernoulliDesign(0.5).population(8, 0.9).guarantee())
        .isEqualTo(Guarantee.PROBABILISTIC);
  }
}
