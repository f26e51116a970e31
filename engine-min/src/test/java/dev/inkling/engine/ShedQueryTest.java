package dev.inkling.engine;

import static dev.inkling.operator.Expr.col;
import static dev.inkling.operator.Expr.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.inkling.operator.Aggregators;
import dev.inkling.operator.Query;
import dev.inkling.operator.Sampling;
import dev.inkling.operator.Shedding;
import dev.inkling.operator.Type;
import dev.inkling.operator.Window;
import dev.inkling.operator.sampling.SampleAggregators;
import dev.inkling.sketch.Estimate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queries that shed load, on a clock that their source turns. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class ShedQueryTest {

  private static final int ROWS = 6_000;

  private final AnswersSink sink = new AnswersSink();
  private final ManualClock clock = new ManualClock();
  private Job.Progress progress;
  private double seconds;

  private List<Answer> run(Query query, int threads) throws Exception {
    sink.answers.clear();
    long start = clock.nanos();
    Engine.Options options =
        Engine.Options.defaults().withThreads(threads).withBatchRows(32).withClock(clock);
    try (Engine engine = Engine.start(options);
        Job job = engine.submit(query.to(sink))) {
      job.awaitEnd();
      progress = job.progress();
    }
    seconds = (clock.nanos() - start) / 1e9;
    return List.copyOf(sink.answers);
  }

  /** Rows that cost 0.2 ms each, and in the second half four times as much: 3 s in all. */
  private Query slow(int partitions) {
    return Query.from(
        new PacedSource(
            clock, ROWS, partitions, row -> row < ROWS / 2 ? 200_000 : 800_000, 2_000, true, 0));
  }

  private static Query ask(Query query) {
    return query
        .aggregate("n", SampleAggregators.count())
        .aggregate("sum", "x", SampleAggregators.sum(Type.DOUBLE))
        .aggregate("avg", "x", SampleAggregators.avg())
        .aggregate("median", "x", SampleAggregators.quantiles(0.5));
  }

  private static Shedding within(int ms, long seed) {
    return new Shedding.Within(Duration.ofMillis(ms), seed);
  }

  private void checkCounts() {
    assertThat(progress.rowsRead()).isEqualTo(ROWS);
    Job.Shed shed = progress.shed().orElseThrow();
    assertThat(progress.rowsSampled() + shed.rows()).isEqualTo(progress.rowsRead());
  }

  @Test
  void whatWasNeverShedIsExact() throws Exception {
    Query query = ask(slow(1).groupBy("k")).shed(within(10_000, 1));
    for (Answer answer : run(query, 1)) {
      long key = answer.longValue("k");
      double sum = 0;
      int n = 0;
      for (int row = 0; row < ROWS; row++) {
        if (PacedSource.key(row) == key) {
          sum += PacedSource.value(row);
          n++;
        }
      }
      assertThat(answer.estimate("n")).isEqualTo(Estimate.exact((double) n));
      assertThat(answer.estimate("sum").isExact()).isTrue();
      assertThat(answer.estimate("sum").value()).isCloseTo(sum, offset(1e-9 * sum));
      assertThat(answer.estimate("avg").isExact()).isTrue();
      assertThat(answer.estimate("median").isExact()).isTrue();
    }
    checkCounts();
    assertThat(progress.shed().orElseThrow()).isEqualTo(new Job.Shed(0, 1, 1, 1, 1, 1));
  }

  @Test
  void timeIsKeptAndWhatWasLeftOutIsTold() throws Exception {
    for (int partitions : new int[] {1, 2}) {
      List<Answer> answers = run(ask(slow(partitions)).shed(within(1_000, 7)), partitions);
      assertThat(seconds).isLessThan(1.0);
      checkCounts();
      Job.Shed shed = progress.shed().orElseThrow();
      assertThat(shed.rows()).isGreaterThan(ROWS / 3);
      assertThat(shed.lowestRate()).isLessThan(0.5);
      assertThat(shed.highestRate()).isEqualTo(1);
      assertThat(shed.widening()).isGreaterThan(1.2);
      assertThat(shed.widening()).isCloseTo(1 / Math.sqrt(shed.effectiveRate()), offset(1e-12));
      // every row was counted, and there is one group
      assertThat(answers.get(0).estimate("n")).isEqualTo(Estimate.exact((double) ROWS));
    }
  }

  @Test
  void barsHoldThoughTheRatesChangeInTheMiddle() throws Exception {
    double[][] truth = new double[3][3];
    for (int row = 0; row < ROWS; row++) {
      double[] own = truth[(int) PacedSource.key(row)];
      own[0]++;
      own[1] += PacedSource.value(row);
    }
    for (int key = 0; key < 3; key++) {
      int group = key;
      double[] sorted =
          java.util.stream.IntStream.range(0, ROWS)
              .filter(row -> PacedSource.key(row) == group)
              .mapToDouble(PacedSource::value)
              .sorted()
              .toArray();
      truth[key][2] = sorted[(sorted.length + 1) / 2 - 1];
    }
    int runs = 400;
    Map<String, int[]> held = new TreeMap<>();
    Query query = ask(slow(1).groupBy("k"));
    for (int seed = 0; seed < runs; seed++) {
      for (Answer answer : run(query.shed(within(1_000, seed)), 1)) {
        int key = (int) answer.longValue("k");
        double[] own = truth[key];
        check(held, "n " + key, answer.estimate("n"), own[0]);
        check(held, "sum " + key, answer.estimate("sum"), own[1]);
        check(held, "avg " + key, answer.estimate("avg"), own[1] / own[0]);
        check(held, "median " + key, answer.estimate("median"), own[2]);
      }
      assertThat(progress.shed().orElseThrow().rows()).isPositive();
    }
    assertThat(held).hasSize(12);
    held.forEach(
        (cell, count) ->
            assertThat(count[1]).as(cell + " of " + count[0]).isGreaterThanOrEqualTo(least(runs)));
  }

  private static void check(Map<String, int[]> held, String cell, Estimate bar, double truth) {
    int[] count = held.computeIfAbsent(cell, k -> new int[2]);
    count[0]++;
    count[1] += bar.contains(truth) ? 1 : 0;
  }

  /** The fewest of n bars of 95 % that hold the truth, but for one case in a million. */
  private static int least(int n) {
    double log = n * Math.log(0.05);
    double below = 0;
    for (int k = 0; ; k++) {
      below += Math.exp(log);
      if (below > 1e-6) {
        return k;
      }
      log += Math.log((double) (n - k) / (k + 1)) + Math.log(0.95 / 0.05);
    }
  }

  @Test
  void aRateIsKept() throws Exception {
    // a row takes 0.1 ms: 10,000 a second without a limit
    Query all =
        Query.from(new PacedSource(clock, 200_000, 1, row -> 90_000, 10_000, true, 0))
            .aggregate("n", SampleAggregators.count());
    run(all.shed(Shedding.rate(2_000)), 1);
    assertThat(progress.rowsSampled() / seconds).isBetween(700.0, 2_100.0);
    assertThat(progress.rowsRead()).isEqualTo(200_000);
  }

  /** Rows come every 50 µs, and working on one takes 200 µs: three of four cannot be worked on. */
  @Test
  void windowsOfAStreamThatIsTooFastAreAnsweredWithBarsThatHold() throws Exception {
    int rows = 20_000;
    Query query =
        Query.from(new PacedSource(clock, rows, 1, row -> 200_000, 500, false, 50_000))
            .eventTime("ts", Duration.ofMillis(10))
            .window(Window.tumbling(Duration.ofMillis(4_000)))
            .where(col("x").gt(lit(0.0)))
            .aggregate("n", SampleAggregators.count())
            .aggregate("sum", "x", SampleAggregators.sum(Type.DOUBLE));
    int windows = 0;
    int counts = 0;
    int sums = 0;
    for (int seed = 0; seed < 40; seed++) {
      List<Answer> answers = run(query.shed(within(200, seed)), 1);
      assertThat(answers).hasSize(rows / 4_000);
      assertThat(seconds).isLessThan(1.2); // the rows take a second to come
      assertThat(progress.rowsRead()).isEqualTo(rows);
      for (Answer answer : answers) {
        int first = (int) answer.longValue("window_start");
        double sum = 0;
        for (int row = first; row < first + 4_000; row++) {
          sum += PacedSource.value(row);
        }
        windows++;
        counts += answer.estimate("n").contains(4_000.0) ? 1 : 0;
        sums += answer.estimate("sum").contains(sum) ? 1 : 0;
      }
    }
    assertThat(counts).isGreaterThanOrEqualTo(least(windows));
    assertThat(sums).isGreaterThanOrEqualTo(least(windows));
  }

  @Test
  void whatCannotBeEstimatedIsRefused() {
    Query table = slow(1).shed(Shedding.rate(1));
    assertThatThrownBy(() -> run(table.aggregate("m", "x", Aggregators.maxDoubles()), 1))
        .hasMessageContaining("use one of SampleAggregators, or drop Query.shed");
    assertThatThrownBy(() -> run(table.aggregate("s", "x", Aggregators.sample(3, Type.DOUBLE)), 1))
        .hasMessageContaining("drop Query.shed, or use Query.sample");
    assertThatThrownBy(() -> table.sample(new Sampling.Bernoulli(0.5, 1)))
        .hasMessage("a query either samples or sheds load: drop Query.sample or Query.shed");
    assertThatThrownBy(() -> Shedding.rate(0)).hasMessageContaining("at least 1, got 0");
    assertThatThrownBy(() -> Shedding.within(Duration.ZERO)).hasMessageContaining("1 ms");
  }
}
