package dev.inkling.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.inference.TestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Simulated values are as good as added ones. */
class GrowthTest {

  private static final int TRIALS = 1_000;
  private static final int ADDED = 2_000;
  private static final int MIDDLE = 50_000;

  /** The chance that a comparison of equals fails. */
  private static final double LEVEL = 1e-6;

  static Stream<DistinctSubject> simulated() {
    return Families.distinctSubjects().stream()
        .filter(subject -> subject.growth().isPresent())
        .filter(subject -> !List.of("HyperLogLog p=14").contains(subject.label().sketch()));
  }

  /**
   * From 2,000 to 50,000 values, drawn and added: the two samples of estimates are taken for
   * equally distributed by the test of Kolmogorov and Smirnov, which sees differences of mean and
   * spread.
   */
  @ParameterizedTest
  @MethodSource("simulated")
  void estimatesOfDrawnAndAddedValuesAreDistributedAlike(DistinctSubject subject) {
    double[] drawn = new double[TRIALS];
    double[] added = new double[TRIALS];
    for (int trial = 0; trial < TRIALS; trial++) {
      DistinctCounter.OfHashes few = counter(subject, trial + 1L, ADDED);
      drawn[trial] =
          subject
              .growth()
              .orElseThrow()
              .grow(
                  few,
                  (DistinctCounter.OfHashes) subject.empty().get(),
                  ADDED,
                  MIDDLE,
                  new SplittableRandom(trial))
              .estimate();
      added[trial] = counter(subject, -trial - 1L, MIDDLE).estimate();
    }
    assertThat(TestUtils.kolmogorovSmirnovTest(drawn, added))
        .as("%s", subject.label())
        .isGreaterThan(LEVEL);
  }

  private static DistinctCounter.OfHashes counter(DistinctSubject subject, long seed, int n) {
    long[] values = new long[n];
    for (int i = 0; i < n; i++) {
      values[i] = Items.hash(Items.mix(seed), i);
    }
    DistinctCounter.OfHashes counter = (DistinctCounter.OfHashes) subject.empty().get();
    counter.add(values, n);
    return counter;
  }

  @Test
  void chancesOfAllPairsAddUpToOne() {
    for (RegisterGrowth growth :
        List.of(
            RegisterGrowth.indexOnTop(12),
            RegisterGrowth.indexBelow(10, 2),
            new RegisterGrowth(32, 12, 0, true))) {
      double sum = 0;
      for (int level = 0; level <= growth.levels(); level++) {
        sum += growth.chance(level) * (1 << (growth.precision() + growth.extraBits()));
      }
      assertThat(sum).as("%s", growth).isEqualTo(1);
    }
  }

  @Test
  void hashesHaveTheIndexAndTheZerosThatTheyAreMadeFor() {
    RegisterGrowth onTop = RegisterGrowth.indexOnTop(12);
    RegisterGrowth below = RegisterGrowth.indexBelow(10, 2);
    for (int level = 0; level <= 52; level++) {
      long hash = onTop.hash(0xABC, level, -1);
      assertThat(hash >>> 52).isEqualTo(0xABC);
      assertThat(Long.numberOfLeadingZeros(hash << 12 | 1L << 11)).isEqualTo(level);
      long other = below.hash(0x123 << 2 | 3, level, -1);
      assertThat(other & 0xFFF).isEqualTo(0x123 << 2 | 3);
      assertThat(Long.numberOfLeadingZeros(other >>> 12)).isEqualTo(12 + level);
    }
  }

  @Test
  void anExaIsCountedAsWellAsAMillion() {
    DistinctTrials trials = new DistinctTrials(200, 10_000);
    for (DistinctSubject subject : Families.distinctSubjects()) {
      if (subject.label().isInkling() && subject.label().sketch().matches(".*(p=10|p=7|k=.*)")) {
        for (Row row : trials.growing(subject, 1e6, 1e15)) {
          assertThat(Tolerance.verdict(row.errors(), subject.standardError()))
              .as("%s", row)
              .isEqualTo("as promised");
          assertThat(row.errors().rmse())
              .isCloseTo(subject.standardError(), within(0.3 * subject.standardError()));
        }
      }
    }
  }
}
