package dev.inkling.sketch.sampling;

import java.util.Arrays;

/**
 * Draws a sample of fixed size from a list of items, each with a probability in proportion to its
 * adjusted weight, those that would have more than 1 for certain. Any two items come together at
 * most as often as if they were independent: the pivotal method, J.-C. Deville, Y. Tillé, Unequal
 * probability sampling without replacement through a splitting method, 1998,
 * doi:10.1093/biomet/85.1.89, on the items in random order.
 */
final class VarOptChoice {

  private final long[] items;
  private final double[] weights;

  /** The adjusted weights. */
  private final double[] masses;

  /** Whether an item is already known to be below the threshold. */
  private final boolean[] light;

  private int n;
  private long[] pairs;
  private int heavy;
  private double lightSum;
  private double lightRest;

  VarOptChoice(int most) {
    items = new long[most];
    weights = new double[most];
    masses = new double[most];
    light = new boolean[most];
  }

  /** Adds an item; {@code threshold} is that of its sample if it is a light one of it, else 0. */
  void add(long item, double weight, double threshold) {
    items[n] = item;
    weights[n] = weight;
    masses[n] = Math.max(weight, threshold);
    light[n++] = threshold > 0;
  }

  /** The drawn items and bits of weights in turn, the heavy ones first. */
  long[] pairs() {
    return pairs;
  }

  int heavy() {
    return heavy;
  }

  /** The sum of the adjusted weights of the light items, which is that of the light ones drawn. */
  double lightSum() {
    return lightSum;
  }

  /** What rounding has taken from that sum. */
  double lightRest() {
    return lightRest;
  }

  /** Draws {@code size} of the items, fewer than were added. */
  void draw(int size, long key) {
    double bound = heaviestLight(size);
    int[] order = new int[n];
    int lights = 0;
    pairs = new long[2 * size];
    for (int i = 0; i < n; i++) {
      if (light[i] || masses[i] <= bound) {
        order[lights++] = i;
        double grown = lightSum + masses[i];
        lightRest += Weights.lost(lightSum, masses[i], grown);
        lightSum = grown;
      } else {
        take(heavy++, i);
      }
    }
    for (int i = lights - 1; i > 0; i--) {
      int j = Draws.below(i + 1, key, 2L * i);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    choose(order, lights, size - heavy, key);
  }

  /**
   * The largest adjusted weight that is not above the threshold τ, at which the sum of min(1, mass
   * / τ) is the size.
   */
  private double heaviestLight(int size) {
    double[] sorted = Arrays.copyOf(masses, n);
    Arrays.sort(sorted);
    double sum = 0;
    int surplus = n - size;
    int i = 0;
    while (i <= surplus || (i < n && sum > sorted[i] * (i - surplus))) {
      sum += sorted[i++];
    }
    return sorted[i - 1];
  }

  /** Takes {@code wanted} of the light items: of two at a time one is decided. */
  private void choose(int[] order, int lights, int wanted, long key) {
    double threshold = lightSum / wanted;
    int open = order[0];
    double mass = masses[open];
    int taken = 0;
    for (int i = 1; i < lights; i++) {
      int next = order[i];
      double both = mass + masses[next];
      double u = Draws.uniform(key, 2L * i + 1);
      if (both < threshold) {
        open = u * both < mass ? open : next;
        mass = both;
      } else {
        boolean openIsTaken = u * (2 * threshold - both) < threshold - masses[next];
        if (taken < wanted) {
          take(heavy + taken++, openIsTaken ? open : next);
        }
        open = openIsTaken ? next : open;
        mass = both - threshold;
      }
    }
    if (taken < wanted) {
      take(heavy + taken, open);
    }
  }

  private void take(int at, int i) {
    pairs[2 * at] = items[i];
    pairs[2 * at + 1] = Double.doubleToRawLongBits(weights[i]);
  }
}
