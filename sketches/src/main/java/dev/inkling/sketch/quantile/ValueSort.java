package dev.inkling.sketch.quantile;

import static dev.inkling.sketch.quantile.Centroids.MAX;
import static dev.inkling.sketch.quantile.Centroids.MIN;
import static dev.inkling.sketch.quantile.Centroids.STRIDE;
import static dev.inkling.sketch.quantile.Centroids.WEIGHT;

import java.util.Arrays;

/** Sorts the values of a full buffer, fast if they are distributed like those before them. */
final class ValueSort {

  /* implementation note
   *
   * A sample sort (Frazer, McKellar, 1970) whose sample is there already:
   * the centroids. They are cut into buckets of equal weight; the splitters lie in a perfect search
   * tree in breadth-first order, so that a value finds its bucket in a few steps without any branch
   * (Sanders, Winkel, Super Scalar Sample Sort, 2004). What then is left to do for four
   * values per bucket, insertion sort does. For 1,024 values it takes half the time of
   * Arrays.sort(double[]), whose mispredicted branches cost most: 27 and 54 ns per value. With two
   * or eight values per bucket it takes as long.
   *
   * The order is right whatever the splitters are, were they nonsense: two values part at one node,
   * the smaller to the left. Only the time depends on them, and a bucket far too full is left to
   * a plain sort.
   *
   * The scratch arrays belong to the thread: one digest's would double its size, and are soon out of
   * the cache when there are thousands of digests.
   */

  /** Buffers up to this size are sorted here: 60 KB of scratch per thread. */
  private static final int MAX_VALUES = 4_096;

  /** Fewer are best sorted by insertion or by the library. */
  private static final int MIN_VALUES = 64;

  private static final int VALUES_PER_BUCKET = 4;

  private static final int MAX_BUCKETS = MAX_VALUES / VALUES_PER_BUCKET;

  /** More than this in a bucket and it is sorted on its own. */
  private static final int CROWDED = 40;

  /** The fewest earlier values that tell more of the distribution than the new ones do. */
  private static final int FEWEST_LIKE = 32;

  /** Every so many values one is a splitter if there are no centroids. */
  private static final int VALUES_PER_SAMPLE = 8;

  private static final ThreadLocal<ValueSort> OF_THREAD = ThreadLocal.withInitial(ValueSort::new);

  private final double[] sample = new double[MAX_BUCKETS];
  private final long[] tree = new long[MAX_BUCKETS];
  private final int[] ends = new int[MAX_BUCKETS + 1];
  private final short[] buckets = new short[MAX_VALUES];
  private double[] sorted = new double[1_024];

  private ValueSort() {}

  /**
   * The values {@code values[0, count)}, neither NaN nor -0.0, in ascending order, in an array that
   * is valid until the thread's next call; {@code values} may be it and may be left in any order.
   */
  static double[] sort(double[] values, int count, Centroids like) {
    if (count < MIN_VALUES || count > MAX_VALUES) {
      Arrays.sort(values, 0, count);
      return values;
    }
    return OF_THREAD.get().distribute(values, count, like);
  }

  /**
   * As {@link #sort(double[], int, Centroids)}, where {@code size} ascending values of {@code like}
   * are a sample of those before.
   */
  static double[] sort(double[] values, int count, double[] like, int size) {
    if (count < MIN_VALUES || count > MAX_VALUES || size < FEWEST_LIKE) {
      return sort(values, count, Centroids.NONE);
    }
    ValueSort sort = OF_THREAD.get();
    int height = 31 - Integer.numberOfLeadingZeros(count / VALUES_PER_BUCKET);
    splitBetween(like, size, sort.sample, 1 << height);
    return sort.distribute(values, count, height);
  }

  private double[] distribute(double[] values, int count, Centroids like) {
    int height;
    if (like.size() > 0) {
      height = 31 - Integer.numberOfLeadingZeros(count / VALUES_PER_BUCKET);
      splitByWeight(like, sample, 1 << height);
    } else {
      height = 31 - Integer.numberOfLeadingZeros(count / VALUES_PER_SAMPLE);
      splitBySample(values, count, sample, 1 << height);
    }
    return distribute(values, count, height);
  }

  /** Distributes over the buckets that the first 2^height numbers of the sample split. */
  private double[] distribute(double[] values, int count, int height) {
    plant(sample, tree, height);
    if (sorted.length < count) {
      sorted = new double[count];
    }
    double[] target = sorted;
    int[] ends = this.ends;
    Arrays.fill(ends, 0, (1 << height) + 1, 0);
    classify(values, count, tree, height, buckets, ends);
    boolean crowded = accumulate(ends, 1 << height);
    scatter(values, count, buckets, ends, target);
    if (crowded) {
      sortCrowded(target, ends, 1 << height);
    }
    insertionSort(target, count);
    return target;
  }

