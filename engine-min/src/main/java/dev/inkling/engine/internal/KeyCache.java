package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;

/**
 * Remembers in which groups integer keys were found last, so that most are found again without
 * hashing and probing.
 */
final class KeyCache {

  /*
   * Implementation note. A direct-mapped cache by the low bits of the key, one for each of two
   * panes, as rows hardly ever belong to more than two at a time. Keys that count from 0, as
   * identifiers and codes do, never get in each other's way. What is remembered is only believed if
   * the table says the same, so nothing has to be forgotten: not even if the table is another one.
   */

  private static final int KEY_BITS = 13;
  private static final int KEY_MASK = (1 << KEY_BITS) - 1;

  /** Where the groups of all panes but {@link #firstPane} start. */
  private static final int OTHER = 1 << KEY_BITS;

  /** Keys that are mostly not found again go to the table, and only so many batches are tried. */
  private static final int BATCHES_BETWEEN_TRIES = 64;

  private final int[] groupOfSlot = new int[2 * OTHER];
  private long firstPane;
  private long otherPane;
  private int batchesToSkip;

  /**
   * Finds or makes the groups of a batch's rows, unless that is better done by the table.
   *
   * @param panes the pane of each row; null if there are none
   * @param groups is written: the group of each row
   * @return whether it did
   */
  boolean find(GroupTable table, ColumnVector key, long[] panes, int rows, int[] groups) {
    if (!key.type().isLong() || key.anyNull() || table.hasNulls()) {
      return false;
    }
    if (batchesToSkip > 0) {
      batchesToSkip--;
      return false;
    }
    long[] values = key.longs();
    int missed = 0;
    int row = 0;
    while (row < rows) {
      row =
          panes == null
              ? known(table, values, row, rows, groups)
              : known(table, values, panes, row, rows, groups);
      if (row < rows) {
        long pane = panes == null ? 0 : panes[row];
        if (pane != firstPane && pane != otherPane) {
          turnTo(pane);
        }
        int group = table.findLong(values[row], pane);
        groupOfSlot[((int) values[row] & KEY_MASK) | (pane == firstPane ? 0 : OTHER)] = group;
        groups[row] = group;
        missed++;
        row++;
      }
    }
    if (missed > rows / 4 && missed > KEY_MASK / 8) {
      batchesToSkip = BATCHES_BETWEEN_TRIES;
    }
    return true;
  }

  /** Forgets the earlier one of the two panes for another. */
  private void turnTo(long pane) {
    if (firstPane <= otherPane) {
      firstPane = pane;
    } else {
      otherPane = pane;
    }
  }

  /** Finds the groups of rows up to the first that is not known, and says which row that is. */
  private int known(GroupTable table, long[] values, long[] panes, int from, int to, int[] groups) {
    int[] slots = groupOfSlot;
    long[] keys = table.longKeys();
    long[] keyPanes = table.panes();
    long first = firstPane;
    int size = table.size();
    for (int row = from; row < to; row++) {
      long value = values[row];
      long pane = panes[row];
      int group = slots[((int) value & KEY_MASK) | (pane == first ? 0 : OTHER)];
      if (group >= size || keys[group] != value || keyPanes[group] != pane) {
        return row;
      }
      groups[row] = group;
    }
    return to;
  }

  private int known(GroupTable table, long[] values, int from, int to, int[] groups) {
    int[] slots = groupOfSlot;
    long[] keys = table.longKeys();
    int size = table.size();
    for (int row = from; row < to; row++) {
      long value = values[row];
      int group = slots[(int) value & KEY_MASK];
      if (group >= size || keys[group] != value) {
        return row;
      }
      groups[row] = group;
    }
    return to;
  }
}
