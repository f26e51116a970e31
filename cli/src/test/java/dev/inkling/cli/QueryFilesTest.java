package dev.inkling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries over small files, from the command line to the answer or the message. */
class QueryFilesTest {

  private static final String CSV =
      """
      ts,user,page,ms
      2026-01-01T00:00:01Z,7,/a,10.5
      2026-01-01T00:00:02Z,8,/b,20.5
      2026-01-01T00:01:03Z,7,/a,30.5
      2026-01-01T00:01:04Z,9,"/c, d",40.5
      """;

  private static final String NDJSON =
      """
      {"ts":"2026-01-01T00:00:01Z","user":7,"page":"/a","ms":10.5}
      {"ts":"2026-01-01T00:00:02Z","user":8,"page":"/b","ms":20.5}
      {"ts":"2026-01-01T00:01:03Z","user":7,"page":"/a","ms":30.5}
      {"ts":"2026-01-01T00:01:04Z","user":9,"page":"/c, d","ms":40.5}
      """;

  @TempDir Path folder;
  private Path csv;

  @BeforeEach
  void writeCsv() throws IOException {
    csv = file("clicks.csv", CSV);
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static CommandRun query(String sql, Object... more) {
    String[] args = new String[more.length + 2];
    args[0] = "query";
    args[1] = sql;
    for (int i = 0; i < more.length; i++) {
      args[i + 2] = more[i].toString();
    }
    return CommandRun.of(args);
  }

  private static void assertAnswer(CommandRun run, String out) {
    assertThat(run).isEqualTo(new CommandRun(0, out, ""));
  }

  /** One message: it starts with our name, has these words, and shows no trace of a stack. */
  private static void assertFails(CommandRun run, int code, String... words) {
    assertThat(run.err()).startsWith("inkling: ").contains(words);
    assertThat(run.err()).doesNotContain("Exception", "\tat ", "internal error");
    assertThat(run.err().indexOf("inkling: ", 1)).isNegative();
    assertThat(run.code()).isEqualTo(code);
    assertThat(run.out()).isEmpty();
  }

  private static final String PER_PAGE =
      "SELECT page, count(*) AS n, approx_count_distinct(\"user\") AS users FROM t"
          + " GROUP BY page ORDER BY page";

  @Test
  void theSameRowsGiveTheSameAnswerInEveryFormat() throws IOException {
    String answer =
        """
        page,n,users,users_lower,users_upper
        /a,2,1,1,1
        /b,1,1,1,1
        "/c, d",1,1,1,1
        """;
    assertAnswer(query(PER_PAGE, csv, "--output", "csv"), answer);
    assertAnswer(query(PER_PAGE, file("clicks.ndjson", NDJSON), "--output", "csv"), answer);
    Path packed = folder.resolve("clicks.csv.gz");
    Files.write(packed, gzip(CSV));
    assertAnswer(query(PER_PAGE, packed, "--output", "csv"), answer);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream packed = new GZIPOutputStream(bytes)) {
      packed.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void standardInputIsATable() {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(CSV.getBytes(StandardCharsets.UTF_8)));
    try {
      assertAnswer(query("SELECT count(*) AS n FROM \"-\""), "{\"n\":4}\n");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void aFileInDoubleQuotesIsATable() {
    assertAnswer(query("SELECT sum(ms) AS total FROM \"" + csv + "\""), "{\"total\":102.0}\n");
  }

  @Test
  void aPlainNameStandsForTheFilesGiven() throws IOException {
    Path more = file("more.csv", CSV);
    assertAnswer(query("SELECT count(*) AS n FROM events", csv, more), "{\"n\":8}\n");
    assertFails(query("SELECT count(*) AS n FROM events"), 2, "events", "double quotes");
  }

  @Test
  void peopleGetATableAndProgramsGetJson() {
    String sql = "SELECT page, count(*) AS n FROM t GROUP BY page ORDER BY n DESC, page LIMIT 2";
    assertThat(CommandRun.ofTerminal("query", sql, csv.toString()).out())
        .isEqualTo(
            """
            page  n
            ────  ─
            /a    2
            /b    1
            """);
    assertThat(query(sql, csv).out())
        .isEqualTo("{\"page\":\"/a\",\"n\":2}\n{\"page\":\"/b\",\"n\":1}\n");
  }

  @Test
  void windowsAreByEventTime() {
    assertAnswer(
        query(
            "SELECT window_start, count(*) AS n, approx_top_k(page, 1) AS top FROM TABLE("
                + "TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE))"
                + " WHERE page <> '/b' GROUP BY window_start, window_end ORDER BY window_start",
            csv),
        """
        {"window_start":"2026-01-01T00:00:00Z","n":1,"top":[{"item":"/a","count":1,"count_lower":1,"count_upper":1}]}
        {"window_start":"2026-01-01T00:01:00Z","n":2,"top":[{"item":"/a","count":1,"count_lower":1,"count_upper":1}]}
        """);
  }

  @Test
  void timesThatAreNumbersAreTakenForTimes() throws IOException {
    Path file = file("epoch.csv", "seen,x\n1767225600,1\n1767225659,2\n1767225660,3\n");
    assertThat(
            query(
                    "SELECT window_start, sum(x) AS s FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(seen),"
                        + " INTERVAL '1' MINUTE)) GROUP BY window_start, window_end"
                        + " ORDER BY window_start",
                    file,
                    "--output",
                    "csv")
                .out())
        .isEqualTo("window_start,s\n2026-01-01T00:00:00Z,3\n2026-01-01T00:01:00Z,3\n");
    assertThat(query("SELECT max(seen) AS m FROM t", file, "--timestamp", "seen").out())
        .isEqualTo("{\"m\":\"2026-01-01T00:01:00Z\"}\n");
    assertThat(query("SELECT max(seen) AS m FROM t", file, "--timestamp", "seen=epoch_ms").out())
        .isEqualTo("{\"m\":\"1970-01-21T10:53:45.660Z\"}\n");
  }

  @Test
  void optionsSayHowFilesAreRead() throws IOException {
    Path file = file("plain.txt", "1;x\n2;y\n");
    assertAnswer(
        query(
            "SELECT sum(n) AS s, max(w) AS w FROM t",
            file,
            "--format",
            "CSV",
            "--header",
            "no",
            "--delimiter",
            ";",
            "--schema",
            "n BIGINT, w VARCHAR"),
        "{\"s\":3,\"w\":\"y\"}\n");
  }

  @Test
  void aMissingFileIsNamed() {
    Path missing = folder.resolve("missing.csv");
    assertFails(
        query("SELECT count(*) FROM \"" + missing + "\""), 1, "no such file", missing.toString());
    assertFails(query("SELECT count(*) FROM t", missing), 1, "no such file", missing.toString());
  }

  @Test
  void anUnknownColumnIsShownWithACaret() {
    CommandRun run = query("SELECT pages FROM t GROUP BY pages", csv);
    assertFails(run, 2, "query, line 1, column ", "\"pages\"", "page", "SELECT pages FROM t", "^");
  }

  @Test
  void aSyntaxErrorIsShownWithACaret() {
    CommandRun run = query("SELECT count(*)\nFORM t", csv);
    assertFails(run, 2, "query, line 2", "FORM t", "^");
  }

  @Test
  void aValueOfAnotherTypeIsABadRow() throws IOException {
    StringBuilder text = new StringBuilder("x,y\n");
    for (int i = 0; i < 200_000; i++) {
      text.append(i).append(",1\n");
    }
    Path file = file("late.csv", text + "abc,1\n");
    assertFails(
        query("SELECT sum(x) AS s FROM t", file), 1, file + ":200002: ", "x", "abc", "--bad-rows");
    CommandRun skipped =
        query("SELECT count(*) AS n, sum(x) AS s FROM t", file, "--bad-rows", "skip");
    assertThat(skipped.out()).isEqualTo("{\"n\":200000,\"s\":19999900000}\n");
    assertThat(skipped.err()).startsWith("1 bad row skipped, the first: " + file + ":200002: ");
    assertThat(skipped.code()).isZero();
  }

  @Test
  void aRaggedRowIsABadRow() throws IOException {
    Path file = file("ragged.csv", "a,b\n1,2\n3\n4,5,6\n7,8\n");
    assertFails(query("SELECT sum(b) AS s FROM t", file), 1, file + ":3: ");
    CommandRun skipped = query("SELECT sum(b) AS s FROM t", file, "--bad-rows", "skip");
    assertThat(skipped.out()).isEqualTo("{\"s\":10}\n");
    assertThat(skipped.err()).startsWith("2 bad rows skipped, the first: " + file + ":3: ");
  }

  @Test
  void aBrokenJsonLineIsABadRow() throws IOException {
    Path file = file("broken.ndjson", "{\"x\":1}\n{\"x\":2\n{\"x\":3}\n");
    assertFails(query("SELECT sum(x) AS s FROM t", file), 1, file + ":2: ");
    CommandRun skipped = query("SELECT sum(x) AS s FROM t", file, "--bad-rows", "skip");
    assertThat(skipped.out()).isEqualTo("{\"s\":4}\n");
    assertThat(skipped.err()).startsWith("1 bad row skipped, the first: " + file + ":2: ");
  }

  @Test
  void aTruncatedGzipFileIsNamed() throws IOException {
    StringBuilder text = new StringBuilder("x\n");
    for (int i = 0; i < 300_000; i++) {
      text.append(i * 7919L % 1_000_003).append('\n');
    }
    byte[] whole = gzip(text.toString());
    Path file = folder.resolve("cut.csv.gz");
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertFails(query("SELECT sum(x) AS s FROM t", file), 1, file.toString());
    Path noise = folder.resolve("noise.csv.gz");
    Files.writeString(noise, "this is not gzip");
    assertFails(query("SELECT count(*) AS n FROM t", noise), 1, noise.toString());
  }

  @Test
  void invalidUtf8IsABadRowOrReplaced() throws IOException {
    Path file = folder.resolve("latin1.csv");
    Files.write(file, "name,n\nZ\u00fcrich,1\nBern,2\n".getBytes(StandardCharsets.ISO_8859_1));
    CommandRun run = query("SELECT name, sum(n) AS s FROM t GROUP BY name ORDER BY s", file);
    if (run.code() == 0) {
      assertThat(run.out()).startsWith("{\"name\":\"Z\ufffdrich\",\"s\":1}\n");
    } else {
      assertFails(run, 1, file + ":2: ", "UTF-8");
    }
  }

  @Test
  void anEmptyFileIsNamed() throws IOException {
    Path file = file("empty.csv", "");
    assertFails(query("SELECT count(*) AS n FROM t", file), 1, file.toString());
  }

  @Test
  void aFileOfAHeaderOnlyHasNoRows() throws IOException {
    Path file = file("header.csv", "a,b\n");
    assertAnswer(
        query("SELECT count(*) AS n, approx_count_distinct(a) AS d FROM t", file),
        "{\"n\":0,\"d\":0,\"d_lower\":0,\"d_upper\":0}\n");
  }

  @Test
  void barsNarrowAsTheErrorWishedForDoes() throws IOException {
    Path clicks = folder.resolve("many.csv");
    CommandRun.of("generate", "clicks", "--rows", "100k", "--out", clicks.toString());
    double wide = width(clicks, "5%");
    double narrow = width(clicks, "1%");
    assertThat(wide).isLessThanOrEqualTo(0.05);
    assertThat(narrow).isPositive().isLessThanOrEqualTo(0.01).isLessThan(wide / 2);
  }

  private static double width(Path clicks, String error) throws IOException {
    CommandRun run =
        query(
            "SELECT approx_count_distinct(user_id) AS users FROM t",
            clicks,
            "--error",
            error,
            "--confidence",
            "95%");
    JsonNode row = new ObjectMapper().readTree(run.out());
    double users = row.get("users").asDouble();
    double lower = row.get("users_lower").asDouble();
    double upper = row.get("users_upper").asDouble();
    assertThat(lower).isLessThan(users);
    // whole numbers are rounded outwards by less than 1
    return (Math.max(users - lower, upper - users) - 1) / users;
  }

  @Test
  void explainShowsWhatIsReadAndWhatItCosts() {
    CommandRun run = CommandRun.of("explain", PER_PAGE, csv.toString(), "--threads", "2");
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains(csv.toString())
        .containsPattern("ts +TIMESTAMP +not read")
        .containsPattern("user +BIGINT\n")
        .containsPattern("group by +page\n")
        .containsPattern("100,000 distinct values: +[\\d,]+ bytes per group, ± [\\d.]+ %")
        .containsPattern("users, BIGINT with bars at 95 %")
        .containsPattern("threads +2\n");
  }
}
