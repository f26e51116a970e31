package dev.inkling.engine;

import java.util.SplittableRandom;

/**
 * Chooses rows, each with the same probability, whatever becomes of the others, before anything is
 * known of them: it says how many rows to pass over until the next that is taken. The probability
 * can be changed between two rows. Used by one thread.
 */
public final class RowChoice {

  /* implementation note
   *
   * The number of rows between two that are taken is geometric: floor(ln u / ln(1 - p)) for u
   * uniform in (0, 1]. All that is known of a gap that has begun is that it has not ended; so when
   * the probability changes another gap is drawn.
   */

  private final SplittableRandom random;
  private final int[] kept;
  private double logOfMiss;
  private long untilNext;

  /**
   * Takes every row, until a rate is set.
   *
   * @param seed of all choices
   * @param capacity the most rows of a batch
   */
  public RowChoice(long seed, int capacity) {
    this.random = new SplittableRandom(seed);
    this.kept = new int[capacity];
    rate(1);
  }

  /** From now on takes rows with this probability, in (0, 1]. */
  public void rate(double rate) {
    if (!(rate > 0 && rate <= 1)) {
      throw new IllegalArgumentException("rate must be in (0, 1], got " + rate);
    }
    logOfMiss = Math.log1p(-rate);
    draw();
  }

  private void draw() {
    double u = ((random.nextLong() >>> 11) + 1) * 0x1p-53;
    untilNext = logOfMiss == Double.NEGATIVE_INFINITY ? 0 : (long) (Math.log(u) / logOfMiss);
  }

  /** How many rows are to be passed over before the next that is taken. */
  public long untilNext() {
    return untilNext;
  }

  /**
   * Says that rows were passed over.
   *
   * @param rows how many, at most {@link #untilNext}
   */
  public void pass(long rows) {
    if (rows < 0 || rows > untilNext) {
      throw new IllegalArgumentException("rows must be in [0, " + untilNext + "], got " + rows);
    }
    untilNext -= rows;
  }

  /** Says that the next row was taken; {@link #untilNext} is 0. */
  public void take() {
    if (untilNext != 0) {
      throw new IllegalStateException("the next row is not to be taken");
    }
    draw();
  }

  /** Removes the rows that are not taken from a batch that was read. */
  public void choose(RowBatch batch) {
    int rows = batch.size();
    int count = 0;
    for (int row = 0; row < rows; row++) {
      long passed = Math.min(untilNext, rows - row);
      pass(passed);
      row += (int) passed;
      if (row < rows) {
        take();
        kept[count++] = row;
      }
    }
    if (count < rows) {
      batch.keep(kept, count);
    }
  }
}
