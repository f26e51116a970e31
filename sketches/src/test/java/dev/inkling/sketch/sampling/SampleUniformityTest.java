package dev.inkling.sketch.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.internal.Normal;
import dev.inkling.sketch.internal.SplitMix64;
import org.junit.jupiter.api.Test;

/** Every item, and every pair of items, is equally likely to be sampled, merged or not. */
final class SampleUniformityTest {

  private static final int ITEMS = 24;
  private static final int SIZE = 8;
  private static final int RUNS = 60_000;
  private static final double ALPHA = 1e-6;

  /** The 1 - alpha quantile of chi-square (E. Wilson, M. Hilferty, 1931), for df over 20. */
  private static double chiSquareBound(int df) {
    double z = Normal.quantile(1 - ALPHA);
    double a = 2.0 / (9 * df);
    return df * Math.pow(1 - a + z * Math.sqrt(a), 3);
  }

  private interface Draw {
    ReservoirSample run(long seed);
  }

  private static void check(String what, Draw draw) {
    long[] single = new long[ITEMS];
    long[][] pair = new long[ITEMS][ITEMS];
    for (int run = 0; run < RUNS; run++) {
      ReservoirSample sample = draw.run(1_000L * run);
      assertThat(sample.held()).isEqualTo(SIZE);
      assertThat(sample.count()).isEqualTo(ITEMS);
      for (int i = 0; i < SIZE; i++) {
        single[(int) sample.item(i)]++;
        for (int j = 0; j < SIZE; j++) {
          pair[(int) sample.item(i)][(int) sample.item(j)]++;
        }
      }
    }
    // Pearson's sum is below chi-square here: drawing without replacement, each cell's variance is
    // p (1 - p) where Poisson cells have p; dividing by 1 - p makes up for it. The cells' sum is
    // fixed, so singles have ITEMS - 1 degrees of freedom.
    double p = (double) SIZE / ITEMS;
    double sum = 0;
    for (long seen : single) {
      sum += square(seen - RUNS * p) / (RUNS * p * (1 - p)) * (ITEMS - 1) / ITEMS;
    }
    assertThat(sum).as(what + ": single items").isLessThan(chiSquareBound(ITEMS - 1));
    // pairs are correlated: each is held to its own binomial, at alpha over their number
    double q = p * (SIZE - 1) / (ITEMS - 1);
    double z = -Normal.quantile(ALPHA / (ITEMS * (ITEMS - 1)));
    for (int i = 0; i < ITEMS; i++) {
      for (int j = 0; j < i; j++) {
        assertThat((pair[i][j] - RUNS * q) / Math.sqrt(RUNS * q * (1 - q)))
            .as("%s: pair %s, %s", what, i, j)
            .isBetween(-z, z);
      }
    }
  }

  private static double square(double x) {
    return x * x;
  }

  private static ReservoirSample range(long seed, int from, int to) {
    ReservoirSample sample = ReservoirSample.create(SIZE, seed);
    sample.addRange(from, to);
    return sample;
  }

  @Test
  void aStreamIsSampledUniformly() {
    check("stream", seed -> range(seed, 0, ITEMS));
  }

  @Test
  void twoUnequalPartsAreMergedUniformly() {
    check("2 parts", seed -> range(seed, 0, 19).merge(range(seed + 1, 19, ITEMS)));
    check("2 full parts", seed -> range(seed, 0, 15).merge(range(seed + 1, 15, ITEMS)));
  }

  @Test
  void sevenUnequalPartsAreMergedUniformly() {
    int[] cuts = {0, 1, 3, 4, 8, 17, 18, ITEMS};
    check(
        "7 parts",
        seed -> {
          ReservoirSample sample = ReservoirSample.create(SIZE, seed);
          for (int i = 0; i < 7; i++) {
            sample.merge(range(seed + 1 + i, cuts[i], cuts[i + 1]));
          }
          return sample;
        });
  }

  @Test
  void aMergedSampleGoesOnUniformly() {
    check(
        "merge, then items",
        seed -> {
          ReservoirSample sample = range(seed, 0, 10).merge(range(seed + 1, 10, 14));
          sample.addRange(14, ITEMS);
          return sample;
        });
  }

  @Test
  void thePoolOfAStratifiedSampleIsUniform() {
    long[] byKey = {0, 1, 2, 3, 4, 5};
    long[] ordered =
        java.util.Arrays.stream(byKey)
            .boxed()
            .sorted(java.util.Comparator.comparingLong(SplitMix64::mix))
            .mapToLong(Long::longValue)
            .toArray();
    check(
        "pool",
        seed -> {
          StratifiedSample sample = StratifiedSample.create(SIZE, 1, seed);
          for (int i = 0; i < ITEMS; i++) {
            // the largest key comes first; each smaller one pushes its forerunner into the pool
            sample.add(ordered[5 - Math.min(4, i / 4)], i);
          }
          sample.add(ordered[0], -1);
          assertThat(sample.strata()).containsExactly(ordered[0]);
          return sample.pooled();
        });
  }
}
