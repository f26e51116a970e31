package dev.inkling.benchmarks.accuracy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Measures frequency sketches; errors are relative to the length of the stream. Beside them, in the
 * rows of the question "top100", which share of the 100 most frequent items was missed; an item as
 * frequent as the hundredth counts as one of them.
 */
final class FrequencyTrials {

  static final String FAMILY = "frequency";
  static final String TOP = "top100";
  static final String MISSED = "missed";

  /** Which items are asked for, by their number; the last one does not occur. */
  private static final int[] ASKED = {0, 9, 99, 999, 9_999, Streams.ITEMS};

  private static final int K = 100;
  private static final int BATCH = 1_024;

  /** One does not tell whether sizes vary, which is to be known of ours. */
  private static final int OUR_HEAP_TRIALS = 3;

  private final List<FrequencySubject> subjects;
  private final int trials;

  FrequencyTrials(List<FrequencySubject> subjects, int trials) {
    this.subjects = subjects;
    this.trials = trials;
  }

  /** What one subject showed in one cell. */
  private final class Cell {
    private final FrequencySubject subject;
    private final ErrorLog[] logs = new ErrorLog[ASKED.length + 1];

    Cell(FrequencySubject subject) {
      this.subject = subject;
      Arrays.setAll(logs, i -> new ErrorLog(trials));
    }

    void ask(int trial, FrequencyCounter counter, long seed, int[] counts, int n) {
      for (int i = 0; i < ASKED.length; i++) {
        long item = Items.hash(~seed, ASKED[i]);
        double truth = ASKED[i] < Streams.ITEMS ? counts[ASKED[i]] : 0;
        logs[i].put(trial, counter.frequency(item), truth, n, counter.bar(item));
      }
      logs[ASKED.length].putError(trial, missed(counter.top(K), seed, counts));
      if (trial < (subject.label().isInkling() ? OUR_HEAP_TRIALS : 1)) {
        double heap = HeapBytes.of(counter.state(), subject.empty().get().state());
        double stored = counter.storedBytes();
        for (ErrorLog log : logs) {
          log.putBytes(trial, heap, stored);
        }
      }
    }

    List<Row> rows(String distribution, int n, int parts) {
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < ASKED.length; i++) {
        String item = ASKED[i] == Streams.ITEMS ? "absent" : "" + (ASKED[i] + 1);
        rows.add(Row.of(FAMILY, subject.label(), distribution, n, parts, "item=" + item, logs[i]));
      }
      if (subject.empty().get().namesItems()) {
        Row row = Row.of(FAMILY, subject.label(), distribution, n, parts, TOP, logs[ASKED.length]);
        rows.add(row.with(Map.of(MISSED, row.errors().bias())));
      }
      return rows;
    }
  }

  private static double missed(List<Long> top, long seed, int[] counts) {
    int[] sorted = counts.clone();
    Arrays.sort(sorted);
    int least = sorted[counts.length - K];
    Set<Long> named = new HashSet<>(top);
    int hits = 0;
    for (int item = 0; item < counts.length; item++) {
      if (counts[item] >= least && named.contains(Items.hash(~seed, item))) {
        hits++;
      }
    }
    return 1 - Math.min(hits, K) / (double) K;
  }

  /** All subjects see the same streams; those that cannot merge are left out of merges. */
  List<Row> measure(Streams distribution, int n, int parts) {
    List<Cell> cells =
        subjects.stream().filter(s -> parts == 1 || s.merges()).map(Cell::new).toList();
    IntStream.range(0, trials)
        .parallel()
        .forEach(
            trial -> {
              long seed = Items.mix(trial + 1L);
              int[] items = distribution.items(seed, n);
              int[] counts = new int[Streams.ITEMS];
              long[] values = new long[n];
              for (int i = 0; i < n; i++) {
                counts[items[i]]++;
                values[i] = Items.hash(~seed, items[i]);
              }
              for (Cell cell : cells) {
                cell.ask(trial, tree(cell.subject, values, 0, parts, parts), seed, counts, n);
              }
            });
    List<Row> rows = new ArrayList<>();
    cells.forEach(cell -> rows.addAll(cell.rows(distribution.title(), n, parts)));
    return rows;
  }

  private static FrequencyCounter tree(
      FrequencySubject subject, long[] values, int first, int last, int parts) {
    if (last - first == 1) {
      FrequencyCounter counter = subject.empty().get();
      int to = (int) ((long) values.length * last / parts);
      for (int at = (int) ((long) values.length * first / parts); at < to; at += BATCH) {
        counter.add(values, at, Math.min(to, at + BATCH));
      }
      return counter;
    }
    int middle = (first + last) >>> 1;
    return tree(subject, values, first, middle, parts)
        .merge(tree(subject, values, middle, last, parts));
  }
}
