package dev.inkling.benchmarks.speed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.benchmarks.results.Direction;
import dev.inkling.benchmarks.results.Measure;
import dev.inkling.benchmarks.results.Results;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SpeedMeasuresTest {

  private static Map<String, Measure> measures(
      Class<?> type, String parameters, Map<String, List<Double>> times) {
    Results results = Results.start("speed", true);
    SpeedMeasures.add(results, type.getName(), parameters, new TreeMap<>(times));
    return results.measures().stream()
        .collect(Collectors.toMap(m -> m.subject() + ", " + m.name(), Function.identity()));
  }

  @Test
  void timesAreJudgedByTheBareLoopOfTheSameRound() {
    Map<String, Measure> found =
        measures(
            DistinctAddSpeed.class,
            "precision=12",
            Map.of(
                "inkling", List.of(2.0, 6.0, 3.0),
                "hash4jUll", List.of(8.0, 12.0, 12.0),
                "bareLoop", List.of(1.0, 2.0, 3.0)));

    assertThat(found).hasSize(5);
    Measure ours = found.get("DistinctAddSpeed.inkling, relative time");
    assertThat(ours.settingText()).isEqualTo("precision=12 by=bareLoop");
    assertThat(List.of(ours.low(), ours.value(), ours.high())).containsExactly(1.0, 2.0, 3.0);
    assertThat(ours.direction()).isEqualTo(Direction.LOWER);
    Measure time = found.get("DistinctAddSpeed.inkling, time");
    assertThat(time.value()).isEqualTo(3);
    assertThat(time.direction()).isEqualTo(Direction.NEITHER);
    Measure peer = found.get("DistinctAddSpeed.hash4jUll, relative time");
    assertThat(peer.direction()).isEqualTo(Direction.NEITHER);
    // not that of our own loop, or with the next version of ours no peer would be a control
    assertThat(peer.version()).matches("0\\.\\d+\\.\\d+");
    assertThat(peer.isOurs()).isFalse();
  }

  @Test
  void withoutALoopTheFirstPeerThatIsPromisedIsTheReference() {
    Map<String, Measure> found =
        measures(
            BloomPutSpeed.class,
            "keys=1000000",
            Map.of("inkling", List.of(2.0), "fastfilter", List.of(1.0), "guava", List.of(4.0)));
    assertThat(found.get("BloomPutSpeed.inkling, relative time").value()).isEqualTo(0.5);
    assertThat(found.get("BloomPutSpeed.inkling, relative time").settingText())
        .isEqualTo("keys=1000000 by=guava");
    assertThat(found.get("BloomPutSpeed.fastfilter, relative time").version()).contains(" by ");
  }

  @Test
  void whatHasNothingBesideItIsJudgedByItsTime() {
    Map<String, Measure> found =
        measures(
            KllAddSpeed.class, "", Map.of("inkling", List.of(2.0), "inklingScalar", List.of(3.0)));
    assertThat(found).hasSize(2);
    assertThat(found.values()).extracting(Measure::direction).containsOnly(Direction.LOWER);
  }
}
