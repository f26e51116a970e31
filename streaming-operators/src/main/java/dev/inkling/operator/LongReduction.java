package dev.inkling.operator;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.LongBinaryOperator;

/** Longs put together two by two by a function of the user's. */
final class LongReduction extends NamedAggregator<LongReduction.State, Long>
    implements Aggregator.OfLong<LongReduction.State, Long> {

  private static final int STORED_BYTES = 1 + 1 + Long.BYTES;

  /** What the values so far make; 0 where there is none. */
  static final class State {
    private long value;
    private boolean any;
  }

  private final LongBinaryOperator operator;

  LongReduction(String name, LongBinaryOperator operator) {
    super(name, Type.BIGINT, false);
    this.operator = Objects.requireNonNull(operator, "operator");
  }

  @Override
  boolean hasSameFunctions(NamedAggregator<?, ?> other) {
    return other instanceof LongReduction that && operator.equals(that.operator);
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
  public void add(State state, long value) {
    state.value = state.any ? operator.applyAsLong(state.value, value) : value;
    state.any = true;
  }

  @Override
  public void addAll(State state, long[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      add(state, values[i]);
    }
  }

  @Override
  public void addScatter(State[] states, int[] groups, long[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      add(states[groups[i]], values[i]);
    }
  }

  @Override
  public State merge(State into, State from) {
    if (from.any) {
      add(into, from.value);
    }
    return into;
  }

  @Override
  public Long result(State state, double confidence) {
    return state.any ? state.value : null;
  }

  @Override
  public long heapBytes(State state) {
    return Heap.object(Long.BYTES + 1);
  }

  @Override
  public int size(State state) {
    return STORED_BYTES;
  }

  @Override
  public void write(State state, ByteBuffer target) {
    target.put((byte) StateBytes.LONG_REDUCTION).put((byte) (state.any ? 1 : 0));
    StateBytes.putLong(target, state.value);
  }

  @Override
  public State read(ByteBuffer source) {
    StateBytes.expect(source, StateBytes.LONG_REDUCTION, STORED_BYTES - 1, name());
    State state = create();
    state.any = StateBytes.getBoolean(source, name());
    state.value = StateBytes.getLong(source);
    StateBytes.check(state.any || state.value == 0, name(), "of nothing must be 0", state.value);
    return state;
  }
}
