package dev.inkling.engine.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.engine.io.TableText.Cell;
import dev.inkling.operator.TopItem;
import dev.inkling.operator.Type;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTextTest {

  private static String show(Object value, Type type) {
    Cell cell = TableText.cell(value, type);
    return cell.whole() + cell.fraction() + cell.bar();
  }

  private static Estimate bar(double lower, double value, double upper) {
    return new Estimate(value, lower, upper, 0.95, Guarantee.PROBABILISTIC);
  }

  @Test
  void bigCountsShowARelativeErrorThatIsRoundedUp() {
    assertThat(show(bar(12_148, 12_345, 12_542), Type.BIGINT)).isEqualTo("12,345 ± 1.6 %");
    assertThat(show(bar(98_000, 100_000, 102_000), Type.BIGINT)).isEqualTo("100,000 ± 2 %");
    assertThat(show(bar(97_999, 100_000, 102_000), Type.BIGINT)).isEqualTo("100,000 ± 2.1 %");
    assertThat(show(bar(100, 200, 210), Type.BIGINT)).isEqualTo("200 ± 50 %");
    assertThat(show(bar(9_999_990, 1e7, 1e7), Type.BIGINT)).isEqualTo("10,000,000 ± 0.0001 %");
  }

  @Test
  void endsAreShownWhereAPercentageSaysLittle() {
    assertThat(show(bar(10, 12, 15), Type.BIGINT)).isEqualTo("12 [10, 15]");
    assertThat(show(bar(9.5, 12, 14.5), Type.BIGINT)).isEqualTo("12 [9, 15]");
    assertThat(show(bar(0, 0, 3), Type.BIGINT)).isEqualTo("0 [0, 3]");
    assertThat(show(bar(-1, 0, 3), Type.DOUBLE)).isEqualTo("0.0 [-1.0, 3.0]");
    assertThat(show(bar(0, 150, 301), Type.BIGINT)).isEqualTo("150 [0, 301]");
    assertThat(show(bar(1.5, 2, Double.POSITIVE_INFINITY), Type.DOUBLE)).isEqualTo("2 [1.5000, ∞]");
  }

  @Test
  void barsOfNoWidthAndExactAnswersArePlain() {
    assertThat(show(Estimate.exact(12_345), Type.BIGINT)).isEqualTo("12,345");
    assertThat(show(bar(7, 7, 7), Type.BIGINT)).isEqualTo("7");
    assertThat(show(bar(2.5, 2.5, 2.5), Type.DOUBLE)).isEqualTo("2.5");
  }

  @Test
  void doublesShowTheDigitsThatTheirBarsLeave() {
    assertThat(show(bar(276.9, 281.4378, 285.9), Type.DOUBLE)).isEqualTo("281.4 ± 1.7 %");
    assertThat(show(bar(281.40, 281.4378, 281.46), Type.DOUBLE)).isEqualTo("281.438 ± 0.014 %");
    assertThat(show(bar(28_000, 28_143.78, 28_300), Type.DOUBLE)).isEqualTo("28,144 ± 0.56 %");
    assertThat(show(bar(1e-12, 2e-12, 2.5e-12), Type.DOUBLE)).isEqualTo("2E-12 ± 50 %");
  }

  @Test
  void exactDoublesShowFourDecimalsOrFourDigits() {
    assertThat(show(41.237_198, Type.DOUBLE)).isEqualTo("41.2372");
    assertThat(show(0.000_123_456, Type.DOUBLE)).isEqualTo("0.0001235");
    assertThat(show(1_234_567.5, Type.DOUBLE)).isEqualTo("1,234,567.5");
    assertThat(show(3.0, Type.DOUBLE)).isEqualTo("3");
    assertThat(show(-0.5, Type.DOUBLE)).isEqualTo("-0.5");
    assertThat(show(0.0, Type.DOUBLE)).isEqualTo("0");
    assertThat(show(1e300, Type.DOUBLE)).isEqualTo("1E+300");
    assertThat(show(1.23456e-9, Type.DOUBLE)).isEqualTo("1.235E-9");
    assertThat(show(Double.NEGATIVE_INFINITY, Type.DOUBLE)).isEqualTo("-∞");
    assertThat(show(Double.NaN, Type.DOUBLE)).isEqualTo("NaN");
  }

  @Test
  void yearsAreNotGroupedAndLongerNumbersAre() {
    assertThat(show(2015L, Type.BIGINT)).isEqualTo("2015");
    assertThat(show(-10_000L, Type.BIGINT)).isEqualTo("-10,000");
    assertThat(show(Long.MIN_VALUE, Type.BIGINT)).isEqualTo("-9,223,372,036,854,775,808");
    assertThat(TableText.group("-123456.25")).isEqualTo("-123,456.25");
  }

  @Test
  void timesAreUtcWithoutTheTAndHaveBarsToo() {
    assertThat(show(1_431_857_100_000L, Type.TIMESTAMP)).isEqualTo("2015-05-17 10:05:00");
    assertThat(show(1_431_857_100_045L, Type.TIMESTAMP)).isEqualTo("2015-05-17 10:05:00.045");
    assertThat(show(bar(0, 1000.5, 2000), Type.TIMESTAMP))
        .isEqualTo("1970-01-01 00:00:01 [1970-01-01 00:00:00, 1970-01-01 00:00:02]");
  }

  @Test
  void nothingIsNull() {
    assertThat(show(null, Type.BIGINT)).isEqualTo("NULL");
    assertThat(
            show(
                new Estimate(Double.NaN, Double.NaN, Double.NaN, 0.9, Guarantee.EMPIRICAL),
                Type.DOUBLE))
        .isEqualTo("NULL");
  }

  @Test
  void frequentItemsAreListedWithTheirBars() {
    assertThat(
            show(
                List.of(
                    new TopItem("ecr_i", Estimate.exact(281_400)),
                    new TopItem(80L, bar(109_785, 110_893, 112_001))),
                Type.TOP_ITEMS))
        .isEqualTo("ecr_i 281,400 · 80 110,893 ± 1 %");
  }

  @Test
  void terminalsAreNotGivenOrders() {
    assertThat(show("a\nb\t\u001b[31mred\u202e", Type.VARCHAR))
        .isEqualTo("a\\nb\\t\\u001b[31mred\\u202e");
    assertThat(show("plain ü 漢", Type.VARCHAR)).isEqualTo("plain ü 漢");
  }

  @Test
  void wideCharactersTakeTwoColumnsAndMarksNone() {
    assertThat(TableText.width("abc")).isEqualTo(3);
    assertThat(TableText.width("漢字")).isEqualTo(4);
    assertThat(TableText.width("e\u0301")).isEqualTo(1);
    assertThat(TableText.width("😀")).isEqualTo(2);
    assertThat(TableText.width("·±")).isEqualTo(2);
  }
}
