package dev.inkling.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.Source;
import dev.inkling.engine.io.FileSource;
import dev.inkling.operator.FileInput;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import dev.inkling.sketch.distinct.DistinctSketch;
import dev.inkling.sketch.distinct.ExaLogLog;
import dev.inkling.sketch.distinct.HyperLogLog;
import dev.inkling.sketch.distinct.ThetaSketch;
import dev.inkling.sketch.frequency.CountMinSketch;
import dev.inkling.sketch.frequency.TopK;
import dev.inkling.sketch.quantile.DDSketch;
import dev.inkling.sketch.quantile.KllSketch;
import dev.inkling.sketch.quantile.QuantileSketch;
import dev.inkling.sketch.quantile.TDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What {@code inkling accuracy} recommends for real columns is made as it says, filled, and held
 * against exact answers that were found by other means; needs the folder beside the project.
 */
final class AccuracyRealDataTest {

  private static final Path DATA =
      Path.of(System.getProperty("inkling.root", ".."), "../shared/data");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double ERROR = 0.01;
  private static JsonNode exact;

  @BeforeAll
  static void readExactAnswers() throws IOException {
    Path answers = DATA.resolve("exact-answers.json");
    assumeTrue(Files.exists(answers), "the real data are not here: " + answers);
    exact = JSON.readTree(answers.toFile());
  }

  private static Map<String, JsonNode> recommended(String file, String column, String question)
      throws IOException {
    CommandRun run =
        CommandRun.of("accuracy", path(file), "--column", column, "--question", question);
    assertThat(run.code()).as(run.err()).isZero();
    Map<String, JsonNode> byAim = new HashMap<>();
    for (String line : run.out().lines().toList()) {
      JsonNode row = JSON.readTree(line);
      if (row.get("recommended").asBoolean()) {
        byAim.put(row.get("aim").asText(), row);
      }
    }
    return byAim;
  }

  private static String path(String file) {
    return DATA.resolve(file).normalize().toString();
  }

  /** Shows all values of a column that are not null. */
  private static void read(String file, String name, BiConsumer<ColumnVector, Integer> value)
      throws IOException {
    FileSource source = FileSource.open(FileInput.of(path(file)));
    Schema schema = Schema.of(source.schema().column(source.schema().indexOf(name)));
    RowBatch batch = new RowBatch(schema, 1_000);
    for (Source.Partition partition : source.partitions(1)) {
      try (Source.Reader reader = partition.open(schema, null)) {
        for (int n = reader.poll(batch); n != Source.Reader.END; n = reader.poll(batch)) {
          for (int row = 0; row < n; row++) {
            if (!batch.column(0).isNull(row)) {
              value.accept(batch.column(0), row);
            }
          }
        }
      }
    }
  }

  private static double number(ColumnVector column, int row) {
    return column.type() == Type.DOUBLE ? column.doubles()[row] : column.longs()[row];
  }

  private static double[] arguments(JsonNode row) {
    Matcher call = Pattern.compile("\\w+\\.\\w+\\((.*)\\)").matcher(row.get("java").asText());
    assertThat(call.matches()).as(row.toString()).isTrue();
    return Arrays.stream(call.group(1).split(", ")).mapToDouble(Double::parseDouble).toArray();
  }

  private static DistinctSketch<?> distinctSketch(JsonNode row) {
    int size = (int) arguments(row)[0];
    return switch (row.get("sketch").asText()) {
      case "HyperLogLog" -> HyperLogLog.create(size);
      case "ExaLogLog" -> ExaLogLog.create(size);
      case "ThetaSketch" -> ThetaSketch.create(size);
      default -> throw new AssertionError(row);
    };
  }

  private static QuantileSketch<?> quantileSketch(JsonNode row) {
    double size = arguments(row)[0];
    return switch (row.get("sketch").asText()) {
      case "TDigest" -> TDigest.create(size);
      case "KllSketch" -> KllSketch.create((int) size);
      case "DDSketch" -> DDSketch.withRelativeError(size);
      default -> throw new AssertionError(row);
    };
  }

