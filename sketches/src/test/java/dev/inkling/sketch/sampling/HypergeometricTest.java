package dev.inkling.sketch.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.internal.Normal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

/** Both ways of drawing follow the law, of small urns and of those of 2^62 items. */
final class HypergeometricTest {

  private static final int RUNS = 200_000;

  private interface Way {
    int draw(Randomness random, int draws, long left, long right);
  }

  /** n (n - 1) … (n - k + 1). */
  private static BigInteger falling(long n, int k) {
    BigInteger product = BigInteger.ONE;
    for (int i = 0; i < k; i++) {
      product = product.multiply(BigInteger.valueOf(n - i));
    }
    return product;
  }

  /** From whole numbers: (draws choose x) × falling(left, x) falling(right, draws - x) / all. */
  private static double[] law(int draws, long left, long right) {
    BigDecimal all = new BigDecimal(falling(left + right, draws));
    BigInteger choices = BigInteger.ONE;
    double[] law = new double[draws + 1];
    for (int x = 0; x <= draws; x++) {
      if (x <= left && draws - x <= right) {
        BigInteger ways = choices.multiply(falling(left, x)).multiply(falling(right, draws - x));
        law[x] = new BigDecimal(ways).divide(all, MathContext.DECIMAL64).doubleValue();
      }
      choices = choices.multiply(BigInteger.valueOf(draws - x)).divide(BigInteger.valueOf(x + 1L));
    }
    return law;
  }

  private static void check(Way way, int draws, long left, long right) {
    Randomness random = Randomness.ofSeed(draws ^ left);
    DrawnSubsets drawn = new DrawnSubsets(draws + 1);
    for (int run = 0; run < RUNS; run++) {
      drawn.add(way.draw(random, draws, left, right));
    }
    drawn.check(draws + " of " + left + " and " + right, law(draws, left, right));
  }

  @Test
  void bothWaysFollowTheLaw() {
    Way[] ways = {Hypergeometric::byMode, Hypergeometric::byItems, Hypergeometric::draw};
    for (Way way : ways) {
      check(way, 100, 150, 150);
      check(way, 100, 70, 130);
      check(way, 150, 200, 60);
      check(way, 130, 1_000_000, 300_000);
      check(way, 200, 1L << 60, 1L << 61);
    }
    check(Hypergeometric::byMode, 300, (1L << 62) - 1, 1L << 62);
  }

  @Test
  void whatIsCertainIsDrawn() {
    Randomness random = Randomness.ofSeed(1);
    for (int draws : new int[] {Hypergeometric.FEW, 1_000}) {
      assertThat(Hypergeometric.draw(random, draws, 0, draws)).isZero();
      assertThat(Hypergeometric.draw(random, draws, draws, 0)).isEqualTo(draws);
      assertThat(Hypergeometric.draw(random, draws, 7, draws - 7)).isEqualTo(7);
      assertThat(Hypergeometric.draw(random, draws, 0, Long.MAX_VALUE)).isZero();
      assertThat(Hypergeometric.draw(random, draws, Long.MAX_VALUE, 0)).isEqualTo(draws);
    }
  }

  @Test
  void nearlyCertainDrawsStayWithinWhatIsPossible() {
    Randomness random = Randomness.ofSeed(2);
    for (int run = 0; run < 10_000; run++) {
      assertThat(Hypergeometric.draw(random, 1_000, 1, Long.MAX_VALUE - 1)).isBetween(0, 1);
      assertThat(Hypergeometric.draw(random, 1_000, 998, 3)).isBetween(997, 998);
      assertThat(Hypergeometric.draw(random, 1_000, 600, 600)).isBetween(400, 600);
    }
  }

  /** Mean and variance of draws too many for exact probabilities, each at alpha = 1e-6. */
  @Test
  void manyDrawsHaveTheMomentsOfTheLaw() {
    long[][] urns = {{1 << 20, 3_000_000, 4_000_000}, {1 << 24, 1L << 40, 1L << 36}};
    for (long[] urn : urns) {
      int draws = (int) urn[0];
      double all = urn[1] + (double) urn[2];
      double p = urn[1] / all;
      double variance = draws * p * (1 - p) * (all - draws) / (all - 1);
      Randomness random = Randomness.ofSeed(draws);
      int runs = 2_000;
      double sum = 0;
      double squares = 0;
      for (int run = 0; run < runs; run++) {
        double apart = Hypergeometric.draw(random, draws, urn[1], urn[2]) - draws * p;
        sum += apart;
        squares += apart * apart;
      }
      double z = -Normal.quantile(0.5e-6);
      assertThat(sum / Math.sqrt(runs * variance)).isBetween(-z, z);
      // a square of a normal number has the variance 2
      assertThat((squares / variance - runs) / Math.sqrt(2.0 * runs)).isBetween(-z, z);
    }
  }
}
