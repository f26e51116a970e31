package dev.inkling.operator;

import dev.inkling.sketch.membership.BloomFilter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/** Which values were seen; the column shows about how many. */
final class Membership extends SketchAggregator<BloomFilter, SeenValues>
    implements Aggregator.OfHash<BloomFilter, SeenValues> {

  private final long expected;
  private final double falsePositiveRate;

  Membership(long expected, double falsePositiveRate) {
    super(
        "bloom_filter(expected=" + expected + ", rate=" + falsePositiveRate + ")",
        List.of(new Output("", Type.BIGINT, true)));
    BloomFilter.create(expected, falsePositiveRate); // checks the ranges
    this.expected = expected;
    this.falsePositiveRate = falsePositiveRate;
  }

  @Override
  public BloomFilter create() {
    return BloomFilter.create(expected, falsePositiveRate);
  }

  @Override
  public BloomFilter[] newArray(int length) {
    return new BloomFilter[length];
  }

  @Override
  public void add(BloomFilter state, long hash) {
    state.addHash(hash);
  }

  @Override
  public void addAll(BloomFilter state, long[] hashes, int from, int to) {
    state.addHashes(hashes, from, to);
  }

  @Override
  public void addScatter(BloomFilter[] states, int[] groups, long[] hashes, int from, int to) {
    for (int i = from; i < to; i++) {
      states[groups[i]].addHash(hashes[i]);
    }
  }

  @Override
  public SeenValues result(BloomFilter state, double confidence) {
    return new SeenValues(state.copy(), state.cardinality(confidence));
  }

  @Override
  public Object output(SeenValues result, int index) {
    Objects.checkIndex(index, outputs().size());
    return result.distinct();
  }

  @Override
  BloomFilter readSketch(ByteBuffer source) {
    return BloomFilter.readFrom(source);
  }
}
