package dev.inkling.sketch.sampling;

/** Divides a budget in proportion to weights, within bounds for each share. */
final class Shares {

  /** Where a share ended up. */
  private static final byte FREE = 0;

  private static final byte AT_LOWER = 1;
  private static final byte AT_UPPER = 2;

  private Shares() {}

  /**
   * The factor f for which the shares {@code min(upper, max(lower, f × weight))} add up to the
   * budget: 0 if the lower bounds alone reach it, infinite if even the upper bounds do not.
   *
   * <p>G. Bitran, A. Hax, Disaggregation and resource allocation using convex knapsack problems
   * with bounded variables, 1981, doi:10.1287/mnsc.27.4.431: shares outside of their bounds are
   * fixed on the side where more is violated, until none is. The same arithmetic on every machine.
   *
   * @param weights at least 0, finite
   * @param lower at most {@code upper}, each
   */
  static double factor(double[] weights, double[] lower, double[] upper, double budget) {
    int n = weights.length;
    byte[] place = new byte[n];
    double rest = budget;
    double free = 0;
    int unfixed = 0;
    double reach = 0;
    for (int i = 0; i < n; i++) {
      reach += upper[i];
      if (weights[i] > 0) {
        free += weights[i];
        unfixed++;
      } else {
        place[i] = AT_LOWER;
        rest -= lower[i];
      }
    }
    if (reach <= budget) {
      return Double.POSITIVE_INFINITY;
    }
    while (unfixed > 0 && rest > 0) {
      double factor = rest / free;
      double below = 0;
      double above = 0;
      for (int i = 0; i < n; i++) {
        if (place[i] == FREE) {
          below += Math.max(0, lower[i] - factor * weights[i]);
          above += Math.max(0, factor * weights[i] - upper[i]);
        }
      }
      byte side = above >= below ? AT_UPPER : AT_LOWER;
      int fixed = 0;
      free = 0;
      for (int i = 0; i < n; i++) {
        if (place[i] != FREE) {
          continue;
        }
        double bound = side == AT_UPPER ? upper[i] : lower[i];
        double share = factor * weights[i];
        if (side == AT_UPPER ? share > bound : share < bound) {
          place[i] = side;
          rest -= bound;
          fixed++;
        } else {
          free += weights[i];
        }
      }
      if (fixed == 0) {
        return factor;
      }
      unfixed -= fixed;
    }
    return unfixed == 0 && rest > 0 ? Double.POSITIVE_INFINITY : 0;
  }
}
