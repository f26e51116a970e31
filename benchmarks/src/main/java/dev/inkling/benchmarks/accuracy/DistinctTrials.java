package dev.inkling.benchmarks.accuracy;

import dev.inkling.benchmarks.accuracy.Items.Zipf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Measures distinct counters; errors are relative to the number of distinct values. */
final class DistinctTrials {

  static final String FAMILY = "distinct";
  static final String RANDOM = "random";
  static final String COUNT = "count";
  static final String SELF_UNION = "A∪A";

  /** A larger share of the trials would only take time: sizes hardly differ. */
  private static final int HEAP_TRIALS = 3;

  private static final int STORED_TRIALS = 20;
  private static final int BATCH = 1_024;
  private static final Zipf ZIPF = new Zipf(100_000, 1.1);

  private final int trials;
  private final long mostAdded;

  /**
   * For a number of trials.
   *
   * @param mostAdded how many values are added one by one; what is more is simulated
   */
  DistinctTrials(int trials, long mostAdded) {
    this.trials = trials;
    this.mostAdded = mostAdded;
  }

  /** One sketch that grows, looked at wherever it has seen one of these numbers of values. */
  List<Row> growing(DistinctSubject subject, double... sizes) {
    double[] reached =
        Arrays.stream(sizes).filter(n -> n <= mostAdded || subject.growth().isPresent()).toArray();
    ErrorLog[] logs = new ErrorLog[reached.length];
    Arrays.setAll(logs, i -> new ErrorLog(trials));
    IntStream.range(0, trials).parallel().forEach(trial -> grow(subject, reached, trial, logs));
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < reached.length; i++) {
      rows.add(Row.of(FAMILY, subject.label(), RANDOM, reached[i], 1, COUNT, logs[i]));
    }
    return rows;
  }

  private void grow(DistinctSubject subject, double[] sizes, int trial, ErrorLog[] logs) {
    long seed = Items.mix(trial + 1L);
    DistinctCounter counter = subject.empty().get();
    SplittableRandom random = new SplittableRandom(seed);
    long[] batch = new long[BATCH];
    double n = 0;
    for (int i = 0; i < sizes.length; i++) {
      double added = Math.min(sizes[i], (double) mostAdded);
      if (n < added) {
        add(counter, batch, seed, (long) n, (long) added);
        n = added;
      }
      if (n < sizes[i]) {
        counter =
            subject
                .growth()
                .orElseThrow()
                .grow(
                    (DistinctCounter.OfHashes) counter,
                    (DistinctCounter.OfHashes) subject.empty().get(),
                    n,
                    sizes[i],
                    random);
        n = sizes[i];
      }
      log(subject, counter, n, trial, logs[i]);
    }
  }

  private static void add(DistinctCounter counter, long[] batch, long seed, long from, long to) {
    for (long start = from; start < to; start += BATCH) {
      int length = (int) Math.min(BATCH, to - start);
      for (int i = 0; i < length; i++) {
        batch[i] = Items.hash(seed, start + i);
      }
      counter.add(batch, length);
    }
  }

  private static void log(
      DistinctSubject subject, DistinctCounter counter, double n, int trial, ErrorLog log) {
    log.put(trial, counter.estimate(), n, n, counter.bar());
    log.putBytes(
        trial,
        trial < HEAP_TRIALS
            ? HeapBytes.of(counter.state(), subject.empty().get().state())
            : Double.NaN,
        trial < STORED_TRIALS ? counter.storedBytes() : Double.NaN);
  }

  /** Sketches that were filled with equal parts of the values and merged pairwise. */
  Row merged(DistinctSubject subject, long n, int parts) {
    ErrorLog log = new ErrorLog(trials);
    IntStream.range(0, trials)
        .parallel()
        .forEach(
            trial ->
                log(
                    subject,
                    tree(subject, Items.mix(trial + 1L), n, 0, parts, parts),
                    (double) n,
                    trial,
                    log));
    return Row.of(FAMILY, subject.label(), RANDOM, (double) n, parts, COUNT, log);
  }

  private static DistinctCounter tree(
      DistinctSubject subject, long seed, long n, int first, int last, int parts) {
    if (last - first == 1) {
      DistinctCounter counter = subject.empty().get();
      add(counter, new long[BATCH], seed, n * first / parts, n * last / parts);
      return counter;
    }
    int middle = (first + last) >>> 1;
    return tree(subject, seed, n, first, middle, parts)
        .union(tree(subject, seed, n, middle, last, parts));
  }

  /** How far the estimate of A ∪ A is from that of A, relative to that. */
  Row selfUnion(DistinctSubject subject, long n) {
    ErrorLog log = new ErrorLog(trials);
    IntStream.range(0, trials)
        .parallel()
        .forEach(
            trial -> {
              DistinctCounter counter = subject.empty().get();
              add(counter, new long[BATCH], Items.mix(trial + 1L), 0, n);
              double before = counter.estimate();
              double after = counter.union(counter).estimate();
              log.putError(trial, (after - before) / before);
            });
    return Row.of(FAMILY, subject.label(), RANDOM, (double) n, 1, SELF_UNION, log);
  }

  /** Numbers in a row, from a random one on: does the library's hash function spread them? */
  Row consecutive(DistinctSubject subject, int n) {
    ErrorLog log = new ErrorLog(trials);
    IntStream.range(0, trials)
        .parallel()
        .forEach(
            trial -> {
              long first = Items.mix(trial + 1L) >>> 16;
              long[] values = new long[n];
              Arrays.setAll(values, i -> first + i);
              DistinctCounter counter = subject.empty().get();
              counter.add(values, n);
              log(subject, counter, n, trial, log);
            });
    return Row.of(FAMILY, subject.label(), "consecutive", n, 1, COUNT, log);
  }

  /** A stream in which values repeat by Zipf's law; n is its length. */
  Row repeating(DistinctSubject subject, int n) {
    ErrorLog log = new ErrorLog(trials);
    double[] distinct = new double[trials];
    IntStream.range(0, trials)
        .parallel()
        .forEach(
            trial -> {
              long seed = Items.mix(trial + 1L);
              long[] values = new long[n];
              BitSet seen = new BitSet();
              for (int i = 0; i < n; i++) {
                int item = ZIPF.item(seed, i);
                seen.set(item);
                values[i] = Items.hash(~seed, item);
              }
              DistinctCounter counter = subject.empty().get();
              counter.add(values, n);
              distinct[trial] = seen.cardinality();
              log(subject, counter, seen.cardinality(), trial, log);
            });
    return Row.of(FAMILY, subject.label(), "zipf(1.1)", n, 1, COUNT, log)
        .with(Map.of("distinct", Arrays.stream(distinct).average().orElse(Double.NaN)));
  }
}
