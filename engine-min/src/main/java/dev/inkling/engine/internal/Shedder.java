package dev.inkling.engine.internal;

import dev.inkling.engine.RowBatch;
import dev.inkling.engine.RowChoice;
import dev.inkling.engine.Source;
import java.io.IOException;

/** Reads rows for one worker, as many of them as its control lets in, and counts the others. */
final class Shedder {

  private final RateControl control;
  private final RowChoice choice;
  private int halvings;
  private volatile RateCounts counts = RateCounts.NONE;

  Shedder(RateControl control, long seed, int batchRows) {
    this.control = control;
    this.choice = new RowChoice(seed, batchRows);
  }

  /** The rate of the rows read last is 2 to the minus this. */
  int halvings() {
    return halvings;
  }

  /** Fills a batch with the rows taken of the next that come; returns how many came. */
  long poll(Source.Reader reader, RowBatch batch) throws IOException {
    if (control.halvings() != halvings) {
      halvings = control.halvings();
      choice.rate(Math.scalb(1.0, -halvings));
    }
    long rows = halvings == 0 ? reader.poll(batch) : reader.poll(batch, choice);
    if (rows > 0) {
      counts = counts.with(halvings, rows, batch.size());
    }
    return rows;
  }

  /** What was counted so far; may be asked by any thread. */
  RateCounts counts() {
    return counts;
  }

  RateControl control() {
    return control;
  }
}
