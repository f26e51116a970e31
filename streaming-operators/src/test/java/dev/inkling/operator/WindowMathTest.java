package dev.inkling.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class WindowMathTest {

  private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

  private static long clamped(BigInteger value) {
    return value.max(MIN).min(MAX).longValueExact();
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
    assertThat(WindowMath.startMs(window, timeMs)).isEqualTo(clamped(start));
    assertThat(WindowMath.endMs(window, timeMs))
        .isEqualTo(clamped(start.add(BigInteger.valueOf(sizeMs))));
  }

  @Property(seed = "2")
  void aTimeLiesInItsWindow(
      @ForAll long timeMs,
      @ForAll @LongRange(min = 1) long sizeMs,
      @ForAll @LongRange(min = 0) long offset) {
    Window.Tumbling window = new Window.Tumbling(sizeMs, offset % sizeMs);
    long end = WindowMath.endMs(window, timeMs);
    assertThat(WindowMath.startMs(window, timeMs)).isLessThanOrEqualTo(timeMs);
    assertThat(timeMs < end || end == Long.MAX_VALUE).isTrue();
  }

  @Property(seed = "3")
  void sumsAndDifferencesAreClamped(@ForAll long a, @ForAll long b) {
    BigInteger x = BigInteger.valueOf(a);
    BigInteger y = BigInteger.valueOf(b);
    assertThat(WindowMath.add(a, b)).isEqualTo(clamped(x.add(y)));
    assertThat(WindowMath.subtract(a, b)).isEqualTo(clamped(x.subtract(y)));
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
          assertThat(WindowMath.startMs(window, time)).isEqualTo(clamped(start));
          assertThat(WindowMath.endMs(window, time))
              .isEqualTo(clamped(start.add(BigInteger.valueOf(size))));
        }
      }
      for (long other : times) {
        sumsAndDifferencesAreClamped(time, other);
      }
    }
  }

  @Test
  void negativeTimesFallIntoTheWindowBelow() {
    Window.Tumbling window = new Window.Tumbling(10, 3);
    assertThat(WindowMath.startMs(window, -8)).isEqualTo(-17);
    assertThat(WindowMath.endMs(window, -8)).isEqualTo(-7);
    assertThat(WindowMath.startMs(window, -7)).isEqualTo(-7);
    assertThat(WindowMath.startMs(window, 2)).isEqualTo(-7);
    assertThat(WindowMath.startMs(window, 3)).isEqualTo(3);
  }

  @Test
  void neighbouringWindowsTouch() {
    Random random = new Random(4);
    for (int i = 0; i < 1000; i++) {
      long size = 1L + random.nextInt(1000);
      Window.Tumbling window = new Window.Tumbling(size, random.nextInt((int) size));
      long end = WindowMath.endMs(window, random.nextInt());
      assertThat(WindowMath.startMs(window, end)).isEqualTo(end);
      assertThat(WindowMath.endMs(window, end - 1)).isEqualTo(end);
    }
  }

  @Test
  void aWindowIsDueOnceTheWatermarkReachesItsEnd() {
    Window.Tumbling window = new Window.Tumbling(10, 0);
    assertThat(WindowMath.isDue(10, 9)).isFalse();
    assertThat(WindowMath.isDue(10, 10)).isTrue();
    assertThat(WindowMath.isLate(window, 9, 9)).isFalse();
    assertThat(WindowMath.isLate(window, 9, 10)).isTrue();
    assertThat(WindowMath.isLate(window, Long.MIN_VALUE, WindowMath.NO_WATERMARK_MS)).isFalse();
    assertThat(WindowMath.isDue(Long.MAX_VALUE, WindowMath.END_WATERMARK_MS)).isTrue();
  }

  @Test
  void theWatermarkTrailsByTheDisorder() {
    assertThat(WindowMath.watermarkMs(1000, 300)).isEqualTo(700);
    assertThat(WindowMath.watermarkMs(Long.MIN_VALUE + 5, 10)).isEqualTo(Long.MIN_VALUE);
    assertThatThrownBy(() -> WindowMath.watermarkMs(0, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("disorder must be at least 0 ms, got -1");
  }
}
