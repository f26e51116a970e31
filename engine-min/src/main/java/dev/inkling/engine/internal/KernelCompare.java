package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.operator.Function;
import dev.inkling.operator.Type;
import java.util.Arrays;

/**
 * Comparisons of two values of one type. Texts compare by unsigned bytes, which in UTF-8 is the
 * order of code points.
 *
 * @param operandType the type of both
 * @param isConstant whether the right side is the same in every row, and not null
 */
record KernelCompare(Function function, Type operandType, boolean isConstant) implements Kernel {

  @Override
  public void run(ColumnVector[] in, ColumnVector out, int rows, long[] active) {
    long[] result = out.longs();
    switch (operandType) {
      case DOUBLE -> {
        double[] b = in[1].doubles();
        if (isConstant) {
          compare(in[0].doubles(), b[0], result, rows);
        } else {
          compare(in[0].doubles(), b, result, rows);
        }
      }
      case VARCHAR -> texts(in[0], in[1], result, rows);
      default -> {
        long[] b = in[1].longs();
        if (isConstant) {
          compare(in[0].longs(), b[0], result, rows);
        } else {
          compare(in[0].longs(), b, result, rows);
        }
      }
    }
  }

  private void texts(ColumnVector a, ColumnVector b, long[] result, int rows) {
    if (function == Function.EQUAL || function == Function.NOT_EQUAL) {
      long ifEqual = function == Function.EQUAL ? 1 : 0;
      if (isConstant) {
        int from = b.starts()[0];
        equal(a, Arrays.copyOfRange(b.bytes(), from, from + b.lengths()[0]), ifEqual, result, rows);
      } else {
        equal(a, b, ifEqual, result, rows);
      }
      return;
    }
    order(a, b, result, rows);
    compare(result, 0, result, rows);
  }

  private static void equal(ColumnVector a, byte[] text, long ifEqual, long[] result, int rows) {
    byte[] bytes = a.bytes();
    int[] starts = a.starts();
    int[] lengths = a.lengths();
    int length = text.length;
    for (int i = 0; i < rows; i++) {
      int from = starts[i];
      boolean same =
          lengths[i] == length && Arrays.equals(bytes, from, from + length, text, 0, length);
      result[i] = same ? ifEqual : 1 - ifEqual;
    }
  }

  private static void equal(ColumnVector a, ColumnVector b, long ifEqual, long[] result, int rows) {
    byte[] aBytes = a.bytes();
    byte[] bBytes = b.bytes();
    int[] aStarts = a.starts();
    int[] bStarts = b.starts();
    int[] aLengths = a.lengths();
    int[] bLengths = b.lengths();
    for (int i = 0; i < rows; i++) {
      int length = aLengths[i];
      int x = aStarts[i];
      int y = bStarts[i];
      boolean same =
          length == bLengths[i] && Arrays.equals(aBytes, x, x + length, bBytes, y, y + length);
      result[i] = same ? ifEqual : 1 - ifEqual;
    }
  }

  private static void order(ColumnVector a, ColumnVector b, long[] result, int rows) {
    byte[] aBytes = a.bytes();
    byte[] bBytes = b.bytes();
    int[] aStarts = a.starts();
    int[] bStarts = b.starts();
    int[] aLengths = a.lengths();
    int[] bLengths = b.lengths();
    for (int i = 0; i < rows; i++) {
      int x = aStarts[i];
      int y = bStarts[i];
      result[i] = Arrays.compareUnsigned(aBytes, x, x + aLengths[i], bBytes, y, y + bLengths[i]);
    }
  }

