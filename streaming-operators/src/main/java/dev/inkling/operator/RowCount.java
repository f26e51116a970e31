package dev.inkling.operator;

import java.nio.ByteBuffer;

/** How many rows there are. */
final class RowCount extends NamedAggregator<RowCount.State, Long>
    implements Aggregator.Of<RowCount.State, Long> {

  static final RowCount INSTANCE = new RowCount();

  private static final int STORED_BYTES = 1 + Long.BYTES;

  static final class State {
    private long rows;
  }

  private RowCount() {
    super("count", Type.BIGINT, false);
  }

  @Override
  public State create() {
    return new State();
  }

  @Override
  public State[] newArray(int length) {
    return new State[length];
  }

  @Override
  public void add(State state, long rows) {
    if (rows < 0) {
      throw new IllegalArgumentException("rows must be at least 0, got " + rows);
    }
    state.rows = Math.addExact(state.rows, rows);
  }

  @Override
  public void addScatter(State[] states, int[] groups, int from, int to) {
    for (int i = from; i < to; i++) {
      states[groups[i]].rows++;
    }
  }

  @Override
  public State merge(State into, State from) {
    into.rows = Math.addExact(into.rows, from.rows);
    return into;
  }

  @Override
  public Long result(State state, double confidence) {
    return state.rows;
  }

  @Override
  public long heapBytes(State state) {
    return Heap.object(Long.BYTES);
  }

  @Override
  public int size(State state) {
    return STORED_BYTES;
  }

  @Override
  public void write(State state, ByteBuffer target) {
    target.put((byte) StateBytes.ROW_COUNT);
    StateBytes.putLong(target, state.rows);
  }

  @Override
  public State read(ByteBuffer source) {
    StateBytes.expect(source, StateBytes.ROW_COUNT, STORED_BYTES - 1, "count");
    State state = create();
    state.rows = StateBytes.getLong(source);
    StateBytes.check(state.rows >= 0, "count", "must be at least 0", state.rows);
    return state;
  }
}
