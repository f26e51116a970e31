package dev.inkling.operator;

import java.nio.ByteBuffer;

/** How many distinct longs there are, exactly. */
final class DistinctLongs extends NamedAggregator<LongSet, Long>
    implements Aggregator.OfLong<LongSet, Long> {

  static final DistinctLongs INSTANCE = new DistinctLongs();

  private DistinctLongs() {
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
  public void add(LongSet state, long value) {
    state.add(value);
  }

  @Override
  public void addAll(LongSet state, long[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      state.add(values[i]);
    }
  }

  @Override
  public void addScatter(LongSet[] states, int[] groups, long[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      states[groups[i]].add(values[i]);
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
}
