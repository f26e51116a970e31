package dev.inkling.benchmarks.engine;

import dev.inkling.benchmarks.engine.Contender.Kind;
import dev.inkling.benchmarks.engine.Measurements.Cell;
import dev.inkling.benchmarks.engine.Measurements.Samples;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** The tables of a series, in Markdown. */
final class EngineTable {

  private static final String INTRODUCTION =
      """
      # The engine beside its peers

      Written by `benchmarks/run engine`. The same generated events for all, in memory: 100,000 events per second of event time,
      up to 500 ms out of order; 1,000 keys, Zipf(1.0); users at random of 10⁷; lognormal values. Each engine takes them from a
      source of its own kind and writes its answers to memory. Q1: distinct users and the number of events per key, windows of
      10 s. Q2: the same, windows of 60 s that start every second. Q3: the 100 keys with the most events, windows of 10 s. Q4:
      median and 99th percentile of the values per key, windows of 10 s.

      Every run is a process of its own; the contenders take turns within a round. Time is taken from the first event to the
      last answer, after the warm-up. All answers are compared with exact ones: numbers of events must be equal, distinct
      users have the error of HyperLogLog with 4,096 registers (1.63 %), quantiles a rank error below 0.52 %.

      Queries over files beside DuckDB: `benchmarks/run files`. Kafka Streams takes its events from a broker only: they are in a
      topic before the time is taken, the broker is in the same process and shares its processors and heap, and its figure is that
      of both, with what goes through the socket between them.

      """;

  private final List<Contender> contenders;
  private final Measurements measured;
  private final int keys;
  private final int[] manyKeys;
  private final StringBuilder out = new StringBuilder();

  EngineTable(List<Contender> contenders, Measurements measured, int keys, int[] manyKeys) {
    this.contenders = contenders;
    this.measured = measured;
    this.keys = keys;
    this.manyKeys = manyKeys;
  }

  /** Those that are asked about many keys: Inkling on one thread. */
  static List<Contender> manyKeys(List<Contender> contenders) {
    return contenders.stream()
        .filter(c -> c.kind() == Kind.OURS && c.threads() == 1 && c.answers(Workload.Q1))
        .toList();
  }

  String markdown(Supplier<String> setting) {
    out.append(INTRODUCTION).append(setting.get()).append("\n\n");
    speeds();
    ratios();
    keys();
    errors();
    problems();
    return out.toString();
  }

