package dev.inkling.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.engine.ReferenceEngine.Emitted;
import dev.inkling.engine.ReferenceEngine.Plan;
import dev.inkling.engine.ReferenceEngine.Row;
import dev.inkling.engine.ReferenceWindows.Bounds;
import dev.inkling.operator.Aggregators;
import dev.inkling.operator.Column;
import dev.inkling.operator.Emission;
import dev.inkling.operator.Query;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import dev.inkling.operator.Window;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A stream and a query that both engines run; their answers must be the same. */
final class SemanticsCase {

  static final Schema EVENTS =
      Schema.of(
          new Column("ts", Type.TIMESTAMP),
          new Column("k", Type.VARCHAR),
          new Column("v", Type.BIGINT),
          new Column("user", Type.VARCHAR));

  private final Plan plan;
  private final boolean keyed;
  private final String stream;
  private final List<List<Row>> partitions;

  /** A case; what the stream is called is only for messages. */
  SemanticsCase(Plan plan, boolean keyed, String stream, List<List<Row>> partitions) {
    this.plan = plan;
    this.keyed = keyed;
    this.stream = stream;
    this.partitions = partitions;
  }

  /** The query that a plan describes. */
  static Query query(Plan plan, boolean keyed, Source source) {
    Query query =
        Query.from(source)
            .time(
                new Query.EventTime(
                    Optional.of("ts"), plan.disorder(), plan.lateness(), Optional.empty()))
            .window(plan.window())
            .emit(new Emission(plan.mode(), plan.early(), new Emission.Trigger.AsFastAsPossible()));
    return (keyed ? query.groupBy("k") : query)
        .aggregate("n", Aggregators.count())
        .aggregate("total", "v", Aggregators.sumLongs())
        .aggregate("least", "v", Aggregators.minLongs(Type.BIGINT))
        .aggregate("most", "v", Aggregators.maxLongs(Type.BIGINT))
        .aggregate("kinds", "v", Aggregators.countDistinctExact(Type.BIGINT))
        .aggregate("users", "user", Aggregators.countDistinct(0.05));
  }

  static RowsSource source(List<List<Row>> partitions) {
    return new RowsSource(
        EVENTS, partitions.stream().map(rows -> rows.stream().map(Row::cells).toList()).toList());
  }

  /** A source of rows for each of which a millisecond goes by. */
  private record Ticking(RowsSource rows, ManualClock clock) implements Source {
    @Override
    public String name() {
      return rows.name();
    }

    @Override
    public Schema schema() {
      return rows.schema();
    }

    @Override
    public List<Partition> partitions(int wanted) {
      List<Partition> all = new ArrayList<>();
      rows.partitions(wanted).forEach(partition -> all.add(new TickingPartition(partition, clock)));
      return all;
    }
  }

  private record TickingPartition(Source.Partition rows, ManualClock clock)
      implements Source.Partition {
    @Override
    public String name() {
      return rows.name();
    }

    @Override
    public Source.Reader open(Schema columns, byte[] position) throws IOException {
      return new TickingReader(rows.open(columns, position), clock);
    }
  }

  private record TickingReader(Source.Reader rows, ManualClock clock) implements Source.Reader {
    @Override
    public int poll(RowBatch target) throws IOException {
      int read = rows.poll(target);
      clock.pass(Math.max(0, read) * 1_000_000L);
      return read;
    }

    @Override
    public byte[] position() {
      return rows.position();
    }

    @Override
    public Source.Progress progress() {
      return rows.progress();
    }

    @Override
    public void close() throws IOException {
      rows.close();
    }
  }

  /** Runs both and compares all answers, their revisions, and the late rows. */
  void check(ReferenceWindows windows) throws Exception {
    ReferenceEngine expected = ReferenceEngine.run(plan, keyed, windows, partitions);
    ManualClock clock = new ManualClock();
    EpochsSink sink = new EpochsSink();
    EpochsSink late = new EpochsSink();
    Engine.Options options =
        Engine.Options.defaults()
            .withThreads(plan.threads())
            .withBatchRows(plan.batchRows())
            .withEpochRows(plan.epochRows())
            .withClock(clock);
    Source source = new Ticking(source(partitions), clock);
    Query query = query(plan, keyed, source).to(sink).lateTo(late);
    try (Engine engine = Engine.start(options);
        Job job = engine.submit(query)) {
      job.awaitEnd();
      Job.Progress progress = job.progress();
      int all = partitions.stream().mapToInt(List::size).sum();
      assertThat(progress.rowsRead()).as("rows of %s", this).isEqualTo(all);
      assertThat(progress.rowsLate()).as("late of %s", this).isEqualTo(expected.late.size());
      assertThat(progress.rowsWithoutTime())
          .as("without time of %s", this)
          .isEqualTo(expected.rowsWithoutTime);
    }
    List<List<Emitted>> actual = new ArrayList<>();
    sink.epochs.forEach(epoch -> actual.add(epoch.stream().map(this::emitted).toList()));
    assertThat(actual.size()).as("epochs of %s", this).isEqualTo(expected.epochs.size());
    for (int e = 0; e < actual.size(); e++) {
      checkOrder(actual.get(e));
      assertThat(actual.get(e))
          .as("epoch %d of %s", e, this)
          .containsExactlyInAnyOrderElementsOf(expected.epochs.get(e));
    }
    List<List<Object>> lateRows = new ArrayList<>();
    late.epochs.forEach(epoch -> epoch.forEach(answer -> lateRows.add(answer.values())));
    assertThat(lateRows)
        .as("late rows of %s", this)
        .containsExactlyInAnyOrderElementsOf(expected.late.stream().map(this::readCells).toList());
  }

  /** What the query reads of a row, in the order of the table's columns. */
  private List<Object> readCells(Row row) {
    return keyed
        ? Arrays.asList(row.time(), row.key(), row.value(), row.user())
        : Arrays.asList(row.time(), row.value(), row.user());
  }

  private Emitted emitted(Answer answer) {
    boolean global = plan.window() instanceof Window.Global;
    Bounds window =
        global
            ? Bounds.GLOBAL
            : new Bounds(answer.longValue("window_start"), answer.longValue("window_end"));
    if (answer.schema().contains(Query.REVISION)) {
      assertThat(answer.longValue(Query.REVISION)).isEqualTo(answer.revision());
    } else {
      assertThat(answer.revision()).isZero();
    }
    List<Object> values = new ArrayList<>();
    for (String column : List.of("n", "total", "least", "most", "kinds", "users")) {
      values.add(answer.value(column));
    }
    Object key = keyed ? answer.value("k") : null;
    return new Emitted(window, (String) key, answer.revision(), values);
  }

  /** Windows go out in the order of their ends. */
  private void checkOrder(List<Emitted> epoch) {
    for (int i = 1; i < epoch.size(); i++) {
      assertThat(epoch.get(i).window())
          .as("order of windows of %s", this)
          .isGreaterThanOrEqualTo(epoch.get(i - 1).window());
    }
  }

  /** Whether a query can be asked like this at all. */
  static boolean isAllowed(Plan plan) {
    boolean amends = !plan.lateness().isZero();
    boolean isEarly = plan.mode() != Emission.Mode.APPEND || plan.early().isPresent();
    boolean session = plan.window() instanceof Window.Session;
    return (plan.disorder().isPresent() || !amends)
        && !(session && (amends || (isEarly && plan.mode() != Emission.Mode.COMPLETE)));
  }

  @Override
  public String toString() {
    return plan + (keyed ? " by key over " : " over ") + stream;
  }
}
