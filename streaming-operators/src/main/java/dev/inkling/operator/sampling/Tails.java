package dev.inkling.operator.sampling;

import org.apache.commons.math3.special.Beta;

/** Tails of the hypergeometric and the binomial distribution. */
final class Tails {

  /** Terms below this part of their sum are left out. */
  private static final double NEGLIGIBLE = 1e-17;

  private Tails() {}

  /** ln C(n, k), through the beta function, which stays precise where factorials would not. */
  private static double logChoose(double n, double k) {
    return k <= 0 || k >= n ? 0 : -Math.log(n + 1) - Beta.logBeta(k + 1, n - k + 1);
  }

  /** P(X = x) for the number x of {@code marked} ones among {@code drawn} of {@code all}. */
  private static double hypergeometric(double x, double all, double marked, double drawn) {
    return Math.exp(
        logChoose(marked, x) + logChoose(all - marked, drawn - x) - logChoose(all, drawn));
  }

  /** P(X ≥ x); its terms are summed away from the middle, of which there are O(√drawn). */
  static double hypergeometricAtLeast(double x, double all, double marked, double drawn) {
    if (x <= Math.max(0, drawn - (all - marked))) {
      return 1;
    }
    double most = Math.min(marked, drawn);
    if (x > most) {
      return 0;
    }
    if (x <= drawn * (marked / all)) {
      return Math.max(0, 1 - hypergeometricAtMost(x - 1, all, marked, drawn));
    }
    double term = hypergeometric(x, all, marked, drawn);
    double sum = term;
    for (double i = x; i < most && term > sum * NEGLIGIBLE; i++) {
      term *= (marked - i) * (drawn - i) / ((i + 1) * (all - marked - drawn + i + 1));
      sum += term;
    }
    return Math.min(1, sum);
  }

  /** P(X ≤ x). */
  static double hypergeometricAtMost(double x, double all, double marked, double drawn) {
    if (x >= Math.min(marked, drawn)) {
      return 1;
    }
    double least = Math.max(0, drawn - (all - marked));
    if (x < least) {
      return 0;
    }
    if (x >= drawn * (marked / all)) {
      return Math.max(0, 1 - hypergeometricAtLeast(x + 1, all, marked, drawn));
    }
    double term = hypergeometric(x, all, marked, drawn);
    double sum = term;
    for (double i = x; i > least && term > sum * NEGLIGIBLE; i--) {
      term *= i * (all - marked - drawn + i) / ((marked - i + 1) * (drawn - i + 1));
      sum += term;
    }
    return Math.min(1, sum);
  }

  /** P(X ≥ x) of a binomial variable; x and the trials may be fractions. */
  static double binomialAtLeast(double x, double trials, double probability) {
    if (x <= 0) {
      return 1;
    }
    return x > trials ? 0 : Beta.regularizedBeta(probability, x, trials - x + 1);
  }

  /** P(X ≤ x) of a binomial variable; x and the trials may be fractions. */
  static double binomialAtMost(double x, double trials, double probability) {
    if (x < 0) {
      return 0;
    }
    if (x >= trials) {
      return 1;
    }
    // 1 - probability would lose what a small one is
    return probability < 0.5
        ? 1 - Beta.regularizedBeta(probability, x + 1, trials - x)
        : Beta.regularizedBeta(1 - probability, trials - x, x + 1);
  }
}
