package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.operator.Aggregator;
import dev.inkling.operator.Type;
import java.util.Arrays;

/**
 * The states of one aggregate, one per group, and how a column is fed to them.
 *
 * @param <A> the state
 */
final class AggregateStates<A> {

  private Aggregator<A, ?> aggregator;
  private A[] states;
  private int size;

  private AggregateStates(Aggregator<A, ?> aggregator) {
    this.aggregator = aggregator;
    this.states = aggregator.newArray(16);
  }

  /** States of no group yet. */
  static <A> AggregateStates<A> create(Aggregator<A, ?> aggregator) {
    return new AggregateStates<>(aggregator);
  }

  /** Goes on with an aggregator whose states are the same as those of this. */
  @SuppressWarnings("unchecked") // both were made from the same aggregator
  void feedBy(Aggregator<?, ?> other) {
    aggregator = (Aggregator<A, ?>) other;
  }

  Aggregator<A, ?> aggregator() {
    return aggregator;
  }

  A state(int group) {
    return states[group];
  }

  /** Makes empty states for new groups, up to {@code groups} in all. */
  void growTo(int groups) {
    reserve(groups);
    while (size < groups) {
      states[size++] = aggregator.create();
    }
  }

  private void reserve(int groups) {
    if (groups > states.length) {
      states = Arrays.copyOf(states, Math.max(groups, 2 * states.length));
    }
  }

  /**
   * Merges the state of a group of another worker into that of a group of this, which has one; the
   * other must not be used any more.
   */
  void mergeFrom(int group, AggregateStates<?> other, int otherGroup) {
    @SuppressWarnings("unchecked") // both were made from the same aggregator
    AggregateStates<A> same = (AggregateStates<A>) other;
    states[group] = aggregator.merge(states[group], same.take(otherGroup));
  }

  /** Adds what another state has seen to that of a group; the other stays as it is. */
  @SuppressWarnings("unchecked") // the state is one of an equal aggregator
  void add(int group, Object state) {
    states[group] = aggregator.merge(states[group], (A) state);
  }

  /** The state of a group, which has none any more. */
  A take(int group) {
    A taken = states[group];
    states[group] = null;
    return taken;
  }

  /** Gives a group its state; a new one must be the one after the last. */
  @SuppressWarnings("unchecked") // the state is one of an equal aggregator
  void put(int group, Object state) {
    reserve(group + 1);
    states[group] = (A) state;
    size = Math.max(size, group + 1);
  }

  /** Adds what {@code from} has seen to {@code into}, and returns that. */
  @SuppressWarnings("unchecked") // the states are of an equal aggregator
  Object merged(Object into, Object from) {
    return aggregator.merge((A) into, (A) from);
  }

  /** A new state that has seen what both have seen; both stay as they are. */
  @SuppressWarnings("unchecked") // the states are of an equal aggregator
  Object union(Object left, Object right) {
    return aggregator.merge(aggregator.merge(aggregator.create(), (A) left), (A) right);
  }

  /** The bytes of heap that it occupies. */
  long heapBytes() {
    long bytes = 4L * states.length;
    for (int group = 0; group < size; group++) {
      bytes += states[group] == null ? 0 : aggregator.heapBytes(states[group]);
    }
    return bytes;
  }

  /** The bytes of heap that a state occupies. */
  @SuppressWarnings("unchecked") // the state is one of an equal aggregator
  long heapBytes(Object state) {
    return aggregator.heapBytes((A) state);
  }

