package dev.inkling.sketch.quantile;

import dev.inkling.sketch.internal.HeapSize;
import java.util.Arrays;

/**
 * Where on the line of numbers the compactions of a {@link KllSketch} have moved ranks, and how
 * far: the variance of the rank's error as a step function of x.
 */
final class RankNoise {

  /** The most steps. */
  static final int MAX_STEPS = 48;

  private static final double[] NONE = {};

  /** A thread's room for the ranks of all steps. */
  private static final ThreadLocal<double[]> RANKS =
      ThreadLocal.withInitial(() -> new double[MAX_STEPS]);

  /* implementation note
   *
   * A compaction of sorted numbers s[0..m) of weight w keeps those at even or those at odd places.
   * It moves the rank of x by w or -w, at equal odds, if an odd number of them is at most x, and
   * else not at all. So the variance of the rank's error has w^2 added for x in [s0, s1), on average
   * half of that from s1 up to the last but one, w^2 again up to the last, and nothing outside. These
   * four steps are what is kept. In a stream of random order they pile up at both ends of the line;
   * in a sorted one the end of a compaction meets the start of the next and they cancel.
   *
   * When there are too many, neighbours are made one step at the place of the larger, beginning with
   * those where that matters least (the smaller change times the distance in ranks), until half are
   * left.
   */

  private double[] places = NONE;
  private double[] changes = NONE;
  private int steps;

  /** The sum of w^2 of the compactions recorded here. */
  private double total;

  /** A compaction of weight w, of at least four sorted numbers: {@code sorted[0, count)}. */
  void add(double[] sorted, int count, double weight, Compactors ranks) {
    double square = weight * weight;
    if (steps > MAX_STEPS - 4) {
      compress(ranks);
    }
    put(sorted[0], square);
    put(sorted[1], -square / 2);
    put(sorted[count - 2], square / 2);
    put(sorted[count - 1], -square);
    total += square;
  }

  void addAll(RankNoise other, Compactors ranks) {
    for (int i = 0; i < other.steps; i++) {
      if (steps == MAX_STEPS) {
        compress(ranks);
      }
      put(other.places[i], other.changes[i]);
    }
    total += other.total;
  }

  /** Twice as far each: the errors of a sketch that is merged with its own copy. */
  void doubleErrors() {
    for (int i = 0; i < steps; i++) {
      changes[i] *= 4;
    }
    total *= 4;
  }

  /** Puts back a step that was stored. */
  void put(double place, double change) {
    if (steps == places.length) {
      int capacity = Math.min(MAX_STEPS, Math.max(8, 2 * steps));
      places = Arrays.copyOf(places, capacity);
      changes = Arrays.copyOf(changes, capacity);
    }
    places[steps] = place;
    changes[steps] = change;
    steps++;
  }

  void setTotal(double total) {
    this.total = total;
  }

  double total() {
    return total;
  }

  int steps() {
    return steps;
  }

  double place(int i) {
    return places[i];
  }

  double change(int i) {
    return changes[i];
  }

  /** The variance at x over the sum of w^2, half in the middle of a stream of random order. */
  double shareAt(double x) {
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      if (places[i] <= x) {
        sum += changes[i];
      }
    }
    return Math.min(1, Math.max(0, sum / total));
  }

  private void compress(Compactors levels) {
    sort();
    double[] ranks = RANKS.get();
    for (int i = 0; i < steps; i++) {
      ranks[i] = levels.roughRank(places[i]);
    }
    while (steps > MAX_STEPS / 2) {
      int least = 0;
      double smallest = Double.POSITIVE_INFINITY;
      for (int i = 0; i + 1 < steps; i++) {
        double size = Math.min(Math.abs(changes[i]), Math.abs(changes[i + 1]));
        double error = size * (ranks[i + 1] - ranks[i]);
        if (error < smallest) {
          smallest = error;
          least = i;
        }
      }
      double both = changes[least] + changes[least + 1];
      int gone = Math.abs(changes[least]) >= Math.abs(changes[least + 1]) ? least + 1 : least;
      changes[2 * least + 1 - gone] = both;
      remove(gone, ranks);
      if (both == 0) {
        remove(least, ranks);
      }
    }
  }

  private void remove(int i, double[] ranks) {
    System.arraycopy(ranks, i + 1, ranks, i, steps - i - 1);
    System.arraycopy(places, i + 1, places, i, steps - i - 1);
    System.arraycopy(changes, i + 1, changes, i, steps - i - 1);
    steps--;
  }

  private void sort() {
    for (int i = 1; i < steps; i++) {
      double place = places[i];
      double change = changes[i];
      int at = i;
      while (at > 0 && places[at - 1] > place) {
        places[at] = places[at - 1];
        changes[at] = changes[at - 1];
        at--;
      }
      places[at] = place;
      changes[at] = change;
    }
  }

  RankNoise copy() {
    RankNoise copy = new RankNoise();
    if (steps > 0) {
      copy.places = Arrays.copyOf(places, steps);
      copy.changes = Arrays.copyOf(changes, steps);
      copy.steps = steps;
    }
    copy.total = total;
    return copy;
  }

  long heapBytes() {
    return HeapSize.ofObject(20) + (places.length == 0 ? 0 : 2 * (16 + 8L * places.length));
  }
}
