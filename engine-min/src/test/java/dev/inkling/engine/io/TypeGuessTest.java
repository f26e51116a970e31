package dev.inkling.engine.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.operator.TimestampFormat;
import dev.inkling.operator.Type;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TypeGuessTest {

  @Test
  void aColumnIsTheNarrowestTypeOfAllItsFields() {
    assertThat(guess("true", "FALSE")).isEqualTo(FieldType.of(Type.BOOLEAN));
    assertThat(guess("1", "-20", "0")).isEqualTo(FieldType.of(Type.BIGINT));
    assertThat(guess("1", "2.5")).isEqualTo(FieldType.of(Type.DOUBLE));
    assertThat(guess("2.5", "1")).isEqualTo(FieldType.of(Type.DOUBLE));
    assertThat(guess("1e5", "NaN")).isEqualTo(FieldType.of(Type.DOUBLE));
    assertThat(guess("2015-09-12", "2015-09-12T00:46:58Z")).isEqualTo(FieldType.of(Type.TIMESTAMP));
    assertThat(guess("17/May/2015:10:05:03 +0000"))
        .isEqualTo(FieldType.timestamp(TimestampFormat.ACCESS_LOG));
    assertThat(guess("true", "1")).isEqualTo(FieldType.VARCHAR);
    assertThat(guess("1", "x", "2")).isEqualTo(FieldType.VARCHAR);
    assertThat(guess("2015-09-12", "17/May/2015:10:05:03 +0000")).isEqualTo(FieldType.VARCHAR);
    assertThat(guess("1", "")).isEqualTo(FieldType.VARCHAR);
  }

  @Test
  void digitsThatAreNamesStayTexts() {
    assertThat(guess("12345", "01234")).isEqualTo(FieldType.VARCHAR);
    assertThat(guess("-007")).isEqualTo(FieldType.VARCHAR);
    assertThat(guess("00.5")).isEqualTo(FieldType.VARCHAR);
    assertThat(guess("9223372036854775808")).isEqualTo(FieldType.VARCHAR);
    assertThat(guess("0", "0.5", "-0.5")).isEqualTo(FieldType.of(Type.DOUBLE));
  }

  @Test
  void withoutAFieldOrAFiniteNumberAColumnIsText() {
    assertThat(guess()).isEqualTo(FieldType.VARCHAR);
    assertThat(guess("inf", "nan")).isEqualTo(FieldType.VARCHAR);
  }

  @Test
  void typesAreNamedAsTheyAreWritten() {
    for (String name :
        new String[] {
          "bigint",
          "double",
          "varchar",
          "boolean",
          "timestamp",
          "timestamp(epoch_ms)",
          "timestamp(access_log)",
          "timestamp(dd.MM.yyyy HH:mm)"
        }) {
      assertThat(FieldType.named(name)).hasToString(name);
    }
  }

  private static FieldType guess(String... fields) {
    TypeGuess guess = TypeGuess.create();
    for (String field : fields) {
      byte[] b = field.getBytes(StandardCharsets.UTF_8);
      guess.add(b, 0, b.length);
    }
    return guess.type();
  }
}
