package dev.inkling.engine.stream;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.internal.ColumnHash;
import dev.inkling.engine.internal.GroupTable;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers the keys of rows: 0, 1, 2 … in the order in which they first appear. Nulls are equal to
 * each other, and so are all NaNs, and −0.0 and 0.0.
 *
 * <p>Keys are forgotten together, when the caller finds that most are no longer needed ({@link
 * #keep}): the others are copied, which costs O(1) per key that was ever added.
 */
final class KeyIndex {

  private final Type[] types;
  private final int capacity;
  private final ColumnVector[] keys;
  private final long[] hashes;
  private final long[] further;
  private final int[] numbers;
  private GroupTable table;

  /**
   * No keys yet.
   *
   * @param capacity the most rows of a batch
   */
  KeyIndex(Type[] types, int capacity) {
    this.types = types;
    this.capacity = capacity;
    this.keys = new ColumnVector[types.length];
    this.hashes = new long[capacity];
    this.further = new long[capacity];
    this.numbers = new int[capacity];
    this.table = new GroupTable(types, false);
  }

  /** The types of columns. */
  static Type[] types(Schema schema, List<String> names) {
    return names.stream().map(schema::type).toArray(Type[]::new);
  }

  /** The indices of columns. */
  static int[] columns(Schema schema, List<String> names) {
    return names.stream().mapToInt(schema::indexOf).toArray();
  }

  /** Hashes the keys of all rows; the array is used again. */
  long[] hashes(RowBatch batch, int[] columns) {
    int rows = batch.size();
    for (int k = 0; k < keys.length; k++) {
      keys[k] = batch.column(columns[k]);
      if (k == 0) {
        ColumnHash.hash(keys[0], rows, hashes);
      } else {
        ColumnHash.hash(keys[k], rows, further);
        ColumnHash.combine(hashes, further, rows);
      }
    }
    return hashes;
  }

  /** Finds or makes the numbers of the keys of all rows; the array is used again. */
  int[] find(RowBatch batch, int[] columns) {
    hashes(batch, columns);
    table.find(keys, hashes, null, batch.size(), numbers);
    return numbers;
  }

  /** Finds the numbers in another index's table; −1 where there is none or a key is null. */
  int[] lookUp(GroupTable other, RowBatch batch, int[] columns) {
    hashes(batch, columns);
    int rows = batch.size();
    other.lookUp(keys, hashes, rows, numbers);
    for (ColumnVector key : keys) {
      if (key.anyNull()) {
        for (int row = 0; row < rows; row++) {
          numbers[row] = key.isNull(row) ? -1 : numbers[row];
        }
      }
    }
    return numbers;
  }

  /** How many keys there are. */
  int size() {
    return table.size();
  }

  GroupTable table() {
    return table;
  }

  long heapBytes() {
    return table.heapBytes() + 20L * capacity;
  }

  /** A test of a key by its number. */
  @FunctionalInterface
  interface Test {
    boolean test(int key);
  }

  /**
   * Forgets all keys but some; these get new numbers, in the same order.
   *
   * @return the new number of each key, −1 for those that are gone
   */
  int[] keep(Test kept) {
    int[] renumbered = new int[table.size()];
    GroupTable fresh = new GroupTable(types, false);
    for (int key = 0; key < renumbered.length; key++) {
      renumbered[key] = kept.test(key) ? fresh.find(table, key) : -1;
    }
    table = fresh;
    return renumbered;
  }

  /**
   * An array with room for every key there is; grows by doubling, new places hold {@code empty}.
   */
  static int[] grown(int[] array, int size, int empty) {
    if (size <= array.length) {
      return array;
    }
    int[] longer = Arrays.copyOf(array, Math.max(size, array.length * 2));
    Arrays.fill(longer, array.length, longer.length, empty);
    return longer;
  }

  /** The same for longs, whose new places hold 0. */
  static long[] grown(long[] array, int size) {
    return size <= array.length ? array : Arrays.copyOf(array, Math.max(size, array.length * 2));
  }
}
