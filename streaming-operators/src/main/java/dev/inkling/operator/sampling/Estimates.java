package dev.inkling.operator.sampling;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;

/**
 * Arithmetic of estimates.
 *
 * <p>Two rules, by what the two estimates have to do with each other:
 *
 * <ul>
 *   <li>{@link Dependence#ANY}: interval arithmetic. If both bars hold, so does the result's. Its
 *       confidence is 1 − (1 − c₁) − (1 − c₂) by Bonferroni's inequality; bars that always hold
 *       cost nothing. To end at 0.95, start with {@link Simultaneous#bonferroni} of 0.95, as the
 *       bars of SQL expressions do.
 *   <li>{@link Dependence#INDEPENDENT}: estimates from different samples or strata. The arms of the
 *       bars are added as standard errors are, each side on its own (G. Y. Zou, A. Donner,
 *       Construction of confidence limits about effect measures, 2008, doi:10.1002/sim.3095; for
 *       ratios A. Donner, G. Y. Zou, 2012, doi:10.1177/0962280210383347, which is Fieller's bar
 *       where the arms are equal). The confidence, the same of both, is kept. It is an
 *       approximation, hence {@code EMPIRICAL}, unless one of the two is exact.
 * </ul>
 */
public final class Estimates {

  /** What two estimates have to do with each other. */
  public enum Dependence {
    /** Nothing is known. */
    ANY,
    /** Their errors are independent. */
    INDEPENDENT
  }

  private Estimates() {}

  /**
   * a + b.
   *
   * @throws IllegalArgumentException if the sum of what is missing to certainty is 1 or more
   */
  public static Estimate sum(Estimate a, Estimate b, Dependence dependence) {
    double value = a.value() + b.value();
    if (adds(a, b, dependence)) {
      return of(value, a.lower() + b.lower(), a.upper() + b.upper(), joint(a, b));
    }
    return of(
        value,
        value - Math.hypot(a.value() - a.lower(), b.value() - b.lower()),
        value + Math.hypot(a.upper() - a.value(), b.upper() - b.value()),
        approximate(a, b));
  }

  /** a − b. */
  public static Estimate difference(Estimate a, Estimate b, Dependence dependence) {
    return sum(a, times(b, -1), dependence);
  }

  /** a · factor, at the same confidence. */
  public static Estimate times(Estimate a, double factor) {
    if (!Double.isFinite(factor)) {
      throw new IllegalArgumentException("factor must be finite, got " + factor);
    }
    if (factor == 0) {
      return Estimate.exact(0);
    }
    double lower = (factor > 0 ? a.lower() : a.upper()) * factor;
    double upper = (factor > 0 ? a.upper() : a.lower()) * factor;
    return new Estimate(a.value() * factor, lower, upper, a.confidence(), a.guarantee());
  }

  /** a / b. Where b's bar holds 0 the result's is unbounded. */
  public static Estimate ratio(Estimate a, Estimate b, Dependence dependence) {
    double value = a.value() / b.value();
    if (b.isExact() && b.value() != 0) {
      return times(a, 1 / b.value());
    }
    Joint joint = adds(a, b, dependence) ? joint(a, b) : approximate(a, b);
    if (!(b.lower() > 0 || b.upper() < 0)) {
      return of(value, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, joint);
    }
    if (b.upper() < 0) {
      return ratio(times(a, -1), times(b, -1), dependence);
    }
    if (a.value() < 0) {
      return times(ratio(times(a, -1), b, dependence), -1);
    }
    if (adds(a, b, dependence)) {
      return of(
          value,
          a.lower() / (a.lower() >= 0 ? b.upper() : b.lower()),
          a.upper() / (a.upper() >= 0 ? b.lower() : b.upper()),
          joint);
    }
    double below = end(a.value(), b.value(), a.value() - a.lower(), b.upper() - b.value(), -1);
    double above = end(a.value(), b.value(), a.upper() - a.value(), b.value() - b.lower(), 1);
    return of(value, below, above, joint);
  }

  /** The R on one side of a/b where |a − R b| reaches the arms of a and of R b together. */
  private static double end(double a, double b, double armA, double armB, int side) {
    double square = b * b - armB * armB;
    double root = Math.sqrt(Math.max(0, armA * armA * square + a * a * armB * armB));
    return square > 0 ? (a * b + side * root) / square : side * Double.POSITIVE_INFINITY;
  }

  private record Joint(double confidence, Guarantee guarantee) {}

  /** Whether bounds are simply added: one is exact, or nothing is known. */
  private static boolean adds(Estimate a, Estimate b, Dependence dependence) {
    return dependence == Dependence.ANY || a.isExact() || b.isExact();
  }

  private static Joint joint(Estimate a, Estimate b) {
    double confidence;
    if (b.guarantee().compareTo(Guarantee.DETERMINISTIC) <= 0) {
      confidence = a.confidence();
    } else if (a.guarantee().compareTo(Guarantee.DETERMINISTIC) <= 0) {
      confidence = b.confidence();
    } else {
      confidence = 1 - (1 - a.confidence()) - (1 - b.confidence());
    }
    if (!(confidence > 0)) {
      throw new IllegalArgumentException(
          "confidences must leave more than 0 together, got "
              + a.confidence()
              + " and "
              + b.confidence());
    }
    return new Joint(confidence, a.guarantee().weaker(b.guarantee()));
  }

  private static Joint approximate(Estimate a, Estimate b) {
    if (Math.abs(a.confidence() - b.confidence()) > 1e-12) {
      throw new IllegalArgumentException(
          "confidences must be equal, got " + a.confidence() + " and " + b.confidence());
    }
    return new Joint(a.confidence(), Guarantee.EMPIRICAL);
  }

  private static Estimate of(double value, double lower, double upper, Joint joint) {
    return new Estimate(
        value, Math.min(lower, value), Math.max(upper, value), joint.confidence, joint.guarantee);
  }
}
