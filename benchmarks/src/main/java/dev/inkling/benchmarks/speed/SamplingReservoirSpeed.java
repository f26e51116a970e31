package dev.inkling.benchmarks.speed;

import dev.inkling.sketch.sampling.ReservoirSample;
import java.util.concurrent.TimeUnit;
import org.apache.datasketches.sampling.ReservoirLongsSketch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Uniform samples of ten million longs, from an empty one on. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(peer = "datasketches", ratio = 15, where = "size=1000")
@AtLeast(peer = "sumAlone", ratio = 1, where = "size=1000")
@AtLeast(peer = "datasketches", ratio = 1.5, where = "size=100000")
public class SamplingReservoirSpeed {

  private static final int ITEMS = 10_000_000;

  /** Items that a caller has at a time. */
  private static final int BATCH = 4_096;

  /** Items of the sample. */
  @Param({"1000", "100000"})
  public int size;

  private final long[] items = RandomValues.longs(ITEMS);

  /** Ours, in batches. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public ReservoirSample inkling() {
    ReservoirSample sample = ReservoirSample.create(size, 42);
    for (int from = 0; from < ITEMS; from += BATCH) {
      sample.addAll(items, from, Math.min(ITEMS, from + BATCH));
    }
    return sample;
  }

  /** Ours, an item at a time. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public ReservoirSample inklingOneByOne() {
    ReservoirSample sample = ReservoirSample.create(size, 42);
    for (long item : items) {
      sample.add(item);
    }
    return sample;
  }

  /** DataSketches' reservoir; it has no batches. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public ReservoirLongsSketch datasketches() {
    ReservoirLongsSketch sketch = ReservoirLongsSketch.newInstance(size);
    for (long item : items) {
      sketch.update(item);
    }
    return sketch;
  }

  /** The items alone, added up. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long sumAlone() {
    long sum = 0;
    for (long item : items) {
      sum += item;
    }
    return sum;
  }
}
