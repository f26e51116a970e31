package dev.inkling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code inkling run} as users run it: in a process, which gets signals. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@DisabledOnOs(OS.WINDOWS)
final class RunCommandTest {

  private static final String WINDOWS =
      "SELECT window_start, count(*) AS n, sum(x) AS total FROM TABLE(TUMBLE(TABLE events,"
          + " DESCRIPTOR(ts), INTERVAL '10' SECOND)) GROUP BY window_start;";

  @TempDir Path folder;

  private String script(String text) throws IOException {
    Files.writeString(folder.resolve("query.sql"), text);
    return "query.sql";
  }

  private void append(String name, String text) throws IOException {
    Files.writeString(
        folder.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static String row(int second, int x) {
    return String.format(
        java.util.Locale.ROOT,
        "{\"ts\":\"2026-01-01T00:%02d:%02dZ\",\"x\":%d}%n",
        second / 60,
        second % 60,
        x);
  }

  private static String answer(int second, int n, int sum) {
    return String.format(
        java.util.Locale.ROOT,
        "{\"window_start\":\"2026-01-01T00:%02d:%02dZ\",\"n\":%d,\"total\":%d}",
        second / 60,
        second % 60,
        n,
        sum);
  }

  private static String events(String with) {
    return "-- what comes\nCREATE TABLE events (ts TIMESTAMP, x BIGINT,\n"
        + "  WATERMARK FOR ts AS ts - INTERVAL '2' SECOND)\n"
        + "WITH ("
        + with
        + ");\n\n";
  }

  @Test
  void aGrowingFileIsAnsweredAsWindowsAreOverAndCtrlCEndsInOrder() throws Exception {
    String sql = script(events("'path' = 'e.ndjson', 'format' = 'json'") + WINDOWS);
    append("e.ndjson", row(1, 1) + row(5, 2) + row(11, 4));
    try (RunProcess run = RunProcess.start(folder, "run", sql, "--threads", "2")) {
      append("e.ndjson", row(9, 8) + row(12, 16));
      assertThat(run.line()).isEqualTo(answer(0, 3, 11));
      Files.move(folder.resolve("e.ndjson"), folder.resolve("e.ndjson.1"));
      append("e.ndjson", row(19, 32) + row(23, 64));
      assertThat(run.line()).isEqualTo(answer(10, 3, 52));
      // the last line has no end yet
      append("e.ndjson", row(24, 128) + row(31, 256).strip());
      run.signal("INT");
      assertThat(run.exitCode()).as("%s", run.errors()).isZero();
      assertThat(run.rest()).containsExactly(answer(20, 2, 192), answer(30, 1, 256));
      assertThat(run.errors()).isEmpty();
    }
  }

  @Test
  void terminationIsInOrderTooAndRowsThatAreLateAreTold() throws Exception {
    String sql = script(events("'path' = 'in/*.ndjson'") + WINDOWS);
    Files.createDirectories(folder.resolve("in"));
    append("in/a.ndjson", row(1, 1) + row(15, 2));
    try (RunProcess run = RunProcess.start(folder, "run", sql, "--threads", "1")) {
      assertThat(run.line()).isEqualTo(answer(0, 1, 1));
      append("in/b.ndjson", row(3, 4) + row(16, 8) + row(25, 16));
      assertThat(run.line()).isEqualTo(answer(10, 2, 10));
      run.signal("TERM");
      assertThat(run.exitCode()).isZero();
      assertThat(run.rest()).containsExactly(answer(20, 1, 16));
      assertThat(run.errors()).containsExactly("1 row too late for their window left out");
    }
  }

  @Test
  void standardInputIsAnsweredWhileItGoesOnAndEndsTheQuery() throws Exception {
    String sql = script(events("'path' = '-', 'format' = 'ndjson'") + WINDOWS);
    try (RunProcess run = RunProcess.start(folder, "run", sql)) {
      run.write(row(1, 1) + row(13, 2));
      assertThat(run.line()).isEqualTo(answer(0, 1, 1));
      assertThat(run.isAlive()).isTrue();
      run.write(row(14, 4).strip());
      run.endInput();
      assertThat(run.exitCode()).as("%s", run.errors()).isZero();
      assertThat(run.rest()).containsExactly(answer(10, 2, 6));
    }
  }

  @Test
  void aSocketIsRead() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String path = "tcp://127.0.0.1:" + server.getLocalPort();
      String sql =
          script(
              events("'path' = '" + path + "', 'format' = 'ndjson', 'timestamp-format' = 'iso'")
                  + WINDOWS);
      try (RunProcess run = RunProcess.start(folder, "run", sql)) {
        try (Socket peer = server.accept()) {
          OutputStream out = peer.getOutputStream();
          out.write((row(1, 1) + row(13, 2)).getBytes(StandardCharsets.UTF_8));
          out.flush();
          assertThat(run.line()).isEqualTo(answer(0, 1, 1));
        }
        assertThat(run.exitCode()).as("%s", run.errors()).isZero();
        assertThat(run.rest()).containsExactly(answer(10, 1, 2));
      }
      try (RunProcess run = RunProcess.start(folder, "run", sql)) {
        try (Socket peer = server.accept()) {
          peer.setSoLinger(true, 0);
          OutputStream out = peer.getOutputStream();
          out.write((row(1, 1) + row(13, 2)).getBytes(StandardCharsets.UTF_8));
          out.flush();
          assertThat(run.line()).isEqualTo(answer(0, 1, 1));
        }
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errors()).hasSize(1);
        assertThat(run.errors().get(0))
            .startsWith("inkling: " + path + ": the connection was lost");
      }
    }
  }

  @Test
  void aRateThatEndsIsAnsweredAndInsertedIntoAFile() throws Exception {
    String sql =
        script(
            "CREATE TABLE r (WATERMARK FOR ts AS ts) WITH ('path' = 'rate://1000000?rows=2500000');"
                + "CREATE TABLE out (start TIMESTAMP, rows BIGINT) WITH ('path' = 'out.csv');"
                + "INSERT INTO out SELECT window_start, count(*) FROM TABLE(TUMBLE(TABLE r,"
                + " DESCRIPTOR(ts), INTERVAL '1' SECOND)) GROUP BY window_start");
    try (RunProcess run = RunProcess.start(folder, "run", sql)) {
      assertThat(run.exitCode()).as("%s", run.errors()).isZero();
      assertThat(run.rest()).isEmpty();
      assertThat(Files.readString(folder.resolve("out.csv")))
          .isEqualTo(
              """
              start,rows
              2026-01-01T00:00:00Z,1000000
              2026-01-01T00:00:01Z,1000000
              2026-01-01T00:00:02Z,500000
              """);
    }
    try (RunProcess run = RunProcess.start(folder, "run", sql)) {
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.errors()).containsExactly("inkling: out.csv: exists already");
    }
  }

  @Test
  void aSecondCtrlCEndsAtOnce() throws Exception {
    // the end cannot come: the answers go to a pipe that is open and full
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    String sql =
        script(
            "CREATE TABLE r (WATERMARK FOR ts AS ts) WITH ('path' = 'rate://1000000');"
                + "CREATE TABLE answers WITH ('path' = 'pipe', 'overwrite' = 'true');"
                + "INSERT INTO answers SELECT window_start, \"value\", count(*) AS n FROM"
                + " TABLE(TUMBLE(TABLE r, DESCRIPTOR(ts), INTERVAL '1' SECOND))"
                + " GROUP BY window_start, \"value\"");
    try (RunProcess run = RunProcess.start(folder, "run", sql);
        RandomAccessFile opened = new RandomAccessFile(pipe.toFile(), "rw")) {
      assertThat(opened.read()).isEqualTo('{');
      run.signal("INT");
      run.signal("INT");
      assertThat(run.exitCode()).isEqualTo(130);
    }
  }

  @Test
  void mistakesAreSaid() throws Exception {
    CommandRun none = CommandRun.of("run", folder.resolve("none.sql").toString());
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err()).contains("none.sql: no such file or folder");
    append("e.ndjson", row(1, 1));
    String path = folder.resolve("e.ndjson").toString();
    script(
        "SELECT count(*) FROM TABLE(TUMBLE(TABLE \""
            + path
            + "\", DESCRIPTOR(ts), INTERVAL '10' SECOND)) GROUP BY window_start");
    CommandRun noWatermark = CommandRun.of("run", folder.resolve("query.sql").toString());
    assertThat(noWatermark.code()).isEqualTo(2);
    assertThat(noWatermark.err())
        .contains("windows of what has no end need to know how late rows may be");
    script("CREATE TABLE t WITH ('path' = 'x', 'fromat' = 'csv');\nSELECT count(*) FROM t");
    CommandRun unknown = CommandRun.of("run", folder.resolve("query.sql").toString());
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err())
        .startsWith(
            "inkling: query, line 1, column 36: there is no option 'fromat' of a table that is"
                + " read; there are path, format, ");
  }

  @Test
  void aScriptCanBeAskedOfWhatIsThereAndExplained() throws Exception {
    append("e.ndjson", row(1, 1) + row(15, 2));
    String file = script(events("'path' = '" + folder.resolve("e.ndjson") + "'") + WINDOWS);
    String script = folder.resolve(file).toString();
    CommandRun query = CommandRun.of("query", "-f", script);
    assertThat(query.err()).isEmpty();
    assertThat(query.out().lines()).containsExactly(answer(0, 1, 1), answer(10, 1, 2));
    CommandRun explained = CommandRun.of("explain", "-f", script);
    assertThat(explained.out()).contains("rows up to 2 s late are in time");
    CommandRun endless = CommandRun.of("query", "SELECT count(*) FROM \"rate://10\"");
    assertThat(endless.code()).isEqualTo(2);
    assertThat(endless.err()).contains("rate://10 never ends");
    CommandRun rate =
        CommandRun.of("query", "SELECT sum(\"value\") AS s FROM \"rate://1000000?rows=11\"");
    assertThat(rate.out().lines().toList()).isEqualTo(List.of("{\"s\":55}"));
    assertThat(CommandRun.of("query").err()).contains("Missing required parameter: 'SQL'");
  }
}
