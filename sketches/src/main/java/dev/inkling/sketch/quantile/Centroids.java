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
   * centroids, and every consumer walks them in order. What is done to them is Clustering's and
   * RangeFilter's; both are functions of the multisets of centroids and values that they are handed,
   * so that the order of arrival never matters beyond that.
   *
   * Centroids that are appended stay as they are, unordered, until someone looks: a chain of merges
   * sorts once, at its end or when it runs out of room.
   *
   * A pass over values writes to a scratch array of the thread: more comes out at first than is
   * kept, and the array of a digest need not have room for it.
   */

  /** By how much the limit grows from pass to pass until the centroids fit: a compromise. */
  private static final double STEP = 1.5;

  private double[] cells;
  private int size;
  private double weight;
  private boolean ordered = true;

  private Centroids(double[] cells, int size, double weight) {
    this.cells = cells;
    this.size = size;
    this.weight = weight;
  }

  static Centroids create() {
    return new Centroids(new double[0], 0, 0);
  }

  /** All centroids of these, as they are. */
  static Centroids union(Centroids[] parts) {
    int size = 0;
    for (Centroids part : parts) {
      size += part.size;
    }
    if (size == 0) {
      return NONE;
    }
    Centroids union = new Centroids(new double[size * STRIDE], 0, 0);
    for (Centroids part : parts) {
      union.append(part, size);
    }
    return union;
  }

  /** The {@link #union} after {@link #shrink}, without a copy of all centroids. */
  static Centroids shrunk(Centroids[] parts, double compression) {
    int size = 0;
    int longest = 0;
    double weight = 0;
    for (Centroids part : parts) {
      size += part.size;
      longest = Math.max(longest, part.size);
      weight += part.weight;
    }
    if (size <= capacity(compression) || !CentroidOrder.hasRoomFor(parts.length, longest)) {
      Centroids union = union(parts);
      union.shrink(compression);
      return union;
    }
    Centroids shrunk = new Centroids(NO_VALUES, size, weight);
    shrunk.shrink(CentroidOrder.of(parts, longest), compression);
    return shrunk;
  }

  /** Takes over {@code cells}, which are in order. */
  static Centroids of(double[] cells, int size, double weight) {
    return new Centroids(cells, size, weight);
  }

  /** The most centroids that a digest keeps unless it was merged. */
  static int capacity(double compression) {
    return (int) (1.25 * compression) + 5;
  }

  /** The most numbers in the buffer: the smallest power of two that is at least 4 × compression. */
  static int bufferCapacity(double compression) {
    return Integer.highestOneBit((int) Math.ceil(4 * compression) * 2 - 1);
  }

  /**
   * The most doubles, four per centroid and one per value, that are kept as they are in a merge.
   */
  static int mergeCapacity(double compression) {
    return Integer.highestOneBit((int) Math.ceil(32 * compression) * 2 - 1);
  }

  Centroids copy() {
    if (size == 0) {
      return NONE;
    }
    Centroids copy = of(Arrays.copyOf(cells, size * STRIDE), size, weight);
    copy.ordered = ordered;
    return copy;
  }

  /** The centroids in order. */
  double[] cells() {
    if (!ordered) {
      cells = CentroidOrder.of(cells, size, false).apply();
      ordered = true;
    }
    return cells;
  }

  int size() {
    return size;
  }

  double weight() {
    return weight;
  }

  /** The centroids in any order. */
  double[] unorderedCells() {
    return cells;
  }

  boolean isOrdered() {
    return ordered;
  }

  /** The doubles of heap that the centroids occupy. */
  int length() {
    return cells.length;
  }

  double max() {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      max = Math.max(max, cells[i * STRIDE + MAX]);
    }
    return max;
  }

  /** Adds the centroids of another digest as they are; makes room for at most {@code limit}. */
  void append(Centroids other, int limit) {
    double[] theirs = other.cells;
    int count = other.size;
    double theirWeight = other.weight;
    int together = size + count;
    if (cells.length < together * STRIDE) {
      int room = size == 0 ? together : Math.max(together, Math.min(limit, 2 * together));
      cells = Arrays.copyOf(cells, room * STRIDE);
    }
    System.arraycopy(theirs, 0, cells, size * STRIDE, count * STRIDE);
    ordered = count == 0 ? ordered : size == 0 && other.ordered;
    size = together;
    weight += theirWeight;
  }

  /** Merges centroids until no more than the capacity are left; only equal ones if that does. */
  void shrink(double compression) {
    if (size > capacity(compression)) {
      shrink(CentroidOrder.of(cells, size, ordered), compression);
    }
  }

  private void shrink(CentroidOrder order, double compression) {
    int capacity = capacity(compression);
    double first = Clustering.FULL_CENTROIDS / compression;
    group(order, distinctFit(order, capacity) ? 0 : first);
    for (double scale = STEP * first; size > capacity; scale *= STEP) {
      group(CentroidOrder.of(cells, size, true), scale);
    }
  }

  private void group(CentroidOrder order, double scale) {
    double[] groups = Clustering.groupLoosely(order, weight, scale);
    size = groups.length / STRIDE;
    ordered = true;
    if (groups.length <= cells.length && cells.length <= MAX_SCRATCH) {
      System.arraycopy(groups, 0, cells, 0, groups.length);
    } else {
      cells = groups;
    }
  }

  /** Gives back the room that shrinking left. */
  void trim(int most) {
    if (cells.length > most * STRIDE) {
      cells = Arrays.copyOf(cells, size * STRIDE);
    }
  }

  /**
   * Lets centroids take those of the values, in any order, that lie within their ranges.
   *
   * @param steady whether the values come from the stream that the centroids come from, so that
   *     ranges ought to be disjoint
   * @return how many values are left; they are moved to the front
   */
  int absorbInside(double[] values, int count, double compression, boolean steady) {
    double scale = Clustering.FULL_CENTROIDS / compression;
    int left = RangeFilter.apply(cells(), size, values, count, weight + count, scale, steady);
    weight += count - left;
    return left;
  }

  /** Adds the sorted values {@code values[0, count)} and compresses. */
  void absorb(double[] values, int count, double compression, boolean steady) {
    int capacity = capacity(compression);
    boolean lossless = fits(values, count, capacity);
    double[] target = scratch((size + count) * STRIDE);
    double first = Clustering.FULL_CENTROIDS / compression;
    double scale = lossless ? 0 : first;
    double total = weight + count;
    int end = size * STRIDE;
    size = Clustering.merge(cells(), end, values, count, total, scale, target, steady);
    weight = total;
    for (scale = STEP * first; size > capacity; scale *= STEP) {
      end = size * STRIDE;
      size = Clustering.merge(target, end, NO_VALUES, 0, total, scale, target, steady);
    }
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

  /** Whether few enough are left when equal single values are one. */
  private static boolean distinctFit(CentroidOrder order, int capacity) {
    int needed = 1;
    for (int i = 1; i < order.size() && needed <= capacity; i++) {
      double[] a = order.source(i - 1);
      int at = order.at(i - 1);
      double[] b = order.source(i);
      int bt = order.at(i);
      boolean same = b[bt + MAX] == a[at + MIN] && b[bt + MIN] == a[at + MAX];
      needed += same ? 0 : 1;
    }
    return needed <= capacity;
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
        && Arrays.equals(cells(), 0, size * STRIDE, that.cells(), 0, size * STRIDE);
  }

  @Override
  public int hashCode() {
    int hash = size;
    for (int i = 0; i < size * STRIDE; i++) {
      hash = 31 * hash + Double.hashCode(cells()[i]);
    }
    return hash;
  }
}
