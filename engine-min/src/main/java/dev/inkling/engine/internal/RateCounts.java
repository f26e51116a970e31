package dev.inkling.engine.internal;

import dev.inkling.operator.Shedding;
import dev.inkling.operator.sampling.RatesDesign;

/** How many rows came while each rate, 2^−h, was in force, and how many of these were taken. */
final class RateCounts {

  static final RateCounts NONE = new RateCounts();

  private final long[] seen = new long[Shedding.MOST_HALVINGS + 1];
  private final long[] taken = new long[Shedding.MOST_HALVINGS + 1];

  /** These and some rows more. */
  RateCounts with(int halvings, long rowsSeen, long rowsTaken) {
    RateCounts sum = plus(NONE);
    sum.seen[halvings] += rowsSeen;
    sum.taken[halvings] += rowsTaken;
    return sum;
  }

  RateCounts plus(RateCounts other) {
    RateCounts sum = new RateCounts();
    for (int h = 0; h < seen.length; h++) {
      sum.seen[h] = seen[h] + other.seen[h];
      sum.taken[h] = taken[h] + other.taken[h];
    }
    return sum;
  }

  /** Bit h is set if rows came at rate 2^−h. */
  int used() {
    int used = 0;
    for (int h = 0; h < seen.length; h++) {
      used |= seen[h] > 0 ? 1 << h : 0;
    }
    return used;
  }

  /** The rates at which rows came since. */
  int usedSince(RateCounts before) {
    int used = 0;
    for (int h = 0; h < seen.length; h++) {
      used |= seen[h] > before.seen[h] ? 1 << h : 0;
    }
    return used;
  }

  /** What can be said from the rows taken about all. */
  RatesDesign design() {
    return RatesDesign.of(seen, taken);
  }

  /** How many rows were left out. */
  long shed() {
    long shed = 0;
    for (int h = 0; h < seen.length; h++) {
      shed += seen[h] - taken[h];
    }
    return shed;
  }

  /**
   * The rate of a Bernoulli sample that would err as much in a total of equal values: its rows
   * stand for N / Σ N_h 2^h of all. 1 if no row came.
   */
  double effectiveRate() {
    double rows = 0;
    double squares = 0;
    for (int h = 0; h < seen.length; h++) {
      rows += seen[h];
      squares += Math.scalb((double) seen[h], h);
    }
    return rows == 0 ? 1 : rows / squares;
  }
}
