package dev.inkling.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.operator.Aggregators;
import dev.inkling.operator.Column;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Query;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import dev.inkling.operator.Window;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a job keeps: panes that can be asked for, and no more than it may. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class KeptStateTest {

  private static final Schema VISITS =
      Schema.of(
          new Column("ts", Type.TIMESTAMP),
          new Column("page", Type.VARCHAR),
          new Column("user", Type.BIGINT));

  private final AnswersSink sink = new AnswersSink();

  /** Rows that a source has, after which it has none yet. */
  private static final class GoesOn implements Source {

    private final RowsSource rows;

    GoesOn(List<Object[]> rows) {
      this.rows = new RowsSource(VISITS, List.of(rows));
    }

    @Override
    public String name() {
      return "goes on";
    }

    @Override
    public Schema schema() {
      return VISITS;
    }

    @Override
    public List<Partition> partitions(int wanted) {
      return rows.partitions(wanted).stream().map(GoesOn::goesOn).toList();
    }

    private static Partition goesOn(Partition partition) {
      return new Partition() {
        @Override
        public String name() {
          return partition.name();
        }

        @Override
        public Reader open(Schema columns, byte[] position) throws IOException {
          return goesOn(partition.open(columns, position));
        }
      };
    }

    private static Reader goesOn(Reader reader) {
      return new Reader() {
        @Override
        public int poll(RowBatch target) throws IOException {
          return Math.max(0, reader.poll(target));
        }

        @Override
        public byte[] position() {
          return reader.position();
        }

        @Override
        public Progress progress() {
          return reader.progress();
        }

        @Override
        public void close() throws IOException {
          reader.close();
        }
      };
    }
  }

  private static List<Object[]> visits(int seconds) {
    List<Object[]> rows = new ArrayList<>();
    for (int second = 0; second <= seconds; second++) {
      String page = second % 3 == 0 ? "/a" : "/b";
      rows.add(new Object[] {second * 1000L, page, (long) second});
    }
    return rows;
  }

  @Test
  void anIntervalIsAnsweredFromThePanesOfOpenWindows() throws Exception {
    Query query =
        Query.from(new GoesOn(visits(100)))
            .eventTime("ts", Duration.ZERO)
            .window(Window.sliding(Duration.ofSeconds(60), Duration.ofSeconds(10)))
            .groupBy("page")
            .aggregate("n", Aggregators.count())
            .orderBy(Expr.col("page"), false)
            .to(sink);
    Engine.Options options = Engine.Options.defaults().withEpoch(Duration.ofMillis(2));
    try (Engine engine = Engine.start(options);
        Job job = engine.submit(query)) {
      List<Answer> slice = List.of();
      while (slice.isEmpty()) {
        try {
          slice = job.slice(60_000, 90_000);
        } catch (IllegalArgumentException e) {
          Thread.onSpinWait(); // the watermark is not there yet
        }
      }
      assertThat(slice).hasSize(2);
      assertThat(slice.get(0).value("page")).isEqualTo("/a");
      assertThat(slice.get(0).value("n")).isEqualTo(10L);
      assertThat(slice.get(1).value("n")).isEqualTo(20L);
      assertThat(slice.get(0).longValue("window_start")).isEqualTo(60_000);
      assertThat(slice.get(0).longValue("window_end")).isEqualTo(90_000);
      assertThatThrownBy(() -> job.slice(65_000, 90_000)).hasMessageContaining("where panes do");
      assertThatThrownBy(() -> job.slice(90_000, 120_000)).hasMessageContaining("the watermark");
      assertThatThrownBy(() -> job.slice(0, 90_000)).hasMessageContaining("no longer kept");
      assertThat(job.awaitEnd(Duration.ofMillis(1))).isFalse();
      job.stop();
      job.awaitEnd();
    }
    // every window and page with a row was answered once, the last ones because of the stop; the
    // very last window holds one row
    assertThat(sink.answers).hasSize(2 * 16 - 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aQueryWhoseStateOutgrowsItsLimitSaysWhatGrew(int threads) throws Exception {
    List<List<Object[]>> partitions = List.of(new ArrayList<>(), new ArrayList<>());
    for (int row = 0; row < 300_000; row++) {
      partitions.get(row % 2).add(new Object[] {0L, "/a", (long) row});
    }
    Query query =
        Query.from(new RowsSource(VISITS, partitions))
            .groupBy("user")
            .aggregate("n", Aggregators.count())
            .aggregate("pages", "page", Aggregators.countDistinct(0.01))
            .to(sink);
    Engine.Options options = Engine.Options.defaults().withThreads(threads).withStateBytes(8 << 20);
    try (Engine engine = Engine.start(options);
        Job job = engine.submit(query)) {
      assertThatThrownBy(job::awaitEnd)
          .isInstanceOf(StateLimitException.class)
          .hasMessageContaining("more than the 8 MB that it may")
          .hasMessageContaining("groups by user")
          .hasMessageContaining("for pages, approx_count_distinct");
    }
    assertThat(sink.answers).isEmpty();
  }

  @Test
  void aLimitThatIsNotReachedChangesNothing() throws Exception {
    Query query =
        Query.from(new RowsSource(VISITS, List.of(visits(1000))))
            .groupBy("page")
            .aggregate("n", Aggregators.count())
            .to(sink);
    try (Engine engine = Engine.start(Engine.Options.defaults().withStateBytes(1 << 20));
        Job job = engine.submit(query)) {
      job.awaitEnd();
    }
    assertThat(sink.answers).hasSize(2);
  }
}
