package dev.inkling.engine.stream;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The batch that a reader lets its upstream fill: the columns that the reader's own target has are
 * the target's, so that they need not be copied; the others are extra.
 */
final class SharedColumns {

  private final Schema upstream;

  /** The target's names of upstream's columns; a column without one is extra. */
  private final Map<String, String> names;

  private RowBatch target;
  private RowBatch shared;

  SharedColumns(Schema upstream, Map<String, String> names) {
    this.upstream = upstream;
    this.names = names;
  }

  /** The batch for upstream that shares the columns of this target. */
  RowBatch with(RowBatch newTarget) {
    if (newTarget != target) {
      List<ColumnVector> vectors = new ArrayList<>();
      for (Column column : upstream.columns()) {
        String name = names.get(column.name());
        vectors.add(
            name != null
                ? newTarget.column(name)
                : new ColumnVector(column.type(), newTarget.capacity()));
      }
      shared = RowBatch.sharing(upstream, newTarget.capacity(), vectors);
      target = newTarget;
    }
    return shared;
  }
}
