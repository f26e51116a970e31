package dev.inkling.cli.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What counts as keeping an error: theory and measurement, and neither by luck. */
class MeasuredTest {

  private static Estimate bar(double value, double arm) {
    return new Estimate(value, value - arm, value + arm, 0.95, Guarantee.EMPIRICAL);
  }

  private static Measured of(int runs, double error, double arm) {
    Tally tally = new Tally(1);
    for (int run = 0; run < runs; run++) {
      tally.answer(0, bar(100 * (1 + error), 100 * arm), 100, 100);
    }
    return tally.result(0.95);
  }

  @Test
  void theErrorIsWhatAShareOfAllDoesNotExceed() {
    Tally tally = new Tally(1);
    for (int i = 1; i <= 100; i++) {
      tally.answer(0, bar(i % 2 == 0 ? 1_000 + i : 1_000 - i, 200), 1_000, 1_000);
    }
    Measured measured = tally.result(0.95);
    assertThat(measured.error()).isEqualTo(0.095);
    assertThat(measured.bar()).isEqualTo(0.2);
    assertThat(measured.share()).isEqualTo(1);
    assertThat(measured.rmse()).isCloseTo(Math.sqrt(338_350 / 100.0) / 1_000, within(1e-12));
  }

  private static Offset<Double> within(double offset) {
    return Offset.offset(offset);
  }

  @Test
  void infinitiesThatAreFoundAreNoErrorAndOthersAreInfinite() {
    double infinity = Double.POSITIVE_INFINITY;
    Tally found = new Tally(1);
    found.answer(0, Estimate.exact(infinity), infinity, infinity);
    assertThat(found.result(0.95).keeps(0.01, 0.95)).isTrue();
    Tally missed = new Tally(1);
    missed.answer(0, Estimate.exact(5), infinity, infinity);
    assertThat(missed.result(0.95).error()).isEqualTo(infinity);
  }

  @Test
  void numbersAreShownAsTheyAre() {
    assertThat(QuantileTrial.shown(1499)).isEqualTo("1499");
    assertThat(QuantileTrial.shown(-0.5)).isEqualTo("-0.5");
    assertThat(QuantileTrial.shown(1e20)).isEqualTo("1.0E20");
    assertThat(QuantileTrial.shown(Double.POSITIVE_INFINITY)).isEqualTo("Infinity");
    assertThat(QuantileTrial.shown(1L << 53)).isEqualTo("9.007199254740992E15");
  }

  @Test
  void theWorstGroupCounts() {
    Tally tally = new Tally(2);
    tally.answer(0, bar(100, 1), 100, 100);
    tally.answer(1, bar(102, 3), 100, 100);
    Measured measured = tally.result(0.95);
    assertThat(measured.error()).isEqualTo(0.02);
    assertThat(measured.bar()).isEqualTo(0.03);
    assertThat(measured.groups()).containsExactly(0, 0.02);
  }

  @Test
  void aSmallErrorWithAWideBarIsLuck() {
    assertThat(of(50, 0.001, 0.02).keeps(0.01, 0.95)).isFalse();
    assertThat(of(50, 0.001, 0.009).keeps(0.01, 0.95)).isTrue();
  }

  @Test
  void aNarrowBarWithALargeErrorIsALie() {
    Measured measured = of(50, 0.02, 0.009);
    assertThat(measured.keeps(0.01, 0.95)).isFalse();
    assertThat(measured.barsLie(0.95)).isTrue();
    // even where the errors are small enough
    assertThat(of(50, 0.009, 0.008).keeps(0.01, 0.95)).isFalse();
  }

  @Test
  void barsThatMissAsOftenAsTheyMayDoNotLie() {
    Tally tally = new Tally(1);
    for (int run = 0; run < 64; run++) {
      tally.answer(0, bar(run < 8 ? 102 : 100, 1), 100, 100);
    }
    assertThat(tally.result(0.95).barsLie(0.95)).isFalse();
    assertThat(tally.result(0.95).share()).isEqualTo(56.0 / 64);
  }

  @Test
  void mergedSketchesHaveToKeepItToo() {
    Tally tally = new Tally(1);
    tally.answer(0, bar(100, 0.5), 100, 100);
    assertThat(tally.result(0.95).keeps(0.01, 0.95)).isTrue();
    tally.mergedError(0, 0.02);
    assertThat(tally.result(0.95).keeps(0.01, 0.95)).isFalse();
    tally.mergesToTheSame();
    assertThat(tally.result(0.95).keeps(0.01, 0.95)).isTrue();
    assertThat(tally.result(0.95).mergedError()).isZero();
  }

  @Test
  void aMeanMayBeOffByChance() {
    Tally tally = new Tally(1);
    tally.error(0, 0.0102);
    tally.bar(0, 0.01, true);
    assertThat(tally.result(0.95).keeps(0.01, 0.95)).isFalse();
    tally.noise(0.0001);
    assertThat(tally.result(0.95).keeps(0.01, 0.95)).isTrue();
  }

  @Test
  void withoutATruthTheErrorOfSomethingIsInfinite() {
    assertThat(Tally.relative(0, 0)).isZero();
    assertThat(Tally.relative(1, 0)).isInfinite();
    assertThat(Tally.relative(-1, -2)).isEqualTo(-0.5);
  }
}
