package dev.inkling.operator.sampling;

/**
 * What is kept of the sampled rows of one domain: all rows, those of a group, or those that a
 * predicate lets through.
 *
 * @param <M> the accumulator itself
 */
public interface Accumulator<M extends Accumulator<M>> {

  /** How many rows were added. */
  long count();

  /**
   * Adds what {@code other} has seen; {@code other} stays as it is.
   *
   * @return this
   */
  M merge(M other);

  /** The same state again, sharing nothing. */
  M copy();

  /** The bytes of heap that it occupies. */
  long heapBytes();
}
