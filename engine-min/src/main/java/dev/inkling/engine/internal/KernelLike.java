package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import java.util.Arrays;

/** LIKE with a pattern known beforehand. */
record KernelLike(VectorLikePattern pattern) implements Kernel {

  @Override
  public void run(ColumnVector[] in, ColumnVector out, int rows, long[] active) {
    long[] result = out.longs();
    if (!pattern.isPlain()) {
      general(in[0], pattern, result, rows);
      return;
    }
    byte[] text = pattern.plainText();
    if (pattern.startsOpen()) {
      if (pattern.endsOpen()) {
        contains(in[0], text, result, rows);
      } else {
        endsWith(in[0], text, result, rows);
      }
    } else if (pattern.endsOpen()) {
      startsWith(in[0], text, result, rows);
    } else {
      equals(in[0], text, result, rows);
    }
  }

  private static void general(ColumnVector in, VectorLikePattern pattern, long[] result, int rows) {
    byte[] bytes = in.bytes();
    int[] starts = in.starts();
    int[] lengths = in.lengths();
    for (int i = 0; i < rows; i++) {
      result[i] = pattern.matches(bytes, starts[i], starts[i] + lengths[i]) ? 1 : 0;
    }
  }

  private static void contains(ColumnVector in, byte[] text, long[] result, int rows) {
    byte[] bytes = in.bytes();
    int[] starts = in.starts();
    int[] lengths = in.lengths();
    for (int i = 0; i < rows; i++) {
      int from = starts[i];
      int at = VectorUtf8.indexOf(bytes, from, from + lengths[i], text, 0, text.length);
      result[i] = at < 0 ? 0 : 1;
    }
  }

  private static void startsWith(ColumnVector in, byte[] text, long[] result, int rows) {
    byte[] bytes = in.bytes();
    int[] starts = in.starts();
    int[] lengths = in.lengths();
    int length = text.length;
    for (int i = 0; i < rows; i++) {
      int from = starts[i];
      boolean matches =
          lengths[i] >= length && Arrays.equals(bytes, from, from + length, text, 0, length);
      result[i] = matches ? 1 : 0;
    }
  }

  private static void endsWith(ColumnVector in, byte[] text, long[] result, int rows) {
    byte[] bytes = in.bytes();
    int[] starts = in.starts();
    int[] lengths = in.lengths();
    int length = text.length;
    for (int i = 0; i < rows; i++) {
      int to = starts[i] + lengths[i];
      boolean matches =
          lengths[i] >= length && Arrays.equals(bytes, to - length, to, text, 0, length);
      result[i] = matches ? 1 : 0;
    }
  }

  private static void equals(ColumnVector in, byte[] text, long[] result, int rows) {
    byte[] bytes = in.bytes();
    int[] starts = in.starts();
    int[] lengths = in.lengths();
    int length = text.length;
    for (int i = 0; i < rows; i++) {
      int from = starts[i];
      boolean matches =
          lengths[i] == length && Arrays.equals(bytes, from, from + length, text, 0, length);
      result[i] = matches ? 1 : 0;
    }
  }
}
