package dev.inkling.sketch.sampling;

import dev.inkling.sketch.internal.HeapSize;

/** Divides a budget in proportion to weights, within bounds for each share. */
final class Shares {

  /** Where a share ended up. */
  private static final byte FREE = 0;

  private static final byte AT_LOWER = 1;
  private static final byte AT_UPPER = 2;

  /** In proportion to what each share shall be: at least 0, finite. */
  final double[] weights;

  /** The most that each share may be. */
  final double[] upper;

  private final byte[] place;

  /** Room for so many shares. */
  Shares(int length) {
    weights = new double[length];
    upper = new double[length];
    place = new byte[length];
  }

  int length() {
    return weights.length;
  }

  /** A share, given the {@link #factor}. */
  double share(int i, double factor, double minimum) {
    double lower = Math.min(minimum, upper[i]);
    return weights[i] > 0 ? Math.min(upper[i], Math.max(lower, factor * weights[i])) : lower;
  }

  /**
   * The factor for which the first n shares add up to the budget, each being {@code factor ×
   * weight} but at least the minimum and at most its upper bound: 0 if the minima alone reach it,
   * infinite if even the upper bounds do not.
   *
   * <p>G. Bitran, A. Hax, Disaggregation and resource allocation using convex knapsack problems
   * with bounded variables, 1981, doi:10.1287/mnsc.27.4.431: shares outside of their bounds are
   * fixed on the side where more is violated, until none is. The same arithmetic on every machine.
   */
  double factor(int n, double minimum, double budget) {
    double rest = budget;
    double free = 0;
    int unfixed = 0;
    for (int i = 0; i < n; i++) {
      place[i] = weights[i] > 0 ? FREE : AT_LOWER;
      if (place[i] == FREE) {
        free += weights[i];
        unfixed++;
      } else {
        rest -= Math.min(minimum, upper[i]);
      }
    }
    while (unfixed > 0 && rest > 0) {
      double factor = rest / free;
      double below = 0;
      double above = 0;
      for (int i = 0; i < n; i++) {
        if (place[i] == FREE) {
          below += Math.max(0, Math.min(minimum, upper[i]) - factor * weights[i]);
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
        double bound = side == AT_UPPER ? upper[i] : Math.min(minimum, upper[i]);
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
    return rest > 0 ? Double.POSITIVE_INFINITY : 0;
  }

  long heapBytes() {
    return HeapSize.ofObject(12) + 2 * (16 + 8L * weights.length) + HeapSize.of(place);
  }
}
