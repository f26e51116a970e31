package dev.inkling.sketch.quantile;

/**
 * Every bucket of a {@link DDSketch} as one int, ascending with the numbers in it: 0 for the number
 * 0, the negative of a key for the negative numbers, the largest key for infinity.
 */
final class BucketKey {

  /** The key of infinity. */
  static final int INFINITE = Integer.MAX_VALUE;

  private BucketKey() {}

  /** The key of a bucket of positive numbers. */
  static int of(int index, int resolution) {
    return index + offset(resolution);
  }

  /** The key of the bucket that a number belongs to. */
  static int of(double number, int resolution) {
    double magnitude = Math.abs(number);
    if (magnitude == 0) {
      return 0;
    }
    int key =
        magnitude == Double.POSITIVE_INFINITY
            ? INFINITE
            : of(LogBuckets.index(magnitude, resolution), resolution);
    return number > 0 ? key : -key;
  }

  /** The smallest number in the bucket. */
  static double lower(int key, int resolution) {
    if (key < 0) {
      return -upper(-key, resolution);
    }
    return isPoint(key) ? point(key) : LogBuckets.lower(key - offset(resolution), resolution);
  }

  /** The largest number in the bucket. */
  static double upper(int key, int resolution) {
    if (key < 0) {
      return -lower(-key, resolution);
    }
    return isPoint(key) ? point(key) : LogBuckets.upper(key - offset(resolution), resolution);
  }

  /** The number with the least relative error for all in the bucket. */
  static double middle(int key, int resolution) {
    if (key < 0) {
      return -middle(-key, resolution);
    }
    return isPoint(key) ? point(key) : LogBuckets.middle(key - offset(resolution), resolution);
  }

  private static boolean isPoint(int key) {
    return key == 0 || key == INFINITE;
  }

  private static double point(int key) {
    return key == 0 ? 0 : Double.POSITIVE_INFINITY;
  }

  /** Makes the index of the smallest positive bucket 1 or more. */
  private static int offset(int resolution) {
    return (1 - LogBuckets.FIRST_OCTAVE) << resolution;
  }
}
