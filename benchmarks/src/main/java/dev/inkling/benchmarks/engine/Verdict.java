package dev.inkling.benchmarks.engine;

import java.util.Locale;

/**
 * How right the answers are.
 *
 * @param problem what is wrong; empty if nothing is
 * @param error the root mean square of the errors: relative ones of distinct counts, those of the
 *     rank of quantiles; 0 where all must be exact
 * @param worst the largest of these errors
 * @param errors how many there are
 * @param standardError that of the root mean square, if the errors are independent
 */
public record Verdict(
    String problem, double error, double worst, long errors, double standardError) {

  /** z of a normal distribution, exceeded with probability 10⁻⁶. */
  private static final double Z = 4.75;

  static Verdict wrong(String format, Object... values) {
    return new Verdict(String.format(Locale.ROOT, format, values), 0, 0, 0, 0);
  }

  /** Errors that are added up. */
  static final class Errors {
    private double squares;
    private double fourthPowers;
    private double worst;
    private long count;

    void add(double error) {
      squares += error * error;
      fourthPowers += error * error * error * error;
      worst = Math.max(worst, Math.abs(error));
      count++;
    }

    /**
     * What they amount to.
     *
     * @param promised the root mean square that there should be at most; what chance adds to it is
     *     the χ² quantile of so many errors
     */
    Verdict verdict(double promised, String what) {
      double error = Math.sqrt(squares / Math.max(1, count));
      double allowed = promised * Math.sqrt(1 + Z * Math.sqrt(2.0 / Math.max(1, count)));
      String problem =
          error <= allowed
              ? ""
              : String.format(
                  Locale.ROOT,
                  "%s: %.2f %% (root mean square of %,d), at most %.2f %% are allowed",
                  what,
                  100 * error,
                  count,
                  100 * allowed);
      return new Verdict(problem, error, worst, count, standardError(error));
    }

    private double standardError(double rootMeanSquare) {
      double square = rootMeanSquare * rootMeanSquare;
      double variance = Math.max(0, fourthPowers / Math.max(1, count) - square * square);
      return square == 0 ? 0 : Math.sqrt(variance / count) / (2 * rootMeanSquare);
    }
  }
}
