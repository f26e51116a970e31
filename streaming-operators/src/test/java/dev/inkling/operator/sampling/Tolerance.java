package dev.inkling.operator.sampling;

import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * How often a bar may hold before a test says that its promise is not kept: one false alarm in a
 * million.
 */
final class Tolerance {

  private static final double ALPHA = 1e-6;

  private Tolerance() {}

  static int least(int trials, double confidence) {
    return new BinomialDistribution(null, trials, confidence).inverseCumulativeProbability(ALPHA);
  }

  static int most(int trials, double confidence) {
    return new BinomialDistribution(null, trials, confidence)
        .inverseCumulativeProbability(1 - ALPHA);
  }
}
