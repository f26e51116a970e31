package dev.inkling.sketch.distinct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.BinomialBounds;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import dev.inkling.sketch.internal.Normal;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bias, error, coverage and width against theory, each check at one false alarm in a million. */
class ExaLogLogAccuracyTest {

  private static final double Z = Normal.quantile(1 - 0.5e-6);
  private static final double[] CONFIDENCES = {0.9, 0.95, 0.99};

  @ParameterizedTest
  @CsvSource({
    "4, 7, 1000, 1",
    "4, 100, 1000, 64",
    "4, 1000, 1000, 1",
    "4, 10000000, 1000, 2",
    "6, 13, 1000, 2",
    "6, 100, 1000, 64",
    "6, 10000, 1000, 1",
    "6, 10000000, 1000, 2",
    "8, 49, 1000, 1",
    "8, 70, 1000, 2",
    "8, 200, 1000, 1",
    "8, 1000, 1000, 64",
    "8, 5000, 1000, 2",
    "8, 100000, 1000, 64",
    "8, 10000000, 1000, 1",
    "10, 193, 1000, 1",
    "10, 300, 1000, 2",
    "10, 1000, 1000, 64",
    "10, 5000, 1000, 2",
    "10, 30000, 300, 1",
    "10, 100000, 1000, 64",
    "10, 10000000, 1000, 1",
    "12, 1000, 500, 64",
    "12, 5000, 500, 2",
    "12, 100000, 100, 1",
    "12, 10000000, 200, 64"
  })
  void theBarHoldsTheTruthAsOftenAsItSays(int precision, int n, int runs, int parts) {
    int[] held = new int[CONFIDENCES.length];
    double[] errors = new double[runs];
    double[] widths = new double[CONFIDENCES.length];
    for (int run = 0; run < runs; run++) {
      ExaLogLog sketch = simulate(precision, n, parts, new SplittableRandom(31L * n + run));
      errors[run] = sketch.estimate() / n - 1;
      for (int c = 0; c < CONFIDENCES.length; c++) {
        Estimate estimate = sketch.estimate(CONFIDENCES[c]);
        assertThat(estimate.guarantee()).isEqualTo(Guarantee.EMPIRICAL);
        held[c] += estimate.contains(n) ? 1 : 0;
        widths[c] += (estimate.upper() - estimate.lower()) / runs;
      }
    }
    double variance = new ExaInformation(n, precision).relativeVariance();
    double deviation = n * Math.sqrt(variance);
    for (int c = 0; c < CONFIDENCES.length; c++) {
      assertThat(held[c])
          .as("coverage at %s", CONFIDENCES[c])
          .isGreaterThanOrEqualTo(BinomialBounds.least(runs, CONFIDENCES[c]));
      // rounding outwards adds coverage: one value on average, two at most
      if (deviation > 15) {
        assertThat(held[c]).isLessThanOrEqualTo(BinomialBounds.most(runs, CONFIDENCES[c]));
      }
      if (precision >= 6 && n >= 1_000) {
        // the narrowest bar for an unbiased answer of this variance, to whole numbers
        double narrowest = 2 * Normal.z(CONFIDENCES[c]) * deviation;
        assertThat(widths[c]).isLessThanOrEqualTo(1.1 * narrowest);
      }
    }
    if (precision >= 6 && n > 2 * ExaLogLog.create(precision).exactLimit()) {
      double standardError = Math.sqrt(variance / runs);
      // second order: the estimate is the inverse of a mean of m, of which one part in m is left
      double rest = variance / 2;
      double bias = Arrays.stream(errors).sum() / runs;
      assertThat(bias).isBetween(-Z * standardError - rest, Z * standardError + rest);
      double chiSquare = Arrays.stream(errors).map(e -> e * e).sum() / variance / runs;
      double ninth = 2.0 / (9 * runs);
      // the variance is that of first order: the next is 1/m of it, with a factor of up to 10
      double second = 10.0 / (1 << precision);
      assertThat(Math.cbrt(chiSquare))
          .isBetween(
              (1 - ninth - Z * Math.sqrt(ninth)) * (1 - second),
              (1 - ninth + Z * Math.sqrt(ninth)) * (1 + second));
    }
  }

