package dev.inkling.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.engine.RowBatch;
import dev.inkling.engine.RowsSource;
import dev.inkling.engine.Source;
import dev.inkling.operator.Query.EventTime;
import dev.inkling.operator.WindowMath;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deduplication against maps that a test keeps. */
final class DistinctStreamTest {

  private final List<WatchedSource.Read> log = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({"1,1", "7,1", "1024,1", "1,3", "7,2", "1024,3"})
  void onlyTheFirstRowOfEachKeyIsThere(int batch, int partitions) throws IOException {
    for (int seed = 0; seed < 15; seed++) {
      log.clear();
      Random random = new Random(seed);
      WatchedSource source =
          new WatchedSource(
              "rows",
              StreamRows.SCHEMA,
              StreamRows.random(random, 400, partitions, 6, 3),
              log,
              random);
      RowStream stream = RowStream.from(source).distinctBy("k", "name");
      List<List<Object>> found = StreamRows.all(stream, batch);
      Set<Object> seen = new HashSet<>();
      List<List<Object>> expected = new ArrayList<>();
      for (WatchedSource.Read read : log) {
        if (seen.add(Arrays.asList(read.values().get(1), read.values().get(2)))) {
          expected.add(read.values());
        }
      }
      assertThat(found).as("seed %s", seed).isEqualTo(expected);
      StreamCounters counters = stream.counters();
      assertThat(counters.rowsIn()).isEqualTo(400);
      assertThat(counters.rowsOut()).isEqualTo(expected.size());
      assertThat(counters.rowsDuplicate()).isEqualTo(400 - expected.size());
      assertThat(counters.stateEntries()).as("closed").isZero();
    }
  }

  @Test
  void keysThatEqualEachOtherAreOne() throws IOException {
    List<Object[]> rows = new ArrayList<>();
    for (Object x : new Object[] {0.0, -0.0, Double.NaN, -Double.NaN, null, null, 1.0}) {
      rows.add(new Object[] {0L, 1L, "a", x, (long) rows.size()});
    }
    RowStream stream =
        RowStream.from(new RowsSource(StreamRows.SCHEMA, List.of(rows))).distinctBy("x");
    assertThat(StreamRows.all(stream.select("n"), 3))
        .containsExactly(List.of(0L), List.of(2L), List.of(4L), List.of(6L));
  }

  @ParameterizedTest
  @CsvSource({"1,1", "7,1", "1024,1", "1,3", "7,2", "1024,3"})
  void keysAreForgottenWithTheWatermark(int batch, int partitions) throws IOException {
    long duplicates = 0;
    long late = 0;
    for (int seed = 0; seed < 15; seed++) {
      log.clear();
      Random random = new Random(seed);
      List<List<Object[]>> rows = StreamRows.random(random, 3000, partitions, 40, 60);
      rows.get(0).get(5)[0] = null;
      WatchedSource source = new WatchedSource("rows", StreamRows.SCHEMA, rows, log, random);
      long disorder = 20;
      long horizon = seed % 3 == 0 ? disorder : 50;
      EventTime time = EventTime.of("ts", Duration.ofMillis(disorder));
      RowStream stream =
          seed % 3 == 0
              ? RowStream.from(source).distinctBy(List.of("k"), time)
              : RowStream.from(source).distinctBy(List.of("k"), time, Duration.ofMillis(horizon));
      List<List<Object>> found = StreamRows.all(stream, batch);

      List<List<Object>> expected = new ArrayList<>();
      long[] latest = new long[partitions];
      Arrays.fill(latest, Long.MIN_VALUE);
      int[] left = rows.stream().mapToInt(List::size).toArray();
      Map<Object, Long> forgottenAt = new HashMap<>();
      long watermark = Long.MIN_VALUE;
      long lateHere = 0;
      for (WatchedSource.Read read : log) {
        // a partition ends in the turn after its last row, before or after others are read: so
        // compare only as long as no partition has ended
        left[read.partition()]--;
        if (read.values().get(0) == null) {
          continue;
        }
        long t = (Long) read.values().get(0);
        if (t < watermark) {
          lateHere++;
        } else {
          Object key = read.values().get(1);
          if (forgottenAt.getOrDefault(key, Long.MIN_VALUE) <= watermark
              || !forgottenAt.containsKey(key)) {
            forgottenAt.put(key, t + horizon);
            expected.add(read.values());
          }
          latest[read.partition()] = Math.max(latest[read.partition()], t);
          long smallest = Arrays.stream(latest).min().orElseThrow();
          watermark = Math.max(watermark, WindowMath.watermarkMs(smallest, disorder));
        }
        if (left[read.partition()] == 0) {
          break;
        }
      }
      assertThat(found.subList(0, expected.size())).as("seed %s", seed).isEqualTo(expected);
      if (partitions == 1) {
        assertThat(found).hasSameSizeAs(expected);
        assertThat(stream.counters().rowsLate()).isEqualTo(lateHere);
      }
      assertThat(stream.counters().rowsWithoutTime()).isEqualTo(1);
      StreamCounters sum = stream.counters();
      assertThat(sum.rowsIn())
          .isEqualTo(sum.rowsOut() + sum.rowsLate() + sum.rowsDuplicate() + sum.rowsWithoutTime());
      duplicates += sum.rowsDuplicate();
      late += sum.rowsLate();
    }
    assertThat(duplicates).isPositive();
    assertThat(late).isPositive();
  }

