package dev.inkling.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The command over real event files, against their exact answers; needs the folder beside the
 * project.
 */
final class RealDataTest {

  private static final Path DATA =
      Path.of(System.getProperty("inkling.root", ".."), "../shared/data");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static JsonNode exact;

  @BeforeAll
  static void readExactAnswers() throws IOException {
    Path answers = DATA.resolve("exact-answers.json");
    assumeTrue(Files.exists(answers), "the real data are not here: " + answers);
    exact = JSON.readTree(answers.toFile());
  }

  private static String file(String name) {
    return DATA.resolve(name).normalize().toString();
  }

  private static List<JsonNode> query(String sql, String... options) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> args = new ArrayList<>(List.of("query", sql, "--output", "json"));
    args.addAll(List.of(options));
    int code = Inkling.run(Terminal.of(out, err), args.toArray(new String[0]));
    assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    List<JsonNode> answers = new ArrayList<>();
    for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
      answers.add(JSON.readTree(line));
    }
    return answers;
  }

  private static boolean holds(JsonNode answer, String column, double truth) {
    return answer.get(column + "_lower").asDouble() <= truth
        && truth <= answer.get(column + "_upper").asDouble();
  }

  @Test
  void pricesOfOneStockAreInTheirBars() throws IOException {
    List<JsonNode> answers =
        query(
            "SELECT symbol, count(*) AS n, approx_count_distinct(price) AS prices,"
                + " approx_percentile(price, 0.5) AS p50 FROM \""
                + file("ticks/trades-spy.csv.gz")
                + "\" GROUP BY symbol");
    JsonNode spy = exact.at("/ticks/per_symbol/SPY");
    assertThat(answers).hasSize(1);
    assertThat(answers.get(0).get("symbol").asText()).isEqualTo("SPY");
    assertThat(answers.get(0).get("n").asLong()).isEqualTo(spy.get("rows").asLong());
    assertThat(holds(answers.get(0), "p50", spy.at("/price/p50").asDouble())).isTrue();
  }

  @Test
  void pricesOfAllStocksAreInTheirBars() throws IOException {
    String ticks = file("ticks/trades-*.csv.gz");
    List<JsonNode> answers =
        query(
            "SELECT symbol, count(*) AS n, approx_count_distinct(price) AS prices,"
                + " count(distinct price) AS truth, approx_percentile(price, 0.5) AS p50 FROM \""
                + ticks
                + "\" GROUP BY symbol");
    assertThat(answers).hasSize(4);
    long prices = 0;
    for (JsonNode answer : answers) {
      JsonNode symbol = exact.at("/ticks/per_symbol/" + answer.get("symbol").asText());
      assertThat(answer.get("n").asLong()).isEqualTo(symbol.get("rows").asLong());
      assertThat(holds(answer, "p50", symbol.at("/price/p50").asDouble())).isTrue();
      assertThat(holds(answer, "prices", answer.get("truth").asDouble())).isTrue();
      prices += answer.get("truth").asLong();
    }
    assertThat(prices).isEqualTo(exact.at("/ticks/distinct/symbol+price").asLong());
    JsonNode all =
        query("SELECT approx_count_distinct(price) AS prices FROM \"" + ticks + "\"").get(0);
    assertThat(holds(all, "prices", exact.at("/ticks/distinct/price").asDouble())).isTrue();
  }

  @Test
  void everyMinuteOfTheTicksIsAnsweredAndNoRowIsLost() throws IOException {
    List<JsonNode> answers =
        query(
            "SELECT window_start, count(*) AS n, count(distinct price) AS truth,"
                + " approx_count_distinct(price) AS prices FROM TABLE(TUMBLE(TABLE \""
                + file("ticks/trades-*.csv.gz")
                + "\", DESCRIPTOR(ts_ms), INTERVAL '1' MINUTE)) GROUP BY window_start");
    checkWindows("/ticks/tumbling_1min_distinct_price", 1, answers, "prices");
    assertThat(answers.stream().mapToLong(a -> a.get("n").asLong()).sum())
        .isEqualTo(exact.at("/ticks/rows").asLong());
  }

  @Test
  void usersPerHourOfTheWikipediaEdits() throws IOException {
    List<JsonNode> answers =
        query(
            windows(
                "wikipedia-edits/wikiticker-2015-09-12-sampled.json.gz", "\"time\"", "\"user\""));
    checkWindows("/wikipedia-edits/tumbling_1h_distinct_user", 1_000, answers, "approx");
  }

  @Test
  void visitorsPerHourOfTheAccessLog() throws IOException {
    List<JsonNode> answers = query(windows("weblogs/apache_logs.log.gz", "ts", "ip"));
    checkWindows("/weblog-apache/tumbling_1h_distinct_ip", 1_000, answers, "approx");
  }

  private static String windows(String file, String time, String column) {
    return "SELECT window_start, count(*) AS n, count(distinct %s) AS truth, approx_count_distinct(%s) AS approx FROM TABLE(TUMBLE(TABLE \"%s\", DESCRIPTOR(%s), INTERVAL '1' HOUR)) GROUP BY window_start"
        .replaceFirst("%s", column)
        .replaceFirst("%s", column)
        .replaceFirst("%s", file(file))
        .replaceFirst("%s", time);
  }

  /** The answers file holds the first windows and the largest, how many there are, and the sum. */
  private static void checkWindows(
      String path, long unitMs, List<JsonNode> answers, String approximate) {
    JsonNode expected = exact.at(path);
    assertThat(answers).hasSize(expected.get("windows").asInt());
    Map<Long, JsonNode> byStart = new HashMap<>();
    long sum = 0;
    int held = 0;
    for (JsonNode answer : answers) {
      byStart.put(Instant.parse(answer.get("window_start").asText()).toEpochMilli(), answer);
      sum += answer.get("truth").asLong();
      held += holds(answer, approximate, answer.get("truth").asDouble()) ? 1 : 0;
    }
    assertThat(sum).isEqualTo(expected.get("sum_of_distinct").asLong());
    List<JsonNode> known = new ArrayList<>();
    expected.get("first").forEach(known::add);
    known.add(expected.get("largest"));
    for (JsonNode window : known) {
      JsonNode answer = byStart.get(window.get(0).asLong() * unitMs);
      assertThat(answer.get("n").asLong()).isEqualTo(window.get(1).asLong());
      assertThat(answer.get("truth").asLong()).isEqualTo(window.get(2).asLong());
    }
    assertThat(held).isGreaterThanOrEqualTo(leastHeld(answers.size()));
  }

  /** The fewest of n bars of 95 % that hold the truth, but for one case in a million. */
  static int leastHeld(int n) {
    double log = 0; // of n over k, times 0.95^k 0.05^(n - k)
    double below = 0;
    for (int k = 0; ; k++) {
      below += Math.exp(log + k * Math.log(0.95) + (n - k) * Math.log(0.05));
      if (below > 1e-6) {
        return k;
      }
      log += Math.log((double) (n - k) / (k + 1));
    }
  }

  @Test
  void customersPerCountry() throws IOException {
    List<JsonNode> answers =
        query(
            "SELECT \"Country\" AS country, count(*) AS n, count(distinct \"CustomerID\") AS truth,"
                + " approx_count_distinct(\"CustomerID\") AS customers FROM \""
                + file("online-retail/online-retail.csv.gz")
                + "\" GROUP BY \"Country\" ORDER BY n DESC");
    assertThat(answers).hasSize(exact.at("/online-retail/distinct/Country").asInt());
    JsonNode top = exact.at("/online-retail/top10/Country");
    for (int rank = 0; rank < top.size(); rank++) {
      assertThat(answers.get(rank).get("country").asText())
          .isEqualTo(top.get(rank).get(0).asText());
      assertThat(answers.get(rank).get("n").asLong()).isEqualTo(top.get(rank).get(1).asLong());
    }
    for (JsonNode answer : answers) {
      assertThat(holds(answer, "customers", answer.get("truth").asDouble())).isTrue();
    }
    JsonNode all =
        query(
                "SELECT count(distinct \"CustomerID\") AS truth, count(*) FILTER (WHERE \"CustomerID\" IS NULL) AS blank FROM \""
                    + file("online-retail/online-retail.csv.gz")
                    + "\"")
            .get(0);
    // the answers file counts the blank as a customer
    assertThat(all.get("truth").asLong() + 1)
        .isEqualTo(exact.at("/online-retail/distinct/CustomerID").asLong());
    assertThat(all.get("blank").asLong())
        .isEqualTo(exact.at("/online-retail/customer_blank_rows").asLong());
  }

  /** A hundred rows of each country, against all rows; every bar is of one fixed sample. */
  @Test
  void revenuePerCountryFromAStratifiedSample() throws IOException {
    String question =
        "SELECT \"Country\" AS country, count(*) AS n, sum(\"Quantity\" * \"UnitPrice\") AS revenue,"
            + " avg(\"UnitPrice\") AS price FROM %s GROUP BY \"Country\"";
    String file = "\"" + file("online-retail/online-retail.csv.gz") + "\"";
    Map<String, JsonNode> truth = new HashMap<>();
    query(question.replace("%s", file)).forEach(a -> truth.put(a.get("country").asText(), a));
    List<JsonNode> answers =
        query(
            question.replace(
                "%s", "TABLE(STRATIFY(TABLE " + file + " PARTITION BY \"Country\", 100))"));
    assertThat(answers).hasSize(exact.at("/online-retail/distinct/Country").asInt());
    int held = 0;
    for (JsonNode answer : answers) {
      JsonNode all = truth.get(answer.get("country").asText());
      assertThat(answer.get("n_lower").asLong()).isEqualTo(all.get("n").asLong());
      assertThat(answer.get("n_upper").asLong()).isEqualTo(all.get("n").asLong());
      held += holds(answer, "revenue", all.get("revenue").asDouble()) ? 1 : 0;
      held += holds(answer, "price", all.get("price").asDouble()) ? 1 : 0;
    }
    assertThat(held).isGreaterThanOrEqualTo(leastHeld(2 * answers.size()));
  }

  @Test
  void volumePerSymbolAndExchangeFromOneInAHundredTrades() throws IOException {
    String question =
        "SELECT symbol, exchange, count(*) AS n, sum(size) AS volume, avg(price) AS price FROM %s"
            + " GROUP BY symbol, exchange";
    String ticks = "\"" + file("ticks/trades-*.csv.gz") + "\"";
    Map<String, JsonNode> truth = new HashMap<>();
    query(question.replace("%s", ticks))
        .forEach(a -> truth.put(a.get("symbol").asText() + a.get("exchange").asText(), a));
    List<JsonNode> answers = query(question.replace("%s", ticks + " TABLESAMPLE BERNOULLI(1)"));
    int held = 0;
    int bars = 0;
    for (JsonNode answer : answers) {
      if (answer.get("n").asLong() < 3_000) {
        continue; // fewer than thirty sampled rows
      }
      JsonNode all = truth.get(answer.get("symbol").asText() + answer.get("exchange").asText());
      for (String column : List.of("n", "volume", "price")) {
        bars++;
        held += holds(answer, column, all.get(column).asDouble()) ? 1 : 0;
      }
    }
    assertThat(bars).isGreaterThan(60);
    assertThat(held).isGreaterThanOrEqualTo(leastHeld(bars));
  }

  @Test
  void topServicesOfConnectionsWithoutAHeader() throws IOException {
    JsonNode services =
        query(
                "SELECT approx_top_k(column3, 10) AS services FROM \""
                    + file("network-kdd99/kddcup.data_10_percent.gz")
                    + "\"")
            .get(0)
            .get("services");
    JsonNode top = exact.at("/network-kdd99/top10/service");
    assertThat(services).hasSize(10);
    for (int rank = 0; rank < 10; rank++) {
      assertThat(services.get(rank).get("item").asText()).isEqualTo(top.get(rank).get(0).asText());
      assertThat(holds(services.get(rank), "count", top.get(rank).get(1).asDouble())).isTrue();
    }
  }
}
