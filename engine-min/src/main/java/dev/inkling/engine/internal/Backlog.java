package dev.inkling.engine.internal;

import dev.inkling.operator.Aggregator;
import java.util.Arrays;

/**
 * Values of several batches that wait to be added to their groups' states, those of a group side by
 * side and in their order.
 */
final class Backlog {

  /*
   * Implementation note. A sketch takes many values at a time for about half of what they cost one
   * by one (decision 034): its memory is in the first cache, it knows how large it will be, and what
   * it does next can be guessed. Waiting costs two copies: one here, and one in the order of the
   * groups, by a counting sort. That is worth it only if a group has many of the values.
   */

  /** How many values wait at most, all aggregates of a worker together. */
  static final int MOST_VALUES = 1 << 18;

  /** With more groups hardly any has many of the values that wait. */
  static final int MOST_GROUPS = MOST_VALUES / 16;

  private static final int FIRST_VALUES = 1 << 10;

  private final int most;
  private int size;
  private int[] groups = {};
  private long[] longs;
  private double[] doubles;

  private Backlog(int most, boolean ofDoubles) {
    this.most = most;
    if (ofDoubles) {
      doubles = new double[0];
    } else {
      longs = new long[0];
    }
  }

  /** Whether values for an aggregator are to wait at all. */
  static boolean isFor(Aggregator<?, ?> aggregator) {
    return aggregator.addsInRuns()
        && (aggregator instanceof Aggregator.OfLong<?, ?>
            || aggregator instanceof Aggregator.OfHash<?, ?>
            || aggregator instanceof Aggregator.OfDouble<?, ?>);
  }

  /** An empty one of at most so many values, if no batch has more. */
  static Backlog of(Aggregator<?, ?> aggregator, int most) {
    return new Backlog(most, aggregator instanceof Aggregator.OfDouble<?, ?>);
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Whether so many more have to wait for those that do. */
  boolean isFullWith(int more) {
    return size > 0 && size + more > most;
  }

  /** Lets {@code values[0, count)} wait, value i for the state of {@code rowGroups[i]}. */
  void add(int[] rowGroups, long[] values, int count) {
    reserve(count);
    System.arraycopy(rowGroups, 0, groups, size, count);
    System.arraycopy(values, 0, longs, size, count);
    size += count;
  }

  /** The same for doubles. */
  void add(int[] rowGroups, double[] values, int count) {
    reserve(count);
    System.arraycopy(rowGroups, 0, groups, size, count);
    System.arraycopy(values, 0, doubles, size, count);
    size += count;
  }

  private void reserve(int more) {
    int wanted = size + more;
    if (wanted > groups.length) {
      int capacity = Math.max(wanted, Math.max(FIRST_VALUES, Math.min(most, 2 * groups.length)));
      groups = Arrays.copyOf(groups, capacity);
      if (longs != null) {
        longs = Arrays.copyOf(longs, capacity);
      } else {
        doubles = Arrays.copyOf(doubles, capacity);
      }
    }
  }

  /** Hands all values over, group by group, and has none any more; only of longs. */
  void drainLongs(GroupOrder order, int groupCount, GroupOrder.Runs<long[]> target) {
    order.sort(groups, longs, size, groupCount, target);
    size = 0;
  }

  /** The same, only of doubles. */
  void drainDoubles(GroupOrder order, int groupCount, GroupOrder.Runs<double[]> target) {
    order.sort(groups, doubles, size, groupCount, target);
    size = 0;
  }

  long heapBytes() {
    return 12L * groups.length;
  }
}
