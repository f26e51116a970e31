package dev.inkling.sketch.internal;

import java.util.function.DoubleUnaryOperator;

/**
 * Limits from a binomial variable: successes among independent trials of the same probability. The
 * number of trials may be a fraction; the probabilities are then those of the beta distribution.
 */
public final class Binomial {

  private static final int MAX_STEPS = 200;
  private static final double RELATIVE_TOLERANCE = 1e-10;

  /** Beyond this many standard deviations a normal quantile is not told from infinity. */
  private static final double FAR = 38;

  private Binomial() {}

  /**
   * P(at least {@code successes} of {@code trials}).
   *
   * @param trials at least {@code successes}
   */
  public static double atLeast(double successes, double trials, double probability) {
    return successes <= 0 ? 1 : Beta.regularized(probability, successes, trials - successes + 1);
  }

  /**
   * The fewest trials of which so many successes are not too much: with fewer, P(at least {@code
   * successes}) is below {@code tail}.
   *
   * @param successes at least 0
   * @param probability in (0, 1)
   * @param tail in (0, 0.5)
   */
  public static double fewestTrials(double successes, double probability, double tail) {
    if (successes <= 0 || Math.pow(probability, successes) >= tail) {
      return successes;
    }
    double z = Normal.quantile(tail);
    return solve(
            failures -> score(Beta.regularized(probability, successes, failures + 1)) - z,
            (1 - probability) / probability * successes)
        + successes;
  }

  /**
   * The most trials of which so few successes are not too little: with more, P(at most {@code
   * successes}) is below {@code tail}.
   *
   * @param successes at least 0
   * @param probability in (0, 1)
   * @param tail in (0, 0.5)
   */
  public static double mostTrials(double successes, double probability, double tail) {
    double z = -Normal.quantile(tail);
    return solve(
            failures -> score(Beta.regularized(probability, successes + 1, failures)) - z,
            (1 - probability) / probability * (successes + 1))
        + successes;
  }

  /**
   * The lower limit of a probability (Clopper and Pearson, 1934, doi:10.1093/biomet/26.4.404): at
   * any smaller one, P(at least {@code successes}) is below {@code tail}.
   */
  public static double lowerLimit(double successes, double trials, double tail) {
    if (successes <= 0) {
      return 0;
    }
    double z = Normal.quantile(tail);
    double odds =
        solve(
            o -> score(Beta.regularized(o / (1 + o), successes, trials - successes + 1)) - z,
            successes / (trials - successes + 1));
    return odds / (1 + odds);
  }

  /** The upper limit: at any larger probability, P(at most {@code successes}) is below tail. */
  public static double upperLimit(double successes, double trials, double tail) {
    return 1 - lowerLimit(trials - successes, trials, tail);
  }

  /** A probability as the quantile of a normal variable, in which tails are nearly straight. */
  private static double score(double probability) {
    if (probability <= 0 || probability >= 1) {
      return probability <= 0 ? -FAR : FAR;
    }
    return Math.max(-FAR, Math.min(FAR, Normal.quantile(probability)));
  }

  /** The positive root of a growing function, found from {@code guess} on. */
  private static double solve(DoubleUnaryOperator function, double guess) {
    double low = guess;
    double high = guess;
    double atLow = function.applyAsDouble(guess);
    double atHigh = atLow;
    double factor = 1.1;
    while (atLow > 0 && low > 1e-300) {
      high = low;
      atHigh = atLow;
      low /= factor;
      atLow = function.applyAsDouble(low);
      factor *= factor;
    }
    while (atHigh < 0 && high < 1e300) {
      low = high;
      atLow = atHigh;
      high *= factor;
      atHigh = function.applyAsDouble(high);
      factor *= factor;
    }
    // false position; the value at an end that stays is halved (the Illinois rule)
    int stayed = 0;
    for (int step = 0; step < MAX_STEPS && high - low > RELATIVE_TOLERANCE * high; step++) {
      double middle = high - atHigh * (high - low) / (atHigh - atLow);
      if (!(middle > low && middle < high)) {
        middle = low + 0.5 * (high - low);
      }
      double atMiddle = function.applyAsDouble(middle);
      if (Math.abs(atMiddle) < RELATIVE_TOLERANCE) {
        return middle;
      }
      if (atMiddle < 0) {
        low = middle;
        atLow = atMiddle;
        atHigh = stayed > 0 ? atHigh / 2 : atHigh;
        stayed = 1;
      } else {
        high = middle;
        atHigh = atMiddle;
        atLow = stayed < 0 ? atLow / 2 : atLow;
        stayed = -1;
      }
    }
    return low + 0.5 * (high - low);
  }
}
