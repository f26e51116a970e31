package dev.inkling.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.inkling.engine.ColumnVector;
import dev.inkling.operator.TimestampFormat;
import dev.inkling.operator.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {

  @Test
  void everyDayOfFourHundredYearsIsTheJdksDay() {
    for (LocalDate day = LocalDate.of(1799, 12, 1); day.getYear() < 2201; day = day.plusDays(1)) {
      if (Timestamps.epochDay(day.getYear(), day.getMonthValue(), day.getDayOfMonth())
          != day.toEpochDay()) {
        fail("%s has another number", day);
      }
    }
  }

  @Test
  void everyDateIsOneExactlyIfTheJdkSaysSo() {
    for (int year : new int[] {0, 4, 1900, 2000, 2015, 2016, 2100, 9999}) {
      for (int month = 0; month <= 13; month++) {
        for (int day = 0; day <= 32; day++) {
          String text = String.format(Locale.ROOT, "%04d-%02d-%02d", year, month, day);
          long expected;
          try {
            expected =
                LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
          } catch (java.time.DateTimeException e) {
            expected = Timestamps.NONE;
          }
          assertThat(iso(text)).as(text).isEqualTo(expected);
        }
      }
    }
  }

  @Property(seed = "42")
  void instantsAreReadAsTheJdkWritesThem(
      @ForAll @IntRange(min = -2_000_000_000) int seconds,
      @ForAll @IntRange(min = 0, max = 999_999_999) int nanos,
      @ForAll @IntRange(min = -1080, max = 1080) int offsetMinutes) {
    Instant instant = Instant.ofEpochSecond(seconds, nanos);
    OffsetDateTime there = instant.atOffset(ZoneOffset.ofTotalSeconds(offsetMinutes * 60));
    assertThat(iso(instant.toString())).isEqualTo(instant.toEpochMilli());
    assertThat(iso(there.toString())).isEqualTo(instant.toEpochMilli());
    String log =
        there.format(DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss xx", Locale.ENGLISH));
    assertThat(Timestamps.accessLog(padded(log), 1, 1 + log.length()))
        .isEqualTo(Instant.ofEpochSecond(seconds).toEpochMilli());
  }

  @ParameterizedTest
  @CsvSource({
    "2015-09-12T00:46:58.771Z,1442018818771",
    "2015-09-12T02:46:58.771999+02:00,1442018818771",
    "2015-09-12 00:46:58.771,1442018818771",
    "2015-09-12 00:46:58.7,1442018818700",
    "2015-09-12 00:46:58.77 Z,1442018818770",
    "2015-09-12T02:46:58 +0200,1442018818000",
    "2015-09-12T00:46,1442018760000",
    "2015-09-12,1442016000000",
    "1969-12-31T23:59:59.9999Z,-1",
    "2015-09-12t00:46:58z,1442018818000",
    "2015-09-11T19:46-05,1442018760000"
  })
  void isoIsReadInItsUsualSpellings(String text, long ms) {
    assertThat(iso(text)).isEqualTo(ms);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2015",
        "2015-9-12",
        "2015-09-12T",
        "2015-09-12T00",
        "2015-09-12T00:4",
        "2015/09/12",
        "2015-09-12T24:00",
        "2015-09-12T00:60",
        "2015-09-12T00:00:60",
        "2015-09-12T00:00:00.",
        "2015-09-12T00:00:00.1234567891",
        "2015-09-12T00:00:00+",
        "2015-09-12T00:00:00+1",
        "2015-09-12T00:00:00+18:01",
        "2015-09-12T00:00:00 ",
        "2015-09-12Z",
        "2015-09-12T00:00:00ZZ",
        "2015-09-12T00:00:00+01:60",
        "-2015-09-12",
        "2015-09-12T-1:00",
        "2015-09-12T00:00:00+0:00"
      })
  void whatIsNoInstantIsRefused(String text) {
    assertThat(iso(text)).isEqualTo(Timestamps.NONE);
  }

  @Test
  void brokenTextsNeverThrowNorReadOutside() {
    SplittableRandom random = new SplittableRandom(3);
    String alphabet = "0123456789-:T/.+Z MayJun";
    for (int i = 0; i < 30_000; i++) {
      byte[] b =
          (i % 2 == 0 ? "2015-09-12T00:46:58.771+02:00" : "17/May/2015:10:05:03 +0000")
              .getBytes(StandardCharsets.UTF_8);
      for (int k = random.nextInt(4); k > 0; k--) {
        b[random.nextInt(b.length)] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
      }
      byte[] cut = java.util.Arrays.copyOf(b, random.nextInt(b.length + 1));
      long iso = Timestamps.iso(cut, 0, cut.length);
      long log = Timestamps.accessLog(cut, 0, cut.length);
      assertThat(iso == Timestamps.NONE || log == Timestamps.NONE).isTrue();
    }
  }

  @Test
  void aPatternIsReadWithAndWithoutZoneAndTime() {
    assertThat(pattern("dd.MM.yyyy HH:mm", "12.09.2015 00:46")).isEqualTo(1442018760000L);
    assertThat(pattern("dd.MM.yyyy", "12.09.2015")).isEqualTo(1442016000000L);
    assertThat(pattern("EEE, dd MMM yyyy HH:mm:ss xx", "Sat, 12 Sep 2015 02:46:58 +0200"))
        .isEqualTo(1442018818000L);
    assertThat(pattern("dd.MM.yyyy", "2015-09-12")).isEqualTo(Timestamps.NONE);
    assertThat(pattern("HH:mm", "00:46")).isEqualTo(Timestamps.NONE);
  }

  @Test
  void aPatternRemembersOnlyTheLastText() {
    FieldReader reader =
        FieldReader.create(FieldType.timestamp(TimestampFormat.pattern("yyyyMMdd")));
    ColumnVector column = new ColumnVector(Type.TIMESTAMP, 4);
    byte[] b = "20150912201509132015091320150x".getBytes(StandardCharsets.UTF_8);
    assertThat(reader.store(column, 0, b, 0, 8)).isTrue();
    assertThat(reader.store(column, 1, b, 8, 16)).isTrue();
    assertThat(reader.store(column, 2, b, 16, 24)).isTrue();
    assertThat(reader.store(column, 3, b, 24, 30)).isFalse();
    assertThat(reader.store(column, 3, b, 24, 24)).isFalse();
    assertThat(column.longs()).containsExactly(1442016000000L, 1442102400000L, 1442102400000L, 0);
  }

  private static long pattern(String pattern, String text) {
    ColumnVector column = new ColumnVector(Type.TIMESTAMP, 1);
    byte[] b = text.getBytes(StandardCharsets.UTF_8);
    return FieldReader.create(FieldType.timestamp(TimestampFormat.pattern(pattern)))
            .store(column, 0, b, 0, b.length)
        ? column.longs()[0]
        : Timestamps.NONE;
  }

  private static long iso(String text) {
    return Timestamps.iso(padded(text), 1, 1 + text.length());
  }

  private static byte[] padded(String text) {
    return ("0" + text + "0").getBytes(StandardCharsets.UTF_8);
  }
}
