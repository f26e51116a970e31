package dev.inkling.engine.internal;

import dev.inkling.engine.Clock;
import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Aggregator;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Function;
import dev.inkling.operator.Query;
import java.util.Arrays;
import java.util.List;

/**
 * What one worker does with a batch of rows: filter, event time, pane, group, and every aggregate
 * fed column-wise into the worker's own state.
 */
final class RowPath implements WorkerPath {

  private final CompiledQuery query;
  private final long seed;
  private final Filter filter;
  private final PaneTimes times;
  private final InputColumns inputs;
  private final int[] keyInputs;
  private final ColumnVector[] keys;
  private final AggregateInput[] aggregateInputs;
  private final Scratch scratch;
  private final long[] hashes;
  private final int[] groups;
  private final boolean timed;

  /** Of each aggregate that takes runs of values, else null. */
  private final Backlog[] backlogs;

  private final GroupOrder order = new GroupOrder();
  private final KeyCache keyCache = new KeyCache();

  private GroupState state;
  private RowStore late;
  private long rowsFiltered;
  private long valuesNaN;
  private long statesTaken;
  private int stratum;

  /**
   * The input of an aggregate.
   *
   * @param values the number of its expression in {@link #inputs}, −1 if it takes rows
   * @param hashed whether the aggregate asks for hashes
   */
  private record AggregateInput(int values, boolean hashed) {}

  /**
   * A path into an empty state.
   *
   * @param seed different for every worker
   */
  RowPath(CompiledQuery query, int capacity, long seed, Clock clock) {
    this.query = query;
    this.seed = seed;
    this.timed = query.timed();
    this.late = query.query().late().isPresent() ? new RowStore(query.columns()) : null;
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
    this.times = new PaneTimes(query, capacity, clock);
    this.backlogs = backlogs(definition.aggregates());
    this.state = query.emptyState(seed);
  }

