package dev.inkling.benchmarks.accuracy;

import java.util.Arrays;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * How far the answers of many trials were from the truth.
 *
 * @param trials how many
 * @param bias mean error
 * @param rmse root of the mean squared error
 * @param rmseError the standard error of {@code rmse}, from the fourth powers of the errors
 * @param p50 the absolute error that half of the trials did not exceed
 * @param p95 the absolute error that 95 % of the trials did not exceed
 * @param max the largest absolute error
 */
record Errors(
    int trials, double bias, double rmse, double rmseError, double p50, double p95, double max) {

  /** Of errors with their signs, at least one. */
  static Errors of(double[] errors) {
    double[] absolute = Arrays.stream(errors).map(Math::abs).toArray();
    return new Errors(
        errors.length,
        StatUtils.mean(errors),
        Math.sqrt(StatUtils.sumSq(errors) / errors.length),
        rmseError(errors),
        quantile(absolute, 0.50),
        quantile(absolute, 0.95),
        StatUtils.max(absolute));
  }

  private static double rmseError(double[] errors) {
    double[] squares = Arrays.stream(errors).map(error -> error * error).toArray();
    double mean = StatUtils.mean(squares);
    return mean == 0
        ? 0
        : Math.sqrt(StatUtils.populationVariance(squares) / errors.length) / (2 * Math.sqrt(mean));
  }

  /** The smallest of the numbers that a share {@code p} of them does not exceed. */
  static double quantile(double[] numbers, double p) {
    return new Percentile().withEstimationType(EstimationType.R_1).evaluate(numbers, 100 * p);
  }
}
