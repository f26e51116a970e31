package dev.inkling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Samples, from SQL over a file to the printed answer. */
final class SampledFilesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ROWS = 4_000;

  @TempDir static Path folder;
  private static Path orders;

  /** Orders of three countries and nobody's, with amounts that some lack. */
  @BeforeAll
  static void writeOrders() throws IOException {
    SplittableRandom random = new SplittableRandom(23);
    StringBuilder csv = new StringBuilder("ts,country,amount,pieces\n");
    for (int row = 0; row < ROWS; row++) {
      double u = random.nextDouble();
      String country = u < 0.5 ? "DE" : u < 0.75 ? "FR" : u < 0.9 ? "" : "PT";
      csv.append("2026-01-01T00:0").append(random.nextInt(6)).append(":00Z,").append(country);
      csv.append(',');
      if (random.nextInt(30) > 0) {
        csv.append((int) (-4_000 * Math.log1p(-random.nextDouble())) / 100.0);
      }
      csv.append(',').append(random.nextInt(9)).append('\n');
    }
    orders = Files.writeString(folder.resolve("orders.csv"), csv);
  }

  private static CommandRun run(String sql, String... more) {
    List<String> args = new ArrayList<>(List.of("query", sql.replace("@", "\"" + orders + "\"")));
    args.addAll(Arrays.asList(more));
    CommandRun run = CommandRun.of(args.toArray(String[]::new));
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    return run;
  }

  private static List<JsonNode> query(String sql, String... more) throws IOException {
    List<JsonNode> answers = new ArrayList<>();
    for (String line : run(sql, more).out().lines().toList()) {
      answers.add(JSON.readTree(line));
    }
    return answers;
  }

  private static final String QUESTION =
      "SELECT country, count(*) AS n, count(*) FILTER (WHERE pieces > 4) AS many,"
          + " sum(amount) AS total, avg(amount) AS mean, approx_percentile(amount, 0.9) AS p90"
          + " FROM %s WHERE pieces > 0 GROUP BY country";

  private static String question(String table) {
    return QUESTION.replace("%s", table);
  }

  /** The same over all rows, where the percentile is an estimate of a sketch. */
  private static Map<String, JsonNode> truth() throws IOException {
    Map<String, JsonNode> truth = new HashMap<>();
    query(question("@")).forEach(answer -> truth.put(answer.get("country").asText(), answer));
    return truth;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@ TABLESAMPLE BERNOULLI(15) REPEATABLE(%d)",
        "TABLE(RESERVOIR(TABLE @, 700, %d))",
        "TABLE(STRATIFY(TABLE @ PARTITION BY country, 150, %d))"
      })
  void barsHoldAsOftenAsTheyPromise(String table) throws IOException {
    int runs = 60;
    Map<String, JsonNode> truth = truth();
    TreeMap<String, int[]> held = new TreeMap<>();
    for (int seed = 1; seed <= runs; seed++) {
      String sampled = question(table.replace("%d", Integer.toString(seed)));
      for (JsonNode answer : query(sampled, "--threads", "2")) {
        String country = answer.get("country").asText();
        for (String column : List.of("n", "many", "total", "mean")) {
          int[] count = held.computeIfAbsent(country + " " + column, k -> new int[2]);
          count[0]++;
          count[1] += holds(answer, column, truth.get(country).get(column).asDouble()) ? 1 : 0;
        }
      }
    }
    assertThat(held).hasSize(4 * 4);
    held.forEach(
        (cell, count) ->
            assertThat(count[1]).as(cell).isGreaterThanOrEqualTo(RealDataTest.leastHeld(count[0])));
  }

  private static boolean holds(JsonNode answer, String column, double truth) {
    return answer.get(column + "_lower").asDouble() <= truth
        && truth <= answer.get(column + "_upper").asDouble();
  }

  @Test
  void aSampleOfAllRowsIsTheAnswer() throws IOException {
    Map<String, JsonNode> truth = truth();
    for (String table :
        List.of(
            "@ TABLESAMPLE BERNOULLI(100)",
            "TABLE(RESERVOIR(TABLE @, 4000))",
            "TABLE(STRATIFY(TABLE @ PARTITION BY (country, pieces), 4000))")) {
      List<JsonNode> answers = query(question(table));
      assertThat(answers).hasSize(4);
      for (JsonNode answer : answers) {
        JsonNode exact = truth.get(answer.get("country").asText());
        for (String column : List.of("n", "many", "total", "mean")) {
          assertThat(answer.get(column + "_lower")).isEqualTo(answer.get(column + "_upper"));
          assertThat(Math.abs(answer.get(column).asDouble() - exact.get(column).asDouble()))
              .isLessThan(1e-6);
        }
        assertThat(holds(exact, "p90", answer.get("p90").asDouble())).isTrue();
      }
    }
  }

  @Test
  void theSameSeedPrintsTheSameAnswer() {
    for (String table :
        List.of(
            "@ TABLESAMPLE BERNOULLI(5)",
            "TABLE(RESERVOIR(TABLE @, 100))",
            "TABLE(STRATIFY(TABLE @ PARTITION BY country, 20))")) {
      String first = run(question(table)).out();
      assertThat(run(question(table)).out()).isEqualTo(first);
    }
    String five = run(question("@ TABLESAMPLE BERNOULLI(5)")).out();
    assertThat(run(question("@ TABLESAMPLE BERNOULLI(5) REPEATABLE(0)")).out()).isEqualTo(five);
    assertThat(run(question("@ TABLESAMPLE BERNOULLI(5) REPEATABLE(1)")).out()).isNotEqualTo(five);
  }

  @Test
  void windowsHaveSamplesOfTheirOwn() throws IOException {
    String windows =
        "SELECT window_start, count(*) AS n, avg(pieces) AS mean FROM TABLE(TUMBLE(%s,"
            + " DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start ORDER BY window_start";
    List<JsonNode> exact = query(windows.replace("%s", "TABLE @"));
    for (String table :
        List.of("RESERVOIR(TABLE @, 60)", "STRATIFY(TABLE @ PARTITION BY country, 20)")) {
      List<JsonNode> answers = query(windows.replace("%s", table));
      assertThat(answers).hasSize(6);
      for (int i = 0; i < 6; i++) {
        long truth = exact.get(i).get("n").asLong();
        assertThat(answers.get(i).get("n").asLong()).isEqualTo(truth);
        assertThat(answers.get(i).get("n_upper").asLong()).isEqualTo(truth);
        assertThat(answers.get(i).get("mean_lower").asDouble())
            .isLessThan(answers.get(i).get("mean").asDouble());
      }
    }
  }

  @Test
  void havingAndOrderByTakeBars() throws IOException {
    List<JsonNode> answers =
        query(
            "SELECT country, count(*) AS n FROM @ TABLESAMPLE BERNOULLI(20) GROUP BY country"
                + " HAVING lower_bound(n) > 500 ORDER BY upper_bound(n) DESC LIMIT 2");
    assertThat(answers).extracting(a -> a.get("country").asText()).containsExactly("DE", "FR");
  }

  @Test
  void barsForAllRowsAreWider() throws IOException {
    for (String select :
        List.of(
            "SELECT country, count(*) AS n FROM @ TABLESAMPLE BERNOULLI(20) GROUP BY country",
            "SELECT country, approx_percentile(amount, 0.5) AS n FROM"
                + " TABLE(RESERVOIR(TABLE @, 500)) GROUP BY country",
            "SELECT pieces AS country, approx_count_distinct(amount, 0.1) AS n FROM @ GROUP BY 1")) {
      List<JsonNode> alone = query(select);
      List<JsonNode> together = query(select + " FOR ALL ROWS");
      assertThat(together).hasSameSizeAs(alone).hasSizeGreaterThanOrEqualTo(4);
      for (int i = 0; i < alone.size(); i++) {
        assertThat(together.get(i).get("n")).isEqualTo(alone.get(i).get("n"));
        assertThat(width(together.get(i))).isGreaterThan(width(alone.get(i)));
      }
    }
  }

  private static double width(JsonNode answer) {
    return answer.get("n_upper").asDouble() - answer.get("n_lower").asDouble();
  }

  @Test
  void chosenValuesAreLists() throws IOException {
    String sql =
        "SELECT country, sample(pieces, 2) AS picks, sample(country, 1) AS c, sample(ts, 1) AS t"
            + " FROM @ WHERE country = 'PT' AND pieces = 7 AND ts < '2026-01-01 00:01:00'"
            + " GROUP BY country";
    JsonNode answer = query(sql).get(0);
    assertThat(answer.get("picks").toString()).isEqualTo("[7,7]");
    assertThat(answer.get("c").toString()).isEqualTo("[\"PT\"]");
    assertThat(answer.get("t").toString()).isEqualTo("[\"2026-01-01 00:00:00\"]");
    assertThat(run(sql, "--output", "csv").out())
        .isEqualTo(
            """
            country,picks,c,t
            PT,"[7,7]","[""PT""]","[""2026-01-01 00:00:00""]"
            """);
    assertThat(run(sql, "--output", "table").out())
        .isEqualTo(
            """
            country  picks  c   t
            ───────  ─────  ──  ───────────────────
            PT       7 · 7  PT  2026-01-01 00:00:00
            """);
  }

  @Test
  void explainNamesTheSampleItsSizeAndItsBytes() {
    assertThat(explain("@ TABLESAMPLE BERNOULLI(2.5) REPEATABLE(7)"))
        .contains(
            """
            sample      Bernoulli: each row with probability 2.5 %
                        only the states of the aggregates are kept
                        seed 7
            """)
        .contains("aggregate   count of sample\n            120 bytes per group and stratum\n");
    assertThat(explain("TABLE(RESERVOIR(TABLE @, 1000))"))
        .contains(
            """
            sample      reservoir: 1,000 rows
                        24 bytes per row and its texts, at most about 48,000 bytes per thread
                        seed 0
            """);
    assertThat(explain("TABLE(STRATIFY(TABLE @ PARTITION BY (country, pieces), 10))"))
        .contains(
            """
            sample      stratified by country, pieces: 10 rows of each stratum
                        at most 1,024 strata, the rows of others are one more
                        32 bytes per row and its texts, at most about 656,000 bytes per thread
                        seed 0
            """);
    assertThat(
            explain(
                "TABLE(TUMBLE(STRATIFY(TABLE @ PARTITION BY pieces, TOTAL => 500,"
                    + " BUDGET => 'neyman', SPREAD => DESCRIPTOR(amount)), DESCRIPTOR(ts),"
                    + " INTERVAL '1' MINUTE))"))
        .contains("500 rows in all, in proportion to the strata's rows times the spread of amount");
  }

  private static String explain(String table) {
    String sql =
        "SELECT country, count(*) AS n, sum(amount) FROM "
            + table.replace("@", "\"" + orders + "\"")
            + " GROUP BY country FOR ALL ROWS";
    CommandRun run = CommandRun.of("explain", sql);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("count(*) AS n, BIGINT with bars at 95 % for all rows");
    return run.out();
  }
}