  private void compare(long[] a, long[] b, long[] result, int rows) {
    switch (function) {
      case EQUAL -> {
        for (int i = 0; i < rows; i++) {
          result[i] = a[i] == b[i] ? 1 : 0;
        }
      }
      case NOT_EQUAL -> {
        for (int i = 0; i < rows; i++) {
          result[i] = a[i] != b[i] ? 1 : 0;
        }
      }
      case LESS -> {
        for (int i = 0; i < rows; i++) {
          result[i] = a[i] < b[i] ? 1 : 0;
        }
      }
      case LESS_OR_EQUAL -> {
        for (int i = 0; i < rows; i++) {
          result[i] = a[i] <= b[i] ? 1 : 0;
        }
      }
      case GREATER -> {
        for (int i = 0; i < rows; i++) {
          result[i] = a[i] > b[i] ? 1 : 0;
        }
      }
      case GREATER_OR_EQUAL -> {
        for (int i = 0; i < rows; i++) {
          result[i] = a[i] >= b[i] ? 1 : 0;
        }
      }
      default -> throw new IllegalStateException("not a comparison: " + function);
    }
  }

  private void compare(long[] a, long b, long[] result, int rows) {
    switch (function) {
      case EQUAL -> {
        for (int i = 0; i < rows; i++) {
          result[i] = a[i] == b ? 1 : 0;
        }
      }
      case NOT_EQUAL -> {
        for (int i = 0; i < rows; i++) {
          result[i] = a[i] != b ? 1 : 0;
        }
      }
      case LESS -> {
        for (int i = 0; i < rows; i++) {
          result[i] = a[i] < b ? 1 : 0;
        }
      }
      case LESS_OR_EQUAL -> {
        for (int i = 0; i < rows; i++) {
          result[i] = a[i] <= b ? 1 : 0;
        }
      }
      case GREATER -> {
        for (int i = 0; i < rows; i++) {
          result[i] = a[i] > b ? 1 : 0;
        }
      }
      case GREATER_OR_EQUAL -> {
        for (int i = 0; i < rows; i++) {
          result[i] = a[i] >= b ? 1 : 0;
        }
      }
      default -> throw new IllegalStateException("not a comparison: " + function);
    }
  }

  private void compare(double[] a, double[] b, long[] result, int rows) {
    switch (function) {
      case EQUAL -> {
        for (int i = 0; i < rows; i++) {
          result[i] = a[i] == b[i] ? 1 : 0;
        }
      }
      case NOT_EQUAL -> {
        for (int i = 0; i < rows; i++) {
          result[i] = a[i] != b[i] ? 1 : 0;
        }
      }
      case LESS -> {
        for (int i = 0; i < rows; i++) {
          result[i] = a[i] < b[i] ? 1 : 0;
        }
      }
      case LESS_OR_EQUAL -> {
        for (int i = 0; i < rows; i++) {
          result[i] = a[i] <= b[i] ? 1 : 0;
        }
      }
      case GREATER -> {
        for (int i = 0; i < rows; i++) {
          result[i] = a[i] > b[i] ? 1 : 0;
        }
      }
      case GREATER_OR_EQUAL -> {
        for (int i = 0; i < rows; i++) {
          result[i] = a[i] >= b[i] ? 1 : 0;
        }
      }
      default -> throw new IllegalStateException("not a comparison: " + function);
    }
  }

  private void compare(double[] a, double b, long[] result, int rows) {
    switch (function) {
      case EQUAL -> {
        for (int i = 0; i < rows; i++) {
          result[i] = a[i] == b ? 1 : 0;
        }
      }
      case NOT_EQUAL -> {
        for (int i = 0; i < rows; i++) {
          result[i] = a[i] != b ? 1 : 0;
        }
      }
      case LESS -> {
        for (int i = 0; i < rows; i++) {
          result[i] = a[i] < b ? 1 : 0;
        }
      }
      case LESS_OR_EQUAL -> {
        for (int i = 0; i < rows; i++) {
          result[i] = a[i] <= b ? 1 : 0;
        }
      }
      case GREATER -> {
        for (int i = 0; i < rows; i++) {
          result[i] = a[i] > b ? 1 : 0;
        }
      }
      case GREATER_OR_EQUAL -> {
        for (int i = 0; i < rows; i++) {
          result[i] = a[i] >= b ? 1 : 0;
        }
      }
      default -> throw new IllegalStateException("not a comparison: " + function);
    }
  }
}
