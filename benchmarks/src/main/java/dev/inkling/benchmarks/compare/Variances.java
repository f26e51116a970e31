package dev.inkling.benchmarks.compare;

import java.util.List;
import org.apache.commons.math3.special.Gamma;

/**
 * How much to trust the variance of one row among many, each known from a few rounds only: a row
 * whose rounds happened to agree is not so exact, one whose rounds happened to differ not so noisy.
 * The rows' variances are taken to be scattered around a typical one, like an inverse χ²; how far
 * is estimated from all of them, and each is drawn towards the typical one by as much (Smyth,
 * Linear models and empirical Bayes methods, 2004, doi:10.2202/1544-6115.1027).
 *
 * @param typical variance; 0 if there were too few rows to tell
 * @param degrees of freedom that the typical variance is worth: 0 if there were too few rows,
 *     infinite if the rows differ no more than chance would have it
 */
record Variances(double typical, double degrees) {

  /** Fewer say too little about how far variances are scattered. */
  private static final int LEAST_ROWS = 10;

  /**
   * A variance that was estimated.
   *
   * @param value the estimate
   * @param degrees of freedom of it, above 0
   */
  record Known(double value, double degrees) {}

  /** What these have in common. */
  static Variances of(List<Known> all) {
    List<Known> rows = all.stream().filter(row -> row.value() > 0).toList();
    if (rows.size() < LEAST_ROWS) {
      return new Variances(0, 0);
    }
    double[] logarithms =
        rows.stream()
            .mapToDouble(
                row ->
                    Math.log(row.value())
                        - Gamma.digamma(row.degrees() / 2)
                        + Math.log(row.degrees() / 2))
            .toArray();
    double mean = 0;
    double chance = 0;
    for (int i = 0; i < logarithms.length; i++) {
      mean += logarithms[i] / logarithms.length;
      chance += Gamma.trigamma(rows.get(i).degrees() / 2) / logarithms.length;
    }
    double scatter = 0;
    for (double logarithm : logarithms) {
      scatter += (logarithm - mean) * (logarithm - mean) / (logarithms.length - 1);
    }
    if (scatter <= chance) {
      return new Variances(Math.exp(mean), Double.POSITIVE_INFINITY);
    }
    double half = inverseTrigamma(scatter - chance);
    return new Variances(Math.exp(mean + Gamma.digamma(half) - Math.log(half)), 2 * half);
  }

  /** What is to be taken for a row's variance. */
  Known moderated(Known row) {
    if (Double.isInfinite(degrees)) {
      return new Known(typical, degrees);
    }
    double sum = degrees + row.degrees();
    return new Known((degrees * typical + row.degrees() * row.value()) / sum, sum);
  }

  /** The trigamma function falls from ∞ to 0. */
  static double inverseTrigamma(double value) {
    double low = 1e-6;
    double high = 1e9;
    for (int i = 0; i < 200; i++) {
      double middle = Math.sqrt(low * high);
      if (Gamma.trigamma(middle) > value) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.sqrt(low * high);
  }
}
