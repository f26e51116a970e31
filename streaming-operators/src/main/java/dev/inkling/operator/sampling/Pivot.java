package dev.inkling.operator.sampling;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;

/**
 * An estimate whose error is a sum of many small ones, with what its bar needs.
 *
 * @param value the estimate
 * @param variance its estimated variance
 * @param third its estimated third cumulant
 * @param drag the estimated covariance of the estimate and of its estimated variance
 * @param df the degrees of freedom of the variance
 * @param participation (Σ d²)² / Σ d⁴ of the deviations d: how many rows make up the variance
 * @param sound false if the variance had to be guessed
 */
record Pivot(
    double value,
    double variance,
    double third,
    double drag,
    double df,
    double participation,
    boolean sound) {

  /**
   * The largest skewness of an error at which a bar is promised. Cochran's rule, n &gt; 25 G₁², is
   * 0.2. With 0.0707, n &gt; 200 (|G₁| + √(6/n))², the bars of exactly those samples that pass hold
   * as promised, which the samples of skewed values that pass Cochran's rule do not: those that
   * missed the tail pass. See decision 024.
   */
  static final double MOST_SKEWNESS = Math.sqrt(1.0 / 200);

  /**
   * Rows that must make up the variance. Heavy tails on both sides can cancel in the skewness, not
   * here.
   */
  static final double LEAST_PARTICIPATION = 20;

  /* implementation note
   *
   * T = (value - truth) / se. With λ = third / se³ and ρ = drag / se³, both O(1/√n),
   *
   *   P(T ≤ x) = Φ(x) - φ(x) ((λ - 3ρ)(x² - 1) / 6 - ρ / 2) + O(1/n),
   *
   * since E T = -ρ/2 and κ₃(T) = λ - 3ρ. For a sample with replacement λ = ρ = G₁/√n, and this is
   * the expansion of Student's t. A cubic of T without that term (P. Hall, On the removal of
   * skewness by transformation, 1992, doi:10.1111/j.2517-6161.1992.tb01876.x) is
   *
   *   W = T + a T² + a² T³ / 3 + b,   a = (3ρ - λ) / 6,   b = λ / 6,
   *
   * which grows with T and is solved in closed form. Its ends of the bar and those of Student's t
   * are both taken, the farther on each side: alone, either holds too seldom for some values
   * (Student's for skewed ones, Hall's for tails that are heavy on both sides).
   */

  /** How far below (or above, with {@code sign} −1) the value the bar reaches, in units of se. */
  private double reach(double t, int sign) {
    double se3 = variance * Math.sqrt(variance);
    double a = sign * (3 * drag - third) / (6 * se3);
    double b = sign * third / (6 * se3);
    double w = t - b;
    double cubic = 1 + 3 * a * w;
    double root = Math.abs(a * w) < 1e-6 ? w - a * w * w : (Math.cbrt(cubic) - 1) / a;
    return root > t ? root : t;
  }

  double below(double confidence) {
    return reach(PivotQuantiles.student((1 - confidence) / 2, df), 1);
  }

  double above(double confidence) {
    return reach(PivotQuantiles.student((1 - confidence) / 2, df), -1);
  }

  /** Whether the diagnostics say that the bar holds as promised. */
  boolean isPromising() {
    double skewness = Math.max(Math.abs(third), Math.abs(drag)) / (variance * Math.sqrt(variance));
    return sound
        && variance > 0
        && participation >= LEAST_PARTICIPATION
        && skewness + Math.sqrt(6) / (df + 1) <= MOST_SKEWNESS;
  }

  Guarantee guarantee() {
    return isPromising() ? Guarantee.PROBABILISTIC : Guarantee.EMPIRICAL;
  }

  Pivot times(double factor) {
    double square = factor * factor;
    double cube = square * factor;
    return new Pivot(
        value * factor, variance * square, third * cube, drag * cube, df, participation, sound);
  }

  Estimate estimate(double confidence) {
    Confidence.check(confidence);
    if (variance == 0 && df > 0) {
      // equal values of all that was sampled: no error is seen, none is promised
      return new Estimate(value, value, value, confidence, Guarantee.EMPIRICAL);
    }
    double se = Math.sqrt(variance);
    double lower = value - se * below(confidence);
    double upper = value + se * above(confidence);
    if (Double.isNaN(lower) || Double.isNaN(upper)) {
      return Confidence.unknown(value, confidence);
    }
    return new Estimate(value, lower, upper, confidence, guarantee());
  }
}
