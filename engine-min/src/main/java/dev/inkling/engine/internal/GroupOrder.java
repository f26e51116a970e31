package dev.inkling.engine.internal;

/** Puts values in the order of their groups, by a counting sort that keeps the order of each. */
final class GroupOrder {

  private int[] counts = {};
  private int[] seen = {};
  private long[] longs = {};
  private double[] doubles = {};

  /**
   * Looks at the groups of {@code count} values and says how many different ones there are.
   *
   * @param groupCount all groups are below
   */
  private int count(int[] groups, int count, int groupCount) {
    if (counts.length < groupCount) {
      counts = new int[Math.max(groupCount, 2 * counts.length)];
      seen = new int[counts.length + 1];
    }
    int distinct = 0;
    for (int i = 0; i < count; i++) {
      int group = groups[i];
      seen[distinct] = group;
      distinct += counts[group]++ == 0 ? 1 : 0;
    }
    int start = 0;
    for (int i = 0; i < distinct; i++) {
      int size = counts[seen[i]];
      counts[seen[i]] = start;
      start += size;
    }
    return distinct;
  }

  /** Hands runs of one group over: the values {@code values[from, to)}. */
  interface Runs<V> {
    void take(int group, V values, int from, int to);
  }

  /** Hands {@code values[0, count)} over, group by group. */
  void sort(int[] groups, long[] values, int count, int groupCount, Runs<long[]> target) {
    int distinct = count(groups, count, groupCount);
    if (longs.length < count) {
      longs = new long[Math.max(count, 2 * longs.length)];
    }
    for (int i = 0; i < count; i++) {
      longs[counts[groups[i]]++] = values[i];
    }
    handOver(distinct, longs, target);
  }

  /** The same for doubles. */
  void sort(int[] groups, double[] values, int count, int groupCount, Runs<double[]> target) {
    int distinct = count(groups, count, groupCount);
    if (doubles.length < count) {
      doubles = new double[Math.max(count, 2 * doubles.length)];
    }
    for (int i = 0; i < count; i++) {
      doubles[counts[groups[i]]++] = values[i];
    }
    handOver(distinct, doubles, target);
  }

  private <V> void handOver(int distinct, V sorted, Runs<V> target) {
    int from = 0;
    for (int i = 0; i < distinct; i++) {
      int group = seen[i];
      int to = counts[group]; // the end of its values, as all were put in place
      target.take(group, sorted, from, to);
      counts[group] = 0;
      from = to;
    }
  }

  long heapBytes() {
    return 4L * (counts.length + seen.length) + 8L * (longs.length + doubles.length);
  }
}
