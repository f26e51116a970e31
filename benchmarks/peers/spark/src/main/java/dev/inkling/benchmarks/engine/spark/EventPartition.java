package dev.inkling.benchmarks.engine.spark;

import org.apache.spark.sql.connector.read.InputPartition;

/**
 * The events {@code first}, {@code first + step} … below {@code end}.
 *
 * @param first the first one
 * @param end the one after the last
 * @param step how many partitions there are; 0 for the one event after all others
 */
record EventPartition(long first, long end, int step) implements InputPartition {

  /** The event an hour after all others. */
  static EventPartition afterAll(long count) {
    return new EventPartition(count, count + 1, 0);
  }

  static InputPartition[] of(long from, long to, int threads) {
    InputPartition[] partitions = new InputPartition[threads];
    for (int p = 0; p < threads; p++) {
      partitions[p] = new EventPartition(from + p, to, threads);
    }
    return partitions;
  }
}
