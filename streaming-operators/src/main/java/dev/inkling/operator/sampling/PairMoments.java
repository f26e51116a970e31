package dev.inkling.operator.sampling;

import dev.inkling.operator.Codec;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Count, sums, and the central second and third moments of two columns x and y of sampled rows with
 * all cross moments: what a ratio of sums Σy / Σx with its bar needs.
 *
 * <p>136 bytes of heap, 121 stored; adding allocates nothing. Otherwise as {@link Moments}.
 */
public final class PairMoments implements Accumulator<PairMoments> {

  private static final String WHAT = "moments of pairs";
  private static final int DOUBLES = 14;

  static final int STORED_BYTES = 1 + (1 + DOUBLES) * Long.BYTES;

  private static final Codec<PairMoments> CODEC = new PairMomentsCodec();

  /* implementation note
   *
   * Rows may have weights a (1 for equal probabilities; see UnequalMoments): weight is Σa, the means
   * and the central moments are those of the weighted rows, the sums leave the weights out. A row
   * is added as a set of one row is merged; third moments after Pébay, with
   * M_xxy = Σ a (x - x̄)² (y - ȳ) and so on.
   */

  private long count;
  private double weight;
  private double meanX;
  private double meanY;
  private double xx;
  private double xy;
  private double yy;
  private double xxx;
  private double xxy;
  private double xyy;
  private double yyy;
  private double sumX;
  private double lostX;
  private double sumY;
  private double lostY;

  private PairMoments() {}

  /** Of no rows. */
  public static PairMoments create() {
    return new PairMoments();
  }

  /** The rows of {@code y} with x = 1. */
  static PairMoments ofOnes(Moments y) {
    PairMoments pair = new PairMoments();
    if (y.count() > 0) {
      pair.count = y.count();
      pair.weight = pair.count;
      pair.meanX = 1;
      pair.meanY = y.mean();
      pair.yy = y.m2();
      pair.yyy = y.m3();
      pair.sumX = pair.count;
      pair.sumY = y.sum();
    }
    return pair;
  }

  /** How it is stored. */
  public static Codec<PairMoments> codec() {
    return CODEC;
  }

  /** Adds a row's two values. */
  public void add(double x, double y) {
    addWeighted(x, y, 1);
  }

  /** Adds {@code xs[i], ys[i]} for i in [from, to). */
  public void addAll(double[] xs, double[] ys, int from, int to) {
    Objects.checkFromToIndex(from, to, Math.min(xs.length, ys.length));
    for (int i = from; i < to; i++) {
      addWeighted(xs[i], ys[i], 1);
    }
  }

  /** Adds {@code xs[i], ys[i]} to {@code states[groups[i]]}, for i in [from, to). */
  public static void addScatter(
      PairMoments[] states, int[] groups, double[] xs, double[] ys, int from, int to) {
    for (int i = from; i < to; i++) {
      states[groups[i]].addWeighted(xs[i], ys[i], 1);
    }
  }

  /** Adds {@code xs[i], ys[i]} to stratum {@code strata[i]} of {@code into}, i in [from, to). */
  public static void addAll(
      Strata<PairMoments> into, int[] strata, double[] xs, double[] ys, int from, int to) {
    for (int i = from; i < to; i++) {
      into.at(strata[i]).addWeighted(xs[i], ys[i], 1);
    }
  }

  /** A row of weight 0 counts in the sums only. */
  void addWeighted(double x, double y, double a) {
    count++;
    addToSums(x, y);
    if (a > 0) {
      mergeMoments(a, x, y, 0, 0, 0, 0, 0, 0, 0);
    }
  }

  private void addToSums(double x, double y) {
    double totalX = sumX + x;
    lostX += Math.abs(sumX) >= Math.abs(x) ? (sumX - totalX) + x : (x - totalX) + sumX;
    sumX = totalX;
    double totalY = sumY + y;
    lostY += Math.abs(sumY) >= Math.abs(y) ? (sumY - totalY) + y : (y - totalY) + sumY;
    sumY = totalY;
  }

  private void mergeMoments(
      double b,
      double x,
      double y,
      double bxx,
      double bxy,
      double byy,
      double bxxx,
      double bxxy,
      double bxyy,
      double byyy) {
    double a = weight;
    double n = a + b;
    double dx = x - meanX;
    double dy = y - meanY;
    double between = a * (b / n);
    double skew = between * ((a - b) / n);
    double u = a / n;
    double v = b / n;
    xxx += bxxx + dx * dx * dx * skew + 3 * dx * (u * bxx - v * xx);
    yyy += byyy + dy * dy * dy * skew + 3 * dy * (u * byy - v * yy);
    xxy += bxxy + dx * dx * dy * skew + 2 * dx * (u * bxy - v * xy) + dy * (u * bxx - v * xx);
    xyy += bxyy + dx * dy * dy * skew + 2 * dy * (u * bxy - v * xy) + dx * (u * byy - v * yy);
    xx += bxx + dx * dx * between;
    xy += bxy + dx * dy * between;
    yy += byy + dy * dy * between;
    meanX = a == 0 ? x : meanX + dx * v;
    meanY = a == 0 ? y : meanY + dy * v;
    weight = n;
  }

  @Override
  public long count() {
    return count;
  }

  /** The sum of x; 0 of no rows. */
  public double sumX() {
    double compensated = sumX + lostX;
    return Double.isNaN(compensated) ? sumX : compensated;
  }

