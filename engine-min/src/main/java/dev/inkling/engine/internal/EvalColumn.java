package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Type;

/** A column of the batch itself. */
record EvalColumn(int index, Type type) implements EvalNode {

  @Override
  public ColumnVector eval(RowBatch batch, int rows, long[] active) {
    return batch.column(index);
  }
}
