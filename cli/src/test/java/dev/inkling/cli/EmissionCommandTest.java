package dev.inkling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows of every kind and the options of emission, from the command line to the answer. */
class EmissionCommandTest {

  private static final String PER_HOUR =
      "SELECT window_start, count(*) AS n FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts),"
          + " INTERVAL '1' HOUR)) GROUP BY window_start";

  @TempDir Path folder;
  private Path csv;

  @BeforeEach
  void writeCsv() throws IOException {
    csv =
        Files.writeString(
            folder.resolve("x.csv"),
            """
            ts,user
            2026-03-29T00:10:00Z,a
            2026-03-29T00:30:00Z,b
            2026-03-29T01:20:00Z,a
            2026-03-29T02:50:00Z,a
            """);
  }

  private CommandRun run(String command, String sql, String... options) {
    List<String> args = new ArrayList<>(List.of(command, sql, csv.toString(), "--threads", "1"));
    args.addAll(Arrays.asList(options));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private String answer(String sql, String... options) {
    CommandRun run = run("query", sql, options);
    assertThat(run.code()).as(run.err()).isZero();
    return run.out();
  }

  @Test
  void windowsThatSlideAreAnsweredWithTheirBounds() {
    String hop =
        "SELECT window_start, window_end, count(*) AS n FROM TABLE(HOP(TABLE t, DESCRIPTOR(ts),"
            + " INTERVAL '1' HOUR, INTERVAL '2' HOUR)) GROUP BY window_start, window_end";
    assertThat(answer(hop, "--output", "csv"))
        .isEqualTo(
            """
            window_start,window_end,n
            2026-03-28T23:00:00Z,2026-03-29T01:00:00Z,2
            2026-03-29T00:00:00Z,2026-03-29T02:00:00Z,3
            2026-03-29T01:00:00Z,2026-03-29T03:00:00Z,2
            2026-03-29T02:00:00Z,2026-03-29T04:00:00Z,1
            """);
  }

  @Test
  void windowsThatGrowAreAnsweredWithTheirBounds() {
    String cumulate =
        "SELECT window_start, window_end, count(*) AS n FROM TABLE(CUMULATE(TABLE t,"
            + " DESCRIPTOR(ts), INTERVAL '1' HOUR, INTERVAL '3' HOUR))"
            + " GROUP BY window_start, window_end";
    assertThat(answer(cumulate, "--output", "csv"))
        .isEqualTo(
            """
            window_start,window_end,n
            2026-03-29T00:00:00Z,2026-03-29T01:00:00Z,2
            2026-03-29T00:00:00Z,2026-03-29T02:00:00Z,3
            2026-03-29T00:00:00Z,2026-03-29T03:00:00Z,4
            """);
  }

  @Test
  void everyUserHasSessions() {
    String session =
        "SELECT user, window_start, window_end, count(*) AS n FROM TABLE(SESSION(TABLE t"
            + " PARTITION BY user, DESCRIPTOR(ts), INTERVAL '90' MINUTE))"
            + " GROUP BY window_start, window_end, user";
    assertThat(answer(session.replace("user", "\"user\""), "--output", "csv"))
        .isEqualTo(
            """
            user,window_start,window_end,n
            b,2026-03-29T00:30:00Z,2026-03-29T02:00:00Z,1
            a,2026-03-29T00:10:00Z,2026-03-29T02:50:00Z,2
            a,2026-03-29T02:50:00Z,2026-03-29T04:20:00Z,1
            """);
  }

  @Test
  void aDayBeginsWhenClocksInItsZoneSay() {
    String day =
        "SELECT window_start, window_end, count(*) AS n FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts),"
            + " INTERVAL '1' DAY, ZONE => 'Europe/Berlin')) GROUP BY window_start, window_end";
    assertThat(answer(day, "--output", "csv"))
        .isEqualTo(
            """
            window_start,window_end,n
            2026-03-28T23:00:00Z,2026-03-29T22:00:00Z,4
            """);
  }

  @Test
  void everyAnswerOfTheUpdateModeSaysItsRevision() {
    assertThat(answer(PER_HOUR, "--mode", "update", "--output", "csv"))
        .isEqualTo(
            """
            window_start,n,revision
            2026-03-29T00:00:00Z,2,0
            2026-03-29T01:00:00Z,1,0
            2026-03-29T02:00:00Z,1,0
            """);
  }

  @Test
  void rowsThatAreTooLateGoToAFile() throws IOException {
    // what is read in one epoch is judged by the epochs before: the late row needs another one
    StringBuilder rows = new StringBuilder("ts,user\n");
    for (int hour = 0; hour < 200_000; hour++) {
      rows.append(1_700_000_000_000L + hour * 3_600_000L).append(",a\n");
    }
    rows.append("1700000000000,late\n");
    Files.writeString(csv, rows);
    Path late = folder.resolve("late.csv");
    CommandRun run =
        run(
            "query",
            "SELECT window_start, count(\"user\") AS n FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts),"
                + " INTERVAL '1' HOUR)) GROUP BY window_start HAVING count(*) > 1",
            "--disorder=0s",
            "--every=1ms",
            "--late=" + late);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("1 row too late for their window left out");
    assertThat(run.out()).isEmpty();
    assertThat(Files.readString(late)).isEqualTo("ts,user\n2023-11-14T22:13:20Z,late\n");
  }

  @Test
  void explainShowsTheWindowAndWhatIsLate() {
    String hop =
        "SELECT window_start, count(*) AS n FROM TABLE(HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '5'"
            + " MINUTE, INTERVAL '1' HOUR, INTERVAL '1' MINUTE, 'Europe/Berlin'))"
            + " GROUP BY window_start";
    String[] options = {
      "--mode=update",
      "--early=10s",
      "--every=2s",
      "--disorder=5s",
      "--lateness=5m",
      "--late=" + folder.resolve("late.json")
    };
    CommandRun run = run("explain", hop, options);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            """
            time        ts, rows up to 5 s late are in time
                        late rows amend windows for 5 min more
                        rows that are later go to %s
            """
                .formatted(folder.resolve("late.json")))
        .contains(
            "window      sliding, 1 h every 5 min, moved by 1 min, by the clocks of Europe/Berlin\n")
        .contains(
            """
            answers     update: those that have changed, with their revision
                        windows that are not over too, every 10 s
                        every 2 s
            """);
    assertThat(folder.resolve("late.json")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SESSION(TABLE t, DESCRIPTOR(ts), INTERVAL '1' DAY)"
            + "|sessions, which end after 1 d without a row",
        "CUMULATE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR, INTERVAL '1' DAY)"
            + "|cumulative, up to 1 d by 1 h",
        "HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '3' SECOND, INTERVAL '1' SECOND)"
            + "|sliding, 1 s every 3 s, rows in between are left out",
        "TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' DAY, ZONE => '+02:00')"
            + "|tumbling, 1 d, by the clocks of +02:00"
      })
  void explainNamesEveryKindOfWindow(String function, String shown) {
    String sql =
        "SELECT window_start, window_end, count(*) FROM TABLE("
            + function
            + ") GROUP BY window_start, window_end";
    assertThat(run("explain", sql).out())
        .contains("window      " + shown + "\n")
        .doesNotContain("answers   ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT count(*) FROM t|--disorder=5s|--disorder is about windows of event time",
        "W FOR ALL ROWS|--disorder=5s|FOR ALL ROWS needs all rows",
        "W|--lateness=5s|--lateness needs windows of event time and --disorder",
        "W|--late=x.csv|--late needs windows of event time and --disorder",
        "W|--disorder=1s --late=x.txt|--late needs a file that ends in .csv, .ndjson",
        "W|--every=5s|--every: this query answers once, at the end of its input",
        "W ORDER BY n|--mode=update|--mode update: ORDER BY, LIMIT and OFFSET are about all",
        "W LIMIT 3|--early=1s|--early: ORDER BY, LIMIT and OFFSET are about all answers",
        "S|--mode=update|--mode update: the bounds of a session change with every row",
        "S|--early=1s|--early: the bounds of a session change with every row",
        "S|--disorder=1s --lateness=1s|--lateness: the bounds of a session change",
        "SELECT count(*) FROM t TABLESAMPLE BERNOULLI(50)|--mode=complete|--mode complete: a query"
            + " that samples or sheds load answers once",
        "W|--mode=complete --max-rate=1k|--mode complete: a query that samples or sheds load",
        "W|--disorder=-1s|expected a time from 0s to 8760h, such as 5s, 500ms or 2min",
        "W|--early=0s|expected a time from 1ms to 8760h",
        "W|--mode=replace|Invalid value for option '--mode'"
      })
  void whatMakesNoSenseIsRefused(String sql, String options, String message) {
    String session =
        "SELECT window_start, count(*) AS n FROM TABLE(SESSION(TABLE t, DESCRIPTOR(ts),"
            + " INTERVAL '1' HOUR)) GROUP BY window_start";
    String asked = sql.replaceFirst("^W", PER_HOUR).replaceFirst("^S$", session);
    CommandRun run = run("query", asked, options.split(" "));
    assertThat(run.err()).contains(message);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }
}
