package dev.inkling.operator;

import dev.inkling.sketch.sampling.ReservoirSample;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Values chosen uniformly at random: what those of each type have in common. */
abstract class ValueSample extends NamedAggregator<ValueSample.State, List<Object>> {

  /*
   * Implementation note. A number is an item of the reservoir itself, by its bits; the item of a
   * text is its number in the state's texts. States that are merged need different seeds: a state's
   * seed is made of that of its aggregator, which engines choose per partition, and of its first
   * value, so that the groups of one partition do not choose the same positions either.
   */

  private final int size;
  private final long seed;
  private final Type type;

  /** What was chosen; the reservoir is null while there was nothing to choose from. */
  static final class State {
    private ReservoirSample sample;
    private SampledTexts texts;
  }

  ValueSample(int size, Type type, long seed) {
    super("sample(" + size + ", " + type + ")", Type.VALUES, false);
    ReservoirSample.create(size, seed); // checks the size
    this.size = size;
    this.type = type;
    this.seed = seed;
  }

  static Aggregator<State, List<Object>> create(int size, Type type, long seed) {
    return switch (type) {
      case VARCHAR -> new Texts(size, seed);
      case BIGINT, TIMESTAMP, BOOLEAN -> new Longs(size, type, seed);
      case DOUBLE -> new Doubles(size, seed);
      case TOP_ITEMS, VALUES ->
          throw new IllegalArgumentException("type must be that of a value, got " + type);
    };
  }

  public Aggregator<State, List<Object>> withSeed(long newSeed) {
    return create(size, type, newSeed);
  }

  public State create() {
    return new State();
  }

  public State[] newArray(int length) {
    return new State[length];
  }

  /** The reservoir, made for a first value with this hash if there is none. */
  final ReservoirSample sample(State state, long firstHash) {
    if (state.sample == null) {
      state.sample = ReservoirSample.create(size, seed ^ firstHash * 0x9E3779B97F4A7C15L);
    }
    return state.sample;
  }

  public State merge(State into, State from) {
    if (from.sample == null) {
      return into;
    }
    ReservoirSample other = from.sample.copy();
    if (from.texts != null) {
      if (into.texts == null) {
        into.texts = new SampledTexts();
      }
      SampledTexts texts = into.texts;
      other.renumber(text -> texts.add(from.texts, (int) text));
    }
    into.sample = into.sample == null ? other : into.sample.merge(other);
    compact(into);
    return into;
  }

  /** Forgets texts that were pushed out, once they are the greater part. */
  final void compact(State state) {
    SampledTexts old = state.texts;
    if (old != null && old.size() > 2L * state.sample.held() + 16) {
      SampledTexts fresh = new SampledTexts();
      state.sample.renumber(text -> fresh.add(old, (int) text));
      state.texts = fresh;
    }
  }

