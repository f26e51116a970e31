package dev.inkling.engine.stream;

import dev.inkling.engine.RowBatch;
import dev.inkling.engine.stream.CounterBoard.Tally;
import dev.inkling.operator.Schema;
import java.util.List;

/** Lets the first row of every key pass, for ever. */
final class DistinctRows implements DroppingReader.Dropper {

  private final KeyIndex index;
  private final int[] columns;
  private final int[] kept;
  private int known;

  DistinctRows(Schema schema, List<String> keys, int capacity) {
    this.index = new KeyIndex(KeyIndex.types(schema, keys), capacity);
    this.columns = KeyIndex.columns(schema, keys);
    this.kept = new int[capacity];
  }

  @Override
  public void drop(RowBatch batch, InTurn from, Tally tally) {
    int rows = batch.size();
    int[] keys = index.find(batch, columns);
    int count = 0;
    for (int row = 0; row < rows; row++) {
      if (keys[row] == known) { // keys are numbered as they appear
        known++;
        kept[count++] = row;
      }
    }
    if (count < rows) {
      batch.keep(kept, count);
      tally.rowsDuplicate += rows - count;
    }
    tally.stateEntries = known;
    tally.stateBytes = index.heapBytes();
  }
}
