package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.EvaluationException;
import dev.inkling.operator.Expr;

/** Text functions that measure, or whose result is a slice of their argument. */
final class KernelText {

  /** CHAR_LENGTH. */
  static final Kernel LENGTH =
      (in, out, rows, active) -> {
        byte[] bytes = in[0].bytes();
        int[] starts = in[0].starts();
        int[] lengths = in[0].lengths();
        long[] result = out.longs();
        for (int i = 0; i < rows; i++) {
          result[i] = VectorUtf8.codePoints(bytes, starts[i], starts[i] + lengths[i]);
        }
      };

  /** POSITION: where the first text is in the second. */
  static final Kernel POSITION =
      (in, out, rows, active) -> {
        byte[] wanted = in[0].bytes();
        int[] wantedStarts = in[0].starts();
        int[] wantedLengths = in[0].lengths();
        byte[] bytes = in[1].bytes();
        int[] starts = in[1].starts();
        int[] lengths = in[1].lengths();
        long[] result = out.longs();
        for (int i = 0; i < rows; i++) {
          int from = starts[i];
          int start = wantedStarts[i];
          int at =
              VectorUtf8.indexOf(
                  bytes, from, from + lengths[i], wanted, start, start + wantedLengths[i]);
          result[i] = at < 0 ? 0 : VectorUtf8.codePoints(bytes, from, at) + 1;
        }
      };

  private KernelText() {}

  /** TRIM, LTRIM and RTRIM. */
  static Kernel trim(boolean left, boolean right) {
    return (in, out, rows, active) -> {
      byte[] bytes = in[0].bytes();
      int[] starts = in[0].starts();
      int[] lengths = in[0].lengths();
      int[] resultStarts = out.starts();
      int[] resultLengths = out.lengths();
      for (int i = 0; i < rows; i++) {
        int from = starts[i];
        int to = from + lengths[i];
        while (left && from < to && bytes[from] == ' ') {
          from++;
        }
        while (right && from < to && bytes[to - 1] == ' ') {
          to--;
        }
        resultStarts[i] = from;
        resultLengths[i] = to - from;
      }
      out.shareBytes(bytes);
    };
  }

  /** SUBSTRING of a text from a start, and for a length if there is a third argument. */
  static Kernel substring(Expr expr) {
    return (in, out, rows, active) -> {
      long[] counts = in.length == 3 ? in[2].longs() : null;
      if (counts != null) {
        checkCounts(counts, out, rows, active, expr);
      }
      substring(in[0], in[1].longs(), counts, out, rows);
      out.shareBytes(in[0].bytes());
    };
  }

  private static void substring(
      ColumnVector text, long[] firsts, long[] counts, ColumnVector out, int rows) {
    byte[] bytes = text.bytes();
    int[] starts = text.starts();
    int[] lengths = text.lengths();
    int[] resultStarts = out.starts();
    int[] resultLengths = out.lengths();
    for (int i = 0; i < rows; i++) {
      int from = starts[i];
      int to = from + lengths[i];
      long first = firsts[i];
      long count = counts == null ? Long.MAX_VALUE : counts[i];
      if (first < 1) {
        // the part before the text counts, too; without a length there is no such part
        count += counts == null ? 0 : Math.max(first, -Long.MAX_VALUE) - 1;
        first = 1;
      }
      int start = VectorUtf8.skip(bytes, from, to, first - 1);
      resultStarts[i] = start;
      resultLengths[i] = count <= 0 ? 0 : VectorUtf8.skip(bytes, start, to, count) - start;
    }
  }

  private static void checkCounts(
      long[] counts, ColumnVector out, int rows, long[] active, Expr expr) {
    for (int row = 0; row < rows; row++) {
      if (counts[row] < 0 && VectorBits.isLive(out, active, row)) {
        throw new EvaluationException("negative length in \"" + expr + "\": " + counts[row]);
      }
    }
  }
}
