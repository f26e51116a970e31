package dev.inkling.benchmarks.speed;

import dev.inkling.sketch.frequency.TopK;
import java.util.concurrent.TimeUnit;
import org.apache.datasketches.frequencies.LongsSketch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Frequent longs: 2^20 of 2^20 different ones with Zipf frequencies, from an empty sketch on. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(peer = "datasketches", ratio = 1.2)
public class TopKLongsSpeed {

  private static final int VALUES = 1 << 20;

  /** DataSketches fills three quarters of its 4,096 slots, so it keeps as many items. */
  private static final int CAPACITY = 3_072;

  private static final int DATASKETCHES_SLOTS = 4_096;

  private final long[] values = values();

  private static long[] values() {
    int[] ranks = RandomValues.zipf(VALUES, VALUES, 1.1);
    long[] names = RandomValues.longs(VALUES);
    long[] values = new long[VALUES];
    for (int i = 0; i < VALUES; i++) {
      values[i] = names[ranks[i]];
    }
    return values;
  }

  /** Ours, in batches. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public TopK inkling() {
    TopK sketch = TopK.create(100, CAPACITY);
    sketch.addAll(values, 0, VALUES);
    return sketch;
  }

  /** Ours, one by one. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public TopK inklingOneByOne() {
    TopK sketch = TopK.create(100, CAPACITY);
    for (long value : values) {
      sketch.add(value);
    }
    return sketch;
  }

  /** DataSketches' frequent items sketch of longs. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public LongsSketch datasketches() {
    LongsSketch sketch = new LongsSketch(DATASKETCHES_SLOTS);
    for (long value : values) {
      sketch.update(value);
    }
    return sketch;
  }
}
