package dev.inkling.cli.accuracy;

import java.io.IOException;
import java.util.Arrays;

/** Exact quantiles of a column, and the exact ranks of numbers that were asked for beforehand. */
final class Ranks {

  /** The quantiles that are asked for. */
  static final double[] FRACTIONS = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999};

  private final long n;
  private final double[] asked;
  private final long[] below;
  private final long[] upTo;
  private final double[] truths = new double[FRACTIONS.length];
  private long seen;
  private int next;
  private int nextTruth;

  private Ranks(long n, double[] asked) {
    this.n = n;
    this.asked = asked;
    this.below = new long[asked.length];
    this.upTo = new long[asked.length];
  }

  /** Finds the ranks of these numbers in one scan of the column. */
  static Ranks of(CountedValues values, double[] numbers) throws IOException {
    double[] asked = Arrays.stream(numbers).map(x -> x + 0.0).sorted().distinct().toArray();
    Ranks ranks = new Ranks(values.total(), asked);
    values.scan(ranks::take);
    Arrays.fill(ranks.below, ranks.next, asked.length, ranks.n);
    Arrays.fill(ranks.upTo, ranks.next, asked.length, ranks.n);
    return ranks;
  }

  private void take(long[] keys, long[] counts, int entries) {
    for (int i = 0; i < entries; i++) {
      double number = KeyForm.number(keys[i]);
      for (; next < asked.length && asked[next] <= number; next++) {
        below[next] = seen;
        upTo[next] = asked[next] == number ? seen + counts[i] : seen;
      }
      seen += counts[i];
      for (; nextTruth < truths.length && target(nextTruth) <= seen; nextTruth++) {
        truths[nextTruth] = number;
      }
    }
  }

  /** The rank of a quantile: ⌈p n⌉, at least 1. */
  private long target(int fraction) {
    return Math.max(1, (long) Math.ceil(FRACTIONS[fraction] * n));
  }

  /** The number at the rank of a quantile. */
  double truth(int fraction) {
    return truths[fraction];
  }

  /**
   * How far a number is from the rank of a quantile, as a fraction of all ranks. A number of the
   * column has as many ranks as it has occurrences; another one is as good as its neighbours.
   */
  double error(int fraction, double number) {
    int at = Arrays.binarySearch(asked, number + 0.0);
    if (at < 0) {
      throw new IllegalArgumentException("number must be one asked for, got " + number);
    }
    boolean isThere = upTo[at] > below[at];
    long lowest = isThere ? below[at] + 1 : below[at];
    long highest = isThere ? upTo[at] : below[at] + 1;
    long target = target(fraction);
    return (double) Math.max(0, Math.max(lowest - target, target - highest)) / n;
  }
}
