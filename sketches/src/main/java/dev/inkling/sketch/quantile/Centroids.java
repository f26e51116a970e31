package dev.inkling.sketch.quantile;

import java.util.Arrays;

/** The compressed part of a t-digest: centroids in ascending order of their smallest value. */
final class Centroids {

  /** Doubles per centroid, at the offsets below. */
  static final int STRIDE = 4;

  static final int MIN = 0;
  static final int MAX = 1;
  static final int MEAN = 2;
  static final int WEIGHT = 3;

  /** No centroids; shared by all digests that never compressed, and never changed. */
  static final Centroids NONE = new Centroids(new double[0], 0, 0);

  private static final double[] NO_VALUES = {};

  /** Threads keep up to 256 KB of scratch, enough for a compression of 1,400. */
  private static final int MAX_SCRATCH = 1 << 15;

  private static final ThreadLocal<double[]> SCRATCH = ThreadLocal.withInitial(() -> NO_VALUES);

  /* implementation note
   *
   * cells[4 i .. 4 i + 3] holds min, max, mean and weight of centroid i: one cache line takes two
   * centroids, and every consumer walks them in order. What a centroid says is certain: "weight
   * values lie in [min, max], one of them is min and one is max". The mean only shapes the point
   * estimate. All that compress() does keeps these statements true, whatever it merges, so bars
   * derived from them hold always; its policy only decides how wide they are:
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
   * 2 / (sin t + 1/2) over (0, pi) is 4 / sqrt(3/4) * ln(2 + sqrt(3)) = 6.0827...). q is the end of the
   * centroid that is nearer to a tail, hence the first and the last centroid are single values.
   *
   * The values that come to lie in one centroid are many, so the pass does not ask for each whether
   * it fits: it takes all up to the centroid's end if the last of them fits. The limit is concave in
   * the weight, hence those before fit too.
   *
   * Inner loops are methods: in a young JVM they are compiled long before the pass is, which then
   * is not compiled once for every loop in it.
   *
   * A pass writes to a scratch array of the thread: more comes out at first than is kept, and the
   * array of a digest need not have room for it.
   */

  private static final double FULL_CENTROIDS = 6.082771;

  private static final double TAIL = 0.25;

  /** See the note, 2. */
  private static final double SLACK = 2;

  /** By how much the limit grows from pass to pass until the centroids fit: a compromise. */
  private static final double STEP = 1.5;

  private double[] cells;
  private int size;
  private double weight;

  private Centroids(double[] cells, int size, double weight) {
    this.cells = cells;
    this.size = size;
    this.weight = weight;
  }

  static Centroids create() {
    return new Centroids(new double[0], 0, 0);
  }

  /** Takes over {@code cells}. */
  static Centroids of(double[] cells, int size, double weight) {
    return new Centroids(cells, size, weight);
  }

  /** The most centroids that a digest keeps. */
  static int capacity(double compression) {
    return (int) (1.25 * compression) + 10;
  }

  Centroids copy() {
    return size == 0 ? NONE : of(Arrays.copyOf(cells, size * STRIDE), size, weight);
  }

  double[] cells() {
    return cells;
  }

  int size() {
    return size;
  }

  double weight() {
    return weight;
  }

