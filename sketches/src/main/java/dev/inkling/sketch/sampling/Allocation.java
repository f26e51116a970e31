package dev.inkling.sketch.sampling;

/**
 * How the budget of a {@link StratifiedSample} is divided among strata. N is the number of a
 * stratum's items, S the standard deviation of their values. Every stratum has at least the minimum
 * and at most all its items, and what that takes or leaves is made up for by the others in
 * proportion.
 */
public enum Allocation {

  /** The same size for all strata: best to compare them. */
  EQUAL(0),

  /** In proportion to N: best for questions over all strata when nothing is known of the values. */
  PROPORTIONAL(1),

  /**
   * In proportion to N × S: the least variance of the sum over all strata (J. Neyman, On the two
   * different aspects of the representative method, 1934, doi:10.2307/2342192).
   */
  NEYMAN(2);

  private final int code;

  Allocation(int code) {
    this.code = code;
  }

  /** Its number in stored forms. */
  int code() {
    return code;
  }
}
