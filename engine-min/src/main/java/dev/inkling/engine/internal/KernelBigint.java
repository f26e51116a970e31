package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.EvaluationException;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Function;
import java.math.BigInteger;

/**
 * Arithmetic on BIGINT, exact or failing.
 *
 * <p>The loops only note that some row may have failed; which one, and whether it counts, is looked
 * up afterwards.
 */
record KernelBigint(Function function, Expr expr) implements Kernel {

  @Override
  public void run(ColumnVector[] in, ColumnVector out, int rows, long[] active) {
    long[] a = in[0].longs();
    long[] b = in[in.length - 1].longs();
    long[] result = out.longs();
    boolean suspect =
        switch (function) {
          case ADD -> add(a, b, result, rows);
          case SUBTRACT -> subtract(a, b, result, rows);
          case MULTIPLY -> multiply(a, b, result, rows);
          case DIVIDE -> divide(a, b, result, rows);
          case MODULO -> modulo(a, b, result, rows);
          case NEGATE -> negate(a, result, rows);
          case ABS -> abs(a, result, rows);
          case SIGN -> sign(a, result, rows);
          default -> throw new IllegalStateException("not arithmetic on BIGINT: " + function);
        };
    if (suspect) {
      for (int row = 0; row < rows; row++) {
        if (VectorBits.isLive(out, active, row)) {
          check(a[row], b[row]);
        }
      }
    }
  }

  private void check(long a, long b) {
    BigInteger x = BigInteger.valueOf(a);
    BigInteger y = BigInteger.valueOf(b);
    if (b == 0 && (function == Function.DIVIDE || function == Function.MODULO)) {
      throw new EvaluationException("division by zero in \"" + expr + "\"");
    }
    BigInteger exact =
        switch (function) {
          case ADD -> x.add(y);
          case SUBTRACT -> x.subtract(y);
          case MULTIPLY -> x.multiply(y);
          case DIVIDE -> x.divide(y);
          case NEGATE -> x.negate();
          case ABS -> x.abs();
          default -> BigInteger.ZERO;
        };
    if (exact.bitLength() > 63) {
      boolean isUnary = function == Function.NEGATE || function == Function.ABS;
      Expr call =
          isUnary
              ? Expr.call(function, Expr.lit(a))
              : Expr.call(function, Expr.lit(a), Expr.lit(b));
      throw new EvaluationException("BIGINT overflow in \"" + expr + "\": " + call);
    }
  }

  private static boolean add(long[] a, long[] b, long[] result, int rows) {
    long suspect = 0;
    for (int i = 0; i < rows; i++) {
      long x = a[i];
      long y = b[i];
      long sum = x + y;
      suspect |= (x ^ sum) & (y ^ sum);
      result[i] = sum;
    }
    return suspect < 0;
  }

  private static boolean subtract(long[] a, long[] b, long[] result, int rows) {
    long suspect = 0;
    for (int i = 0; i < rows; i++) {
      long x = a[i];
      long y = b[i];
      long difference = x - y;
      suspect |= (x ^ y) & (x ^ difference);
      result[i] = difference;
    }
    return suspect < 0;
  }

  private static boolean multiply(long[] a, long[] b, long[] result, int rows) {
    long suspect = 0;
    for (int i = 0; i < rows; i++) {
      long low = a[i] * b[i];
      suspect |= Math.multiplyHigh(a[i], b[i]) ^ low >> 63;
      result[i] = low;
    }
    return suspect != 0;
  }

  private static boolean divide(long[] a, long[] b, long[] result, int rows) {
    boolean suspect = false;
    for (int i = 0; i < rows; i++) {
      long x = a[i];
      long y = b[i];
      suspect |= y == 0 || (y == -1 && x == Long.MIN_VALUE);
      result[i] = x / (y == 0 ? 1 : y);
    }
    return suspect;
  }

  private static boolean modulo(long[] a, long[] b, long[] result, int rows) {
    boolean suspect = false;
    for (int i = 0; i < rows; i++) {
      long y = b[i];
      suspect |= y == 0;
      result[i] = a[i] % (y == 0 ? 1 : y);
    }
    return suspect;
  }

  private static boolean negate(long[] a, long[] result, int rows) {
    boolean suspect = false;
    for (int i = 0; i < rows; i++) {
      suspect |= a[i] == Long.MIN_VALUE;
      result[i] = -a[i];
    }
    return suspect;
  }

  private static boolean abs(long[] a, long[] result, int rows) {
    boolean suspect = false;
    for (int i = 0; i < rows; i++) {
      suspect |= a[i] == Long.MIN_VALUE;
      result[i] = a[i] < 0 ? -a[i] : a[i];
    }
    return suspect;
  }

  private static boolean sign(long[] a, long[] result, int rows) {
    for (int i = 0; i < rows; i++) {
      result[i] = Long.signum(a[i]);
    }
    return false;
  }
}
