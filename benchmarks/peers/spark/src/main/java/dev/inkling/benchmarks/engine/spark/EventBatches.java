package dev.inkling.benchmarks.engine.spark;

import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;

/** All events at once, in one partition per thread. */
final class EventBatches implements Batch {

  private final long count;
  private final int threads;

  EventBatches(long count, int threads) {
    this.count = count;
    this.threads = threads;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    return EventPartition.of(0, count, threads);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new EventReaders();
  }
}
