package dev.inkling.sketch;

/**
 * An answer with its error bar: the truth lies in {@code [lower, upper]} with probability {@code
 * confidence}, in the sense that {@code guarantee} names.
 *
 * @param value the answer; NaN where there is none (a quantile of nothing)
 * @param lower the lower end of the bar, at most {@code value}
 * @param upper the upper end of the bar, at least {@code value}
 * @param confidence the promised probability that the bar holds the truth, in (0, 1]
 * @param guarantee where the promise comes from
 */
public record Estimate(
    double value, double lower, double upper, double confidence, Guarantee guarantee) {

  /** Where a bar comes from, strongest first. */
  public enum Guarantee {
    /** The answer is the truth. */
    EXACT,
    /** The bar always holds the truth. */
    DETERMINISTIC,
    /** The bar holds the truth with at least the stated probability, by a proof. */
    PROBABILISTIC,
    /** The bar was calibrated by experiment or rests on an approximation; no proof covers it. */
    EMPIRICAL;

    /** The weaker of two. */
    public Guarantee weaker(Guarantee other) {
      return compareTo(other) >= 0 ? this : other;
    }
  }

  /** Checks the order of the numbers and the range of the confidence. */
  public Estimate {
    if (!(confidence > 0 && confidence <= 1)) {
      throw new IllegalArgumentException("confidence must be in (0, 1], got " + confidence);
    }
    if (lower > value || value > upper) {
      throw new IllegalArgumentException(
          "an estimate needs lower <= value <= upper, got " + lower + ", " + value + ", " + upper);
    }
  }

  /** The truth, with a bar of no width. */
  public static Estimate exact(double value) {
    return new Estimate(value, value, value, 1.0, Guarantee.EXACT);
  }

  /** Whether the answer is the truth. */
  public boolean isExact() {
    return guarantee == Guarantee.EXACT;
  }

  /** Whether {@code truth} lies in the bar. */
  public boolean contains(double truth) {
    return lower <= truth && truth <= upper;
  }

  /**
   * The longer arm of the bar relative to the value: 0 for a bar of no width, infinity for a wider
   * one around 0, NaN without a value.
   */
  public double relativeError() {
    double arm = Math.max(value - lower, upper - value);
    return arm == 0 ? 0 : arm / Math.abs(value);
  }
}