  public List<Object> result(State state, double confidence) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; state.sample != null && i < state.sample.held(); i++) {
      long item = state.sample.item(i);
      values.add(
          switch (type) {
            case VARCHAR -> state.texts.text((int) item);
            case BOOLEAN -> item != 0;
            case DOUBLE -> Double.longBitsToDouble(item);
            default -> item;
          });
    }
    return List.copyOf(values);
  }

  public long heapBytes(State state) {
    return Heap.object(2 * 4)
        + (state.sample == null ? 0 : state.sample.heapBytes())
        + (state.texts == null ? 0 : state.texts.heapBytes());
  }

  @Override
  public int size(State state) {
    if (state.sample == null) {
      return 2;
    }
    int texts = 0;
    for (int i = 0; type == Type.VARCHAR && i < state.sample.held(); i++) {
      texts = Math.addExact(texts, Integer.BYTES + state.texts.length((int) state.sample.item(i)));
    }
    return Math.addExact(2 + state.sample.serializedBytes(), texts);
  }

  @Override
  public void write(State state, ByteBuffer target) {
    target.put((byte) StateBytes.VALUE_SAMPLE).put((byte) (state.sample == null ? 0 : 1));
    if (state.sample == null) {
      return;
    }
    if (type != Type.VARCHAR) {
      state.sample.writeTo(target);
      return;
    }
    ReservoirSample numbered = state.sample.copy();
    int[] next = {0};
    numbered.renumber(text -> next[0]++);
    numbered.writeTo(target);
    for (int i = 0; i < state.sample.held(); i++) {
      state.texts.write((int) state.sample.item(i), target);
    }
  }

  @Override
  public State read(ByteBuffer source) {
    StateBytes.expect(source, StateBytes.VALUE_SAMPLE, 1, "sample");
    State state = new State();
    if (!StateBytes.getBoolean(source, "sample")) {
      return state;
    }
    state.sample = ReservoirSample.readFrom(source);
    StateBytes.check(state.sample.size() == size, "sample", "has another size", size);
    StateBytes.check(!state.sample.isEmpty(), "sample", "must not be empty", 0);
    if (type == Type.VARCHAR) {
      state.texts = new SampledTexts();
      for (int i = 0; i < state.sample.held(); i++) {
        long item = state.sample.item(i);
        StateBytes.check(item == i, "sample", "numbers its texts " + i, item);
        state.texts.read(source);
      }
    }
    return state;
  }

  /** Chosen texts. */
  private static final class Texts extends ValueSample
      implements Aggregator.OfBytes<State, List<Object>> {

    Texts(int size, long seed) {
      super(size, Type.VARCHAR, seed);
    }

    @Override
    public void add(State state, byte[] bytes, int from, int to, long hash) {
      ReservoirSample sample = sample(state, hash);
      if (sample.untilNext() > 0) {
        sample.skip(1);
        return;
      }
      if (state.texts == null) {
        state.texts = new SampledTexts();
      }
      sample.add(state.texts.add(bytes, from, to - from));
      compact(state);
    }

    @Override
    public void addAll(
        State state, byte[] bytes, int[] starts, int[] lengths, long[] hashes, int from, int to) {
      for (int i = from; i < to; i++) {
        add(state, bytes, starts[i], starts[i] + lengths[i], hashes[i]);
        int skipped = (int) Math.min(state.sample.untilNext(), to - i - 1);
        state.sample.skip(skipped);
        i += skipped;
      }
    }

    @Override
    public void addScatter(
        State[] states,
        int[] groups,
        byte[] bytes,
        int[] starts,
        int[] lengths,
        long[] hashes,
        int from,
        int to) {
      for (int i = from; i < to; i++) {
        add(states[groups[i]], bytes, starts[i], starts[i] + lengths[i], hashes[i]);
      }
    }
  }

  /** Chosen longs. */
  private static final class Longs extends ValueSample
      implements Aggregator.OfLong<State, List<Object>> {

    Longs(int size, Type type, long seed) {
      super(size, type, seed);
    }

    @Override
    public void add(State state, long value) {
      sample(state, value).add(value);
    }

    @Override
    public void addAll(State state, long[] values, int from, int to) {
      if (from < to) {
        sample(state, values[from]).addAll(values, from, to);
      }
    }

    @Override
    public void addScatter(State[] states, int[] groups, long[] values, int from, int to) {
      for (int i = from; i < to; i++) {
        add(states[groups[i]], values[i]);
      }
    }
  }

  /** Chosen doubles. */
  private static final class Doubles extends ValueSample
      implements Aggregator.OfDouble<State, List<Object>> {

    Doubles(int size, long seed) {
      super(size, Type.DOUBLE, seed);
    }

    @Override
    public void add(State state, double value) {
      long bits = Double.doubleToLongBits(value);
      sample(state, bits).add(bits);
    }

    @Override
    public void addAll(State state, double[] values, int from, int to) {
      for (int i = from; i < to; i++) {
        add(state, values[i]);
        int skipped = (int) Math.min(state.sample.untilNext(), to - i - 1);
        state.sample.skip(skipped);
        i += skipped;
      }
    }

    @Override
    public void addScatter(State[] states, int[] groups, double[] values, int from, int to) {
      for (int i = from; i < to; i++) {
        add(states[groups[i]], values[i]);
      }
    }
  }
}
