package dev.inkling.sketch.distinct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.inkling.sketch.BinomialBounds;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import dev.inkling.sketch.internal.Normal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bias, error and coverage against theory, each check at one false alarm in a million. */
class HyperLogLogAccuracyTest {

  private static final int RUNS = 1_000;
  private static final double Z = Normal.quantile(1 - 0.5e-6);

  @ParameterizedTest
  @CsvSource({
    "4, 7",
    "4, 20",
    "4, 100",
    "4, 10000",
    "4, 10000000",
    "6, 9",
    "6, 20",
    "6, 30",
    "6, 300",
    "6, 10000000",
    "8, 25",
    "8, 100",
    "8, 1000",
    "8, 4000",
    "8, 10000000",
    "10, 25",
    "10, 97",
    "10, 150",
    "10, 500",
    "10, 3000",
    "10, 100000",
    "10, 1000000",
    "10, 10000000",
    "12, 97",
    "12, 400",
    "12, 2000",
    "12, 200000",
    "12, 10000000",
    "14, 385"
  })
  void theBarHoldsTheTruthAsOftenAsItSays(int precision, int n) {
    double[] confidences = {0.9, 0.95, 0.99};
    int[] held = new int[confidences.length];
    double sum = 0;
    double squares = 0;
    for (int run = 0; run < RUNS; run++) {
      HyperLogLog sketch = simulate(precision, n, new SplittableRandom(31L * n + run));
      double error = sketch.estimate() / n - 1;
      sum += error;
      squares += error * error;
      for (int c = 0; c < confidences.length; c++) {
        Estimate estimate = sketch.estimate(confidences[c]);
        assertThat(estimate.guarantee()).isEqualTo(Guarantee.EMPIRICAL);
        held[c] += estimate.contains(n) ? 1 : 0;
      }
    }
    // rounding outwards only adds coverage; where it is negligible there must not be too much
    double variance = ErtlEstimator.relativeVariance(n, precision);
    boolean smooth = n * Math.sqrt(variance) > 40;
    for (int c = 0; c < confidences.length; c++) {
      assertThat(held[c])
          .as("coverage at %s", confidences[c])
          .isGreaterThanOrEqualTo(BinomialBounds.least(RUNS, confidences[c]));
      if (smooth) {
        assertThat(held[c]).isLessThanOrEqualTo(BinomialBounds.most(RUNS, confidences[c]));
      }
    }
    if (precision >= 8 && smooth) {
      // the estimate is the inverse of a mean: its bias is the variance, to first order
      double standardError = Math.sqrt(variance / RUNS);
      assertThat(sum / RUNS).isBetween(-Z * standardError, 2 * variance + Z * standardError);
      double chiSquare = squares / variance / RUNS;
      double ninth = 2.0 / (9 * RUNS);
      assertThat(Math.cbrt(chiSquare))
          .isBetween(1 - ninth - Z * Math.sqrt(ninth), 1 - ninth + (Z + 1) * Math.sqrt(ninth));
    }
  }

  /** Adds n random hashes, or for many one hash per register that holds its expected maximum. */
  private static HyperLogLog simulate(int precision, int n, SplittableRandom random) {
    HyperLogLog sketch = HyperLogLog.create(precision);
    int m = 1 << precision;
    if (n < 20 * m) {
      for (int i = 0; i < n; i++) {
        sketch.addHash(random.nextLong());
      }
      return sketch;
    }
    // P(rank <= k) = exp(-t 2^-k): registers as if n were Poisson, which adds 1/n to the variance
    double t = (double) n / m;
    for (int index = 0; index < m; index++) {
      double u = random.nextDouble();
      int rank = 0;
      for (double rate = t; rank < 64 - precision && Math.exp(-rate) < u; rate /= 2) {
        rank++;
      }
      if (rank > 0) {
        // below the leading one any bits do: they keep the hashes distinct
        long one = 1L << (64 - rank);
        sketch.addHash(((one | (random.nextLong() & (one - 1))) & -m) | index);
      }
    }
    return sketch;
  }

  @Test
  void aSketchIsExactUpToItsLimit() {
    for (int precision = 4; precision <= 16; precision++) {
      HyperLogLog sketch = HyperLogLog.create(precision);
      for (int n = 0; n <= sketch.exactLimit(); n++) {
        assertThat(sketch.estimate(0.95)).isEqualTo(Estimate.exact(n));
        sketch.add(n);
        sketch.add(n);
      }
      assertThat(sketch.estimate(0.95).isExact()).isFalse();
      assertThat(sketch.estimate(0.95).lower()).isGreaterThan(sketch.exactLimit());
    }
  }

  @Test
  void theVarianceHasTheLimitsOfTheory() {
    // for many values m * variance oscillates with log2 t; its mean is known, and 1/n is taken off
    double mean = 0;
    for (int i = 0; i < 64; i++) {
      double t = 1_000 * Math.pow(2, i / 64.0);
      mean += (ErtlEstimator.relativeVariance(t * 4_096, 12) * 4_096 + 1 / t) / 64;
    }
    assertThat(mean).isCloseTo(3 * Math.log(2) - 1, within(1e-6));
    // with few values it is linear counting, whose relative variance tends to 1 / (2m)
    assertThat(ErtlEstimator.relativeVariance(0.05 * (1 << 20), 20) * (1 << 21))
        .isBetween(1.0, 1.1);
  }

  @Test
  void sigmaAndTauAreTheirSeries() {
    for (double x = 0.01; x < 0.95; x += 0.01) {
      double sigma = x;
      double slope = 1;
      double tau = 1 - x;
      for (int k = 1; k < 60; k++) {
        double power = Math.scalb(1.0, k);
        sigma += Math.pow(x, power) * power / 2;
        slope += power * Math.pow(x, power - 1) * power / 2;
        double root = 1 - Math.pow(x, 1 / power);
        tau -= root * root / power;
      }
      assertThat(ErtlEstimator.sigma(x) / sigma).isBetween(1 - 1e-12, 1 + 1e-12);
      assertThat(ErtlEstimator.sigmaSlope(x) / slope).isBetween(1 - 1e-12, 1 + 1e-12);
      assertThat(ErtlEstimator.tau(x) - tau / 3).isBetween(-1e-12, 1e-12);
    }
    assertThat(ErtlEstimator.sigma(1)).isInfinite();
    assertThat(ErtlEstimator.tau(0)).isZero();
    assertThat(ErtlEstimator.tau(1)).isZero();
  }
}
