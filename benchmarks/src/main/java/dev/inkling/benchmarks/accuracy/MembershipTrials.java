package dev.inkling.benchmarks.accuracy;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Measures filters: errors are the actual false-positive rate less the one asked for, relative to
 * the latter. Beside them stand the actual rate, its standard error, and how many keys that were
 * added were not found, which must be none.
 */
final class MembershipTrials {

  static final String FAMILY = "membership";
  static final String ACTUAL = "actual rate";
  static final String STANDARD_ERROR = "standard error of the rate";
  static final String LOST = "keys lost";

  private static final int BATCH = 10_000;

  /** One does not tell whether sizes vary, which is to be known of ours. */
  private static final int OUR_HEAP_TRIALS = 3;

  private final int trials;
  private final int lookups;

  /**
   * For a number of trials.
   *
   * @param lookups how many keys that were not added are asked for in each
   */
  MembershipTrials(int trials, int lookups) {
    this.trials = trials;
    this.lookups = lookups;
  }

  /** Random keys, in equal parts that are merged pairwise. */
  Row random(MembershipSubject subject, int n, double rate, int parts) {
    return measure(subject, "random", n, rate, parts, Items::hash);
  }

  /** Numbers in a row, and the numbers after those as what is not in the filter. */
  Row consecutive(MembershipSubject subject, int n, double rate) {
    return measure(subject, "consecutive", n, rate, 1, (seed, i) -> (seed >>> 16) + i);
  }

  /** The keys of a stream. */
  private interface Keys {
    long key(long seed, long i);
  }

  private Row measure(
      MembershipSubject subject, String distribution, int n, double rate, int parts, Keys keys) {
    ErrorLog log = new ErrorLog(trials);
    double[] actual = new double[trials];
    long[] lost = new long[trials];
    IntStream.range(0, trials)
        .parallel()
        .forEach(
            trial -> {
              long seed = Items.mix(trial + 1L);
              MembershipFilter filter = tree(subject, keys, seed, n, rate, 0, parts, parts);
              actual[trial] = (double) found(filter, keys, seed, n, n + lookups) / lookups;
              lost[trial] = (long) n - found(filter, keys, seed, 0, n);
              log.putError(trial, actual[trial] / rate - 1);
              if (trial < (subject.label().isInkling() ? OUR_HEAP_TRIALS : 1)) {
                Object small = subject.maker().create(1, 0.5).state();
                log.putBytes(trial, HeapBytes.of(filter.state(), small), filter.storedBytes());
              }
            });
    double mean = Arrays.stream(actual).average().orElse(Double.NaN);
    return Row.of(FAMILY, subject.label(), distribution, n, parts, asked(rate), log)
        .with(
            Map.of(
                ACTUAL,
                mean,
                STANDARD_ERROR,
                Math.sqrt(mean * (1 - mean) / ((double) lookups * trials)),
                LOST,
                (double) Arrays.stream(lost).sum()));
  }

  /** How a rate is called in a row. */
  static String asked(double rate) {
    return "asked=" + rate;
  }

  private static int found(MembershipFilter filter, Keys keys, long seed, int from, int to) {
    int found = 0;
    for (int start = from; start < to; start += BATCH) {
      found += filter.found(batch(keys, seed, start, Math.min(BATCH, to - start)));
    }
    return found;
  }

  private static long[] batch(Keys keys, long seed, int start, int length) {
    long[] batch = new long[length];
    for (int i = 0; i < length; i++) {
      batch[i] = keys.key(seed, start + i);
    }
    return batch;
  }

  private static MembershipFilter tree(
      MembershipSubject subject,
      Keys keys,
      long seed,
      int n,
      double rate,
      int first,
      int last,
      int parts) {
    if (last - first == 1) {
      MembershipFilter filter = subject.maker().create(n, rate);
      int to = (int) ((long) n * last / parts);
      for (int at = (int) ((long) n * first / parts); at < to; at += BATCH) {
        filter.add(batch(keys, seed, at, Math.min(BATCH, to - at)));
      }
      return filter;
    }
    int middle = (first + last) >>> 1;
    MembershipFilter left = tree(subject, keys, seed, n, rate, first, middle, parts);
    left.merge(tree(subject, keys, seed, n, rate, middle, last, parts));
    return left;
  }
}
