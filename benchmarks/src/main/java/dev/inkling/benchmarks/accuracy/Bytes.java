package dev.inkling.benchmarks.accuracy;

import java.util.Arrays;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The bytes of a sketch in many trials.
 *
 * @param mean over the trials of which it is known; NaN if there is none
 * @param standardError of the mean; 0 if all trials agree
 * @param trials of which it is known
 */
record Bytes(double mean, double standardError, int trials) {

  /** Of trials, NaN where it is not known. */
  static Bytes of(double[] all) {
    double[] known = Arrays.stream(all).filter(x -> !Double.isNaN(x)).toArray();
    double mean = StatUtils.mean(known);
    boolean agree = Arrays.stream(known).allMatch(x -> x == known[0]);
    return new Bytes(
        mean, agree ? 0 : Math.sqrt(StatUtils.variance(known) / known.length), known.length);
  }
}
