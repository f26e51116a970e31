package dev.inkling.sketch.sampling;

import static org.assertj.core.api.Assertions.assertThat;

/** The mean of independent estimates against the truth, at alpha = 1e-6 by the normal law. */
final class Moments {

  /** The two-sided quantile of the normal distribution at 1e-6. */
  private static final double Z = 4.8916;

  private long n;
  private double mean;
  private double squares;

  void add(double x) {
    n++;
    double delta = x - mean;
    mean += delta / n;
    squares += delta * (x - mean);
  }

  double variance() {
    return squares / (n - 1);
  }

  void checkMean(String what, double truth) {
    double reach = Z * Math.sqrt(variance() / n);
    assertThat(mean).as(what).isBetween(truth - reach - 1e-9, truth + reach + 1e-9);
  }
}
