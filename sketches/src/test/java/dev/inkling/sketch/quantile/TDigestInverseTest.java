package dev.inkling.sketch.quantile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.Estimate;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Quantile and rank undo each other, whatever the numbers. */
final class TDigestInverseTest {

  /** Of the model's sums and divisions, some of each for every centroid around x. */
  private static final double ROUNDING = 1e-12;

  @Provide
  static Arbitrary<Double> numbers() {
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(4, Arbitraries.doubles().between(-1, 1).ofScale(12)),
        net.jqwik.api.Tuple.of(4, Arbitraries.integers().between(-40, 40).map(i -> (double) i)),
        net.jqwik.api.Tuple.of(1, Arbitraries.doubles()),
        net.jqwik.api.Tuple.of(
            1,
            Arbitraries.of(
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                -Double.MAX_VALUE,
                Double.MAX_VALUE,
                Double.MIN_VALUE,
                -Double.MIN_VALUE,
                -0.0,
                1e-300,
                1e300)));
  }

  @Provide
  static Arbitrary<double[]> streams() {
    return numbers()
        .array(Double[].class)
        .ofMinSize(1)
        .ofMaxSize(1_500)
        .map(values -> Arrays.stream(values).mapToDouble(x -> x).toArray());
  }

  private static TDigest digest(double[] values, int parts) {
    TDigest merged = TDigest.create(20);
    for (int part = 0; part < parts; part++) {
      TDigest digest = TDigest.create(20);
      for (int i = part; i < values.length; i += parts) {
        digest.add(values[i]);
      }
      merged.merge(part % 2 == 1 ? digest.compress() : digest);
    }
    return merged;
  }

  @Property(tries = 200)
  void quantileIsTheLeastNumberOfThatRank(
      @ForAll("streams") double[] values, @ForAll @IntRange(min = 1, max = 3) int parts) {
    TDigest digest = digest(values, parts);
    double n = values.length;
    double last = Double.NEGATIVE_INFINITY;
    for (int i = 0; i <= 200; i++) {
      double p = i / 200.0;
      double wanted = Math.max(1, Math.ceil(p * n)) / n;
      double x = digest.quantile(p);
      assertThat(x).isGreaterThanOrEqualTo(last);
      last = x;
      assertThat(digest.rank(x)).isGreaterThanOrEqualTo(wanted - ROUNDING);
      if (x > digest.min() && Math.abs(x) > Double.MIN_NORMAL) {
        // well below x, as one double less may be as much as a rank on a range of a few doubles
        double below = Math.nextDown(Math.nextDown(x));
        if (digest.quantile(p, 1).isExact()) {
          assertThat(digest.rank(below)).isLessThan(wanted);
        } else {
          assertThat(digest.rank(below)).isLessThanOrEqualTo(wanted + ROUNDING);
        }
      }
    }
  }

  @Property(tries = 200)
  void quantileOfTheRankOfANumberIsNotAboveItByMoreThanOneRank(
      @ForAll("streams") double[] values,
      @ForAll("numbers") double x,
      @ForAll @IntRange(min = 1, max = 3) int parts) {
    TDigest digest = digest(values, parts);
    double n = values.length;
    double rank = digest.rank(x);
    assertThat(rank).isBetween(0.0, 1.0);
    double oneLess = Math.max(0, Math.floor(rank * n * (1 - ROUNDING)) / n - 1e-9 / n);
    if (rank * n >= 1) {
      assertThat(digest.quantile(oneLess)).isLessThanOrEqualTo(x);
    } else {
      assertThat(x).isLessThan(digest.min());
    }
  }

  @Property(tries = 200)
  void theActualQuantileWasAddedAndLiesInTheBar(
      @ForAll("streams") double[] values, @ForAll @IntRange(min = 1, max = 3) int parts) {
    TDigest digest = digest(values, parts);
    double[] sorted = values.clone();
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] += 0.0;
    }
    Arrays.sort(sorted);
    double last = Double.NEGATIVE_INFINITY;
    for (int i = 0; i <= 100; i++) {
      double x = digest.actualQuantile(i / 100.0);
      assertThat(Arrays.binarySearch(sorted, x)).as("%s was added", x).isNotNegative();
      assertThat(x).isGreaterThanOrEqualTo(last);
      last = x;
      Estimate bar = digest.quantile(i / 100.0, 1);
      assertThat(bar.contains(x)).as("%s holds %s", bar, x).isTrue();
    }
  }

  @Property(tries = 200)
  void askingAgainGivesTheSameAnswer(
      @ForAll("streams") double[] values, @ForAll @IntRange(min = 1, max = 3) int parts) {
    TDigest digest = digest(values, parts);
    double[] first = new double[101];
    for (int i = 0; i <= 100; i++) {
      // a copy has no index: each answer comes from a sweep
      first[i] = digest.copy().quantile(i / 100.0);
    }
    for (int i = 0; i <= 100; i++) {
      assertThat(digest.quantile(i / 100.0)).isEqualTo(first[i]);
      assertThat(digest.quantile(i / 100.0, 1).value()).isEqualTo(first[i]);
    }
  }
}