  private void print(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values));
  }

  private void speeds() {
    print("## Millions of events per second%n%nMedian, least and most in brackets; a † is a wrong");
    print(" answer, see below.%n%n");
    print("| | threads | Q1 | Q2 | Q3 | Q4 | start-up to the first event, s |%n");
    print("|---|--:|--:|--:|--:|--:|--:|%n");
    for (Contender contender : contenders) {
      print("| %s | %d |", contender.name(), contender.threads());
      for (Workload workload : Workload.values()) {
        Cell cell = measured.cell(contender, workload, keys);
        if (cell.millionsPerSecond.isEmpty()) {
          print(" %s |", cell.failure.isEmpty() ? "" : "failed");
        } else {
          boolean wrong = cell.verdict != null && !cell.verdict.problem().isEmpty();
          print(" %s%s |", spread(cell.millionsPerSecond), wrong ? " †" : "");
        }
      }
      Samples loads = measured.loads(contender);
      Samples starts = measured.starts(contender);
      if (!loads.isEmpty()) {
        print(" %.1f of loading |%n", loads.median());
      } else if (starts.isEmpty()) {
        print(" |%n");
      } else {
        print(" %.2f |%n", starts.median());
      }
    }
    print("%n");
  }

  private static String spread(Samples samples) {
    return String.format(
        Locale.ROOT,
        samples.median() < 1 ? "%.3f (%.3f–%.3f)" : "%.1f (%.1f–%.1f)",
        samples.median(),
        samples.least(),
        samples.most());
  }

  /** What two contenders are compared by; more is better. */
  private enum Measure {
    SPEED,
    /** Events per second of processor time; depends less on what else the machine was doing. */
    THRIFT;

    Samples samples(Cell cell) {
      return this == SPEED ? cell.millionsPerSecond : cell.cpuNanosPerEvent;
    }

    double of(Samples samples) {
      return this == SPEED ? samples.median() : 1 / samples.median();
    }
  }

  /** Which contenders count. */
  private interface Choice {
    boolean has(Contender contender);
  }

  /** The best of those that count. */
  private OptionalDouble best(Measure measure, Workload workload, Choice choice) {
    return contenders.stream()
        .filter(choice::has)
        .map(c -> measure.samples(measured.cell(c, workload, keys)))
        .filter(samples -> !samples.isEmpty())
        .mapToDouble(measure::of)
        .max();
  }

  private static Choice kind(Kind kind, int threads) {
    return c -> c.kind() == kind && (threads == 0 || c.threads() == threads);
  }

  private void ratios() {
    print(
        "## What is asked%n%nRatios of the medians of speed, and in brackets of events per second");
    print(" of processor time,%nwhich depend less on what else the machine was doing.%n%n");
    print("| | asked | Q1 | Q2 | Q3 | Q4 |%n|---|--:|--:|--:|--:|--:|%n");
    Choice one = kind(Kind.OURS, 1);
    Choice two = kind(Kind.OURS, 2);
    ratio("2 threads / fastest stream engine", "≥ 8, 5, 8, 8", two, kind(Kind.STREAM, 0));
    ratio("1 thread / flat loop on 1 thread", "≥ 0.6", one, kind(Kind.FLAT, 1));
    ratio("2 threads / flat loop on 2 threads", "≥ 0.6", two, kind(Kind.FLAT, 2));
    ratio("1 thread / DataSketches loop on 1 thread", "", one, kind(Kind.LOOP, 1));
    ratio("2 threads / DataSketches loop on 2 threads", "", two, kind(Kind.LOOP, 2));
    ratio("2 threads / DuckDB", "≥ 0.6, 1, 1, 1", two, c -> c.name().equals("DuckDB"));
    ratio("2 threads / 1 thread", "≥ 1.7 of speed", two, one);
    print("| cost per event / that of Q1, 2 threads | Q2 ≤ 2 |");
    for (Workload workload : Workload.values()) {
      OptionalDouble q1 = best(Measure.SPEED, Workload.Q1, two);
      OptionalDouble q1Thrift = best(Measure.THRIFT, Workload.Q1, two);
      print(
          "%s |",
          cell(
              quotient(q1, best(Measure.SPEED, workload, two)),
              quotient(q1Thrift, best(Measure.THRIFT, workload, two))));
    }
    print("%n%n");
  }

  private void ratio(String name, String asked, Choice ours, Choice theirs) {
    print("| %s | %s |", name, asked);
    for (Workload workload : Workload.values()) {
      OptionalDouble speed =
          quotient(best(Measure.SPEED, workload, ours), best(Measure.SPEED, workload, theirs));
      OptionalDouble thrift =
          quotient(best(Measure.THRIFT, workload, ours), best(Measure.THRIFT, workload, theirs));
      print("%s |", cell(speed, thrift));
    }
    print("%n");
  }

  private static String cell(OptionalDouble speed, OptionalDouble thrift) {
    return speed.isPresent() && thrift.isPresent()
        ? String.format(Locale.ROOT, " %.2f (%.2f)", speed.getAsDouble(), thrift.getAsDouble())
        : "";
  }

  private static OptionalDouble quotient(OptionalDouble top, OptionalDouble bottom) {
    return top.isPresent() && bottom.isPresent()
        ? OptionalDouble.of(top.getAsDouble() / bottom.getAsDouble())
        : OptionalDouble.empty();
  }

  private void keys() {
    List<Contender> asked = manyKeys(contenders);
    if (asked.isEmpty()
        || measured.cell(asked.get(0), Workload.Q1, manyKeys[1]).millionsPerSecond.isEmpty()) {
      return;
    }
    print(
        "## More keys%n%nNanoseconds per event of Q1, one thread; asked: at most 3 times as much");
    print(" for 10⁶ keys as for 10³.%n%n| keys | ns per event | times as much |%n|--:|--:|--:|%n");
    for (Contender contender : asked) {
      double least = Double.NaN;
      for (int number : manyKeys) {
        Samples speeds = measured.cell(contender, Workload.Q1, number).millionsPerSecond;
        if (!speeds.isEmpty()) {
          double nanos = 1000 / speeds.median();
          least = Double.isNaN(least) ? nanos : least;
          print("| %,d | %.0f | %.2f |%n", number, nanos, nanos / least);
        }
      }
    }
    print("%n");
  }

  private void errors() {
    print(
        "## Errors and processor time%n%nRoot mean square of the relative errors of distinct users");
    print(
        " (Q1, Q2) and of the quantiles' ranks (Q4), in %%;%nprocessor time of all threads in ns");
    print(" per event, garbage collection and compilation included.%n%n");
    print("| | threads | Q1 | Q2 | Q4 | ns Q1 | ns Q2 | ns Q3 | ns Q4 |%n");
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|%n");
    for (Contender contender : contenders) {
      print("| %s | %d |", contender.name(), contender.threads());
      for (Workload workload : List.of(Workload.Q1, Workload.Q2, Workload.Q4)) {
        Verdict verdict = measured.cell(contender, workload, keys).verdict;
        print(verdict == null ? " |" : " %.2f |", verdict == null ? 0 : 100 * verdict.error());
      }
      for (Workload workload : Workload.values()) {
        Samples nanos = measured.cell(contender, workload, keys).cpuNanosPerEvent;
        print(nanos.isEmpty() ? " |" : " %.0f |", nanos.isEmpty() ? 0 : nanos.median());
      }
      print("%n");
    }
    print("%n");
  }

  private void problems() {
    if (!measured.problems().isEmpty()) {
      print("## Wrong or missing%n%n");
      measured.problems().forEach(problem -> print("- %s%n", problem));
    }
  }
}
