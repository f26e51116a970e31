package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;

/**
 * A function over columns: one loop over the rows of a batch.
 *
 * <p>The result's nulls are set before the kernel runs. Kernels may work on null and inactive rows
 * too, whatever is in them, but fail only for rows that are neither.
 */
interface Kernel {

  /**
   * Writes {@code rows} results.
   *
   * @param in the arguments
   * @param out the result; its nulls are those of the arguments together
   * @param active the rows wanted, as bits like {@link ColumnVector#nulls}; null for all of them
   * @throws dev.inkling.engine.EvaluationException for the first active row that has no result
   */
  void run(ColumnVector[] in, ColumnVector out, int rows, long[] active);
}
