package dev.inkling.benchmarks.accuracy;

import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Whether errors are larger than a standard error allows, so that a sketch that has just this
 * standard error and normal errors without bias is accused once in a million experiments.
 */
final class Tolerance {

  private static final double LEVEL = 1e-6;
  private static final double Z =
      new NormalDistribution(null, 0, 1).inverseCumulativeProbability(1 - LEVEL / 2);

  private Tolerance() {}

  /** Whether the mean error is too far from 0. */
  static boolean isBiased(Errors errors, double standardError) {
    return Math.abs(errors.bias()) > Z * standardError / Math.sqrt(errors.trials());
  }

  /** Whether the mean square is too large; one that is smaller than promised is nobody's fault. */
  static boolean isInexact(Errors errors, double standardError) {
    double most =
        new ChiSquaredDistribution(null, errors.trials()).inverseCumulativeProbability(1 - LEVEL)
            / errors.trials();
    double ratio = errors.rmse() / standardError;
    return ratio * ratio > most;
  }

  /** What is wrong, or "as promised". */
  static String verdict(Errors errors, double standardError) {
    boolean biased = isBiased(errors, standardError);
    boolean inexact = isInexact(errors, standardError);
    return biased
        ? inexact ? "**biased, less exact**" : "**biased**"
        : inexact ? "**less exact**" : "as promised";
  }
}
