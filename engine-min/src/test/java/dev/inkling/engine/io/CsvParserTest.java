package dev.inkling.engine.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CsvParserTest {

  @Test
  void quotesHoldDelimitersLineEndsAndDoubledQuotes() {
    assertThat(texts("\"a,b\",\"c\nd\"\n\"e\"\"f\",\"\"\"\"\n\"x\r\",\"\"\r\n"))
        .containsExactly(List.of("a,b", "c\nd"), List.of("e\"f", "\""), List.of("x\r", ""));
  }

  @Test
  void aQuoteInsideAFieldIsText() {
    assertThat(texts("5\" disk,a\"b\"\n")).containsExactly(List.of("5\" disk", "a\"b\""));
  }

  @Test
  void emptyFieldsAreNullAndEmptyLinesNoRecords() {
    assertThat(texts("\n,\"\"\r\n\r\n,\n"))
        .containsExactly(Arrays.asList(null, ""), Arrays.asList(null, null));
    assertThat(parse("\n\"\"\nx\n", List.of(Type.VARCHAR), new int[] {0}, 1, new ArrayList<>()))
        .containsExactly(Arrays.asList((String) null), List.of(""), List.of("x"));
  }

  @Test
  void aBadRecordLeavesNoTraceInTheRowThatFollows() {
    List<String> problems = new ArrayList<>();
    assertThat(
            parse(
                ",x\n,\n7,1\n", List.of(Type.VARCHAR, Type.BIGINT), new int[] {0, 1}, 2, problems))
        .containsExactly(Arrays.asList(null, null), List.of("7", "1"));
    assertThat(problems).containsExactly("0: column c1: expected BIGINT, got \"x\"");
  }

  @Test
  void integersOfEveryLengthAreTheJdks() {
    Random random = new Random(3);
    StringBuilder text = new StringBuilder();
    List<List<String>> expected = new ArrayList<>();
    for (int digits = 1; digits <= 18; digits++) {
      for (int i = 0; i < 50; i++) {
        StringBuilder number = new StringBuilder(random.nextInt(4) == 0 ? "-" : "");
        number.append(1 + random.nextInt(9));
        for (int d = 1; d < digits; d++) {
          number.append(random.nextInt(10));
        }
        text.append(number).append(random.nextBoolean() ? "\n" : "\r\n");
        expected.add(List.of(number.toString()));
      }
    }
    text.append("9223372036854775807\n-9223372036854775808\n0\n00000000000012\n");
    expected.addAll(
        List.of(
            List.of("9223372036854775807"),
            List.of("-9223372036854775808"),
            List.of("0"),
            List.of("12")));
    List<String> problems = new ArrayList<>();
    assertThat(parse(text.toString(), List.of(Type.BIGINT), new int[] {0}, 1, problems))
        .isEqualTo(expected);
    assertThat(problems).isEmpty();
  }

  @Test
  void whatIsNoIntegerIsABadRecordAtEveryLength() {
    for (int length = 1; length <= 20; length++) {
      for (int at = 0; at < length; at++) {
        for (char wrong : new char[] {':', '/', 'a', ' ', '\u00e9'}) {
          StringBuilder number = new StringBuilder("1".repeat(length));
          number.setCharAt(at, wrong);
          List<String> problems = new ArrayList<>();
          assertThat(parse(number + "\n", List.of(Type.BIGINT), new int[] {0}, 1, problems))
              .isEmpty();
          assertThat(problems).hasSize(1);
        }
      }
    }
  }

  @Test
  void anyChoiceOfColumnsGivesWhatAllColumnsGive() {
    Random random = new Random(4);
    for (int run = 0; run < 300; run++) {
      int fields = 1 + random.nextInt(12);
      String text = records(random, fields);
      List<Type> types = new ArrayList<>();
      int[] all = new int[fields];
      for (int i = 0; i < fields; i++) {
        types.add(Type.VARCHAR);
        all[i] = i;
      }
      List<List<String>> whole = parse(text, types, all, fields, new ArrayList<>());
      int[] some = random.ints(0, fields).distinct().limit(random.nextInt(fields + 1)).toArray();
      List<List<String>> expected = new ArrayList<>();
      for (List<String> row : whole) {
        expected.add(Arrays.stream(some).mapToObj(row::get).toList());
      }
      assertThat(parse(text, types.subList(0, some.length), some, fields, new ArrayList<>()))
          .as("run %d: %s of %s", run, Arrays.toString(some), text)
          .isEqualTo(expected);
    }
  }

  private static String records(Random random, int fields) {
    StringBuilder text = new StringBuilder();
    String[] values = {
      "x", "", "\"\"", "\"a,\nb\"", "long text without", "\"q\"\"q\"", "é", "a\"b"
    };
    for (int i = 0; i < 20; i++) {
      int count = random.nextInt(10) == 0 ? 1 + random.nextInt(fields + 2) : fields;
      for (int f = 0; f < count; f++) {
        text.append(f == 0 ? "" : ",").append(values[random.nextInt(values.length)]);
      }
      text.append(random.nextBoolean() ? "\n" : "\r\n");
    }
    return text.toString();
  }

  private static List<List<String>> texts(String text) {
    List<String> problems = new ArrayList<>();
    List<List<String>> rows =
        parse(text, List.of(Type.VARCHAR, Type.VARCHAR), new int[] {0, 1}, 2, problems);
    assertThat(problems).isEmpty();
    return rows;
  }

  private static List<List<String>> parse(
      String text, List<Type> types, int[] indexes, int fields, List<String> problems) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    // what is behind the records must not matter
    byte[] buffer = Arrays.copyOf(bytes, bytes.length + RowParser.SLACK);
    Arrays.fill(buffer, bytes.length, buffer.length, (byte) '"');
    List<Column> columns = new ArrayList<>();
    FieldType[] fieldTypes = new FieldType[types.size()];
    for (int i = 0; i < types.size(); i++) {
      columns.add(new Column("c" + indexes[i], types.get(i)));
      fieldTypes[i] = FieldType.of(types.get(i));
    }
    Schema schema = new Schema(columns);
    CsvParser parser = CsvParser.create((byte) ',', fields, schema, indexes, fieldTypes);
    List<List<String>> rows = new ArrayList<>();
    RowBatch batch = new RowBatch(schema, 3);
    int pos = 0;
    while (pos < bytes.length) {
      batch.reset();
      for (int i = 0; i < types.size(); i++) {
        if (types.get(i) == Type.VARCHAR) {
          batch.column(i).shareBytes(buffer);
        }
      }
      pos =
          parser.parse(
              buffer, pos, bytes.length, batch, (at, problem) -> problems.add(at + ": " + problem));
      rows.addAll(RowReading.rows(batch));
    }
    return rows;
  }
}
