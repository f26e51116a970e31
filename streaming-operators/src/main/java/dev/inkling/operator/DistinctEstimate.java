package dev.inkling.operator;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.distinct.HyperLogLog;
import java.nio.ByteBuffer;
import java.util.List;

/** About how many distinct values there are. */
final class DistinctEstimate extends SketchAggregator<HyperLogLog, Estimate>
    implements Aggregator.OfHash<HyperLogLog, Estimate> {

  private final int precision;

  DistinctEstimate(double relativeError) {
    super(
        "approx_count_distinct(error=" + relativeError + ")",
        List.of(new Output("", Type.BIGINT, true)));
    precision = HyperLogLog.withRelativeError(relativeError).precision();
  }

  @Override
  public HyperLogLog create() {
    return HyperLogLog.create(precision);
  }

  @Override
  public HyperLogLog[] newArray(int length) {
    return new HyperLogLog[length];
  }

  @Override
  public void add(HyperLogLog state, long hash) {
    state.addHash(hash);
  }

  @Override
  public void addAll(HyperLogLog state, long[] hashes, int from, int to) {
    state.addHashes(hashes, from, to);
  }

  @Override
  public void addScatter(HyperLogLog[] states, int[] groups, long[] hashes, int from, int to) {
    HyperLogLog.addHashes(states, groups, hashes, from, to);
  }

  @Override
  public Estimate result(HyperLogLog state, double confidence) {
    return state.estimate(confidence);
  }

  @Override
  HyperLogLog readSketch(ByteBuffer source) {
    return HyperLogLog.readFrom(source);
  }
}