  /**
   * Adds a batch's rows.
   *
   * @param input the values; null for an aggregator of rows that takes every row
   * @param hashes their hashes; null if the aggregator needs none
   * @param groups the group of each row
   * @param single the group of all rows if they share one, else −1
   * @param backlog where values wait until it is full or {@link #settle} is called; null if they
   *     are not to
   * @return how many NaNs were skipped
   */
  int feed(
      ColumnVector input,
      long[] hashes,
      int[] groups,
      int single,
      int rows,
      Scratch scratch,
      Backlog backlog) {
    int nan = 0;
    int[] rowGroups = groups;
    int count = rows;
    boolean compact = input != null && input.anyNull();
    if (compact) {
      count = scratch.selectNotNull(input, rows);
      if (count == rows) {
        compact = false;
      }
    }
    if (aggregator instanceof Aggregator.OfDouble<A, ?>
        && input != null
        && input.type() == Type.DOUBLE) {
      int numbers =
          compact
              ? scratch.dropNaN(input.doubles(), count)
              : scratch.selectNumbers(input.doubles(), rows);
      nan = count - numbers;
      if (nan > 0) {
        compact = true;
        count = numbers;
      }
    }
    if (count == 0) {
      return nan;
    }
    if (compact) {
      rowGroups = scratch.gatherGroups(groups, count);
    }
    if (aggregator instanceof Aggregator.Of<A, ?> leaf) {
      if (single >= 0) {
        leaf.add(states[single], count);
      } else {
        leaf.addScatter(states, rowGroups, 0, count);
      }
    } else if (aggregator instanceof Aggregator.OfLong<A, ?> leaf) {
      long[] values = compact ? scratch.gatherLongs(input.longs(), count) : input.longs();
      if (backlog != null) {
        backlog.add(rowGroups, values, count);
      } else if (single >= 0) {
        leaf.addAll(states[single], values, 0, count);
      } else {
        leaf.addScatter(states, rowGroups, values, 0, count);
      }
    } else if (aggregator instanceof Aggregator.OfDouble<A, ?> leaf) {
      double[] values;
      if (input.type() == Type.DOUBLE) {
        values = compact ? scratch.gatherDoubles(input.doubles(), count) : input.doubles();
      } else {
        values = scratch.toDoubles(input.longs(), count, compact);
      }
      if (backlog != null) {
        backlog.add(rowGroups, values, count);
      } else if (single >= 0) {
        leaf.addAll(states[single], values, 0, count);
      } else {
        leaf.addScatter(states, rowGroups, values, 0, count);
      }
    } else if (aggregator instanceof Aggregator.OfHash<A, ?> leaf) {
      long[] values = compact ? scratch.gatherLongs(hashes, count) : hashes;
      if (backlog != null) {
        backlog.add(rowGroups, values, count);
      } else if (single >= 0) {
        leaf.addAll(states[single], values, 0, count);
      } else {
        leaf.addScatter(states, rowGroups, values, 0, count);
      }
    } else if (aggregator instanceof Aggregator.OfBytes<A, ?> leaf) {
      int[] starts = compact ? scratch.gatherStarts(input.starts(), count) : input.starts();
      int[] lengths = compact ? scratch.gatherLengths(input.lengths(), count) : input.lengths();
      long[] values = compact ? scratch.gatherLongs(hashes, count) : hashes;
      if (single >= 0) {
        leaf.addAll(states[single], input.bytes(), starts, lengths, values, 0, count);
      } else {
        leaf.addScatter(states, rowGroups, input.bytes(), starts, lengths, values, 0, count);
      }
    }
    return nan;
  }

  /** Adds the values that wait. */
  void settle(Backlog backlog, GroupOrder order) {
    if (aggregator instanceof Aggregator.OfLong<A, ?> leaf) {
      backlog.drainLongs(
          order, size, (group, values, from, to) -> leaf.addAll(states[group], values, from, to));
    } else if (aggregator instanceof Aggregator.OfHash<A, ?> leaf) {
      backlog.drainLongs(
          order, size, (group, values, from, to) -> leaf.addAll(states[group], values, from, to));
    } else if (aggregator instanceof Aggregator.OfDouble<A, ?> leaf) {
      backlog.drainDoubles(
          order, size, (group, values, from, to) -> leaf.addAll(states[group], values, from, to));
    }
  }
}
