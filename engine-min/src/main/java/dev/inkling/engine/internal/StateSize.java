package dev.inkling.engine.internal;

import dev.inkling.engine.StateLimitException;
import dev.inkling.operator.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How large a state was when it was measured.
 *
 * @param bytes of heap, all in all
 * @param groups how many groups it has
 * @param byAggregate the bytes of each aggregate's states
 */
record StateSize(long bytes, long groups, List<Long> byAggregate) {

  /** Of a state that was not measured yet. */
  static final StateSize NONE = new StateSize(0, 0, List.of());

  /**
   * The size of groups of a worker.
   *
   * @param more bytes that are needed beside them
   */
  static StateSize of(GroupState state, int aggregates, long more) {
    List<Long> byAggregate = new ArrayList<>();
    for (int a = 0; a < aggregates; a++) {
      byAggregate.add(state.aggregate(a).heapBytes());
    }
    return new StateSize(state.heapBytes() + more, state.size(), byAggregate);
  }

  /**
   * Ends a query whose states have outgrown a limit.
   *
   * @param sizes of the workers' states and of the job's
   */
  static void check(long limit, List<StateSize> sizes, CompiledQuery query)
      throws StateLimitException {
    long bytes = 0;
    long groups = 0;
    for (StateSize size : sizes) {
      bytes += size.bytes;
      groups += size.groups;
    }
    if (bytes > limit) {
      throw new StateLimitException(message(limit, bytes, groups, sizes, query));
    }
  }

  private static String message(
      long limit, long bytes, long groups, List<StateSize> sizes, CompiledQuery query) {
    List<Query.Aggregate> aggregates = query.query().aggregates();
    int largest = -1;
    long most = 0;
    for (int a = 0; a < aggregates.size(); a++) {
      long sum = 0;
      for (StateSize size : sizes) {
        sum += a < size.byAggregate.size() ? size.byAggregate.get(a) : 0;
      }
      if (sum > most) {
        most = sum;
        largest = a;
      }
    }
    String keys = String.join(", ", query.query().keys().stream().map(Query.Key::name).toList());
    return String.format(
        Locale.ROOT,
        "the query has to remember %s, more than the %s that it may: %,d groups%s%s%s. Allow it more"
            + " memory, group by fewer or coarser keys, or ask for wider bars",
        megabytes(bytes),
        megabytes(limit),
        groups,
        query.windowed() ? " of windows and keys" : "",
        keys.isEmpty() ? "" : " by " + keys,
        largest < 0
            ? ""
            : String.format(
                Locale.ROOT,
                ", and of these %s for %s, %s",
                megabytes(most),
                aggregates.get(largest).name(),
                aggregates.get(largest).aggregator().name()));
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MB", (bytes + (1 << 20) - 1) >> 20);
  }
}
