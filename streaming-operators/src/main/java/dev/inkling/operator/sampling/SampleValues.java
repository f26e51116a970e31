package dev.inkling.operator.sampling;

import dev.inkling.operator.Codec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * The values of a column of sampled rows, for quantiles. 32 bytes and 8 to 16 per value; with
 * unequal probabilities twice that. NaN must be left out.
 */
public final class SampleValues implements Accumulator<SampleValues> {

  private static final String WHAT = "sampled values";
  private static final double[] EMPTY = {};
  private static final int HEADER_BYTES = 1 + 1 + Integer.BYTES;
  private static final int FIRST_LENGTH = 8;
  private static final Codec<SampleValues> CODEC = new SampleValuesCodec();

  private double[] values = EMPTY;

  /** Of the same length as the values; empty while all probabilities are equal. */
  private double[] probabilities = EMPTY;

  private int count;

  /** Whether the values are known to be in ascending order. */
  private boolean ordered;

  private SampleValues() {}

  /** Of no rows. */
  public static SampleValues create() {
    return new SampleValues();
  }

  /** How they are stored: in ascending order. */
  public static Codec<SampleValues> codec() {
    return CODEC;
  }

  /** Adds a row's value; all rows have equal probabilities. */
  public void add(double value) {
    if (probabilities.length > 0) {
      throw new IllegalStateException("values were added with probabilities");
    }
    room(count + 1);
    values[count++] = value;
  }

  /**
   * Adds a row's value.
   *
   * @param probability with which the row came into the sample, in (0, 1]
   */
  public void add(double value, double probability) {
    if (!(probability > 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability must be in (0, 1], got " + probability);
    }
    if (probabilities.length == 0 && count > 0) {
      throw new IllegalStateException("values were added without probabilities");
    }
    room(count + 1);
    if (probabilities.length == 0) {
      probabilities = new double[values.length];
    }
    probabilities[count] = probability;
    values[count++] = value;
  }

  /** Adds {@code added[from, to)}; all rows have equal probabilities. */
  public void addAll(double[] added, int from, int to) {
    Objects.checkFromToIndex(from, to, added.length);
    if (probabilities.length > 0) {
      throw new IllegalStateException("values were added with probabilities");
    }
    room(count + to - from);
    System.arraycopy(added, from, values, count, to - from);
    count += to - from;
  }

  /** Adds {@code added[i]} to {@code states[groups[i]]}, for i in [from, to). */
  public static void addScatter(
      SampleValues[] states, int[] groups, double[] added, int from, int to) {
    for (int i = from; i < to; i++) {
      states[groups[i]].add(added[i]);
    }
  }

  private void room(int needed) {
    ordered = false;
    if (needed < 0) {
      throw new IllegalStateException("a sample must have fewer than 2^31 values");
    }
    if (needed > values.length) {
      int length = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * values.length);
      length = Math.max(Math.max(FIRST_LENGTH, needed), length);
      values = Arrays.copyOf(values, length);
      if (probabilities.length > 0) {
        probabilities = Arrays.copyOf(probabilities, length);
      }
    }
  }

  @Override
  public long count() {
    return count;
  }

  boolean isWeighted() {
    return probabilities.length > 0;
  }

  double value(int i) {
    return values[i];
  }

  double probability(int i) {
    return probabilities.length > 0 ? probabilities[i] : 1;
  }

  /**
   * The values themselves, the first {@link #count} of the array in ascending order; for values
   * without probabilities.
   */
  double[] sorted() {
    if (probabilities.length > 0) {
      throw new IllegalArgumentException(
          "values of a sample of equal probabilities must be added without any");
    }
    if (!ordered) {
      Arrays.sort(values, 0, count);
      ordered = true;
    }
    return values;
  }

  @Override
  public SampleValues merge(SampleValues other) {
    if (other.count == 0) {
      return this;
    }
    if (count > 0 && isWeighted() != other.isWeighted()) {
      throw new IllegalArgumentException("both or neither must have probabilities");
    }
    int added = other.count;
    room(Math.addExact(count, added));
    if (other.isWeighted()) {
      if (!isWeighted()) {
        probabilities = new double[values.length];
      }
      System.arraycopy(other.probabilities, 0, probabilities, count, added);
    }
    System.arraycopy(other.values, 0, values, count, added);
    count += added;
    return this;
  }

  @Override
  public SampleValues copy() {
    SampleValues copy = new SampleValues();
    copy.values = count == 0 ? EMPTY : Arrays.copyOf(values, count);
    copy.probabilities = isWeighted() && count > 0 ? Arrays.copyOf(probabilities, count) : EMPTY;
    copy.count = count;
    return copy;
  }

  @Override
  public long heapBytes() {
    return 32 + array(values.length) + array(probabilities.length);
  }

  private static long array(int length) {
    return length == 0 ? 0 : 16 + 8L * length;
  }

  @Override
  public String toString() {
    return "SampleValues[count=" + count + "]";
  }

  private static final class SampleValuesCodec implements Codec<SampleValues> {

    @Override
    public int size(SampleValues state) {
      return Math.toIntExact(
          HEADER_BYTES + (long) Double.BYTES * state.count * (state.isWeighted() ? 2 : 1));
    }

    @Override
    public void write(SampleValues state, ByteBuffer target) {
      target.put((byte) Stored.SAMPLE_VALUES);
      boolean weighted = state.isWeighted() && state.count > 0;
      target.put((byte) (weighted ? 1 : 0));
      Stored.putInt(target, state.count);
      if (!weighted) {
        double[] sorted = state.sorted();
        for (int i = 0; i < state.count; i++) {
          Stored.putDouble(target, sorted[i]);
        }
        return;
      }
      for (int i : IndexOrder.of(state.values, state.probabilities, state.count)) {
        Stored.putDouble(target, state.values[i]);
        Stored.putDouble(target, state.probabilities[i]);
      }
    }

    @Override
    public SampleValues read(ByteBuffer source) {
      Stored.expect(source, Stored.SAMPLE_VALUES, HEADER_BYTES - 1, WHAT);
      int weighted = source.get();
      Stored.check(weighted == 0 || weighted == 1, WHAT, "weighted must be 0 or 1", weighted);
      int count = Stored.getInt(source);
      Stored.check(count >= weighted, WHAT, "the count must not be negative", count);
      Stored.need(source, (long) Double.BYTES * count * (1 + weighted), WHAT);
      SampleValues state = new SampleValues();
      state.count = count;
      state.values = count == 0 ? EMPTY : new double[count];
      state.probabilities = weighted == 1 ? new double[count] : EMPTY;
      for (int i = 0; i < count; i++) {
        double value = Stored.getDouble(source);
        Stored.check(!Double.isNaN(value), WHAT, "a value must not be NaN", i);
        boolean ascends = i == 0 || Double.compare(state.values[i - 1], value) <= 0;
        Stored.check(ascends, WHAT, "values must ascend", i);
        state.values[i] = value;
        if (weighted == 1) {
          double probability = Stored.getDouble(source);
          boolean inRange = probability > 0 && probability <= 1;
          Stored.check(inRange, WHAT, "a probability must be in (0, 1]", i);
          state.probabilities[i] = probability;
        }
      }
      return state;
    }
  }
}
