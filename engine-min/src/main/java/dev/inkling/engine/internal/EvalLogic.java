package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Type;
import java.util.List;

/**
 * AND and OR, in three-valued logic. An operand is evaluated only for the rows that those before it
 * have not decided, so that {@code b <> 0 AND a / b > 1} never fails.
 */
final class EvalLogic implements EvalNode {

  private final boolean isAnd;
  private final EvalNode[] operands;
  private final ColumnVector out;
  private final long[] open;
  private final long[] decided;
  private final long[] unknown;
  private final long[] isTrue;

  /** The conjunction, or else the disjunction, of these BOOLEANs. */
  EvalLogic(boolean isAnd, List<EvalNode> operands, int capacity) {
    this.isAnd = isAnd;
    this.operands = operands.toArray(EvalNode[]::new);
    this.out = new ColumnVector(Type.BOOLEAN, capacity);
    int words = VectorBits.words(capacity);
    this.open = new long[words];
    this.decided = new long[words];
    this.unknown = new long[words];
    this.isTrue = new long[words];
  }

  @Override
  public Type type() {
    return Type.BOOLEAN;
  }

  @Override
  public ColumnVector eval(RowBatch batch, int rows, long[] active) {
    int words = VectorBits.words(rows);
    VectorBits.assign(open, active, rows);
    for (int w = 0; w < words; w++) {
      decided[w] = 0;
      unknown[w] = 0;
    }
    long[] wanted = active;
    for (EvalNode operand : operands) {
      boolean anyDecided = decide(operand.eval(batch, rows, wanted), rows, words);
      if (anyDecided) {
        wanted = open;
        if (VectorBits.isEmpty(open, words)) {
          break;
        }
      }
    }
    return result(rows, words);
  }

  /** Takes an operand's values; says whether they decided any row. */
  private boolean decide(ColumnVector value, int rows, int words) {
    VectorBits.trueRows(value, rows, isTrue);
    long[] nulls = value.anyNull() ? value.nulls() : null;
    long any = 0;
    for (int w = 0; w < words; w++) {
      long isNull = nulls == null ? 0 : nulls[w];
      long deciding = open[w] & (isAnd ? ~isTrue[w] & ~isNull : isTrue[w]);
      any |= deciding;
      decided[w] |= deciding;
      unknown[w] |= isNull & open[w];
      open[w] &= ~deciding;
    }
    return any != 0;
  }

  private ColumnVector result(int rows, int words) {
    out.reset();
    for (int w = 0; w < words; w++) {
      unknown[w] &= ~decided[w];
      if (isAnd) {
        decided[w] = ~decided[w];
      }
    }
    out.orNulls(unknown, rows);
    VectorBits.spread(decided, rows, out.longs());
    return out;
  }
}
