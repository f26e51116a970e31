package dev.inkling.benchmarks.compare;

import dev.inkling.benchmarks.compare.Variances.Known;
import dev.inkling.benchmarks.results.Direction;
import dev.inkling.benchmarks.results.Measure;
import dev.inkling.benchmarks.results.Noise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * Two sets of measures, row by row.
 *
 * <p>Judged is what is ours, has a direction, and has a noise that is known. A row is called worse
 * or better if chance alone would do that to any row at all with a probability of at most the false
 * alarm rate (Holm's procedure over all rows that chance plays a part in).
 */
final class Comparison {

  /** Fewer rows of peers do not show what the time between two runs does. */
  private static final int LEAST_CONTROLS = 10;

  private final List<Change> changes = new ArrayList<>();
  private final List<Measure> missing = new ArrayList<>();
  private final List<Measure> added = new ArrayList<>();
  private final Map<String, Drift> drifts = new TreeMap<>();
  private final PastValues past;

  /**
   * What all rows of one name do from one run to another.
   *
   * @param shift the median change of the logarithm of what did not change: absolute times only
   * @param deviation of such a logarithm from one run to another, beyond what the rounds of each
   *     run show
   * @param controls how many rows of peers say so
   */
  record Drift(double shift, double deviation, int controls) {}

  /** Compares; the history is used for what was measured only once per run. */
  Comparison(List<Measure> before, List<Measure> after, PastValues past) {
    this.past = past;
    Map<Measure.Key, Measure> earlier = new LinkedHashMap<>();
    before.forEach(measure -> earlier.put(measure.key(), measure));
    Map<String, List<RoundsRow>> rounds = new LinkedHashMap<>();
    for (Measure now : after) {
      Measure then = earlier.remove(now.key());
      if (then == null) {
        added.add(now);
      } else if (!SingleRow.isAlike(then, now)) {
        changes.add(Change.notJudged(then, now, "unit or kind of noise differs"));
      } else if (now.noise() == Noise.RANGE) {
        takeRounds(then, now, rounds);
      } else if (!now.isOurs() || now.direction() == Direction.NEITHER) {
        changes.add(Change.notJudged(then, now, Report.NOT_TO_BE_JUDGED));
      } else {
        changes.add(SingleRow.judge(then, now));
      }
    }
    missing.addAll(earlier.values());
    rounds.forEach(this::judgeRounds);
  }

  List<Change> changes() {
    return changes;
  }

  /** Measures of the earlier run only. */
  List<Measure> missing() {
    return missing;
  }

  /**
   * Of {@link #missing} those that would be judged: something of ours was not measured any more.
   */
  List<Measure> vanished() {
    return missing.stream()
        .filter(measure -> measure.isOurs() && measure.direction() != Direction.NEITHER)
        .toList();
  }

  /** Measures of the later run only. */
  List<Measure> added() {
    return added;
  }

  /** By suite and name, where there are controls. */
  Map<String, Drift> drifts() {
    return drifts;
  }

  /** How many judged rows chance plays a part in. */
  int chances() {
    return (int) changes.stream().filter(c -> c.isJudged() && !c.isCertain()).count();
  }

  /** What became worse, by far first. */
  List<Change> worse(double falseAlarms) {
    return beyondChance(falseAlarms, Comparator.comparingDouble(Change::worse), Change::worse);
  }

  /** What became better, by far first. */
  List<Change> better(double falseAlarms) {
    return beyondChance(falseAlarms, Comparator.comparingDouble(Change::better), Change::better);
  }

  private interface Probability {
    double of(Change change);
  }

  private List<Change> beyondChance(
      double falseAlarms, Comparator<Change> order, Probability probability) {
    List<Change> beyond = new ArrayList<>();
    changes.stream().filter(c -> c.isCertain() && probability.of(c) == 0).forEach(beyond::add);
    List<Change> byChance =
        changes.stream().filter(c -> c.isJudged() && !c.isCertain()).sorted(order).toList();
    for (int i = 0; i < byChance.size(); i++) {
      if (probability.of(byChance.get(i)) > falseAlarms / (byChance.size() - i)) {
        break;
      }
      beyond.add(byChance.get(i));
    }
    beyond.sort(Comparator.comparingDouble((Change c) -> -Math.abs(c.change())));
    return beyond;
  }

  /**
   * A row of rounds, in logarithms.
   *
   * @param difference of the logarithms of the values
   * @param variance of one round; 0 degrees of freedom: not known from rounds
   * @param weight by which the variance of the difference is larger
   */
  private record RoundsRow(
      Measure before, Measure after, double difference, Known variance, double weight) {

    boolean isControl() {
      return !after.isOurs() && before.version().equals(after.version());
    }

    /** Times by that of a reference do not drift as absolute ones do. */
    boolean isAbsolute() {
      return !after.setting().containsKey("by");
    }
  }

  private void takeRounds(Measure before, Measure after, Map<String, List<RoundsRow>> rounds) {
    if (before.low() <= 0 || after.low() <= 0) {
      changes.add(Change.notJudged(before, after, "a round was not above 0"));
      return;
    }
    double degrees = degrees(before) + degrees(after);
    double squares = degrees(before) * variance(before) + degrees(after) * variance(after);
    Known variance = degrees == 0 ? new Known(0, 0) : new Known(squares / degrees, degrees);
    double weight = medianWeight(before.trials()) + medianWeight(after.trials());
    String group = after.suite() + ": " + after.name();
    if (degrees == 0) {
      variance = past.variance(after);
      group += " (by the history)";
      if (variance.degrees() == 0) {
        changes.add(Change.notJudged(before, after, judgeable(after, PastValues.TOO_FEW)));
        return;
      }
    }
    rounds
        .computeIfAbsent(group, k -> new ArrayList<>())
        .add(
            new RoundsRow(
                before, after, Math.log(after.value() / before.value()), variance, weight));
  }

  private static String judgeable(Measure measure, String reason) {
    return measure.isOurs() && measure.direction() != Direction.NEITHER
        ? reason
        : Report.NOT_TO_BE_JUDGED;
  }

  private static double degrees(Measure measure) {
    return measure.trials() < 2 ? 0 : RangeNoise.of(measure.trials()).degrees();
  }

  private static double variance(Measure measure) {
    if (measure.trials() < 2) {
      return 0;
    }
    double range = Math.log(measure.high() / measure.low());
    return range * range / RangeNoise.of(measure.trials()).meanSquare();
  }

  /** The variance of a median of n normal values by that of one, at most. */
  private static double medianWeight(long n) {
    return n < 3 ? 1.0 / n : Math.PI / 2 / n;
  }

  private void judgeRounds(String group, List<RoundsRow> rows) {
    Variances common = Variances.of(rows.stream().map(RoundsRow::variance).toList());
    Map<Boolean, Drift> drift = new HashMap<>();
    for (boolean absolute : new boolean[] {false, true}) {
      List<RoundsRow> controls =
          rows.stream().filter(r -> r.isControl() && r.isAbsolute() == absolute).toList();
      Drift found = drift(controls, common);
      drift.put(absolute, found);
      if (controls.size() >= LEAST_CONTROLS) {
        drifts.put(group, found);
      }
    }
    for (RoundsRow row : rows) {
      Drift between = drift.get(row.isAbsolute());
      if (!row.after().isOurs() || row.after().direction() == Direction.NEITHER) {
        changes.add(Change.notJudged(row.before(), row.after(), Report.NOT_TO_BE_JUDGED));
      } else {
        changes.add(judge(row, common.moderated(row.variance()), between));
      }
    }
  }

  private static Change judge(RoundsRow row, Known variance, Drift between) {
    double noise = Math.hypot(between.deviation(), Math.sqrt(variance.value() * row.weight()));
    if (noise == 0) {
      return Change.notJudged(row.before(), row.after(), "all rounds of both runs are equal");
    }
    double t = (row.difference() - between.shift()) / noise;
    return Change.of(
        row.before(),
        row.after(),
        noise,
        SingleRow.above(t, variance.degrees()),
        SingleRow.above(-t, variance.degrees()));
  }

  /** The deviation between runs is the least that keeps nine in ten controls within 90 % bars. */
  private static Drift drift(List<RoundsRow> controls, Variances common) {
    int n = controls.size();
    if (n < LEAST_CONTROLS) {
      return new Drift(0, 0, n);
    }
    double[] differences = controls.stream().mapToDouble(RoundsRow::difference).sorted().toArray();
    double shift = controls.get(0).isAbsolute() ? differences[n / 2] : 0;
    double[] needed = new double[n];
    for (int i = 0; i < n; i++) {
      RoundsRow row = controls.get(i);
      Known variance = common.moderated(row.variance());
      double bar =
          Math.abs(row.difference() - shift) / SingleRow.quantile(0.95, variance.degrees());
      needed[i] = Math.sqrt(Math.max(0, bar * bar - variance.value() * row.weight()));
    }
    Arrays.sort(needed);
    // the control that is beyond the true nine in ten with a probability of 95 %, if there are 29
    // or more; of fewer the largest, which is so with a probability of 1 - 0.9^n: 65 % of ten
    int rank = new BinomialDistribution(null, n, 0.9).inverseCumulativeProbability(0.95);
    return new Drift(shift, needed[Math.min(n - 1, rank)], n);
  }
}
