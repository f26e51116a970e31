package dev.inkling.sketch.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.inkling.sketch.internal.Normal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PortableMathTest {

  @Test
  void logarithmsAreThoseOfTheLibrary() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 200_000; i++) {
      double w = Math.scalb(random.nextDouble(0.5, 1), -random.nextInt(i % 2 == 0 ? 4 : 200));
      double expected = -StrictMath.log1p(-w);
      assertThat(PortableMath.minusLogOfOneMinus(w)).isCloseTo(expected, within(1e-15 * expected));
    }
    double last = 1 - 0x1p-53;
    assertThat(PortableMath.minusLogOfOneMinus(last)).isCloseTo(53 * Math.log(2), within(1e-13));
    assertThat(PortableMath.minusLogOfOneMinus(Double.MIN_NORMAL)).isEqualTo(Double.MIN_NORMAL);
    assertThat(PortableMath.minusLog(1)).isZero();
  }

  @Test
  void exponentialsAreThoseOfTheLibrary() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 200_000; i++) {
      double x = random.nextDouble() * (i % 2 == 0 ? 0.13 : 40);
      double expected = StrictMath.exp(-x);
      assertThat(PortableMath.expOfMinus(x)).isCloseTo(expected, within(1e-15 * expected));
    }
    assertThat(PortableMath.expOfMinus(0)).isEqualTo(1);
  }

  /** Chi-square of 64 cells of equal probability, and of the tail beyond the last layer. */
  @Test
  void exponentialDrawsAreExponential() {
    Randomness random = Randomness.ofSeed(3);
    int draws = 4_000_000;
    long[] cells = new long[64];
    long tail = 0;
    double sum = 0;
    for (int i = 0; i < draws; i++) {
      double x = random.exponential();
      cells[(int) (64 * StrictMath.exp(-x)) & 63]++;
      tail += x > 7.69711747013104972 ? 1 : 0;
      sum += x;
    }
    double chiSquare = 0;
    for (long cell : cells) {
      chiSquare += (cell - draws / 64.0) * (cell - draws / 64.0) / (draws / 64.0);
    }
    double z = Normal.quantile(1 - 1e-6);
    double a = 2.0 / (9 * 63);
    assertThat(chiSquare).isLessThan(63 * Math.pow(1 - a + z * Math.sqrt(a), 3));
    double p = Math.exp(-7.69711747013104972);
    assertThat((double) tail).isCloseTo(draws * p, within(5 * Math.sqrt(draws * p)));
    assertThat(sum / draws).isCloseTo(1, within(5 / Math.sqrt(draws)));
  }

  @Test
  void numbersBelowABoundAreUniform() {
    Randomness random = Randomness.ofSeed(4);
    // a bound of three quarters of the range: a product without rejection would favour some
    long bound = 3L << 61;
    long[] cells = new long[3];
    int draws = 300_000;
    for (int i = 0; i < draws; i++) {
      long x = random.below(bound);
      assertThat(x).isBetween(0L, bound - 1);
      cells[(int) (x % 3)]++;
      assertThat(random.below(1)).isZero();
    }
    for (long cell : cells) {
      assertThat((double) cell).isCloseTo(draws / 3.0, within(5 * Math.sqrt(draws * 2.0 / 9)));
    }
  }
}
