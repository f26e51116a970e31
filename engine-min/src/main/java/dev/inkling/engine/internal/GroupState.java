package dev.inkling.engine.internal;

import dev.inkling.operator.Aggregator;
import dev.inkling.operator.Type;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Groups and, for each aggregate, their states: those of a worker, by pane and keys, or of one pane
 * or one window of the job, by keys.
 */
final class GroupState {

  private List<Aggregator<?, ?>> aggregators;
  private final GroupTable groups;
  private final AggregateStates<?>[] aggregates;

  /** The times of the first and the last row of each group; null unless there are sessions. */
  private long[] firstTimes;

  private long[] lastTimes;

  /**
   * No groups yet.
   *
   * @param keyTypes the types of the key columns
   * @param windowed whether groups are told apart by their pane too
   * @param timed whether the times of each group's rows are kept
   */
  GroupState(Type[] keyTypes, boolean windowed, boolean timed, List<Aggregator<?, ?>> aggregators) {
    this.aggregators = aggregators;
    this.groups = new GroupTable(keyTypes, windowed);
    this.firstTimes = timed ? new long[0] : null;
    this.lastTimes = timed ? new long[0] : null;
    this.aggregates =
        aggregators.stream().map(AggregateStates::create).toArray(AggregateStates<?>[]::new);
  }

  /** Goes on with other aggregators, whose states are the same as those of these. */
  void feedBy(List<Aggregator<?, ?>> others) {
    aggregators = others;
    for (int a = 0; a < aggregates.length; a++) {
      aggregates[a].feedBy(aggregators.get(a));
    }
  }

  GroupTable groups() {
    return groups;
  }

  int size() {
    return groups.size();
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
    if (firstTimes != null && firstTimes.length < groups.size()) {
      int known = firstTimes.length;
      int capacity = Math.max(16, Math.max(groups.size(), 2 * known));
      firstTimes = Arrays.copyOf(firstTimes, capacity);
      lastTimes = Arrays.copyOf(lastTimes, capacity);
      Arrays.fill(firstTimes, known, capacity, Long.MAX_VALUE);
      Arrays.fill(lastTimes, known, capacity, Long.MIN_VALUE);
    }
  }

  /** Notes the times of a batch's rows, after {@link #growStates}. */
  void addTimes(int[] rowGroups, long[] times, int rows) {
    for (int row = 0; row < rows; row++) {
      int group = rowGroups[row];
      firstTimes[group] = Math.min(firstTimes[group], times[row]);
      lastTimes[group] = Math.max(lastTimes[group], times[row]);
    }
  }

  /** The time of a group's first row. */
  long firstTime(int group) {
    return firstTimes[group];
  }

  /** The time of a group's last row. */
  long lastTime(int group) {
    return lastTimes[group];
  }

  /**
   * Moves all groups of another state into this one; the other is not to be used any more.
   *
   * @param threads how many threads may merge
   */
  void mergeFrom(GroupState other, int threads) {
    mergeFrom(other, IntStream.range(0, other.size()).toArray(), threads, null);
  }

  /**
   * Moves groups of another state into this one; they are not to be used there any more.
   *
   * @param from the numbers of the groups there, all of different keys
   * @param threads how many threads may merge
   * @param changed gets the numbers of the groups here; may be null
   */
  void mergeFrom(GroupState other, int[] from, int threads, BitSet changed) {
    int known = groups.size();
    int[] targets = new int[from.length];
    for (int i = 0; i < from.length; i++) {
      targets[i] = groups.find(other.groups, from[i]);
      if (targets[i] >= known) { // a new group takes its states over, in order
        put(targets[i], other.takeStates(from[i]));
      }
      if (changed != null) {
        changed.set(targets[i]);
      }
    }
    Parallel.run(
        threads,
        from.length,
        (first, last) -> {
          for (int i = first; i < last; i++) {
            if (targets[i] < known) {
              for (int a = 0; a < aggregates.length; a++) {
                aggregates[a].mergeFrom(targets[i], other.aggregates[a], from[i]);
              }
            }
          }
        });
  }

  /**
   * Adds what the groups of another state have seen to this one; the other stays as it is, and
   * shares no state with this one.
   */
  void addAll(GroupState other, int threads) {
    int known = groups.size();
    int count = other.size();
    int[] targets = new int[count];
    for (int i = 0; i < count; i++) {
      targets[i] = groups.find(other.groups, i);
    }
    growStates();
    boolean all = known == 0;
    Parallel.run(
        threads,
        count,
        (first, last) -> {
          for (int i = first; i < last; i++) {
            for (int a = 0; a < aggregates.length; a++) {
              aggregates[a].add(targets[i], other.aggregates[a].state(i));
            }
          }
        });
    assert !all || groups.size() == count;
  }

  /** The states of a group, which are not to be used here any more. */
  Object[] takeStates(int group) {
    Object[] states = new Object[aggregates.length];
    for (int a = 0; a < aggregates.length; a++) {
      states[a] = aggregates[a].take(group);
    }
    return states;
  }

  /** The states of a group, which stay here. */
  Object[] states(int group) {
    Object[] states = new Object[aggregates.length];
    for (int a = 0; a < aggregates.length; a++) {
      states[a] = aggregates[a].state(group);
    }
    return states;
  }

  /** Gives a group its states; a new one must be the one after the last that has any. */
  void put(int group, Object[] states) {
    for (int a = 0; a < aggregates.length; a++) {
      aggregates[a].put(group, states[a]);
    }
  }

  /** Adds what other states have seen to those given, and returns these. */
  Object[] merge(Object[] into, Object[] from) {
    for (int a = 0; a < aggregates.length; a++) {
      into[a] = aggregates[a].merged(into[a], from[a]);
    }
    return into;
  }

  /** New states that have seen what both have seen; both stay as they are. */
  Object[] union(Object[] left, Object[] right) {
    Object[] union = new Object[aggregates.length];
    for (int a = 0; a < aggregates.length; a++) {
      union[a] = aggregates[a].union(left[a], right[a]);
    }
    return union;
  }

  /** The numbers of all groups. */
  int[] allGroups() {
    return IntStream.range(0, groups.size()).toArray();
  }

  /** The bytes of heap that states occupy. */
  long heapBytes(Object[] states) {
    long bytes = 16 + 4L * states.length;
    for (int a = 0; a < aggregates.length; a++) {
      bytes += aggregates[a].heapBytes(states[a]);
    }
    return bytes;
  }

  /** About how many bytes of heap it occupies. */
  long heapBytes() {
    long bytes = groups.heapBytes() + (firstTimes == null ? 0 : 16L * firstTimes.length);
    for (AggregateStates<?> states : aggregates) {
      bytes += states.heapBytes();
    }
    return bytes;
  }
}
