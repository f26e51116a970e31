package dev.inkling.engine.stream;

import static dev.inkling.operator.Expr.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.engine.Answer;
import dev.inkling.engine.AnswersSink;
import dev.inkling.engine.Engine;
import dev.inkling.engine.EvaluationException;
import dev.inkling.engine.Job;
import dev.inkling.engine.RowsSource;
import dev.inkling.operator.Aggregators;
import dev.inkling.operator.Emission;
import dev.inkling.operator.Expr;
import dev.inkling.operator.FileInput;
import dev.inkling.operator.Function;
import dev.inkling.operator.Query;
import dev.inkling.operator.Query.EventTime;
import dev.inkling.operator.Window;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Queries over streams, as users write them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class StreamQueryTest {

  @TempDir private Path folder;

  private final AnswersSink sink = new AnswersSink();

  private List<Answer> run(Query query, int threads) throws Exception {
    sink.answers.clear();
    Engine.Options options = Engine.Options.defaults().withThreads(threads).withBatchRows(64);
    try (Engine engine = Engine.start(options);
        Job job = engine.submit(query.to(sink))) {
      job.awaitEnd();
    }
    return List.copyOf(sink.answers);
  }

  @Test
  void theExampleOfThePackageRuns() throws Exception {
    Path visits = folder.resolve("visits.csv");
    Path countries = folder.resolve("countries.csv");
    Files.writeString(
        visits,
        """
        ts,visit_id,user,country,status
        2026-01-01T00:00:01Z,a,1,IT,200
        2026-01-01T00:00:02Z,b,2,NO,200
        2026-01-01T00:00:02Z,b,2,NO,200
        2026-01-01T00:00:03Z,c,3,KE,404
        2026-01-01T00:00:04Z,d,4,XX,200
        2026-01-01T00:01:04Z,e,1,KE,200
        """);
    Files.writeString(countries, "country,continent\nIT,Europe\nNO,Europe\nKE,Africa\n");
    EventTime ts = EventTime.of("ts", Duration.ofSeconds(5));
    RowStream stream =
        RowStream.from(FileInput.of(visits.toString()))
            .filter(col("status").eq(200))
            .distinctBy(List.of("visit_id"), ts, Duration.ofMinutes(10))
            .leftJoin(Table.csv(countries.toString()), "country");
    Query perContinent =
        Query.from(stream)
            .eventTime("ts", Duration.ofSeconds(5))
            .window(Window.tumbling(Duration.ofMinutes(1)))
            .groupBy("continent")
            .aggregate("users", "user", Aggregators.countDistinct(0.01))
            .orderBy(col("window_start"), false)
            .orderBy(col("continent"), false);
    List<String> found = new ArrayList<>();
    for (Answer answer : run(perContinent, 2)) {
      found.add(answer.value("continent") + " " + answer.estimate("users").value());
    }
    assertThat(found).containsExactlyInAnyOrder("Europe 2.0", "null 1.0", "Africa 1.0");
    assertThat(stream.counters().rowsUnmatched()).isEqualTo(1);
  }

  @Test
  void stepsKeepThePartitionsForAllThreads() throws Exception {
    List<List<Object[]>> rows = StreamRows.random(new Random(1), 5000, 3, 5, 0);
    RowStream stream =
        RowStream.from(new RowsSource(StreamRows.SCHEMA, rows))
            .filter(col("n").ge(Expr.lit(1000)))
            .withColumn("n", Expr.call(Function.MODULO, col("n"), Expr.lit(7)));
    assertThat(stream.partitions(4)).hasSize(3);
    Query query = Query.from(stream).groupBy("n").aggregate("rows", Aggregators.count());
    long sum = 0;
    for (Answer answer : run(query, 3)) {
      sum += answer.longValue("rows");
    }
    assertThat(sum).isEqualTo(4000);
  }

  @Test
  void whatIsAvailableNowIsReadThoughNothingIsLeftOfManyBatches() throws Exception {
    List<Object[]> rows = new ArrayList<>();
    for (long n = 0; n < 100_000; n++) {
      rows.add(new Object[] {n, n < 99_990 ? 1L : 2L, "a", 0.0, n});
    }
    RowStream stream =
        RowStream.from(new RowsSource(StreamRows.SCHEMA, List.of(rows)))
            .filter(col("k").eq(2))
            .filter(col("k").eq(2))
            .distinctBy("n");
    Query query =
        Query.from(stream)
            .trigger(new Emission.Trigger.AvailableNow())
            .aggregate("rows", Aggregators.count());
    assertThat(run(query, 1)).hasSize(1).allMatch(answer -> answer.longValue("rows") == 10);
  }

  @Test
  void whatFailsInAStepFailsTheQuery() {
    List<List<Object[]>> rows = StreamRows.random(new Random(1), 50, 1, 5, 0);
    RowStream source = RowStream.from(new RowsSource(StreamRows.SCHEMA, rows));
    RowStream dividing = source.withColumn("y", Expr.call(Function.DIVIDE, Expr.lit(1), col("n")));
    Query sum = Query.from(dividing).aggregate("sum", "y", Aggregators.sumLongs());
    assertThatThrownBy(() -> run(sum, 1)).isInstanceOf(EvaluationException.class);
    RowStream mapping =
        source.map(
            StreamRows.SCHEMA,
            (row, out) -> {
              throw new IllegalStateException("a function that a test made fail");
            });
    Query count = Query.from(mapping).aggregate("rows", Aggregators.count());
    assertThatThrownBy(() -> run(count, 1)).hasMessage("a function that a test made fail");
  }
}
