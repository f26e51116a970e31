package dev.inkling.sketch.quantile;

import java.util.Arrays;

/** What a {@link DDSketch} keeps of its numbers, and how they are added. */
abstract class DDSketchStates {

  /** The most numbers that are kept as they are. */
  static final int EXACT_LIMIT = 64;

  static final double[] NOTHING = {};
  private static final long SMALLEST_NORMAL = 1L << 52;

  /* implementation note
   *
   * While few numbers are there they lie in few[0, count); then few is null. A number whose bucket
   * lies in the window is counted after one shift and one compare; all else (zero, subnormal,
   * infinity, NaN, growth, a counter at its end, the first numbers) leaves this path by the same
   * test and is handled in addRare.
   *
   * An image can announce a window far larger than itself: two numbers are enough. Such a state
   * stays packed, as the bytes that were read, until it is used.
   */

  /** s: a bucket is a 2^-s of an octave. */
  final int resolution;

  double[] few = NOTHING;
  long count;
  double min = Double.POSITIVE_INFINITY;
  double max = Double.NEGATIVE_INFINITY;
  SignedBuckets buckets = SignedBuckets.NONE;

  /** Counters and base of the buckets' window of positive numbers. */
  int[] window = LogBuckets.NONE.counts;

  int windowBase;

  /** The body of the image that this sketch was read from, or null. */
  byte[] packed;

  DDSketchStates(int resolution) {
    this.resolution = resolution;
  }

  final void addOne(double value) {
    long bits = Double.doubleToRawLongBits(value);
    int[] counts = window;
    int at = (int) (bits >>> (52 - resolution)) - windowBase;
    if (bits >= SMALLEST_NORMAL
        && at >= 0
        && at < counts.length
        && counts[at] != Integer.MAX_VALUE
        && count != Long.MAX_VALUE) {
      counts[at]++;
      count++;
      if (value < min) {
        min = value;
      }
      if (value > max) {
        max = value;
      }
    } else {
      addOther(value);
    }
  }

  private void addOther(double value) {
    long bits = Double.doubleToRawLongBits(value);
    long magnitude = bits & Long.MAX_VALUE;
    LogBuckets side = bits >= 0 ? buckets.positive() : buckets.negative();
    int[] counts = side.counts;
    int at = (int) (magnitude >>> (52 - resolution)) - side.base;
    if (magnitude >= SMALLEST_NORMAL
        && at >= 0
        && at < counts.length
        && counts[at] != Integer.MAX_VALUE
        && count != Long.MAX_VALUE) {
      counts[at]++;
      count++;
      if (value < min) {
        min = value;
      }
      if (value > max) {
        max = value;
      }
    } else {
      addRare(value);
    }
  }

  final void addRun(double[] values, int from, int to) {
    int next = few == null ? from : addToFew(values, from, to);
    while (next < to) {
      next = addCommon(values, next, to);
      if (next < to) {
        double value = values[next];
        if (Double.isNaN(value)) {
          throw new IllegalArgumentException("values[" + next + "] must be a number, got NaN");
        }
        addRare(value);
        next++;
      }
    }
  }

  /**
   * Adds numbers up to one that is NaN to the first few and says which is the next; or, if they are
   * not few, makes buckets in which they have room.
   */
  private int addToFew(double[] values, int from, int to) {
    double least = min;
    double most = max;
    int end = from;
    for (; end < to && !Double.isNaN(values[end]); end++) {
      double number = values[end] + 0.0; // -0.0 becomes 0.0
      least = number < least ? number : least;
      most = number > most ? number : most;
    }
    int known = (int) count;
    int all = known + end - from;
    if (end - from > EXACT_LIMIT - known) {
      double[] first = few;
      few = null;
      count = 0;
      startBuckets(least, most);
      addRun(first, 0, known);
      return from;
    }
    if (all > few.length) {
      few = Arrays.copyOf(few, Math.max(all, Math.min(EXACT_LIMIT, 2 * few.length)));
    }
    for (int i = from; i < end; i++) {
      few[known + i - from] = values[i] + 0.0;
    }
    count = all;
    min = least;
    max = most;
    return end;
  }

  /** Makes buckets, at once those between two numbers if that is all there are. */
  private void startBuckets(double least, double most) {
    buckets = SignedBuckets.create(resolution);
    if (least >= Double.MIN_NORMAL && least <= most && most <= Double.MAX_VALUE) {
      buckets.reserve(least, most); // instead of growing step by step
    }
    follow();
  }

  /** Adds numbers whose buckets lie in the windows; where it had to stop. */
  private int addCommon(double[] values, int from, int to) {
    int shift = 52 - resolution;
    int[] above = buckets.positive().counts;
    int aboveBase = buckets.positive().base;
    int[] below = buckets.negative().counts;
    int belowBase = buckets.negative().base;
    double least = min;
    double most = max;
    // so that the count cannot pass its limit
    int end = from + (int) Math.min(to - from, Long.MAX_VALUE - count);
    int i = from;
    for (; i < end; i++) {
      double value = values[i];
      long bits = Double.doubleToRawLongBits(value);
      long magnitude = bits & Long.MAX_VALUE;
      if (magnitude < SMALLEST_NORMAL) {
        break;
      }
      int index = (int) (magnitude >>> shift);
      int[] counts = bits >= 0 ? above : below;
      int at = index - (bits >= 0 ? aboveBase : belowBase);
      if (at < 0 || at >= counts.length) {
        break;
      }
      int counter = counts[at];
      if (counter == Integer.MAX_VALUE) {
        break;
      }
      counts[at] = counter + 1;
      if (value < least) {
        least = value;
      }
      if (value > most) {
        most = value;
      }
    }
    count += i - from;
    min = least;
    max = most;
    return i;
  }

  private void addRare(double value) {
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException("value must be a number, got NaN");
    }
    if (count == Long.MAX_VALUE) {
      throw new IllegalStateException("a sketch holds at most 2^63 - 1 numbers");
    }
    double number = value + 0.0; // -0.0 becomes 0.0
    if (count >= EXACT_LIMIT) {
      toBuckets();
    }
    if (few == null) {
      buckets.count(number);
    } else {
      if (count == few.length) {
        few = Arrays.copyOf(few, Math.max(4, 2 * few.length));
      }
      few[(int) count] = number;
    }
    follow();
    count++;
    min = Math.min(min, number);
    max = Math.max(max, number);
  }

  final void follow() {
    window = buckets.positive().counts;
    windowBase = buckets.positive().base;
  }

  /** Puts the first numbers into buckets, or a packed state. */
  final void toBuckets() {
    if (few != null) {
      double[] values = few;
      few = null;
      startBuckets(min, max);
      for (int i = 0; i < count; i++) {
        buckets.count(values[i]);
      }
    } else if (packed != null) {
      unpack();
    }
    follow();
  }

  final void unpack() {
    buckets = DDSketchFormat.readBuckets(packed);
    packed = null;
    follow();
  }
}
