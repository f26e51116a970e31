package dev.inkling.engine.stream;

import java.util.Arrays;

/** Rows in the order of their deadlines; those of one deadline in the order of their numbers. */
final class DeadlineHeap {

  private long[] deadlines = new long[16];
  private int[] rows = new int[16];
  private int size;

  int size() {
    return size;
  }

  /** The earliest deadline; {@link Long#MAX_VALUE} if there is none. */
  long firstDeadline() {
    return size == 0 ? Long.MAX_VALUE : deadlines[0];
  }

  void add(long deadline, int row) {
    if (size == rows.length) {
      deadlines = Arrays.copyOf(deadlines, 2 * size);
      rows = Arrays.copyOf(rows, 2 * size);
    }
    int at = size++;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (!isBefore(deadline, row, parent)) {
        break;
      }
      deadlines[at] = deadlines[parent];
      rows[at] = rows[parent];
      at = parent;
    }
    deadlines[at] = deadline;
    rows[at] = row;
  }

  /** Takes the row with the earliest deadline. */
  int takeFirst() {
    int first = rows[0];
    long deadline = deadlines[--size];
    int row = rows[size];
    int at = 0;
    int child;
    while ((child = 2 * at + 1) < size) {
      if (child + 1 < size && isBefore(deadlines[child + 1], rows[child + 1], child)) {
        child++;
      }
      if (isBefore(deadline, row, child)) {
        break;
      }
      deadlines[at] = deadlines[child];
      rows[at] = rows[child];
      at = child;
    }
    deadlines[at] = deadline;
    rows[at] = row;
    return first;
  }

  private boolean isBefore(long deadline, int row, int other) {
    return deadline < deadlines[other] || (deadline == deadlines[other] && row < rows[other]);
  }

  /** Gives all rows new numbers, which are in the same order as the old ones. */
  void renumber(int[] numbers) {
    for (int i = 0; i < size; i++) {
      rows[i] = numbers[rows[i]];
    }
  }

  long heapBytes() {
    return 12L * rows.length;
  }
}
