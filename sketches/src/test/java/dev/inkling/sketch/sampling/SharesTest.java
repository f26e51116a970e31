package dev.inkling.sketch.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SharesTest {

  private static Shares of(double[] weights, double[] upper) {
    Shares shares = new Shares(weights.length);
    System.arraycopy(weights, 0, shares.weights, 0, weights.length);
    System.arraycopy(upper, 0, shares.upper, 0, upper.length);
    return shares;
  }

  @Test
  void sharesAddUpToTheBudgetWithinTheirBounds() {
    SplittableRandom random = new SplittableRandom(5);
    for (int trial = 0; trial < 20_000; trial++) {
      int n = 1 + random.nextInt(12);
      double[] weights = new double[n];
      double[] upper = new double[n];
      double most = 0;
      double least = 0;
      int minimum = 1 + random.nextInt(5);
      for (int i = 0; i < n; i++) {
        upper[i] = 1 + random.nextInt(1 << (1 + random.nextInt(12)));
        weights[i] = random.nextInt(6) == 0 ? 0 : upper[i] * Math.exp(4 * random.nextGaussian());
        most += weights[i] > 0 ? upper[i] : Math.min(minimum, upper[i]);
        least += Math.min(minimum, upper[i]);
      }
      double budget = 1 + random.nextDouble() * 1.2 * most;
      Shares shares = of(weights, upper);
      double factor = shares.factor(n, minimum, budget);
      double sum = 0;
      for (int i = 0; i < n; i++) {
        double share = shares.share(i, factor, minimum);
        assertThat(share).isBetween(Math.min(minimum, upper[i]), upper[i]);
        sum += share;
      }
      double reachable = Math.min(most, Math.max(least, budget));
      assertThat(sum).as("trial %d", trial).isCloseTo(reachable, within(1e-9 * reachable));
    }
  }

  @Test
  void equalProportionalAndNeymanSharesAreThoseOfTheBooks() {
    double[] counts = {1_000, 3_000, 6_000, 5};
    // equal: the smallest is taken whole, the others share the rest
    assertThat(of(new double[] {1, 1, 1, 1}, counts).factor(4, 2, 305))
        .isCloseTo(100, within(1e-9));
    // proportional: the smallest gets the minimum
    assertThat(of(counts, counts).factor(4, 2, 102)).isCloseTo(0.01, within(1e-12));
    // N × S of 10,000, 30,000 and 60,000
    double[] weights = {10_000, 30_000, 60_000, 0};
    assertThat(of(weights, counts).factor(4, 2, 1_002)).isCloseTo(0.01, within(1e-12));
    // with S = 50 in the first, it is taken whole
    weights[0] = 50_000_000;
    Shares shares = of(weights, counts);
    double factor = shares.factor(4, 2, 1_902);
    assertThat(factor).isCloseTo(0.01, within(1e-12));
    assertThat(shares.share(0, factor, 2)).isEqualTo(1_000);
    assertThat(shares.share(1, factor, 2)).isCloseTo(300, within(1e-9));
    assertThat(shares.share(3, factor, 2)).isEqualTo(2);
  }
}
