package dev.inkling.sketch.quantile;

import static dev.inkling.sketch.quantile.Centroids.MAX;
import static dev.inkling.sketch.quantile.Centroids.MEAN;
import static dev.inkling.sketch.quantile.Centroids.MIN;
import static dev.inkling.sketch.quantile.Centroids.STRIDE;
import static dev.inkling.sketch.quantile.Centroids.WEIGHT;

/**
 * Three step functions of x over centroids and single values: the fewest and the most values that
 * can be ≤ x, and the modelled number between them.
 */
final class RankSweep {

  /* implementation note
   *
   * A centroid of weight w ≥ 2 with min ≤ x < max has between 1 and w - 1 values ≤ x, since min and
   * max are values themselves. The model puts 1 + (w - 2) h(x) there, h linear from 0 at min over f
   * at the mean to 1 at max, with f = 1/4 + 1/2 (max - mean) / (max - min): the true share below the
   * mean if the density is linear, up to first order in its slope. (Half of the weight below the
   * mean, as is usual, is wrong by the same amount as the f that would reproduce the mean, but to
   * the other side.)
   *
   * As fewest ≤ model ≤ most everywhere, the points where the three first reach a rank are in the
   * order upper ≥ value ≥ lower, and all three rise with the rank: quantiles are monotone without
   * any repair. Whole numbers and fractions are summed apart, so that the model at x is one
   * number, wherever the sweep started.
   */

  private final double[] cells;
  private final int end;
  private final double[] values;
  private final int count;

  private double fewest;
  private double model;
  private double most;

  /** Over centroids and the sorted values {@code values[0, count)}. */
  RankSweep(Centroids centroids, double[] values, int count) {
    this.cells = centroids.cells();
    this.end = centroids.size() * STRIDE;
    this.values = values;
    this.count = count;
  }

  /** The fewest values ≤ the last x. */
  double fewest() {
    return fewest;
  }

  /** The modelled number of values ≤ the last x. */
  double model() {
    return model;
  }

  /** The most values ≤ the last x. */
  double most() {
    return most;
  }

  /** Evaluates the three functions at {@code x}. */
  void at(double x) {
    int to = 0;
    while (to < end && cells[to + MIN] <= x) {
      to += STRIDE;
    }
    evaluate(x, 0, to, valuesUpTo(x));
  }

  /**
   * Finds where the three functions first reach {@code rank}, 1 to the number of values.
   *
   * @param found receives the value, its lower and its upper bound
   */
  void find(double rank, double[] found) {
    int to = 0;
    int next = 0;
    double x = Double.NEGATIVE_INFINITY;
    for (double reached = 0; reached < rank; ) {
      if (next == count || (to < end && cells[to + MIN] <= values[next])) {
        x = cells[to + MIN];
        reached += cells[to + WEIGHT];
        to += STRIDE;
      } else {
        x = values[next++];
        reached++;
      }
    }
    int from = 0;
    double done = 0;
    while (from < to && cells[from + MAX] <= x) {
      done += cells[from + WEIGHT];
      from += STRIDE;
    }
    boolean hasLower = false;
    boolean hasValue = false;
    while (true) {
      while (to < end && cells[to + MIN] <= x) {
        to += STRIDE;
      }
      while (next < count && values[next] <= x) {
        next++;
      }
      evaluate(x, from, to, done + next);
      if (!hasLower && most >= rank) {
        hasLower = true;
        found[1] = x;
      }
      if (!hasValue && model >= rank) {
        hasValue = true;
        found[0] = x;
      }
      if (fewest >= rank) {
        found[2] = x;
        return;
      }
      double step = nextBreak(x, from, to, next);
      if (!hasValue) {
        double here = model;
        double there = modelBefore(step, x, from, to, done + next);
        if (there >= rank) {
          hasValue = true;
          found[0] = between(x, step, (rank - here) / (there - here));
        }
      }
      x = step;
    }
  }

  /**
   * The one of the two known values around {@code x} that is modelled nearer to {@code rank}, the
   * smaller if both are as near.
   *
   * @param x where the model first reaches {@code rank}
   */
  double known(double x, double rank) {
    double below = Double.NEGATIVE_INFINITY;
    double above = Double.POSITIVE_INFINITY;
    for (int i = 0; i < end; i += STRIDE) {
      for (int k = MIN; k <= MAX; k++) {
        double value = cells[i + k];
        below = value <= x ? Math.max(below, value) : below;
        above = value >= x ? Math.min(above, value) : above;
      }
    }
    int next = valuesUpTo(x);
    below = next > 0 ? Math.max(below, values[next - 1]) : below;
    above = next < count ? Math.min(above, values[next]) : above;
    if (below == x) {
      return below;
    }
    at(below);
    double tooLow = rank - model;
    at(Math.nextDown(above));
    return tooLow <= model - rank ? below : above;
  }

