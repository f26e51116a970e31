package dev.inkling.engine.internal;

import dev.inkling.engine.RowBatch;
import dev.inkling.operator.sampling.Drawn;

/** Whole rows that were chosen from those of one pane. */
interface RowSample {

  /**
   * Adds rows of a batch.
   *
   * @param strata for each row a number that tells its stratum; null if there are no strata
   * @param values for each row the value whose spread decides; null if none does
   */
  void add(RowBatch batch, long[] strata, double[] values, int from, int to);

  /** Adds what another sample was taken from; the other is not to be used any more. */
  void mergeFrom(RowSample other);

  /** How the rows were drawn, if groups have to do with strata what is said. */
  Drawn drawn(Drawn.Groups groups);

  /** The rows' numbers in {@link #rows}, by the number of the stratum. */
  long[][] chosen();

  /** The rows themselves, and perhaps some that were chosen only for a while. */
  RowStore rows();
}
