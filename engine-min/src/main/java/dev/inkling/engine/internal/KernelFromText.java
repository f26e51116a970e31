package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.EvaluationException;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Type;

/** Casts from VARCHAR; spaces at the ends do not matter. */
final class KernelFromText implements Kernel {

  private static final int SHOWN_MOST = 80;

  private final Expr expr;
  private final VectorNumberText numbers = new VectorNumberText();
  private final VectorTimeText times = new VectorTimeText();

  /** The cast that an expression is. */
  KernelFromText(Expr expr) {
    this.expr = expr;
  }

  @Override
  public void run(ColumnVector[] in, ColumnVector out, int rows, long[] active) {
    byte[] bytes = in[0].bytes();
    int[] starts = in[0].starts();
    int[] lengths = in[0].lengths();
    Type type = out.type();
    for (int row = 0; row < rows; row++) {
      if (VectorBits.isLive(out, active, row)) {
        int from = starts[row];
        int to = from + lengths[row];
        while (from < to && bytes[from] == ' ') {
          from++;
        }
        while (from < to && bytes[to - 1] == ' ') {
          to--;
        }
        boolean isRead =
            switch (type) {
              case BIGINT -> numbers.readLong(bytes, from, to);
              case DOUBLE -> numbers.readDouble(bytes, from, to);
              case TIMESTAMP -> times.read(bytes, from, to);
              default -> isBoolean(bytes, from, to);
            };
        if (!isRead) {
          throw unreadable(in[0].text(row), type);
        }
        switch (type) {
          case BIGINT -> out.longs()[row] = numbers.longValue();
          case DOUBLE -> out.doubles()[row] = numbers.doubleValue();
          case TIMESTAMP -> out.longs()[row] = times.millis();
          default -> out.longs()[row] = (bytes[from] | 0x20) == 't' ? 1 : 0;
        }
      }
    }
  }

  private static boolean isBoolean(byte[] bytes, int from, int to) {
    return VectorNumberText.equalsIgnoringCase(bytes, from, to, "true")
        || VectorNumberText.equalsIgnoringCase(bytes, from, to, "false");
  }

  private EvaluationException unreadable(String text, Type type) {
    int shown = Math.min(SHOWN_MOST, text.codePointCount(0, text.length()));
    String start = text.substring(0, text.offsetByCodePoints(0, shown));
    String rest = start.length() < text.length() ? "…" : "";
    return new EvaluationException(
        "cannot read '" + start + rest + "' as " + type + " in \"" + expr + "\"");
  }
}
