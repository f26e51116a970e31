package dev.inkling.engine;

import dev.inkling.operator.Schema;
import dev.inkling.sketch.Estimate;
import java.util.List;

/**
 * One row of a query's result. Its values, in the order of the schema, are Long, Double, String or
 * Boolean where they are exact (a TIMESTAMP is a Long of milliseconds since the epoch), {@link
 * Estimate} where they are approximate, a list of {@link dev.inkling.operator.TopItem} for
 * TOP_ITEMS, a list of plain values for VALUES, or null.
 *
 * @param schema the columns selected
 * @param values one per column; may hold nulls
 * @param revision how often its window was answered before: a higher one takes the place of a lower
 *     one with the same window and keys
 */
public record Answer(Schema schema, List<Object> values, long revision) {

  /** An answer that goes out for the first time. */
  public Answer(Schema schema, List<Object> values) {
    this(schema, values, 0);
  }

  /** The value of a column; null if it is. */
  public Object value(String column) {
    return values.get(schema.indexOf(column));
  }

  /** The value of an exact column of BIGINT or TIMESTAMP. */
  public long longValue(String column) {
    return (Long) value(column);
  }

  /** The value of a column as an estimate; an exact number has a bar of no width. */
  public Estimate estimate(String column) {
    Object value = value(column);
    return value instanceof Estimate estimate
        ? estimate
        : Estimate.exact(((Number) value).doubleValue());
  }
}
