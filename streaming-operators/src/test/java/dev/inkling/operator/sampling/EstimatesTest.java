package dev.inkling.operator.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.inkling.operator.sampling.Estimates.Dependence;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EstimatesTest {

  private static Estimate of(double value, double lower, double upper) {
    return new Estimate(value, lower, upper, 0.95, Guarantee.PROBABILISTIC);
  }

  @Test
  void whateverTheDependenceBoundsAreAddedAndWhatIsMissingToo() {
    Estimate sum = Estimates.sum(of(3, 2, 5), of(10, 9, 12), Dependence.ANY);
    assertThat(sum.value()).isEqualTo(13);
    assertThat(sum.lower()).isEqualTo(11);
    assertThat(sum.upper()).isEqualTo(17);
    assertThat(sum.confidence()).isCloseTo(0.9, within(1e-12));
    assertThat(sum.guarantee()).isEqualTo(Guarantee.PROBABILISTIC);
    Estimate difference = Estimates.difference(of(3, 2, 5), of(10, 9, 12), Dependence.ANY);
    assertThat(difference.lower()).isEqualTo(-10);
    assertThat(difference.upper()).isEqualTo(-4);
    Estimate ratio = Estimates.ratio(of(3, -2, 5), of(10, 8, 12), Dependence.ANY);
    assertThat(ratio.lower()).isEqualTo(-0.25);
    assertThat(ratio.upper()).isEqualTo(0.625);
    Estimate negative = Estimates.ratio(of(3, 2, 5), of(-10, -12, -8), Dependence.ANY);
    assertThat(negative.lower()).isEqualTo(-0.625);
    assertThat(negative.upper()).isCloseTo(-2 / 12.0, within(1e-12));
  }

  @Test
  void certainBarsCostNoConfidence() {
    Estimate certain = new Estimate(4, 3, 5, 1, Guarantee.DETERMINISTIC);
    Estimate sum = Estimates.sum(of(3, 2, 5), certain, Dependence.ANY);
    assertThat(sum.confidence()).isEqualTo(0.95);
    assertThat(sum.lower()).isEqualTo(5);
    Estimate exact = Estimates.sum(of(3, 2, 5), Estimate.exact(2), Dependence.INDEPENDENT);
    assertThat(exact).isEqualTo(new Estimate(5, 4, 7, 0.95, Guarantee.PROBABILISTIC));
    assertThat(Estimates.sum(Estimate.exact(1), Estimate.exact(2), Dependence.ANY))
        .isEqualTo(Estimate.exact(3));
    assertThat(Estimates.ratio(Estimate.exact(1), Estimate.exact(2), Dependence.ANY))
        .isEqualTo(Estimate.exact(0.5));
    assertThat(Estimates.ratio(of(3, 2, 5), Estimate.exact(-2), Dependence.ANY))
        .isEqualTo(new Estimate(-1.5, -2.5, -1, 0.95, Guarantee.PROBABILISTIC));
  }

  @Test
  void productsWithConstantsKeepTheConfidence() {
    assertThat(Estimates.times(of(3, 2, 5), -2))
        .isEqualTo(new Estimate(-6, -10, -4, 0.95, Guarantee.PROBABILISTIC));
    assertThat(Estimates.times(of(3, 2, 5), 0)).isEqualTo(Estimate.exact(0));
    assertThatThrownBy(() -> Estimates.times(of(3, 2, 5), Double.NaN))
        .hasMessage("factor must be finite, got NaN");
  }

  @Test
  void armsOfIndependentEstimatesAreAddedLikeStandardErrors() {
    Estimate sum = Estimates.sum(of(3, 0, 7), of(10, 6, 13), Dependence.INDEPENDENT);
    assertThat(sum.lower()).isEqualTo(8);
    assertThat(sum.upper()).isEqualTo(18);
    assertThat(sum.confidence()).isEqualTo(0.95);
    assertThat(sum.guarantee()).isEqualTo(Guarantee.EMPIRICAL);
    Estimate difference = Estimates.difference(of(3, 0, 7), of(10, 7, 14), Dependence.INDEPENDENT);
    assertThat(difference.lower()).isEqualTo(-12);
    assertThat(difference.upper()).isEqualTo(-2);
    Estimate other = new Estimate(1, 0, 2, 0.9, Guarantee.PROBABILISTIC);
    assertThatThrownBy(() -> Estimates.sum(of(3, 0, 7), other, Dependence.INDEPENDENT))
        .hasMessageContaining("confidences must be equal");
  }

  @Test
  void ratiosAreUnboundedWhereTheDivisorMayBeZero() {
    for (Dependence dependence : Dependence.values()) {
      Estimate ratio = Estimates.ratio(of(3, 2, 5), of(1, -1, 3), dependence);
      assertThat(ratio.lower()).isEqualTo(Double.NEGATIVE_INFINITY);
      assertThat(ratio.upper()).isEqualTo(Double.POSITIVE_INFINITY);
    }
  }

  @Test
  void barsOfIndependentEstimatesHoldAsOftenAsTheirs() {
    SplittableRandom random = new SplittableRandom(1);
    int trials = 20_000;
    int[] held = new int[5];
    for (int trial = 0; trial < trials; trial++) {
      double a = 20 + 2 * normal(random);
      double b = 30 + 3 * normal(random);
      Estimate first = of(a, a - 1.96 * 2, a + 1.96 * 2);
      Estimate second = of(b, b - 1.96 * 3, b + 1.96 * 3);
      Estimate minus = Estimates.times(first, -1);
      Dependence independent = Dependence.INDEPENDENT;
      held[0] += Estimates.sum(first, second, independent).contains(50) ? 1 : 0;
      held[1] += Estimates.difference(first, second, independent).contains(-10) ? 1 : 0;
      held[2] += Estimates.ratio(first, second, independent).contains(20 / 30.0) ? 1 : 0;
      held[3] += Estimates.ratio(minus, second, independent).contains(-20 / 30.0) ? 1 : 0;
      held[4] += Estimates.ratio(second, minus, independent).contains(-1.5) ? 1 : 0;
    }
    for (int count : held) {
      assertThat(count).isBetween(Tolerance.least(trials, 0.95), Tolerance.most(trials, 0.95));
    }
  }

  private static double normal(SplittableRandom random) {
    double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
    return radius * Math.cos(2 * Math.PI * random.nextDouble());
  }
}
