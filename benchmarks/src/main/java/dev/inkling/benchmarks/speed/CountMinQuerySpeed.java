package dev.inkling.benchmarks.speed;

import dev.inkling.sketch.frequency.CountMinSketch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Asking five rows of counters for the frequencies of random longs, in cache and out of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(peer = "spark", ratio = 1.4, where = "width=4096")
@AtLeast(peer = "spark", ratio = 1.5, where = "width=1048576")
@AtLeast(peer = "streamLib", ratio = 1)
public class CountMinQuerySpeed {

  private static final int VALUES = 1 << 20;
  private static final int DEPTH = 5;
  private static final int SEED = 7;

  /** Counters per row. */
  @Param({"4096", "1048576"})
  public int width;

  private final long[] values = RandomValues.longs(VALUES);
  private final long[] counts = new long[VALUES];

  private CountMinSketch sketch;
  private org.apache.spark.util.sketch.CountMinSketch sparkSketch;
  private com.clearspring.analytics.stream.frequency.CountMinSketch streamLibSketch;

  /** Fills all sketches with the values and as many others. */
  @Setup
  public void fill() {
    sketch = CountMinSketch.create(width, DEPTH);
    sparkSketch = org.apache.spark.util.sketch.CountMinSketch.create(DEPTH, width, SEED);
    streamLibSketch =
        new com.clearspring.analytics.stream.frequency.CountMinSketch(DEPTH, width, SEED);
    for (long[] stream : new long[][] {values, RandomValues.otherLongs(VALUES)}) {
      sketch.addAll(stream, 0, VALUES);
      for (long value : stream) {
        sparkSketch.addLong(value);
        streamLibSketch.add(value, 1);
      }
    }
  }

  /** Ours, in batches. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public long[] inkling() {
    sketch.frequencies(values, 0, VALUES, counts, 0);
    return counts;
  }

  /** Ours, one by one. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public long[] inklingOneByOne() {
    for (int i = 0; i < VALUES; i++) {
      counts[i] = sketch.frequency(values[i]);
    }
    return counts;
  }

  /** Spark's, which takes a long as an object. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public long[] spark() {
    for (int i = 0; i < VALUES; i++) {
      counts[i] = sparkSketch.estimateCount(values[i]);
    }
    return counts;
  }

  /** stream-lib's. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public long[] streamLib() {
    for (int i = 0; i < VALUES; i++) {
      counts[i] = streamLibSketch.estimateCount(values[i]);
    }
    return counts;
  }
}