  /** The sum of y; 0 of no rows. */
  public double sumY() {
    double compensated = sumY + lostY;
    return Double.isNaN(compensated) ? sumY : compensated;
  }

  double weight() {
    return weight;
  }

  double meanX() {
    return meanX;
  }

  double xx() {
    return xx;
  }

  double xy() {
    return xy;
  }

  double yy() {
    return yy;
  }

  double yyy() {
    return yyy;
  }

  /** Σ a (d - d̄)² for d = y - ratio · x. */
  double residualSquares(double ratio) {
    return Math.max(0, yy - ratio * (2 * xy - ratio * xx));
  }

  /** Σ a (d - d̄)³ for d = y - ratio · x. */
  double residualCubes(double ratio) {
    return yyy - ratio * (3 * xyy - ratio * (3 * xxy - ratio * xxx));
  }

  /** These rows and zeros of so much weight. */
  PairMoments withZeros(double zeros) {
    PairMoments all = copy();
    if (zeros > 0) {
      all.mergeMoments(zeros, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
    return all;
  }

  /** The same rows with x and y in each other's place. */
  PairMoments swapped() {
    PairMoments turned = copy();
    turned.meanX = meanY;
    turned.meanY = meanX;
    turned.xx = yy;
    turned.yy = xx;
    turned.xxx = yyy;
    turned.yyy = xxx;
    turned.xxy = xyy;
    turned.xyy = xxy;
    turned.sumX = sumY;
    turned.lostX = lostY;
    turned.sumY = sumX;
    turned.lostY = lostX;
    return turned;
  }

  /** The same rows, their moments around 0 instead of the means. */
  PairMoments aroundZero() {
    PairMoments raw = copy();
    double x = meanX;
    double y = meanY;
    raw.xxx = xxx + 3 * x * xx + weight * x * x * x;
    raw.yyy = yyy + 3 * y * yy + weight * y * y * y;
    raw.xxy = xxy + y * xx + 2 * x * xy + weight * x * x * y;
    raw.xyy = xyy + x * yy + 2 * y * xy + weight * x * y * y;
    raw.xx = xx + weight * x * x;
    raw.xy = xy + weight * x * y;
    raw.yy = yy + weight * y * y;
    return raw;
  }

  @Override
  public PairMoments merge(PairMoments other) {
    long total = Math.addExact(count, other.count);
    double otherLostX = other.lostX;
    double otherLostY = other.lostY;
    if (other.weight > 0) {
      mergeMoments(
          other.weight,
          other.meanX,
          other.meanY,
          other.xx,
          other.xy,
          other.yy,
          other.xxx,
          other.xxy,
          other.xyy,
          other.yyy);
    }
    addToSums(other.sumX, other.sumY);
    lostX += otherLostX;
    lostY += otherLostY;
    count = total;
    return this;
  }

  @Override
  public PairMoments copy() {
    return new PairMoments().merge(this);
  }

  @Override
  public long heapBytes() {
    return 136;
  }

  @Override
  public String toString() {
    return "PairMoments[count=" + count + ", sumX=" + sumX() + ", sumY=" + sumY() + "]";
  }

  private double[] doubles() {
    return new double[] {
      weight, meanX, meanY, xx, xy, yy, xxx, xxy, xyy, yyy, sumX, lostX, sumY, lostY
    };
  }

  private static final class PairMomentsCodec implements Codec<PairMoments> {

    @Override
    public int size(PairMoments state) {
      return STORED_BYTES;
    }

    @Override
    public void write(PairMoments state, ByteBuffer target) {
      target.put((byte) Stored.PAIR_MOMENTS);
      Stored.putLong(target, state.count);
      for (double value : state.doubles()) {
        Stored.putDouble(target, value);
      }
    }

    @Override
    public PairMoments read(ByteBuffer source) {
      Stored.expect(source, Stored.PAIR_MOMENTS, STORED_BYTES - 1, WHAT);
      PairMoments state = new PairMoments();
      state.count = Stored.getLong(source);
      state.weight = Stored.getDouble(source);
      state.meanX = Stored.getDouble(source);
      state.meanY = Stored.getDouble(source);
      state.xx = Stored.getDouble(source);
      state.xy = Stored.getDouble(source);
      state.yy = Stored.getDouble(source);
      state.xxx = Stored.getDouble(source);
      state.xxy = Stored.getDouble(source);
      state.xyy = Stored.getDouble(source);
      state.yyy = Stored.getDouble(source);
      state.sumX = Stored.getDouble(source);
      state.lostX = Stored.getDouble(source);
      state.sumY = Stored.getDouble(source);
      state.lostY = Stored.getDouble(source);
      Stored.check(state.count >= 0, WHAT, "the count must be at least 0", state.count);
      boolean weighed = state.weight >= 0 && state.weight <= state.count;
      Stored.check(weighed, WHAT, "the weight must be in [0, count]", state.count);
      boolean squares = !(state.xx < 0) && !(state.yy < 0);
      Stored.check(squares, WHAT, "squares must not be negative", state.count);
      boolean clean = state.count > 0;
      if (!clean) {
        clean = true;
        for (double value : state.doubles()) {
          clean &= value == 0;
        }
      }
      Stored.check(clean, WHAT, "no rows have no moments", state.count);
      return state;
    }
  }
}
