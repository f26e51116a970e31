package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import java.util.Arrays;

/** Sets of rows as bits: row {@code r} is bit {@code r & 63} of word {@code r >> 6}. */
final class VectorBits {

  private VectorBits() {}

  /** How many words hold this many rows. */
  static int words(int rows) {
    return (rows + 63) >>> 6;
  }

  /** Makes the set that of all rows below {@code rows}, or a copy of {@code active} if not null. */
  static void assign(long[] target, long[] active, int rows) {
    int words = words(rows);
    if (active != null) {
      System.arraycopy(active, 0, target, 0, words);
      return;
    }
    Arrays.fill(target, 0, words, -1L);
    if ((rows & 63) != 0) {
      target[words - 1] = (1L << rows) - 1;
    }
  }

  /** Whether the row is in the set; null is the set of all. */
  static boolean contains(long[] set, int row) {
    return set == null || (set[row >> 6] >>> row & 1) != 0;
  }

  /** Whether the row is wanted and not null. */
  static boolean isLive(ColumnVector out, long[] active, int row) {
    return contains(active, row) && !out.isNull(row);
  }

  /** Whether no bit is set in the first words. */
  static boolean isEmpty(long[] set, int words) {
    long any = 0;
    for (int w = 0; w < words; w++) {
      any |= set[w];
    }
    return any == 0;
  }

  /** The rows in which a BOOLEAN is TRUE (neither FALSE nor null). */
  static void trueRows(ColumnVector booleans, int rows, long[] target) {
    long[] values = booleans.longs();
    int words = words(rows);
    for (int w = 0; w < words; w++) {
      int from = w << 6;
      int to = Math.min(rows, from + 64);
      long word = 0;
      for (int row = from; row < to; row++) {
        word |= (values[row] & 1) << row;
      }
      target[w] = word;
    }
    if (booleans.anyNull()) {
      long[] nulls = booleans.nulls();
      for (int w = 0; w < words; w++) {
        target[w] &= ~nulls[w];
      }
    }
  }

  /** Writes 1 for the rows in the set and 0 for the others. */
  static void spread(long[] set, int rows, long[] target) {
    for (int row = 0; row < rows; row++) {
      target[row] = set[row >> 6] >>> row & 1;
    }
  }
}