  private static void checkDistinct(String file, String column, long truth) throws IOException {
    JsonNode best = recommended(file, column, "distinct").get("distinct");
    assertThat(best.get("truth").asLong()).isEqualTo(truth);
    DistinctSketch<?> sketch = distinctSketch(best);
    read(
        file,
        column,
        (values, row) -> {
          if (values.type() == Type.VARCHAR) {
            sketch.add(values.text(row));
          } else {
            sketch.add(values.longs()[row]);
          }
        });
    assertThat(sketch.estimate()).isBetween(truth * (1 - ERROR), truth * (1 + ERROR));
    assertThat(sketch.heapBytes()).isEqualTo(best.get("heap_bytes").asLong());
    assertThat((long) sketch.serializedBytes()).isEqualTo(best.get("stored_bytes").asLong());
  }

  @Test
  void distinctPagesOfTheWikipediaEdits() throws IOException {
    checkDistinct(
        "wikipedia-edits/wikiticker-2015-09-12-sampled.json.gz",
        "page",
        exact.at("/wikipedia-edits/distinct/page").asLong());
  }

  @Test
  void distinctVisitorsOfTheAccessLog() throws IOException {
    checkDistinct(
        "weblogs/apache_logs.log.gz", "ip", exact.at("/weblog-apache/distinct/ip").asLong());
  }

  @Test
  void quantilesOfDelays() throws IOException {
    String file = "flights/flight_data_2015-01_sample.csv.gz";
    String column = "DEPARTURE_DELAY";
    Map<String, JsonNode> best = recommended(file, column, "quantile");
    QuantileSketch<?> byRank = quantileSketch(best.get("rank"));
    QuantileSketch<?> byValue = quantileSketch(best.get("value"));
    List<Double> all = new ArrayList<>();
    read(
        file,
        column,
        (values, row) -> {
          byRank.add(number(values, row));
          byValue.add(number(values, row));
          all.add(number(values, row));
        });
    JsonNode truth = exact.at("/flights/quantiles/" + column);
    assertThat(best.get("rank").get("values").asLong())
        .isEqualTo(truth.get("count").asLong())
        .isEqualTo(all.size());
    for (String p : List.of("1", "25", "50", "75", "95", "99", "99.9")) {
      double fraction = Double.parseDouble(p) / 100;
      double expected = truth.get("p" + p).asDouble();
      double value = byValue.quantile(fraction);
      assertThat(Math.abs(value - expected)).isLessThanOrEqualTo(ERROR * Math.abs(expected));
      double answer = byRank.quantile(fraction);
      double below = (double) all.stream().filter(x -> x < answer).count() / all.size();
      double upTo = (double) all.stream().filter(x -> x <= answer).count() / all.size();
      assertThat(fraction).isBetween(below - ERROR, upTo + ERROR);
    }
  }

  @Test
  void frequenciesOfServices() throws IOException {
    String file = "network-kdd99/kddcup.data_10_percent.gz";
    String column = "column3";
    Map<String, JsonNode> best = recommended(file, column, "frequency");
    assertThat(best.get("top").get("distinct").asLong())
        .isEqualTo(exact.at("/network-kdd99/distinct/service").asLong());
    checkCounts(file, column, best.get("top"), true);
    checkCounts(file, column, best.get("any"), false);
  }

  private static void checkCounts(String file, String column, JsonNode best, boolean relative)
      throws IOException {
    double[] size = arguments(best);
    boolean isTopK = best.get("sketch").asText().equals("TopK");
    TopK topK = isTopK ? TopK.create((int) size[0], (int) size[1]) : TopK.create(1);
    CountMinSketch countMin =
        isTopK ? CountMinSketch.create(2, 1) : CountMinSketch.create((int) size[0], (int) size[1]);
    read(
        file,
        column,
        (values, row) -> {
          if (isTopK) {
            topK.add(values.text(row));
          } else {
            countMin.add(values.text(row));
          }
        });
    for (JsonNode item : exact.at("/network-kdd99/top10/service")) {
      String service = item.get(0).asText();
      double truth = item.get(1).asDouble();
      double count =
          isTopK ? topK.frequency(service).value() : (double) countMin.frequency(service);
      double unit = relative ? truth : best.get("values").asDouble();
      assertThat(Math.abs(count - truth)).as(service).isLessThanOrEqualTo(ERROR * unit);
    }
    assertThat(isTopK ? topK.heapBytes() : countMin.heapBytes())
        .isEqualTo(best.get("heap_bytes").asLong());
  }
}
