package dev.inkling.operator.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.inkling.sketch.Estimate;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.junit.jupiter.api.Test;

class TailsTest {

  private static BigInteger choose(BigInteger n, long k) {
    BigInteger product = BigInteger.ONE;
    for (long i = 1; i <= k; i++) {
      product =
          product.multiply(n.subtract(BigInteger.valueOf(k - i))).divide(BigInteger.valueOf(i));
    }
    return product;
  }

  private static double atLeast(long x, long all, long marked, long drawn) {
    BigInteger sum = BigInteger.ZERO;
    for (long i = x; i <= Math.min(marked, drawn); i++) {
      sum =
          sum.add(
              choose(BigInteger.valueOf(marked), i)
                  .multiply(choose(BigInteger.valueOf(all - marked), drawn - i)));
    }
    BigInteger total = choose(BigInteger.valueOf(all), drawn);
    return new BigDecimal(sum).divide(new BigDecimal(total), MathContext.DECIMAL64).doubleValue();
  }

  private static double hypergeometric(long x, long all, long marked, long drawn) {
    return Tails.hypergeometricAtLeast((double) x, (double) all, (double) marked, (double) drawn);
  }

  @Test
  void hypergeometricTailsAreThoseOfWholeNumbers() {
    long[] populations = {100, 10_000, 1L << 40, 1L << 60};
    for (long all : populations) {
      for (long drawn : new long[] {5, 60}) {
        for (double share : new double[] {0.01, 0.3, 0.7, 0.999}) {
          long marked = (long) (share * all);
          for (long x = 0; x <= drawn; x += Math.max(1, drawn / 7)) {
            double expected = atLeast(x, all, marked, drawn);
            double actual = hypergeometric(x, all, marked, drawn);
            assertThat(actual).isCloseTo(expected, within(1e-9 * expected + 1e-15));
            double rest =
                Tails.hypergeometricAtMost(x - 1.0, (double) all, (double) marked, (double) drawn);
            assertThat(actual + rest).isCloseTo(1, within(1e-9));
          }
        }
      }
    }
  }

  @Test
  void tailsOfLargeSamplesFromHugePopulationsAreThoseOfTheBinomial() {
    double all = 0x1p60;
    double drawn = 1_000_000;
    for (double share : new double[] {1e-5, 0.2, 0.6}) {
      for (double z = -4; z <= 4; z++) {
        double x = Math.rint(drawn * share + z * Math.sqrt(drawn * share * (1 - share)));
        double expected =
            1
                - new BinomialDistribution(null, (int) drawn, share)
                    .cumulativeProbability((int) x - 1);
        assertThat(Tails.hypergeometricAtLeast(x, all, share * all, drawn))
            .isCloseTo(expected, within(1e-6));
      }
    }
  }

  @Test
  void limitsOfHugePopulationsTakeAFewHundredTerms() {
    UniformDesign design = new UniformDesign(1L << 40, 1_000_000);
    Estimate count = design.count(250_000, 0.95);
    double half = 1.96 * 0x1p40 * Math.sqrt(0.25 * 0.75 / 1_000_000);
    assertThat(count.value() - count.lower()).isCloseTo(half, within(0.01 * half));
    assertThat(count.upper() - count.value()).isCloseTo(half, within(0.01 * half));
    Estimate none = new UniformDesign(Long.MAX_VALUE, 100).count(0, 0.9);
    assertThat(none.lower()).isZero();
    assertThat(none.upper() / 0x1p63).isCloseTo(1 - Math.pow(0.05, 0.01), within(1e-6));
  }

  @Test
  void limitsAtARateAreThoseOfTheBinomialTest() {
    for (double rate : new double[] {1e-9, 0.01, 0.5}) {
      for (long hits : new long[] {0, 1, 10, 1000}) {
        double lower = CountLimits.fewestAtRate(rate, hits, 0.025);
        double upper = CountLimits.mostAtRate(rate, hits, 0.025);
        double step = Math.max(1, 4e-9 * upper);
        assertThat(Tails.binomialAtMost((double) hits, upper, rate)).isGreaterThan(0.025 - 1e-7);
        assertThat(Tails.binomialAtMost((double) hits, upper + step, rate))
            .isLessThan(0.025 + 1e-7);
        if (hits > 0) {
          assertThat(Tails.binomialAtLeast((double) hits, lower - step, rate))
              .isLessThan(0.025 + 1e-7);
          assertThat(Tails.binomialAtLeast((double) hits, lower + step, rate))
              .isGreaterThan(0.025 - 1e-7);
        }
      }
    }
  }

  @Test
  void sharesAreThoseOfClopperAndPearson() {
    for (double hits : new double[] {0.3, 1, 5.5, 99}) {
      double low = CountLimits.lowerShare(hits, 100, 0.025);
      double high = CountLimits.upperShare(hits, 100, 0.025);
      assertThat(Tails.binomialAtLeast(hits, 100, low)).isCloseTo(0.025, within(1e-7));
      assertThat(Tails.binomialAtMost(hits, 100, high)).isCloseTo(0.025, within(1e-7));
    }
    assertThat(CountLimits.lowerShare(0, 100, 0.025)).isZero();
    assertThat(CountLimits.upperShare(100, 100, 0.025)).isEqualTo(1);
  }

  @Test
  void quantilesOfStudentAreRight() {
    for (double df : new double[] {1, 1.5, 2, 3, 7.3, 15, 29.9, 30, 50, 1e3, 1e7}) {
      for (double tail : new double[] {0.3, 0.05, 0.025, 0.005, 1e-4}) {
        double expected = -new TDistribution(null, df, 1e-13).inverseCumulativeProbability(tail);
        assertThat(PivotQuantiles.student(tail, df)).isCloseTo(expected, within(1e-5 * expected));
      }
    }
    assertThat(PivotQuantiles.student(1e-9, 2)).isCloseTo(1 / Math.sqrt(2e-9), within(1.0));
    assertThat(PivotQuantiles.student(0.025, 0)).isInfinite();
  }

  @Test
  void confidencesOfAllCellsTogether() {
    assertThat(Simultaneous.bonferroni(0.95, 1)).isCloseTo(0.95, within(1e-15));
    assertThat(Simultaneous.bonferroni(0.95, 50)).isCloseTo(0.999, within(1e-15));
    assertThat(Math.pow(Simultaneous.sidak(0.95, 50), 50)).isCloseTo(0.95, within(1e-12));
    assertThat(Simultaneous.sidak(0.95, 50)).isLessThan(Simultaneous.bonferroni(0.95, 50));
    assertThat(Simultaneous.bonferroni(0.95, Long.MAX_VALUE)).isLessThan(1);
    assertThat(Simultaneous.sidak(0.95, Long.MAX_VALUE)).isLessThan(1);
    assertThatThrownBy(() -> Simultaneous.bonferroni(0.95, 0))
        .hasMessage("cells must be at least 1, got 0");
    assertThatThrownBy(() -> Simultaneous.sidak(1, 2))
        .hasMessage("confidence must be in (0, 1), got 1.0");
  }
}
