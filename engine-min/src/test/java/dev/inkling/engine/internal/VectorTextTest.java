package dev.inkling.engine.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.engine.ColumnVector;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Type;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers and times as text, code points, and the calendar. */
class VectorTextTest {

  private final VectorNumberText numbers = new VectorNumberText();
  private final VectorTimeText times = new VectorTimeText();

  @Test
  void bigintsComeBackFromTheirText() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      long value = random.nextLong() >> random.nextInt(64);
      assertBigint(value);
    }
    for (long value = 1; value < 1_000_000_000_000_000_000L; value *= 10) {
      assertBigint(value);
      assertBigint(value - 1);
      assertBigint(-value);
    }
    assertBigint(Long.MIN_VALUE);
    assertBigint(Long.MAX_VALUE);
  }

  private void assertBigint(long value) {
    VectorText target = new VectorText();
    VectorNumberText.append(value, target);
    assertThat(new String(target.bytes(), 0, target.position(), UTF_8))
        .isEqualTo(Long.toString(value));
    assertThat(numbers.readLong(target.bytes(), 0, target.position())).isTrue();
    assertThat(numbers.longValue()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "+",
        "1.0",
        "1e3",
        "--1",
        "0x1",
        "1_000",
        "9223372036854775808",
        "-9223372036854775809",
        "92233720368547758070",
        "１"
      })
  void whatIsNoBigintIsRefused(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    assertThat(numbers.readLong(bytes, 0, bytes.length)).isFalse();
  }

  @Test
  void doublesAreReadToTheLastBit() {
    Random random = new Random(2);
    for (int i = 0; i < 40_000; i++) {
      double value =
          switch (i % 4) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> random.nextInt(2_000_000) / 1000.0 - 1000;
            case 2 -> random.nextLong();
            default -> random.nextGaussian() * 1e-7;
          };
      if (Double.isFinite(value)) {
        assertDouble(Double.toString(value));
        assertDouble(new BigDecimal(value).round(new MathContext(17)).toString());
        assertDouble(
            random.nextInt(100_000) + "." + random.nextInt(100) + "e" + random.nextInt(40));
      }
    }
    for (String text :
        new String[] {
          "5.",
          ".5",
          "+1.25",
          "-0",
          "1E+05",
          "0.00000000000000000000001",
          "4.9e-324",
          "1e-400",
          "179769313486231570000e288"
        }) {
      assertDouble(text);
    }
  }

  private void assertDouble(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    if (!numbers.readDouble(bytes, 0, bytes.length)
        || Double.compare(numbers.doubleValue(), Double.parseDouble(text)) != 0) {
      assertThat(numbers.doubleValue()).as(text).isEqualTo(Double.parseDouble(text));
      assertThat(text).as("was refused").isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "-", ".", "e5", "1e", "1e+", "1.2.3", "1d", "0x1p3", "1e400", "-1e400", "inf", "nano",
        "1 2", "1e5x", "１"
      })
  void whatIsNoDoubleIsRefused(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    assertThat(numbers.readDouble(bytes, 0, bytes.length)).isFalse();
  }

  @Test
  void timesComeBackFromTheirText() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      long time = random.nextLong() >> random.nextInt(40);
      assertTime(i % 3 == 0 ? time / 1000 * 1000 : time);
    }
    assertTime(Long.MIN_VALUE);
    assertTime(Long.MAX_VALUE);
    assertTime(0);
    assertTime(-1);
  }

  private void assertTime(long time) {
    VectorText target = new VectorText();
    VectorTimeText.append(time, target);
    assertThat(times.read(target.bytes(), 0, target.position())).isTrue();
    assertThat(times.millis()).isEqualTo(time);
  }

  @ParameterizedTest
  @CsvSource({
    "1970-01-01, 0",
    "1970-01-01T00:00, 0",
    "1970-01-01 00:00:01, 1000",
    "1970-01-01T00:00:00.1, 100",
    "1970-01-01T00:00:00.123456789Z, 123",
    "1969-12-31T23:59:59.9999, -1",
    "1970-01-01T02:00+02:00, 0",
    "1970-01-01T02:00:00+0200, 0",
    "1969-12-31t20:30:00-03:30, 0",
    "1970-01-01T02:00+02, 0",
    "2015-05-17T10:05:03.000z, 1431857103000",
    "+292278994-08-17T07:12:55.807Z, 9223372036854775807",
    "-292275055-05-16T16:47:04.192Z, -9223372036854775808",
    "0000-02-29, -62162121600000"
  })
  void isoTimesAreRead(String text, long millis) {
    byte[] bytes = text.getBytes(UTF_8);
    assertThat(times.read(bytes, 0, bytes.length)).isTrue();
    assertThat(times.millis()).isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2015",
        "2015-1-1",
        "2015-13-01",
        "2015-00-01",
        "2015-02-29",
        "1900-02-29",
        "2015-04-31",
        "2015-01-00",
        "2015-01-01T",
        "2015-01-01T24:00",
        "2015-01-01T10:60",
        "2015-01-01T10:00:60",
        "2015-01-01T10",
        "2015-01-01T10:00:00.",
        "2015-01-01T10:00:00.1234567890",
        "2015-01-01T10:00+19:00",
        "2015-01-01T10:00+1",
        "2015-01-01Z",
        "2015-01-01X10:00",
        "2015-01-01T10:00:00ZZ",
        "12015-01-01",
        "+292278994-08-17T07:12:55.808Z",
        "-292275055-05-16T16:47:04.191Z",
        "+999999999-12-31",
        "2015/01/01"
      })
  void whatIsNoTimeIsRefused(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    assertThat(times.read(bytes, 0, bytes.length)).isFalse();
  }

  @Test
  void theCalendarIsThatOfTheJdk() {
    for (long day = -800_000; day < 800_000; day += 1) {
      LocalDate date = LocalDate.ofEpochDay(day);
      long packed = VectorCalendar.date(day);
      boolean same =
          VectorCalendar.year(packed) == date.getYear()
              && VectorCalendar.month(packed) == date.getMonthValue()
              && VectorCalendar.day(packed) == date.getDayOfMonth()
              && VectorCalendar.epochDay(date.getYear(), date.getMonthValue(), date.getDayOfMonth())
                  == day
              && VectorCalendar.daysOfMonth(date.getYear(), date.getMonthValue())
                  == date.lengthOfMonth();
      if (!same) {
        throw new AssertionError(date + " is not " + Long.toBinaryString(packed));
      }
    }
  }

  @Test
  void partsAndFloorsAreThoseOfTheJdk() {
    Random random = new Random(4);
    for (int i = 0; i < 20_000; i++) {
      long time = random.nextLong() >> (4 + random.nextInt(40));
      long day = Math.floorDiv(time, VectorCalendar.DAY_MS);
      assertThat(VectorCalendar.isoWeek(day)).isEqualTo(RowOracle.extract("WEEK", time));
      assertThat((long) VectorCalendar.dayOfWeek(day)).isEqualTo(RowOracle.extract("DOW", time));
      assertThat(VectorCalendar.dayOfYear(day)).isEqualTo(RowOracle.extract("DOY", time));
      assertThat(VectorCalendar.monday(day) * VectorCalendar.DAY_MS)
          .as("%s", Instant.ofEpochMilli(time))
          .isEqualTo(RowOracle.floor("WEEK", time));
    }
  }

  @Test
  void codePointsAreCountedAndSkippedAtAnyOffset() {
    Random random = new Random(5);
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(40);
      for (int k = 0; k < length; k++) {
        text.append(
            new String[] {"a", "b", "c", "é", "日", "😀"}[random.nextInt(i % 2 == 0 ? 6 : 3)]);
      }
      byte[] bytes = ("x" + text + "y").getBytes(UTF_8);
      int to = bytes.length - 1;
      assertThat(VectorUtf8.codePoints(bytes, 1, to)).isEqualTo(length);
      int count = random.nextInt(length + 3);
      int chars = text.toString().offsetByCodePoints(0, Math.min(count, length));
      assertThat(VectorUtf8.skip(bytes, 1, to, count))
          .isEqualTo(1 + text.substring(0, chars).getBytes(UTF_8).length);
    }
  }

  @Test
  void doublesAreRoundedAsTheirShortestDecimals() {
    Random random = new Random(6);
    for (int decimals : new int[] {-5, -1, 0, 1, 2, 3, 10, 22, 23, 300}) {
      KernelRound kernel = new KernelRound(decimals, Expr.lit(1));
      int rows = 4_000;
      var in = new ColumnVector(Type.DOUBLE, rows);
      var out = new ColumnVector(Type.DOUBLE, rows);
      for (int i = 0; i < rows; i++) {
        int magnitude = random.nextInt(24) - 4;
        // many of these end in 5, just where rounding is decided
        in.doubles()[i] =
            i % 2 == 0
                ? (random.nextInt(2_000_001) - 1_000_000) * 5 / Math.pow(10, random.nextInt(8))
                : random.nextGaussian() * Math.pow(10, magnitude);
      }
      kernel.run(new ColumnVector[] {in}, out, rows, null);
      for (int i = 0; i < rows; i++) {
        double expected =
            BigDecimal.valueOf(in.doubles()[i])
                .setScale(decimals, RoundingMode.HALF_UP)
                .doubleValue();
        assertThat(out.doubles()[i])
            .as("ROUND(%s, %s)", in.doubles()[i], decimals)
            .isEqualTo(expected);
      }
    }
  }
}