  /**
   * Lists all breaks of the model in ascending order.
   *
   * @param xs receives where they are, as the other two with room for three per centroid and one
   *     per value
   * @param reached receives the model there
   * @param before receives its limits from the left
   * @return how many there are
   */
  int breaks(double[] xs, double[] reached, double[] before) {
    int to = 0;
    int next = 0;
    int from = 0;
    double done = 0;
    int size = 0;
    double left = 0;
    double x = Math.min(end > 0 ? cells[MIN] : values[0], count > 0 ? values[0] : cells[MIN]);
    while (true) {
      while (to < end && cells[to + MIN] <= x) {
        to += STRIDE;
      }
      while (next < count && values[next] <= x) {
        next++;
      }
      while (from < to && cells[from + MAX] <= x) {
        done += cells[from + WEIGHT];
        from += STRIDE;
      }
      evaluate(x, from, to, done + next);
      xs[size] = x;
      reached[size] = model;
      before[size++] = left;
      if (from == end && next == count) {
        return size;
      }
      double step = nextBreak(x, from, to, next);
      left = modelBefore(step, x, from, to, done + next);
      x = step;
    }
  }

  /** {@code base} counts all values ≤ x that are not in the centroids {@code [from, to)}. */
  private void evaluate(double x, int from, int to, double base) {
    double low = base;
    double high = base;
    double inner = 0;
    for (int i = from; i < to; i += STRIDE) {
      double weight = cells[i + WEIGHT];
      if (cells[i + MAX] <= x) {
        low += weight;
        high += weight;
      } else {
        low++;
        high += weight - 1;
        inner += (weight - 2) * share(i, x);
      }
    }
    fewest = low;
    model = low + inner;
    most = high;
  }

  /** The limit of the model as it comes to {@code step} from the left, no break since {@code x}. */
  private double modelBefore(double step, double x, int from, int to, double base) {
    double low = base;
    double inner = 0;
    for (int i = from; i < to; i += STRIDE) {
      if (cells[i + MAX] <= x) {
        low += cells[i + WEIGHT];
      } else {
        low++;
        inner += (cells[i + WEIGHT] - 2) * share(i, step);
      }
    }
    return low + inner;
  }

  private double nextBreak(double x, int from, int to, int next) {
    double step = to < end ? cells[to + MIN] : Double.POSITIVE_INFINITY;
    if (next < count) {
      step = Math.min(step, values[next]);
    }
    for (int i = from; i < to; i += STRIDE) {
      if (cells[i + MEAN] > x) {
        step = Math.min(step, cells[i + MEAN]);
      }
      if (cells[i + MAX] > x) {
        step = Math.min(step, cells[i + MAX]);
      }
    }
    return step;
  }

  /** h of the note, for min ≤ x ≤ max, min < max; both finite. */
  private double share(int i, double x) {
    double min = cells[i + MIN];
    double max = cells[i + MAX];
    double mean = cells[i + MEAN];
    double scale = max - min <= Double.MAX_VALUE ? 1 : 0.5; // so that no difference overflows
    double range = scale * max - scale * min;
    double below = 0.25 + 0.5 * ((scale * max - scale * mean) / range);
    if (x < mean) {
      return below * ((scale * x - scale * min) / (scale * mean - scale * min));
    }
    double above = (scale * x - scale * mean) / (scale * max - scale * mean);
    return max > mean ? below + (1 - below) * above : 1;
  }

  /** The least number whose share of the way from left to right is at least this one. */
  static double between(double left, double right, double share) {
    double width = right - left;
    if (width > Double.MAX_VALUE) {
      double x = 2 * (0.5 * left + (0.5 * right - 0.5 * left) * share);
      return Math.min(right, Math.max(left, x + 0.0));
    }
    double x = left + width * share;
    if ((x - left) / width < share) {
      x = Math.nextUp(x); // where there are few doubles in between, rounding down costs ranks
    }
    return Math.min(right, Math.max(left, x + 0.0));
  }

  private int valuesUpTo(double x) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (values[middle] <= x) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
