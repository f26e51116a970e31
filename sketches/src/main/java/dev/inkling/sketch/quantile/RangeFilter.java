package dev.inkling.sketch.quantile;

import static dev.inkling.sketch.quantile.Centroids.MAX;
import static dev.inkling.sketch.quantile.Centroids.MEAN;
import static dev.inkling.sketch.quantile.Centroids.MIN;
import static dev.inkling.sketch.quantile.Centroids.STRIDE;
import static dev.inkling.sketch.quantile.Centroids.WEIGHT;

import java.util.Arrays;

/**
 * Lets centroids take the values that lie within their ranges, and leaves the others: no value is
 * sorted that a centroid would swallow anyway.
 */
final class RangeFilter {

  /* implementation note
   *
   * A value finds the last centroid with min ≤ value in a search tree in breadth-first order, without
   * any branch, four values at a time (Sanders, Winkel, Super Scalar Sample Sort, 2004). If it is
   * ≤ max too, it is counted there. When all are counted, each centroid decides whether it may take
   * its own: under the limit and the rule of reach of Clustering, notes 1 and 2, for absorbed values.
   * After 10^5 values from one distribution the gaps between ranges hold a fraction of a percent, so
   * that nearly all of a buffer is gone without an order, for the price of the search.
   *
   * What a centroid gets is a function of the multiset, not of the order of arrival: counts are whole
   * numbers, and the mean moves by a sum of distances to min in units of 2^-40 of the range, whole
   * numbers too. 2^23 of them fit in a long.
   *
   * Keys are halved so that a difference fits in a long. Two neighbouring doubles may share one; the
   * comparison with min keeps a value that this puts one centroid too high among the rest.
   */

  private static final int UNIT_BITS = 40;

  /** Ranges beyond these take part in the slow pass only: products here must be finite. */
  private static final double MAX_RANGE = 0x1p990;

  private static final double MIN_RANGE = 0x1p-970;

  /**
   * A centroid that others overlap may take more while all of them together are below this times
   * twice the limit. At 1, overlaps that chance left behind in a stationary stream make for
   * centroids within centroids, again and again: a tenth of all values sorted, for no narrower
   * bars.
   */
  private static final double REACH_SLACK = 2;

  /** Scratch for more than this is not kept: 0.3 MB per thread. */
  private static final int MAX_KEPT = 1 << 13;

  private static final ThreadLocal<RangeFilter> OF_THREAD =
      ThreadLocal.withInitial(() -> new RangeFilter(256, 1_024));

  /** Bucket b holds what is above the min of centroid b - 1; bucket 0 what is below all. */
  private static final int BUCKET_STRIDE = 4;

  private static final int UNITS = 2;
  private static final int COVER = 3;

  private final long[] tree;

  /** Per bucket: min, max, units per range, the largest value of it and those before. */
  private final double[] ranges;

  private final int[] inside;
  private final int[] outside;
  private final long[] sums;
  private final boolean[] refuses;
  private final int[] bucketOf;
  private final double[] rest;

  private RangeFilter(int centroids, int values) {
    int leaves = 1 << heightFor(centroids);
    this.tree = new long[leaves];
    this.ranges = new double[BUCKET_STRIDE * (leaves + 1)];
    this.inside = new int[leaves + 1];
    this.outside = new int[leaves + 1];
    this.sums = new long[leaves + 1];
    this.refuses = new boolean[leaves + 1];
    this.bucketOf = new int[values];
    this.rest = new double[values];
  }

  /** The smallest height whose tree has a leaf for each bucket. */
  private static int heightFor(int centroids) {
    return 32 - Integer.numberOfLeadingZeros(centroids);
  }

  private static RangeFilter withRoom(int centroids, int values) {
    RangeFilter filter = OF_THREAD.get();
    if (1 << heightFor(centroids) <= filter.tree.length && values <= filter.rest.length) {
      return filter;
    }
    RangeFilter larger =
        new RangeFilter(
            Math.max(centroids, filter.tree.length - 1), Math.max(values, filter.rest.length));
    if (centroids <= MAX_KEPT && values <= MAX_KEPT) {
      OF_THREAD.set(larger);
    }
    return larger;
  }

