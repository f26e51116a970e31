package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.EvaluationException;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;

/** A condition on rows, compiled: keeps those rows of a batch for which it is TRUE. */
public final class Filter {

  private final Evaluator condition;
  private final int[] kept;

  private Filter(Evaluator condition, int capacity) {
    this.condition = condition;
    this.kept = new int[capacity];
  }

  /**
   * Compiles a condition.
   *
   * @throws IllegalArgumentException if it is not a BOOLEAN, or as {@link Evaluator#compile}
   */
  public static Filter compile(Expr condition, Schema schema, int capacity) {
    Evaluator evaluator = Evaluator.compile(condition, schema, capacity);
    if (evaluator.type() != Type.BOOLEAN) {
      throw new IllegalArgumentException(
          "a condition must be BOOLEAN, got " + evaluator.type() + " in \"" + condition + "\"");
    }
    return new Filter(evaluator, capacity);
  }

  /**
   * Removes the rows for which the condition is FALSE or null, in place; O(1) beyond the condition
   * itself if there are none.
   *
   * @throws EvaluationException for a row for which the condition has no value
   */
  public void apply(RowBatch batch) {
    ColumnVector value = condition.eval(batch);
    int rows = batch.size();
    int count =
        value.anyNull() ? select(value.longs(), value.nulls(), rows) : select(value.longs(), rows);
    if (count < rows) {
      batch.keep(kept, count);
    }
  }

  private int select(long[] values, int rows) {
    int[] target = kept;
    int count = 0;
    for (int row = 0; row < rows; row++) {
      target[count] = row;
      count += (int) values[row];
    }
    return count;
  }

  private int select(long[] values, long[] nulls, int rows) {
    int[] target = kept;
    int count = 0;
    for (int row = 0; row < rows; row++) {
      target[count] = row;
      count += (int) (values[row] & ~(nulls[row >> 6] >>> row) & 1);
    }
    return count;
  }
}
