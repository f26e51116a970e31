package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Aggregator;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Function;
import dev.inkling.operator.Query;
import dev.inkling.operator.Window;
import dev.inkling.operator.WindowMath;
import java.util.List;

/**
 * What one worker does with a batch of rows: filter, event time, pane, group, and every aggregate
 * fed column-wise into the worker's own state.
 */
final class RowPath {

  private final CompiledQuery query;
  private final Filter filter;
  private final int timeColumn;
  private final Window.Tumbling window;
  private final InputColumns inputs;
  private final int[] keyInputs;
  private final ColumnVector[] keys;
  private final AggregateInput[] aggregateInputs;
  private final Scratch scratch;
  private final long[] panes;
  private final long[] hashes;
  private final int[] groups;
  private final int[] kept;

  private GroupState state;
  private long maxTime = Long.MIN_VALUE;
  private long rowsFiltered;
  private long rowsLate;
  private long rowsWithoutTime;
  private long valuesNaN;

  /**
   * The input of an aggregate.
   *
   * @param values the number of its expression in {@link #inputs}, −1 if it takes rows
   * @param hashed whether the aggregate asks for hashes
   */
  private record AggregateInput(int values, boolean hashed) {}

  RowPath(CompiledQuery query, int capacity) {
    this.query = query;
    Query definition = query.query();
    this.filter =
        definition.where().map(e -> Filter.compile(e, query.columns(), capacity)).orElse(null);
    this.inputs = new InputColumns(query.columns(), capacity);
    this.keyInputs =
        definition.keys().stream().mapToInt(key -> inputs.register(key.expr())).toArray();
    this.keys = new ColumnVector[keyInputs.length];
    this.aggregateInputs =
        definition.aggregates().stream().map(this::input).toArray(AggregateInput[]::new);
    this.scratch = new Scratch(capacity);
    this.groups = new int[capacity];
    this.hashes = new long[capacity];
    this.kept = new int[capacity];
    if (definition.window() instanceof Window.Tumbling tumbling) {
      window = tumbling;
      panes = new long[capacity];
      timeColumn = query.columns().indexOf(definition.eventTime().orElseThrow().column());
    } else {
      window = null;
      panes = null;
      timeColumn = -1;
    }
    this.state = query.emptyState();
  }

  private AggregateInput input(Query.Aggregate aggregate) {
    Aggregator<?, ?> aggregator = aggregate.aggregator();
    Expr values = aggregate.input().orElse(null);
    if (aggregate.filter().isPresent()) {
      // null where the filter is not true: the aggregate skips nulls, and the input is only
      // evaluated where the filter lets it
      Expr passing = values == null ? Expr.lit(1) : values;
      Expr nothing = new Expr.Literal(null, passing.type(query.columns()));
      values = new Expr.Call(Function.CASE, List.of(aggregate.filter().get(), passing, nothing));
    }
    boolean hashed =
        aggregator instanceof Aggregator.OfHash || aggregator instanceof Aggregator.OfBytes;
    return new AggregateInput(values == null ? -1 : inputs.register(values), hashed);
  }

  /**
   * Takes a batch; its rows are compacted on the way.
   *
   * @param watermark rows whose window ended at or before it are late
   */
  void process(RowBatch batch, long watermark) {
    if (filter != null) {
      int before = batch.size();
      filter.apply(batch);
      rowsFiltered += before - batch.size();
    }
    if (timeColumn >= 0) {
      assignPanes(batch, watermark);
    }
    int rows = batch.size();
    if (rows == 0) {
      return;
    }
    inputs.start(batch);
    findGroups(rows);
    state.growStates();
    int single = singleGroup(rows);
    for (int a = 0; a < aggregateInputs.length; a++) {
      AggregateInput input = aggregateInputs[a];
      ColumnVector values = input.values < 0 ? null : inputs.vector(input.values);
      long[] valueHashes = input.hashed ? inputs.hashes(input.values) : null;
      valuesNaN += state.aggregate(a).feed(values, valueHashes, groups, single, rows, scratch);
    }
  }

  private void assignPanes(RowBatch batch, long watermark) {
    ColumnVector times = batch.column(timeColumn);
    long[] ms = times.longs();
    boolean anyNull = times.anyNull();
    int rows = batch.size();
    int keep = 0;
    long start = Long.MIN_VALUE;
    long end = Long.MIN_VALUE; // no pane yet
    long latest = maxTime;
    for (int row = 0; row < rows; row++) {
      if (anyNull && times.isNull(row)) {
        rowsWithoutTime++;
        continue;
      }
      long time = ms[row];
      latest = Math.max(latest, time);
      if (time < start || time >= end) {
        start = WindowMath.startMs(window, time);
        end = WindowMath.endMs(window, time);
      }
      if (WindowMath.isDue(end, watermark)) {
        rowsLate++;
        continue;
      }
      panes[keep] = start;
      kept[keep++] = row;
    }
    maxTime = latest;
    if (keep < rows) {
      batch.keep(kept, keep);
    }
  }

  private void findGroups(int rows) {
    GroupTable table = state.groups();
    if (keyInputs.length == 0) {
      int group = -1;
      for (int row = 0; row < rows; row++) {
        if (group < 0 || (panes != null && panes[row] != panes[row - 1])) {
          group = table.findPane(panes == null ? 0 : panes[row]);
        }
        groups[row] = group;
      }
      return;
    }
    for (int k = 0; k < keys.length; k++) {
      keys[k] = inputs.vector(keyInputs[k]);
    }
    long[] rowHashes = inputs.hashes(keyInputs[0]);
    if (keys.length > 1 || panes != null) {
      System.arraycopy(rowHashes, 0, hashes, 0, rows);
      rowHashes = hashes;
      for (int k = 1; k < keys.length; k++) {
        ColumnHash.combine(hashes, inputs.hashes(keyInputs[k]), rows);
      }
      if (panes != null) {
        ColumnHash.combine(hashes, panes, rows);
      }
    }
    table.find(keys, rowHashes, panes, rows, groups);
  }

  private int singleGroup(int rows) {
    int group = groups[0];
    for (int row = 1; row < rows; row++) {
      if (groups[row] != group) {
        return -1;
      }
    }
    return group;
  }

  /** Hands the state over and starts with an empty one. */
  GroupState takeState() {
    GroupState taken = state;
    state = taken.fresh();
    return taken;
  }

  /** Forgets the state; nothing may be done afterwards. */
  void forget() {
    state = null;
  }

  /** The latest event time since the last call; {@link Long#MIN_VALUE} if there was none. */
  long takeMaxTime() {
    long taken = maxTime;
    maxTime = Long.MIN_VALUE;
    return taken;
  }

  long rowsFiltered() {
    return rowsFiltered;
  }

  long rowsLate() {
    return rowsLate;
  }

  long rowsWithoutTime() {
    return rowsWithoutTime;
  }

  long valuesNaN() {
    return valuesNaN;
  }
}
