package dev.inkling.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.operator.Column;
import dev.inkling.operator.TimestampFormat;
import dev.inkling.operator.Type;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class OptionTextTest {

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "20000000,20000000",
    "20_000_000,20000000",
    "20M,20000000",
    "5k,5000",
    "2G,2000000000"
  })
  void countsAreReadAsPeopleWriteThem(String text, long count) {
    assertThat(new Numbers.Count().convert(text)).isEqualTo(count);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "-1", "1.5", "1 000", "_1", "M", "99999999999999999999", "99999999999G"})
  void otherCountsAreRefused(String text) {
    assertThatThrownBy(() -> new Numbers.Count().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("expected a whole number such as 20000000 or 20M, got '" + text + "'");
  }

  @ParameterizedTest
  @CsvSource({"0.95,0.95", ".5,0.5", "95%,0.95", "99.9 %,0.999", "1%,0.01", "1e-3,0.001"})
  void fractionsArePercentagesToo(String text, double fraction) {
    assertThat(new Numbers.Fraction().convert(text)).isEqualTo(fraction);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "1", "100%", "95", "-5%", "x", "%", "NaN", "0%"})
  void otherFractionsAreRefused(String text) {
    assertThatThrownBy(() -> new Numbers.Fraction().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("between 0 and 1, such as 95% or 0.95, got '" + text + "'");
  }

  @ParameterizedTest
  @CsvSource({"5s,5000", "500ms,500", "2min,120000", "1.5 s,1500", "1h,3600000", ".25s,250"})
  void timesAreReadAsPeopleWriteThem(String text, long ms) {
    assertThat(new Numbers.Time().convert(text)).isEqualTo(Duration.ofMillis(ms));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "0s", "0.1ms", "-1s", "9000h", "5 days", "s", "1e3s"})
  void otherTimesAreRefused(String text) {
    assertThatThrownBy(() -> new Numbers.Time().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("such as 5s, 500ms or 2min, got '" + text + "'");
  }

  @Test
  void schemasNameColumnsWithTheirTypes() {
    assertThat(
            SchemaText.parse(
                " ts timestamp(3), user_id BIGINT,\"a \"\"b\"\", c\" double precision,n DECIMAL(10, 2)"
                    + ",s varchar(20), ok Bool"))
        .containsExactly(
            new Column("ts", Type.TIMESTAMP),
            new Column("user_id", Type.BIGINT),
            new Column("a \"b\", c", Type.DOUBLE),
            new Column("n", Type.DOUBLE),
            new Column("s", Type.VARCHAR),
            new Column("ok", Type.BOOLEAN));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ts|expected a name and a type, such as user_id BIGINT, got 'ts'",
        "ts BIGINT,|expected a name and a type, such as user_id BIGINT, got ''",
        "\"ts BIGINT|expected a name and a type, such as user_id BIGINT, got '\"ts BIGINT'",
        "ts DATE|column ts: expected BIGINT, DOUBLE, VARCHAR, BOOLEAN or TIMESTAMP, got 'DATE'",
        "a INT, a INT|column a is given twice"
      })
  void otherSchemasAreRefused(String text, String message) {
    assertThatThrownBy(() -> SchemaText.parse(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage(message);
  }

  @Test
  void timesAreGivenWithTheirFormat() {
    InputOptions.InstantsConverter converter = new InputOptions.InstantsConverter();
    assertThat(converter.convert("ts"))
        .isEqualTo(new InputOptions.Instants("ts", Optional.empty()));
    assertThat(converter.convert("ts=EPOCH_ms"))
        .isEqualTo(new InputOptions.Instants("ts", Optional.of(TimestampFormat.EPOCH_MS)));
    assertThat(converter.convert("ts=access_log"))
        .isEqualTo(new InputOptions.Instants("ts", Optional.of(TimestampFormat.ACCESS_LOG)));
    assertThat(converter.convert("ts=dd/MM/yyyy HH:mm"))
        .isEqualTo(
            new InputOptions.Instants(
                "ts", Optional.of(TimestampFormat.pattern("dd/MM/yyyy HH:mm"))));
    assertThatThrownBy(() -> converter.convert("ts=nonsense"))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageEndingWith("or a pattern such as 'dd/MM/yyyy HH:mm', got 'nonsense'");
    assertThatThrownBy(() -> converter.convert("=iso")).isInstanceOf(TypeConversionException.class);
  }

  @Test
  void delimitersAreOneCharacterOrTab() {
    InputOptions.DelimiterConverter converter = new InputOptions.DelimiterConverter();
    assertThat(converter.convert(";")).isEqualTo(';');
    assertThat(converter.convert("tab")).isEqualTo('\t');
    assertThat(converter.convert("\\t")).isEqualTo('\t');
    assertThatThrownBy(() -> converter.convert("::"))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("expected one of , ; | tab, got '::'");
  }
}
