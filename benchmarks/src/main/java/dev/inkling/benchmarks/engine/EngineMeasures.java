package dev.inkling.benchmarks.engine;

import dev.inkling.benchmarks.engine.Contender.Kind;
import dev.inkling.benchmarks.engine.Measurements.Cell;
import dev.inkling.benchmarks.engine.Measurements.Samples;
import dev.inkling.benchmarks.results.Direction;
import dev.inkling.benchmarks.results.Results;
import dev.inkling.benchmarks.results.Subject;
import dev.inkling.benchmarks.results.Versions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A series as measures: speed, processor time, start-up and errors of every contender, and speed
 * and processor time by those of the flat loop on as many threads in the same run of the same
 * round, which depend less on the hour. Judged are the latter of Inkling, its speed where there is
 * no flat loop beside it, its start-up and its errors.
 */
final class EngineMeasures {

  private final List<Contender> contenders;
  private final Measurements measured;
  private final Path peers;
  private final Results results;

  EngineMeasures(List<Contender> contenders, Measurements measured, Path peers, Results results) {
    this.contenders = contenders;
    this.measured = measured;
    this.peers = peers;
    this.results = results;
  }

  /** Adds all about these numbers of keys to the results. */
  void addAll(int[] keys) {
    for (Contender contender : contenders) {
      Subject subject =
          Subject.of("engine", contender.name(), version(contender))
              .with("threads", contender.threads());
      boolean ours = contender.kind() == Kind.OURS;
      rounds(subject, "start-up", "s", judgedIf(ours), measured.starts(contender));
      rounds(subject, "loading", "s", Direction.NEITHER, measured.loads(contender));
      for (Workload workload : Workload.values()) {
        for (int number : keys) {
          Cell cell = measured.cell(contender, workload, number);
          if (isRight(cell)) {
            add(
                subject.with("query", workload).with("keys", number).with("events", cell.events),
                contender,
                cell,
                flatLoop(contender, workload, number));
          }
        }
      }
    }
  }

  /** How fast wrong answers come is no result. */
  private static boolean isRight(Cell cell) {
    return !cell.millionsPerSecond.isEmpty()
        && (cell.verdict == null || cell.verdict.problem().isEmpty());
  }

  private void add(Subject subject, Contender contender, Cell cell, Optional<Cell> flat) {
    boolean ours = contender.kind() == Kind.OURS;
    Direction speed = ours && flat.isEmpty() ? Direction.HIGHER : Direction.NEITHER;
    rounds(subject, "speed", "million events/s", speed, cell.millionsPerSecond);
    rounds(subject, "processor time", "ns/event", Direction.NEITHER, cell.cpuNanosPerEvent);
    if (cell.verdict != null && cell.verdict.problem().isEmpty() && cell.verdict.errors() > 0) {
      results.add(
          subject.estimate(
              "rmse",
              "%",
              judgedIf(ours),
              100 * cell.verdict.error(),
              100 * cell.verdict.standardError(),
              cell.verdict.errors()));
    }
    flat.ifPresent(
        loop -> {
          Subject by = subject.with("by", "flat-loop");
          relative(
              by,
              "relative speed",
              ours ? Direction.HIGHER : Direction.NEITHER,
              cell,
              loop,
              c -> c.millionsPerSecond);
          relative(
              by, "relative processor time", judgedIf(ours), cell, loop, c -> c.cpuNanosPerEvent);
        });
  }

  private void relative(
      Subject subject,
      String name,
      Direction direction,
      Cell cell,
      Cell loop,
      Function<Cell, Samples> of) {
    double[] values = of.apply(cell).inOrder();
    double[] reference = of.apply(loop).inOrder();
    if (values.length == reference.length) { // else one of them failed in a round
      Arrays.setAll(values, run -> values[run] / reference[run]);
      results.add(subject.rounds(name, "1", direction, values));
    }
  }

  private void rounds(
      Subject subject, String name, String unit, Direction direction, Samples samples) {
    if (!samples.isEmpty()) {
      results.add(subject.rounds(name, unit, direction, samples.inOrder()));
    }
  }

  private static Direction judgedIf(boolean judged) {
    return judged ? Direction.LOWER : Direction.NEITHER;
  }

  private Optional<Cell> flatLoop(Contender contender, Workload workload, int keys) {
    return contenders.stream()
        .filter(c -> c.kind() == Kind.FLAT && contender.kind() != Kind.FLAT)
        .filter(c -> c.threads() == contender.threads())
        .map(c -> measured.cell(c, workload, keys))
        .filter(EngineMeasures::isRight)
        .findFirst();
  }

  private String version(Contender contender) {
    String jar =
        switch (contender.peer()) {
          case "jet" -> "hazelcast-";
          case "flink" -> "flink-streaming-java-";
          case "spark" -> "spark-core_";
          case "kafka" -> "kafka-streams-";
          default -> "";
        };
    if (!jar.isEmpty()) {
      try (var files = Files.list(peers.resolve(contender.peer()).resolve("target/lib"))) {
        return files
            .filter(file -> file.getFileName().toString().startsWith(jar))
            .sorted()
            .findFirst()
            .map(Versions::ofJar)
            .orElse("unknown");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return switch (contender.name()) {
      case "DuckDB" -> Versions.of(org.duckdb.DuckDBDriver.class);
      case "DataSketches loop" -> Versions.of(org.apache.datasketches.hll.HllSketch.class);
      default -> results.run().version();
    };
  }
}
