package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.EvaluationException;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Function;

/** Arithmetic on DOUBLE, as in IEEE 754, but for the division by zero, which fails. */
record KernelDouble(Function function, Expr expr) implements Kernel {

  @Override
  public void run(ColumnVector[] in, ColumnVector out, int rows, long[] active) {
    double[] a = in[0].doubles();
    double[] b = in[in.length - 1].doubles();
    double[] result = out.doubles();
    switch (function) {
      case ADD -> add(a, b, result, rows);
      case SUBTRACT -> subtract(a, b, result, rows);
      case MULTIPLY -> multiply(a, b, result, rows);
      case DIVIDE -> checkDivisors(divide(a, b, result, rows), b, out, rows, active);
      case MODULO -> checkDivisors(modulo(a, b, result, rows), b, out, rows, active);
      case POWER -> power(a, b, result, rows);
      case NEGATE -> negate(a, result, rows);
      case ABS -> abs(a, result, rows);
      case SIGN -> sign(a, result, rows);
      case FLOOR -> floor(a, result, rows);
      case CEIL -> ceil(a, result, rows);
      case SQRT -> sqrt(a, result, rows);
      case LN -> ln(a, result, rows);
      case LOG10 -> log10(a, result, rows);
      case EXP -> exp(a, result, rows);
      default -> throw new IllegalStateException("not arithmetic on DOUBLE: " + function);
    }
  }

  private void checkDivisors(
      boolean suspect, double[] divisors, ColumnVector out, int rows, long[] active) {
    if (suspect) {
      for (int row = 0; row < rows; row++) {
        if (divisors[row] == 0 && VectorBits.isLive(out, active, row)) {
          throw new EvaluationException("division by zero in \"" + expr + "\"");
        }
      }
    }
  }

  private static void add(double[] a, double[] b, double[] result, int rows) {
    for (int i = 0; i < rows; i++) {
      result[i] = a[i] + b[i];
    }
  }

  private static void subtract(double[] a, double[] b, double[] result, int rows) {
    for (int i = 0; i < rows; i++) {
      result[i] = a[i] - b[i];
    }
  }

  private static void multiply(double[] a, double[] b, double[] result, int rows) {
    for (int i = 0; i < rows; i++) {
      result[i] = a[i] * b[i];
    }
  }

  private static boolean divide(double[] a, double[] b, double[] result, int rows) {
    boolean suspect = false;
    for (int i = 0; i < rows; i++) {
      suspect |= b[i] == 0;
      result[i] = a[i] / b[i];
    }
    return suspect;
  }

  private static boolean modulo(double[] a, double[] b, double[] result, int rows) {
    boolean suspect = false;
    for (int i = 0; i < rows; i++) {
      suspect |= b[i] == 0;
      result[i] = a[i] % b[i];
    }
    return suspect;
  }

  private static void power(double[] a, double[] b, double[] result, int rows) {
    for (int i = 0; i < rows; i++) {
      result[i] = Math.pow(a[i], b[i]);
    }
  }

  private static void negate(double[] a, double[] result, int rows) {
    for (int i = 0; i < rows; i++) {
      result[i] = -a[i];
    }
  }

  private static void abs(double[] a, double[] result, int rows) {
    for (int i = 0; i < rows; i++) {
      result[i] = Math.abs(a[i]);
    }
  }

  private static void sign(double[] a, double[] result, int rows) {
    for (int i = 0; i < rows; i++) {
      result[i] = Math.signum(a[i]);
    }
  }

  private static void floor(double[] a, double[] result, int rows) {
    for (int i = 0; i < rows; i++) {
      result[i] = Math.floor(a[i]);
    }
  }

  private static void ceil(double[] a, double[] result, int rows) {
    for (int i = 0; i < rows; i++) {
      result[i] = Math.ceil(a[i]);
    }
  }

  private static void sqrt(double[] a, double[] result, int rows) {
    for (int i = 0; i < rows; i++) {
      result[i] = Math.sqrt(a[i]);
    }
  }

  private static void ln(double[] a, double[] result, int rows) {
    for (int i = 0; i < rows; i++) {
      result[i] = Math.log(a[i]);
    }
  }

  private static void log10(double[] a, double[] result, int rows) {
    for (int i = 0; i < rows; i++) {
      result[i] = Math.log10(a[i]);
    }
  }

  private static void exp(double[] a, double[] result, int rows) {
    for (int i = 0; i < rows; i++) {
      result[i] = Math.exp(a[i]);
    }
  }
}
