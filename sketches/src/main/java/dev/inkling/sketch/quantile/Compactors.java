package dev.inkling.sketch.quantile;

import dev.inkling.sketch.internal.HeapSize;
import dev.inkling.sketch.internal.SplitMix64;
import java.util.Arrays;

/**
 * The levels of a {@link KllSketch} above its buffer: level h holds sorted numbers that stand for
 * 2^h numbers each.
 */
final class Compactors {

  /** The highest level: 2^62 numbers at most. */
  static final int MAX_LEVEL = 61;

  /** So far below the top compactions are too many, and matter too little, to keep their places. */
  private static final int LEVELS_WITH_PLACES = 4;

  private static final int SMALLEST_CAPACITY = 8;

  /**
   * A normal variable of this variance, in units of a grid's, is blind to the grid: 0.3 squared.
   */
  private static final double BLUR = 0.09;

  private static final double[] NONE = {};

  private static final ThreadLocal<double[][]> SCRATCH =
      ThreadLocal.withInitial(() -> new double[][] {new double[1_024], new double[1_024]});

  /* implementation note
   *
   * Level h may hold capacity(h) numbers: 3 k / 2 at the top, below that two thirds of the level above
   * it, at least 8. A run of sorted numbers comes up from the level below; if it does not fit, level and
   * run are merged, every second number, the odd or the even ones by a fair coin, goes up with twice
   * the weight, and of an odd number the largest stays. Low levels soon hold nothing: a run passes
   * through them by strides, without merging anything.
   *
   * Coins are fair whatever the numbers are, so the error of the rank of any x is a martingale whose
   * steps are at most 2^h; squares is the sum of their squares. The generator takes the sum of the
   * numbers' bits in, so that parts of one stream, created with one seed, do not flip the same coins.
   */

  private final int k;

  /** The generator's state, from which the next coin is drawn. */
  private long state;

  private double squares;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private int top;
  private int[] sizes = new int[2];
  private double[][] runs = {NONE, NONE};
  private RankNoise noise = new RankNoise();

  Compactors(int k, long seed) {
    this.k = k;
    this.state = SplitMix64.mix(seed);
  }

  /** What was stored; the levels are put back by {@link #restore}. */
  Compactors(int k, long state, double squares, double min, double max, RankNoise noise) {
    this.k = k;
    this.state = state;
    this.squares = squares;
    this.min = min;
    this.max = max;
    this.noise = noise;
  }

  void restore(int level, double[] run) {
    extendTo(level);
    runs[level] = run;
    sizes[level] = run.length;
  }

  /** The most numbers that a level keeps while the highest is {@code top}. */
  static int capacity(int k, int depth) {
    int capacity = (3 * k + 1) / 2;
    for (int i = 0; i < depth && capacity > SMALLEST_CAPACITY; i++) {
      capacity = (2 * capacity + 2) / 3;
    }
    return Math.max(SMALLEST_CAPACITY, capacity);
  }

  int top() {
    return top;
  }

  int size(int level) {
    return sizes[level];
  }

  double[] run(int level) {
    return runs[level];
  }

  long state() {
    return state;
  }

  /** The sum of the squares of the weights of all compactions. */
  double squares() {
    return squares;
  }

  double min() {
    return min;
  }

  double max() {
    return max;
  }

  RankNoise noise() {
    return noise;
  }

  /** The rank of x in the highest levels, which have nearly all of the weight. */
  double roughRank(double x) {
    double rank = 0;
    for (int h = Math.max(1, top - LEVELS_WITH_PLACES); h <= top; h++) {
      rank += Math.scalb((double) WeightedRuns.atMost(runs[h], 0, sizes[h], x), h);
    }
    return rank;
  }

  /**
   * The variance of the error of the rank of x.
   *
   * @param fromEnd how many numbers lie beyond x, on the side with fewer
   */
  double varianceAt(double x, long fromEnd) {
    // towards an end, a number of the highest level is there or is missing, by chance
    double weight = Math.scalb(1.0, top);
    double presence = Math.min((double) fromEnd * weight, weight * weight / 6);
    return Math.max(squares * noise.shareAt(x), presence);
  }

  /**
   * The distance between the ranks that the sketch can give for x: after merges of equal parts
   * almost all numbers may lie in one level, and ranks are multiples of its weight. 1 if levels
   * below blur that, as they do in a sketch that was filled by adding.
   *
   * @param fraction the rank of x over the count
   */
  long gridAt(double fraction, int buffered) {
    double spread = fraction * (1 - fraction);
    double variance = buffered * spread;
    long grid = 1;
    for (int h = 1; h <= top; h++) {
      double weight = Math.scalb(1.0, h);
      if (variance < BLUR * weight * weight) {
        grid = 1L << h;
      }
      variance += sizes[h] * spread * weight * weight;
    }
    return grid;
  }

  /** How many numbers all levels stand for. */
  long weight() {
    long weight = 0;
    for (int h = 1; h <= top; h++) {
      weight += (long) sizes[h] << h;
    }
    return weight;
  }

