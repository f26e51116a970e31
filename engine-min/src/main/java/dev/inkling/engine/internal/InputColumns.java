package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The expressions that keys and aggregates of a query are made of, each one evaluated once per
 * batch and hashed at most once, however many ask for it.
 */
final class InputColumns {

  private final Schema schema;
  private final int capacity;
  private final Map<Expr, Integer> indexByExpr = new HashMap<>();
  private final List<Evaluator> evaluators = new ArrayList<>();
  private final List<long[]> hashes = new ArrayList<>();
  private ColumnVector[] vectors = {};
  private boolean[] hashed = {};
  private RowBatch batch;

  InputColumns(Schema schema, int capacity) {
    this.schema = schema;
    this.capacity = capacity;
  }

  /** The number by which an expression is asked for; equal expressions share one. */
  int register(Expr expr) {
    Integer known = indexByExpr.get(expr);
    if (known != null) {
      return known;
    }
    int index = evaluators.size();
    indexByExpr.put(expr, index);
    evaluators.add(Evaluator.compile(expr, schema, capacity));
    hashes.add(null);
    vectors = new ColumnVector[index + 1];
    hashed = new boolean[index + 1];
    return index;
  }

  /** The rows that are asked for from now on. */
  void start(RowBatch rows) {
    batch = rows;
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = null;
      hashed[i] = false;
    }
  }

  /** The values of an expression. */
  ColumnVector vector(int index) {
    ColumnVector vector = vectors[index];
    if (vector == null) {
      vector = evaluators.get(index).eval(batch);
      vectors[index] = vector;
    }
    return vector;
  }

  /** The hashes of the values of an expression; not to be written to. */
  long[] hashes(int index) {
    long[] target = hashes.get(index);
    if (target == null) {
      target = new long[capacity];
      hashes.set(index, target);
    }
    if (!hashed[index]) {
      ColumnHash.hash(vector(index), batch.size(), target);
      hashed[index] = true;
    }
    return target;
  }
}
