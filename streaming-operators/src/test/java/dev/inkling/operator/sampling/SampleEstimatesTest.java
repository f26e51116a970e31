package dev.inkling.operator.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import dev.inkling.sketch.sampling.BernoulliSample;
import dev.inkling.sketch.sampling.RecentSample;
import dev.inkling.sketch.sampling.ReservoirSample;
import dev.inkling.sketch.sampling.StratifiedSample;
import dev.inkling.sketch.sampling.VarOptSample;
import dev.inkling.sketch.sampling.WeightedSample;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SampleEstimatesTest {

  private static void near(Estimate estimate, double truth) {
    assertThat(estimate.contains(truth)).as("%s holds %s", estimate, truth).isTrue();
    assertThat(estimate.isExact()).isFalse();
    assertThat(estimate.relativeError()).isLessThan(0.5);
  }

  /** All questions about rows 0 … 9,999 of which y is the row and a quarter is asked about. */
  private static void check(SampleEstimates all) {
    SampleEstimates quarter = all.where(row -> row % 4 == 0);
    near(all.count(row -> row % 4 == 0, 0.999), 2500);
    near(quarter.count(0.999), 2500);
    near(quarter.count(row -> row % 2 == 0, 0.999), 2500);
    near(all.sum(row -> row, 0.999), 49_995_000);
    near(quarter.sum(row -> row, 0.999), 12_495_000);
    near(quarter.avg(row -> row, 0.999), 4998);
    near(quarter.ratio(row -> row, row -> 2, 0.999), 2499);
    near(quarter.quantile(row -> row, 0.5, 0.999), 4996);
    assertThat(Arrays.stream(quarter.items())).isNotEmpty().allMatch(row -> row % 4 == 0);
    assertThat(quarter.where(row -> row % 4 == 1).items()).isEmpty();
    assertThat(quarter.where(row -> row % 4 == 1).avg(row -> row, 0.9).value()).isNaN();
    assertThat(all.avg(row -> row % 2 == 0 ? Double.NaN : 7, 0.9).value())
        .isCloseTo(7, within(1e-9));
    assertThat(all.toString()).contains("Design");
  }

  @Test
  void reservoirsAnswer() {
    ReservoirSample sample = ReservoirSample.create(1000, 1);
    sample.addRange(0, 10_000);
    check(SampleEstimates.of(sample));
    assertThat(SampleEstimates.of(sample).count(0.9)).isEqualTo(Estimate.exact(10_000));
  }

  @Test
  void reservoirsThatHoldAllAreExact() {
    ReservoirSample sample = ReservoirSample.create(1000, 1);
    sample.addRange(0, 100);
    assertThat(SampleEstimates.of(sample).sum(row -> row, 0.9)).isEqualTo(Estimate.exact(4950));
    assertThat(SampleEstimates.of(sample).quantile(row -> row, 0.5, 0.9))
        .isEqualTo(Estimate.exact(49));
    SampleEstimates none = SampleEstimates.of(ReservoirSample.create(5, 1));
    assertThat(none.count(0.9)).isEqualTo(Estimate.exact(0));
    assertThat(none.sum(row -> row, 0.9)).isEqualTo(Estimate.exact(0));
    assertThat(none.avg(row -> row, 0.9).value()).isNaN();
  }

  @Test
  void bernoulliSamplesAnswer() {
    BernoulliSample sample = BernoulliSample.create(0.1, 1);
    sample.addRange(0, 10_000);
    check(SampleEstimates.of(sample));
    assertThat(SampleEstimates.of(sample).count(0.9)).isEqualTo(Estimate.exact(10_000));
    check(SampleEstimates.of(sample.toArray(), new BernoulliDesign(sample.rate())));
    BernoulliSample nothing = BernoulliSample.create(0.001, 1);
    nothing.addRange(0, 10);
    Estimate count = SampleEstimates.of(nothing).count(row -> row > 3, 0.9);
    assertThat(count.value()).isZero();
    assertThat(count.contains(6)).isTrue();
  }

  @Test
  void stratifiedSamplesAnswer() {
    StratifiedSample sample = StratifiedSample.create(100, 8, 1);
    for (int row = 0; row < 10_000; row++) {
      sample.add(row % 10, row); // two of ten strata are pooled
    }
    check(SampleEstimates.of(sample));
    assertThat(SampleEstimates.of(sample).count(0.9)).isEqualTo(Estimate.exact(10_000));
  }

  @Test
  void weightedSamplesAnswer() {
    WeightedSample weighted = WeightedSample.create(1000, 1);
    VarOptSample varOpt = VarOptSample.create(1000, 1);
    for (int row = 0; row < 10_000; row++) {
      weighted.add(row, 5000 + row);
      varOpt.add(row, 5000 + row);
    }
    check(SampleEstimates.of(weighted));
    check(SampleEstimates.of(varOpt));
    Estimate total = SampleEstimates.of(varOpt).sum(row -> 5000 + row, 0.95);
    assertThat(total.value()).isCloseTo(varOpt.totalWeight(), within(1e-3));
    assertThat(total.upper() - total.lower()).isLessThan(1);
  }

  @Test
  void recentSamplesAnswer() {
    RecentSample byNumber = RecentSample.lastItems(1000, 10_000, 1);
    byNumber.addRange(-5000, 10_000);
    check(SampleEstimates.of(byNumber));
    assertThat(SampleEstimates.of(byNumber).count(0.9)).isEqualTo(Estimate.exact(10_000));
    RecentSample byTime = RecentSample.lastMillis(1000, 10_000, 1);
    for (int row = -5000; row < 10_000; row++) {
      byTime.add(row, row);
    }
    check(SampleEstimates.of(byTime));
    near(SampleEstimates.of(byTime).count(0.999), 10_000);
  }

  @Test
  void groupsOfOneStratumAreAnsweredFromItAlone() {
    StratifiedDesign design = StratifiedDesign.of(new long[] {100, 1000}, new long[] {50, 50});
    Strata<Moments> domain = Strata.of(Moments::create);
    for (int i = 0; i < 20; i++) {
      domain.at(0).add(i);
    }
    StratifiedDesign only = design.only(0);
    assertThat(only.count(domain, 0.95)).isEqualTo(new UniformDesign(100, 50).count(20, 0.95));
    assertThat(only.avg(domain, 0.95))
        .isEqualTo(new UniformDesign(100, 50).avg(domain.at(0), 0.95));
    assertThat(design.count(domain, 0.95).guarantee()).isEqualTo(Guarantee.EMPIRICAL);
    assertThat(design.stratum(1)).isEqualTo(new UniformDesign(1000, 50));
    assertThat(design.population(0.9)).isEqualTo(Estimate.exact(1100));
  }

  @Test
  void strataOfOneRowAreCollapsedAndSaidSo() {
    StratifiedDesign design =
        StratifiedDesign.of(new long[] {500, 500, 500}, new long[] {1, 200, 1});
    Strata<Moments> domain = Strata.of(Moments::create);
    domain.at(0).add(10);
    domain.at(2).add(30);
    for (int i = 0; i < 200; i++) {
      domain.at(1).add(i % 20);
    }
    Estimate sum = design.sum(domain, 0.95);
    assertThat(sum.guarantee()).isEqualTo(Guarantee.EMPIRICAL);
    assertThat(sum.value()).isCloseTo(500 * (10 + 30 + 9.5), within(1e-6));
    double ofTheMiddle = new UniformDesign(500, 200).sum(domain.at(1), 0.95).upper() - 500 * 9.5;
    assertThat(sum.upper() - sum.value()).isGreaterThan(5 * ofTheMiddle).isFinite();
    StratifiedDesign alone = StratifiedDesign.of(new long[] {500, 500}, new long[] {1, 1});
    Strata<Moments> two = Strata.of(Moments::create);
    two.at(0).add(1);
    two.at(1).add(5);
    assertThat(alone.sum(two, 0.95).upper()).isFinite().isGreaterThan(alone.sum(two, 0.95).value());
  }

  @Test
  void completeStrataErrNotButOthersMayHideRows() {
    StratifiedDesign design = StratifiedDesign.of(new long[] {50, 100}, new long[] {50, 20});
    Strata<Moments> domain = Strata.of(Moments::create);
    for (int i = 0; i < 10; i++) {
      domain.at(0).add(i);
    }
    assertThat(design.sum(domain, 0.95))
        .isEqualTo(new Estimate(45, 45, 45, 0.95, Guarantee.EMPIRICAL));
    assertThat(design.avg(domain, 0.95).value()).isEqualTo(4.5);
    assertThat(design.count(domain, 0.95).lower()).isEqualTo(10);
    assertThat(design.count(domain, 0.95).upper()).isGreaterThan(10);
    assertThat(design.only(0).sum(domain, 0.95)).isEqualTo(Estimate.exact(45));
    assertThat(design.only(0).count(domain, 0.95)).isEqualTo(Estimate.exact(10));
  }

  @Test
  void fewRowsPromiseNothing() {
    UniformDesign design = new UniformDesign(1000, 100);
    Moments one = Moments.create();
    one.add(5);
    assertThat(design.sum(Moments.create(), 0.95).value()).isZero();
    assertThat(design.sum(Moments.create(), 0.95).guarantee()).isEqualTo(Guarantee.EMPIRICAL);
    assertThat(design.sum(Moments.create(), 0.95).upper()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(design.sum(one, 0.95).guarantee()).isEqualTo(Guarantee.EMPIRICAL);
    assertThat(design.avg(one, 0.95).upper()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(design.avg(one, 0.95).guarantee()).isEqualTo(Guarantee.EMPIRICAL);
    Moments equal = Moments.create();
    for (int i = 0; i < 100; i++) {
      equal.add(5);
    }
    assertThat(design.avg(equal, 0.95).guarantee()).isEqualTo(Guarantee.EMPIRICAL);
    SampleValues three = SampleValues.create();
    three.addAll(new double[] {1, 2, 3}, 0, 3);
    Estimate median = design.quantile(three, 0.5, 0.95);
    assertThat(median.lower()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(median.upper()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(median.guarantee()).isEqualTo(Guarantee.PROBABILISTIC);
    PairMoments zero = PairMoments.create();
    zero.add(0, 5);
    assertThat(design.ratio(zero, 0.95).value()).isNotFinite();
    assertThat(new BernoulliDesign(0.1).sum(Moments.create(), 0.95).value()).isZero();
  }

  @Test
  void infiniteValuesGiveNoBar() {
    Moments moments = Moments.create();
    moments.add(1);
    moments.add(Double.POSITIVE_INFINITY);
    for (SimpleDesign design :
        new SimpleDesign[] {new UniformDesign(100, 10), new BernoulliDesign(0.1)}) {
      Estimate sum = design.sum(moments, 0.95);
      assertThat(sum.lower()).isEqualTo(Double.NEGATIVE_INFINITY);
      assertThat(sum.upper()).isEqualTo(Double.POSITIVE_INFINITY);
      assertThat(sum.guarantee()).isEqualTo(Guarantee.EMPIRICAL);
      assertThat(design.avg(moments, 0.95).guarantee()).isEqualTo(Guarantee.EMPIRICAL);
    }
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertThatThrownBy(() -> new UniformDesign(10, 11))
        .hasMessage("sampled must be in [0, population = 10], got 11");
    assertThatThrownBy(() -> new UniformDesign(10, 0))
        .hasMessage("sampled must be above 0 of 10 rows");
    assertThatThrownBy(() -> new UniformDesign(10, 5).count(6, 0.9))
        .hasMessage("a domain must have at most sampled = 5 rows, got 6");
    assertThatThrownBy(() -> new UniformDesign(10, 5).count(3, 1))
        .hasMessage("confidence must be in (0, 1), got 1.0");
    assertThatThrownBy(() -> new UniformDesign(10, 5).population(4, 0.9))
        .hasMessage("sampledRows must be 5, got 4");
    assertThatThrownBy(() -> new UniformDesign(10, 5).quantile(SampleValues.create(), 1.5, 0.9))
        .hasMessage("p must be in [0, 1], got 1.5");
    assertThatThrownBy(() -> new BernoulliDesign(0)).hasMessage("rate must be in (0, 1], got 0.0");
    assertThatThrownBy(() -> new BernoulliDesign(0.5).count(-1, 0.9))
        .hasMessage("hits must be at least 0, got -1");
    assertThatThrownBy(() -> StratifiedDesign.of(new long[1], new long[2]))
        .hasMessage("populations and sampled must be of equal length, got 1 and 2");
    assertThatThrownBy(() -> UnequalDesign.fixedSize(3, 4))
        .hasMessage("complement must be in (0, light = 3], got 4.0");
    StratifiedDesign design = StratifiedDesign.of(new long[] {10}, new long[] {1});
    Strata<Moments> domain = Strata.of(Moments::create);
    domain.at(1).add(1);
    assertThatThrownBy(() -> design.sum(domain, 0.9))
        .hasMessageContaining("at most as many rows of stratum 1");
    assertThatThrownBy(
            () -> SampleEstimates.of(new long[2], new double[1], UnequalDesign.poisson()))
        .hasMessageContaining("of equal length, got 2 and 1");
  }
}
