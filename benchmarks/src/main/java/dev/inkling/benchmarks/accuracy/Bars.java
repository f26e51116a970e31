package dev.inkling.benchmarks.accuracy;

import java.util.Arrays;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * How often the bars of many trials held the truth, and how wide they were.
 *
 * @param trials how many
 * @param asked how often they are said to hold it; NaN if there were no bars
 * @param held how often they did
 * @param arm mean of the longer arm
 * @param narrowest the arm that would have held as often as asked in just these trials
 */
record Bars(int trials, double asked, long held, double arm, double narrowest) {

  /** A library without bounds. */
  static final Bars NONE = new Bars(0, Double.NaN, 0, Double.NaN, Double.NaN);

  /** The chance that a promise that is kept is called broken. */
  static final double LEVEL = 1e-6;

  static Bars of(double asked, boolean[] held, double[] arms, double[] errors) {
    long count = 0;
    for (boolean one : held) {
      count += one ? 1 : 0;
    }
    double[] absolute = Arrays.stream(errors).map(Math::abs).toArray();
    return new Bars(
        held.length, asked, count, StatUtils.mean(arms), Errors.quantile(absolute, asked));
  }

  boolean exist() {
    return trials > 0;
  }

  double share() {
    return (double) held / trials;
  }

  /** How many times wider than need be; NaN if the answers were exact. */
  double width() {
    return narrowest == 0 ? Double.NaN : arm / narrowest;
  }

  /** Whether bars that keep their promise hold this seldom in a millionth of all experiments. */
  boolean heldTooSeldom() {
    return exist()
        && asked < 1
        && held < new BinomialDistribution(null, trials, asked).inverseCumulativeProbability(LEVEL);
  }
}