  private static Backlog[] backlogs(List<Query.Aggregate> aggregates) {
    long waiting = aggregates.stream().filter(a -> Backlog.isFor(a.aggregator())).count();
    int most = Backlog.MOST_VALUES / (int) Math.max(1, waiting);
    return aggregates.stream()
        .map(a -> Backlog.isFor(a.aggregator()) ? Backlog.of(a.aggregator(), most) : null)
        .toArray(Backlog[]::new);
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

  @Override
  public void process(RowBatch batch, long watermark) {
    if (filter != null) {
      int before = batch.size();
      filter.apply(batch);
      rowsFiltered += before - batch.size();
    }
    long[] panes = times.assign(batch, watermark, late);
    int rows = batch.size();
    if (rows == 0) {
      return;
    }
    inputs.start(batch);
    int single = findGroups(times.windowed() ? panes : null, rows);
    state.growStates();
    if (timed) {
      state.addTimes(groups, times.times(), rows);
    }
    for (int a = 0; a < aggregateInputs.length; a++) {
      AggregateInput input = aggregateInputs[a];
      ColumnVector values = input.values < 0 ? null : inputs.vector(input.values);
      long[] valueHashes = input.hashed ? inputs.hashes(input.values) : null;
      Backlog backlog = backlog(a, single, rows);
      valuesNaN +=
          state.aggregate(a).feed(values, valueHashes, groups, single, rows, scratch, backlog);
    }
  }

  /** Where values of an aggregate are to wait; null if they are better added at once. */
  private Backlog backlog(int aggregate, int single, int rows) {
    Backlog backlog = backlogs[aggregate];
    if (backlog == null) {
      return null;
    }
    boolean waits = single < 0 && state.size() <= Backlog.MOST_GROUPS;
    if (!waits || backlog.isFullWith(rows)) {
      settle(aggregate);
    }
    return waits ? backlog : null;
  }

  private void settle(int aggregate) {
    Backlog backlog = backlogs[aggregate];
    if (backlog != null && !backlog.isEmpty()) {
      state.aggregate(aggregate).settle(backlog, order);
    }
  }

  @Override
  public void settle() {
    for (int a = 0; a < backlogs.length; a++) {
      settle(a);
    }
  }

  /** Finds the group of each row, and says which it is if it is the same for all, else −1. */
  private int findGroups(long[] panes, int rows) {
    GroupTable table = state.groups();
    if (keyInputs.length == 0) {
      return findPanes(table, panes, rows);
    }
    for (int k = 0; k < keys.length; k++) {
      keys[k] = inputs.vector(keyInputs[k]);
    }
    if (keys.length == 1 && keyCache.find(table, keys[0], panes, rows, groups)) {
      return singleGroup(rows);
    }
    long[] rowHashes = inputs.hashes(keyInputs[0]);
    if (keys.length > 1) {
      System.arraycopy(rowHashes, 0, hashes, 0, rows);
      rowHashes = hashes;
      for (int k = 1; k < keys.length; k++) {
        ColumnHash.combine(hashes, inputs.hashes(keyInputs[k]), rows);
      }
    }
    table.find(keys, rowHashes, panes, rows, groups);
    return singleGroup(rows);
  }

  private int findPanes(GroupTable table, long[] panes, int rows) {
    if (panes == null || times.isOnePane()) {
      int group = table.findPane(panes == null ? 0 : panes[0]);
      Arrays.fill(groups, 0, rows, group);
      return group;
    }
    int group = -1;
    for (int row = 0; row < rows; row++) {
      if (group < 0 || panes[row] != panes[row - 1]) {
        group = table.findPane(panes[row]);
      }
      groups[row] = group;
    }
    return singleGroup(rows);
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

  /** Says that the next rows are of this stratum; only if load is shed. */
  void stratum(int number) {
    if (number != stratum) {
      settle();
      stratum = number;
      state.feedBy(query.shedAggregators(number));
    }
  }

  /** Hands the state over and starts with an empty one. */
  GroupState takeState() {
    return takeState(Long.MAX_VALUE);
  }

  /**
   * Hands over what there is of the panes before one, null if there is nothing, and goes on with
   * the rest.
   *
   * @param firstKept the pane; {@link Long#MAX_VALUE} if everything is wanted, {@link
   *     Long#MIN_VALUE} if nothing is
   */
  GroupState takeState(long firstKept) {
    GroupState whole = state;
    if (firstKept == Long.MIN_VALUE || (whole.size() == 0 && firstKept != Long.MAX_VALUE)) {
      return null;
    }
    int[] kept = firstKept == Long.MAX_VALUE ? new int[0] : whole.groupsFrom(firstKept);
    if (kept.length > 0 && kept.length == whole.size()) {
      return null;
    }
    settle();
    state = query.emptyState(ColumnHash.mix(seed, ++statesTaken));
    state.moveFrom(whole, kept);
    if (stratum != 0) {
      state.feedBy(query.shedAggregators(stratum));
    }
    return whole;
  }

  /** How large the state is. */
  StateSize size(int aggregates) {
    long waiting = order.heapBytes();
    for (Backlog backlog : backlogs) {
      waiting += backlog == null ? 0 : backlog.heapBytes();
    }
    return StateSize.of(state, aggregates, waiting);
  }

  /** Hands over the rows that were late and starts with none; null if nobody wants them. */
  RowStore takeLate() {
    RowStore taken = late;
    if (late != null && late.size() > 0) {
      late = new RowStore(query.columns());
    }
    return taken;
  }

  /** Goes on with an empty state that was made for the rows to come. */
  void startState(GroupState empty) {
    state = empty;
  }

  @Override
  public void forget() {
    state = null;
    Arrays.fill(backlogs, null);
  }

  @Override
  public PaneTimes times() {
    return times;
  }

  @Override
  public long rowsFiltered() {
    return rowsFiltered + times.rowsBetween();
  }

  @Override
  public long valuesNaN() {
    return valuesNaN;
  }
}
