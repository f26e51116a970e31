package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.EvaluationException;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;

/**
 * An expression, compiled to be evaluated batch by batch, column-wise. Used by one thread; memory
 * is a column of {@code capacity} rows per function in the expression.
 */
public final class Evaluator {

  /*
   * implementation note
   *
   * A tree of EvalNodes, each with a result column of its own. A node is called once per batch and
   * loops over the rows (EvalStrict with a Kernel); nothing is called per row. Constants are columns
   * that were filled once, and a function of constants is a constant, unless it fails.
   *
   * What CASE, COALESCE, AND and OR do not need must not fail. They hand the rows that they want
   * down the tree as bits, "active". Kernels may well compute the other rows, which is cheaper than
   * looking, but if something failed they look whether it was in an active row.
   */

  private final Schema schema;
  private final int capacity;
  private final EvalNode node;

  private Evaluator(Schema schema, int capacity, EvalNode node) {
    this.schema = schema;
    this.capacity = capacity;
    this.node = node;
  }

  /**
   * Compiles an expression.
   *
   * @param schema the columns that batches will have
   * @param capacity the most rows that a batch will have, at least 1
   * @throws IllegalArgumentException if a column is unknown, a function does not take its
   *     arguments, or an argument that must be constant is not
   */
  public static Evaluator compile(Expr expr, Schema schema, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1, got " + capacity);
    }
    return new Evaluator(schema, capacity, new EvalCompiler(schema, capacity).compile(expr));
  }

  /**
   * The value of an expression without columns: a Long, Double, String or Boolean, or null for
   * SQL's NULL.
   *
   * @throws IllegalArgumentException as {@link #compile}
   * @throws EvaluationException if it has no value
   */
  public static Object constant(Expr expr) {
    RowBatch oneRow = new RowBatch(Schema.of(), 1);
    oneRow.setSize(1);
    return valueAt(compile(expr, oneRow.schema(), 1).eval(oneRow), 0);
  }

  /** A vector's value in a row as a Long, Double, String or Boolean, or null if it is null. */
  public static Object valueAt(ColumnVector vector, int row) {
    return EvalConstant.valueAt(vector, row);
  }

  /** The type of the values. */
  public Type type() {
    return node.type();
  }

  /**
   * The expression's values for all rows of a batch. They are valid until the next call, and until
   * the batch changes; the vector of a bare column is the batch's own. Not to be written to.
   *
   * @throws EvaluationException for a row that has no value
   */
  public ColumnVector eval(RowBatch batch) {
    if (!batch.schema().equals(schema)) {
      throw new IllegalArgumentException(
          "the batch must have the columns (" + schema + "), got (" + batch.schema() + ")");
    }
    if (batch.size() > capacity) {
      throw new IllegalArgumentException(
          "the batch must have at most " + capacity + " rows, got " + batch.size());
    }
    return node.eval(batch, batch.size(), null);
  }
}
