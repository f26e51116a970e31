package dev.inkling.engine;

import dev.inkling.engine.EventStreams.Shape;
import dev.inkling.engine.ReferenceEngine.Plan;
import dev.inkling.operator.Emission.Mode;
import dev.inkling.operator.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.LongRange;

/** Any window over any stream, read in any way: the engine answers as the reference does. */
class SemanticsPropertyTest {

  /** A window, and the stream that it is of. */
  record Asked(Window window, Shape shape) {}

  private static Arbitrary<Integer> ints(int least, int most) {
    return Arbitraries.integers().between(least, most);
  }

  /** Windows of some milliseconds, around 1970. */
  private static Arbitrary<Window> small() {
    return Arbitraries.oneOf(
        Combinators.combine(ints(1, 40), ints(0, 1_000))
            .as((size, offset) -> new Window.Tumbling(size, offset % size)),
        Combinators.combine(ints(1, 40), ints(1, 25), ints(0, 1_000))
            .as((size, slide, at) -> new Window.Sliding(size, slide, at % slide, ZoneOffset.UTC)),
        Combinators.combine(ints(1, 8), ints(1, 8), ints(0, 1_000)).as(SemanticsPropertyTest::grow),
        ints(1, 9).map(gap -> new Window.Session(gap)),
        Arbitraries.just(Window.global()));
  }

  private static Window grow(int step, int steps, int offset) {
    int size = step * steps;
    return new Window.Cumulative(size, step, offset % size, ZoneOffset.UTC);
  }

  /** Windows of some quarters of an hour, around moments at which clocks are put. */
  private static Arbitrary<Asked> zoned() {
    long quarter = Duration.ofMinutes(15).toMillis();
    Arbitrary<Window> windows =
        small()
            .filter(w -> !(w instanceof Window.Session || w instanceof Window.Global))
            .map(window -> inUnits(window, quarter));
    Arbitrary<List<String>> changes =
        Arbitraries.of(
            List.of("Europe/Berlin", "2026-03-29T01:00:00Z"),
            List.of("Europe/Berlin", "2026-10-25T01:00:00Z"),
            List.of("America/New_York", "2026-11-01T06:00:00Z"),
            List.of("America/New_York", "2026-03-08T07:00:00Z"),
            List.of("Australia/Lord_Howe", "2026-10-03T15:30:00Z"),
            List.of("Australia/Lord_Howe", "2026-04-04T15:00:00Z"));
    return Combinators.combine(windows, changes, ints(0, 60), ints(0, 120), ints(0, 12))
        .as(
            (window, change, rows, before, disorder) -> {
              long origin = Instant.parse(change.get(1)).toEpochMilli() - before * quarter / 4;
              return new Asked(
                  window.in(ZoneId.of(change.get(0))), new Shape(rows, origin, quarter, disorder));
            });
  }

  private static Window inUnits(Window window, long unit) {
    if (window instanceof Window.Tumbling w) {
      return new Window.Tumbling(w.sizeMs() * unit, w.offsetMs() * unit);
    } else if (window instanceof Window.Sliding w) {
      return new Window.Sliding(
          w.sizeMs() * unit, w.slideMs() * unit, w.offsetMs() * unit, w.zone());
    }
    Window.Cumulative w = (Window.Cumulative) window;
    return new Window.Cumulative(
        w.sizeMs() * unit, w.stepMs() * unit, w.offsetMs() * unit, w.zone());
  }

  @Provide
  Arbitrary<Asked> asked() {
    Arbitrary<Asked> around1970 =
        Combinators.combine(small(), ints(0, 100), ints(-120, 20), ints(0, 12))
            .as(
                (window, rows, origin, disorder) ->
                    new Asked(window, new Shape(rows, origin, 1, disorder)));
    return Arbitraries.frequencyOf(Tuple.of(3, around1970), Tuple.of(1, zoned()));
  }

  /** How late rows may be, how long they still count, and how often windows are answered early. */
  record Times(int disorder, int lateness, int earlyMs) {}

  @Provide
  Arbitrary<Times> times() {
    return Combinators.combine(ints(-1, 20), ints(0, 30), ints(0, 30))
        .as(
            (disorder, lateness, early) ->
                new Times(disorder, Math.max(0, lateness - 10), Math.max(0, early - 10)));
  }

  /** How a stream is read. */
  record Reading(int partitions, int threads, int batchRows, int epochRows, boolean keyed) {}

  @Provide
  Arbitrary<Reading> readings() {
    return Combinators.combine(
            ints(1, 4),
            ints(1, 3),
            Arbitraries.of(1, 2, 7, 1024),
            ints(1, 60),
            Arbitraries.of(true, false))
        .as(Reading::new);
  }

  @Property(seed = "8", tries = 1500, shrinking = ShrinkingMode.BOUNDED)
  void theEngineAnswersAsTheReferenceDoes(
      @ForAll("asked") Asked asked,
      @ForAll("times") Times times,
      @ForAll Mode mode,
      @ForAll("readings") Reading reading,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed)
      throws Exception {
    Duration unit = Duration.ofMillis(asked.shape.unit());
    Plan plan =
        new Plan(
            asked.window,
            times.disorder < 0 ? Optional.empty() : Optional.of(unit.multipliedBy(times.disorder)),
            unit.multipliedBy(times.lateness),
            mode,
            times.earlyMs == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(times.earlyMs)),
            reading.threads,
            reading.batchRows,
            reading.epochRows);
    Assume.that(SemanticsCase.isAllowed(plan));
    String stream =
        asked.shape + ", " + reading.partitions + " partitions, seed of the stream " + seed;
    new SemanticsCase(
            plan, reading.keyed, stream, EventStreams.random(asked.shape, reading.partitions, seed))
        .check(new ReferenceWindows(asked.window));
  }
}
