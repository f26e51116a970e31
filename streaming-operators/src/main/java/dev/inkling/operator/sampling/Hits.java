package dev.inkling.operator.sampling;

import dev.inkling.operator.Codec;
import java.nio.ByteBuffer;

/** How many sampled rows a domain has: all that COUNT needs. 24 bytes of heap, 8 stored. */
public final class Hits implements Accumulator<Hits> {

  private static final Codec<Hits> CODEC = new HitsCodec();

  private long count;

  private Hits() {}

  /** Of no rows. */
  public static Hits create() {
    return new Hits();
  }

  /** How it is stored. */
  public static Codec<Hits> codec() {
    return CODEC;
  }

  /** Adds this many rows. */
  public void add(long rows) {
    if (rows < 0) {
      throw new IllegalArgumentException("rows must be at least 0, got " + rows);
    }
    count = Math.addExact(count, rows);
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public Hits merge(Hits other) {
    add(other.count);
    return this;
  }

  @Override
  public Hits copy() {
    return new Hits().merge(this);
  }

  @Override
  public long heapBytes() {
    return 24;
  }

  @Override
  public String toString() {
    return "Hits[count=" + count + "]";
  }

  private static final class HitsCodec implements Codec<Hits> {

    @Override
    public int size(Hits state) {
      return Long.BYTES;
    }

    @Override
    public void write(Hits state, ByteBuffer target) {
      Stored.putLong(target, state.count);
    }

    @Override
    public Hits read(ByteBuffer source) {
      Stored.need(source, Long.BYTES, "hits");
      Hits state = new Hits();
      state.count = Stored.getLong(source);
      Stored.check(state.count >= 0, "hits", "the count must be at least 0", state.count);
      return state;
    }
  }
}
