package dev.inkling.operator.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.operator.Aggregator;
import dev.inkling.operator.Type;
import dev.inkling.operator.testing.AggregatorLaws;
import dev.inkling.sketch.Estimate;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SampleAggregatorsTest {

  private static final Drawn TENTH = Drawn.simply(new UniformDesign(10_000, 1_000), false);

  /** Strata of 1,000, 10 and 500 rows, the last of which is the pool. */
  private static Drawn strata(Drawn.Groups groups) {
    StratifiedDesign design =
        StratifiedDesign.of(new long[] {1_000, 10, 500}, new long[] {100, 10, 50});
    return Drawn.byStrata(design, 2, groups);
  }

  @SuppressWarnings("unchecked") // it is such an aggregator
  private static Aggregator.Of<Object, Estimate> count(Drawn drawn, int stratum) {
    return (Aggregator.Of<Object, Estimate>)
        (Aggregator<?, ?>) SampleCount.INSTANCE.of(drawn, stratum);
  }

  @SuppressWarnings("unchecked") // it is such an aggregator
  private static Aggregator.OfDouble<Object, Estimate> moments(
      Aggregator<?, ?> aggregator, Drawn drawn, int stratum) {
    return (Aggregator.OfDouble<Object, Estimate>)
        (Aggregator<?, ?>) ((SampleAggregator<?, ?>) aggregator).of(drawn, stratum);
  }

  @SuppressWarnings("unchecked") // it is such an aggregator
  private static Aggregator.OfDouble<Object, List<Estimate>> quantiles(Drawn drawn, double... ps) {
    return (Aggregator.OfDouble<Object, List<Estimate>>)
        (Aggregator<?, ?>) SampleQuantiles.create(ps).of(drawn, 0);
  }

  private static double[] doubles(int count) {
    return new SplittableRandom(count).doubles(count, -5, 20).toArray();
  }

  /** Moments that were merged in another order differ in the last bits. */
  private static boolean close(double a, double b) {
    return Double.compare(a, b) == 0 || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a));
  }

  private static boolean close(Estimate a, Estimate b) {
    return close(a.value(), b.value())
        && close(a.lower(), b.lower())
        && close(a.upper(), b.upper())
        && a.guarantee() == b.guarantee();
  }

  @Test
  void countKeepsTheLaws() {
    Aggregator.Of<Object, Estimate> count = count(TENTH, 0);
    for (int rows : new int[] {0, 1, 300}) {
      Estimate estimate = AggregatorLaws.ofRows(count, rows).withSeed(rows).check();
      assertThat(estimate.value()).isEqualTo(10.0 * rows);
      assertThat(estimate.contains(10.0 * rows)).isTrue();
      assertThat(estimate.upper()).isGreaterThan(10.0 * rows);
    }
  }

  @Test
  void sumAndMeanKeepTheLaws() {
    for (int rows : new int[] {0, 1, 2, 60}) {
      for (Aggregator<?, ?> aggregator :
          List.of(SampleAggregators.sum(Type.DOUBLE), SampleAggregators.avg())) {
        for (Drawn drawn : List.of(TENTH, strata(Drawn.Groups.ANY))) {
          Aggregator.OfDouble<Object, Estimate> drawnFrom = moments(aggregator, drawn, 0);
          AggregatorLaws.ofDoubles(drawnFrom, doubles(rows))
              .withSeed(rows)
              .withAgreement(SampleAggregatorsTest::close)
              .check();
        }
      }
    }
  }

  @Test
  void quantilesKeepTheLaws() {
    Aggregator.OfDouble<Object, List<Estimate>> quantiles = quantiles(TENTH, 0.5, 0.9);
    for (int rows : new int[] {0, 1, 200}) {
      List<Estimate> result =
          AggregatorLaws.ofDoubles(quantiles, doubles(rows)).withSeed(rows).check();
      assertThat(result).hasSize(2);
    }
  }

  @Test
  void statesOfSeveralStrataAreMerged() {
    Drawn drawn = strata(Drawn.Groups.ANY);
    Aggregator.OfDouble<Object, Estimate> first =
        moments(SampleAggregators.sum(Type.DOUBLE), drawn, 0);
    Aggregator.OfDouble<Object, Estimate> second =
        moments(SampleAggregators.sum(Type.DOUBLE), drawn, 1);
    Object state = first.create();
    first.addAll(state, new double[] {1, 2, 3}, 0, 3);
    Object other = second.create();
    second.addAll(other, new double[] {7, 9}, 0, 2);
    // each row of the first stratum stands for ten, each of the second for itself
    assertThat(first.result(first.merge(state, other), 0.95).value()).isEqualTo(6 * 10 + 16);
  }

  @Test
  void aGroupOfWholeStrataIsCountedExactlyButForThePool() {
    assertThat(counted(Drawn.Groups.ONE_STRATUM, 0)).isEqualTo(Estimate.exact(1_000));
    assertThat(counted(Drawn.Groups.ONE_STRATUM, 1)).isEqualTo(Estimate.exact(10));
    assertThat(counted(Drawn.Groups.ONE_STRATUM, 2).isExact()).isFalse();
    // the pool may hold more rows of the group
    assertThat(counted(Drawn.Groups.WHOLE_STRATA, 0).isExact()).isFalse();
    assertThat(counted(Drawn.Groups.ANY, 0).isExact()).isFalse();
    assertThat(counted(Drawn.Groups.ONE_STRATUM, 0, true).isExact()).isFalse();
  }

  private static Estimate counted(Drawn.Groups groups, int stratum) {
    return counted(groups, stratum, false);
  }

  /** The count of a group that has all sampled rows of a stratum. */
  private static Estimate counted(Drawn.Groups groups, int stratum, boolean filtered) {
    Drawn drawn = filtered ? strata(groups).filtered() : strata(groups);
    Aggregator.Of<Object, Estimate> count = count(drawn, stratum);
    Object state = count.create();
    count.add(state, new long[] {100, 10, 50}[stratum]);
    return count.result(state, 0.95);
  }

  @Test
  void strataWithoutAPoolAreKnownToHoldAllGroups() {
    StratifiedDesign design = StratifiedDesign.of(new long[] {1_000, 10}, new long[] {100, 10});
    Drawn drawn = Drawn.byStrata(design, -1, Drawn.Groups.WHOLE_STRATA);
    Aggregator.Of<Object, Estimate> count = count(drawn, 0);
    Object state = count.create();
    assertThat(count.result(state, 0.95)).isEqualTo(Estimate.exact(0));
    count.add(state, 100);
    assertThat(count.result(state, 0.95)).isEqualTo(Estimate.exact(1_000));
  }

  @Test
  void everythingIsCountedExactlyOnceItIsKnownHowMuchItIs() {
    Drawn everything = Drawn.simply(new UniformDesign(10_000, 1_000), true);
    Aggregator.Of<Object, Estimate> count = count(everything, 0);
    Object state = count.create();
    count.add(state, 1_000);
    assertThat(count.result(state, 0.95)).isEqualTo(Estimate.exact(10_000));
    Drawn byRate = Drawn.simply(new BernoulliDesign(0.1), true);
    count = count(byRate, 0);
    assertThat(count.result(state, 0.95).isExact()).isFalse();
    assertThat(count.result(state, 0.95).value()).isEqualTo(10_000);
  }

  @Test
  void ofNoValueThereIsOnlyACount() {
    Aggregator.OfDouble<Object, Estimate> sum =
        moments(SampleAggregators.sum(Type.BIGINT), TENTH, 0);
    assertThat(sum.output(sum.result(sum.create(), 0.95), 0)).isNull();
    Aggregator.OfDouble<Object, Estimate> mean =
        moments(SampleAggregators.avg(), strata(Drawn.Groups.ANY), 0);
    assertThat(mean.output(mean.result(mean.create(), 0.95), 0)).isNull();
    Aggregator.OfDouble<Object, List<Estimate>> quantiles = quantiles(TENTH, 0.5);
    assertThat(quantiles.output(quantiles.result(quantiles.create(), 0.95), 0)).isNull();
  }

  @Test
  void aResultNeedsToKnowHowRowsWereDrawn() {
    Aggregator.Of<Object, Estimate> count = count(null, 0);
    assertThatThrownBy(() -> count.result(count.create(), 0.95))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("how its rows were drawn");
  }

  @Test
  void namesAndParametersMakeAnAggregator() {
    assertThat(SampleAggregators.count().name()).isEqualTo("count of sample");
    assertThat(SampleAggregators.sum(Type.BIGINT))
        .isEqualTo(SampleAggregators.sum(Type.BIGINT))
        .hasSameHashCodeAs(SampleAggregators.sum(Type.BIGINT))
        .isNotEqualTo(SampleAggregators.sum(Type.DOUBLE))
        .isNotEqualTo(SampleAggregators.avg());
    assertThat(SampleAggregators.quantiles(0.5, 0.9).name())
        .isEqualTo("approx_percentile(0.5, 0.9) of sample");
    assertThat(SampleAggregators.quantiles(0.5, 0.9).outputs())
        .extracting(Aggregator.Output::suffix)
        .containsExactly("[0.5]", "[0.9]");
    assertThatThrownBy(() -> SampleAggregators.quantiles()).hasMessage("ps must not be empty");
    assertThatThrownBy(() -> SampleAggregators.quantiles(0.5, 0.5))
        .hasMessageStartingWith("ps must be distinct");
    assertThatThrownBy(() -> SampleAggregators.quantiles(1.5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SampleAggregators.sum(Type.VARCHAR))
        .hasMessage("type must be BIGINT or DOUBLE, got VARCHAR");
  }
}
