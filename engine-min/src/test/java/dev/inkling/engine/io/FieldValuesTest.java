package dev.inkling.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldValuesTest {

  private final FieldValues values = new FieldValues();

  @Property(seed = "42")
  void everyLongIsReadBack(@ForAll long value) {
    assertThat(bigint(Long.toString(value))).isTrue();
    assertThat(values.longValue).isEqualTo(value);
    assertThat(epoch(Long.toString(value), 0)).isEqualTo(value != Long.MIN_VALUE);
  }

  @Test
  void theEndsOfLongsAreRead() {
    assertThat(bigint("9223372036854775807")).isTrue();
    assertThat(values.longValue).isEqualTo(Long.MAX_VALUE);
    assertThat(bigint("-9223372036854775808")).isTrue();
    assertThat(values.longValue).isEqualTo(Long.MIN_VALUE);
    assertThat(bigint("+0000000000000000000000000012")).isTrue();
    assertThat(values.longValue).isEqualTo(12);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775808",
        "-9223372036854775809",
        "9999999999999999999",
        "18446744073709551616",
        "18446744073709551617",
        "100000000000000000000",
        "",
        "-",
        "+",
        "--1",
        "1-",
        "1 ",
        " 1",
        "1.0",
        "0x1",
        "1_000",
        "１"
      })
  void whatIsNoBigintIsRefused(String text) {
    assertThat(bigint(text)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "1.0,1",
    "1e3,1000",
    "-2.50e1,-25",
    "100e-2,1",
    "0e999999999999,0",
    "0.000,0",
    "9223372036854775807.000,9223372036854775807",
    "-9.223372036854775808e18,-9223372036854775808",
    "1.00000000000000000000000000,1",
    "120000000000000000000000e-22,12"
  })
  void integersWithPointOrExponentAreIntegral(String text, long value) {
    assertThat(integral(text)).isTrue();
    assertThat(values.longValue).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.5",
        "1e-1",
        "9.3e18",
        "1e19",
        "1e99999999999999999999",
        "1e-99999999999",
        "1e",
        "e5",
        ".",
        "1.0000000000000000000000001",
        "1.2.3",
        "1e5.0",
        "NaN",
        "1e+"
      })
  void whatIsNoIntegerIsNotIntegral(String text) {
    assertThat(integral(text)).isFalse();
  }

  @Property(tries = 5_000, seed = "42")
  void everyDoubleIsReadBack(@ForAll long bits) {
    double value = Double.longBitsToDouble(bits);
    assertThat(number(Double.toString(value))).isTrue();
    assertThat(values.doubleValue).isEqualTo(Double.valueOf(value));
  }

  @Test
  void decimalsAreReadAsTheJdkReadsThem() {
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "-" : "");
      int digits = 1 + random.nextInt(i % 10 == 0 ? 25 : 18);
      int point = random.nextInt(digits + 1);
      for (int d = 0; d < digits; d++) {
        text.append(d == point ? "." : "").append(random.nextInt(10));
      }
      if (random.nextInt(4) == 0) {
        text.append(random.nextBoolean() ? 'e' : 'E').append(random.nextInt(-330, 310));
      }
      boolean taken = number(text.toString());
      double expected = Double.parseDouble(text.toString());
      if (!taken
          || Double.doubleToLongBits(values.doubleValue) != Double.doubleToLongBits(expected)) {
        fail("%s: expected %s, got %s", text, expected, values.doubleValue);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    ".5,0.5",
    "5.,5",
    "+1,1",
    "1e5,100000",
    "1E+2,100",
    "1e400,Infinity",
    "-1e400,-Infinity",
    "1e-400,0",
    "-0.0,-0.0",
    "007,7",
    "nan,NaN",
    "-Inf,-Infinity",
    "INFINITY,Infinity",
    "9007199254740993,9007199254740992",
    "0.1e-99999999999999999999,0"
  })
  void numbersAreReadInAllTheirSpellings(String text, double value) {
    assertThat(number(text)).isTrue();
    assertThat(values.doubleValue).isEqualTo(Double.valueOf(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "+", ".", "e5", ".e5", "1e", "1e+", "0x1p3", "1f", "1d", "1 ", " 1", "1,5", "--1",
        "-nan", "in", "infinit", "1..2", "+.", "١"
      })
  void whatIsNoNumberIsRefused(String text) {
    assertThat(number(text)).isFalse();
  }

  @Test
  void truthValuesAreReadInAnyCase() {
    for (String text : new String[] {"true", "TRUE", "True"}) {
      assertThat(truth(text)).isTrue();
      assertThat(values.longValue).isEqualTo(1);
    }
    assertThat(truth("fAlse")).isTrue();
    assertThat(values.longValue).isZero();
    for (String text : new String[] {"t", "f", "1", "0", "yes", "truee", "", "T\u0012UE"}) {
      assertThat(truth(text)).as(text).isFalse();
    }
  }

  @Test
  void epochSecondsAreExactToTheMillisecond() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 10_000; i++) {
      BigDecimal seconds =
          BigDecimal.valueOf(random.nextLong() >> (10 + random.nextInt(40)), random.nextInt(12));
      assertThat(epoch(seconds.toPlainString(), 3)).isTrue();
      long expected = seconds.movePointRight(3).setScale(0, RoundingMode.FLOOR).longValueExact();
      assertThat(values.longValue).as("%s", seconds).isEqualTo(expected);
    }
    assertThat(epoch("1442018818.771", 3)).isTrue();
    assertThat(values.longValue).isEqualTo(1442018818771L);
    assertThat(epoch("1.442018818771E9", 3)).isTrue();
    assertThat(values.longValue).isEqualTo(1442018818771L);
    assertThat(epoch("-0.0001", 3)).isTrue();
    assertThat(values.longValue).isEqualTo(-1);
    assertThat(epoch("9223372036854775.807", 3)).isTrue();
    assertThat(epoch("9223372036854775.808", 3)).isFalse();
    assertThat(epoch("1e30", 3)).isFalse();
    assertThat(epoch("-9223372036854775.8075", 3)).isFalse();
    assertThat(epoch("", 3)).isFalse();
  }

  private boolean bigint(String text) {
    byte[] b = padded(text);
    return values.bigint(b, 2, b.length - 2);
  }

  private boolean integral(String text) {
    byte[] b = padded(text);
    return values.integral(b, 2, b.length - 2);
  }

  private boolean number(String text) {
    byte[] b = padded(text);
    return values.number(b, 2, b.length - 2);
  }

  private boolean truth(String text) {
    byte[] b = padded(text);
    return values.truth(b, 2, b.length - 2);
  }

  private boolean epoch(String text, int power) {
    byte[] b = padded(text);
    return values.epoch(b, 2, b.length - 2, power);
  }

  private static byte[] padded(String text) {
    return ("11" + text + "11").getBytes(StandardCharsets.UTF_8);
  }
}
