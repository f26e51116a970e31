package dev.inkling.engine.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class NdjsonInferenceTest {

  @Test
  void pathsAreColumnsInTheOrderTheyAppear() {
    assertThat(
            infer(
                """
                {"ts":"2015-09-12T00:46:58Z","n":1,"o":{"x":1.5,"deep":{"y":true}}}

                {"new":"text","n":2.5,"ts":null,"list":[1]}
                """))
        .isEqualTo(
            "ts=timestamp, n=double, o.x=double, o.deep.y=boolean, new=varchar, list=varchar");
  }

  @Test
  void numbersInStringsAreTexts() {
    assertThat(infer("{\"a\":\"12\",\"b\":\"true\",\"c\":\"17/May/2015:10:05:03 +0000\"}\n"))
        .isEqualTo("a=varchar, b=varchar, c=timestamp(access_log)");
    assertThat(infer("{\"a\":\"2015-09-12\"}\n{\"a\":\"later\"}\n")).isEqualTo("a=varchar");
    assertThat(infer("{\"a\":1}\n{\"a\":\"1\"}\n")).isEqualTo("a=varchar");
    assertThat(infer("{\"a\":null}\n")).isEqualTo("a=varchar");
    assertThat(infer("{\"a\":18446744073709551616}\n")).isEqualTo("a=varchar");
  }

  @Test
  void whatIsSometimesAnObjectIsText() {
    assertThat(infer("{\"a\":{\"b\":1,\"c\":{\"d\":2}}}\n{\"a\":5}\n")).isEqualTo("a=varchar");
    assertThat(infer("{\"a\":{\"b\":1}}\n{\"a\":null}\n")).isEqualTo("a.b=bigint");
    assertThat(infer("{\"a\":{}}\n")).isEqualTo("a=varchar");
    assertThat(infer("{\"a\":{}}\n{\"a\":{\"b\":1}}\n")).isEqualTo("a.b=bigint");
    assertThat(infer("{\"a.b\":{\"c\":1}}\n")).isEqualTo("a.b=varchar");
    assertThat(infer("{\"a.b\":1}\n")).isEqualTo("a.b=bigint");
  }

  @Test
  void brokenAndIncompleteLinesCountForNothing() {
    assertThat(infer("{\"a\":1}\n{\"b\":\nnonsense\n[1]\n{\"c\":tru")).isEqualTo("a=bigint");
    assertThat(infer("{\"a\":1}\n{\"a\":1.5}")).isEqualTo("a=bigint");
    assertThat(infer("{\"a\":1}")).isEqualTo("a=bigint");
    assertThat(infer("")).isEmpty();
    assertThat(infer("{\"\":1,\"\\u0061\\n\":1,\"\\ud800\":1}\n")).isEqualTo("a\n=bigint");
  }

  @Test
  void depthAndNumberOfPathsAreLimited() {
    String deep = "{\"a\":".repeat(30) + "1" + "}".repeat(30);
    assertThat(infer(deep + "\n"))
        .isEqualTo(String.join(".", Collections.nCopies(16, "a")) + "=varchar");
    StringBuilder wide = new StringBuilder("{");
    for (int i = 0; i < 5000; i++) {
      wide.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":1");
    }
    byte[] head = wide.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
    assertThat(NdjsonFormat.infer(head, 0, head.length).schema().size()).isEqualTo(4096);
  }

  @Test
  void whatIsInferredReadsTheHead() {
    String head =
        """
        {"a":{"b":1,"c":{"d":2}},"e":[1],"f.g":{"h":1}}
        {"a":{"b":null,"c":3},"e":{"x":"\\n"}}
        """;
    byte[] bytes = head.getBytes(StandardCharsets.UTF_8);
    NdjsonFormat format = NdjsonFormat.infer(bytes, 0, bytes.length);
    ParsedRows parsed = ParsedRows.of(format, head);
    assertThat(format.schema()).hasToString("a.b BIGINT, a.c VARCHAR, e VARCHAR, f.g VARCHAR");
    assertThat(parsed.problems).isEmpty();
    assertThat(parsed.rows.toString())
        .isEqualTo("[[1, {\"d\":2}, [1], {\"h\":1}], [null, 3, {\"x\":\"\\n\"}, null]]");
  }

  private static String infer(String head) {
    byte[] b = ("x" + head).getBytes(StandardCharsets.UTF_8);
    StringBuilder text = new StringBuilder();
    NdjsonFormat.infer(b, 1, b.length)
        .fields()
        .forEach((name, type) -> text.append(", ").append(name).append('=').append(type));
    return text.length() == 0 ? "" : text.substring(2);
  }
}
