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
   * Merges the state of a group of another worker into a group of this; takes the state over if
   * this has none yet, so the other must not be used any more.
   */
  void mergeFrom(int group, AggregateStates<?> other, int otherGroup) {
    @SuppressWarnings("unchecked") // both were made from the same aggregator
    AggregateStates<A> same = (AggregateStates<A>) other;
    if (group == size) {
      reserve(group + 1);
      states[size++] = same.states[otherGroup];
    } else {
      states[group] = aggregator.merge(states[group], same.states[otherGroup]);
    }
    same.states[otherGroup] = null;
  }

  /**
   * Adds a batch's rows.
   *
   * @param input the values; null for an aggregator of rows that takes every row
   * @param hashes their hashes; null if the aggregator needs none
   * @param groups the group of each row
   * @param single the group of all rows if they share one, else −1
   * @return how many NaNs were skipped
   */
  int feed(ColumnVector input, long[] hashes, int[] groups, int single, int rows, Scratch scratch) {
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
      if (single >= 0) {
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
      if (single >= 0) {
        leaf.addAll(states[single], values, 0, count);
      } else {
        leaf.addScatter(states, rowGroups, values, 0, count);
      }
    } else if (aggregator instanceof Aggregator.OfHash<A, ?> leaf) {
      long[] values = compact ? scratch.gatherLongs(hashes, count) : hashes;
      if (single >= 0) {
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
}
