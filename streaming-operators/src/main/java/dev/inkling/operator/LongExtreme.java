package dev.inkling.operator;

import java.nio.ByteBuffer;

/** The smallest or the largest of longs. */
final class LongExtreme extends NamedAggregator<LongExtreme.State, Long>
    implements Aggregator.OfLong<LongExtreme.State, Long> {

  private static final int STORED_BYTES = 1 + 1 + Long.BYTES;

  /** The smallest value after {@code ^ flip}; the largest long where there is none. */
  static final class State {
    private long smallest = Long.MAX_VALUE;
    private boolean any;
  }

  /** ~x turns the order of longs round: the maximum is the ~ of the minimum of all ~x. */
  private final long flip;

  private final Type type;

  private LongExtreme(String name, Type type, long flip) {
    super(name, type, false);
    if (!type.isLong()) {
      throw new IllegalArgumentException(
          name + " of longs needs BIGINT, TIMESTAMP or BOOLEAN, got " + type);
    }
    this.flip = flip;
    this.type = type;
  }

  static LongExtreme min(Type type) {
    return new LongExtreme("min", type, 0);
  }

  static LongExtreme max(Type type) {
    return new LongExtreme("max", type, -1);
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
    state.smallest = Math.min(state.smallest, value ^ flip);
    state.any = true;
  }

  @Override
  public void addAll(State state, long[] values, int from, int to) {
    long mask = flip;
    long smallest = state.smallest;
    for (int i = from; i < to; i++) {
      smallest = Math.min(smallest, values[i] ^ mask);
    }
    state.smallest = smallest;
    state.any |= from < to;
  }

  @Override
  public void addScatter(State[] states, int[] groups, long[] values, int from, int to) {
    long mask = flip;
    for (int i = from; i < to; i++) {
      State state = states[groups[i]];
      state.smallest = Math.min(state.smallest, values[i] ^ mask);
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
  public Long result(State state, double confidence) {
    return state.any ? state.smallest ^ flip : null;
  }

  @Override
  public Object output(Long result, int index) {
    Object value = super.output(result, index);
    return type == Type.BOOLEAN && value != null ? (Object) (result != 0) : value;
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
    target.put((byte) StateBytes.LONG_EXTREME).put((byte) (state.any ? 1 : 0));
    StateBytes.putLong(target, state.smallest ^ flip);
  }

  @Override
  public State read(ByteBuffer source) {
    StateBytes.expect(source, StateBytes.LONG_EXTREME, STORED_BYTES - 1, name());
    State state = create();
    state.any = StateBytes.getBoolean(source, name());
    state.smallest = StateBytes.getLong(source) ^ flip;
    StateBytes.check(
        state.any || state.smallest == Long.MAX_VALUE, name(), "has no value", state.smallest);
    return state;
  }
}