  /**
   * Moves values into centroids.
   *
   * @param c centroids in order; they still are afterwards, with the same ranges
   * @param values in any order; what is left moves to the front
   * @param total the weight of the centroids and the values
   * @param reaching whether a centroid must refuse that overlaps too much, see Clustering, note 2
   * @return how many values are left
   */
  static int apply(
      double[] c,
      int size,
      double[] values,
      int count,
      double total,
      double scale,
      boolean reaching) {
    RangeFilter filter = withRoom(size, count);
    return filter.run(c, size, values, count, total, scale, reaching);
  }

  private int run(
      double[] c,
      int size,
      double[] values,
      int count,
      double total,
      double scale,
      boolean reaching) {
    int height = heightFor(size);
    prepare(c, size, height);
    search(values, count, tree, height, bucketOf);
    int left = tally(values, count);
    if (decide(c, size, total, scale, reaching)) {
      left = collect(values, count);
    }
    take(c, size);
    System.arraycopy(rest, 0, values, 0, left);
    return left;
  }

  private void prepare(double[] c, int size, int height) {
    int leaves = 1 << height;
    for (int i = 1; i < leaves; i++) {
      int level = Integer.numberOfTrailingZeros(i);
      tree[(1 << (height - 1 - level)) + (i >> (level + 1))] =
          i <= size ? key(c[(i - 1) * STRIDE + MIN]) - 1 : Long.MAX_VALUE >> 1;
    }
    double[] r = ranges;
    r[MIN] = Double.POSITIVE_INFINITY;
    r[MAX] = Double.NEGATIVE_INFINITY;
    r[UNITS] = 0;
    r[COVER] = Double.NEGATIVE_INFINITY;
    double cover = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      double min = c[i * STRIDE + MIN];
      double max = c[i * STRIDE + MAX];
      double range = max - min;
      int at = (i + 1) * BUCKET_STRIDE;
      boolean proper = min == max || (range >= MIN_RANGE && range <= MAX_RANGE);
      cover = Math.max(cover, max);
      r[at + MIN] = min;
      r[at + MAX] = proper ? max : Double.NEGATIVE_INFINITY;
      r[at + UNITS] = min < max && proper ? (1L << UNIT_BITS) / range : 0;
      r[at + COVER] = cover;
    }
    Arrays.fill(inside, 0, size + 1, 0);
    Arrays.fill(outside, 0, size + 1, 0);
    Arrays.fill(sums, 0, size + 1, 0);
    Arrays.fill(refuses, 0, size + 1, false);
  }

  /** In the order of the numbers but for their last bit, and halved. */
  private static long key(double value) {
    long bits = Double.doubleToRawLongBits(value);
    return (bits ^ ((bits >> 63) >>> 1)) >> 1;
  }

  private static void search(double[] values, int count, long[] tree, int height, int[] bucketOf) {
    int i = 0;
    for (; i + 4 <= count; i += 4) {
      searchFour(values, i, tree, height, bucketOf);
    }
    for (; i < count; i++) {
      long key = key(values[i]);
      int node = 1;
      for (int level = 0; level < height; level++) {
        node = 2 * node + (int) ((tree[node] - key) >>> 63);
      }
      bucketOf[i] = node - (1 << height);
    }
  }

  /** Four searches whose loads do not wait for each other. */
  private static void searchFour(double[] values, int i, long[] tree, int height, int[] bucketOf) {
    long a = key(values[i]);
    long b = key(values[i + 1]);
    long c = key(values[i + 2]);
    long d = key(values[i + 3]);
    int aNode = 1;
    int bNode = 1;
    int cNode = 1;
    int dNode = 1;
    for (int level = 0; level < height; level++) {
      aNode = 2 * aNode + (int) ((tree[aNode] - a) >>> 63);
      bNode = 2 * bNode + (int) ((tree[bNode] - b) >>> 63);
      cNode = 2 * cNode + (int) ((tree[cNode] - c) >>> 63);
      dNode = 2 * dNode + (int) ((tree[dNode] - d) >>> 63);
    }
    int first = 1 << height;
    bucketOf[i] = aNode - first;
    bucketOf[i + 1] = bNode - first;
    bucketOf[i + 2] = cNode - first;
    bucketOf[i + 3] = dNode - first;
  }

  /** Counts and sums per bucket what lies inside; the others become the rest. */
  private int tally(double[] values, int count) {
    double[] r = ranges;
    int[] inside = this.inside;
    long[] sums = this.sums;
    int left = 0;
    for (int i = 0; i < count; i++) {
      double value = values[i];
      int bucket = bucketOf[i];
      int at = bucket * BUCKET_STRIDE;
      if (value >= r[at + MIN] && value <= r[at + MAX]) {
        inside[bucket]++;
        sums[bucket] += (long) ((value - r[at + MIN]) * r[at + UNITS]);
      } else {
        rest[left++] = value;
        outside[bucket]++;
        bucketOf[i] = -1;
      }
    }
    return left;
  }

  /** Whether some centroid refuses what it would have got. */
  private boolean decide(double[] c, int size, double total, double scale, boolean reaching) {
    double perTotal = 1 / total;
    double slack = Clustering.SLACK * scale;
    double before = outside[0];
    boolean any = false;
    for (int i = 0; i < size; i++) {
      int bucket = i + 1;
      double both = c[i * STRIDE + WEIGHT] + inside[bucket];
      if (inside[bucket] > 0 && c[i * STRIDE + MIN] < c[i * STRIDE + MAX]) {
        double most = slack * Clustering.limit(before, before + both, total, perTotal);
        boolean takes = both <= most;
        if (takes && reaching && overlaps(c, size, i)) {
          takes = both + overlap(c, size, i, REACH_SLACK * most) <= REACH_SLACK * most;
        }
        refuses[bucket] = !takes;
        any |= !takes;
      }
      before += both + outside[bucket];
    }
    return any;
  }

  /** Whether another centroid shares some of centroid i's range. */
  private boolean overlaps(double[] c, int size, int i) {
    return (i + 1 < size && c[(i + 1) * STRIDE + MIN] < c[i * STRIDE + MAX])
        || ranges[i * BUCKET_STRIDE + COVER] > c[i * STRIDE + MIN];
  }

  /** The weight of other centroids that share centroid i's range, or some number > enough. */
  private double overlap(double[] c, int size, int i, double enough) {
    double min = c[i * STRIDE + MIN];
    double max = c[i * STRIDE + MAX];
    double sum = 0;
    for (int k = i + 1; k < size && c[k * STRIDE + MIN] < max && sum <= enough; k++) {
      sum += c[k * STRIDE + WEIGHT] + inside[k + 1];
    }
    for (int k = i - 1; k >= 0 && ranges[(k + 1) * BUCKET_STRIDE + COVER] > min; k--) {
      if (sum > enough) {
        break;
      }
      sum += c[k * STRIDE + MAX] > min ? c[k * STRIDE + WEIGHT] + inside[k + 1] : 0;
    }
    return sum;
  }

  private int collect(double[] values, int count) {
    int left = 0;
    for (int i = 0; i < count; i++) {
      int bucket = bucketOf[i];
      if (bucket < 0 || refuses[bucket]) {
        rest[left++] = values[i];
      }
    }
    return left;
  }

  private void take(double[] c, int size) {
    for (int i = 0; i < size; i++) {
      int count = inside[i + 1];
      if (count == 0 || refuses[i + 1]) {
        continue;
      }
      int at = i * STRIDE;
      double min = c[at + MIN];
      double max = c[at + MAX];
      double both = c[at + WEIGHT] + count;
      if (min < max) {
        double mean = c[at + MEAN];
        double shift =
            ((min - mean) * count + sums[i + 1] / ranges[(i + 1) * BUCKET_STRIDE + UNITS]) / both;
        c[at + MEAN] = Math.min(max, Math.max(min, mean + shift));
      }
      c[at + WEIGHT] = both;
    }
    for (int i = 1; i < size; i++) {
      Clustering.sink(c, i * STRIDE);
    }
  }
}
