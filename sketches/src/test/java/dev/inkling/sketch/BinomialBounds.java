package dev.inkling.sketch;

/**
 * How many successes a binomial variable may show before a test says that its probability is not
 * what theory says: one false alarm in a million checks.
 */
public final class BinomialBounds {

  private static final double ALPHA = 1e-6;

  private BinomialBounds() {}

  /** The largest k with P(X &lt; k) ≤ 1e-6. */
  public static int least(int trials, double probability) {
    double below = 0;
    int k = 0;
    while (k < trials && (below += pmf(trials, k, probability)) <= ALPHA) {
      k++;
    }
    return k;
  }

  /** The smallest k with P(X &gt; k) ≤ 1e-6. */
  public static int most(int trials, double probability) {
    return trials - least(trials, 1 - probability);
  }

  private static double pmf(int trials, int k, double p) {
    double logarithm = k * Math.log(p) + (trials - k) * Math.log1p(-p);
    return Math.exp(
        logarithm + logFactorial(trials) - logFactorial(k) - logFactorial(trials - k));
  }

  /** Stirling's series, exact to 1e-10 from 10 on. */
  private static double logFactorial(int n) {
    if (n < 10) {
      double product = 1;
      for (int i = 2; i <= n; i++) {
        product *= i;
      }
      return Math.log(product);
    }
    double x = n + 1.0;
    return (x - 0.5) * Math.log(x)
        - x
        + 0.5 * Math.log(2 * Math.PI)
        + 1 / (12 * x)
        - 1 / (360 * x * x * x)
        + 1 / (1260 * Math.pow(x, 5));
  }
}
