package dev.inkling.sketch.distinct;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.HashSketch;

/**
 * A sketch that counts distinct values. The same set of values gives the same state and bytes in
 * any order, split and merge tree.
 *
 * @param <S> the sketch's own type
 */
public interface DistinctSketch<S extends DistinctSketch<S>> extends HashSketch<S> {

  /** The estimated number of distinct values; 0 if empty. */
  double estimate();

  /**
   * The estimated number of distinct values with its error bar.
   *
   * @param confidence the promised probability that the bar holds the truth, in (0, 1)
   */
  Estimate estimate(double confidence);
}
