package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.operator.Type;
import java.util.Arrays;

/** GREATEST and LEAST of values of one type. NaN is greater, and less, than any number. */
final class KernelExtreme implements Kernel {

  private final boolean isGreatest;
  private final VectorText texts = new VectorText();

  /** The greatest, or else the least. */
  KernelExtreme(boolean isGreatest) {
    this.isGreatest = isGreatest;
  }

  @Override
  public void run(ColumnVector[] in, ColumnVector out, int rows, long[] active) {
    if (out.type() == Type.VARCHAR) {
      texts(in, out, rows, active);
      return;
    }
    boolean isDouble = out.type() == Type.DOUBLE;
    if (isDouble) {
      System.arraycopy(in[0].doubles(), 0, out.doubles(), 0, rows);
    } else {
      System.arraycopy(in[0].longs(), 0, out.longs(), 0, rows);
    }
    for (int k = 1; k < in.length; k++) {
      if (isDouble) {
        doubles(in[k].doubles(), out.doubles(), rows);
      } else {
        longs(in[k].longs(), out.longs(), rows);
      }
    }
  }

  private void longs(long[] value, long[] result, int rows) {
    if (isGreatest) {
      for (int i = 0; i < rows; i++) {
        result[i] = Math.max(result[i], value[i]);
      }
    } else {
      for (int i = 0; i < rows; i++) {
        result[i] = Math.min(result[i], value[i]);
      }
    }
  }

  private void doubles(double[] value, double[] result, int rows) {
    if (isGreatest) {
      for (int i = 0; i < rows; i++) {
        result[i] = Math.max(result[i], value[i]);
      }
    } else {
      for (int i = 0; i < rows; i++) {
        result[i] = Math.min(result[i], value[i]);
      }
    }
  }

  private void texts(ColumnVector[] in, ColumnVector out, int rows, long[] active) {
    texts.clear();
    int[] starts = out.starts();
    int[] lengths = out.lengths();
    for (int row = 0; row < rows; row++) {
      starts[row] = texts.position();
      if (VectorBits.isLive(out, active, row)) {
        ColumnVector best = in[0];
        for (int k = 1; k < in.length; k++) {
          int order = compare(in[k], best, row);
          best = (isGreatest ? order > 0 : order < 0) ? in[k] : best;
        }
        int from = best.starts()[row];
        texts.append(best.bytes(), from, from + best.lengths()[row]);
      }
      lengths[row] = texts.position() - starts[row];
    }
    out.shareBytes(texts.bytes());
  }

  private static int compare(ColumnVector a, ColumnVector b, int row) {
    int x = a.starts()[row];
    int y = b.starts()[row];
    return Arrays.compareUnsigned(
        a.bytes(), x, x + a.lengths()[row], b.bytes(), y, y + b.lengths()[row]);
  }
}
