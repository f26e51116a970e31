package dev.inkling.sketch.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.BinomialBounds;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import dev.inkling.sketch.internal.Normal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rates and cardinalities against theory, each check at one false alarm in a million. */
class BloomFilterAccuracyTest {

  /** Student's t with 29 degrees of freedom exceeds this with probability 1e-6. */
  private static final double T29 = 5.96;

  private static final double Z = Normal.quantile(1 - 0.5e-6);

  /** A filter merged from parts that got about equally many of the random values. */
  private static BloomFilter filled(
      long expected, double rate, int n, int parts, SplittableRandom random) {
    BloomFilter filter = BloomFilter.create(expected, rate);
    long[] hashes = new long[Math.min(n, 100_000)];
    int left = n;
    for (int part = parts; part > 0; part--) {
      BloomFilter some = part == 1 && parts == 1 ? filter : BloomFilter.create(expected, rate);
      for (int end = left - left / part; left > end; ) {
        int run = Math.min(hashes.length, left - end);
        for (int i = 0; i < run; i++) {
          hashes[i] = random.nextLong();
        }
        some.addHashes(hashes, 0, run);
        left -= run;
      }
      filter.merge(some);
    }
    return filter;
  }

  @ParameterizedTest
  @CsvSource({
    "300, 0.1",
    "20000, 0.5",
    "20000, 0.1",
    "20000, 0.01",
    "200000, 0.01",
    "20000, 0.004",
    "20000, 0.001",
    "200000, 0.001",
    "20000, 0.0001",
    "20000, 0.00003",
    "20000, 0.00001"
  })
  void theRateOfAFullFilterIsTheOneAskedFor(int n, double rate) {
    int filters = 30;
    int trials = 100_000;
    long found = 0;
    double sum = 0;
    double squares = 0;
    boolean[] answers = new boolean[trials];
    for (int i = 0; i < filters; i++) {
      SplittableRandom random = new SplittableRandom(17L * n + i);
      BloomFilter filter = filled(n, rate, n, 1, random);
      double predicted = filter.falsePositiveRate();
      sum += predicted;
      squares += predicted * predicted;
      found += filter.mightContainHashes(random.longs(trials).toArray(), 0, trials, answers, 0);
    }
    // what the bits say is what is seen
    double mean = sum / filters;
    int all = filters * trials;
    assertThat(found)
        .isBetween((long) BinomialBounds.least(all, mean), (long) BinomialBounds.most(all, mean));
    // and is on average what was asked for; rounding up to a block takes at most 4 blocks' worth
    double deviation = Math.sqrt((squares - sum * mean) / (filters - 1));
    double tolerance = T29 * deviation / Math.sqrt(filters);
    assertThat(mean).isBetween(rate * (1 - 100.0 / n) - tolerance, rate + tolerance);
  }

  @Test
  void theFormulaOfTheRateIsThatOfTheMasks() {
    // two values in one word share a mask once in 1,024 times; else at most two of three bits
    assertThat(BlockModel.rate(1e-9, 2) / 1e-9 * 1_024 * 1_024).isBetween(0.999999, 1.000001);
    for (int words : new int[] {2, 4, 8}) {
      // lower rates are asked of more words
      for (double rate = 0.9; rate > (words == 2 ? 1e-8 : 1e-13); rate /= 3) {
        double load = BlockModel.load(rate, words);
        assertThat(BlockModel.rate(load, words)).isLessThanOrEqualTo(rate);
        assertThat(BlockModel.rate(load * 1.000001, words)).isGreaterThan(rate);
      }
    }
    // bits per value; the split blocks of Parquet need 5.95, 10.5, 16.9 and 26.4
    double[][] table = {{0.1, 5.53}, {0.01, 10.94}, {0.001, 17.49}, {0.0001, 25.23}};
    for (double[] row : table) {
      int words = BlockModel.words(row[0]);
      assertThat(64 * words / BlockModel.load(row[0], words)).isBetween(row[1] - 0.05, row[1]);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 0.01, 1, 1", "1000, 0.01, 2, 2", "1000, 0.01, 5, 1", "1000, 0.01, 15, 2",
    "1000, 0.01, 40, 64", "1000, 0.01, 120, 1", "1000, 0.01, 400, 2", "1000, 0.01, 1000, 64",
    "1000, 0.01, 2500, 1", "1000, 0.01, 5000, 2", "1000, 0.01, 10000, 1", "1000, 0.01, 20000, 1",
    "1000, 0.001, 1, 2", "1000, 0.001, 10, 1", "1000, 0.001, 100, 64", "1000, 0.001, 1000, 1",
    "1000, 0.001, 5000, 2", "1000, 0.001, 20000, 1", "100, 0.000001, 1, 64", "100, 0.000001, 7, 1",
    "100, 0.000001, 100, 2", "100, 0.000001, 1000, 1", "3, 0.1, 1, 1", "3, 0.1, 3, 1",
    "3, 0.1, 20, 1", "3, 0.1, 60, 1", "60000, 0.01, 1000, 1", "60000, 0.01, 100000, 1"
  })
  void theBarOfTheCardinalityHoldsTheTruthAsOftenAsItSays(
      int expected, double rate, int n, int parts) {
    checkCoverage(expected, rate, n, parts, n < 50_000 ? 800 : 200);
  }

  @ParameterizedTest
  @CsvSource({"1000000, 0.01, 1000000, 64", "1000000, 0.01, 10000000, 2"})
  void itDoesSoForMillions(int expected, double rate, int n, int parts) {
    checkCoverage(expected, rate, n, parts, n > 1_000_000 ? 12 : 30);
  }

  private void checkCoverage(int expected, double rate, int n, int parts, int runs) {
    double[] confidences = {0.9, 0.95, 0.99};
    int[] held = new int[confidences.length];
    double[] widths = new double[confidences.length];
    double sum = 0;
    double squares = 0;
    for (int run = 0; run < runs; run++) {
      SplittableRandom random = new SplittableRandom(31L * n + 7_919L * run + parts);
      BloomFilter filter = filled(expected, rate, n, parts, random);
      double error = filter.cardinality() - n;
      sum += error;
      squares += error * error;
      for (int c = 0; c < confidences.length; c++) {
        Estimate estimate = filter.cardinality(confidences[c]);
        assertThat(estimate.guarantee()).isEqualTo(Guarantee.EMPIRICAL);
        held[c] += estimate.contains(n) ? 1 : 0;
        widths[c] += (estimate.upper() - estimate.lower()) / runs;
      }
    }
    double deviation = Math.sqrt((squares - sum * sum / runs) / (runs - 1));
    for (int c = 0; c < confidences.length; c++) {
      assertThat(held[c])
          .as("coverage at %s", confidences[c])
          .isGreaterThanOrEqualTo(BinomialBounds.least(runs, confidences[c]));
      // rounding outwards adds up to two, half a standard deviation of it may add coverage
      if (deviation > 100 && Double.isFinite(widths[c])) {
        assertThat(held[c]).isLessThanOrEqualTo(BinomialBounds.most(runs, confidences[c]));
      }
      if (Double.isFinite(widths[c]) && n <= 10 * expected) {
        double normal = 2 * Normal.z(confidences[c]) * deviation;
        assertThat(widths[c])
            .as("width at %s", confidences[c])
            .isLessThanOrEqualTo(1.05 * normal * (1 + Z / Math.sqrt(2.0 * runs)) + 2);
      }
    }
  }
}
