package dev.inkling.cli.accuracy;

import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * What was measured of one sketch for one {@link Aim}. Errors are in units of the aim; c is the
 * confidence asked for.
 *
 * @param error a share c of the errors is at most this; of the worst group
 * @param rmse the root of the mean squared error
 * @param noise how far {@code error} may be off by chance, as a standard error, where it is a mean;
 *     0 where it is not
 * @param bar what theory says: a share c of the bars has no longer arm; of the worst group. NaN
 *     without bars
 * @param bars how many bars were looked at
 * @param held how many of them held the truth
 * @param mergedError as {@code error}, of sketches that were merged from parts; NaN if there were
 *     none
 * @param groups as {@code error}, of each group
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Measured(
    double error,
    double rmse,
    double noise,
    double bar,
    long bars,
    long held,
    double mergedError,
    double[] groups) {

  /** The chance that bars that keep their promise are said to lie. */
  private static final double LEVEL = 1e-6;

  /** How many standard errors are put down to chance. */
  private static final double CHANCE = 3;

  /** The share of bars that held the truth; NaN without bars. */
  public double share() {
    return bars == 0 ? Double.NaN : (double) held / bars;
  }

  /** Whether so many bars missed the truth that they cannot have their confidence. */
  public boolean barsLie(double confidence) {
    return bars > 0
        && new BinomialDistribution(null, (int) Math.min(Integer.MAX_VALUE, bars), confidence)
                .cumulativeProbability((int) held)
            < LEVEL;
  }

  /** Whether theory and measurement both say that errors stay within a limit. */
  public boolean keeps(double limit, double confidence) {
    return bar <= limit
        && error - CHANCE * noise <= limit
        && !(mergedError - CHANCE * noise > limit)
        && !barsLie(confidence);
  }
}
