package dev.inkling.operator;

import dev.inkling.hash.Hash64;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.frequency.CountMinSketch;
import java.nio.ByteBuffer;
import java.util.List;

/** About how often one value was seen. */
final class FrequencyEstimate extends SketchAggregator<CountMinSketch, Estimate>
    implements Aggregator.OfHash<CountMinSketch, Estimate> {

  /** The confidence with which the error is kept; bars are asked at any other. */
  static final double CONFIDENCE = 0.99;

  private final long hash;
  private final double error;

  private FrequencyEstimate(Expr.Literal value, long hash, double error) {
    super(
        "approx_frequency(" + value + ", error=" + error + ")",
        List.of(new Output("", Type.BIGINT, true)));
    this.hash = hash;
    this.error = error;
  }

  static FrequencyEstimate create(Type type, Object value, double error) {
    if (value == null) {
      throw new IllegalArgumentException("value must not be null");
    }
    Expr.Literal literal = new Expr.Literal(value, type); // checks that the value fits
    CountMinSketch.withError(error, CONFIDENCE); // checks the error's range
    return new FrequencyEstimate(literal, hash(value), error);
  }

  private static long hash(Object value) {
    Hash64 hash64 = Hash64.xxh3();
    if (value instanceof Long number) {
      return hash64.hash((long) number);
    }
    if (value instanceof Double number) {
      return hash64.hash((double) number);
    }
    if (value instanceof Boolean truth) {
      return hash64.hash(truth ? 1L : 0L);
    }
    return hash64.hash((String) value);
  }

  @Override
  public CountMinSketch create() {
    return CountMinSketch.withError(error, CONFIDENCE);
  }

  @Override
  public CountMinSketch[] newArray(int length) {
    return new CountMinSketch[length];
  }

  @Override
  public void add(CountMinSketch state, long valueHash) {
    state.addHash(valueHash);
  }

  @Override
  public void addAll(CountMinSketch state, long[] hashes, int from, int to) {
    state.addHashes(hashes, from, to);
  }

  @Override
  public void addScatter(CountMinSketch[] states, int[] groups, long[] hashes, int from, int to) {
    for (int i = from; i < to; i++) {
      states[groups[i]].addHash(hashes[i]);
    }
  }

  @Override
  public Estimate result(CountMinSketch state, double confidence) {
    return state.estimateHash(hash, confidence);
  }

  @Override
  CountMinSketch readSketch(ByteBuffer source) {
    return CountMinSketch.readFrom(source);
  }
}
