package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.EvaluationException;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Type;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * ROUND, halves away from zero. A DOUBLE is rounded as the shortest decimal that reads as it, the
 * one that people see: ROUND(2.675, 2) is 2.68 though the double next to 2.675 is below it.
 */
final class KernelRound implements Kernel {

  /** No double has a digit more than this far behind the point, or before it. */
  private static final long FARTHEST_DIGIT = 400;

  /** The largest power of ten that is a double, and so divides with one rounding. */
  private static final int LARGEST_EXACT_POWER = 22;

  /** Below it, scaling errs by less than 2^-9, and by as much the double itself. */
  private static final double FAST_BELOW = 0x1p42;

  private static final double HALF_MARGIN = 0x1p-8;

  private final long decimals;
  private final double scale;
  private final Expr expr;

  /** Rounds to this many decimals; to tens and hundreds if negative. */
  KernelRound(long decimals, Expr expr) {
    this.decimals = decimals;
    this.scale =
        decimals >= 0 && decimals <= LARGEST_EXACT_POWER ? Double.parseDouble("1e" + decimals) : 0;
    this.expr = expr;
  }

  @Override
  public void run(ColumnVector[] in, ColumnVector out, int rows, long[] active) {
    if (out.type() == Type.DOUBLE) {
      if (decimals == 0) {
        whole(in[0].doubles(), out.doubles(), rows);
      } else {
        double[] value = in[0].doubles();
        double[] result = out.doubles();
        for (int i = 0; i < rows; i++) {
          result[i] = round(value[i]);
        }
      }
    } else {
      longs(in[0].longs(), out, rows, active);
    }
  }

  private static void whole(double[] value, double[] result, int rows) {
    for (int i = 0; i < rows; i++) {
      double size = Math.abs(value[i]);
      double floor = Math.floor(size);
      double rounded = size - floor >= 0.5 ? floor + 1 : floor;
      result[i] = Math.copySign(rounded, value[i]) + 0.0; // no negative zero
    }
  }

  private double round(double value) {
    double scaled = Math.abs(value) * scale;
    if (scale != 0 && scaled < FAST_BELOW) {
      double floor = Math.floor(scaled);
      double fraction = scaled - floor;
      if (Math.abs(fraction - 0.5) > HALF_MARGIN) {
        return Math.copySign((fraction > 0.5 ? floor + 1 : floor) / scale, value) + 0.0;
      }
    }
    if (decimals > FARTHEST_DIGIT || value == 0 || !Double.isFinite(value)) {
      return value + 0.0;
    }
    if (decimals < -FARTHEST_DIGIT) {
      return 0;
    }
    return BigDecimal.valueOf(value).setScale((int) decimals, RoundingMode.HALF_UP).doubleValue();
  }

  private void longs(long[] value, ColumnVector out, int rows, long[] active) {
    long[] result = out.longs();
    if (decimals >= 0) {
      System.arraycopy(value, 0, result, 0, rows);
      return;
    }
    if (decimals >= -18) {
      long unit = 1;
      for (long i = decimals; i < 0; i++) {
        unit *= 10;
      }
      toMultiples(value, unit, out, rows, active);
      return;
    }
    for (int row = 0; row < rows; row++) {
      // 10^19 is no BIGINT, but its half is
      long half = 5_000_000_000_000_000_000L;
      if (decimals == -19
          && (value[row] >= half || value[row] <= -half)
          && VectorBits.isLive(out, active, row)) {
        throw overflow(value[row]);
      }
      result[row] = 0;
    }
  }

  private void toMultiples(long[] value, long unit, ColumnVector out, int rows, long[] active) {
    long[] result = out.longs();
    long half = unit / 2;
    for (int row = 0; row < rows; row++) {
      long units = value[row] / unit;
      long rest = value[row] % unit;
      units += rest >= half ? 1 : rest <= -half ? -1 : 0;
      long rounded = units * unit;
      if (units != 0 && rounded / unit != units && VectorBits.isLive(out, active, row)) {
        throw overflow(value[row]);
      }
      result[row] = rounded;
    }
  }

  private EvaluationException overflow(long value) {
    return new EvaluationException(
        "BIGINT overflow in \"" + expr + "\": ROUND(" + value + ", " + decimals + ")");
  }
}
