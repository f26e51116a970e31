package dev.inkling.engine;

import static dev.inkling.operator.Expr.col;
import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.engine.ReferenceEngine.Emitted;
import dev.inkling.engine.ReferenceEngine.Plan;
import dev.inkling.engine.ReferenceEngine.Row;
import dev.inkling.operator.Emission.Mode;
import dev.inkling.operator.Query;
import dev.inkling.operator.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams at the edges: no row, one row, equal times, no times, and times far away. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class SemanticsEdgesTest {

  private static final List<Window> WINDOWS =
      List.of(
          new Window.Tumbling(10, 3),
          new Window.Sliding(25, 10, 0, ZoneOffset.UTC),
          new Window.Sliding(4, 10, 1, ZoneOffset.UTC),
          new Window.Cumulative(30, 10, 0, ZoneOffset.UTC),
          new Window.Session(3),
          Window.global());

  /** Checks windows over a stream, to its end and not, in every mode, one row per epoch and all. */
  private static void check(List<Window> windows, List<List<Long>> times) throws Exception {
    List<List<Row>> partitions = new ArrayList<>();
    long number = 0;
    for (List<Long> own : times) {
      List<Row> rows = new ArrayList<>();
      for (Long time : own) {
        rows.add(new Row(time, "k" + number % 2, number, "user " + number++));
      }
      partitions.add(rows);
    }
    for (Window window : windows) {
      ReferenceWindows known = new ReferenceWindows(window);
      for (Mode mode : Mode.values()) {
        for (int disorder = -1; disorder < 2; disorder++) {
          for (int lateness = 0; lateness < 20; lateness += 19) {
            for (int rows = 1; rows < 1000; rows += 500) {
              Plan plan =
                  new Plan(
                      window,
                      disorder < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(disorder)),
                      Duration.ofMillis(lateness),
                      mode,
                      Optional.empty(),
                      2,
                      rows,
                      rows);
              if (SemanticsCase.isAllowed(plan)) {
                new SemanticsCase(plan, true, times.toString(), partitions).check(known);
                new SemanticsCase(plan, false, times.toString(), partitions).check(known);
              }
            }
          }
        }
      }
    }
  }

  private static List<Long> times(long... times) {
    return LongStream.of(times).boxed().toList();
  }

  @Test
  void noRow() throws Exception {
    check(WINDOWS, List.of(List.of()));
    check(WINDOWS, List.of(List.of(), List.of(), List.of()));
  }

  @Test
  void oneRow() throws Exception {
    check(WINDOWS, List.of(times(7)));
    check(WINDOWS, List.of(List.of(), times(-7), List.of()));
  }

  @Test
  void equalTimes() throws Exception {
    check(WINDOWS, List.of(times(20, 20, 20, 20, 20), times(20, 20, 20)));
  }

  @Test
  void rowsWithoutTime() throws Exception {
    check(WINDOWS, List.of(Arrays.asList(null, null), Arrays.asList(null, 5L, null, 60L, null)));
  }

  @Test
  void timesBefore1970() throws Exception {
    long moon = Instant.parse("1969-07-20T20:17:40Z").toEpochMilli();
    check(WINDOWS, List.of(times(moon - 30, moon, moon + 1, moon + 40, moon + 5, moon - 90)));
    long ancient = Instant.parse("-4000-01-01T00:00:00Z").toEpochMilli();
    check(WINDOWS, List.of(times(ancient, -1, 0, 1, ancient + 1)));
  }

  @Test
  void theYear9999() throws Exception {
    long last = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
    check(WINDOWS, List.of(times(last - 50, last - 1, last, last + 1, last + 31)));
    List<Window> zoned =
        List.of(
            Window.tumbling(Duration.ofDays(1)).in(ZoneId.of("Europe/Berlin")),
            Window.sliding(Duration.ofHours(5), Duration.ofHours(2))
                .in(ZoneId.of("Australia/Lord_Howe")));
    long day = Duration.ofDays(1).toMillis();
    check(zoned, List.of(times(last - 200 * day, last - 100 * day, last, last + 1, last + day)));
  }

  @Test
  void timesAtTheEndsOfTheRange() throws Exception {
    long min = Long.MIN_VALUE;
    long max = Long.MAX_VALUE;
    List<Window> whole = List.of(WINDOWS.get(0), WINDOWS.get(4), WINDOWS.get(5));
    check(whole, List.of(times(min, min + 1, min + 30, -1, 0, max - 31, max - 1, max)));
    check(whole, List.of(times(max, min), times(max - 4, 0)));
    check(WINDOWS, List.of(times(-1, 0, max - 60, max - 33, max - 20)));
  }

  /** Windows that start below the range are one, so that only sums can be compared. */
  @Test
  void noRowAtTheEndsOfTheRangeIsLostAndNothingHangs() throws Exception {
    List<Row> rows = new ArrayList<>();
    for (long near : new long[] {0, 1, 9, 31}) {
      rows.add(new Row(Long.MIN_VALUE + near, "k", 1L, "u"));
      rows.add(new Row(Long.MAX_VALUE - near, "k", 1L, "u"));
    }
    for (Window window : WINDOWS) {
      for (Mode mode : Mode.values()) {
        Plan plan =
            new Plan(
                window, Optional.empty(), Duration.ZERO, mode, Optional.empty(), 1, 1024, 1024);
        if (!SemanticsCase.isAllowed(plan)) {
          continue;
        }
        EpochsSink sink = new EpochsSink();
        Query query = SemanticsCase.query(plan, true, SemanticsCase.source(List.of(rows)));
        try (Engine engine = Engine.start(Engine.Options.defaults().withThreads(1));
            Job job = engine.submit(query.to(sink))) {
          job.awaitEnd();
          long counted = sink.epochs.get(0).stream().mapToLong(a -> a.longValue("n")).sum();
          long between = job.progress().rowsFiltered();
          assertThat(job.progress().rowsLate()).isZero();
          assertThat(counted + between).as("%s %s", window, mode).isGreaterThanOrEqualTo(8);
        }
      }
    }
  }

  @Test
  void everyAnswerOfTheCompleteModeIsOrderedAndLimited() throws Exception {
    List<List<Row>> partitions = EventStreams.random(new EventStreams.Shape(150, 0, 1, 5), 2, 77);
    Plan plan =
        new Plan(
            new Window.Sliding(25, 10, 0, ZoneOffset.UTC),
            Optional.of(Duration.ofMillis(5)),
            Duration.ZERO,
            Mode.COMPLETE,
            Optional.empty(),
            2,
            7,
            20);
    ReferenceEngine expected =
        ReferenceEngine.run(plan, true, new ReferenceWindows(plan.window()), partitions);
    EpochsSink sink = new EpochsSink();
    Query query =
        SemanticsCase.query(plan, true, SemanticsCase.source(partitions))
            .orderBy(col("n"), true)
            .orderBy(col("window_start"), false)
            .orderBy(col("k"), false)
            .offset(1)
            .limit(5);
    Engine.Options options =
        Engine.Options.defaults()
            .withThreads(2)
            .withBatchRows(7)
            .withEpochRows(20)
            .withClock(new ManualClock());
    try (Engine engine = Engine.start(options);
        Job job = engine.submit(query.to(sink))) {
      job.awaitEnd();
    }
    Comparator<Emitted> order =
        Comparator.<Emitted>comparingLong(e -> -(Long) e.values().get(0))
            .thenComparing(e -> e.window().start())
            .thenComparing(Emitted::key, Comparator.nullsLast(Comparator.naturalOrder()));
    List<List<Object>> wanted = new ArrayList<>();
    for (List<Emitted> epoch : expected.epochs) {
      epoch.stream()
          .sorted(order)
          .skip(1)
          .limit(5)
          .forEach(
              e ->
                  wanted.add(
                      Arrays.asList(e.window().start(), e.key(), e.values().get(0), e.revision())));
    }
    List<List<Object>> actual = new ArrayList<>();
    for (List<Answer> epoch : sink.epochs) {
      assertThat(epoch).hasSizeLessThanOrEqualTo(5);
      epoch.forEach(
          a ->
              actual.add(
                  Arrays.asList(
                      a.longValue("window_start"), a.value("k"), a.value("n"), a.revision())));
    }
    assertThat(actual).isEqualTo(wanted);
    assertThat(sink.epochs).hasSizeGreaterThan(2);
  }
}
