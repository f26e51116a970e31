package dev.inkling.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Panes by the clocks of zones, around the moments at which clocks are put forward or back. */
class ZonedPanesTest {

  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final ZoneId LORD_HOWE = ZoneId.of("Australia/Lord_Howe");

  /** A zone and a moment at which its clocks are put forward or back. */
  private record Change(ZoneId zone, Instant at) {}

  private static final List<Change> CHANGES =
      List.of(
          new Change(BERLIN, Instant.parse("2026-03-29T01:00:00Z")),
          new Change(BERLIN, Instant.parse("2026-10-25T01:00:00Z")),
          new Change(NEW_YORK, Instant.parse("2026-03-08T07:00:00Z")),
          new Change(NEW_YORK, Instant.parse("2026-11-01T06:00:00Z")),
          new Change(LORD_HOWE, Instant.parse("2026-10-03T15:30:00Z")),
          new Change(LORD_HOWE, Instant.parse("2026-04-04T15:00:00Z")),
          // 24 hours were left out at the date line, 15 minutes added for ever, 1 hour before 1970
          new Change(ZoneId.of("Pacific/Apia"), Instant.parse("2011-12-30T10:00:00Z")),
          new Change(ZoneId.of("Asia/Kathmandu"), Instant.parse("1985-12-31T18:30:00Z")),
          new Change(BERLIN, Instant.parse("1949-10-02T01:00:00Z")));

  private static List<Window> windows(ZoneId zone) {
    return Stream.of(
            Window.tumbling(Duration.ofDays(1)),
            Window.tumbling(Duration.ofDays(1), Duration.ofMinutes(150)),
            Window.tumbling(Duration.ofHours(1)),
            Window.tumbling(Duration.ofMinutes(30)),
            Window.tumbling(Duration.ofMinutes(7)),
            Window.sliding(Duration.ofHours(3), Duration.ofHours(1)),
            Window.sliding(Duration.ofMinutes(100), Duration.ofMinutes(45)),
            Window.sliding(Duration.ofMinutes(20), Duration.ofMinutes(45), Duration.ofMinutes(5)),
            Window.sliding(Duration.ofDays(2), Duration.ofHours(12)),
            Window.cumulative(Duration.ofDays(1), Duration.ofHours(6)),
            Window.cumulative(Duration.ofHours(2), Duration.ofMinutes(15)))
        .map(window -> window.in(zone))
        .toList();
  }

  /** A window as two times. */
  private record Bounds(long start, long end) {}