  /**
   * Takes in the sorted numbers {@code values[0, count)} of weight 1, an even number of them, and
   * all that the other has, if there is one. Overwrites the values.
   */
  void absorb(double[] values, int count, Compactors other) {
    if (other != null) {
      join(other);
    }
    double[][] scratch = SCRATCH.get();
    double[] carry = values;
    int n = 0;
    if (count > 0) {
      min = Math.min(min, values[0]);
      max = Math.max(max, values[count - 1]);
      long sum = 0;
      for (int i = 0; i < count; i++) {
        sum += Double.doubleToRawLongBits(values[i]);
      }
      state = SplitMix64.next(state ^ sum);
      extendTo(1);
      n = halve(values, count, 0);
    }
    int highest = other == null ? 0 : other.top;
    for (int h = 1; n > 0 || h <= highest; h++) {
      if (h <= highest && other.sizes[h] > 0) {
        double[] target = roomy(scratch, carry, n + other.sizes[h]);
        n = merge(carry, n, other.runs[h], other.sizes[h], target);
        carry = target;
      }
      if (n > 0) {
        extendTo(h);
        int size = sizes[h];
        if (size + n <= capacity(k, top - h)) {
          store(h, carry, n);
          n = 0;
        } else {
          if (size > 0) {
            double[] target = roomy(scratch, carry, n + size);
            n = merge(carry, n, runs[h], size, target);
            carry = target;
          }
          if ((n & 1) != 0) {
            n--;
            keepOne(h, carry[n]);
          } else {
            sizes[h] = 0;
          }
          n = halve(carry, n, h);
        }
      }
    }
  }

  /** Everything of the other but its levels. */
  private void join(Compactors other) {
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    extendTo(other.top);
    if (state == other.state) {
      // the same coins: the same sketch, or a copy of it; its errors are not independent
      squares *= 4;
      noise.doubleErrors();
      state = SplitMix64.next(state);
      return;
    }
    state = SplitMix64.mix(state + Long.rotateLeft(SplitMix64.mix(other.state), 32));
    squares += other.squares;
    noise.addAll(other.noise, this);
  }

  /** Keeps every second of sorted numbers, at the front of the array; how many. */
  private int halve(double[] sorted, int count, int level) {
    double weight = Math.scalb(1.0, level);
    squares += weight * weight;
    if (level >= top - LEVELS_WITH_PLACES) {
      noise.add(sorted, count, weight, this);
    }
    state = SplitMix64.next(state);
    int half = count / 2;
    int coin = (int) (state >>> 63);
    for (int i = 0; i < half; i++) {
      sorted[i] = sorted[2 * i + coin];
    }
    return half;
  }

  /** One of the two scratch arrays, not the one in use, with room for so many. */
  private static double[] roomy(double[][] scratch, double[] inUse, int count) {
    int i = scratch[0] == inUse ? 1 : 0;
    if (scratch[i].length < count) {
      scratch[i] = new double[Math.max(count, 2 * scratch[i].length)];
    }
    return scratch[i];
  }

  private static int merge(double[] a, int aCount, double[] b, int bCount, double[] target) {
    int i = 0;
    int j = 0;
    int at = 0;
    while (i < aCount && j < bCount) {
      target[at++] = a[i] <= b[j] ? a[i++] : b[j++];
    }
    System.arraycopy(a, i, target, at, aCount - i);
    at += aCount - i;
    System.arraycopy(b, j, target, at, bCount - j);
    return aCount + bCount;
  }

  /** Merges sorted numbers into a level, from behind. */
  private void store(int level, double[] carry, int count) {
    int i = sizes[level] - 1;
    int j = count - 1;
    int at = i + count;
    double[] run = grown(level, at + 1);
    sizes[level] = at + 1;
    while (j >= 0) {
      run[at--] = i >= 0 && run[i] > carry[j] ? run[i--] : carry[j--];
    }
  }

  private void keepOne(int level, double value) {
    grown(level, 1)[0] = value;
    sizes[level] = 1;
  }

  private double[] grown(int level, int count) {
    double[] run = runs[level];
    if (run.length < count) {
      int most = Math.max(count, capacity(k, top - level));
      run = Arrays.copyOf(run, Math.min(most, Math.max(count, 2 * run.length)));
      runs[level] = run;
    }
    return run;
  }

  private void extendTo(int level) {
    if (level <= top) {
      return;
    }
    if (level > MAX_LEVEL) {
      throw new IllegalArgumentException("a sketch holds at most 2^62 numbers");
    }
    if (level >= runs.length) {
      int from = runs.length;
      sizes = Arrays.copyOf(sizes, level + 1);
      runs = Arrays.copyOf(runs, level + 1);
      Arrays.fill(runs, from, level + 1, NONE);
    }
    top = level;
    trim();
  }

  /** Gives back what levels took when they were nearer to the top. */
  private void trim() {
    for (int h = 1; h < top; h++) {
      int most = Math.max(sizes[h], capacity(k, top - h));
      if (runs[h].length > most) {
        runs[h] = Arrays.copyOf(runs[h], most);
      }
    }
  }

  Compactors copy() {
    Compactors copy = new Compactors(k, state, squares, min, max, noise.copy());
    copy.top = top;
    copy.sizes = Arrays.copyOf(sizes, sizes.length);
    copy.runs = new double[runs.length][];
    for (int h = 0; h < runs.length; h++) {
      copy.runs[h] = sizes[h] == 0 ? NONE : Arrays.copyOf(runs[h], sizes[h]);
    }
    return copy;
  }

  long heapBytes() {
    long bytes = HeapSize.ofObject(52) + HeapSize.of(sizes) + noise.heapBytes();
    bytes += (16 + 4L * runs.length + 7) & ~7L;
    for (double[] run : runs) {
      bytes += run.length == 0 ? 0 : 16 + 8L * run.length;
    }
    return bytes;
  }
}
