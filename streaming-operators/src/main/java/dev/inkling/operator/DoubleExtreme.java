package dev.inkling.operator;

import java.nio.ByteBuffer;

/**
 * The smallest or the largest of doubles; −0.0 is smaller than 0.0, so that order cannot matter.
 */
final class DoubleExtreme extends NamedAggregator<DoubleExtreme.State, Double>
    implements Aggregator.OfDouble<DoubleExtreme.State, Double> {

  static final DoubleExtreme MIN = new DoubleExtreme("min", 1);
  static final DoubleExtreme MAX = new DoubleExtreme("max", -1);

  private static final int STORED_BYTES = 1 + 1 + Double.BYTES;

  /** The smallest value after {@code * sign}; infinity where there is none. */
  static final class State {
    private double smallest = Double.POSITIVE_INFINITY;
    private boolean any;
  }

  /** The maximum is the negated minimum of all negated values. */
  private final double sign;

  private DoubleExtreme(String name, double sign) {
    super(name, Type.DOUBLE, false);
    this.sign = sign;
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
    state.smallest = Math.min(state.smallest, value * sign);
    state.any = true;
  }

  @Override
  public void addAll(State state, double[] values, int from, int to) {
    double factor = sign;
    double smallest = state.smallest;
    for (int i = from; i < to; i++) {
      smallest = Math.min(smallest, values[i] * factor);
    }
    state.smallest = smallest;
    state.any |= from < to;
  }

  @Override
  public void addScatter(State[] states, int[] groups, double[] values, int from, int to) {
    double factor = sign;
    for (int i = from; i < to; i++) {
      State state = states[groups[i]];
      state.smallest = Math.min(state.smallest, values[i] * factor);
      state.any = true;
    }
  }

  @Override
  public State merge(State into, State from) {
    into.smallest = Math.min(into.smallest, from.smallest);
    into.any |= from.any;
    return into;
  }

  @Override
  public Double result(State state, double confidence) {
    return state.any ? state.smallest * sign : null;
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
    target.put((byte) StateBytes.DOUBLE_EXTREME).put((byte) (state.any ? 1 : 0));
    StateBytes.putDouble(target, state.smallest * sign);
  }

  @Override
  public State read(ByteBuffer source) {
    StateBytes.expect(source, StateBytes.DOUBLE_EXTREME, STORED_BYTES - 1, name());
    State state = create();
    state.any = StateBytes.getBoolean(source, name());
    state.smallest = StateBytes.getDouble(source) * sign;
    boolean valid =
        state.any ? !Double.isNaN(state.smallest) : state.smallest == Double.POSITIVE_INFINITY;
    StateBytes.check(valid, name(), "has a number, or none", state.any ? 1 : 0);
    return state;
  }
}
