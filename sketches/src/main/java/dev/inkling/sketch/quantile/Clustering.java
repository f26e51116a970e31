package dev.inkling.sketch.quantile;

import static dev.inkling.sketch.quantile.Centroids.MAX;
import static dev.inkling.sketch.quantile.Centroids.MEAN;
import static dev.inkling.sketch.quantile.Centroids.MIN;
import static dev.inkling.sketch.quantile.Centroids.STRIDE;
import static dev.inkling.sketch.quantile.Centroids.WEIGHT;

import java.util.Arrays;

/** Passes over centroids in order that merge neighbours up to a limit on their weight. */
final class Clustering {

  /* implementation note
   *
   * What a centroid says is certain: "weight values lie in [min, max], one of them is min and one
   * is max". The mean only shapes the point estimate. All that a pass does keeps these statements
   * true, whatever it merges, so bars derived from them hold always; its policy only decides how
   * wide they are:
   *
   * 1. Order by min, not by mean. A value that falls into [min, max] of a centroid then comes right
   *    after it and is absorbed without making any range longer. A stationary stream ends up with
   *    ranges that stay put and are disjoint, so that a quantile's bar is one centroid wide.
   * 2. Such an absorbed value may take a centroid to twice the limit (SLACK): the alternative, a
   *    centroid within a centroid, is just as uncertain and costs a place. But when values come in,
   *    no centroid may grow, in range or weight, whose range could hold more than twice the limit
   *    of all values: reach - closed, the g + delta of Greenwald and Khanna (2001,
   *    doi:10.1145/375663.375670). Otherwise a stream that narrows (a tenth uniform, then all in a
   *    thousandth of that range) piles up centroids as wide as the first: bars of 47 % instead of
   *    5 % of all ranks. Merging digests goes without that rule: centroids of two digests always
   *    overlap, and it would leave nothing to merge but by raising the limit: 15 % instead of 3 %
   *    after 64 merges.
   * 3. Two centroids that are the same single value merge whatever they weigh: nothing is lost.
   * 4. As long as there is room nothing else merges: up to capacity() distinct values are exact.
   *
   * The limit is scale * n * s (s + 1/4) with s = sqrt(q (1 - q)): near the tails it falls like k1
   * of the paper, which needs no bound on n, in between like k2. Integrating 1 / limit gives the
   * number of full centroids, 6.08 / scale (substitute q = (1 - cos t) / 2: the integral of
   * 2 / (sin t + 1/2) over (0, pi) is 4 / sqrt(3/4) * ln(2 + sqrt(3)) = 6.0827...). q is the end of
   * the centroid that is nearer to a tail, hence the first and the last centroid are single values.
   *
   * The values that come to lie in one centroid are many, so the pass does not ask for each whether
   * it fits: it takes all up to the centroid's end if the last of them fits. The limit is concave in
   * the weight, hence those before fit too. For the same reason groupLoosely() takes whatever keeps
   * the weight under the smaller of the limits at both ends of the longest group there can be.
   *
   * Inner loops are methods: in a young JVM they are compiled long before the pass is, which then
   * is not compiled once for every loop in it.
   */

  /** The scale that gives about {@code compression} full centroids is this / compression. */
  static final double FULL_CENTROIDS = 6.082771;

  /** See the note, 2. */
  static final double SLACK = 2;

  private static final double TAIL = 0.25;

  /** Room for so many groups to start with. */
  private static final int FIRST_GROUPS = 512;

  private Clustering() {}

