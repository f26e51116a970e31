package dev.inkling.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.special.Gamma;
import org.junit.jupiter.api.Test;

class RangeNoiseTest {

  /** Of control charts: d2 and d3, the mean and the deviation of the range, to three digits. */
  private static final double[][] TABLE = {
    {2, 1.128, 0.853}, {3, 1.693, 0.888}, {5, 2.326, 0.864}, {10, 3.078, 0.797}, {25, 3.931, 0.708}
  };

  @Test
  void rangesAreAsTablesHaveThem() {
    for (double[] row : TABLE) {
      RangeNoise range = RangeNoise.of((long) row[0]);
      assertThat(range.meanSquare())
          .isCloseTo(
              row[1] * row[1] + row[2] * row[2],
              within(0.001 * (row[1] + row[2]))); // what the third digits leave open
    }
    assertThat(RangeNoise.of(2).meanSquare()).isCloseTo(2, within(1e-3));
    assertThat(RangeNoise.of(5).degrees()).isBetween(3.8, 3.9); // Patnaik's table: 3.83
  }

  @Test
  void whatVariancesHaveInCommonIsFound() {
    double degrees = 8;
    double typical = 0.04;
    ChiSquaredDistribution prior = new ChiSquaredDistribution(null, degrees);
    ChiSquaredDistribution rounds = new ChiSquaredDistribution(null, 4);
    SplittableRandom random = new SplittableRandom(1);
    List<Variances.Known> known = new ArrayList<>();
    int rows = 20_000;
    for (int i = 0; i < rows; i++) {
      double variance = typical * degrees / prior.inverseCumulativeProbability(random.nextDouble());
      known.add(
          new Variances.Known(
              variance * rounds.inverseCumulativeProbability(random.nextDouble()) / 4, 4));
    }
    Variances found = Variances.of(known);
    // the logarithm of an estimate has variance ψ'(4) + ψ'(2): its mean over the rows has this
    // error
    double error = Math.sqrt((Gamma.trigamma(4) + Gamma.trigamma(2)) / rows);
    double z = -new NormalDistribution(null, 0, 1).inverseCumulativeProbability(1e-6);
    double expected = Gamma.digamma(4) - Math.log(4) - Math.log(typical);
    double mean = Gamma.digamma(found.degrees() / 2) - Math.log(found.degrees() / 2);
    assertThat(mean - Math.log(found.typical())).isCloseTo(expected, within(z * error));
    assertThat(found.degrees()).isBetween(7.0, 9.0);
  }

  @Test
  void trigammaIsInverted() {
    for (double x : new double[] {0.01, 0.5, 3, 1e4}) {
      assertThat(Variances.inverseTrigamma(Gamma.trigamma(x))).isCloseTo(x, within(1e-6 * x));
    }
  }

  @Test
  void fewRowsHaveNothingInCommon() {
    Variances none = Variances.of(List.of(new Variances.Known(1, 2)));
    assertThat(none.moderated(new Variances.Known(3, 2))).isEqualTo(new Variances.Known(3, 2));
  }
}
