package dev.inkling.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code inkling accuracy}, from the command line to the recommendation or the message. */
class AccuracyCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ROWS = 30_000;
  private static final int USERS = 7_000;

  @TempDir static Path folder;
  private static Path csv;

  /** Row i: user i mod 7,000, page i mod 100 or a rare one, x = i / 10, blank in each 100th row. */
  @BeforeAll
  static void writeCsv() throws IOException {
    StringBuilder content = new StringBuilder("user_id,page,x,ts\n");
    for (int i = 0; i < ROWS; i++) {
      String page = i % 3 == 0 ? "/rare/" + i : "/page/" + i % 100;
      content.append(i % USERS).append(',').append(page).append(',');
      content.append(i % 100 == 99 ? "" : i / 10.0).append(",2026-01-01T00:00:00Z\n");
    }
    csv = Files.writeString(folder.resolve("x.csv"), content.toString());
  }

  private static CommandRun accuracy(Object... args) {
    List<String> all = new ArrayList<>(List.of("accuracy"));
    Stream.of(args).map(Object::toString).forEach(all::add);
    return CommandRun.of(all.toArray(new String[0]));
  }

  private static List<JsonNode> rows(CommandRun run) throws IOException {
    assertThat(run.code()).as(run.err()).isZero();
    List<JsonNode> rows = new ArrayList<>();
    for (String line : run.out().lines().toList()) {
      rows.add(JSON.readTree(line));
    }
    return rows;
  }

  private static List<JsonNode> having(List<JsonNode> rows, Predicate<JsonNode> condition) {
    return rows.stream().filter(condition).toList();
  }

  /** One row is recommended for each aim; no smaller one keeps the error. */
  private static Map<String, JsonNode> recommended(List<JsonNode> rows, double error) {
    Map<String, JsonNode> byAim =
        having(rows, row -> row.get("recommended").asBoolean()).stream()
            .collect(Collectors.toMap(row -> row.get("aim").asText(), row -> row));
    for (JsonNode row : rows) {
      JsonNode best = byAim.get(row.get("aim").asText());
      if (row.get("keeps").asBoolean()) {
        assertThat(best.get("heap_bytes").asLong())
            .isLessThanOrEqualTo(row.get("heap_bytes").asLong());
        assertThat(row.get("bar").asDouble()).isLessThanOrEqualTo(error);
      }
    }
    return byAim;
  }

  @Test
  void distinctUsersAreCountedAndASketchIsRecommended() throws IOException {
    CommandRun run = accuracy(csv, "--column", "user_id");
    List<JsonNode> rows = rows(run);
    JsonNode best = recommended(rows, 0.01).get("distinct");
    assertThat(best.get("truth").asLong()).isEqualTo(USERS);
    assertThat(best.get("distinct").asLong()).isEqualTo(USERS);
    assertThat(best.get("values").asLong()).isEqualTo(ROWS);
    assertThat(best.get("error").asDouble()).isLessThanOrEqualTo(0.01);
    assertThat(best.get("java").asText()).startsWith(best.get("sketch").asText() + ".create(");
    assertThat(rows.stream().map(row -> row.get("sketch").asText()).distinct())
        .containsExactly("HyperLogLog", "ExaLogLog", "ThetaSketch", "exact");
    // sets have no order: merged is the same, and no bar may lie
    assertThat(rows).allMatch(row -> row.get("merged_error").equals(row.get("error")));
    assertThat(rows).allMatch(row -> row.get("held").asDouble() > 0.7);
    assertThat(run.err())
        .contains("user_id of " + csv + " (BIGINT): 30,000 values, 7,000 distinct, counted exactly")
        .contains("Recommended within 1 % of the number of distinct values, at 95 %: ")
        .contains("one noisy measurement")
        .contains("others with --question: frequency, membership, quantile, sample");
  }

  @Test
  void anotherErrorOrConfidenceRecommendsAnotherSize() throws IOException {
    List<JsonNode> wide = rows(accuracy(csv, "-c", "user_id", "--error", "10%"));
    List<JsonNode> sure =
        rows(accuracy(csv, "-c", "user_id", "--error", "10%", "--confidence=99.9%"));
    List<JsonNode> close = rows(accuracy(csv, "-c", "user_id", "--error", "0.5%"));
    long wideBytes = recommended(wide, 0.1).get("distinct").get("heap_bytes").asLong();
    long sureBytes = recommended(sure, 0.1).get("distinct").get("heap_bytes").asLong();
    long closeBytes = recommended(close, 0.005).get("distinct").get("heap_bytes").asLong();
    assertThat(wideBytes).isLessThan(sureBytes);
    assertThat(sureBytes).isLessThan(closeBytes);
  }

  @Test
  void textsAreCountedByTwoHashesWhichIsSaid() throws IOException {
    CommandRun run = accuracy(csv, "-c", "PAGE");
    JsonNode best = recommended(rows(run), 0.01).get("distinct");
    // a third of the rows are rare; the others come to all 100 pages
    assertThat(best.get("truth").asLong()).isEqualTo(ROWS / 3 + 100);
    assertThat(run.err()).contains("by hashes of 128 bits: wrong with probability 2E-31 at most");
  }

  @Test
  void frequentPagesAndAnyPages() throws IOException {
    List<JsonNode> rows = rows(accuracy(csv, "-c", "page", "--question", "frequency"));
    Map<String, JsonNode> best = recommended(rows, 0.01);
    assertThat(best.keySet()).containsExactlyInAnyOrder("top", "any");
    assertThat(having(rows, row -> row.get("sketch").asText().equals("TopK")))
        .allMatch(row -> row.get("held").asDouble() == 1);
    // larger than all distinct values: exact
    assertThat(having(rows, row -> row.get("size").asText().equals("capacity 16,384")))
        .hasSize(2)
        .allMatch(row -> row.get("error").asDouble() == 0 && row.get("bar").asDouble() == 0);
    assertThat(accuracy(csv, "-c", "page", "--question", "frequency", "--top", "3").err())
        .contains("counts of the most frequent: 200 200 200\n");
  }

  @Test
  void filtersFindWhatIsNotThereAsOftenAsAskedFor() throws IOException {
    List<JsonNode> rows = rows(accuracy(csv, "-c", "user_id", "--question", "membership"));
    JsonNode best = recommended(rows, 0.01).get("absent");
    assertThat(best.get("java").asText()).isEqualTo("BloomFilter.create(7000, 0.01)");
    for (JsonNode row : having(rows, r -> r.get("sketch").asText().equals("BloomFilter"))) {
      double asked = row.get("bar").asDouble();
      // of 2^21 values: five standard errors, and what the filter's own fill scatters
      assertThat(row.get("error").asDouble())
          .isLessThan(asked + 5 * Math.sqrt(asked / (1 << 21)) + 0.05 * asked);
    }
  }

  @Test
  void quantilesOfNumbersKeepTheirRanksAndValues() throws IOException {
    CommandRun run = accuracy(csv, "-c", "x");
    List<JsonNode> rows = rows(run);
    Map<String, JsonNode> best = recommended(rows, 0.01);
    assertThat(best.keySet()).containsExactlyInAnyOrder("rank", "value");
    assertThat(best.get("rank").get("error_0.999").isNumber()).isTrue();
    // of 29,700 numbers i / 10, those with i mod 100 = 99 left out: rank 14,850 is i = 14,998
    assertThat(run.err())
        .contains("x of " + csv + " (DOUBLE): 29,700 values, 29,700 distinct, counted exactly")
        .contains("quantile 0.5: 1499.8\n")
        .contains("300 rows without a value left out\n")
        .contains("asked: quantile;");
    assertThat(having(rows, row -> row.get("sketch").asText().equals("DDSketch")))
        .allMatch(row -> row.get("merged_error").equals(row.get("error")));
    assertThat(rows(accuracy(csv, "-c", "user_id", "--question", "quantile"))).isNotEmpty();
  }

  @Test
  void samplesEstimateSumsCountsAndMedians() throws IOException {
    CommandRun run = accuracy(csv, "-c", "x", "--question", "sample", "--error", "5%");
    List<JsonNode> rows = rows(run);
    Map<String, JsonNode> best = recommended(rows, 0.05);
    assertThat(best.keySet()).containsExactlyInAnyOrder("sum", "count", "median");
    // all i / 10 below 3,000, less those with i mod 100 = 99
    double sum = (ROWS * (ROWS - 1L) / 2 - (99 * 300 + 100L * 300 * 299 / 2)) / 10.0;
    assertThat(best.get("sum").get("truth").asDouble()).isEqualTo(sum);
    assertThat(best.get("sum").get("error").asDouble()).isLessThanOrEqualTo(0.05);
  }

  @Test
  void theSameCommandFindsTheSameButForTimes() {
    String withoutTimes = ",\"ns_per_value\":[^,]*,";
    Map<String, String> columns =
        Map.of(
            "distinct",
            "page",
            "frequency",
            "page",
            "membership",
            "user_id",
            "quantile",
            "x",
            "sample",
            "x");
    columns.forEach(
        (question, column) -> {
          CommandRun once = accuracy(csv, "-c", column, "--question", question);
          CommandRun again = accuracy(csv, "-c", column, "--question", question, "--threads=3");
          assertThat(again.out().replaceAll(withoutTimes, ","))
              .isEqualTo(once.out().replaceAll(withoutTimes, ","));
        });
  }

  @Test
  void compressedFilesAndSeveralFilesAreOneColumn() throws IOException {
    Path packed = folder.resolve("y.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write("user_id,page,x,ts\n-5,,,\n-5,,,\n".getBytes(StandardCharsets.UTF_8));
    }
    List<JsonNode> rows = rows(accuracy(csv, packed, "-c", "user_id"));
    assertThat(rows.get(0).get("values").asLong()).isEqualTo(ROWS + 2);
    assertThat(rows.get(0).get("truth").asLong()).isEqualTo(USERS + 1);
    assertThat(rows(accuracy(packed, "-c", "user_id")).get(0).get("truth").asLong()).isEqualTo(1);
  }

  @Test
  void otherFormatsAreRead() throws IOException {
    Path json = Files.writeString(folder.resolve("x.ndjson"), "{\"a\":1}\n{\"a\":null}\n{\"a\":2}");
    CommandRun run = accuracy(json, "-c", "a");
    assertThat(rows(run).get(0).get("truth").asLong()).isEqualTo(2);
    assertThat(run.err()).contains("1 row without a value left out\n");
    Path log = folder.resolve("access.log");
    Files.writeString(
        log, "1.2.3.4 - - [01/Jan/2026:00:00:00 +0000] \"GET /a HTTP/1.1\" 200 5\n".repeat(3));
    assertThat(rows(accuracy(log, "-c", "ip", "--format", "log")).get(0).get("truth").asLong())
        .isEqualTo(1);
  }

  @Test
  void oneRowIsExactInTheSmallestSketch() throws IOException {
    Path one = Files.writeString(folder.resolve("one.csv"), "a,b\n7,2.5\n");
    for (String question : List.of("distinct", "frequency", "membership", "quantile", "sample")) {
      List<JsonNode> rows = rows(accuracy(one, "-c", "b", "--question", question));
      recommended(rows, 0.01);
      assertThat(having(rows, row -> row.get("recommended").asBoolean())).isNotEmpty();
    }
  }

  @Test
  void aTableIsForPeople() {
    CommandRun run = accuracy(csv, "-c", "user_id", "--output", "table");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .startsWith("user_id of " + csv)
        .contains("\ndistinct: errors and bars in % of the number of distinct values\n")
        .containsPattern(
            "\nsketch +size +heap +stored +error +rmse +bar +held +merged +ns +keeps\n")
        .containsPattern("\nHyperLogLog +precision 6 +176 +68 ")
        .containsOnlyOnce("smallest\n")
        .containsOnlyOnce("\nRecommended within 1 % ");
    assertThat(run.err())
        .isEqualTo(
            "asked: distinct; others with --question: frequency, membership, quantile, sample\n");
  }

  @Test
  void csvHasTheSameColumnsAsJson() {
    CommandRun run = accuracy(csv, "-c", "x", "--question", "sample", "--output", "csv");
    assertThat(run.out().lines().findFirst())
        .hasValue(
            "question,aim,sketch,size,java,heap_bytes,stored_bytes,error,rmse,bar,held,merged_error,"
                + "ns_per_value,keeps,recommended,truth,values,distinct");
  }

  @Test
  void whereNothingKeepsTheErrorNothingIsRecommended() {
    CommandRun run =
        accuracy(csv, "-c", "user_id", "--question", "frequency", "--error", "0.000001%");
    assertThat(run.err()).contains("Recommended within 0.000001 % of all rows");
    CommandRun exact = accuracy(csv, "-c", "user_id", "--error", "0.000001%");
    assertThat(exact.err()).contains(": exact, count(DISTINCT), ");
  }

  @Test
  void aColumnThatIsNotThereIsNamedWithThoseNearIt() {
    CommandRun run = accuracy(csv, "-c", "user");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("--column: " + csv + ": no column \"user\"; did you mean \"user_id\"?")
        .contains("page VARCHAR");
    assertThat(accuracy(csv, "-c", "pgae").err()).contains("did you mean \"page\"?");
    assertThat(accuracy(csv, "-c", "zzz").err()).contains("\"zzz\"; there are user_id BIGINT");
  }

  @Test
  void quantilesOfATextAreRefusedWithItsType() {
    CommandRun run = accuracy(csv, "-c", "page", "--question", "quantile");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("--question quantile needs a BIGINT or DOUBLE, and column \"page\"")
        .contains(" is VARCHAR; ask distinct, frequency, membership")
        .contains("--schema '\"page\" DOUBLE'");
    assertThat(accuracy(csv, "-c", "ts", "--question", "sample").err()).contains("is TIMESTAMP");
  }

  @Test
  void wrongOptionsAreRefused() {
    assertThat(accuracy(csv).err()).contains("--column");
    assertThat(accuracy(csv).code()).isEqualTo(2);
    assertThat(accuracy("-c", "x").code()).isEqualTo(2);
    assertThat(accuracy(csv, "-c", "x", "--error", "0").code()).isEqualTo(2);
    assertThat(accuracy(csv, "-c", "x", "--question", "why").err()).contains("DISTINCT");
    assertThat(accuracy(csv, "-c", "x", "--threads", "0").err()).contains("at least 1");
    assertThat(accuracy(csv, "-c", "x", "--top", "0").err()).contains("--top must be in");
    Path none = folder.resolve("none");
    assertThat(accuracy(csv, "-c", "x", "--temp", none).err())
        .contains("--temp: " + none + ": no such folder");
  }

  @Test
  void filesThatAreNotThereOrHaveNoValueAreErrors() throws IOException {
    CommandRun missing = accuracy(folder.resolve("none.csv"), "-c", "x");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("none.csv");
    Path blank = Files.writeString(folder.resolve("blank.csv"), "a,b\n1,\n2,\n");
    CommandRun nulls = accuracy(blank, "-c", "b");
    assertThat(nulls.code()).isEqualTo(1);
    assertThat(nulls.err()).contains("blank.csv: column b has no value to measure with");
    Path header = Files.writeString(folder.resolve("header.csv"), "a,b\n");
    CommandRun nothing = accuracy(header, "-c", "b", "--header", "yes");
    assertThat(nothing.code()).isEqualTo(1);
    assertThat(nothing.err()).contains("column b has no value to measure with");
    Path empty = Files.writeString(folder.resolve("empty.csv"), "");
    assertThat(accuracy(empty, "-c", "b").code()).isNotZero();
  }

  @Test
  void badRowsAreCountedOrEndIt() throws IOException {
    Path bad = folder.resolve("bad.csv");
    Files.writeString(bad, "a\n" + "1\n".repeat(20_000) + "x\n");
    CommandRun failed = accuracy(bad, "-c", "a");
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err()).contains("bad.csv:20002: column a: ").contains("--bad-rows skip");
    CommandRun skipped = accuracy(bad, "-c", "a", "--bad-rows", "skip");
    assertThat(rows(skipped).get(0).get("values").asLong()).isEqualTo(20_000);
    assertThat(skipped.err()).contains("1 bad row skipped, the first: ");
  }

  @Test
  void helpListsTheCommand() {
    assertThat(CommandRun.of("--help").out()).contains("accuracy");
    assertThat(CommandRun.of("accuracy", "--help").out()).contains("--question").contains("--temp");
  }
}
