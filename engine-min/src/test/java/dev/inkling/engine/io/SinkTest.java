package dev.inkling.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.inkling.engine.Answer;
import dev.inkling.engine.Sink;
import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import dev.inkling.operator.TopItem;
import dev.inkling.operator.Type;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SinkTest {

  private static final Schema COLUMNS =
      Schema.of(
          new Column("window_start", Type.TIMESTAMP),
          new Column("page", Type.VARCHAR),
          new Column("n", Type.BIGINT),
          new Column("users", Type.BIGINT),
          new Column("p99", Type.DOUBLE),
          new Column("avg", Type.DOUBLE),
          new Column("hot", Type.BOOLEAN),
          new Column("top", Type.TOP_ITEMS));

  private static final boolean[] APPROXIMATE = {
    false, false, false, true, true, false, false, true
  };

  private static Estimate bar(double lower, double value, double upper) {
    return new Estimate(value, lower, upper, 0.95, Guarantee.PROBABILISTIC);
  }

  private static Answer answer(Object... values) {
    return new Answer(COLUMNS, Arrays.asList(values));
  }

  /** 2015-05-17T10:05:00Z. */
  private static final long TIME_MS = 1_431_857_100_000L;

  private static final Answer FIRST =
      answer(
          TIME_MS,
          "/a, \"b\"",
          1234L,
          bar(12_147.2, 12_345.4, 12_543.6),
          bar(276.9, 281.4378, 285.9),
          41.237_198_237_49,
          true,
          List.of(
              new TopItem("ecr_i", Estimate.exact(281_400)),
              new TopItem("private", bar(110_000, 110_893, 111_786))));

  private static final Answer SECOND =
      answer(TIME_MS + 250, "", 7L, bar(10, 12, 14.5), bar(0.1, 0.25, 0.75), 1.0, false, List.of());

  private static final Answer EMPTY =
      answer(
          null,
          null,
          null,
          null,
          new Estimate(Double.NaN, Double.NaN, Double.NaN, 0.95, Guarantee.EMPIRICAL),
          Double.NaN,
          null,
          null);

  private static String write(Function<OutputStream, Sink> sink, Answer... answers)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Sink.Writer writer = sink.apply(out).open(COLUMNS, APPROXIMATE)) {
      for (Answer answer : answers) {
        writer.write(answer);
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void jsonHasAnObjectPerLineWithTheEndsOfBarsBesideTheirValue() throws IOException {
    assertThat(write(JsonSink::create, FIRST, SECOND, EMPTY))
        .isEqualTo(
            """
            {"window_start":"2015-05-17T10:05:00Z","page":"/a, \\"b\\"","n":1234,\
            "users":12345,"users_lower":12147,"users_upper":12544,\
            "p99":281.4378,"p99_lower":276.9,"p99_upper":285.9,\
            "avg":41.23719823749,"hot":true,\
            "top":[{"item":"ecr_i","count":281400,"count_lower":281400,"count_upper":281400},\
            {"item":"private","count":110893,"count_lower":110000,"count_upper":111786}]}
            {"window_start":"2015-05-17T10:05:00.250Z","page":"","n":7,\
            "users":12,"users_lower":10,"users_upper":15,\
            "p99":0.25,"p99_lower":0.1,"p99_upper":0.75,"avg":1.0,"hot":false,"top":[]}
            {"window_start":null,"page":null,"n":null,\
            "users":null,"users_lower":null,"users_upper":null,\
            "p99":null,"p99_lower":null,"p99_upper":null,"avg":null,"hot":null,"top":null}
            """);
  }

  @Test
  void csvHasAHeaderAndTellsNullFromEmpty() throws IOException {
    assertThat(write(CsvSink::create, FIRST, SECOND, EMPTY))
        .isEqualTo(
            """
            window_start,page,n,users,users_lower,users_upper,p99,p99_lower,p99_upper,avg,hot,top
            2015-05-17T10:05:00Z,"/a, ""b\""",1234,12345,12147,12544,281.4378,276.9,285.9,\
            41.23719823749,true,"[{""item"":""ecr_i"",""count"":281400,""count_lower"":281400,\
            ""count_upper"":281400},{""item"":""private"",""count"":110893,\
            ""count_lower"":110000,""count_upper"":111786}]"
            2015-05-17T10:05:00.250Z,"",7,12,10,15,0.25,0.1,0.75,1.0,false,[]
            ,,,,,,,,,NaN,,
            """);
  }

  @Test
  void librariesReadBackWhatIsWritten() throws IOException {
    String csv = write(CsvSink::create, FIRST);
    List<CsvRecord> records;
    try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(csv)) {
      records = reader.stream().toList();
    }
    assertThat(records).hasSize(2);
    assertThat(records.get(1).getField(1)).isEqualTo("/a, \"b\"");
    JsonNode top = new ObjectMapper().readTree(records.get(1).getField(11));
    assertThat(top.get(1).get("count_upper").asLong()).isEqualTo(111_786);
    JsonNode row = new ObjectMapper().readTree(write(JsonSink::create, FIRST));
    assertThat(row.get("users_lower").asLong()).isEqualTo(12_147);
  }

  @Test
  void tablesAreAlignedAndShowBars() throws IOException {
    assertThat(write(TableSink::create, FIRST, SECOND, EMPTY))
        .isEqualTo(
            """
            window_start             page        n   users               p99                    avg  hot    top
            ───────────────────────  ───────  ────  ───────────────  ────────────────────  ────────  ─────  ────────────────────────────────────────
            2015-05-17 10:05:00      /a, "b"  1234  12,345 ± 1.7 %    281.4  ± 1.7 %        41.2372  true   ecr_i 281,400 · private 110,893 ± 0.81 %
            2015-05-17 10:05:00.250              7      12 [10, 15]     0.25 [0.10, 0.75]    1       false
            NULL                     NULL     NULL    NULL           NULL                  NaN       NULL   NULL
            """);
  }

  @Test
  void aColumnOfOneNullIsStillARow() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Schema one = Schema.of(new Column("x", Type.VARCHAR));
    try (Sink.Writer writer = CsvSink.create(out).open(one, new boolean[1])) {
      writer.write(new Answer(one, Arrays.asList((Object) null)));
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("x\n\"\"\n");
  }

  @Test
  void aColumnThatTheQuerySelectsItselfIsWrittenOnce() throws IOException {
    Schema schema = Schema.of(new Column("x", Type.DOUBLE), new Column("x_lower", Type.DOUBLE));
    Answer answer = new Answer(schema, List.of(bar(1, 2, 3), 1.5));
    ByteArrayOutputStream csv = new ByteArrayOutputStream();
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (Sink.Writer toCsv = CsvSink.create(csv).open(schema, new boolean[] {true, false});
        Sink.Writer toJson = JsonSink.create(json).open(schema, new boolean[] {true, false})) {
      toCsv.write(answer);
      toJson.write(answer);
    }
    assertThat(csv.toString(StandardCharsets.UTF_8)).isEqualTo("x,x_upper,x_lower\n2.0,3.0,1.5\n");
    assertThat(json.toString(StandardCharsets.UTF_8))
        .isEqualTo("{\"x\":2.0,\"x_upper\":3.0,\"x_lower\":1.5}\n");
  }

  @Test
  void aTableWithoutRowsSaysSo() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Schema one = Schema.of(new Column("users", Type.BIGINT));
    TableSink.create(out).open(one, new boolean[1]).close();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("users\n─────\n(no rows)\n");
  }

  @Test
  void rowsPastTheLookAheadReuseItsWidthsAndAreNotHeld() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Schema two = Schema.of(new Column("n", Type.BIGINT), new Column("t", Type.VARCHAR));
    try (Sink.Writer writer = TableSink.create(out).open(two, new boolean[2])) {
      for (long i = 0; i < TableSink.LOOK_AHEAD; i++) {
        writer.write(new Answer(two, List.of(i, "x")));
      }
      assertThat(out.size()).isZero();
      for (long i = 0; i < 100_000; i++) {
        writer.write(new Answer(two, List.of(5L, "later")));
      }
      assertThat(out.size()).isGreaterThan(100_000 * 10 - 100_000);
      writer.write(new Answer(two, List.of(1_234_567L, "wide")));
    }
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines.get(2)).isEqualTo("  0  x");
    assertThat(lines.get(1_500)).isEqualTo("  5  later");
    assertThat(lines.get(lines.size() - 1)).isEqualTo("1,234,567  wide");
    assertThat(lines).hasSize(2 + TableSink.LOOK_AHEAD + 100_001);
  }

  @Test
  void flushMakesRowsVisible() throws IOException {
    for (Function<OutputStream, Sink> sink :
        List.<Function<OutputStream, Sink>>of(
            TableSink::create, JsonSink::create, CsvSink::create)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (Sink.Writer writer = sink.apply(out).open(COLUMNS, APPROXIMATE)) {
        writer.write(FIRST);
        writer.flush();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("ecr_i");
      }
    }
  }

  @Test
  void failuresToWriteReachTheCaller() throws IOException {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    Sink.Writer writer = JsonSink.create(full).open(COLUMNS, APPROXIMATE);
    writer.write(FIRST);
    assertThatThrownBy(writer::flush)
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");
  }

  @Test
  void oneFlagPerColumnIsNeeded() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> JsonSink.create(new ByteArrayOutputStream()).open(COLUMNS, new boolean[1]))
        .withMessage("approximate must have one element per column, 8, got 1");
  }
}
