package dev.inkling.cli.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.hash.Hash64;
import dev.inkling.sketch.distinct.HyperLogLog;
import java.util.Arrays;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

/**
 * Runs are independent draws: their estimates scatter as theory says, and without a common bias.
 */
class SeedsTest {

  private static final double LEVEL = 1e-6;
  private static final int RUNS = 400;
  private static final int DISTINCT = 50_000;

  private static double[] relativeErrors(int precision) {
    long[] hashes = new long[DISTINCT];
    double[] errors = new double[RUNS];
    for (int run = 0; run < RUNS; run++) {
      for (int i = 0; i < DISTINCT; i++) {
        hashes[i] = Hash64.xxh3().hash((long) i);
      }
      Seeds.rehash(hashes, DISTINCT, run);
      HyperLogLog sketch = HyperLogLog.create(precision);
      sketch.addHashes(hashes, 0, DISTINCT);
      errors[run] = sketch.estimate() / DISTINCT - 1;
    }
    return errors;
  }

  @Test
  void errorsOverRunsScatterAsIndependentOnesDo() {
    int precision = 9;
    double[] errors = relativeErrors(precision);
    double deviation = 1.04 / Math.sqrt(1 << precision);
    double z = -new NormalDistribution(null, 0, 1).inverseCumulativeProbability(LEVEL / 2);
    assertThat(Arrays.stream(errors).average().orElseThrow())
        .isBetween(-z * deviation / Math.sqrt(RUNS), z * deviation / Math.sqrt(RUNS));
    ChiSquaredDistribution squares = new ChiSquaredDistribution(null, RUNS);
    double sum = Arrays.stream(errors).map(e -> e * e / (deviation * deviation)).sum();
    assertThat(sum).isLessThan(squares.inverseCumulativeProbability(1 - LEVEL));
    assertThat(sum).isGreaterThan(squares.inverseCumulativeProbability(LEVEL));
  }

  /** If one run's hashes told something about the next one's, their errors would go together. */
  @Test
  void errorsOfNeighbouringRunsAreNotCorrelated() {
    double[] errors = relativeErrors(9);
    double products = 0;
    double squares = 0;
    for (int run = 1; run < RUNS; run++) {
      products += errors[run] * errors[run - 1];
      squares += errors[run] * errors[run];
    }
    double z = -new NormalDistribution(null, 0, 1).inverseCumulativeProbability(LEVEL / 2);
    assertThat(Math.abs(products / squares)).isLessThan(z / Math.sqrt(RUNS - 1));
  }

  @Test
  void runZeroIsTheSketchesOwnHash() {
    long[] hashes = {1, 2, 3};
    Seeds.rehash(hashes, 3, 0);
    assertThat(hashes).containsExactly(1, 2, 3);
    Seeds.rehash(hashes, 2, 1);
    assertThat(hashes[0]).isNotEqualTo(1);
    assertThat(hashes[2]).isEqualTo(3);
  }

  @Test
  void aShuffleKeepsTheValuesAndEveryPlaceIsReached() {
    int n = 8;
    int[][] seen = new int[n][n];
    int shuffles = 4_000;
    for (int s = 0; s < shuffles; s++) {
      double[] numbers = {0, 1, 2, 3, 4, 5, 6, 7};
      Seeds.shuffle(numbers, n, 5, s);
      for (int i = 0; i < n; i++) {
        seen[(int) numbers[i]][i]++;
      }
      assertThat(Arrays.stream(numbers).sum()).isEqualTo(28);
    }
    double expected = (double) shuffles / n;
    double statistic = 0;
    for (int[] row : seen) {
      for (int count : row) {
        statistic += (count - expected) * (count - expected) / expected;
      }
    }
    // (n - 1)^2 degrees of freedom, scaled by n / (n - 1) as rows and columns are both given
    double bound =
        new ChiSquaredDistribution(null, (n - 1) * (n - 1)).inverseCumulativeProbability(1 - LEVEL);
    assertThat(statistic * (n - 1) / n).isLessThan(bound);
  }
}
