package dev.inkling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code inkling query --max-rate} and {@code --within}, from the command line to the answer. */
class ShedCommandTest {

  private static final int ROWS = 300_000;

  private static final Pattern REMARK =
      Pattern.compile(
          "shed ([\\d.]+) % of the rows, rates 1/[\\d,]+ to 1: bars as of a sample of [\\d.]+ %,"
              + " about [\\d.]+ times as wide as the scatter of all rows\n");

  @TempDir Path folder;
  private Path csv;

  @BeforeEach
  void writeCsv() throws IOException {
    StringBuilder content = new StringBuilder("k,x\n");
    for (int i = 0; i < ROWS; i++) {
      content.append("abc".charAt(i % 3)).append(',').append(i % 100).append('\n');
    }
    csv = Files.writeString(folder.resolve("x.csv"), content.toString());
  }

  private CommandRun query(String sql, String... options) {
    String[] args = new String[options.length + 4];
    args[0] = "query";
    args[1] = sql.replace("FROM t", "FROM \"" + csv + "\"");
    args[2] = "--output";
    args[3] = "json";
    System.arraycopy(options, 0, args, 4, options.length);
    return CommandRun.of(args);
  }

  private static double number(CommandRun run, String column) {
    Matcher matcher = Pattern.compile("\"" + column + "\":([-\\d.E]+)").matcher(run.out());
    assertThat(matcher.find()).as(run.out()).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  @Test
  void aRateLeavesRowsOutAndTheBarsTellIt() {
    // a bar at 1 − 1e-9 has to hold; the file is read far faster than 1,000 rows per second
    CommandRun run =
        query(
            "SELECT count(*) AS n, count(*) FILTER (WHERE k = 'a') AS a, avg(x) AS m FROM t",
            "--max-rate=1k",
            "--confidence=0.999999999");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).matches(REMARK);
    Matcher remark = REMARK.matcher(run.err());
    assertThat(remark.find()).isTrue();
    assertThat(Double.parseDouble(remark.group(1))).isGreaterThan(50);
    assertThat(run.out()).contains("\"n\":300000,\"n_lower\":300000,\"n_upper\":300000");
    assertThat(number(run, "a_lower")).isLessThan(100_000);
    assertThat(number(run, "a_upper")).isGreaterThan(100_000);
  }

  @Test
  void enoughTimeLeavesNothingOut() {
    CommandRun run = query("SELECT k, sum(x) AS s FROM t GROUP BY k ORDER BY k", "--within=1h");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    CommandRun all = query("SELECT k, sum(x) AS s FROM t GROUP BY k ORDER BY k");
    assertThat(run.out().replaceAll(",\"s_(lower|upper)\":\\d+", "")).isEqualTo(all.out());
    assertThat(number(run, "s_lower"))
        .isEqualTo(number(run, "s"))
        .isEqualTo(number(run, "s_upper"));
  }

  @ParameterizedTest
  @CsvSource({
    "max(x), use approx_percentile",
    "approx_count_distinct(x), 'values left out cannot be counted'",
    "count(DISTINCT x), 'values left out cannot be counted'",
    "'approx_top_k(x, 3)', GROUP BY x ORDER BY count(*) DESC LIMIT k",
    "'sample(x, 3)', TABLESAMPLE BERNOULLI(1)"
  })
  void whatCannotBeEstimatedIsRefusedWithAWayOut(String aggregate, String wayOut) {
    CommandRun run = query("SELECT " + aggregate + " FROM t", "--within", "5s");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("while load is shed is not supported")
        .contains(wayOut)
        .contains("drop --max-rate and --within");
  }

  @Test
  void aSampleAndSheddingDoNotGoTogetherNorDoTwoBudgets() {
    CommandRun both = query("SELECT count(*) FROM t TABLESAMPLE BERNOULLI(1)", "--within", "5s");
    assertThat(both.code()).isEqualTo(2);
    assertThat(both.err()).contains("drop the sample, or --max-rate and --within");
    CommandRun two = query("SELECT count(*) FROM t", "--within", "5s", "--max-rate", "3");
    assertThat(two.code()).isEqualTo(2);
    assertThat(two.err()).contains("--max-rate=N, --within=TIME are mutually exclusive");
    CommandRun none = query("SELECT count(*) FROM t", "--max-rate", "0");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("expected at least 1 row per second, got '0'");
  }

  @Test
  void thePlanSaysWhatIsShed() {
    String sql = "SELECT count(*) FROM \"" + csv + "\"";
    assertThat(CommandRun.of("explain", sql, "--max-rate", "100k").out())
        .contains("shed        beyond 100,000 rows per second\n")
        .contains("each row with the same probability, 1 to 1/1,048,576\n");
    assertThat(CommandRun.of("explain", sql, "--within", "500ms").out())
        .contains("shed        what there is no time for within 500 ms\n");
  }
}
