package dev.inkling.engine.internal;

import dev.inkling.engine.RowBatch;

/** What one worker does with the rows that it reads, into a state of its own. */
interface WorkerPath {

  /**
   * Takes a batch; its rows are compacted on the way.
   *
   * @param watermark rows whose windows had all ended by then are late
   */
  void process(RowBatch batch, long watermark);

  /** Adds to the state what waits to be added: by the worker's thread, as it takes time. */
  default void settle() {}

  /** Where the rows' times are looked after. */
  PaneTimes times();

  /** How many rows WHERE left out, or are in no window. */
  long rowsFiltered();

  /** How many values were no numbers and left out of a numeric aggregate. */
  long valuesNaN();

  /** Forgets the state; nothing may be done afterwards. */
  void forget();
}
