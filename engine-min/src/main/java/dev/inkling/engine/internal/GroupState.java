package dev.inkling.engine.internal;

import dev.inkling.operator.Aggregator;
import dev.inkling.operator.Type;
import java.util.List;
import java.util.stream.IntStream;

/** The groups of a query and, for each aggregate, their states: a worker's own, or the job's. */
final class GroupState {

  private final Type[] keyTypes;
  private final boolean windowed;
  private List<Aggregator<?, ?>> aggregators;
  private final GroupTable groups;
  private final AggregateStates<?>[] aggregates;

  /** No groups yet. */
  GroupState(Type[] keyTypes, boolean windowed, List<Aggregator<?, ?>> aggregators) {
    this.keyTypes = keyTypes;
    this.windowed = windowed;
    this.aggregators = aggregators;
    this.groups = new GroupTable(keyTypes, windowed);
    this.aggregates =
        aggregators.stream().map(AggregateStates::create).toArray(AggregateStates<?>[]::new);
  }

  /** Goes on with other aggregators, whose states are the same as those of these. */
  void feedBy(List<Aggregator<?, ?>> others) {
    aggregators = others;
    for (int a = 0; a < aggregates.length; a++) {
      aggregates[a].feedBy(others.get(a));
    }
  }

  /** An empty state of the same shape. */
  GroupState fresh() {
    return new GroupState(keyTypes, windowed, aggregators);
  }

  GroupTable groups() {
    return groups;
  }

  AggregateStates<?> aggregate(int index) {
    return aggregates[index];
  }

  /** The result of an aggregate of a group. */
  Object result(int aggregate, int group, double confidence) {
    return result(aggregates[aggregate], group, confidence);
  }

  private static <A> Object result(AggregateStates<A> states, int group, double confidence) {
    Aggregator<A, ?> aggregator = states.aggregator();
    return aggregator.result(states.state(group), confidence);
  }

  /** Makes empty states for groups that the table has got since the last call. */
  void growStates() {
    for (AggregateStates<?> states : aggregates) {
      states.growTo(groups.size());
    }
  }

  /**
   * Moves all groups of another state into this one; the other is not to be used any more.
   *
   * @param threads how many threads may merge
   */
  void mergeFrom(GroupState other, int threads) {
    mergeFrom(other, IntStream.range(0, other.groups.size()).toArray(), threads);
  }

  private void mergeFrom(GroupState other, int[] from, int threads) {
    int known = groups.size();
    int[] targets = new int[from.length];
    for (int i = 0; i < from.length; i++) {
      targets[i] = groups.find(other.groups, from[i]);
      if (targets[i] >= known) { // a new group takes its states over, in order
        merge(targets[i], other, from[i]);
      }
    }
    Parallel.run(
        threads,
        from.length,
        (first, last) -> {
          for (int i = first; i < last; i++) {
            if (targets[i] < known) {
              merge(targets[i], other, from[i]);
            }
          }
        });
  }

  private void merge(int target, GroupState other, int group) {
    for (int a = 0; a < aggregates.length; a++) {
      aggregates[a].mergeFrom(target, other.aggregates[a], group);
    }
  }

  /** The groups whose pane starts before {@code paneEnd}, by pane and then by first appearance. */
  int[] groupsBefore(long paneEnd) {
    IntStream all = IntStream.range(0, groups.size());
    if (!windowed) {
      return all.toArray();
    }
    return all.filter(group -> groups.pane(group) < paneEnd)
        .boxed()
        .sorted(
            (left, right) -> {
              int byPane = Long.compare(groups.pane(left), groups.pane(right));
              return byPane != 0 ? byPane : Integer.compare(left, right);
            })
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /**
   * This state without the groups whose pane starts before {@code paneEnd}; not to be used any
   * more.
   */
  GroupState without(long paneEnd) {
    GroupState rest = fresh();
    rest.mergeFrom(
        this,
        IntStream.range(0, groups.size()).filter(g -> groups.pane(g) >= paneEnd).toArray(),
        1);
    return rest;
  }
}
