package dev.inkling.engine.stream;

import dev.inkling.engine.RowBatch;
import dev.inkling.engine.stream.CounterBoard.Tally;
import dev.inkling.operator.Schema;
import dev.inkling.sketch.membership.ScalableBloomFilter;
import java.util.List;

/** Lets a row pass if a Bloom filter is certain that its key is new. */
final class DistinctByFilter implements DroppingReader.Dropper {

  private final KeyIndex index;
  private final int[] columns;
  private final int[] kept;
  private final ScalableBloomFilter seen;
  private long keys;

  DistinctByFilter(
      Schema schema, List<String> keys, long expectedKeys, double falseDropRate, int capacity) {
    this.index = new KeyIndex(KeyIndex.types(schema, keys), capacity);
    this.columns = KeyIndex.columns(schema, keys);
    this.kept = new int[capacity];
    this.seen = ScalableBloomFilter.create(expectedKeys, falseDropRate);
  }

  @Override
  public void drop(RowBatch batch, InTurn from, Tally tally) {
    int rows = batch.size();
    long[] hashes = index.hashes(batch, columns);
    int count = 0;
    for (int row = 0; row < rows; row++) {
      if (!seen.mightContainHash(hashes[row])) {
        seen.addHash(hashes[row]);
        kept[count++] = row;
      }
    }
    keys += count;
    if (count < rows) {
      batch.keep(kept, count);
      tally.rowsDuplicate += rows - count;
    }
    tally.stateEntries = keys;
    tally.stateBytes = seen.heapBytes() + index.heapBytes();
  }
}
