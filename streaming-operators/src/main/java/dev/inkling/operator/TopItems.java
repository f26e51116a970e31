package dev.inkling.operator;

import dev.inkling.sketch.frequency.TopK;
import java.nio.ByteBuffer;
import java.util.List;

/** The most frequent values: what those of each type have in common. */
abstract class TopItems extends SketchAggregator<TopK, List<TopItem>> {

  private final int k;
  private final int capacity;
  private final Type type;

  TopItems(int k, Type type) {
    // the items' counts carry bars, the list itself has none
    super(
        "approx_top_k(" + k + ", " + type + ")",
        List.of(new Aggregator.Output("", Type.TOP_ITEMS, false)));
    this.k = k;
    // an item's bar is at most 0.2 % of all rows wide, and groups with fewer items are exact
    this.capacity = (int) Math.min(TopK.MAX_CAPACITY, Math.max(1024, 32L * k));
    create(); // checks the range of k
    this.type = type;
  }

  static Aggregator<TopK, List<TopItem>> create(int k, Type type) {
    return switch (type) {
      case VARCHAR -> new Texts(k);
      case BIGINT, TIMESTAMP, BOOLEAN -> new Longs(k, type);
      case DOUBLE -> new Doubles(k);
      case TOP_ITEMS, VALUES ->
          throw new IllegalArgumentException("type must be that of a value, got " + type);
    };
  }

  @Override
  public TopK create() {
    return TopK.create(k, capacity);
  }

  public TopK[] newArray(int length) {
    return new TopK[length];
  }

  public List<TopItem> result(TopK state, double confidence) {
    return state.top().stream().map(item -> new TopItem(value(item), item.count())).toList();
  }

  private Object value(TopK.Item item) {
    return switch (type) {
      case VARCHAR -> item.asText();
      case BOOLEAN -> item.asLong() != 0;
      case DOUBLE -> Double.longBitsToDouble(item.asLong());
      default -> item.asLong();
    };
  }

  @Override
  TopK readSketch(ByteBuffer source) {
    return TopK.readFrom(source);
  }

  /** The most frequent texts. */
  private static final class Texts extends TopItems
      implements Aggregator.OfBytes<TopK, List<TopItem>> {

    Texts(int k) {
      super(k, Type.VARCHAR);
    }

    @Override
    public void add(TopK state, byte[] bytes, int from, int to, long hash) {
      state.add(bytes, from, to, hash);
    }

    @Override
    public void addAll(
        TopK state, byte[] bytes, int[] starts, int[] lengths, long[] hashes, int from, int to) {
      for (int i = from; i < to; i++) {
        state.add(bytes, starts[i], starts[i] + lengths[i], hashes[i]);
      }
    }

    @Override
    public void addScatter(
        TopK[] states,
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
  }

  /** The most frequent longs. */
  private static final class Longs extends TopItems
      implements Aggregator.OfLong<TopK, List<TopItem>> {

    Longs(int k, Type type) {
      super(k, type);
    }

    @Override
    public void add(TopK state, long value) {
      state.add(value);
    }

    @Override
    public void addAll(TopK state, long[] values, int from, int to) {
      state.addAll(values, from, to);
    }

    @Override
    public void addScatter(TopK[] states, int[] groups, long[] values, int from, int to) {
      for (int i = from; i < to; i++) {
        states[groups[i]].add(values[i]);
      }
    }
  }

  /** The most frequent doubles; −0.0 and 0.0 are one value. */
  private static final class Doubles extends TopItems
      implements Aggregator.OfDouble<TopK, List<TopItem>> {

    Doubles(int k) {
      super(k, Type.DOUBLE);
    }

    @Override
    public void add(TopK state, double value) {
      state.add(bits(value));
    }

    @Override
    public void addAll(TopK state, double[] values, int from, int to) {
      for (int i = from; i < to; i++) {
        state.add(bits(values[i]));
      }
    }

    @Override
    public void addScatter(TopK[] states, int[] groups, double[] values, int from, int to) {
      for (int i = from; i < to; i++) {
        states[groups[i]].add(bits(values[i]));
      }
    }

    private static long bits(double value) {
      return Double.doubleToLongBits(value == 0 ? 0.0 : value);
    }
  }
}
