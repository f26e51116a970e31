package dev.inkling.benchmarks.accuracy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Measures quantile sketches; errors are differences of ranks as shares of n. Beside them stand the
 * relative error of the value ("value rmse", "value max"; where values are of either sign or 0 it
 * means little) and the share of the trials in which a larger p gave a smaller quantile ("not
 * monotone").
 */
final class QuantileTrials {

  static final String FAMILY = "quantile";
  static final String VALUE_RMSE = "value rmse";
  static final String VALUE_MAX = "value max";
  static final String NOT_MONOTONE = "not monotone";

  /** Which quantiles are asked for. */
  static final double[] FRACTIONS = {0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999};

  private static final int BATCH = 1_024;
  private static final int HEAP_TRIALS = 3;
  private static final int MONOTONE_STEPS = 200;

  private final List<QuantileSubject> subjects;
  private final int trials;

  QuantileTrials(List<QuantileSubject> subjects, int trials) {
    this.subjects = subjects;
    this.trials = trials;
  }

  /** What one subject showed in one cell. */
  private final class Cell {
    private final QuantileSubject subject;
    private final ErrorLog[] ranks = new ErrorLog[FRACTIONS.length];
    private final double[][] values = new double[FRACTIONS.length][trials];
    private final boolean[] falls = new boolean[trials];
    private volatile String refused = "";

    Cell(QuantileSubject subject) {
      this.subject = subject;
      Arrays.setAll(ranks, i -> new ErrorLog(trials));
    }

    void ask(int trial, QuantileSummary summary, Ranks truth) {
      for (int i = 0; i < FRACTIONS.length; i++) {
        double p = FRACTIONS[i];
        double value = summary.quantile(p);
        double exact = truth.quantile(p);
        double error = truth.error(value, p);
        ranks[i].putError(trial, error);
        values[i][trial] = exact == value ? 0 : (value - exact) / Math.abs(exact);
        Bar bar = summary.bar(p);
        if (bar.exists()) {
          double arm =
              Math.max(
                  Math.abs(truth.error(bar.lower(), p)), Math.abs(truth.error(bar.upper(), p)));
          ranks[i].putBar(trial, bar.asked(), bar.holds(exact), arm);
        }
        if (trial < HEAP_TRIALS && i == 0) {
          double heap = HeapBytes.of(summary.state(), subject.empty().apply(0).state());
          double stored = summary.storedBytes();
          for (ErrorLog log : ranks) {
            log.putBytes(trial, heap, stored);
          }
        }
      }
      falls[trial] = falls(summary);
    }

    List<Row> rows(String distribution, int n, int parts) {
      if (!refused.isEmpty()) {
        return List.of();
      }
      double share =
          (double) IntStream.range(0, trials).filter(trial -> falls[trial]).count() / trials;
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < FRACTIONS.length; i++) {
        Map<String, Double> more = new LinkedHashMap<>();
        Errors ofValues = Errors.of(values[i]);
        more.put(VALUE_RMSE, ofValues.rmse());
        more.put(VALUE_MAX, ofValues.max());
        more.put(NOT_MONOTONE, share);
        rows.add(
            Row.of(FAMILY, subject.label(), distribution, n, parts, "p=" + FRACTIONS[i], ranks[i])
                .with(more));
      }
      return rows;
    }
  }

  private static boolean falls(QuantileSummary summary) {
    double last = summary.quantile(0);
    for (int i = 1; i <= MONOTONE_STEPS; i++) {
      double next = summary.quantile((double) i / MONOTONE_STEPS);
      if (next < last) {
        return true;
      }
      last = next;
    }
    return false;
  }

  /** All subjects see the same streams; what they refuse is noted in {@code refusals}. */
  List<Row> measure(Values distribution, int n, int parts, List<String> refusals) {
    List<Cell> cells = subjects.stream().map(Cell::new).toList();
    IntStream.range(0, trials)
        .parallel()
        .forEach(
            trial -> {
              long seed = Items.mix(trial + 1L);
              double[] values = distribution.stream(seed, n);
              Ranks truth = new Ranks(values.clone());
              for (Cell cell : cells) {
                try {
                  cell.ask(trial, tree(cell.subject, seed, values, 0, parts, parts), truth);
                } catch (RefusedException e) {
                  cell.refused = e.getMessage();
                }
              }
            });
    List<Row> rows = new ArrayList<>();
    for (Cell cell : cells) {
      rows.addAll(cell.rows(distribution.title(), n, parts));
      if (!cell.refused.isEmpty()) {
        refusals.add(cell.subject.label() + " " + cell.refused + " (" + distribution.title() + ")");
      }
    }
    return rows;
  }

  private static QuantileSummary tree(
      QuantileSubject subject, long seed, double[] values, int first, int last, int parts) {
    if (last - first == 1) {
      QuantileSummary summary = subject.empty().apply(Items.mix(seed + first));
      int to = (int) ((long) values.length * last / parts);
      for (int at = (int) ((long) values.length * first / parts); at < to; at += BATCH) {
        summary.add(values, at, Math.min(to, at + BATCH));
      }
      return summary;
    }
    int middle = (first + last) >>> 1;
    QuantileSummary left = tree(subject, seed, values, first, middle, parts);
    left.merge(tree(subject, seed, values, middle, last, parts));
    return left;
  }
}