  /** Splitters {@code into[1, buckets)} that cut the centroids into equal weights. */
  private static void splitByWeight(Centroids like, double[] into, int buckets) {
    double[] c = like.cells();
    double step = like.weight() / buckets;
    int next = 1;
    double before = 0;
    double last = 0;
    for (int i = 0; i < like.size() * STRIDE && next < buckets; i += STRIDE) {
      last = c[i + MAX];
      double slope = (last - c[i + MIN]) / c[i + WEIGHT];
      double end = before + c[i + WEIGHT];
      for (double at = next * step; at < end && next < buckets; at = next * step) {
        into[next++] = c[i + MIN] + (at - before) * slope;
      }
      before = end;
    }
    Arrays.fill(into, next, Math.max(next, buckets), last);
  }

  /** Splitters {@code into[1, buckets)} between the ascending values {@code like[0, size)}. */
  private static void splitBetween(double[] like, int size, double[] into, int buckets) {
    double step = (double) (size - 1) / buckets;
    for (int i = 1; i < buckets; i++) {
      double at = i * step;
      int below = (int) at;
      double gap = like[below + 1] - like[below];
      into[i] = gap <= Double.MAX_VALUE ? like[below] + gap * (at - below) : like[below];
    }
  }

  /** Splitters {@code into[1, buckets)} out of the values. */
  private static void splitBySample(double[] values, int count, double[] into, int buckets) {
    int step = count / buckets;
    for (int i = 1; i < buckets; i++) {
      into[i] = values[i * step];
    }
    shellSort(into, 1, buckets);
  }

  /** The splitters' keys in breadth-first order, from index 1. */
  private static void plant(double[] splitters, long[] tree, int height) {
    for (int i = 1; i < 1 << height; i++) {
      int level = Integer.numberOfTrailingZeros(i);
      tree[(1 << (height - 1 - level)) + (i >> (level + 1))] = key(splitters[i]);
    }
  }

  /**
   * In the order of the numbers but for their last bit, and halved: a difference fits in a long.
   */
  private static long key(double value) {
    long bits = Double.doubleToRawLongBits(value);
    return (bits ^ ((bits >> 63) >>> 1)) >> 1;
  }

  private static void classify(
      double[] values, int count, long[] tree, int height, short[] buckets, int[] sizes) {
    int i = 0;
    for (; i + 4 <= count; i += 4) {
      classifyFour(values, i, tree, height, buckets);
    }
    for (; i < count; i++) {
      long key = key(values[i]);
      int node = 1;
      for (int level = 0; level < height; level++) {
        node = 2 * node + (int) ((tree[node] - key) >>> 63);
      }
      buckets[i] = (short) (node - (1 << height));
    }
    for (i = 0; i < count; i++) {
      sizes[buckets[i] + 1]++;
    }
  }

  /** Four searches whose loads do not wait for each other. */
  private static void classifyFour(
      double[] values, int i, long[] tree, int height, short[] buckets) {
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
    buckets[i] = (short) (aNode - first);
    buckets[i + 1] = (short) (bNode - first);
    buckets[i + 2] = (short) (cNode - first);
    buckets[i + 3] = (short) (dNode - first);
  }

  /** Turns sizes at [b + 1] into the buckets' starts at [b]; whether some bucket is crowded. */
  private static boolean accumulate(int[] ends, int buckets) {
    int sum = 0;
    int most = 0;
    for (int b = 1; b <= buckets; b++) {
      most = Math.max(most, ends[b]);
      sum += ends[b];
      ends[b] = sum;
    }
    return most > CROWDED;
  }

  /** Moves the values to their buckets; {@code ends[b]} is b's start before, its end after. */
  private static void scatter(
      double[] values, int count, short[] buckets, int[] ends, double[] target) {
    for (int i = 0; i < count; i++) {
      target[ends[buckets[i]]++] = values[i];
    }
  }

  private static void sortCrowded(double[] target, int[] ends, int buckets) {
    int start = 0;
    for (int b = 0; b < buckets; b++) {
      if (ends[b] - start > CROWDED) {
        shellSort(target, start, ends[b]);
      }
      start = ends[b];
    }
  }

  /** Shell's sort, with Knuth's gaps: unlike the library's it never allocates. */
  private static void shellSort(double[] values, int from, int to) {
    int gap = 1;
    while (gap < (to - from) / 3) {
      gap = 3 * gap + 1;
    }
    for (; gap > 0; gap /= 3) {
      for (int i = from + gap; i < to; i++) {
        double value = values[i];
        int at = i;
        for (; at >= from + gap && values[at - gap] > value; at -= gap) {
          values[at] = values[at - gap];
        }
        values[at] = value;
      }
    }
  }

  private static void insertionSort(double[] values, int count) {
    for (int i = 1; i < count; i++) {
      if (values[i - 1] > values[i]) {
        insert(values, i);
      }
    }
  }

  private static void insert(double[] values, int i) {
    double value = values[i];
    int at = i;
    do {
      values[at] = values[at - 1];
      at--;
    } while (at > 0 && values[at - 1] > value);
    values[at] = value;
  }
}
