package dev.inkling.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClicksTest {

  private static final int BLOCKS = 25;
  private static final int ROWS = BLOCKS * Clicks.BLOCK_ROWS;

  /** The z at which a normal deviate is outside with probability 1e-6, both sides. */
  private static final double Z = 4.8916;

  private static final List<String[]> CLICKS =
      rows(Clicks.create(Clicks.Format.CSV, 7, 10_000_000, 1_000));

  private static List<String[]> rows(Clicks clicks) {
    StringBuilder text = new StringBuilder();
    byte[] block = new byte[Clicks.blockBytes()];
    for (int i = 0; i < BLOCKS; i++) {
      int bytes = clicks.write(i, Clicks.BLOCK_ROWS, block);
      text.append(new String(block, 0, bytes, StandardCharsets.US_ASCII));
    }
    return text.toString().lines().map(line -> line.split(",", -1)).toList();
  }

  private static String block(Clicks clicks, long number, int rows) {
    byte[] block = new byte[Clicks.blockBytes()];
    return new String(block, 0, clicks.write(number, rows, block), StandardCharsets.US_ASCII);
  }

  @Test
  void theFirstRowsAreTheSameForEver() {
    Clicks csv = Clicks.create(Clicks.Format.CSV, 1, 10_000_000, 1_000);
    assertThat(new String(csv.header(), StandardCharsets.US_ASCII))
        .isEqualTo("ts,user_id,page,ms,status\n");
    assertThat(block(csv, 0, 3))
        .isEqualTo(
            """
            2026-01-01T00:00:00.216Z,4256321,/page/0003,24.826,200
            2026-01-01T00:00:00.189Z,8598049,/page/0077,24.514,200
            2026-01-01T00:00:00.337Z,9024909,/page/0018,101.194,200
            """);
    Clicks ndjson = Clicks.create(Clicks.Format.NDJSON, 1, 10_000_000, 1_000);
    assertThat(ndjson.header()).isEmpty();
    assertThat(block(ndjson, 0, 1))
        .isEqualTo(
            "{\"ts\":\"2026-01-01T00:00:00.216Z\",\"user_id\":4256321,"
                + "\"page\":\"/page/0003\",\"ms\":24.826,\"status\":200}\n");
  }

  @Test
  void aShorterStreamIsTheStartOfALongerOne() {
    Clicks clicks = Clicks.create(Clicks.Format.CSV, 3, 100, 5);
    assertThat(block(clicks, 4, Clicks.BLOCK_ROWS)).startsWith(block(clicks, 4, 1_000));
  }

  @Test
  void seedsAndBlocksDiffer() {
    Clicks one = Clicks.create(Clicks.Format.CSV, 1, 10_000_000, 1_000);
    Clicks two = Clicks.create(Clicks.Format.CSV, 2, 10_000_000, 1_000);
    Set<String> starts =
        new HashSet<>(
            List.of(block(one, 0, 5), block(one, 1, 5), block(two, 0, 5), block(two, 1, 5)));
    assertThat(starts).hasSize(4);
  }

  @Test
  void timesGoUpWithDisorderOfHalfASecondAtMost() {
    long latest = Long.MIN_VALUE;
    long largestDelay = 0;
    long start = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    for (int i = 0; i < ROWS; i++) {
      long time = Instant.parse(CLICKS.get(i)[0]).toEpochMilli();
      assertThat(time - start - i / 100).isBetween(0L, 500L);
      latest = Math.max(latest, time);
      largestDelay = Math.max(largestDelay, latest - time);
    }
    assertThat(largestDelay).isBetween(490L, 500L);
  }

  @Test
  void aDayEndsAtMidnight() {
    Clicks clicks = Clicks.create(Clicks.Format.CSV, 1, 10, 10);
    long rowsPerDay = 86_400L * 100_000;
    assertThat(block(clicks, rowsPerDay / Clicks.BLOCK_ROWS + 10, 1))
        .startsWith("2026-01-02T00:00:0");
  }

  @Test
  void pagesFollowZipf() {
    double harmonic = 0;
    for (int i = 1; i <= 1_000; i++) {
      harmonic += 1.0 / i;
    }
    int[] counts = new int[1_001];
    for (String[] row : CLICKS) {
      assertThat(row[2]).matches("/page/\\d{4}");
      counts[Integer.parseInt(row[2].substring(6))]++;
    }
    double chiSquare = 0;
    for (int rank = 1; rank <= 1_000; rank++) {
      double expected = ROWS / (harmonic * rank);
      chiSquare += (counts[rank] - expected) * (counts[rank] - expected) / expected;
    }
    // chi-square with 999 degrees of freedom: normal to good approximation
    assertThat((chiSquare - 999) / Math.sqrt(2 * 999)).isBetween(-Z, Z + 0.3);
  }

  @Test
  void usersAreEven() {
    double sum = 0;
    for (String[] row : CLICKS) {
      long user = Long.parseLong(row[1]);
      assertThat(user).isBetween(0L, 9_999_999L);
      sum += user;
    }
    double sigma = 1e7 / Math.sqrt(12.0 * ROWS);
    assertThat(sum / ROWS).isCloseTo(4_999_999.5, within(Z * sigma));
  }

  @Test
  void latenciesAreLognormal() {
    double[] logs = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      assertThat(CLICKS.get(i)[3]).matches("\\d+\\.\\d{3}");
      logs[i] = Math.log(Double.parseDouble(CLICKS.get(i)[3]) / Clicks.MEDIAN_MS) / Clicks.SIGMA;
    }
    double mean = Arrays.stream(logs).average().orElseThrow();
    double variance = Arrays.stream(logs).map(x -> x * x).sum() / ROWS;
    // rounding to thousandths adds less than 1e-5
    assertThat(mean).isCloseTo(0, within(Z / Math.sqrt(ROWS) + 1e-4));
    assertThat(variance).isCloseTo(1, within(Z * Math.sqrt(2.0 / ROWS) + 1e-4));
    long beyond = Arrays.stream(logs).filter(x -> x > 2.326348).count();
    assertThat((double) beyond).isCloseTo(ROWS * 0.01, within(Z * Math.sqrt(ROWS * 0.0099) + 2));
  }

  @Test
  void statusesHaveTheirShares() {
    String[] statuses = {"200", "304", "404", "500"};
    double[] shares = {0.92, 0.05, 0.025, 0.005};
    for (int i = 0; i < statuses.length; i++) {
      String status = statuses[i];
      long count = CLICKS.stream().filter(row -> row[4].equals(status)).count();
      double sigma = Math.sqrt(ROWS * shares[i] * (1 - shares[i]));
      assertThat((double) count).isCloseTo(ROWS * shares[i], within(Z * sigma));
    }
  }

  @Test
  void bothFormatsSayTheSame() throws IOException {
    String[] csv =
        block(Clicks.create(Clicks.Format.CSV, 9, 1_000, 20_000), 5, 500).split("\n", -1);
    String[] json =
        block(Clicks.create(Clicks.Format.NDJSON, 9, 1_000, 20_000), 5, 500).split("\n", -1);
    ObjectMapper library = new ObjectMapper();
    for (int i = 0; i < 500; i++) {
      String[] fields = csv[i].split(",", -1);
      JsonNode row = library.readTree(json[i]);
      assertThat(row.get("ts").asText()).isEqualTo(fields[0]);
      assertThat(row.get("user_id").asText()).isEqualTo(fields[1]);
      assertThat(row.get("page").asText()).isEqualTo(fields[2]).matches("/page/\\d{5}");
      assertThat(row.get("ms").asDouble()).isEqualTo(Double.parseDouble(fields[3]));
      assertThat(row.get("status").asText()).isEqualTo(fields[4]);
    }
  }

  @Test
  void impossibleSizesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Clicks.create(Clicks.Format.CSV, 1, 0, 1))
        .withMessage("users must be in [1, 10^15], got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Clicks.create(Clicks.Format.CSV, 1, 1, 0))
        .withMessage("pages must be in [1, 10^7], got 0");
  }
}
