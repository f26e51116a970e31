package dev.inkling.operator;

import java.nio.ByteBuffer;

/** The sum or the mean of doubles, compensated. */
final class DoubleSum extends NamedAggregator<DoubleSum.State, Double>
    implements Aggregator.OfDouble<DoubleSum.State, Double> {

  static final DoubleSum SUM = new DoubleSum("sum", false);
  static final DoubleSum MEAN = new DoubleSum("avg", true);

  private static final int STORED_BYTES = 1 + 3 * Long.BYTES;

  /*
   * Neumaier's summation (A. Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation
   * endlicher Summen, ZAMM 54, 1974, doi:10.1002/zamm.19740540106): `lost` gathers what each
   * addition rounds away. Once the sum is infinite or NaN it stays so and `lost` means nothing; it
   * is kept 0, so that equal states have equal bytes.
   */
  static final class State {
    private double sum;
    private double lost;
    private long count;

    private void add(double value) {
      double total = sum + value;
      lost += Math.abs(sum) >= Math.abs(value) ? (sum - total) + value : (value - total) + sum;
      sum = total;
      settle();
    }

    private void settle() {
      if (!Double.isFinite(sum)) {
        lost = 0;
      }
    }
  }

  private final boolean mean;

  private DoubleSum(String name, boolean mean) {
    super(name, Type.DOUBLE, false);
    this.mean = mean;
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
    state.add(value);
    state.count++;
  }

  @Override
  public void addAll(State state, double[] values, int from, int to) {
    double sum = state.sum;
    double lost = state.lost;
    for (int i = from; i < to; i++) {
      double value = values[i];
      double total = sum + value;
      lost += Math.abs(sum) >= Math.abs(value) ? (sum - total) + value : (value - total) + sum;
      sum = total;
    }
    state.sum = sum;
    state.lost = lost;
    state.settle();
    state.count += Math.max(0, to - from);
  }

  @Override
  public void addScatter(State[] states, int[] groups, double[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      State state = states[groups[i]];
      state.add(values[i]);
      state.count++;
    }
  }

  @Override
  public State merge(State into, State from) {
    double lost = from.lost;
    into.add(from.sum);
    into.lost += lost;
    into.settle();
    into.count += from.count;
    return into;
  }

  @Override
  public Double result(State state, double confidence) {
    if (state.count == 0) {
      return null;
    }
    double sum = state.sum + state.lost;
    return mean ? sum / state.count : sum;
  }

  @Override
  public long heapBytes(State state) {
    return Heap.object(3 * Long.BYTES);
  }

  @Override
  public int size(State state) {
    return STORED_BYTES;
  }

  @Override
  public void write(State state, ByteBuffer target) {
    target.put((byte) StateBytes.DOUBLE_SUM);
    StateBytes.putLong(target, state.count);
    StateBytes.putDouble(target, state.sum);
    StateBytes.putDouble(target, state.lost);
  }

  @Override
  public State read(ByteBuffer source) {
    StateBytes.expect(source, StateBytes.DOUBLE_SUM, STORED_BYTES - 1, "sum of doubles");
    State state = create();
    state.count = StateBytes.getLong(source);
    state.sum = StateBytes.getDouble(source);
    state.lost = StateBytes.getDouble(source);
    boolean consistent =
        state.count > 0
            ? Double.isFinite(state.sum) ? !Double.isNaN(state.lost) : state.lost == 0
            : state.count == 0 && state.sum == 0 && state.lost == 0;
    StateBytes.check(consistent, "sum of doubles", "must fit its count", state.count);
    return state;
  }
}
