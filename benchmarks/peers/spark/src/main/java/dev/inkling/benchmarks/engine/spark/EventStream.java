package dev.inkling.benchmarks.engine.spark;

import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;

/**
 * The events as a stream of batches of one size, and one event an hour later, which makes the
 * watermark pass all windows; an offset is the number of an event.
 */
final class EventStream implements MicroBatchStream {

  private final long count;
  private final int threads;
  private final long batch;
  private long latest;

  EventStream(long count, int threads, long batch) {
    this.count = count;
    this.threads = threads;
    this.batch = batch;
  }

  /** The number of an event. */
  private static final class EventNumber extends Offset {
    private final long event;

    EventNumber(long event) {
      this.event = event;
    }

    @Override
    public String json() {
      return Long.toString(event);
    }
  }

  @Override
  public Offset initialOffset() {
    return new EventNumber(0);
  }

  @Override
  public Offset latestOffset() {
    latest = latest < count ? Math.min(count, latest + batch) : count + 1;
    return new EventNumber(latest);
  }

  @Override
  public InputPartition[] planInputPartitions(Offset start, Offset end) {
    long from = ((EventNumber) start).event;
    return from < count
        ? EventPartition.of(from, ((EventNumber) end).event, threads)
        : new InputPartition[] {EventPartition.afterAll(count)};
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new EventReaders();
  }

  @Override
  public Offset deserializeOffset(String json) {
    return new EventNumber(Long.parseLong(json));
  }

  @Override
  public void commit(Offset end) {}

  @Override
  public void stop() {}
}