  double max() {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      max = Math.max(max, cells[i * STRIDE + MAX]);
    }
    return max;
  }

  /** Adds the sorted values {@code values[0, count)} and compresses. */
  void absorb(double[] values, int count, double compression) {
    int capacity = capacity(compression);
    boolean lossless = fits(values, count, capacity);
    double[] target = scratch((size + count) * STRIDE);
    double scale = lossless ? 0 : FULL_CENTROIDS / compression;
    size = merge(cells, size * STRIDE, values, count, weight + count, scale, target, true);
    weight += count;
    shrink(target, capacity, STEP * scale, true);
    keep(target, capacity);
  }

  /**
   * Adds the centroids of another digest and sorted values, and compresses if there are too many.
   */
  void absorb(Centroids other, double[] values, int count, double compression) {
    int capacity = capacity(compression);
    int union = (size + other.size) * STRIDE;
    double[] a = cells;
    double[] b = other.cells;
    int aEnd = size * STRIDE;
    int bEnd = other.size * STRIDE;
    double[] merged = new double[union];
    int at = 0;
    int i = 0;
    int j = 0;
    while (at < merged.length) {
      boolean left = j == bEnd || (i < aEnd && compare(a, i, b, j) <= 0);
      System.arraycopy(left ? a : b, left ? i : j, merged, at, STRIDE);
      at += STRIDE;
      i += left ? STRIDE : 0;
      j += left ? 0 : STRIDE;
    }
    double total = weight + other.weight + count;
    double[] target = scratch(union + count * STRIDE);
    size = merge(merged, union, values, count, total, 0, target, false);
    weight = total;
    shrink(target, capacity, FULL_CENTROIDS / compression, false);
    keep(target, capacity);
  }

  /** Takes the centroids out of a scratch array. */
  private void keep(double[] scratch, int capacity) {
    if (cells.length < size * STRIDE) {
      cells = new double[Math.min(capacity, size + size / 4) * STRIDE];
    }
    System.arraycopy(scratch, 0, cells, 0, size * STRIDE);
  }

  /** An array of at least this length that is the thread's until its next call. */
  private static double[] scratch(int length) {
    if (length > MAX_SCRATCH) {
      return new double[length];
    }
    double[] scratch = SCRATCH.get();
    if (scratch.length < length) {
      scratch = new double[length];
      SCRATCH.set(scratch);
    }
    return scratch;
  }

  /** Whether these values and all centroids can stay apart, but for values that are equal. */
  private boolean fits(double[] values, int count, int capacity) {
    int needed = size;
    int cell = 0;
    int end = size * STRIDE;
    for (int i = 0; i < count && needed <= capacity; i++) {
      double value = values[i];
      if (i > 0 && value == values[i - 1]) {
        continue;
      }
      while (cell < end && cells[cell + MIN] < value) {
        cell += STRIDE;
      }
      if (cell == end || cells[cell + MIN] != value || cells[cell + MAX] != value) {
        needed++;
      }
    }
    return needed <= capacity;
  }

  private void shrink(double[] c, int capacity, double firstScale, boolean tight) {
    for (double scale = firstScale; size > capacity; scale *= STEP) {
      size = merge(c, size * STRIDE, NO_VALUES, 0, weight, scale, c, tight);
    }
  }

  /**
   * One pass over the centroids {@code c[0, end)} and the values, in ascending order.
   *
   * @param target receives centroids; may be c if there are no values
   * @return how many it received
   */
  private static int merge(
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
  private static double limit(double before, double right, double total, double perTotal) {
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
  private static void put(double[] c, int at, double min, double max, double sum, double weight) {
    double mean = sum / weight;
    if (!(Math.abs(sum) <= Double.MAX_VALUE)) {
      mean = 0.5 * min + 0.5 * max;
    }
    c[at + MIN] = min;
    c[at + MAX] = max;
    c[at + MEAN] = min == max ? min : Math.min(max, Math.max(min, mean));
    c[at + WEIGHT] = weight;
    for (int i = at; i > 0 && c[i - STRIDE] == c[i] && compare(c, i - STRIDE, c, i) > 0; ) {
      for (int k = 0; k < STRIDE; k++) {
        double kept = c[i + k];
        c[i + k] = c[i - STRIDE + k];
        c[i - STRIDE + k] = kept;
      }
      i -= STRIDE;
    }
  }

  /** The order of centroids: by min, then max, mean and weight. */
  static int compare(double[] a, int i, double[] b, int j) {
    for (int k = 0; k < STRIDE; k++) {
      int order = Double.compare(a[i + k], b[j + k]);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Centroids that
        && size == that.size
        && Arrays.equals(cells, 0, size * STRIDE, that.cells, 0, size * STRIDE);
  }

  @Override
  public int hashCode() {
    int hash = size;
    for (int i = 0; i < size * STRIDE; i++) {
      hash = 31 * hash + Double.hashCode(cells[i]);
    }
    return hash;
  }
}
