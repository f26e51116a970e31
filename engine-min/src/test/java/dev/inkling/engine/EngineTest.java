package dev.inkling.engine;

import static dev.inkling.operator.Expr.col;
import static dev.inkling.operator.Expr.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.operator.Aggregators;
import dev.inkling.operator.Column;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Function;
import dev.inkling.operator.Query;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import dev.inkling.operator.Window;
import dev.inkling.sketch.Estimate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class EngineTest {

  private static final Schema VISITS =
      Schema.of(
          new Column("ts", Type.TIMESTAMP),
          new Column("page", Type.VARCHAR),
          new Column("user", Type.BIGINT),
          new Column("ms", Type.DOUBLE));

  private final AnswersSink sink = new AnswersSink();

  private static List<List<Object[]>> visits(int rows, int partitions, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<List<Object[]>> all = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      all.add(new ArrayList<>());
    }
    for (int row = 0; row < rows; row++) {
      Object page = random.nextInt(20) == 0 ? null : "/page/" + random.nextInt(7);
      Object user = random.nextInt(30) == 0 ? null : (Object) (long) random.nextInt(500);
      double ms = random.nextInt(50) == 0 ? Double.NaN : random.nextInt(100) / 4.0;
      long ts = random.nextInt(-40_000, 40_000);
      all.get(row % partitions).add(new Object[] {ts, page, user, ms});
    }
    return all;
  }

  private List<Answer> run(Query query, int threads, int batchRows) throws Exception {
    sink.answers.clear();
    Engine.Options options =
        Engine.Options.defaults().withThreads(threads).withBatchRows(batchRows);
    try (Engine engine = Engine.start(options);
        Job job = engine.submit(query.to(sink))) {
      job.awaitEnd();
    }
    return List.copyOf(sink.answers);
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "1,1,1024", "2,2,7", "2,3,1024", "3,5,64"})
  void groupsByWindowAndKeyLikeAPlainLoopOverAllRows(int threads, int partitions, int batchRows)
      throws Exception {
    List<List<Object[]>> rows = visits(4_000, partitions, 11);
    Query query =
        Query.from(new RowsSource(VISITS, rows))
            .eventTime("ts")
            .window(Window.tumbling(Duration.ofSeconds(10)))
            .groupBy("page")
            .aggregate("n", Aggregators.count())
            .aggregate("users", "user", Aggregators.countDistinctExact(Type.BIGINT))
            .aggregate("total", "ms", Aggregators.sumDoubles());

    Map<List<Object>, long[]> counts = new HashMap<>();
    Map<List<Object>, Set<Object>> users = new HashMap<>();
    Map<List<Object>, Double> totals = new HashMap<>();
    for (List<Object[]> partition : rows) {
      for (Object[] row : partition) {
        List<Object> key = new ArrayList<>();
        key.add(Math.floorDiv((Long) row[0], 10_000L) * 10_000L);
        key.add(row[1]);
        counts.computeIfAbsent(key, k -> new long[1])[0]++;
        Set<Object> seen = users.computeIfAbsent(key, k -> new HashSet<>());
        if (row[2] != null) {
          seen.add(row[2]);
        }
        if (!((Double) row[3]).isNaN()) {
          totals.merge(key, (Double) row[3], Double::sum);
        }
      }
    }

    List<Answer> answers = run(query, threads, batchRows);
    assertThat(answers).hasSize(counts.size());
    long before = Long.MIN_VALUE;
    for (Answer answer : answers) {
      List<Object> key = new ArrayList<>();
      key.add(answer.value("window_start"));
      key.add(answer.value("page"));
      assertThat(answer.longValue("window_end"))
          .isEqualTo(answer.longValue("window_start") + 10_000);
      assertThat(answer.value("n")).isEqualTo(counts.get(key)[0]);
      assertThat(answer.value("users")).isEqualTo((long) users.get(key).size());
      // quarters below 2^50 add up exactly
      assertThat(answer.value("total")).isEqualTo(totals.get(key));
      assertThat(answer.longValue("window_start")).isGreaterThanOrEqualTo(before);
      before = answer.longValue("window_start");
    }
  }

  @Test
  void sketchesOfAllPartitionsAnswerTheSameForAnyNumberOfThreadsAndBatchSize() throws Exception {
    List<List<Object[]>> rows = visits(3_000, 4, 5);
    Query query =
        Query.from(new RowsSource(VISITS, rows))
            .groupBy("page")
            .aggregate("users", "user", Aggregators.countDistinct(0.02))
            .orderBy(col("page"), false);
    List<Answer> expected = run(query, 1, 1);
    assertThat(run(query, 2, 7)).isEqualTo(expected);
    assertThat(run(query, 4, 1024)).isEqualTo(expected);
    assertThat(
            expected.get(0).estimate("users").contains(expected.get(0).estimate("users").value()))
        .isTrue();
  }

  @Test
  void withoutKeysEvenNoRowHasAnAnswer() throws Exception {
    Query query =
        Query.from(new RowsSource(VISITS, List.of(List.of())))
            .aggregate("n", Aggregators.count())
            .aggregate("total", "ms", Aggregators.sumDoubles());
    List<Answer> answers = run(query, 2, 16);
    assertThat(answers).hasSize(1);
    assertThat(answers.get(0).value("n")).isEqualTo(0L);
    assertThat(answers.get(0).value("total")).isNull();
  }

  @Test
  void withKeysNoRowHasNoAnswer() throws Exception {
    Query query =
        Query.from(new RowsSource(VISITS, List.of(List.of())))
            .groupBy("page")
            .aggregate("n", Aggregators.count());
    assertThat(run(query, 2, 16)).isEmpty();
  }

  @Test
  void filtersOfAggregatesGuardTheirInputs() throws Exception {
    List<Object[]> rows = new ArrayList<>();
    for (long i = 0; i < 10; i++) {
      rows.add(new Object[] {i, "p", i % 2, 1.0});
    }
    Expr quotient = Expr.call(Function.DIVIDE, lit(10), col("user"));
    Query query =
        Query.from(new RowsSource(VISITS, List.of(rows)))
            .aggregate(
                new Query.Aggregate(
                    "tens",
                    Optional.of(quotient),
                    Optional.of(Expr.call(Function.NOT_EQUAL, col("user"), lit(0))),
                    Aggregators.sumLongs()))
            .aggregate(
                new Query.Aggregate(
                    "odd", Optional.empty(), Optional.of(col("user").eq(1)), Aggregators.count()));
    List<Answer> answers = run(query, 1, 4);
    assertThat(answers.get(0).value("tens")).isEqualTo(50L);
    assertThat(answers.get(0).value("odd")).isEqualTo(5L);
  }

  @Test
  void havingOrderLimitAndOffsetWorkOnTheWholeResult() throws Exception {
    List<Object[]> rows = new ArrayList<>();
    for (long i = 0; i < 210; i++) {
      rows.add(new Object[] {i, "p" + i % 20, i, 1.0});
    }
    Query query =
        Query.from(new RowsSource(VISITS, List.of(rows.subList(0, 100), rows.subList(100, 210))))
            .groupBy("page")
            .aggregate("n", Aggregators.count())
            .having(col("n").ge(lit(11)))
            .orderBy(col("n"), true)
            .orderBy(col("page"), true)
            .offset(1)
            .limit(3);
    assertThat(run(query, 2, 16).stream().map(a -> a.value("page")).toList())
        .containsExactly("p8", "p7", "p6");
  }

  @Test
  void windowsAreAnsweredAsTheWatermarkPassesAndLateRowsAreCounted() throws Exception {
    List<Object[]> rows = new ArrayList<>();
    long[] times = {1_000, 9_000, 12_000, 8_000, 26_000, 5_000, 31_000};
    for (long time : times) {
      rows.add(new Object[] {time, "p", 1L, 1.0});
    }
    long[] now = {0};
    Query query =
        Query.from(new RowsSource(VISITS, List.of(rows)))
            .eventTime("ts", Duration.ofSeconds(5))
            .window(Window.tumbling(Duration.ofSeconds(10)))
            .aggregate("n", Aggregators.count())
            .to(sink);
    // the clock moves on by 1 ns whenever it is asked: an epoch is one batch of one row
    Engine.Options options =
        Engine.Options.defaults()
            .withThreads(1)
            .withBatchRows(1)
            .withEpoch(Duration.ofNanos(2))
            .withClock(() -> now[0]++);
    try (Engine engine = Engine.start(options);
        Job job = engine.submit(query)) {
      job.awaitEnd();
      // 8,000 is on time (watermark 7,000); 5,000 comes when the watermark is at 21,000
      assertThat(job.progress().rowsLate()).isEqualTo(1);
      assertThat(job.progress().rowsRead()).isEqualTo(7);
    }
    assertThat(
            sink.answers.stream().map(a -> a.value("window_start") + ":" + a.value("n")).toList())
        .containsExactly("0:3", "10000:1", "20000:1", "30000:1");
  }

  @Test
  void aBoundedInputIsReadToItsEndSoThatNoRowIsLate() throws Exception {
    List<Object[]> late = new ArrayList<>();
    late.add(new Object[] {5L, "p", 1L, 1.0});
    List<Object[]> early = new ArrayList<>();
    early.add(new Object[] {50_000_000L, "p", 1L, 1.0});
    Query query =
        Query.from(new RowsSource(VISITS, List.of(early, late)))
            .eventTime("ts")
            .window(Window.tumbling(Duration.ofSeconds(1)))
            .aggregate("n", Aggregators.count());
    assertThat(run(query, 1, 1)).hasSize(2);
  }

  @Test
  void rowsWithoutATimeAreCounted() throws Exception {
    List<Object[]> rows = new ArrayList<>();
    rows.add(new Object[] {null, "p", 1L, 1.0});
    rows.add(new Object[] {3L, "p", 1L, Double.NaN});
    Query query =
        Query.from(new RowsSource(VISITS, List.of(rows)))
            .eventTime("ts")
            .window(Window.tumbling(Duration.ofSeconds(1)))
            .aggregate("p50", "ms", Aggregators.quantiles(0.5))
            .to(sink);
    try (Engine engine = Engine.start(Engine.Options.defaults());
        Job job = engine.submit(query)) {
      job.awaitEnd();
      assertThat(job.progress().rowsWithoutTime()).isEqualTo(1);
      assertThat(job.progress().valuesNaN()).isEqualTo(1);
    }
    assertThat(sink.answers).hasSize(1);
    assertThat(sink.answers.get(0).value("p50")).isNull();
  }

  @Test
  void aBadRowEndsTheQueryWithItsPlace() {
    List<Object[]> rows = new ArrayList<>();
    rows.add(new Object[] {1L, "p", 1L, 1.0});
    rows.add(null);
    List<Object[]> good = new ArrayList<>();
    good.add(new Object[] {1L, "p", 1L, 1.0});
    Query query =
        Query.from(new RowsSource(VISITS, List.of(good, rows, good)))
            .aggregate("n", Aggregators.count());
    assertThatThrownBy(() -> run(query, 3, 1))
        .isInstanceOf(BadRowException.class)
        .hasMessage("rows:2: a row that a test made bad");
    assertThat(sink.answers).isEmpty();
    assertThat(sink.closed).isTrue();
  }

  @Test
  void memoryThatRunsOutInAWorkerEndsTheQuery() {
    List<Object[]> rows = new ArrayList<>();
    rows.add(new Object[] {1L, "p", 1L, 1.0});
    rows.add(new Object[0]);
    Query query =
        Query.from(new RowsSource(VISITS, List.of(rows, visits(500, 1, 3).get(0))))
            .groupBy("page")
            .aggregate("n", Aggregators.count());
    assertThatThrownBy(() -> run(query, 2, 1)).isInstanceOf(OutOfMemoryError.class);
    assertThat(sink.closed).isTrue();
  }

  @Test
  void aFailingSinkEndsTheQuery() {
    sink.failAfter = 1;
    Query query =
        Query.from(new RowsSource(VISITS, visits(100, 2, 3)))
            .groupBy("page")
            .aggregate("n", Aggregators.count());
    assertThatThrownBy(() -> run(query, 2, 10)).hasMessage("a sink that a test made fail");
  }

  @Test
  void barsOfComputedColumnsHoldTheTruth() throws Exception {
    List<Object[]> rows = new ArrayList<>();
    for (long i = 0; i < 50_000; i++) {
      rows.add(new Object[] {i, "p", i, 1.0});
    }
    Expr twice = Expr.call(Function.MULTIPLY, col("users"), lit(2));
    Query query =
        Query.from(new RowsSource(VISITS, List.of(rows)))
            .aggregate("users", "user", Aggregators.countDistinct(0.02))
            .confidence(0.999_999);
    Query computed =
        query.select(
            List.of(
                new Query.Selected(
                    "twice",
                    twice,
                    dev.inkling.operator.Bars.of(twice, "users"::equals, query.confidence()))));
    Estimate estimate = run(computed, 1, 1024).get(0).estimate("twice");
    assertThat(estimate.contains(100_000)).isTrue();
    assertThat(estimate.lower()).isLessThan(estimate.upper());
    assertThat(estimate.confidence()).isEqualTo(0.999_999);
  }
}
