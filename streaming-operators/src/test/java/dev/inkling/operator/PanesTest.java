package dev.inkling.operator;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PanesTest {

  private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

  private static long clamped(BigInteger value) {
    return value.max(MIN).min(MAX).longValueExact();
  }

  private static long startMs(Window window, long timeMs) {
    return Panes.of(window).paneOf(timeMs);
  }

  private static long endMs(Window window, long timeMs) {
    Panes panes = Panes.of(window);
    return panes.endMs(panes.lastWindow(panes.paneOf(timeMs)));
  }

  /** The start by the definition offset + n · size, without overflow. */
  private static BigInteger start(Window.Tumbling window, long timeMs) {
    BigInteger time = BigInteger.valueOf(timeMs);
    BigInteger offset = BigInteger.valueOf(window.offsetMs());
    BigInteger size = BigInteger.valueOf(window.sizeMs());
    return time.subtract(time.subtract(offset).mod(size));
  }

  @Property(seed = "1")
  void startAndEndAreThoseOfUnboundedIntegers(
      @ForAll long timeMs,
      @ForAll @LongRange(min = 1) long sizeMs,
      @ForAll @LongRange(min = 0) long offset) {
    Window.Tumbling window = new Window.Tumbling(sizeMs, offset % sizeMs);
    BigInteger start = start(window, timeMs);
    assertThat(startMs(window, timeMs)).isEqualTo(clamped(start));
    assertThat(endMs(window, timeMs)).isEqualTo(clamped(start.add(BigInteger.valueOf(sizeMs))));
  }

  @Property(seed = "2")
  void aTimeLiesInItsWindow(
      @ForAll long timeMs,
      @ForAll @LongRange(min = 1) long sizeMs,
      @ForAll @LongRange(min = 0) long offset) {
    Window.Tumbling window = new Window.Tumbling(sizeMs, offset % sizeMs);
    long end = endMs(window, timeMs);
    assertThat(startMs(window, timeMs)).isLessThanOrEqualTo(timeMs);
    assertThat(timeMs < end || end == Long.MAX_VALUE).isTrue();
  }

  @Test
  void theCornersOfTheRangeAreClamped() {
    long[] times = {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, 1, Long.MAX_VALUE};
    long[] sizes = {1, 2, 3, 60_000, Long.MAX_VALUE - 1, Long.MAX_VALUE};
    for (long time : times) {
      for (long size : sizes) {
        for (long offset : new long[] {0, 1 % size, size / 2, size - 1}) {
          Window.Tumbling window = new Window.Tumbling(size, offset);
          BigInteger start = start(window, time);
          assertThat(startMs(window, time)).isEqualTo(clamped(start));
          assertThat(endMs(window, time)).isEqualTo(clamped(start.add(BigInteger.valueOf(size))));
        }
      }
    }
  }

  @Test
  void negativeTimesFallIntoTheWindowBelow() {
    Window.Tumbling window = new Window.Tumbling(10, 3);
    assertThat(startMs(window, -8)).isEqualTo(-17);
    assertThat(endMs(window, -8)).isEqualTo(-7);
    assertThat(startMs(window, -7)).isEqualTo(-7);
    assertThat(startMs(window, 2)).isEqualTo(-7);
    assertThat(startMs(window, 3)).isEqualTo(3);
  }

  @Test
  void neighbouringWindowsTouch() {
    Random random = new Random(4);
    for (int i = 0; i < 1000; i++) {
      long size = 1L + random.nextInt(1000);
      Window.Tumbling window = new Window.Tumbling(size, random.nextInt((int) size));
      long end = endMs(window, random.nextInt());
      assertThat(startMs(window, end)).isEqualTo(end);
      assertThat(endMs(window, end - 1)).isEqualTo(end);
    }
  }

  /** A window with its bounds by definition, without overflow. */
  private record Bounds(BigInteger start, BigInteger end) {
    boolean holds(BigInteger time) {
      return start.compareTo(time) <= 0 && time.compareTo(end) < 0;
    }
  }

  /** All windows that hold a time, in the order of their starts and then their ends. */
  private static List<Bounds> holding(Window window, BigInteger time) {
    List<Bounds> all = new ArrayList<>();
    if (window instanceof Window.Sliding w) {
      BigInteger slide = BigInteger.valueOf(w.slideMs());
      BigInteger size = BigInteger.valueOf(w.sizeMs());
      BigInteger last = time.subtract(time.subtract(BigInteger.valueOf(w.offsetMs())).mod(slide));
      for (BigInteger s = last; s.add(size).compareTo(time) > 0; s = s.subtract(slide)) {
        all.add(0, new Bounds(s, s.add(size)));
      }
    } else if (window instanceof Window.Cumulative w) {
      BigInteger size = BigInteger.valueOf(w.sizeMs());
      BigInteger step = BigInteger.valueOf(w.stepMs());
      BigInteger start = time.subtract(time.subtract(BigInteger.valueOf(w.offsetMs())).mod(size));
      for (BigInteger grown = step; grown.compareTo(size) <= 0; grown = grown.add(step)) {
        Bounds bounds = new Bounds(start, start.add(grown));
        if (bounds.holds(time)) {
          all.add(bounds);
        }
      }
    }
    return all;
  }

  /** The windows that hold a pane, by ids. */
  private static List<Bounds> windows(Panes panes, long pane) {
    List<Bounds> all = new ArrayList<>();
    if (!panes.isCovered(pane)) {
      return all;
    }
    long last = panes.lastWindow(pane);
    for (long w = panes.firstWindow(pane); w <= last; w = panes.windowAfter(w)) {
      all.add(new Bounds(BigInteger.valueOf(panes.startMs(w)), BigInteger.valueOf(panes.endMs(w))));
    }
    return all;
  }

  @Provide
  Arbitrary<Window> smallWindows() {
    Arbitrary<Window> sliding =
        Combinators.combine(ints(1, 40), ints(1, 40), ints(0, 1_000))
            .as((size, slide, offset) -> new Window.Sliding(size, slide, offset % slide, UTC));
    Arbitrary<Window> cumulative =
        Combinators.combine(ints(1, 12), ints(1, 9), ints(0, 1_000))
            .as(
                (step, n, offset) ->
                    new Window.Cumulative(step * n, step, offset % (step * n), UTC));
    return Arbitraries.oneOf(sliding, cumulative);
  }

  private static Arbitrary<Integer> ints(int least, int most) {
    return Arbitraries.integers().between(least, most);
  }

  @Property(seed = "5")
  void everyTimeIsInTheWindowsThatHoldIt(@ForAll("smallWindows") Window window) {
    Panes panes = Panes.of(window);
    long pane = panes.paneOf(-150);
    for (long time = -150; time < 150; time++) {
      // panes ascend one after the other, and rows of a pane are in the same windows
      if (panes.paneOf(time) != pane) {
        assertThat(panes.paneOf(time)).isEqualTo(panes.paneAfter(pane)).isEqualTo(time);
        pane = time;
      }
      List<Bounds> expected = holding(window, BigInteger.valueOf(time));
      assertThat(panes.isCovered(pane)).isEqualTo(!expected.isEmpty());
      assertThat(windows(panes, pane)).isEqualTo(expected);
    }
  }

  @Property(seed = "6")
  void everyWindowIsARunOfPanes(@ForAll("smallWindows") Window window) {
    Panes panes = Panes.of(window);
    long id = panes.lastWindow(panes.paneOf(-100));
    for (int i = 0; i < 100; i++) {
      int length = 0;
      for (long p = panes.firstPane(id); p < panes.windowEnd(id); p = panes.paneAfter(p)) {
        assertThat(panes.isCovered(p)).isTrue();
        assertThat(panes.firstWindow(p)).isLessThanOrEqualTo(id);
        assertThat(panes.lastWindow(p)).isGreaterThanOrEqualTo(id);
        assertThat(panes.paneAfter(p)).isLessThanOrEqualTo(panes.windowEnd(id));
        length++;
      }
      assertThat(length).isPositive();
      assertThat(panes.paneOf(panes.windowEnd(id))).isEqualTo(panes.windowEnd(id));
      assertThat(panes.windowAfter(id)).isGreaterThan(id);
      assertThat(panes.endMs(panes.windowAfter(id))).isGreaterThan(panes.endMs(id));
      id = panes.windowAfter(id);
    }
  }

  @Property(seed = "7")
  void windowsOfAnyTimeAreThoseOfUnboundedIntegers(
      @ForAll long time,
      @ForAll @LongRange(min = 1) long slide,
      @ForAll @LongRange(min = 1, max = 50) long part,
      @ForAll @LongRange(min = 0) long offset,
      @ForAll boolean cumulative) {
    // at most 50 windows hold a time; a size may be as long as the range
    long step = Math.max(1, slide / part);
    Window window =
        cumulative
            ? new Window.Cumulative(step * part, step, offset % (step * part), UTC)
            : new Window.Sliding(slide, step, offset % step, UTC);
    checkClamped(window, time);
  }

  @Test
  void windowsAtTheEndsOfTheRangeAreThoseOfUnboundedIntegersClamped() {
    for (long near = 0; near < 40; near++) {
      for (long size : new long[] {1, 7, 10, 30}) {
        for (long slide : new long[] {1, 3, 5, 10, 20}) {
          Window window = new Window.Sliding(size, slide, slide / 2, UTC);
          checkClamped(window, Long.MIN_VALUE + near);
          checkClamped(window, Long.MAX_VALUE - near);
        }
        Window window = new Window.Cumulative(3 * size, size, size / 2, UTC);
        checkClamped(window, Long.MIN_VALUE + near);
        checkClamped(window, Long.MAX_VALUE - near);
      }
    }
    for (long size : new long[] {1, 1_000, Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
      for (long slide : new long[] {Long.MAX_VALUE / 3, Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
        for (long time : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE}) {
          checkClamped(new Window.Sliding(size, slide, slide - 1, UTC), time);
          checkClamped(new Window.Sliding(size, slide, 0, UTC), time);
        }
      }
    }
  }

  /**
   * Windows that start below the range are one, that which starts last: it is the only one of them
   * that could be told from the others.
   */
  private static void checkClamped(Window window, long time) {
    Panes panes = Panes.of(window);
    long pane = panes.paneOf(time);
    assertThat(pane).isLessThanOrEqualTo(time);
    List<Bounds> expected = holding(window, BigInteger.valueOf(time));
    assertThat(panes.isCovered(pane)).as("%s %d", window, time).isEqualTo(!expected.isEmpty());
    if (expected.isEmpty()) {
      return;
    }
    Bounds first = expected.get(0);
    Bounds last = expected.get(expected.size() - 1);
    long firstWindow = panes.firstWindow(pane);
    long lastWindow = panes.lastWindow(pane);
    assertThat(firstWindow).as("%s %d", window, time).isLessThanOrEqualTo(lastWindow);
    assertThat(panes.startMs(firstWindow)).isEqualTo(clamped(first.start));
    assertThat(panes.startMs(lastWindow)).isEqualTo(clamped(last.start));
    assertThat(panes.endMs(lastWindow)).isEqualTo(clamped(last.end));
    if (first.start.compareTo(MIN) >= 0) {
      assertThat(panes.endMs(firstWindow)).isEqualTo(clamped(first.end));
    }
  }

  @Test
  void aGlobalWindowHasNoPanes() {
    assertThatThrownBy(() -> Panes.of(Window.global()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a global window has no panes");
  }

  @Test
  void rowsOfOnePaneOfSessionsAreLessThanAGapApart() {
    Panes panes = Panes.of(new Window.Session(10));
    assertThat(panes.paneOf(-1)).isEqualTo(-10);
    assertThat(panes.paneAfter(-10)).isZero();
    assertThat(panes.paneOf(9)).isZero();
  }
}
