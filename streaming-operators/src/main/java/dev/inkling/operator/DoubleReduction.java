package dev.inkling.operator;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;

/** Doubles put together two by two by a function of the user's. */
final class DoubleReduction extends NamedAggregator<DoubleReduction.State, Double>
    implements Aggregator.OfDouble<DoubleReduction.State, Double> {

  private static final int STORED_BYTES = 1 + 1 + Double.BYTES;

  /** What the values so far make; 0 where there is none. */
  static final class State {
    private double value;
    private boolean any;
  }

  private final DoubleBinaryOperator operator;

  DoubleReduction(String name, DoubleBinaryOperator operator) {
    super(name, Type.DOUBLE, false);
    this.operator = Objects.requireNonNull(operator, "operator");
  }

  @Override
  boolean hasSameFunctions(NamedAggregator<?, ?> other) {
    return other instanceof DoubleReduction that && operator.equals(that.operator);
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
  public void add(State state, double value) {
    state.value = state.any ? operator.applyAsDouble(state.value, value) : value;
    state.any = true;
  }

  @Override
  public void addAll(State state, double[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      add(state, values[i]);
    }
  }

  @Override
  public void addScatter(State[] states, int[] groups, double[] values, int from, int to) {
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
  public Double result(State state, double confidence) {
    return state.any ? state.value : null;
  }

  @Override
  public long heapBytes(State state) {
    return Heap.object(Double.BYTES + 1);
  }

  @Override
  public int size(State state) {
    return STORED_BYTES;
  }

  @Override
  public void write(State state, ByteBuffer target) {
    target.put((byte) StateBytes.DOUBLE_REDUCTION).put((byte) (state.any ? 1 : 0));
    StateBytes.putDouble(target, state.value);
  }

  @Override
  public State read(ByteBuffer source) {
    StateBytes.expect(source, StateBytes.DOUBLE_REDUCTION, STORED_BYTES - 1, name());
    State state = create();
    state.any = StateBytes.getBoolean(source, name());
    state.value = StateBytes.getDouble(source);
    boolean valid = state.any || Double.doubleToRawLongBits(state.value) == 0;
    StateBytes.check(valid, name(), "of nothing must be 0", Double.doubleToLongBits(state.value));
    return state;
  }
}
