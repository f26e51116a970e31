package dev.inkling.engine.stream;

import static dev.inkling.operator.Expr.col;
import static dev.inkling.operator.Expr.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.engine.RowBatch;
import dev.inkling.engine.RowsSource;
import dev.inkling.engine.Source;
import dev.inkling.operator.Column;
import dev.inkling.operator.Query.EventTime;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Joins of two streams against nested loops. */
final class IntervalJoinTest {

  private static final Schema RIGHT =
      Schema.of(
          new Column("when", Type.TIMESTAMP),
          new Column("k", Type.BIGINT),
          new Column("m", Type.BIGINT),
          new Column("text", Type.VARCHAR));

  /** Which rows of a partition are not older than the latest before them less the disorder. */
  private static List<Object[]> onTime(List<Object[]> rows, long disorder) {
    List<Object[]> kept = new ArrayList<>();
    long latest = Long.MIN_VALUE;
    for (Object[] row : rows) {
      if (row[0] != null) {
        long time = (Long) row[0];
        if (latest == Long.MIN_VALUE || time >= latest - disorder) {
          kept.add(row);
          latest = Math.max(latest, time);
        }
      }
    }
    return kept;
  }

  private static List<List<Object[]>> right(Random random, int rows, int partitions, int disorder) {
    List<List<Object[]>> all = StreamRows.random(random, rows, partitions, 4, disorder);
    for (List<Object[]> partition : all) {
      partition.replaceAll(row -> new Object[] {row[0], row[1], row[4], row[2]});
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource({"1,1,60", "7,1,60", "1024,1,60", "7,1,3", "1,2,20", "7,3,20", "1024,2,20", "64,3,20"})
  void pairsAreThoseOfANestedLoop(int batch, int partitions, int disorder) throws IOException {
    long late = 0;
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      // rows are off by up to 20; with a disorder of less some are late, told apart by partition
      List<List<Object[]>> left = StreamRows.random(random, 400, partitions, 4, 20);
      List<List<Object[]>> right = right(random, 200 + 30 * seed, partitions, 20);
      left.get(0).get(3)[0] = null;
      long lower = random.nextInt(40) - 30L;
      long upper = lower + random.nextInt(30);
      boolean outer = seed % 2 == 0;
      List<WatchedSource.Read> log = new ArrayList<>();
      RowStream a = RowStream.from(new WatchedSource("a", StreamRows.SCHEMA, left, log, random));
      RowStream b = RowStream.from(new WatchedSource("b", RIGHT, right, log, random));
      EventTime leftTime = EventTime.of("ts", Duration.ofMillis(disorder));
      EventTime rightTime = EventTime.of("when", Duration.ofMillis(disorder));
      RowStream joined =
          outer
              ? a.leftJoinWithin(b, List.of("k"), leftTime, rightTime, ms(lower), ms(upper))
              : a.joinWithin(b, List.of("k"), leftTime, rightTime, ms(lower), ms(upper));

      List<List<Object>> expected = new ArrayList<>();
      long unmatched = 0;
      long lateHere = -1;
      for (List<Object[]> leftRows : left) {
        List<Object[]> leftOnTime = onTime(leftRows, disorder);
        lateHere += leftRows.size() - leftOnTime.size();
        for (Object[] row : leftOnTime) {
          boolean found = false;
          for (List<Object[]> rightRows : right) {
            for (Object[] other : onTime(rightRows, disorder)) {
              long apart = (Long) other[0] - (Long) row[0];
              if (row[1] != null && row[1].equals(other[1]) && apart >= lower && apart <= upper) {
                found = true;
                expected.add(StreamRows.row(row[4], other[2], row[2], other[3], row[1]));
              }
            }
          }
          if (!found) {
            unmatched++;
            if (outer) {
              expected.add(StreamRows.row(row[4], null, row[2], null, row[1]));
            }
          }
        }
      }
      for (List<Object[]> rightRows : right) {
        lateHere += rightRows.size() - onTime(rightRows, disorder).size();
      }
      List<List<Object>> found =
          StreamRows.all(joined.select("n", "m", "name", "text", "k"), batch);
      assertThat(found).as("seed %s", seed).containsExactlyInAnyOrderElementsOf(expected);
      StreamCounters counters = joined.counters();
      assertThat(counters.rowsLate()).isEqualTo(lateHere);
      assertThat(counters.rowsWithoutTime()).isEqualTo(1);
      assertThat(counters.rowsUnmatched()).isEqualTo(outer ? unmatched : 0);
      late += lateHere;
    }
    assertThat(late > 0).isEqualTo(disorder < 20);
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  @Test
  void rowsAreForgottenWhenTheirPartnersArePast() throws IOException {
    int rows = 50_000;
    List<Object[]> left = new ArrayList<>();
    List<Object[]> right = new ArrayList<>();
    for (long n = 0; n < rows; n++) {
      left.add(new Object[] {n, n, "a", 0.0, n});
      right.add(new Object[] {n + 5, n, n, "b" + n});
    }
    EventTime time = EventTime.of("ts", ms(10));
    RowStream joined =
        RowStream.from(new RowsSource(StreamRows.SCHEMA, List.of(left)))
            .joinWithin(
                RowStream.from(new RowsSource(RIGHT, List.of(right))),
                List.of("k"),
                time,
                EventTime.of("when", ms(10)),
                ms(0),
                ms(5));
    RowBatch batch = new RowBatch(joined.schema(), 256);
    long most = 0;
    long mostBytes = 0;
    try (Source.Reader reader = joined.partitions(1).get(0).open(joined.schema(), null)) {
      while (reader.poll(batch) != Source.Reader.END) {
        most = Math.max(most, joined.counters().stateEntries());
        mostBytes = Math.max(mostBytes, joined.counters().stateBytes());
      }
      assertThat(joined.counters().stateEntries()).isZero();
    }
    assertThat(joined.counters().rowsOut()).isEqualTo(rows);
    // the sides are a batch apart, and rows stay for the disorder and the interval after that
    assertThat(most).isLessThanOrEqualTo(2 * (256 + 10 + 5 + 1));
    assertThat(mostBytes).isLessThan(1 << 20);
  }

  @Test
  void streamsOfDifferentDensityKeepTogetherInTime() throws IOException {
    List<Object[]> sparse = new ArrayList<>();
    List<Object[]> dense = new ArrayList<>();
    for (long n = 0; n < 60_000; n++) {
      dense.add(new Object[] {n, n, n, "b"});
      if (n % 30 == 0) {
        sparse.add(new Object[] {n, n, "a", 0.0, n});
      }
    }
    sparse.add(10, new Object[] {1L << 40, -1L, "wrong", 0.0, -1L});
    RowStream joined =
        RowStream.from(new RowsSource(StreamRows.SCHEMA, List.of(sparse)))
            .joinWithin(
                RowStream.from(new RowsSource(RIGHT, List.of(dense))),
                List.of("k"),
                EventTime.of("ts", Duration.ofDays(100_000)),
                EventTime.of("when", ms(0)),
                ms(0),
                ms(0));
    RowBatch batch = new RowBatch(joined.schema(), 16);
    long rowsIn = 0;
    long mostAhead = 0;
    List<WatchedSource.Read> log = new ArrayList<>();
    RowStream together =
        RowStream.from(new WatchedSource("a", StreamRows.SCHEMA, List.of(sparse), log))
            .filter(col("k").ge(lit(0)))
            .joinWithin(
                RowStream.from(new WatchedSource("b", RIGHT, List.of(dense), log)),
                List.of("k"),
                EventTime.of("ts", ms(0)),
                EventTime.of("when", ms(0)),
                ms(0),
                ms(0));
    try (Source.Reader reader = together.partitions(1).get(0).open(joined.schema(), null)) {
      while (reader.poll(batch) != Source.Reader.END) {
        mostAhead = Math.max(mostAhead, together.counters().stateEntries());
      }
    }
    assertThat(together.counters().rowsOut()).isEqualTo(2_000);
    assertThat(mostAhead).as("a batch of the sparse one and what it spans").isLessThan(16 * 30 * 3);
    try (Source.Reader reader = joined.partitions(1).get(0).open(joined.schema(), null)) {
      while (reader.poll(batch) != Source.Reader.END) {
        rowsIn = joined.counters().rowsIn();
      }
    }
    assertThat(rowsIn).as("a time in the future stops nobody").isEqualTo(62_001);
    assertThat(joined.counters().rowsOut()).isEqualTo(2_000);
  }

  @Test
  void anOuterRowGoesOutAsSoonAsNoPartnerCanCome() throws IOException {
    List<Object[]> left = new ArrayList<>();
    left.add(new Object[] {100L, 1L, "a", 0.0, 1L});
    List<Object[]> right = new ArrayList<>();
    for (long t = 0; t < 200; t++) {
      right.add(new Object[] {t, 2L, t, "b"});
    }
    List<WatchedSource.Read> log = new ArrayList<>();
    RowStream joined =
        RowStream.from(new RowsSource(StreamRows.SCHEMA, List.of(left)))
            .leftJoinWithin(
                RowStream.from(new WatchedSource("b", RIGHT, List.of(right), log)),
                List.of("k"),
                EventTime.of("ts", ms(0)),
                EventTime.of("when", ms(5)),
                ms(-10),
                ms(10));
    RowBatch batch = new RowBatch(joined.schema(), 1);
    try (Source.Reader reader = joined.partitions(1).get(0).open(joined.schema(), null)) {
      while (reader.poll(batch) == 0) {
        assertThat(reader.isDry()).isFalse();
      }
      // the right watermark passes 110 when a row of 116 comes
      assertThat(log).hasSize(117);
      assertThat(batch.column("m").isNull(0)).isTrue();
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    RowStream left = RowStream.from(new RowsSource(StreamRows.SCHEMA, List.of(new ArrayList<>())));
    RowStream right = RowStream.from(new RowsSource(RIGHT, List.of(new ArrayList<>())));
    EventTime ts = EventTime.of("ts", ms(1));
    EventTime when = EventTime.of("when", ms(1));
    List<String> on = List.of("k");
    assertThatThrownBy(() -> left.joinWithin(left, on, ts, ts, ms(0), ms(1)))
        .hasMessageContaining("both sides have a column ts")
        .hasMessageContaining("withColumnRenamed");
    assertThatThrownBy(() -> left.joinWithin(right, on, ts, when, ms(1), ms(0)))
        .hasMessageContaining("lower must be at most upper, got PT0.001S and PT0S");
    assertThatThrownBy(() -> left.joinWithin(right, on, when, when, ms(0), ms(1)))
        .hasMessageContaining("\"when\"");
    assertThatThrownBy(() -> left.joinWithin(right, List.of("k", "text"), ts, when, ms(0), ms(1)))
        .hasMessageContaining("\"text\"");
  }
}
