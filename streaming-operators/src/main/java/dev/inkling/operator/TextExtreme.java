package dev.inkling.operator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The first or the last of texts in the order of their code points, which is that of UTF-8. */
final class TextExtreme extends NamedAggregator<TextExtreme.State, String>
    implements Aggregator.OfBytes<TextExtreme.State, String> {

  static final TextExtreme MIN = new TextExtreme("min", 1);
  static final TextExtreme MAX = new TextExtreme("max", -1);

  private static final int HEAD_BYTES = 1 + Integer.BYTES;
  private static final byte[] NOTHING = {};

  /** The text is {@code bytes[0, length)}; there is none if the length is −1. */
  static final class State {
    private byte[] bytes = NOTHING;
    private int length = -1;

    private void set(byte[] source, int from, int to) {
      length = to - from;
      if (bytes.length < length) {
        bytes = new byte[length];
      }
      System.arraycopy(source, from, bytes, 0, length);
    }
  }

  /** 1 if smaller is better, −1 if larger is. */
  private final int sign;

  private TextExtreme(String name, int sign) {
    super(name, Type.VARCHAR, false);
    this.sign = sign;
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
  public void add(State state, byte[] bytes, int from, int to, long hash) {
    if (state.length < 0
        || Arrays.compareUnsigned(bytes, from, to, state.bytes, 0, state.length) * sign < 0) {
      state.set(bytes, from, to);
    }
  }

  @Override
  public void addAll(
      State state, byte[] bytes, int[] starts, int[] lengths, long[] hashes, int from, int to) {
    if (from >= to) {
      return;
    }
    int bestFrom = starts[from];
    int bestTo = bestFrom + lengths[from];
    for (int i = from + 1; i < to; i++) {
      int start = starts[i];
      int end = start + lengths[i];
      if (Arrays.compareUnsigned(bytes, start, end, bytes, bestFrom, bestTo) * sign < 0) {
        bestFrom = start;
        bestTo = end;
      }
    }
    add(state, bytes, bestFrom, bestTo, 0);
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
      add(states[groups[i]], bytes, starts[i], starts[i] + lengths[i], 0);
    }
  }

  @Override
  public State merge(State into, State from) {
    if (from.length >= 0) {
      add(into, from.bytes, 0, from.length, 0);
    }
    return into;
  }

  @Override
  public String result(State state, double confidence) {
    return state.length < 0
        ? null
        : new String(state.bytes, 0, state.length, StandardCharsets.UTF_8);
  }

  @Override
  public long heapBytes(State state) {
    long own = Heap.object(2 * Integer.BYTES);
    return state.bytes == NOTHING ? own : own + Heap.array(state.bytes.length, 1);
  }

  @Override
  public int size(State state) {
    return HEAD_BYTES + Math.max(0, state.length);
  }

  @Override
  public void write(State state, ByteBuffer target) {
    target.put((byte) StateBytes.TEXT_EXTREME);
    StateBytes.putInt(target, state.length);
    target.put(state.bytes, 0, Math.max(0, state.length));
  }

  @Override
  public State read(ByteBuffer source) {
    StateBytes.expect(source, StateBytes.TEXT_EXTREME, HEAD_BYTES - 1, name());
    State state = create();
    int length = StateBytes.getInt(source);
    StateBytes.check(length >= -1, name(), "has a length of at least -1", length);
    StateBytes.need(source, Math.max(0, length), name());
    if (length >= 0) {
      state.bytes = new byte[length];
      state.length = length;
      source.get(state.bytes);
    }
    return state;
  }
}