  /**
   * Adds n random hashes, dealt to a number of parts that are merged; or for many a hash for each
   * value that a register would know, as if n were Poisson, which adds 1/n to the variance.
   */
  private static ExaLogLog simulate(int precision, int n, int parts, SplittableRandom random) {
    ExaLogLog[] sketches = new ExaLogLog[parts];
    Arrays.setAll(sketches, i -> ExaLogLog.create(precision));
    int m = 1 << precision;
    if (n < 50 * m) {
      for (int i = 0; i < n; i++) {
        sketches[i % parts].addHash(random.nextLong());
      }
    } else {
      Values values = new Values(precision, (double) n / m);
      for (int index = 0; index < m; index++) {
        int largest = values.largest(random);
        for (int value = largest; value >= Math.max(1, largest - 24); value--) {
          if (value == largest || random.nextDouble() < values.seen[value]) {
            sketches[value % parts].addHash(values.hash(value, index, random));
          }
        }
      }
    }
    for (int step = 1; step < parts; step *= 2) {
      for (int i = 0; i + step < parts; i += 2 * step) {
        sketches[i].merge(sketches[i + step]);
      }
    }
    return sketches[0];
  }

  /** The values of a register at a rate: all independent, the largest drawn by its own law. */
  private static final class Values {
    final double[] seen;
    private final double[] noneAbove;
    private final int precision;

    Values(int precision, double lambda) {
      this.precision = precision;
      int most = 4 * (63 - precision);
      seen = new double[most + 1];
      noneAbove = new double[most + 1];
      double above = 0;
      for (int value = most; value >= 0; value--) {
        noneAbove[value] = Math.exp(-above);
        int level = Math.min((value - 1) >> 2, 61 - precision);
        double rate = lambda * Math.scalb(1.0, -3 - level);
        seen[value] = -Math.expm1(-rate);
        above += rate;
      }
    }

    int largest(SplittableRandom random) {
      double u = random.nextDouble();
      int value = 0;
      while (noneAbove[value] < u) {
        value++;
      }
      return value;
    }

    long hash(int value, int index, SplittableRandom random) {
      int level = (value - 1) >> 2;
      long one = level < 62 - precision ? Long.MIN_VALUE >>> level : 0;
      // below the leading one any bits do
      long rest = Math.max(0, one - 1) & random.nextLong() & -(4L << precision);
      return one | rest | ((long) index << 2) | ((value - 1) & 3);
    }
  }

  @Test
  void aSketchIsExactUpToItsLimit() {
    for (int precision = 4; precision <= 14; precision++) {
      ExaLogLog sketch = ExaLogLog.create(precision);
      for (int n = 0; n <= sketch.exactLimit(); n++) {
        assertThat(sketch.estimate(0.95)).isEqualTo(Estimate.exact(n));
        sketch.add(n);
        sketch.add(n);
      }
      assertThat(sketch.estimate(0.95).isExact()).isFalse();
      assertThat(sketch.estimate(0.95).lower()).isGreaterThan(sketch.exactLimit());
    }
  }

  /** In bits: heap of the object and all it refers to, times the squared relative error. */
  @Test
  void memoryTimesVarianceIsAtMost39From512RegistersOn() {
    for (int precision = 9; precision <= 14; precision++) {
      ExaLogLog sketch = ExaLogLog.create(precision);
      sketch.addHashes(new SplittableRandom(1).longs(1 << precision).toArray(), 0, 1 << precision);
      for (double n = 100 << precision; n < 1e18; n *= 1.5) {
        double product =
            8 * sketch.heapBytes() * new ExaInformation(n, precision).relativeVariance();
        assertThat(product).isBetween(3.0, 3.9);
      }
    }
  }

  @Test
  void theErrorThatWasAskedForIsKeptForEveryNumberOfValues() {
    for (int precision = 4; precision <= 20; precision++) {
      double rse = 0.345 / Math.sqrt(1 << precision);
      assertThat(ExaLogLog.withRelativeError(rse).precision()).isEqualTo(precision);
      for (double n = ExaLogLog.create(precision).exactLimit(); n < 1e18; n *= 1.3) {
        assertThat(new ExaInformation(n, precision).relativeVariance())
            .isLessThanOrEqualTo(rse * rse);
      }
    }
  }
}
