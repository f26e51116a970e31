package dev.inkling.sketch.sampling;

import dev.inkling.sketch.internal.SplitMix64;
import java.util.Arrays;

/**
 * The keys of a {@link WeightedSample}'s items, the lowest of which are sampled, and where the next
 * low one is: the points of a Poisson process of intensity 1 over (weight axis) × (0, limit). An
 * item owns as much of the axis as it has weight, and its key is its lowest point, which is
 * exponential with the weight as its rate.
 */
final class WeightedKeys {

  /** Keys lie between these: 2^-54 to 37, divided by weights, and by 2^52 for each limit. */
  static final double MIN_KEY = 0x1p-1020;

  static final double MAX_KEY = 0x1p906;

  /** {@link #jump} before it is drawn. */
  static final double NOT_DRAWN = -1;

  private static final long PURPOSE = 3;

  /** More points than this in one item, and its lowest is drawn without the others. */
  private static final double MANY = 8;

  /** Bits of keys; they are in the order of the keys, which are positive. */
  long[] keys;

  /** No key above it is taken, all are while it is infinite. */
  double limit = Double.POSITIVE_INFINITY;

  /** The weight to pass until the next point. */
  double jump = NOT_DRAWN;

  /** SplitMix64's counter. */
  long state;

  /** Items taken since the limit was set, with those kept then. */
  int candidates;

  boolean sorted;

  WeightedKeys(int length, long state) {
    this.keys = new long[length];
    this.state = state;
  }

  /** The state before anything was drawn. */
  static long firstState(long seed) {
    return Draws.key(seed, PURPOSE);
  }

  /** Items that are collected before the lowest keys of a sample of this size are selected. */
  static int capacity(int size) {
    return size + 1 + size / 2 + 4;
  }

  double get(int i) {
    return Double.longBitsToDouble(keys[i]);
  }

  void set(int i, double key) {
    keys[i] = Double.doubleToRawLongBits(Math.max(key, MIN_KEY));
  }

  /** The key of any item of this weight. */
  double draw(double weight) {
    return exponential() / weight;
  }

  /** Draws the weight to pass until the next point. */
  void drawJump() {
    jump = exponential() / limit;
  }

  /**
   * The key of an item on which the next point falls.
   *
   * @param behind how much of its weight comes after the point
   */
  double land(double weight, double behind) {
    if (weight * limit > MANY) {
      // an exponential number given that it is below the limit
      double share = -StrictMath.expm1(-weight * limit);
      double key = -StrictMath.log1p(-share * uniform()) / weight;
      drawJump();
      return Math.min(key, limit);
    }
    double key = limit * uniform();
    double left = behind;
    double gap = exponential() / limit;
    while (gap < left) {
      left -= gap;
      key = Math.min(key, limit * uniform());
      gap = exponential() / limit;
    }
    jump = gap - left;
    return key;
  }

  private double uniform() {
    state += SplitMix64.STEP;
    return Draws.uniform(state, 0);
  }

  private double exponential() {
    state += SplitMix64.STEP;
    return Draws.exponential(state, 0);
  }

  /** A copy with the first n keys. */
  WeightedKeys copy(int n) {
    WeightedKeys copy = new WeightedKeys(0, state);
    copy.keys = Arrays.copyOf(keys, n);
    copy.limit = limit;
    copy.jump = jump;
    copy.candidates = candidates;
    copy.sorted = sorted;
    return copy;
  }
}
