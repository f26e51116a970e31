package dev.inkling.engine.internal;

import dev.inkling.engine.RowBatch;
import dev.inkling.sketch.sampling.BernoulliSample;

/**
 * Chooses rows of one partition, each with the same probability. What is chosen is a function of
 * seed, partition and the row's number in its partition, however the rows come in batches. Rows
 * that are passed over cost nothing.
 */
final class BernoulliRows {

  /** How many rows are decided on at once; a choice is never made for fewer. */
  private static final int BLOCK = 1 << 14;

  private final double rate;
  private final long seed;
  private final int[] kept;
  private long block = -1;
  private long next;
  private BernoulliSample chosen;
  private int taken;

  /**
   * A chooser.
   *
   * @param rate the probability
   * @param seed different for every partition
   * @param capacity the most rows of a batch
   */
  BernoulliRows(double rate, long seed, int capacity) {
    this.rate = rate;
    this.seed = seed;
    this.kept = new int[capacity];
  }

  /** Removes the rows that are not chosen, in place. */
  void choose(RowBatch batch) {
    int rows = batch.size();
    int count = 0;
    for (int row = 0; row < rows; ) {
      long number = next + row;
      if (number / BLOCK != block) {
        block = number / BLOCK;
        chosen = BernoulliSample.create(rate, ColumnHash.mix(seed, block));
        chosen.addRange(block * BLOCK, (block + 1) * BLOCK);
        taken = 0;
      }
      if (taken == chosen.held()) {
        row = (int) Math.min(rows, (block + 1) * BLOCK - next);
      } else if (chosen.item(taken) - next < rows) {
        row = (int) (chosen.item(taken++) - next);
        kept[count++] = row++;
      } else {
        row = rows;
      }
    }
    next += rows;
    if (count < rows) {
      batch.keep(kept, count);
    }
  }
}
