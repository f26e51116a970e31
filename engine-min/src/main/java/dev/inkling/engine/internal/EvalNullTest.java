package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Type;
import java.util.Arrays;

/** IS NULL and IS NOT NULL. */
final class EvalNullTest implements EvalNode {

  private final EvalNode argument;
  private final long ifNull;
  private final ColumnVector out;

  /** Whether the argument is null, or else whether it is not. */
  EvalNullTest(boolean isNull, EvalNode argument, int capacity) {
    this.argument = argument;
    this.ifNull = isNull ? 1 : 0;
    this.out = new ColumnVector(Type.BOOLEAN, capacity);
  }

  @Override
  public Type type() {
    return Type.BOOLEAN;
  }

  @Override
  public ColumnVector eval(RowBatch batch, int rows, long[] active) {
    ColumnVector value = argument.eval(batch, rows, active);
    long[] result = out.longs();
    if (!value.anyNull()) {
      Arrays.fill(result, 0, rows, ifNull ^ 1);
      return out;
    }
    long[] nulls = value.nulls();
    long flip = ifNull ^ 1;
    for (int row = 0; row < rows; row++) {
      result[row] = (nulls[row >> 6] >>> row & 1) ^ flip;
    }
    return out;
  }
}
