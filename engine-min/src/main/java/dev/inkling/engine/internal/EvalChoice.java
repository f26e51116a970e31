package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Type;
import java.util.Arrays;
import java.util.List;

/**
 * CASE and COALESCE. Every branch is evaluated only for the rows that come to it, so that a branch
 * that is not taken cannot fail.
 */
final class EvalChoice implements EvalNode {

  private final EvalNode[] conditions;
  private final EvalNode[] values;
  private final ColumnVector out;
  private final VectorText texts = new VectorText();
  private final long[] open;
  private final long[] taken;
  private final long[] takenNulls;

  private EvalChoice(EvalNode[] conditions, EvalNode[] values, int capacity) {
    this.conditions = conditions;
    this.values = values;
    this.out = new ColumnVector(values[0].type(), capacity);
    int words = VectorBits.words(capacity);
    this.open = new long[words];
    this.taken = new long[words];
    this.takenNulls = new long[words];
  }

  /** The value of the first condition that is TRUE, or the last value. */
  static EvalChoice ofCase(List<EvalNode> conditions, List<EvalNode> values, int capacity) {
    return new EvalChoice(
        conditions.toArray(EvalNode[]::new), values.toArray(EvalNode[]::new), capacity);
  }

  /** The first value that is not null. */
  static EvalChoice coalesce(List<EvalNode> values, int capacity) {
    return new EvalChoice(null, values.toArray(EvalNode[]::new), capacity);
  }

  @Override
  public Type type() {
    return out.type();
  }

  @Override
  public ColumnVector eval(RowBatch batch, int rows, long[] active) {
    int words = VectorBits.words(rows);
    VectorBits.assign(open, active, rows);
    start(rows);
    for (int i = 0; i < values.length && !VectorBits.isEmpty(open, words); i++) {
      boolean isLast = i == values.length - 1;
      ColumnVector value = null;
      if (isLast) {
        System.arraycopy(open, 0, taken, 0, words);
      } else if (conditions != null) {
        VectorBits.trueRows(conditions[i].eval(batch, rows, open), rows, taken);
        retain(taken, open, words);
      } else {
        value = values[i].eval(batch, rows, open);
        notNull(value, words);
      }
      if (!VectorBits.isEmpty(taken, words)) {
        take(value == null ? values[i].eval(batch, rows, taken) : value, rows, words);
        for (int w = 0; w < words; w++) {
          open[w] &= ~taken[w];
        }
      }
    }
    if (type() == Type.VARCHAR) {
      out.shareBytes(texts.bytes());
    }
    return out;
  }

  private void start(int rows) {
    out.reset();
    if (type() == Type.VARCHAR) {
      texts.clear();
      Arrays.fill(out.starts(), 0, rows, 0);
      Arrays.fill(out.lengths(), 0, rows, 0);
    }
  }

  private void notNull(ColumnVector value, int words) {
    System.arraycopy(open, 0, taken, 0, words);
    if (value.anyNull()) {
      long[] nulls = value.nulls();
      for (int w = 0; w < words; w++) {
        taken[w] &= ~nulls[w];
      }
    }
  }

  private static void retain(long[] target, long[] others, int words) {
    for (int w = 0; w < words; w++) {
      target[w] &= others[w];
    }
  }

  /** Copies the rows taken. */
  private void take(ColumnVector value, int rows, int words) {
    if (value.anyNull()) {
      long[] nulls = value.nulls();
      for (int w = 0; w < words; w++) {
        takenNulls[w] = nulls[w] & taken[w];
      }
      out.orNulls(takenNulls, rows);
    }
    for (int w = 0; w < words; w++) {
      long word = taken[w];
      if (word != 0) {
        switch (type()) {
          case DOUBLE -> takeDoubles(value.doubles(), out.doubles(), w << 6, word);
          case VARCHAR -> takeTexts(value, w << 6, word);
          default -> takeLongs(value.longs(), out.longs(), w << 6, word);
        }
      }
    }
  }

  private static void takeLongs(long[] from, long[] to, int base, long word) {
    if (word == -1L) {
      System.arraycopy(from, base, to, base, 64);
      return;
    }
    for (long left = word; left != 0; left &= left - 1) {
      int row = base + Long.numberOfTrailingZeros(left);
      to[row] = from[row];
    }
  }

  private static void takeDoubles(double[] from, double[] to, int base, long word) {
    if (word == -1L) {
      System.arraycopy(from, base, to, base, 64);
      return;
    }
    for (long left = word; left != 0; left &= left - 1) {
      int row = base + Long.numberOfTrailingZeros(left);
      to[row] = from[row];
    }
  }

  private void takeTexts(ColumnVector value, int base, long word) {
    byte[] bytes = value.bytes();
    int[] starts = value.starts();
    int[] lengths = value.lengths();
    for (long left = word; left != 0; left &= left - 1) {
      int row = base + Long.numberOfTrailingZeros(left);
      out.starts()[row] = texts.position();
      out.lengths()[row] = lengths[row];
      texts.append(bytes, starts[row], starts[row] + lengths[row]);
    }
  }
}