  /** What a clock on the wall shows, counted as if it were UTC. */
  private static long wall(ZoneId zone, long timeMs) {
    LocalDateTime local = LocalDateTime.ofInstant(Instant.ofEpochMilli(timeMs), zone);
    return local.toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  /**
   * For every minute around a change what clocks showed at most until then: by it the first time at
   * which a clock shows something, or something later, is found by searching.
   */
  private static final class Wall {
    final long from;
    final long[] most;

    Wall(Change change) {
      long around = 9 * DAY;
      from = change.at.toEpochMilli() - around;
      most = new long[(int) (2 * around / MINUTE)];
      long latest = Long.MIN_VALUE;
      for (int minute = 0; minute < most.length; minute++) {
        latest = Math.max(latest, wall(change.zone, from + minute * MINUTE));
        most[minute] = latest;
      }
    }

    long first(long clock) {
      assertThat(clock % MINUTE).isZero();
      int low = 0;
      int high = most.length - 1;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (most[middle] >= clock) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return from + low * MINUTE;
    }
  }

  /** The bounds, as a clock shows them, of all windows that may hold a time near this clock. */
  private static List<long[]> near(Window window, long clock) {
    List<long[]> all = new ArrayList<>();
    if (window instanceof Window.Tumbling w) {
      return near(new Window.Sliding(w.sizeMs(), w.sizeMs(), w.offsetMs(), w.zone()), clock);
    } else if (window instanceof Window.Sliding w) {
      long from = clock - w.sizeMs() - 3 * DAY;
      from += Math.floorMod(w.offsetMs() - from, w.slideMs());
      for (long s = from; s < clock + 3 * DAY; s += w.slideMs()) {
        all.add(new long[] {s, s + w.sizeMs()});
      }
    } else if (window instanceof Window.Cumulative w) {
      long from = clock - w.sizeMs() - 3 * DAY;
      from += Math.floorMod(w.offsetMs() - from, w.sizeMs());
      for (long s = from; s < clock + 3 * DAY; s += w.sizeMs()) {
        for (long e = s + w.stepMs(); e <= s + w.sizeMs(); e += w.stepMs()) {
          all.add(new long[] {s, e});
        }
      }
    }
    return all;
  }

  @TestFactory
  Stream<DynamicTest> aTimeIsInTheWindowsBetweenWhoseBoundsItLies() {
    return CHANGES.stream()
        .map(
            change ->
                DynamicTest.dynamicTest(
                    change.toString(), () -> windows(change.zone).forEach(w -> check(change, w))));
  }

  private static void check(Change change, Window window) {
    Panes panes = Panes.of(window);
    Wall wall = new Wall(change);
    long at = change.at.toEpochMilli();
    List<Bounds> all = new ArrayList<>();
    TreeSet<Long> times = new TreeSet<>();
    for (long[] clocks : near(window, wall(change.zone, at))) {
      Bounds bounds = new Bounds(wall.first(clocks[0]), wall.first(clocks[1]));
      all.add(bounds);
      for (long bound : new long[] {bounds.start, bounds.end}) {
        if (Math.abs(bound - at) < DAY) {
          times.addAll(List.of(bound - 2, bound - 1, bound, bound + 1));
        }
      }
    }
    for (long minute = -26 * 60; minute < 26 * 60; minute += 5) {
      times.add(at + minute * MINUTE + 12_345);
    }
    for (long ms = -3; ms <= 3; ms++) {
      times.addAll(List.of(at + ms, at - HOUR + ms, at + HOUR + ms, at + HOUR / 2 + ms));
    }
    long before = Long.MIN_VALUE;
    for (long time : times) {
      long pane = panes.paneOf(time);
      assertThat(pane).as("%s at %d", window, time).isGreaterThanOrEqualTo(before);
      before = pane;
      assertThat(panes.instantMs(pane)).isLessThanOrEqualTo(time);
      assertThat(panes.instantMs(panes.paneAfter(pane))).isGreaterThan(time);
      List<Bounds> found = new ArrayList<>();
      if (panes.isCovered(pane)) {
        long last = panes.lastWindow(pane);
        for (long w = panes.firstWindow(pane); w <= last; w = panes.windowAfter(w)) {
          if (!panes.isRepeated(w)) {
            found.add(new Bounds(panes.startMs(w), panes.endMs(w)));
          }
        }
      }
      List<Bounds> expected =
          all.stream().filter(w -> w.start <= time && time < w.end).distinct().toList();
      assertThat(found).as("%s at %s", window, Instant.ofEpochMilli(time)).isEqualTo(expected);
    }
  }

  private static List<Bounds> tumbling(Window window, String from, int number) {
    Panes panes = Panes.of(window);
    List<Bounds> bounds = new ArrayList<>();
    long id = panes.lastWindow(panes.paneOf(Instant.parse(from).toEpochMilli()));
    for (int i = 0; i < number; i++) {
      bounds.add(new Bounds(panes.startMs(id), panes.endMs(id)));
      id = panes.windowAfter(id);
    }
    return bounds;
  }

  private static List<Long> hours(Window window, String from, int number) {
    return tumbling(window, from, number).stream().map(b -> (b.end - b.start) / HOUR).toList();
  }

  @Test
  void aDayHas23Or25HoursWhenClocksArePut() {
    Window days = Window.tumbling(Duration.ofDays(1));
    assertThat(hours(days.in(BERLIN), "2026-03-28T12:00:00Z", 3)).containsExactly(24L, 23L, 24L);
    assertThat(hours(days.in(BERLIN), "2026-10-24T12:00:00Z", 3)).containsExactly(24L, 25L, 24L);
    assertThat(hours(days.in(NEW_YORK), "2026-03-07T17:00:00Z", 3)).containsExactly(24L, 23L, 24L);
    assertThat(hours(days.in(NEW_YORK), "2026-10-31T17:00:00Z", 3)).containsExactly(24L, 25L, 24L);
    Bounds lordHowe = tumbling(days.in(LORD_HOWE), "2026-10-03T20:00:00Z", 1).get(0);
    assertThat(lordHowe.end - lordHowe.start).isEqualTo(DAY - HOUR / 2);
  }

  @Test
  void ofABoundThatClocksShowTwiceTheFirstTimeCounts() {
    Window half = Window.tumbling(Duration.ofMinutes(30)).in(BERLIN);
    // 02:00 and 02:30 are shown at 00:00 and 00:30, and again at 01:00 and 01:30; 03:00 at 02:00
    List<String> bounds =
        tumbling(half, "2026-10-24T23:40:00Z", 4).stream()
            .map(b -> Instant.ofEpochMilli(b.start) + " " + (b.end - b.start) / MINUTE)
            .toList();
    assertThat(bounds)
        .containsExactly(
            "2026-10-24T23:30:00Z 30",
            "2026-10-25T00:00:00Z 30",
            "2026-10-25T00:30:00Z 90",
            "2026-10-25T02:00:00Z 30");
  }

  @Test
  void aBoundThatClocksSkipIsTheMomentAtWhichTheySkipIt() {
    Window half = Window.tumbling(Duration.ofMinutes(30)).in(BERLIN);
    List<String> bounds =
        tumbling(half, "2026-03-29T00:40:00Z", 4).stream()
            .map(b -> Instant.ofEpochMilli(b.start) + " " + (b.end - b.start) / MINUTE)
            .toList();
    // 02:00 and 02:30 are skipped: windows of no length, which hold no time
    assertThat(bounds)
        .containsExactly(
            "2026-03-29T00:30:00Z 30",
            "2026-03-29T01:00:00Z 0",
            "2026-03-29T01:00:00Z 0",
            "2026-03-29T01:00:00Z 30");
  }

  @Test
  void timesThatNoCalendarHasDoNotFail() {
    Panes panes = Panes.of(Window.tumbling(Duration.ofDays(1)).in(BERLIN));
    for (long time :
        new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 1, Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
      long pane = panes.paneOf(time);
      assertThat(panes.instantMs(pane)).isLessThanOrEqualTo(time);
      assertThat(panes.endMs(panes.lastWindow(pane))).isGreaterThanOrEqualTo(time);
    }
    long year9999 = Instant.parse("9999-12-31T22:30:00Z").toEpochMilli();
    assertThat(panes.startMs(panes.paneOf(year9999)))
        .isEqualTo(Instant.parse("9999-12-30T23:00:00Z").toEpochMilli());
  }

  @Test
  void aZoneThatIsAlwaysUtcIsUtc() {
    Panes zoned = Panes.of(Window.tumbling(Duration.ofHours(1)).in(ZoneId.of("Etc/UTC")));
    Panes fixed = Panes.of(Window.tumbling(Duration.ofHours(1)).in(ZoneId.of("+05:30")));
    assertThat(zoned.paneOf(HOUR + 5)).isEqualTo(HOUR);
    long pane = fixed.paneOf(HOUR + 5);
    assertThat(fixed.instantMs(pane)).isEqualTo(HOUR / 2);
  }

  @Test
  void aWindowThatGrowsByTimesThatClocksSkipIsNotAnother() {
    Window window = Window.cumulative(Duration.ofHours(4), Duration.ofMinutes(30)).in(BERLIN);
    Panes panes = Panes.of(window);
    long pane = panes.paneOf(Instant.parse("2026-03-29T00:45:00Z").toEpochMilli());
    List<String> ends = new ArrayList<>();
    for (long w = panes.firstWindow(pane); w <= panes.lastWindow(pane); w = panes.windowAfter(w)) {
      ends.add(Instant.ofEpochMilli(panes.endMs(w)) + (panes.isRepeated(w) ? " again" : ""));
    }
    assertThat(ends)
        .containsExactly(
            "2026-03-29T01:00:00Z",
            "2026-03-29T01:00:00Z again",
            "2026-03-29T01:00:00Z again",
            "2026-03-29T01:30:00Z",
            "2026-03-29T02:00:00Z");
  }
}
