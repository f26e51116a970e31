package dev.inkling.operator;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/** The sum of longs in 128 bits, which 2^64 values cannot overflow. */
final class LongSum extends NamedAggregator<LongSum.State, Long>
    implements Aggregator.OfLong<LongSum.State, Long> {

  static final LongSum INSTANCE = new LongSum();

  private static final int STORED_BYTES = 1 + 1 + 2 * Long.BYTES;

  /** The sum is high · 2^64 + low, low unsigned. */
  static final class State {
    private long high;
    private long low;
    private boolean any;

    private void add(long otherHigh, long otherLow) {
      long sum = low + otherLow;
      high += otherHigh + (Long.compareUnsigned(sum, otherLow) < 0 ? 1 : 0);
      low = sum;
    }
  }

  private LongSum() {
    super("sum", Type.BIGINT, false);
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
    state.add(value >> 63, value);
    state.any = true;
  }

  @Override
  public void addAll(State state, long[] values, int from, int to) {
    if (from >= to) {
      return;
    }
    // the halves of fewer than 2^31 values sum up to less than 2^63 each
    long highs = 0;
    long lows = 0;
    for (int i = from; i < to; i++) {
      long value = values[i];
      highs += value >> 32;
      lows += value & 0xFFFF_FFFFL;
    }
    state.add(highs >> 32, highs << 32);
    state.add(0, lows);
    state.any = true;
  }

  @Override
  public void addScatter(State[] states, int[] groups, long[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      State state = states[groups[i]];
      long value = values[i];
      state.add(value >> 63, value);
      state.any = true;
    }
  }

  @Override
  public State merge(State into, State from) {
    into.add(from.high, from.low);
    into.any |= from.any;
    return into;
  }

  @Override
  public Long result(State state, double confidence) {
    if (!state.any) {
      return null;
    }
    if (state.high != state.low >> 63) {
      BigInteger low = new BigInteger(Long.toUnsignedString(state.low));
      throw new ArithmeticException(
          "sum: the total "
              + BigInteger.valueOf(state.high).shiftLeft(64).add(low)
              + " does not fit a BIGINT; sum CAST(… AS DOUBLE) instead");
    }
    return state.low;
  }

  @Override
  public long heapBytes(State state) {
    return Heap.object(2 * Long.BYTES + 1);
  }

  @Override
  public int size(State state) {
    return STORED_BYTES;
  }

  @Override
  public void write(State state, ByteBuffer target) {
    target.put((byte) StateBytes.LONG_SUM).put((byte) (state.any ? 1 : 0));
    StateBytes.putLong(target, state.low);
    StateBytes.putLong(target, state.high);
  }

  @Override
  public State read(ByteBuffer source) {
    StateBytes.expect(source, StateBytes.LONG_SUM, STORED_BYTES - 1, "sum");
    State state = create();
    state.any = StateBytes.getBoolean(source, "sum");
    state.low = StateBytes.getLong(source);
    state.high = StateBytes.getLong(source);
    StateBytes.check(
        state.any || (state.low | state.high) == 0, "sum", "of nothing must be 0", state.low);
    return state;
  }
}
