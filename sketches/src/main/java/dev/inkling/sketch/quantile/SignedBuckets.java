package dev.inkling.sketch.quantile;

import dev.inkling.sketch.internal.HeapSize;

/** The buckets of a {@link DDSketch}: positive and negative numbers, zero and the infinities. */
final class SignedBuckets {

  /** No buckets; never written to. */
  static final SignedBuckets NONE = new SignedBuckets(0, null, LogBuckets.NONE, LogBuckets.NONE);

  private final int resolution;

  /** The counts of -infinity, 0 and infinity, or null if there are none. */
  private long[] special;

  private LogBuckets negative;
  private LogBuckets positive;

  SignedBuckets(int resolution, long[] special, LogBuckets negative, LogBuckets positive) {
    this.resolution = resolution;
    this.special = special;
    this.negative = negative;
    this.positive = positive;
  }

  static SignedBuckets create(int resolution) {
    return new SignedBuckets(resolution, null, LogBuckets.NONE, LogBuckets.NONE);
  }

  LogBuckets negative() {
    return negative;
  }

  LogBuckets positive() {
    return positive;
  }

  /** How often -infinity, 0 or infinity was counted, for a sign of -1, 0 or 1. */
  long special(int sign) {
    return special == null ? 0 : special[1 + sign];
  }

  /** Counts a number, which is not NaN. */
  void count(double number) {
    if (number == 0 || Double.isInfinite(number)) {
      addSpecial((int) Math.signum(number), 1);
    } else if (number > 0) {
      positiveToFill().add(LogBuckets.index(number, resolution), 1);
    } else {
      negativeToFill().add(LogBuckets.index(-number, resolution), 1);
    }
  }

  /** Makes room for the positive numbers from least to most. */
  void reserve(double least, double most) {
    positiveToFill()
        .reserve(LogBuckets.index(least, resolution), LogBuckets.index(most, resolution));
  }

  private void addSpecial(int sign, long weight) {
    if (special == null) {
      special = new long[3];
    }
    special[1 + sign] += weight;
  }

  private LogBuckets positiveToFill() {
    if (positive == LogBuckets.NONE) {
      positive = new LogBuckets(resolution);
    }
    return positive;
  }

  private LogBuckets negativeToFill() {
    if (negative == LogBuckets.NONE) {
      negative = new LogBuckets(resolution);
    }
    return negative;
  }

  /** Adds the counts of the other, which may be this. */
  void addAll(SignedBuckets other) {
    if (other.special != null) {
      for (int sign = -1; sign <= 1; sign++) {
        addSpecial(sign, other.special(sign));
      }
    }
    if (other.positive != LogBuckets.NONE) {
      positiveToFill().addAll(other.positive);
    }
    if (other.negative != LogBuckets.NONE) {
      negativeToFill().addAll(other.negative);
    }
  }

  /** The {@link BucketKey} of the number at this rank, from 1, out of all. */
  int keyAt(long rank, long all) {
    long rest = rank - special(-1);
    if (rest <= 0) {
      return -BucketKey.INFINITE;
    }
    long negatives = negative.total();
    if (rest <= negatives) {
      return -BucketKey.of(negative.indexAt(negatives - rest + 1, negatives), resolution);
    }
    rest -= negatives + special(0);
    if (rest <= 0) {
      return 0;
    }
    long positives = all - special(-1) - negatives - special(0) - special(1);
    return rest <= positives
        ? BucketKey.of(positive.indexAt(rest, positives), resolution)
        : BucketKey.INFINITE;
  }

  /** How many numbers lie in buckets before that of x. */
  long countBefore(double x) {
    if (x < 0) {
      return x == Double.NEGATIVE_INFINITY
          ? 0
          : special(-1) + negative.countAbove(LogBuckets.index(-x, resolution));
    }
    long notPositive = special(-1) + negative.total();
    return x == 0
        ? notPositive
        : notPositive + special(0) + positive.countBelow(LogBuckets.index(x, resolution));
  }

  /** How many numbers lie in the bucket of x, which is less than infinity. */
  long countWithin(double x) {
    if (x == 0 || x == Double.NEGATIVE_INFINITY) {
      return special((int) Math.signum(x));
    }
    return (x > 0 ? positive : negative).countIn(LogBuckets.index(Math.abs(x), resolution));
  }

  SignedBuckets copy() {
    return this == NONE
        ? NONE
        : new SignedBuckets(
            resolution, special == null ? null : special.clone(), negative.copy(), positive.copy());
  }

  long heapBytes() {
    return this == NONE
        ? 0
        : HeapSize.ofObject(16)
            + HeapSize.of(special)
            + negative.heapBytes()
            + positive.heapBytes();
  }
}
