package dev.inkling.engine.stream;

import dev.inkling.engine.Clock;
import dev.inkling.engine.Source;
import dev.inkling.engine.internal.Evaluator;
import dev.inkling.engine.internal.Filter;
import dev.inkling.engine.io.FileSource;
import dev.inkling.operator.Column;
import dev.inkling.operator.Expr;
import dev.inkling.operator.FileInput;
import dev.inkling.operator.Query.EventTime;
import dev.inkling.operator.Schema;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A source whose rows are made of other sources' rows, step by step; itself a {@link Source}, to be
 * read by a query or by the next step. Immutable: every call makes a new stream. See the package's
 * description for an example, and for what steps with a state have in common.
 *
 * <p>Steps without a state ({@link #filter}, {@link #withColumn}, {@link #select}, {@link
 * #withColumnRenamed}, {@link #map}, {@link #flatMap}, {@link #union}) and {@link #join} with a
 * table work on each partition by itself, in its order. All others read all partitions in one.
 */
public final class RowStream implements Source {

  private final Source source;
  private final Clock clock;
  private final CounterBoard board;

  /** Null unless this is a join with a table. */
  private final SharedTable table;

  private RowStream(Source source, Clock clock, CounterBoard board, SharedTable table) {
    this.source = source;
    this.clock = clock;
    this.board = board;
    this.table = table;
  }

  /** The rows of a source, as they are. */
  public static RowStream from(Source source) {
    return from(source, Clock.system());
  }

  /** The same, with the clock by which processing time goes and files of tables are looked at. */
  public static RowStream from(Source source, Clock clock) {
    return new RowStream(source, clock, new CounterBoard(), null);
  }

  /**
   * The rows of files.
   *
   * @throws IOException as {@link FileSource#open}
   */
  public static RowStream from(FileInput files) throws IOException {
    return from(FileSource.open(files));
  }

  /** Only rows for which a condition is TRUE. */
  public RowStream filter(Expr condition) {
    Schema all = schema();
    Filter.compile(condition, all, 1); // says at once what is wrong with it
    CounterBoard counts = new CounterBoard();
    return partitionwise(
        all,
        counts,
        (partition, wanted, position) -> {
          Schema needed = Columns.needed(all, wanted, Columns.of(condition));
          DroppingReader.Making making =
              rows -> {
                Filter filter = Filter.compile(condition, needed, rows);
                return (batch, from, tally) -> filter.apply(batch);
              };
          InTurn upstream = InTurn.of(partition, needed, position);
          return new DroppingReader(upstream, needed, wanted, making, null, counts);
        });
  }

  /** With a column more; it replaces one of the same name, which the expression may look at. */
  public RowStream withColumn(String name, Expr expr) {
    Schema before = schema();
    Evaluator compiled = Evaluator.compile(expr, before, 1);
    Schema after = Columns.with(before, new Column(name, compiled.type()));
    CounterBoard counts = new CounterBoard();
    return partitionwise(
        after,
        counts,
        (partition, wanted, position) -> {
          boolean asked = wanted.contains(name);
          List<String> besides = asked ? List.copyOf(Columns.of(expr)) : List.of();
          Schema others = without(wanted, name);
          Schema needed = Columns.needed(before, others, besides);
          return new ColumnsReader(
              partition.open(needed, position),
              needed,
              Columns.same(others),
              asked ? expr : null,
              asked ? wanted.indexOf(name) : -1,
              counts);
        });
  }

  private static Schema without(Schema schema, String name) {
    return new Schema(
        schema.columns().stream().filter(column -> !column.name().equals(name)).toList());
  }

  /** Only these columns, in this order. */
  public RowStream select(String... columns) {
    Schema before = schema();
    List<Column> selected = new ArrayList<>();
    for (String name : columns) {
      selected.add(before.column(before.indexOf(name)));
    }
    CounterBoard counts = new CounterBoard();
    return partitionwise(
        new Schema(selected),
        counts,
        (partition, wanted, position) ->
            new ColumnsReader(
                partition.open(wanted, position), wanted, Columns.same(wanted), null, -1, counts));
  }

  /** With another name for a column. */
  public RowStream withColumnRenamed(String existing, String name) {
    Schema before = schema();
    int index = before.indexOf(existing);
    List<Column> columns = new ArrayList<>(before.columns());
    columns.set(index, new Column(name, before.column(index).type()));
    CounterBoard counts = new CounterBoard();
    return partitionwise(
        new Schema(columns),
        counts,
        (partition, wanted, position) -> {
          Map<String, String> names = new LinkedHashMap<>();
          List<Column> needed = new ArrayList<>();
          for (Column column : wanted.columns()) {
            String old = column.name().equals(name) ? existing : column.name();
            needed.add(new Column(old, column.type()));
            names.put(old, column.name());
          }
          Schema upstream = new Schema(needed);
          return new ColumnsReader(
              partition.open(upstream, position), upstream, names, null, -1, counts);
        });
  }

  /**
   * Makes one row of each. All columns of this stream are read: {@link #select} those that the
   * function looks at before.
   *
   * @param columns what the new rows have
   */
  public RowStream map(Schema columns, RowFunction function) {
    return apply(columns, function, true);
  }

  /**
   * Makes any number of rows of each, by {@link RowBuilder#emit}; else like {@link #map}. A stream
   * that is read on from a {@link Source.Reader#position} calls the function again for rows it was
   * called for before, and counts on it to make the same rows.
   */
  public RowStream flatMap(Schema columns, RowFunction function) {
    return apply(columns, function, false);
  }

  private RowStream apply(Schema columns, RowFunction function, boolean oneForOne) {
    Schema before = schema();
    CounterBoard counts = new CounterBoard();
    return partitionwise(
        columns,
        counts,
        (partition, wanted, position) ->
            OperatorReader.resumable(
                partition,
                before,
                position,
                new MapOperator(function, before, columns, wanted, oneForOne),
                counts));
  }

  /**
   * The rows of this stream and of others, side by side: the partitions of all of them. The columns
   * must be the same; their order is that of this stream.
   *
   * @throws IllegalArgumentException if they are not; the message names a column
   */
  public RowStream union(Source... others) {
    List<Source> all = new ArrayList<>(List.of((Source) this));
    all.addAll(List.of(others));
    return new RowStream(new UnionSource(all), clock, new CounterBoard(), null);
  }

  /**
   * Only the first row of each key, in the order in which rows are read. Every key is remembered
   * for ever: in some 20 to 40 bytes, 8 for each number and 8 and its bytes for each text.
   */
  public RowStream distinctBy(String... keys) {
    Schema all = schema();
    List<String> by = Columns.keys(all, List.of(keys));
    return dropping(
        "distinctBy", by, Optional.empty(), needed -> rows -> new DistinctRows(needed, by, rows));
  }

  /**
   * {@link #distinctBy(List, EventTime, Duration)} with the disorder as horizon, as Spark's {@code
   * dropDuplicatesWithinWatermark} has it.
   */
  public RowStream distinctBy(List<String> keys, EventTime time) {
    Duration disorder = Columns.time(schema(), time).disorder().orElseThrow();
    return distinctBy(keys, time, disorder);
  }

  /**
   * Only the first row of each key, in the order in which rows are read, as long as the key is
   * remembered: until the watermark reaches that row's time and the horizon. So of rows on time
   * with equal keys that are less than the horizon apart only one is there; of others there may be
   * several. Rows older than the watermark, and rows without a time, are left out and counted.
   *
   * @param time the event time, with its disorder; idle partitions are not waited for
   * @param horizon at least 0
   */
  public RowStream distinctBy(List<String> keys, EventTime time, Duration horizon) {
    Schema all = schema();
    List<String> by = Columns.keys(all, keys);
    String column = Columns.time(all, time).column().orElseThrow();
    long horizonMs = Columns.millis("horizon", horizon, 0);
    List<String> besides = new ArrayList<>(by);
    besides.add(column);
    return dropping(
        "distinctBy",
        besides,
        Optional.of(time),
        needed -> rows -> new DistinctWithin(needed, by, column, horizonMs, rows));
  }

  /**
   * Only rows whose key is certain to be the first, by a Bloom filter: of equal keys never more
   * than one row is there, but a row whose key is new is left out too with at most about this
   * probability, however many keys there are. Some 1.2 bytes per key at 1 % as long as there are
   * not more than expected, 4 to 8 when there are a thousand times as many.
   *
   * @param expectedKeys how many different keys come before the filter grows for the first time, in
   *     [1, 2^32]
   * @param falseDropRate in [1e-6, 1)
   */
  public RowStream distinctByApprox(List<String> keys, long expectedKeys, double falseDropRate) {
    Schema all = schema();
    List<String> by = Columns.keys(all, keys);
    new DistinctByFilter(all, by, expectedKeys, falseDropRate, 1); // says at once what is wrong
    return dropping(
        "distinctByApprox",
        by,
        Optional.empty(),
        needed -> rows -> new DistinctByFilter(needed, by, expectedKeys, falseDropRate, rows));
  }

  /** Makes a maker of droppers for the columns that upstream is read with. */
  private interface DropperOf {
    DroppingReader.Making of(Schema needed);
  }

  private RowStream dropping(
      String operator, List<String> besides, Optional<EventTime> time, DropperOf dropper) {
    Schema all = schema();
    CounterBoard counts = new CounterBoard();
    return gathered(
        List.of(this),
        all,
        operator,
        counts,
        wanted -> {
          Schema needed = Columns.needed(all, wanted, besides);
          InTurn upstream = InTurn.of(List.of(new InTurn.Side(this, needed, time)), clock);
          return new DroppingReader(upstream, needed, wanted, dropper.of(needed), operator, counts);
        });
  }

  /** This stream, to be processed by key. */
  public KeyedStream keyBy(String... keys) {
    return new KeyedStream(
        this, Columns.keys(schema(), List.of(keys)), Optional.empty(), Optional.empty());
  }

  <S> RowStream process(ProcessOperator.Plan<S> plan) {
    CounterBoard counts = new CounterBoard();
    return gathered(
        List.of(this),
        plan.outputs(),
        "process",
        counts,
        wanted -> {
          InTurn upstream =
              InTurn.of(List.of(new InTurn.Side(this, plan.inputs(), plan.time())), clock);
          ProcessOperator<S> operator = new ProcessOperator<>(plan, wanted, clock);
          return new OperatorReader(upstream, operator, "process", counts, () -> {});
        });
  }

  /**
   * Puts the columns of a table beside those of each row, once for each of the table's rows with
   * the same key, in the order of the table; a row whose key is not in the table, or null, is left
   * out and counted as {@link StreamCounters#rowsUnmatched}.
   *
   * @param on the key columns, which have the same names and types on both sides
   * @throws IllegalArgumentException if they have not, or others have the same names
   */
  public RowStream join(Table with, String... on) {
    return join(with, List.of(on), false);
  }

  /**
   * Like {@link #join}, but rows whose key is not in the table go out too, with nulls in the
   * table's columns.
   */
  public RowStream leftJoin(Table with, String... on) {
    return join(with, List.of(on), true);
  }

  private RowStream join(Table with, List<String> on, boolean outer) {
    Schema left = schema();
    Schema right = with.schema();
    Schema joined =
        JoinColumns.schema(
            left, right, on, with::joinedName, "leave it out or use Table.withPrefix");
    List<String> rightNames =
        right.columns().stream().map(column -> with.joinedName(column.name())).toList();
    SharedTable shared = new SharedTable(with, on, clock);
    CounterBoard counts = new CounterBoard();
    PartitionwiseSource.Opening opening =
        (partition, wanted, position) -> {
          if (position != null) {
            throw Columns.noPosition("a join with a table");
          }
          Schema needed = Columns.needed(left, wanted, on);
          TableJoinOperator operator =
              new TableJoinOperator(
                  shared, JoinColumns.of(wanted, needed, rightNames), needed, on, outer);
          shared.acquire();
          try {
            InTurn upstream = InTurn.of(partition, needed, null);
            return new OperatorReader(
                upstream, operator, "a join with a table", counts, shared::release);
          } catch (IOException | RuntimeException e) {
            shared.release();
            throw e;
          }
        };
    return new RowStream(new PartitionwiseSource(this, joined, opening), clock, counts, shared);
  }

  /**
   * Joins each row with the rows of another stream that have the same key and whose time is in
   * [this row's time + lower, this row's time + upper]. Rows older than their own side's watermark,
   * and rows without a time, are left out and counted; a null key finds nothing. A row is kept
   * until the other side's watermark has passed its partners.
   *
   * @param on the key columns, which have the same names and types on both sides
   * @param time the event time of this stream, with its disorder
   * @param otherTime that of the other
   * @param lower may be negative
   * @param upper at least {@code lower}
   * @throws IllegalArgumentException if columns other than the keys have the same names
   */
  public RowStream joinWithin(
      RowStream other,
      List<String> on,
      EventTime time,
      EventTime otherTime,
      Duration lower,
      Duration upper) {
    return join(
        other,
        new IntervalJoinOperator.Plan(
            List.copyOf(on), time, otherTime, lower.toMillis(), upper.toMillis(), false));
  }

  /**
   * Like {@link #joinWithin}, but rows of this stream without a partner go out too, with nulls in
   * the other's columns, once none can come any more.
   */
  public RowStream leftJoinWithin(
      RowStream other,
      List<String> on,
      EventTime time,
      EventTime otherTime,
      Duration lower,
      Duration upper) {
    return join(
        other,
        new IntervalJoinOperator.Plan(
            List.copyOf(on), time, otherTime, lower.toMillis(), upper.toMillis(), true));
  }

  private RowStream join(RowStream other, IntervalJoinOperator.Plan plan) {
    Schema left = schema();
    Schema right = other.schema();
    Schema joined =
        JoinColumns.schema(
            left, right, plan.keys(), name -> name, "rename it by withColumnRenamed");
    String leftTime = Columns.time(left, plan.leftTime()).column().orElseThrow();
    String rightTime = Columns.time(right, plan.rightTime()).column().orElseThrow();
    if (plan.lowerMs() > plan.upperMs()) {
      throw new IllegalArgumentException(
          "lower must be at most upper, got "
              + Duration.ofMillis(plan.lowerMs())
              + " and "
              + Duration.ofMillis(plan.upperMs()));
    }
    CounterBoard counts = new CounterBoard();
    return gathered(
        List.of(this, other),
        joined,
        "joinWithin",
        counts,
        wanted -> {
          Schema neededLeft = Columns.needed(left, wanted, with(plan.keys(), leftTime));
          Schema neededRight = Columns.needed(right, wanted, with(plan.keys(), rightTime));
          List<String> rightNames = neededRight.columns().stream().map(Column::name).toList();
          IntervalJoinOperator operator =
              new IntervalJoinOperator(
                  plan, JoinColumns.of(wanted, neededLeft, rightNames), neededLeft, neededRight);
          List<InTurn.Side> sides =
              List.of(
                  new InTurn.Side(this, neededLeft, Optional.of(plan.leftTime())),
                  new InTurn.Side(other, neededRight, Optional.of(plan.rightTime())));
          return new OperatorReader(
              InTurn.of(sides, clock), operator, "joinWithin", counts, () -> {});
        });
  }

  private static List<String> with(List<String> names, String name) {
    List<String> more = new ArrayList<>(names);
    more.add(name);
    return more;
  }

  private RowStream partitionwise(
      Schema after, CounterBoard counts, PartitionwiseSource.Opening opening) {
    return new RowStream(new PartitionwiseSource(this, after, opening), clock, counts, null);
  }

  private RowStream gathered(
      List<Source> upstreams,
      Schema after,
      String operator,
      CounterBoard counts,
      GatheredSource.Opening opening) {
    return new RowStream(
        new GatheredSource(upstreams, after, operator, opening), clock, counts, null);
  }

  /**
   * What the last step of this stream has done so far; of the steps before, ask the streams that
   * they were called on. May be asked by any thread. A union, and a stream just made {@link #from}
   * a source, count nothing.
   */
  public StreamCounters counters() {
    return table == null ? board.sum() : table.plus(board.sum());
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public Schema schema() {
    return source.schema();
  }

  @Override
  public long totalBytes() {
    return source.totalBytes();
  }

  @Override
  public List<Partition> partitions(int wanted) throws IOException {
    return source.partitions(wanted);
  }
}
