package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Type;

/** A compiled expression: a tree whose nodes own the columns that they write. */
interface EvalNode {

  /** The type of the values. */
  Type type();

  /**
   * The values for the first rows of a batch, valid until the next call and not to be written to.
   * Those of inactive rows are undefined, but their texts are inside the vector's bytes.
   *
   * @param active the rows wanted, as bits like {@link ColumnVector#nulls}, none at or past {@code
   *     rows}; null for all of them
   * @throws dev.inkling.engine.EvaluationException for the first active row that has no value
   */
  ColumnVector eval(RowBatch batch, int rows, long[] active);
}
