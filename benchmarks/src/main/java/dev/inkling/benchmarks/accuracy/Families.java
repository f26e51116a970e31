package dev.inkling.benchmarks.accuracy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Measures all subjects of a family in all settings. */
final class Families {

  /** The families, in the order of the page. */
  static final List<String> NAMES =
      List.of(
          DistinctTrials.FAMILY,
          MembershipTrials.FAMILY,
          QuantileTrials.FAMILY,
          FrequencyTrials.FAMILY);

  /** What is asked of filters. */
  static final double[] RATES = {0.1, 0.01, 0.001, 0.0001};

  /** The size at which subjects are compared. */
  static final int MIDDLE = 100_000;

  private static final int[] PARTS = {2, 64};
  private static final int LONG = 1_000_000;
  private static final int HUGE_FILTER = 100_000_000;

  private final Effort effort;
  private final List<String> refusals = new ArrayList<>();

  Families(Effort effort) {
    this.effort = effort;
  }

  /** What libraries refused so far. */
  List<String> refusals() {
    return refusals;
  }

  static List<DistinctSubject> distinctSubjects() {
    return Stream.of(
            InklingCounters.all(),
            DataSketchesCounters.all(),
            Hash4jCounters.all(),
            StreamLibCounters.all(),
            ZetaSketchCounters.all())
        .flatMap(List::stream)
        .toList();
  }

  static List<MembershipSubject> membershipSubjects() {
    return Stream.of(InklingFilters.all(), LibraryFilters.all(), BlockFilters.all())
        .flatMap(List::stream)
        .toList();
  }

  static List<QuantileSubject> quantileSubjects() {
    return Stream.of(InklingQuantiles.all(), DataSketchesSummaries.all(), OtherSummaries.all())
        .flatMap(List::stream)
        .toList();
  }

  static List<FrequencySubject> frequencySubjects() {
    return Stream.of(InklingFrequencies.all(), LibraryFrequencies.all())
        .flatMap(List::stream)
        .toList();
  }

  List<Row> measure(String family) {
    return switch (family) {
      case DistinctTrials.FAMILY -> distinct();
      case MembershipTrials.FAMILY -> membership();
      case QuantileTrials.FAMILY -> quantile();
      case FrequencyTrials.FAMILY -> frequency();
      default -> throw new IllegalArgumentException("no family is called " + family);
    };
  }

  private List<Row> distinct() {
    List<Row> rows = new ArrayList<>();
    double[] sizes = sizes();
    DistinctTrials growing = new DistinctTrials(effort.distinctTrials(), effort.mostAdded());
    DistinctTrials merging = new DistinctTrials(effort.mergeTrials(), effort.mostAdded());
    for (DistinctSubject subject : distinctSubjects()) {
      System.err.println(subject.label());
      rows.addAll(growing.growing(subject, sizes));
      for (int parts : PARTS) {
        rows.add(merging.merged(subject, MIDDLE, parts));
      }
      for (int n : new int[] {1_000, 10_000, MIDDLE}) {
        rows.add(merging.selfUnion(subject, n));
      }
      rows.add(merging.consecutive(subject, MIDDLE));
      rows.add(merging.repeating(subject, MIDDLE));
    }
    return rows;
  }

  /** 1, 2, 5, 10 … up to a million, then powers of ten up to 10^15. */
  private static double[] sizes() {
    List<Double> sizes = new ArrayList<>();
    for (double power = 1; power < 1e6; power *= 10) {
      sizes.addAll(List.of(power, 2 * power, 5 * power));
    }
    for (double power = 1e6; power <= 1e15; power *= 10) {
      sizes.add(power);
    }
    return sizes.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private List<Row> membership() {
    List<Row> rows = new ArrayList<>();
    MembershipTrials trials = new MembershipTrials(effort.filterTrials(), effort.lookups());
    for (MembershipSubject subject : membershipSubjects()) {
      System.err.println(subject.label());
      for (double rate : RATES) {
        for (int n : new int[] {10_000, MIDDLE, LONG}) {
          if (n <= effort.mostKeys()) {
            rows.add(trials.random(subject, n, rate, 1));
          }
        }
        rows.add(trials.random(subject, BlockFilters.fitting(rate), rate, 1));
      }
      rows.add(trials.consecutive(subject, MIDDLE, 0.01));
      if (subject.merges()) {
        for (int parts : PARTS) {
          rows.add(trials.random(subject, MIDDLE, 0.01, parts));
        }
      }
      if (HUGE_FILTER <= effort.mostKeys()) {
        rows.add(new MembershipTrials(1, effort.lookups()).random(subject, HUGE_FILTER, 0.001, 1));
      }
    }
    return rows;
  }

  private List<Row> quantile() {
    List<Row> rows = new ArrayList<>();
    QuantileTrials trials = new QuantileTrials(quantileSubjects(), effort.quantileTrials());
    for (Values values : Values.values()) {
      for (int n : new int[] {1_000, 10_000, MIDDLE}) {
        System.err.println("quantiles, " + values.title() + ", n = " + n);
        rows.addAll(trials.measure(values, n, 1, refusals));
      }
    }
    for (Values values : List.of(Values.UNIFORM, Values.SORTED)) {
      for (int parts : PARTS) {
        System.err.println("quantiles, " + values.title() + ", parts = " + parts);
        rows.addAll(trials.measure(values, MIDDLE, parts, refusals));
      }
    }
    if (effort.longQuantileTrials() > 0) {
      QuantileTrials few = new QuantileTrials(quantileSubjects(), effort.longQuantileTrials());
      for (Values values : List.of(Values.UNIFORM, Values.LOGNORMAL, Values.ADVERSARIAL)) {
        System.err.println("quantiles, " + values.title() + ", n = " + LONG);
        rows.addAll(few.measure(values, LONG, 1, refusals));
      }
    }
    return rows;
  }

  private List<Row> frequency() {
    List<Row> rows = new ArrayList<>();
    FrequencyTrials trials = new FrequencyTrials(frequencySubjects(), effort.frequencyTrials());
    for (Streams stream : Streams.values()) {
      System.err.println("frequencies, " + stream.title());
      rows.addAll(trials.measure(stream, MIDDLE, 1));
      if (effort.longFrequencyTrials() > 0) {
        rows.addAll(
            new FrequencyTrials(frequencySubjects(), effort.longFrequencyTrials())
                .measure(stream, LONG, 1));
      }
    }
    for (int parts : PARTS) {
      rows.addAll(trials.measure(Streams.ZIPF_11, MIDDLE, parts));
    }
    return rows;
  }
}
