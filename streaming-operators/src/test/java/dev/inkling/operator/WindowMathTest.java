package dev.inkling.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WindowMathTest {

  private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

  private static long clamped(BigInteger value) {
    return value.max(MIN).min(MAX).longValueExact();
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
    long[] corners = {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, 1, Long.MAX_VALUE};
    for (long a : corners) {
      for (long b : corners) {
        sumsAndDifferencesAreClamped(a, b);
      }
    }
  }

  @Test
  void aWindowIsDueOnceTheWatermarkReachesItsEnd() {
    assertThat(WindowMath.isDue(10, 9)).isFalse();
    assertThat(WindowMath.isDue(10, 10)).isTrue();
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
