package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.EvaluationException;
import dev.inkling.operator.Expr;

/** Casts between the types that are numbers in columns. */
final class KernelNumberCast {

  /** From BIGINT or BOOLEAN to DOUBLE, to the nearest. */
  static final Kernel TO_DOUBLE =
      (in, out, rows, active) -> {
        long[] value = in[0].longs();
        double[] result = out.doubles();
        for (int i = 0; i < rows; i++) {
          result[i] = value[i];
        }
      };

  /** Between BIGINT and TIMESTAMP, and from BOOLEAN to BIGINT. */
  static final Kernel COPY =
      (in, out, rows, active) -> System.arraycopy(in[0].longs(), 0, out.longs(), 0, rows);

  /** From BIGINT to BOOLEAN. */
  static final Kernel TO_BOOLEAN =
      (in, out, rows, active) -> {
        long[] value = in[0].longs();
        long[] result = out.longs();
        for (int i = 0; i < rows; i++) {
          result[i] = value[i] == 0 ? 0 : 1;
        }
      };

  private KernelNumberCast() {}

  /** From DOUBLE to BIGINT, towards zero; fails for NaN and what is too large. */
  static Kernel truncation(Expr expr) {
    return (in, out, rows, active) -> {
      double[] value = in[0].doubles();
      if (truncate(value, out.longs(), rows)) {
        failAtFirst(value, out, rows, active, expr);
      }
    };
  }

  private static boolean truncate(double[] value, long[] result, int rows) {
    boolean suspect = false;
    for (int i = 0; i < rows; i++) {
      suspect |= !isBigint(value[i]);
      result[i] = (long) value[i];
    }
    return suspect;
  }

  private static void failAtFirst(
      double[] value, ColumnVector out, int rows, long[] active, Expr expr) {
    for (int row = 0; row < rows; row++) {
      if (!isBigint(value[row]) && VectorBits.isLive(out, active, row)) {
        throw new EvaluationException("BIGINT overflow in \"" + expr + "\": " + value[row]);
      }
    }
  }

  private static boolean isBigint(double value) {
    return value >= -0x1p63 && value < 0x1p63;
  }
}
