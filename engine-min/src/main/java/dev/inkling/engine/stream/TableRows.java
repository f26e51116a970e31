package dev.inkling.engine.stream;

import dev.inkling.engine.RowBatch;
import dev.inkling.engine.Source;
import dev.inkling.engine.internal.GroupTable;
import dev.inkling.engine.internal.RowStore;
import dev.inkling.operator.Schema;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** The rows of a table by their keys. Does not change once it is loaded. */
final class TableRows {

  private static final int BATCH_ROWS = 1024;

  private final KeyIndex index;
  private final RowStore rows;

  /** The first row of each key, and the last one, −1 if there is none yet. */
  private int[] first = new int[16];

  private int[] last = new int[16];

  /** The row after each row that has the same key, −1 if there is none. */
  private int[] next = new int[16];

  private TableRows(Schema schema, List<String> keys) {
    this.index = new KeyIndex(KeyIndex.types(schema, keys), BATCH_ROWS);
    this.rows = new RowStore(schema);
    Arrays.fill(first, -1);
    Arrays.fill(last, -1);
  }

  /**
   * Reads all rows.
   *
   * @throws IOException if they cannot be read, or need more than {@code maxBytes} of heap
   */
  static TableRows load(Source source, Schema schema, List<String> keys, long maxBytes)
      throws IOException {
    TableRows table = new TableRows(schema, keys);
    int[] columns = KeyIndex.columns(schema, keys);
    RowBatch batch = new RowBatch(schema, BATCH_ROWS);
    for (Source.Partition partition : source.partitions(1)) {
      try (Source.Reader reader = partition.open(schema, null)) {
        int came;
        while ((came = reader.poll(batch)) != Source.Reader.END) {
          if (came == 0 && reader.isDry()) {
            throw new IOException(
                source.name() + ": a table must be there to its end, but has nothing more yet");
          }
          table.add(batch, columns);
          if (table.heapBytes() > maxBytes) {
            throw new IOException(
                source.name()
                    + ": the table needs more than "
                    + maxBytes
                    + " bytes of memory after "
                    + table.rows.size()
                    + " rows; select fewer columns or raise Table.withMaxBytes");
          }
        }
      }
    }
    return table;
  }

  private void add(RowBatch batch, int[] columns) {
    int[] keys = index.find(batch, columns);
    first = KeyIndex.grown(first, index.size(), -1);
    last = KeyIndex.grown(last, index.size(), -1);
    next = KeyIndex.grown(next, rows.size() + batch.size(), -1);
    for (int row = 0; row < batch.size(); row++) {
      int added = rows.add(batch, row);
      int key = keys[row];
      next[added] = -1;
      if (last[key] < 0) {
        first[key] = added;
      } else {
        next[last[key]] = added;
      }
      last[key] = added;
    }
  }

  GroupTable keys() {
    return index.table();
  }

  /** The first row of a key. */
  int first(int key) {
    return first[key];
  }

  /** The next row of the same key, −1 if there is none. */
  int next(int row) {
    return next[row];
  }

  RowStore rows() {
    return rows;
  }

  long heapBytes() {
    return rows.heapBytes()
        + index.heapBytes()
        + 4L * first.length
        + 4L * last.length
        + 4L * next.length;
  }
}
