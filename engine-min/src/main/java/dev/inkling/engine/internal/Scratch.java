package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;

/** Arrays of one worker into which the rows that an aggregate takes are gathered. */
final class Scratch {

  /*
   * Implementation note. Rows of one group are put side by side (a counting sort, which keeps their
   * order), if groups repeat within a batch: then a group's state is found once per batch, stays in
   * the first cache, and what it does next can be guessed. The order of a group's rows stays, so that
   * results do.
   */

  /** With more groups the counts themselves would not stay in the second cache. */
  private static final int MOST_GROUPS = 1 << 16;

  private final int[] order;
  private final int[] orderedGroups;
  private final int[] seen;
  private int[] counts = {};
  private boolean ordered;

  private final int[] rows;
  private final int[] groups;
  private final int[] starts;
  private final int[] lengths;
  private final long[] longs;
  private final double[] doubles;

  Scratch(int capacity) {
    order = new int[capacity];
    orderedGroups = new int[capacity];
    seen = new int[capacity];
    rows = new int[capacity];
    groups = new int[capacity];
    starts = new int[capacity];
    lengths = new int[capacity];
    longs = new long[capacity];
    doubles = new double[capacity];
  }

  /**
   * Puts the rows of a batch in the order of their groups, if that is worth it.
   *
   * @param groups how many groups there are
   */
  void order(int[] rowGroups, int count, int groups) {
    ordered = false;
    if (groups > MOST_GROUPS) {
      return;
    }
    if (counts.length < groups) {
      counts = new int[Math.max(groups, 2 * counts.length)];
    }
    int distinct = 0;
    for (int row = 0; row < count; row++) {
      int group = rowGroups[row];
      seen[distinct] = group;
      distinct += counts[group]++ == 0 ? 1 : 0;
    }
    if (distinct <= count / 2) {
      place(rowGroups, count, distinct);
      ordered = true;
    }
    for (int i = 0; i < distinct; i++) {
      counts[seen[i]] = 0;
    }
  }

  private void place(int[] rowGroups, int count, int distinct) {
    int start = 0;
    for (int i = 0; i < distinct; i++) {
      int group = seen[i];
      int size = counts[group];
      counts[group] = start;
      start += size;
    }
    for (int row = 0; row < count; row++) {
      int group = rowGroups[row];
      int at = counts[group]++;
      order[at] = row;
      orderedGroups[at] = group;
    }
  }

  /** Says that rows stay in the order in which they came. */
  void keepOrder() {
    ordered = false;
  }

  /** Whether the rows are in the order of their groups. */
  boolean isOrdered() {
    return ordered;
  }

  /** The groups of all rows in their order. */
  int[] orderedGroups() {
    return orderedGroups;
  }

  /** Selects all rows. */
  int selectAll(int count) {
    System.arraycopy(order, 0, rows, 0, count);
    return count;
  }

  /** Selects the rows that are not null and says how many there are. */
  int selectNotNull(ColumnVector column, int count) {
    int selected = 0;
    long[] nulls = column.nulls();
    for (int i = 0; i < count; i++) {
      int row = ordered ? order[i] : i;
      rows[selected] = row;
      selected += (int) (~nulls[row >> 6] >>> row & 1);
    }
    return selected;
  }

  /** Selects the rows whose values are not NaN and says how many there are. */
  int selectNumbers(double[] values, int count) {
    int first = 0;
    while (first < count && !Double.isNaN(values[first])) {
      first++;
    }
    if (first == count) {
      return count;
    }
    int selected = 0;
    for (int i = 0; i < count; i++) {
      int row = ordered ? order[i] : i;
      rows[selected] = row;
      selected += Double.isNaN(values[row]) ? 0 : 1;
    }
    return selected;
  }

  /** Takes the rows whose values are NaN out of those selected and says how many are left. */
  int dropNaN(double[] values, int count) {
    int selected = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      rows[selected] = row;
      selected += Double.isNaN(values[row]) ? 0 : 1;
    }
    return selected;
  }

  int[] gatherGroups(int[] values, int count) {
    return gather(values, groups, count);
  }

  int[] gatherStarts(int[] values, int count) {
    return gather(values, starts, count);
  }

  int[] gatherLengths(int[] values, int count) {
    return gather(values, lengths, count);
  }

  private int[] gather(int[] values, int[] target, int count) {
    for (int i = 0; i < count; i++) {
      target[i] = values[rows[i]];
    }
    return target;
  }

  long[] gatherLongs(long[] values, int count) {
    for (int i = 0; i < count; i++) {
      longs[i] = values[rows[i]];
    }
    return longs;
  }

  double[] gatherDoubles(double[] values, int count) {
    for (int i = 0; i < count; i++) {
      doubles[i] = values[rows[i]];
    }
    return doubles;
  }

  /** The longs as doubles, of the selected rows only if {@code selectedOnly}. */
  double[] toDoubles(long[] values, int count, boolean selectedOnly) {
    for (int i = 0; i < count; i++) {
      doubles[i] = values[selectedOnly ? rows[i] : i];
    }
    return doubles;
  }
}