  /**
   * One pass over the centroids {@code c[0, end)} and the values, in ascending order.
   *
   * @param target receives centroids; may be c if there are no values
   * @return how many it received
   */
  static int merge(
      double[] c,
      int end,
      double[] values,
      int count,
      double total,
      double scale,
      double[] target,
      boolean tight) {
    int read = 0;
    int out = 0;
    int next = 0;
    double before = 0;
    double min = 0;
    double max = 0;
    double sum = 0;
    double held = 0;
    double perTotal = 1 / total;
    double cover = Double.NEGATIVE_INFINITY; // the largest value of all that was written
    double closed = 0; // the weight of what was written and lies below min
    double reach = 0; // the weight of all input that starts below max
    int open = 0; // the centroids before this one lie below min
    double passed = 0; // their weight
    int tried = 0; // values before this index have been tried all at once
    while (next < count || read < end) {
      double xMin;
      double xMax;
      double xSum;
      double xWeight;
      if (next < count && (read == end || values[next] <= c[read + MIN])) {
        xMin = values[next];
        xMax = xMin;
        int from = next++;
        while (next < count && values[next] == xMin) {
          next++;
        }
        xWeight = next - from;
        xSum = xMin * xWeight;
      } else {
        xMin = c[read + MIN];
        xMax = c[read + MAX];
        xWeight = c[read + WEIGHT];
        xSum = c[read + MEAN] * xWeight;
        read += STRIDE;
      }
      double both = held + xWeight;
      if (held > 0) {
        boolean merges = xMin == max && min == xMax;
        if (!merges && min != Double.NEGATIVE_INFINITY && xMax != Double.POSITIVE_INFINITY) {
          double right = before + both;
          double limit = scale * limit(before, right, total, perTotal);
          if (!tight) {
            merges = both <= limit || (xMax <= max && both <= SLACK * limit);
          } else if (both <= (xMax <= max ? SLACK * limit : limit)) {
            double newReach =
                xMax <= max
                    ? reach
                    : right + ahead(c, read, end, values, next, count, xMax, SLACK * limit);
            merges = newReach - closed <= SLACK * limit;
            reach = newReach;
          }
        }
        if (!merges) {
          put(target, out, min, max, sum, held);
          out += STRIDE;
          before += held;
          held = 0;
          cover = Math.max(cover, max);
        }
      }
      if (held > 0) {
        max = Math.max(max, xMax);
        sum += xSum;
        held = both;
        if (next >= tried && next < count && min < max) {
          double bound = read < end ? Math.min(max, c[read + MIN]) : max;
          int last = endOfRun(values, next, count, bound);
          double all = held + (last - next);
          double most = SLACK * scale * limit(before, before + all, total, perTotal);
          if (all <= most && (!tight || reach - closed <= most)) {
            sum = sum(values, next, last, sum);
            next = last;
            held = all;
          }
          tried = last;
        }
      } else {
        min = xMin;
        max = xMax;
        sum = xSum;
        held = xWeight;
        if (tight) {
          for (; open < out && target[open + MAX] <= min; open += STRIDE) {
            passed += target[open + WEIGHT];
          }
          closed = min >= cover ? before : passed + weightUpTo(target, open, out, min);
          reach = before + held + ahead(c, read, end, values, next, count, max, total);
        }
      }
    }
    if (held > 0) {
      put(target, out, min, max, sum, held);
      out += STRIDE;
    }
    return out / STRIDE;
  }

  private static int endOfRun(double[] values, int next, int count, double bound) {
    int end = next;
    while (end < count && values[end] <= bound) {
      end++;
    }
    return end;
  }

  private static double sum(double[] values, int from, int to, double first) {
    double sum = first;
    for (int i = from; i < to; i++) {
      sum += values[i];
    }
    return sum;
  }

  /** The limit at scale 1 for a centroid of the ranks {@code (before, right]}. */
  static double limit(double before, double right, double total, double perTotal) {
    double s = Math.sqrt(Math.max(0, Math.min(before * (total - before), right * (total - right))));
    return s * (s * perTotal + TAIL);
  }

  /** The weight of the centroids {@code c[from, out)} that lie below {@code x}. */
  private static double weightUpTo(double[] c, int from, int out, double x) {
    double sum = 0;
    for (int i = from; i < out; i += STRIDE) {
      sum += c[i + MAX] <= x ? c[i + WEIGHT] : 0;
    }
    return sum;
  }

  /** The weight of the input still to come that starts below {@code x}, or some number > enough. */
  private static double ahead(
      double[] c,
      int read,
      int end,
      double[] values,
      int next,
      int count,
      double x,
      double enough) {
    int v = next;
    while (v < count && values[v] < x) {
      v++;
    }
    double sum = v - next;
    for (int i = read; i < end && c[i + MIN] < x && sum <= enough; i += STRIDE) {
      sum += c[i + WEIGHT];
    }
    return sum;
  }

