package dev.inkling.engine.stream;

import dev.inkling.engine.RowBatch;
import dev.inkling.engine.internal.RowStore;
import dev.inkling.operator.Schema;
import java.util.Arrays;

/**
 * The rows of one side of a join of two streams that may still find a partner: by key in the order
 * of their times, and in the order in which they are given up.
 */
final class JoinSide {

  /* implementation note
   *
   * Each key has a list of its rows in the order of time, linked both ways: rows come nearly in
   * order, so that one is inserted near the end and given up near the beginning. Rows that were given
   * up stay in the store until they are as many as the others; then the others move to a new store.
   */

  static final int NONE = -1;
  private static final int FIRST_SWEEP = 1024;

  private final Schema schema;
  private RowStore rows;
  private long[] times = new long[16];
  private int[] keys = new int[16];
  private int[] before = new int[16];
  private int[] after = new int[16];
  private boolean[] matched = new boolean[16];
  private boolean[] gone = new boolean[16];
  private int[] first = new int[0];
  private int[] last = new int[0];
  private final DeadlineHeap deadlines = new DeadlineHeap();

  JoinSide(Schema schema) {
    this.schema = schema;
    this.rows = new RowStore(schema);
  }

  /** Makes room for so many keys. */
  void growKeys(int count) {
    first = KeyIndex.grown(first, count, NONE);
    last = KeyIndex.grown(last, count, NONE);
  }

  /**
   * Adds a row of a batch and says its number.
   *
   * @param key of the row; {@link #NONE} if it finds no partner
   * @param deadline the row is given up once the other side's watermark is later
   */
  int add(RowBatch batch, int row, int key, long time, long deadline) {
    int added = rows.add(batch, row);
    if (added == times.length) {
      grow();
    }
    times[added] = time;
    keys[added] = key;
    matched[added] = false;
    gone[added] = false;
    before[added] = NONE;
    after[added] = NONE;
    if (key != NONE) {
      link(added, key, time);
    }
    deadlines.add(deadline, added);
    return added;
  }

  private void grow() {
    int capacity = Math.multiplyExact(times.length, 2);
    times = Arrays.copyOf(times, capacity);
    keys = Arrays.copyOf(keys, capacity);
    before = Arrays.copyOf(before, capacity);
    after = Arrays.copyOf(after, capacity);
    matched = Arrays.copyOf(matched, capacity);
    gone = Arrays.copyOf(gone, capacity);
  }

  private void link(int row, int key, long time) {
    int previous = last[key];
    while (previous != NONE && times[previous] > time) {
      previous = before[previous];
    }
    int following = previous == NONE ? first[key] : after[previous];
    before[row] = previous;
    after[row] = following;
    if (previous == NONE) {
      first[key] = row;
    } else {
      after[previous] = row;
    }
    if (following == NONE) {
      last[key] = row;
    } else {
      before[following] = row;
    }
  }

  /** The first row of a key that is not older than a time; {@link #NONE} if there is none. */
  int from(int key, long time) {
    int row = last[key];
    int found = NONE;
    while (row != NONE && times[row] >= time) {
      found = row;
      row = before[row];
    }
    return found;
  }

  /** The next row of the same key if it is not younger than a time; else {@link #NONE}. */
  int next(int row, long latest) {
    return upTo(after[row], latest);
  }

  /** The row itself if it is not younger than a time; else {@link #NONE}. */
  int upTo(int row, long latest) {
    return row != NONE && times[row] <= latest ? row : NONE;
  }

  void match(int row) {
    matched[row] = true;
  }

  boolean isMatched(int row) {
    return matched[row];
  }

  /** Gives up the row with the earliest deadline if that is over; {@link #NONE} if none is. */
  int giveUp(Watermarks others) {
    long deadline = deadlines.firstDeadline();
    if (deadlines.size() == 0 || (deadline >= others.watermark() && !others.hasEnded())) {
      return NONE;
    }
    int row = deadlines.takeFirst();
    gone[row] = true;
    int key = keys[row];
    if (key != NONE) {
      if (before[row] == NONE) {
        first[key] = after[row];
      } else {
        after[before[row]] = after[row];
      }
      if (after[row] == NONE) {
        last[key] = before[row];
      } else {
        before[after[row]] = before[row];
      }
    }
    return row;
  }

  /** How many rows may still find a partner. */
  int size() {
    return deadlines.size();
  }

  RowStore rows() {
    return rows;
  }

  /** Whether there is a row of this key. */
  boolean has(int key) {
    return key < first.length && first[key] != NONE;
  }

  /** Takes the memory of rows that were given up back, if they are most; no row may be in use. */
  void sweep() {
    int old = rows.size();
    if (old < FIRST_SWEEP || old < 2 * size()) {
      return;
    }
    int[] numbers = new int[old];
    RowStore fresh = new RowStore(schema);
    for (int row = 0; row < old; row++) {
      numbers[row] = gone[row] ? NONE : fresh.add(rows, row);
    }
    for (int row = 0; row < old; row++) {
      int to = numbers[row];
      if (to != NONE) { // to <= row, so what is read was not overwritten
        times[to] = times[row];
        keys[to] = keys[row];
        matched[to] = matched[row];
        gone[to] = false;
        before[to] = renumbered(numbers, before[row]);
        after[to] = renumbered(numbers, after[row]);
      }
    }
    for (int key = 0; key < first.length; key++) {
      first[key] = renumbered(numbers, first[key]);
      last[key] = renumbered(numbers, last[key]);
    }
    deadlines.renumber(numbers);
    rows = fresh;
    int capacity = Math.max(16, Integer.highestOneBit(Math.max(1, rows.size())) * 2);
    if (capacity < times.length) {
      times = Arrays.copyOf(times, capacity);
      keys = Arrays.copyOf(keys, capacity);
      before = Arrays.copyOf(before, capacity);
      after = Arrays.copyOf(after, capacity);
      matched = Arrays.copyOf(matched, capacity);
      gone = Arrays.copyOf(gone, capacity);
    }
  }

  private static int renumbered(int[] numbers, int row) {
    return row == NONE ? NONE : numbers[row];
  }

  /** Says which new numbers the keys have; those that are gone have no rows. */
  void renumberKeys(int[] numbers, int count) {
    int[] newFirst = new int[count];
    int[] newLast = new int[count];
    Arrays.fill(newFirst, NONE);
    Arrays.fill(newLast, NONE);
    for (int key = 0; key < numbers.length && key < first.length; key++) {
      if (numbers[key] >= 0) {
        newFirst[numbers[key]] = first[key];
        newLast[numbers[key]] = last[key];
      }
    }
    first = newFirst;
    last = newLast;
    for (int row = 0; row < rows.size(); row++) {
      keys[row] = gone[row] || keys[row] == NONE ? NONE : numbers[keys[row]];
    }
  }

  long heapBytes() {
    return rows.heapBytes() + 22L * times.length + 8L * first.length + deadlines.heapBytes();
  }
}