  @Test
  void memoryIsThatOfTheKeysWithinTheHorizon() throws IOException {
    int rows = 100_000;
    List<Object[]> all = new ArrayList<>();
    for (long n = 0; n < rows; n++) {
      all.add(new Object[] {n, n, "a", 0.0, n});
    }
    RowsSource source = new RowsSource(StreamRows.SCHEMA, List.of(all));
    EventTime time = EventTime.of("ts", Duration.ofMillis(100));
    RowStream within = RowStream.from(source).distinctBy(List.of("k"), time);
    RowStream exact = RowStream.from(source).distinctBy("k");
    long[] most = new long[2];
    for (RowStream stream : List.of(within, exact)) {
      RowBatch batch = new RowBatch(stream.schema(), 512);
      try (Source.Reader reader = stream.partitions(1).get(0).open(stream.schema(), null)) {
        while (reader.poll(batch) != Source.Reader.END) {
          int i = stream == within ? 0 : 1;
          most[i] = Math.max(most[i], stream.counters().stateEntries());
        }
      }
      assertThat(stream.counters().rowsOut()).isEqualTo(rows);
      assertThat(stream.counters().stateEntries()).isZero();
    }
    // swept when there are 1,024, so at most these, and a batch more
    assertThat(most[0]).isLessThanOrEqualTo(DistinctWithin.FIRST_SWEEP + 512);
    assertThat(most[1]).isEqualTo(rows);
  }

  @Test
  void theFilterDropsNoMoreNewKeysThanPromised() throws IOException {
    double rate = 0.01;
    int keys = 200_000;
    List<Object[]> rows = new ArrayList<>();
    for (long n = 0; n < keys; n++) {
      rows.add(new Object[] {0L, n, "a", 0.0, n});
      rows.add(new Object[] {0L, n, "a", 0.0, -1L});
    }
    RowStream stream =
        RowStream.from(new RowsSource(StreamRows.SCHEMA, List.of(rows)))
            .distinctByApprox(List.of("k", "name"), 10_000, rate);
    Set<Object> seen = new HashSet<>();
    for (List<Object> row : StreamRows.all(stream.select("k", "n"), 1024)) {
      assertThat(seen.add(row.get(0))).as("a key twice").isTrue();
      assertThat(row.get(1)).as("the first of equal rows").isEqualTo(row.get(0));
    }
    // a sum of independent draws of probability at most the rate: 4.75 standard deviations, α=1e-6
    double most = rate * keys + 4.75 * Math.sqrt(rate * (1 - rate) * keys);
    int dropped = keys - seen.size();
    assertThat((double) dropped).isLessThanOrEqualTo(most);
    assertThat(dropped).isPositive();
  }

  @Test
  void whatCannotBeIsRefused() throws IOException {
    RowStream stream =
        RowStream.from(new RowsSource(StreamRows.SCHEMA, List.of(new ArrayList<>())));
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> stream.distinctBy()).hasMessageContaining("at least one column");
    assertThatThrownBy(() -> stream.distinctBy("k", "k")).hasMessageContaining("distinct columns");
    assertThatThrownBy(() -> stream.distinctBy("nix")).hasMessageContaining("\"nix\"");
    assertThatThrownBy(() -> stream.distinctBy(List.of("k"), EventTime.of("n", second)))
        .hasMessageContaining("must be a TIMESTAMP, column n is BIGINT");
    assertThatThrownBy(() -> stream.distinctBy(List.of("k"), EventTime.of("ts")))
        .hasMessageContaining("needs a disorder");
    assertThatThrownBy(() -> stream.distinctBy(List.of("k"), EventTime.processing()))
        .hasMessageContaining("must name a column");
    EventTime amended =
        new EventTime(Optional.of("ts"), Optional.of(second), second, Optional.empty());
    assertThatThrownBy(() -> stream.distinctBy(List.of("k"), amended))
        .hasMessageContaining("lateness is for windows");
    assertThatThrownBy(() -> stream.distinctByApprox(List.of("k"), 0, 0.1))
        .hasMessageContaining("firstItems");
    Source.Partition partition = stream.distinctBy("k").partitions(4).get(0);
    try (Source.Reader reader = partition.open(stream.schema(), null)) {
      assertThatThrownBy(reader::position)
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("distinctBy has no position: its state is not stored");
    }
    assertThatThrownBy(() -> partition.open(stream.schema(), new byte[4]))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
