package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;

/** Arrays of one worker into which the rows that an aggregate takes are gathered. */
final class Scratch {

  private final int[] rows;
  private final int[] groups;
  private final int[] starts;
  private final int[] lengths;
  private final long[] longs;
  private final double[] doubles;

  Scratch(int capacity) {
    rows = new int[capacity];
    groups = new int[capacity];
    starts = new int[capacity];
    lengths = new int[capacity];
    longs = new long[capacity];
    doubles = new double[capacity];
  }

  /** Selects the rows that are not null and says how many there are. */
  int selectNotNull(ColumnVector column, int count) {
    int selected = 0;
    long[] nulls = column.nulls();
    for (int row = 0; row < count; row++) {
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
    for (int row = 0; row < count; row++) {
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
