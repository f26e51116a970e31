package dev.inkling.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import dev.inkling.operator.TimestampFormat;
import dev.inkling.operator.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NdjsonParserTest {

  @Test
  void fieldsAreFoundInAnyOrderAndWithAnySpace() {
    NdjsonFormat format = format("a bigint", "b double", "c varchar", "d boolean");
    ParsedRows parsed =
        ParsedRows.of(
            format,
            lines(
                "{\"a\":1,\"b\":2.5,\"c\":\"x\",\"d\":true}",
                " { \"d\" : false , \"c\"\t:\"y\",\"b\":1e2,\"other\":[{}],\"a\": -7 }\t\r",
                "",
                "  \r",
                "{\"c\":null,\"a\":3}",
                "{}"));
    assertThat(parsed.problems).isEmpty();
    assertThat(parsed.rows)
        .containsExactly(
            List.of(1L, 2.5, "x", true),
            List.of(-7L, 100.0, "y", false),
            Arrays.asList(3L, null, null, null),
            Arrays.asList(null, null, null, null));
  }

  @Test
  void aBadLineLeavesNoTraceInTheNextRow() {
    NdjsonFormat format = format("a bigint", "b varchar");
    ParsedRows parsed =
        ParsedRows.of(
            format, "{\"a\":null,\"b\":12,\"a\":2.5}\n{\"b\":null}\n{\"a\":4,\"b\":\"x\"}\n");
    assertThat(parsed.rows).containsExactly(Arrays.asList(null, null), List.of(4L, "x"));
    assertThat(parsed.offsets).containsExactly(0);
  }

  @Test
  void onlyWantedColumnsAreParsedInTheOrderWanted() {
    NdjsonFormat format = format("a bigint", "b double", "c varchar");
    Schema wanted = Schema.of(new Column("c", Type.VARCHAR), new Column("a", Type.BIGINT));
    ParsedRows parsed =
        ParsedRows.of(format, wanted, "{\"a\":1,\"b\":\"not a number\",\"c\":\"x\"}\n");
    assertThat(parsed.rows).containsExactly(List.of("x", 1L));
    assertThat(ParsedRows.of(format, Schema.of(), "{}\n{\"a\":1}\n{]\n\n").rows).hasSize(2);
  }

  @Test
  void pathsLeadIntoObjectsAndAreKeysToo() {
    NdjsonFormat format = format("a.b bigint", "a.c.d varchar", "e varchar");
    ParsedRows parsed =
        ParsedRows.of(
            format,
            lines(
                "{\"a\":{\"b\":1,\"x\":{\"b\":9},\"c\":{\"d\":\"y\"}},\"e\":{\"f\": [1, \"}\"]}}",
                "{\"a.b\":2,\"a\":{\"c.d\":\"z\"},\"e\":[ 1,2 ]}",
                "{\"a\":5,\"e\":1.50}",
                "{\"a\":null,\"b\":3,\"d\":\"no\",\"e\":true}"));
    assertThat(parsed.problems).isEmpty();
    assertThat(parsed.rows)
        .containsExactly(
            List.of(1L, "y", "{\"f\": [1, \"}\"]}"),
            List.of(2L, "z", "[ 1,2 ]"),
            Arrays.asList(null, null, "1.50"),
            Arrays.asList(null, null, "true"));
  }

  @Test
  void ofEqualKeysTheLastWins() {
    ParsedRows parsed =
        ParsedRows.of(
            format("a bigint"), "{\"a\":1,\"a\":2}\n{\"a\":1,\"a\":null}\n{\"a\":null,\"a\":3}\n");
    assertThat(parsed.rows).containsExactly(List.of(2L), Arrays.asList((Object) null), List.of(3L));
  }

  @Test
  void escapesAreTakenOutOfTextsAndKeys() {
    ParsedRows parsed =
        ParsedRows.of(
            format("a\"\\ varchar", "n varchar"),
            lines(
                "{\"a\\\"\\\\\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t|\\u0041\\u00e9\\u65E5\\ud83c\\udf89.\",\"\\u006e\":\"\"}",
                "{\"n\":\"\\u0000\"}"));
    assertThat(parsed.problems).isEmpty();
    assertThat(parsed.rows)
        .containsExactly(List.of("\"\\/\b\f\n\r\t|Aé日🎉.", ""), Arrays.asList(null, "\u0000"));
  }

  @Test
  void aKeyIsNotMistakenForOneThatLooksLikeIt() {
    // the column is called backslash n; the key is a line feed
    ParsedRows parsed =
        ParsedRows.of(
            format("\\n bigint", "abcdefgh bigint", "abcdefg bigint"),
            lines(
                "{\"\\\\n\":1,\"abcdefgh\":2,\"abcdefg\":3}",
                "{\"\\n\":4,\"abcdefg\":5,\"abcdefghi\":6}",
                "{\"\\n\":4,\"abcdefg\":5,\"abcdefgh\":6}",
                "{\"\\\\n\":1,\"abcdefgh\":2}"));
    assertThat(parsed.rows)
        .containsExactly(
            List.of(1L, 2L, 3L),
            Arrays.asList(null, null, 5L),
            Arrays.asList(null, 6L, 5L),
            Arrays.asList(1L, 2L, null));
  }

  @Test
  void manyDifferentKeysStayCorrect() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      text.append("{\"key").append(i % 700).append("\":{},\"a\":").append(i).append("}\n");
    }
    ParsedRows parsed = ParsedRows.of(format("a bigint"), text.toString());
    assertThat(parsed.rows).hasSize(2000);
    for (int i = 0; i < 2000; i++) {
      assertThat(parsed.rows.get(i)).isEqualTo(List.of((long) i));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bigint|12.5|column v: expected BIGINT, got 12.5",
        "bigint|'\"12\"'|column v: expected BIGINT, got the string \"12\"",
        "bigint|true|column v: expected BIGINT, got true",
        "bigint|9223372036854775808|column v: expected BIGINT, got 9223372036854775808",
        "double|'\"x\"'|column v: expected DOUBLE, got the string \"x\"",
        "double|[1]|column v: expected DOUBLE, got the array [1]",
        "boolean|1|column v: expected BOOLEAN, got 1",
        "boolean|'\"true\"'|column v: expected BOOLEAN, got the string \"true\"",
        "timestamp|'\"soon\"'|column v: expected TIMESTAMP, got \"soon\"",
        "timestamp|1442018818771|column v: expected TIMESTAMP, got 1442018818771",
        "timestamp(epoch_s)|{}|column v: expected TIMESTAMP (epoch_s), got the object {}",
        "varchar|'\"\\ud83d\"'|column v: expected valid UTF-8, got a string with half a surrogate pair",
        "varchar|'\"\\udf89\\ud83c\"'|column v: expected valid UTF-8, got a string with half a surrogate pair",
        "varchar|'\"\\ud83c\\u0041\"'|column v: expected valid UTF-8, got a string with half a surrogate pair"
      })
  void aValueThatDoesNotFitIsABadRow(String type, String value, String problem) {
    String text = "{\"n\":1}\n{\"v\":" + value + ",\"n\":2}\n{\"n\":3}\n";
    ParsedRows parsed = ParsedRows.of(format("v " + type, "n bigint"), text);
    assertThat(parsed.rows).containsExactly(Arrays.asList(null, 1L), Arrays.asList(null, 3L));
    assertThat(parsed.problems).containsExactly(problem);
    assertThat(parsed.offsets).containsExactly(8);
    // nobody looks at it if it is not wanted
    Schema wanted = Schema.of(new Column("n", Type.BIGINT));
    assertThat(ParsedRows.of(format("v " + type, "n bigint"), wanted, text).rows).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bigint|1.0|1",
        "bigint|-1e3|-1000",
        "bigint|-9223372036854775808|-9223372036854775808",
        "timestamp|'\"2015-09-12T00:46:58.771Z\"'|1442018818771",
        "timestamp(epoch_ms)|1442018818771|1442018818771",
        "timestamp(epoch_ms)|'\"1442018818771\"'|1442018818771",
        "timestamp(epoch_s)|1442018818.771|1442018818771",
        "timestamp(access_log)|'\"12\\/Sep\\/2015:00:46:58 +0000\"'|1442018818000",
        "timestamp(yyyyMMdd)|20150912|1442016000000"
      })
  void integersAndInstantsAreReadAsTheirTypeSays(String type, String value, long expected) {
    ParsedRows parsed = ParsedRows.of(format("v " + type), "{\"v\":" + value + "}\n");
    assertThat(parsed.problems).isEmpty();
    assertThat(parsed.rows).containsExactly(List.of(expected));
  }

  @Test
  void invalidUtf8IsABadRowWhereItIsWanted() {
    byte[] text = "{\"a\":\"caf_\",\"b\":[\"caf_\"]}\n".getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < text.length; at++) {
      if (text[at] == '_') {
        text[at] = (byte) 0xE9;
        NdjsonFormat format = format("a varchar", "b varchar", "c varchar");
        assertThat(ParsedRows.of(format, format.schema(), text, 1).problems)
            .singleElement()
            .asString()
            .contains("expected valid UTF-8");
        assertThat(
                ParsedRows.of(format, Schema.of(new Column("c", Type.VARCHAR)), text, 1).problems)
            .isEmpty();
        text[at] = '_';
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1]",
        "1",
        "\"a\"",
        "{",
        "{\"",
        "{\"a",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{,}",
        "{\"a\" 1}",
        "{\"a\":1}}",
        "{\"a\":1} x",
        "{a:1}",
        "{'a':1}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":.5}",
        "{\"a\":+1}",
        "{\"a\":1e}",
        "{\"a\":-}",
        "{\"a\":NaN}",
        "{\"a\":tru}",
        "{\"a\":nul}",
        "{\"a\":truex}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":\"\\u12",
        "{\"a\":\"\\",
        "{\"a\":[1,]}",
        "{\"a\":[1 2]}",
        "{\"a\":[}",
        "{\"a\":{]}",
        "{\"a\":1 \"b\":2}",
        "{}{}",
        "\uFEFF{}",
        "{/**/}"
      })
  void aBrokenLineIsFoundWhetherItsFieldIsWantedOrNot(String line) {
    String text = "{\"a\":0}\n" + line + "\n{\"a\":2}\n";
    for (Schema wanted : List.of(Schema.of(), Schema.of(new Column("a", Type.VARCHAR)))) {
      ParsedRows parsed = ParsedRows.of(format("a varchar", "a.b varchar"), wanted, text);
      assertThat(parsed.rows).hasSize(2);
      assertThat(parsed.offsets).containsExactly(8);
      assertThat(parsed.problems.get(0)).startsWith("JSON at byte ").contains(": expected ");
    }
  }

  @Test
  void messagesSayWhereTheGrammarIsBroken() {
    assertThat(ParsedRows.of(format("a bigint"), "{\"a\":1 \"b\":2}\n").problems)
        .containsExactly("JSON at byte 7: expected a comma or }, got \"\"b\":2}\"");
    assertThat(ParsedRows.of(format("a bigint"), "{\"a\":\n").problems)
        .containsExactly("JSON at byte 5: expected a value, got the end of the line");
  }

  @Test
  void nestingIsLimited() {
    NdjsonFormat format = format("b bigint", "x varchar");
    for (int depth : new int[] {511, 512}) {
      String text = "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + ",\"b\":1}\n";
      assertThat(ParsedRows.of(format, text).rows).hasSize(512 - depth);
      assertThat(ParsedRows.of(format, text.replace('a', 'x')).rows).hasSize(512 - depth);
      String objects = "{\"x\":".repeat(depth) + "{}" + "}".repeat(depth) + "\n";
      assertThat(ParsedRows.of(format, objects).rows).hasSize(512 - depth);
    }
  }

  @Test
  void anObjectThatIsAskedForAsAWholeAndInPartsIsABadRow() {
    ParsedRows parsed =
        ParsedRows.of(
            format("a varchar", "a.b bigint"), "{\"a\":{\"b\":1}}\n{\"a\":\"x\",\"a.b\":2}\n");
    assertThat(parsed.rows).containsExactly(List.of("x", 2L));
    assertThat(parsed.problems).hasSize(1);
  }

  @Test
  void stopEndsTheParsingWithTheRowsBefore() {
    NdjsonFormat format = format("a bigint");
    RowBatch batch = new RowBatch(format.schema(), 10);
    byte[] text =
        Arrays.copyOf("{\"a\":1}\n?\n".getBytes(StandardCharsets.UTF_8), 10 + RowParser.SLACK);
    RowParser parser = format.parser(format.schema());
    assertThatThrownBy(
            () ->
                parser.parse(
                    text,
                    0,
                    10,
                    batch,
                    (offset, problem) -> {
                      throw new BadRows.Stop();
                    }))
        .isInstanceOf(BadRows.Stop.class);
    assertThat(batch.size()).isEqualTo(1);
    assertThatThrownBy(() -> parser.parse(text, 0, 5, batch, (offset, problem) -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void wantedColumnsMustBeTheFormats() {
    NdjsonFormat format = format("a bigint").withTypes(Map.of("b", FieldType.of(Type.TIMESTAMP)));
    assertThat(format.schema()).hasToString("a BIGINT, b TIMESTAMP");
    assertThat(format.fields().get("b").format()).isEqualTo(TimestampFormat.ISO);
    assertThatThrownBy(() -> format.parser(Schema.of(new Column("a", Type.DOUBLE))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> format.parser(Schema.of(new Column("c", Type.DOUBLE))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String lines(String... lines) {
    return String.join("\n", lines) + "\n";
  }

  private static NdjsonFormat format(String... columns) {
    Map<String, FieldType> fields = new LinkedHashMap<>();
    for (String column : columns) {
      int space = column.indexOf(' ');
      fields.put(column.substring(0, space), FieldType.named(column.substring(space + 1)));
    }
    return NdjsonFormat.create(fields);
  }
}
