package dev.inkling.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LinesFormatTest {

  @Test
  void everyLineIsARowWithoutItsEnd() {
    ParsedRows parsed = ParsedRows.of(LinesFormat.create(), "a\r\n\n\r\n\rb\r\r\n日本\n\"x\n");
    assertThat(parsed.rows)
        .containsExactly(
            List.of("a"),
            List.of(""),
            List.of(""),
            List.of("\rb\r"),
            List.of("日本"),
            List.of("\"x"));
  }

  @Test
  void linesAreCountedWithoutBeingLookedAt() {
    byte[] text = {'a', '\n', (byte) 0xFF, '\n'};
    assertThat(ParsedRows.of(LinesFormat.create(), Schema.of(), text, 10).rows).hasSize(2);
    ParsedRows parsed = ParsedRows.of(LinesFormat.create(), LinesFormat.create().schema(), text, 9);
    assertThat(parsed.rows).hasSize(1);
    assertThat(parsed.offsets).containsExactly(2);
    assertThat(parsed.problems).containsExactly("column line: expected valid UTF-8, got \"?\"");
  }

  @Test
  void aLineCanBeANumber() {
    byte[] head = "1\n".getBytes(StandardCharsets.UTF_8);
    LinesFormat format =
        LinesFormat.infer(head, 0, 2).withTypes(Map.of("line", FieldType.of(Type.DOUBLE)));
    ParsedRows parsed = ParsedRows.of(format, "1.5\nx\n2\r\n");
    assertThat(parsed.rows).containsExactly(List.of(1.5), List.of(2.0));
    assertThat(parsed.problems).containsExactly("column line: expected DOUBLE, got \"x\"");
    assertThatThrownBy(() -> LinesFormat.create().withTypes(Map.of("x", FieldType.VARCHAR)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void longLinesAreFoundWhole() {
    for (int length = 0; length < 40; length++) {
      String line = "x".repeat(length);
      // bytes one below and above a line feed, which a word search might take for one
      String near = "\u000b\u0009\u008a".repeat(length);
      assertThat(ParsedRows.of(LinesFormat.create(), line + "\n" + near + "\n").rows)
          .containsExactly(List.of(line), List.of(near));
    }
  }
}
