package dev.inkling.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.inkling.benchmarks.engine.Contender.Kind;
import dev.inkling.benchmarks.engine.Measurements.Cell;
import dev.inkling.benchmarks.results.Direction;
import dev.inkling.benchmarks.results.Measure;
import dev.inkling.benchmarks.results.Results;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EngineMeasuresTest {

  private static Contender contender(Kind kind) {
    return Contender.ALL.stream()
        .filter(c -> c.kind() == kind && c.threads() == 2)
        .findFirst()
        .orElseThrow();
  }

  private static Cell cell(Measurements measurements, Contender contender, double... speeds) {
    Cell cell = measurements.cell(contender, Workload.Q1, 1000);
    cell.events = 20;
    for (double speed : speeds) {
      cell.millionsPerSecond.add(speed);
      cell.cpuNanosPerEvent.add(2000 / speed);
    }
    return cell;
  }

  private static Map<String, Measure> measures(List<Contender> contenders, Measurements measured) {
    Results results = Results.start("engine", true);
    new EngineMeasures(contenders, measured, Path.of("peers"), results)
        .addAll(new int[] {1000, 10_000});
    return results.measures().stream()
        .collect(Collectors.toMap(m -> m.subject() + ", " + m.name(), Function.identity()));
  }

  @Test
  void theEngineIsJudgedByTheFlatLoopOfTheSameRun() {
    Measurements measured = new Measurements();
    Cell ours = cell(measured, contender(Kind.OURS), 30, 10, 20);
    Verdict.Errors errors = new Verdict.Errors();
    List.of(0.01, -0.02, 0.03).forEach(errors::add);
    ours.verdict = errors.verdict(1, "users");
    cell(measured, contender(Kind.FLAT), 60, 40, 20);
    cell(measured, contender(Kind.LOOP), 15, 10); // failed in a round
    measured.starts(contender(Kind.OURS)).add(0.3);

    Map<String, Measure> found =
        measures(
            List.of(contender(Kind.OURS), contender(Kind.FLAT), contender(Kind.LOOP)), measured);

    Measure speed = found.get("Inkling, relative speed");
    assertThat(speed.settingText())
        .isEqualTo("threads=2 query=Q1 keys=1000 events=20 by=flat-loop");
    assertThat(List.of(speed.low(), speed.value(), speed.high())).containsExactly(0.25, 0.5, 1.0);
    assertThat(speed.direction()).isEqualTo(Direction.HIGHER);
    assertThat(found.get("Inkling, relative processor time").direction())
        .isEqualTo(Direction.LOWER);
    assertThat(found.get("Inkling, speed").direction()).isEqualTo(Direction.NEITHER);
    assertThat(found.get("Inkling, start-up").value()).isEqualTo(0.3);
    assertThat(found.get("Inkling, rmse").value()).isEqualTo(100 * ours.verdict.error());
    // the squares 1, 4, 9 (× 10⁻⁴) have the variance 98/3 − (14/3)² = 98/9 (× 10⁻⁸)
    double standardError = 100 * Math.sqrt(98.0 / 9 / 3) * 1e-4 / (2 * ours.verdict.error());
    assertThat(found.get("Inkling, rmse").high() - found.get("Inkling, rmse").value())
        .isCloseTo(standardError, within(1e-12));
    assertThat(found).containsKey("DataSketches loop, speed");
    assertThat(found).doesNotContainKey("DataSketches loop, relative speed");
    assertThat(found.get("DataSketches loop, speed").version()).matches("\\d+\\.\\d+\\.\\d+");
  }

  @Test
  void wrongAnswersHaveNoSpeed() {
    Measurements measured = new Measurements();
    cell(measured, contender(Kind.OURS), 30).verdict = Verdict.wrong("2 answers too many");
    cell(measured, contender(Kind.FLAT), 60);
    assertThat(measures(List.of(contender(Kind.OURS), contender(Kind.FLAT)), measured).keySet())
        .noneMatch(key -> key.startsWith("Inkling"))
        .anyMatch(key -> key.endsWith(", speed"));

    cell(measured, contender(Kind.FLAT)).verdict = Verdict.wrong("2 answers too many");
    cell(measured, contender(Kind.OURS)).verdict = null;
    assertThat(measures(List.of(contender(Kind.OURS), contender(Kind.FLAT)), measured))
        .containsOnlyKeys("Inkling, speed", "Inkling, processor time");
  }

  @Test
  void withoutAFlatLoopTheSpeedItselfIsJudged() {
    Measurements measured = new Measurements();
    cell(measured, contender(Kind.OURS), 30);
    assertThat(measures(List.of(contender(Kind.OURS)), measured).get("Inkling, speed").direction())
        .isEqualTo(Direction.HIGHER);
  }

  @Test
  void onlyWhatAnswersQ1IsAskedAboutManyKeys() {
    assertThat(EngineTable.manyKeys(Contender.ALL))
        .isNotEmpty()
        .allMatch(asked -> asked.answers(Workload.Q1));
  }
}
