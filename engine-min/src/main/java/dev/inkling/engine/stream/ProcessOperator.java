package dev.inkling.engine.stream;

import dev.inkling.engine.Clock;
import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.stream.CounterBoard.Tally;
import dev.inkling.engine.stream.KeyedProcess.TimeDomain;
import dev.inkling.operator.Query.EventTime;
import dev.inkling.operator.Schema;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Hands rows and timers to a {@link KeyedProcess} and keeps its states. */
final class ProcessOperator<S> implements Operator {

  /**
   * What is processed.
   *
   * @param inputs the columns that rows have
   * @param keys those by which they are told apart
   * @param timeToLiveMs of states; {@link Long#MAX_VALUE}: for ever
   * @param outputs what the function makes
   */
  record Plan<S>(
      Schema inputs,
      List<String> keys,
      Optional<EventTime> time,
      long timeToLiveMs,
      Schema outputs,
      KeyedProcess<S> function) {}

  private final Plan<S> plan;
  private final int[] keyColumns;
  private final int timeColumn;
  private final int[] wanted;
  private final Clock clock;
  private KeyCells<S> cells;
  private RowBatch batch;
  private RowBuilder out;
  private Row view;
  private Call call;
  private int[] keys;
  private int next;
  private int rows;
  private int capacity;
  private long nowMs;

  /** The last timer that fires after the end. */
  private long lastTimerMs;

  private boolean ended;

  ProcessOperator(Plan<S> plan, Schema wanted, Clock clock) {
    this.plan = plan;
    this.clock = clock;
    this.keyColumns = KeyIndex.columns(plan.inputs, plan.keys);
    this.timeColumn = plan.time.flatMap(EventTime::column).map(plan.inputs::indexOf).orElse(-1);
    this.wanted = wanted.columns().stream().mapToInt(c -> plan.outputs.indexOf(c.name())).toArray();
  }

  @Override
  public RowBatch[] start(int batchRows) {
    capacity = batchRows;
    Schema keySchema =
        new Schema(
            plan.keys.stream().map(k -> plan.inputs.column(plan.inputs.indexOf(k))).toList());
    cells = new KeyCells<>(keySchema, plan.timeToLiveMs, capacity);
    batch = new RowBatch(plan.inputs, capacity);
    out = new RowBuilder(plan.outputs, capacity, false);
    view = new Row(plan.inputs);
    call = new Call(new Row(keySchema));
    return new RowBatch[] {batch};
  }

  @Override
  public void accept(InTurn from, Tally tally) {
    keys = cells.keys(batch, keyColumns);
    rows = batch.size();
    next = 0;
  }

  @Override
  public void work(InTurn from, Tally tally) {
    out.reuse();
    nowMs = clock.millis();
    cells.expire(nowMs);
    Watermarks marks = from.watermarks(0);
    call.marks = marks;
    if (from.hasEnded() && !ended) {
      ended = true;
      lastTimerMs = cells.timers(TimeDomain.EVENT_TIME).lastMs();
    }
    while (out.size() < capacity) {
      if (marks != null && fire(TimeDomain.EVENT_TIME, marks.watermark())) {
        continue;
      }
      if (!ended && fire(TimeDomain.PROCESSING_TIME, nowMs)) {
        continue;
      }
      if (next == rows) {
        return;
      }
      processRow(next++, marks, tally);
    }
  }

  private void processRow(int row, Watermarks marks, Tally tally) {
    KeyCell<S> cell = cells.cell(keys[row]);
    call.start(cell, null, 0);
    long time = Long.MIN_VALUE;
    if (marks != null) {
      ColumnVector times = batch.column(timeColumn);
      if (times.isNull(row)) {
        tally.rowsWithoutTime++;
      } else {
        time = times.longs()[row];
        call.late = time < marks.watermark();
        tally.rowsLate += call.late ? 1 : 0;
      }
    }
    plan.function.process(view.show(batch, row), call);
    call.end();
    if (time != Long.MIN_VALUE) {
      marks.observe(time);
    }
  }

  private boolean fire(TimeDomain domain, long timeMs) {
    Timers.Timer<S> due = cells.takeDue(domain, timeMs);
    if (due == null) {
      return false;
    }
    call.start(due.cell(), domain, due.timeMs());
    plan.function.onTimer(due.timeMs(), domain, call);
    call.end();
    return true;
  }

  @Override
  public int drain(RowBatch target) {
    return out.drain(target, wanted);
  }

  @Override
  public void report(Tally tally) {
    tally.stateEntries = cells.states();
    tally.stateBytes = cells.heapBytes();
    tally.timers =
        cells.timers(TimeDomain.EVENT_TIME).size()
            + (long) cells.timers(TimeDomain.PROCESSING_TIME).size();
  }

  /** One call of the function after the other. */
  private final class Call implements KeyedProcess.Context<S> {
    private final Row key;
    private Watermarks marks;
    private KeyCell<S> cell;
    private boolean late;

    /** The timer that fires; null while a row is processed. */
    private TimeDomain domain;

    private long timerMs;

    Call(Row key) {
      this.key = key;
    }

    void start(KeyCell<S> newCell, TimeDomain newDomain, long newTimerMs) {
      cell = newCell;
      domain = newDomain;
      timerMs = newTimerMs;
      late = false;
    }

    void end() {
      out.discard();
      cells.release(cell);
    }

    @Override
    public Row key() {
      return key.show(cells.key(cell), 0);
    }

    @Override
    public S state() {
      return cells.state(cell, nowMs);
    }

    @Override
    public void update(S state) {
      Objects.requireNonNull(state, "state: use clear to forget it");
      cells.state(cell, nowMs); // forgets one that has expired
      cells.update(cell, state, nowMs);
    }

    @Override
    public void clear() {
      cells.clear(cell);
    }

    @Override
    public RowBuilder out() {
      return out;
    }

    @Override
    public long watermarkMs() {
      return marks().watermark();
    }

    private Watermarks marks() {
      if (marks == null) {
        throw new IllegalStateException("there is no event time: name it by withEventTime");
      }
      return marks;
    }

    @Override
    public boolean isLate() {
      return late;
    }

    @Override
    public long processingTimeMs() {
      return nowMs;
    }

    @Override
    public void registerEventTimeTimer(long timeMs) {
      marks();
      check(TimeDomain.EVENT_TIME, timeMs);
      if (!ended || timeMs <= lastTimerMs) {
        cells.register(TimeDomain.EVENT_TIME, timeMs, cell);
      }
    }

    @Override
    public void deleteEventTimeTimer(long timeMs) {
      cells.delete(TimeDomain.EVENT_TIME, timeMs, cell);
    }

    @Override
    public void registerProcessingTimeTimer(long timeMs) {
      check(TimeDomain.PROCESSING_TIME, timeMs);
      cells.register(TimeDomain.PROCESSING_TIME, timeMs, cell);
    }

    @Override
    public void deleteProcessingTimeTimer(long timeMs) {
      cells.delete(TimeDomain.PROCESSING_TIME, timeMs, cell);
    }

    private void check(TimeDomain of, long timeMs) {
      if (domain == of && timeMs <= timerMs) {
        throw new IllegalArgumentException(
            "a timer registered in onTimer must be later than the one that fires, "
                + timerMs
                + ", got "
                + timeMs);
      }
    }
  }
}
