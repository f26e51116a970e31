package dev.inkling.operator.sampling;

import dev.inkling.operator.Codec;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Count, sums, and the central second, third and fourth moments of two columns x and y of sampled
 * rows with all cross moments: what a ratio of sums Σy / Σx with its bar needs.
 *
 * <p>176 bytes of heap, 161 stored; adding allocates nothing. Otherwise as {@link Moments}.
 */
public final class PairMoments implements Accumulator<PairMoments> {

  private static final String WHAT = "moments of pairs";
  private static final int DOUBLES = 19;

  static final int STORED_BYTES = 1 + (1 + DOUBLES) * Long.BYTES;

  private static final Codec<PairMoments> CODEC = new PairMomentsCodec();

  /* implementation note
   *
   * Rows may have weights a (1 for equal probabilities; see UnequalMoments): weight is Σ a, the means
   * and the central moments are those of the weighted rows, xxy = Σ a (x - x̄)² (y - ȳ) and so on.
   * The sums leave the weights out. To add, both sides' moments are moved to the common mean.
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
  private double xxxx;
  private double xxxy;
  private double xxyy;
  private double xyyy;
  private double yyyy;
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
      pair.yyyy = y.m4();
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
      addPoint(x, y, a);
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

  private void addPoint(double x, double y, double a) {
    double all = weight + a;
    double share = a / all;
    double stepX = weight == 0 ? 0 : (x - meanX) * share;
    double stepY = weight == 0 ? 0 : (y - meanY) * share;
    double newX = weight == 0 ? x : meanX + stepX;
    double newY = weight == 0 ? y : meanY + stepY;
    // from here on relative to the new mean
    double dx = weight == 0 ? 0 : (x - meanX) * (1 - share);
    double dy = weight == 0 ? 0 : (y - meanY) * (1 - share);
    move(-stepX, -stepY);
    double aX = a * dx;
    double aY = a * dy;
    double aXx = aX * dx;
    double aXy = aX * dy;
    double aYy = aY * dy;
    xx += aXx;
    xy += aXy;
    yy += aYy;
    xxx += aXx * dx;
    xxy += aXx * dy;
    xyy += aXy * dy;
    yyy += aYy * dy;
    xxxx += aXx * dx * dx;
    xxxy += aXx * dx * dy;
    xxyy += aXx * dy * dy;
    xyyy += aXy * dy * dy;
    yyyy += aYy * dy * dy;
    meanX = newX;
    meanY = newY;
    weight = all;
  }

  /** Adds dx and dy to all deviations. */
  private void move(double dx, double dy) {
    double w = weight;
    double dxx = dx * dx;
    double dxy = dx * dy;
    double dyy = dy * dy;
    xxxx += 4 * dx * xxx + 6 * dxx * xx + w * dxx * dxx;
    xxxy += dy * xxx + 3 * dx * xxy + 3 * dxy * xx + 3 * dxx * xy + w * dxx * dxy;
    xxyy += 2 * dy * xxy + 2 * dx * xyy + dyy * xx + 4 * dxy * xy + dxx * yy + w * dxx * dyy;
    xyyy += dx * yyy + 3 * dy * xyy + 3 * dxy * yy + 3 * dyy * xy + w * dyy * dxy;
    yyyy += 4 * dy * yyy + 6 * dyy * yy + w * dyy * dyy;
    xxx += 3 * dx * xx + w * dxx * dx;
    xxy += 2 * dx * xy + dy * xx + w * dxx * dy;
    xyy += 2 * dy * xy + dx * yy + w * dx * dyy;
    yyy += 3 * dy * yy + w * dyy * dy;
    xx += w * dxx;
    xy += w * dxy;
    yy += w * dyy;
  }

  private void mergeMoments(PairMoments other) {
    double all = weight + other.weight;
    double share = other.weight / all;
    double stepX = (other.meanX - meanX) * share;
    double stepY = (other.meanY - meanY) * share;
    PairMoments b = new PairMoments();
    b.set(other);
    b.move(other.meanX - meanX - stepX, other.meanY - meanY - stepY);
    move(-stepX, -stepY);
    meanX += stepX;
    meanY += stepY;
    xx += b.xx;
    xy += b.xy;
    yy += b.yy;
    xxx += b.xxx;
    xxy += b.xxy;
    xyy += b.xyy;
    yyy += b.yyy;
    xxxx += b.xxxx;
    xxxy += b.xxxy;
    xxyy += b.xxyy;
    xyyy += b.xyyy;
    yyyy += b.yyyy;
    weight = all;
  }

  /** Takes the other's moments, not its sums. */
  private void set(PairMoments other) {
    weight = other.weight;
    meanX = other.meanX;
    meanY = other.meanY;
    xx = other.xx;
    xy = other.xy;
    yy = other.yy;
    xxx = other.xxx;
    xxy = other.xxy;
    xyy = other.xyy;
    yyy = other.yyy;
    xxxx = other.xxxx;
    xxxy = other.xxxy;
    xxyy = other.xxyy;
    xyyy = other.xyyy;
    yyyy = other.yyyy;
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

  /** Σ a (d - d̄)² for d = y - ratio · x. */
  double residualSquares(double ratio) {
    return Math.max(0, yy - ratio * (2 * xy - ratio * xx));
  }

  /** Σ a (d - d̄)³ for d = y - ratio · x. */
  double residualCubes(double ratio) {
    return yyy - ratio * (3 * xyy - ratio * (3 * xxy - ratio * xxx));
  }

  /** Σ a (d - d̄)⁴ for d = y - ratio · x. */
  double residualFourths(double ratio) {
    double r = ratio;
    return Math.max(0, yyyy - r * (4 * xyyy - r * (6 * xxyy - r * (4 * xxxy - r * xxxx))));
  }

  /** These rows and zeros of so much weight. */
  PairMoments withZeros(double zeros) {
    PairMoments all = copy();
    if (zeros > 0) {
      all.addPoint(0, 0, zeros);
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
    turned.xxxx = yyyy;
    turned.yyyy = xxxx;
    turned.xxxy = xyyy;
    turned.xyyy = xxxy;
    turned.sumX = sumY;
    turned.lostX = lostY;
    turned.sumY = sumX;
    turned.lostY = lostX;
    return turned;
  }

  /** The same rows, their moments around 0 instead of the means. */
  PairMoments aroundZero() {
    PairMoments raw = copy();
    raw.move(meanX, meanY);
    return raw;
  }

  @Override
  public PairMoments merge(PairMoments other) {
    long total = Math.addExact(count, other.count);
    double otherLostX = other.lostX;
    double otherLostY = other.lostY;
    double otherSumX = other.sumX;
    double otherSumY = other.sumY;
    if (other.weight > 0) {
      if (weight == 0) {
        set(other);
      } else {
        mergeMoments(other);
      }
    }
    addToSums(otherSumX, otherSumY);
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
    return 176;
  }

  @Override
  public String toString() {
    return "PairMoments[count=" + count + ", sumX=" + sumX() + ", sumY=" + sumY() + "]";
  }

  private double[] doubles() {
    return new double[] {
      weight, meanX, meanY, xx, xy, yy, xxx, xxy, xyy, yyy, xxxx, xxxy, xxyy, xyyy, yyyy, sumX,
      lostX, sumY, lostY
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
      state.xxxx = Stored.getDouble(source);
      state.xxxy = Stored.getDouble(source);
      state.xxyy = Stored.getDouble(source);
      state.xyyy = Stored.getDouble(source);
      state.yyyy = Stored.getDouble(source);
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
