package dev.inkling.operator.sampling;

import dev.inkling.operator.Codec;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Count, sum, and the central second, third and fourth moments of a column of sampled rows. That is
 * all that COUNT, SUM and AVG with their bars need.
 *
 * <p>The moments are kept around the running mean, so that values far from 0 lose no digits; the
 * sum is compensated. 72 bytes of heap, 57 stored; adding allocates nothing. Another order of adds
 * and merges can change the last bits. NaN makes everything NaN: the caller leaves it out. Not safe
 * for use by many threads.
 *
 * <p>P. Pébay, Formulas for robust, one-pass parallel computation of covariances and
 * arbitrary-order statistical moments, Sandia report SAND2008-6212, 2008.
 */
public final class Moments implements Accumulator<Moments> {

  private static final String WHAT = "moments";
  private static final int STORED_BYTES = 1 + 7 * Long.BYTES;
  private static final Codec<Moments> CODEC = new MomentsCodec();

  private long count;
  private double mean;
  private double m2;
  private double m3;
  private double m4;
  private double sum;
  private double lost;

  private Moments() {}

  /** Of no rows. */
  public static Moments create() {
    return new Moments();
  }

  /** Of {@code count} rows that all have one value. */
  static Moments ofConstant(double value, long count) {
    Moments moments = new Moments();
    if (count > 0) {
      moments.count = count;
      moments.mean = value;
      moments.sum = value * count;
    }
    return moments;
  }

  /** How it is stored. */
  public static Codec<Moments> codec() {
    return CODEC;
  }

  /** Adds a row's value. */
  public void add(double value) {
    long before = count++;
    double delta = value - mean;
    double step = delta / count;
    double square = delta * step * before;
    double n = count;
    mean += step;
    m4 += step * (step * (square * (n * (n - 3) + 3) + 6 * m2) - 4 * m3);
    m3 += step * (square * (count - 2) - 3 * m2);
    m2 += square;
    addToSum(value);
  }

  /** Adds {@code values[from, to)}. */
  public void addAll(double[] values, int from, int to) {
    Objects.checkFromToIndex(from, to, values.length);
    for (int i = from; i < to; i++) {
      add(values[i]);
    }
  }

  /** Adds {@code values[i]} to {@code states[groups[i]]}, for i in [from, to). */
  public static void addScatter(Moments[] states, int[] groups, double[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      states[groups[i]].add(values[i]);
    }
  }

  /** Adds {@code values[i]} to stratum {@code strata[i]} of {@code into}, for i in [from, to). */
  public static void addAll(Strata<Moments> into, int[] strata, double[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      into.at(strata[i]).add(values[i]);
    }
  }

  private void addToSum(double value) {
    double total = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? (sum - total) + value : (value - total) + sum;
    sum = total;
  }

  @Override
  public long count() {
    return count;
  }

  /** The sum of the values; 0 of none. */
  public double sum() {
    double compensated = sum + lost;
    return Double.isNaN(compensated) ? sum : compensated;
  }

  /** The mean of the values; NaN of none. */
  public double mean() {
    return sum() / count;
  }

  /** The sample variance, with n − 1; NaN of fewer than two values. */
  public double variance() {
    return count < 2 ? Double.NaN : m2 / (count - 1);
  }

  /** The unbiased third cumulant, k₃; NaN of fewer than three values. */
  public double thirdCumulant() {
    return count < 3 ? Double.NaN : m3 * ((double) count / (count - 1) / (count - 2));
  }

  /** The sample skewness G₁ = k₃ / s³; 0 if all values are equal, NaN of fewer than three. */
  public double skewness() {
    double variance = variance();
    return variance == 0 && count > 2 ? 0 : thirdCumulant() / (variance * Math.sqrt(variance));
  }

  double m2() {
    return m2;
  }

  double m3() {
    return m3;
  }

  double m4() {
    return m4;
  }

  @Override
  public Moments merge(Moments other) {
    if (other.count == 0) {
      return this;
    }
    double otherLost = other.lost;
    double otherSum = other.sum;
    double a = count;
    double b = other.count;
    long total = Math.addExact(count, other.count);
    double n = total;
    double delta = other.mean - mean;
    double square = delta * delta;
    double between = square * (a * (b / n));
    double u = a / n;
    double v = b / n;
    m4 +=
        other.m4
            + between * square * (u * u - u * v + v * v)
            + 6 * square * (u * u * other.m2 + v * v * m2)
            + 4 * delta * (u * other.m3 - v * m3);
    double third =
        m3 + other.m3 + between * delta * ((a - b) / n) + 3 * delta * (a * other.m2 - b * m2) / n;
    m2 += other.m2 + between;
    m3 = third;
    mean = count == 0 ? other.mean : mean + delta * (b / n);
    count = total;
    addToSum(otherSum);
    lost += otherLost;
    return this;
  }

  @Override
  public Moments copy() {
    return new Moments().merge(this);
  }

  /** These values and so many zeros more: what a domain looks like among all sampled rows. */
  Moments withZeros(long zeros) {
    return copy().merge(ofConstant(0, zeros));
  }

  @Override
  public long heapBytes() {
    return 72;
  }

  @Override
  public String toString() {
    return "Moments[count=" + count + ", mean=" + mean() + ", variance=" + variance() + "]";
  }

  private static final class MomentsCodec implements Codec<Moments> {

    @Override
    public int size(Moments state) {
      return STORED_BYTES;
    }

    @Override
    public void write(Moments state, ByteBuffer target) {
      target.put((byte) Stored.MOMENTS);
      Stored.putLong(target, state.count);
      Stored.putDouble(target, state.mean);
      Stored.putDouble(target, state.m2);
      Stored.putDouble(target, state.m3);
      Stored.putDouble(target, state.m4);
      Stored.putDouble(target, state.sum);
      Stored.putDouble(target, state.lost);
    }

    @Override
    public Moments read(ByteBuffer source) {
      Stored.expect(source, Stored.MOMENTS, STORED_BYTES - 1, WHAT);
      Moments state = new Moments();
      state.count = Stored.getLong(source);
      state.mean = Stored.getDouble(source);
      state.m2 = Stored.getDouble(source);
      state.m3 = Stored.getDouble(source);
      state.m4 = Stored.getDouble(source);
      state.sum = Stored.getDouble(source);
      state.lost = Stored.getDouble(source);
      Stored.check(state.count >= 0, WHAT, "the count must be at least 0", state.count);
      Stored.check(!(state.m2 < 0), WHAT, "squares must not be negative, bits", bits(state.m2));
      Stored.check(!(state.m4 < 0), WHAT, "squares must not be negative, bits", bits(state.m4));
      boolean clean = state.mean == 0 && state.m2 == 0 && state.m3 == 0 && state.m4 == 0;
      clean &= state.sum == 0 && state.lost == 0;
      Stored.check(state.count > 0 || clean, WHAT, "no rows have no moments", state.count);
      return state;
    }

    private static long bits(double value) {
      return Double.doubleToRawLongBits(value);
    }
  }
}
