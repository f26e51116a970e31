package dev.inkling.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The measures of error on cases that are worked out by hand. */
class ErrorsTest {

  private static final double ROUNDING = 1e-15;

  @Test
  void fourErrorsGiveTheMeasuresWorkedOutByHand() {
    Errors errors = Errors.of(new double[] {-3, 1, 2, 4});
    assertThat(errors.trials()).isEqualTo(4);
    assertThat(errors.bias()).isEqualTo(1);
    assertThat(errors.rmse()).isCloseTo(Math.sqrt(30 / 4.0), within(ROUNDING));
    // the squares 9, 1, 4, 16 have the variance 354/4 − 7.5² = 32.25
    assertThat(errors.rmseError())
        .isCloseTo(Math.sqrt(32.25 / 4) / (2 * Math.sqrt(7.5)), within(ROUNDING));
    assertThat(Errors.of(new double[] {0, 0}).rmseError()).isZero();
    assertThat(errors.p50()).isEqualTo(2);
    assertThat(errors.p95()).isEqualTo(4);
    assertThat(errors.max()).isEqualTo(4);
  }

  @Test
  void barsAreCountedAndComparedWithTheNarrowestThatWouldDo() {
    ErrorLog log = new ErrorLog(4);
    log.put(0, 11, 10, 10, new Bar(9, 12, 0.75)); // error 0.1, arm 0.2, holds
    log.put(1, 8, 10, 10, new Bar(7, 10, 0.75)); // error -0.2, arm 0.2, just holds
    log.put(2, 14, 10, 10, new Bar(12, 16, 0.75)); // error 0.4, arm 0.2, does not hold
    log.put(3, 13, 10, 10, new Bar(9, 14, 0.75)); // error 0.3, arm 0.4, holds
    Bars bars = log.bars();
    assertThat(bars.held()).isEqualTo(3);
    assertThat(bars.share()).isEqualTo(0.75);
    assertThat(bars.arm()).isCloseTo(0.25, within(ROUNDING));
    assertThat(bars.narrowest()).isCloseTo(0.3, within(ROUNDING));
    assertThat(bars.width()).isCloseTo(0.25 / 0.3, within(1e-14));
  }

  @Test
  void sizesThatAgreeHaveNoError() {
    double unknown = Double.NaN;
    assertThat(Bytes.of(new double[] {0.1, 0.1, 0.1, unknown})).isEqualTo(new Bytes(0.1, 0, 3));
    assertThat(Bytes.of(new double[] {unknown}).mean()).isNaN();
    Bytes bytes = Bytes.of(new double[] {10, 12, unknown, 14});
    assertThat(bytes.mean()).isEqualTo(12);
    assertThat(bytes.trials()).isEqualTo(3);
    assertThat(bytes.standardError()).isCloseTo(2 / Math.sqrt(3), within(ROUNDING));
  }

  @Test
  void barsThatHoldTooSeldomAreNamed() {
    assertThat(new Bars(1_000, 0.95, 950, 1, 1).heldTooSeldom()).isFalse();
    assertThat(new Bars(1_000, 0.95, 900, 1, 1).heldTooSeldom()).isTrue();
  }

  @Test
  void ranksOfEqualNumbersAreAnInterval() {
    Ranks ranks = new Ranks(new double[] {5, 1, 2, 2});
    assertThat(ranks.quantile(0.25)).isEqualTo(1);
    assertThat(ranks.quantile(0.5)).isEqualTo(2);
    assertThat(ranks.quantile(0.76)).isEqualTo(5);
    // 2 has a quarter below and three quarters up to it
    assertThat(ranks.error(2, 0.25)).isZero();
    assertThat(ranks.error(2, 0.75)).isZero();
    assertThat(ranks.error(2, 0.1)).isCloseTo(0.15, within(ROUNDING));
    assertThat(ranks.error(2, 0.9)).isCloseTo(-0.15, within(ROUNDING));
    assertThat(ranks.error(4, 0.5)).isCloseTo(0.25, within(ROUNDING));
    assertThat(ranks.error(0, 0.5)).isCloseTo(-0.5, within(ROUNDING));
  }
}
