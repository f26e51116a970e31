package dev.inkling.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
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
}
