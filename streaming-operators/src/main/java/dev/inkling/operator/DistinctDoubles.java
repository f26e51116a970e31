package dev.inkling.operator;

import java.nio.ByteBuffer;

/** How many distinct doubles there are, exactly; −0.0 and 0.0 are one value. */
final class DistinctDoubles extends NamedAggregator<LongSet, Long>
    implements Aggregator.OfDouble<LongSet, Long> {

  static final DistinctDoubles INSTANCE = new DistinctDoubles();

  private DistinctDoubles() {
    super("count_distinct", Type.BIGINT, false);
  }

  @Override
  public LongSet create() {
    return new LongSet();
  }

  @Override
  public LongSet[] newArray(int length) {
    return new LongSet[length];
  }

  @Override
  public void add(LongSet state, double value) {
    state.add(bits(value));
  }

  @Override
  public void addAll(LongSet state, double[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      state.add(bits(values[i]));
    }
  }

  @Override
  public void addScatter(LongSet[] states, int[] groups, double[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      states[groups[i]].add(bits(values[i]));
    }
  }

  @Override
  public LongSet merge(LongSet into, LongSet from) {
    into.addAll(from);
    return into;
  }

  @Override
  public Long result(LongSet state, double confidence) {
    return (long) state.size();
  }

  @Override
  public long heapBytes(LongSet state) {
    return state.heapBytes();
  }

  @Override
  public int size(LongSet state) {
    return state.storedBytes();
  }

  @Override
  public void write(LongSet state, ByteBuffer target) {
    state.writeTo(target);
  }

  @Override
  public LongSet read(ByteBuffer source) {
    return LongSet.readFrom(source);
  }

  /** One long for each double that SQL tells apart. */
  private static long bits(double value) {
    return Double.doubleToLongBits(value == 0 ? 0.0 : value);
  }
}
