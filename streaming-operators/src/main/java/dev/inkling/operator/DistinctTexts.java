package dev.inkling.operator;

import java.nio.ByteBuffer;

/** How many distinct texts there are, exactly. */
final class DistinctTexts extends NamedAggregator<TextSet, Long>
    implements Aggregator.OfBytes<TextSet, Long> {

  static final DistinctTexts INSTANCE = new DistinctTexts();

  private DistinctTexts() {
    super("count_distinct", Type.BIGINT, false);
  }

  @Override
  public TextSet create() {
    return new TextSet();
  }

  @Override
  public TextSet[] newArray(int length) {
    return new TextSet[length];
  }

  @Override
  public void add(TextSet state, byte[] bytes, int from, int to, long hash) {
    state.add(bytes, from, to, hash);
  }

  @Override
  public void addAll(
      TextSet state, byte[] bytes, int[] starts, int[] lengths, long[] hashes, int from, int to) {
    for (int i = from; i < to; i++) {
      state.add(bytes, starts[i], starts[i] + lengths[i], hashes[i]);
    }
  }

  @Override
  public void addScatter(
      TextSet[] states,
      int[] groups,
      byte[] bytes,
      int[] starts,
      int[] lengths,
      long[] hashes,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      states[groups[i]].add(bytes, starts[i], starts[i] + lengths[i], hashes[i]);
    }
  }

  @Override
  public TextSet merge(TextSet into, TextSet from) {
    into.addAll(from);
    return into;
  }

  @Override
  public Long result(TextSet state, double confidence) {
    return (long) state.size();
  }

  @Override
  public long heapBytes(TextSet state) {
    return state.heapBytes();
  }

  @Override
  public int size(TextSet state) {
    return state.storedBytes();
  }

  @Override
  public void write(TextSet state, ByteBuffer target) {
    state.writeTo(target);
  }

  @Override
  public TextSet read(ByteBuffer source) {
    return TextSet.readFrom(source);
  }
}