  /**
   * Writes a centroid at {@code at}, or before its elders with the same min if that is its place.
   */
  static void put(double[] c, int at, double min, double max, double sum, double weight) {
    double mean = sum / weight;
    if (!(Math.abs(sum) <= Double.MAX_VALUE)) {
      mean = 0.5 * min + 0.5 * max;
    }
    c[at + MIN] = min;
    c[at + MAX] = max;
    c[at + MEAN] = min == max ? min : Math.min(max, Math.max(min, mean));
    c[at + WEIGHT] = weight;
    sink(c, at);
  }

  /** Moves the centroid at {@code at} before its elders with the same min if that is its place. */
  static void sink(double[] c, int at) {
    for (int i = at; i > 0 && c[i - STRIDE] == c[i]; i -= STRIDE) {
      if (Centroids.compare(c, i - STRIDE, c, i) <= 0) {
        return;
      }
      for (int k = 0; k < STRIDE; k++) {
        double kept = c[i + k];
        c[i + k] = c[i - STRIDE + k];
        c[i - STRIDE + k] = kept;
      }
    }
  }

  /**
   * Merges neighbours among centroids, without the rule of reach.
   *
   * @return what is left, in order
   */
  static double[] groupLoosely(CentroidOrder order, double total, double scale) {
    int size = order.size();
    double[] target = new double[Math.min(size, FIRST_GROUPS) * STRIDE];
    double perTotal = 1 / total;
    double before = 0;
    int out = 0;
    int read = 0;
    Group group = new Group();
    while (read < size) {
      group.startWith(order.source(read), order.at(read));
      double most = scale * limit(before, before, total, perTotal);
      double sure = sure(before, most, total, perTotal, scale);
      double sureInside = sure(before, SLACK * most, total, perTotal, SLACK * scale);
      read = group.takeUpTo(sure, sureInside, order, read + 1);
      while (read < size
          && group.mayTake(order.source(read), order.at(read), before, total, perTotal, scale)) {
        group.take(order.source(read), order.at(read));
        read = group.takeUpTo(sure, sureInside, order, read + 1);
      }
      if (out == target.length) {
        target = Arrays.copyOf(target, Math.min(size * STRIDE, 2 * out));
      }
      put(target, out, group.min, group.max, group.sum, group.weight);
      out += STRIDE;
      before += group.weight;
    }
    return Arrays.copyOf(target, out);
  }

  /** What a group from {@code before} on may weigh wherever it ends, if at most {@code most}. */
  private static double sure(
      double before, double most, double total, double perTotal, double scale) {
    double farthest = Math.min(total, before + most);
    return Math.min(most, scale * limit(farthest, farthest, total, perTotal));
  }

  /** Centroids that become one. */
  private static final class Group {
    private double min;
    private double max;
    private double sum;
    private double weight;

    void startWith(double[] c, int at) {
      min = c[at + MIN];
      max = c[at + MAX];
      weight = c[at + WEIGHT];
      sum = c[at + MEAN] * weight;
    }

    void take(double[] c, int at) {
      double added = c[at + WEIGHT];
      max = Math.max(max, c[at + MAX]);
      sum += c[at + MEAN] * added;
      weight += added;
    }

    /** Takes as many in a row as keep it under a limit; what lies inside may take it to another. */
    int takeUpTo(double limit, double limitInside, CentroidOrder order, int from) {
      int size = order.size();
      double newMax = max;
      double newSum = sum;
      double newWeight = weight;
      int read = from;
      for (; read < size && min != Double.NEGATIVE_INFINITY; read++) {
        double[] c = order.source(read);
        int at = order.at(read);
        double addedMax = c[at + MAX];
        double added = c[at + WEIGHT];
        double both = newWeight + added;
        if (!(both <= limit || (both <= limitInside && addedMax <= newMax))
            || addedMax == Double.POSITIVE_INFINITY) {
          break;
        }
        newMax = Math.max(newMax, addedMax);
        newSum += c[at + MEAN] * added;
        newWeight = both;
      }
      max = newMax;
      sum = newSum;
      weight = newWeight;
      return read;
    }

    boolean mayTake(
        double[] c, int at, double before, double total, double perTotal, double scale) {
      double both = weight + c[at + WEIGHT];
      double limit = scale * limit(before, before + both, total, perTotal);
      boolean finite = min != Double.NEGATIVE_INFINITY && c[at + MAX] != Double.POSITIVE_INFINITY;
      return (c[at + MIN] == max && min == c[at + MAX])
          || (finite && both <= (c[at + MAX] <= max ? SLACK * limit : limit));
    }
  }
}
