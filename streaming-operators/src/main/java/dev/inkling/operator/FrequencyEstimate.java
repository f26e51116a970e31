package dev.inkling.operator;

import dev.inkling.hash.Hash64;
import dev.inkling.sketch.Estimate;
import java.nio.ByteBuffer;

/**
 * How often one value was seen. Since the value is known beforehand, a count is enough, and exact.
 */
final class FrequencyEstimate extends NamedAggregator<FrequencyEstimate.State, Estimate>
    implements Aggregator.OfHash<FrequencyEstimate.State, Estimate> {

  private static final int STORED_BYTES = 1 + 2 * Long.BYTES;

  static final class State {
    private long count;
  }

  private final long hash;

  private FrequencyEstimate(Expr.Literal value, long hash) {
    super("approx_frequency(" + value + ")", Type.BIGINT, true);
    this.hash = hash;
  }

  static FrequencyEstimate create(Type type, Object value) {
    if (value == null) {
      throw new IllegalArgumentException("value must not be null");
    }
    Expr.Literal literal = new Expr.Literal(value, type); // checks that the value fits
    return new FrequencyEstimate(literal, hash(value));
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
  public State create() {
    return new State();
  }

  @Override
  public State[] newArray(int length) {
    return new State[length];
  }

  @Override
  public void add(State state, long valueHash) {
    state.count += valueHash == hash ? 1 : 0;
  }

  @Override
  public void addAll(State state, long[] hashes, int from, int to) {
    long count = 0;
    for (int i = from; i < to; i++) {
      count += hashes[i] == hash ? 1 : 0;
    }
    state.count += count;
  }

  @Override
  public void addScatter(State[] states, int[] groups, long[] hashes, int from, int to) {
    for (int i = from; i < to; i++) {
      states[groups[i]].count += hashes[i] == hash ? 1 : 0;
    }
  }

  @Override
  public State merge(State into, State from) {
    into.count = Math.addExact(into.count, from.count);
    return into;
  }

  @Override
  public Estimate result(State state, double confidence) {
    return Estimate.exact((double) state.count);
  }

  @Override
  public long heapBytes(State state) {
    return Heap.object(Long.BYTES);
  }

  @Override
  public int size(State state) {
    return STORED_BYTES;
  }

  @Override
  public void write(State state, ByteBuffer target) {
    target.put((byte) StateBytes.FREQUENCY);
    StateBytes.putLong(target, hash);
    StateBytes.putLong(target, state.count);
  }

  @Override
  public State read(ByteBuffer source) {
    StateBytes.expect(source, StateBytes.FREQUENCY, STORED_BYTES - 1, "frequency");
    long found = StateBytes.getLong(source);
    StateBytes.check(found == hash, "frequency", "must be of the value with hash " + hash, found);
    State state = create();
    state.count = StateBytes.getLong(source);
    StateBytes.check(state.count >= 0, "frequency", "must be at least 0", state.count);
    return state;
  }
}
