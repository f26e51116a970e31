package dev.inkling.engine;

import dev.inkling.engine.EventStreams.Shape;
import dev.inkling.engine.ReferenceEngine.Plan;
import dev.inkling.engine.ReferenceEngine.Row;
import dev.inkling.operator.Emission.Mode;
import dev.inkling.operator.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * Windows × disorder × lateness × output mode × partitions and threads × batch sizes: the engine
 * answers as the reference does.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
final class SemanticsTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration HALF_HOUR = Duration.ofMinutes(30);

  /** Windows and a stream that has events around their bounds. */
  private record Kind(String name, Window window, Shape shape) {}

  /** How a stream is read, and after how many rows windows are answered early, 0 for never. */
  private record Reading(int partitions, int threads, int batchRows, long epochRows, int early) {
    Reading(int partitions, int threads, int batchRows, long epochRows) {
      this(partitions, threads, batchRows, epochRows, 0);
    }
  }

  private static Kind ms(String name, Window window) {
    return new Kind(name, window, new Shape(90, -55, 1, 5));
  }

  private static Window sliding(long size, long slide, long offset) {
    return new Window.Sliding(size, slide, offset, ZoneOffset.UTC);
  }

  private static Kind zoned(String name, Window window, String zone, String change, Duration unit) {
    // an event per unit; clocks are put when two thirds of a third of the rows have passed
    long origin = Instant.parse(change).minus(unit.multipliedBy(20)).toEpochMilli();
    return new Kind(
        name + " " + zone, window.in(ZoneId.of(zone)), new Shape(90, origin, unit.toMillis(), 5));
  }

  private static List<Kind> kinds() {
    Window days = Window.tumbling(Duration.ofDays(1));
    Window hours = Window.sliding(HOUR.multipliedBy(3), HOUR);
    Window halves = Window.tumbling(HALF_HOUR);
    return List.of(
        ms("tumbling", new Window.Tumbling(10, 0)),
        ms("tumbling with offset", new Window.Tumbling(10, 3)),
        ms("sliding, dividing", sliding(30, 10, 0)),
        ms("sliding, not dividing", sliding(25, 10, 0)),
        ms("sliding with offset", sliding(20, 7, 2)),
        ms("sliding by more than the size", sliding(4, 10, 1)),
        ms("cumulative", Window.cumulative(Duration.ofMillis(30), Duration.ofMillis(10))),
        ms("cumulative with offset", new Window.Cumulative(12, 3, 5, ZoneOffset.UTC)),
        ms("sessions", Window.session(Duration.ofMillis(3))),
        ms("global", Window.global()),
        zoned("days, spring", days, "Europe/Berlin", "2026-03-29T01:00:00Z", HOUR.multipliedBy(3)),
        zoned("days, autumn", days, "Europe/Berlin", "2026-10-25T01:00:00Z", HOUR.multipliedBy(3)),
        zoned("hours", hours, "America/New_York", "2026-03-08T07:00:00Z", HALF_HOUR),
        zoned("hours", hours, "America/New_York", "2026-11-01T06:00:00Z", HALF_HOUR),
        zoned("half hours", halves, "Australia/Lord_Howe", "2026-04-04T15:00:00Z", HALF_HOUR),
        zoned(
            "cumulative",
            Window.cumulative(HOUR.multipliedBy(24), HOUR.multipliedBy(2)),
            "Australia/Lord_Howe",
            "2026-10-03T15:30:00Z",
            HOUR));
  }

  private static List<Reading> readings() {
    List<Reading> readings = new ArrayList<>();
    for (int[] shape : new int[][] {{1, 1}, {2, 1}, {2, 2}, {3, 1}, {3, 2}}) {
      for (int batchRows : new int[] {1, 7, 1024}) {
        readings.add(new Reading(shape[0], shape[1], batchRows, 10));
      }
    }
    readings.add(new Reading(3, 2, 1, 1));
    readings.add(new Reading(3, 2, 7, 1000));
    readings.add(new Reading(1, 1, 7, 10, 25));
    readings.add(new Reading(3, 2, 1, 5, 25));
    return readings;
  }

  @TestFactory
  Stream<DynamicTest> answersAreThoseOfTheReference() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Kind kind : kinds()) {
      ReferenceWindows windows = new ReferenceWindows(kind.window);
      for (int disorder : new int[] {-1, 0, 5, 40}) {
        for (int lateness : new int[] {0, 7, 60}) {
          for (Mode mode : Mode.values()) {
            Plan plan = plan(kind, disorder, lateness, mode, new Reading(1, 1, 1, 1));
            if (SemanticsCase.isAllowed(plan)) {
              String name =
                  kind.name
                      + (disorder < 0 ? ", to the end" : ", disorder " + disorder)
                      + ", lateness "
                      + lateness
                      + ", "
                      + mode;
              tests.add(
                  DynamicTest.dynamicTest(
                      name, () -> check(kind, disorder, lateness, mode, windows)));
            }
          }
        }
      }
    }
    return tests.stream();
  }

  private static Plan plan(Kind kind, int disorder, int lateness, Mode mode, Reading reading) {
    Duration unit = Duration.ofMillis(kind.shape.unit());
    return new Plan(
        kind.window,
        disorder < 0 ? Optional.empty() : Optional.of(unit.multipliedBy(disorder)),
        unit.multipliedBy(lateness),
        mode,
        reading.early == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(reading.early)),
        reading.threads,
        reading.batchRows,
        reading.epochRows);
  }

  private static void check(
      Kind kind, int disorder, int lateness, Mode mode, ReferenceWindows windows) throws Exception {
    long seed = kind.name.hashCode() + 31L * disorder + lateness;
    for (Reading reading : readings()) {
      List<List<Row>> partitions = EventStreams.random(kind.shape, reading.partitions, ++seed);
      Plan plan = plan(kind, disorder, lateness, mode, reading);
      if (!SemanticsCase.isAllowed(plan)) {
        continue;
      }
      String stream = kind.shape + ", " + reading.partitions + " partitions, seed " + seed;
      new SemanticsCase(plan, seed % 4 != 0, stream, partitions).check(windows);
    }
  }
}
