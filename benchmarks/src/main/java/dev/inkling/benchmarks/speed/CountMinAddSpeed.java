package dev.inkling.benchmarks.speed;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.inkling.sketch.frequency.CountMinSketch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counting random longs in five rows, in cache and out of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(peer = "spark", ratio = 1.6, where = "width=4096")
@AtLeast(peer = "spark", ratio = 2.5, where = "width=1048576")
@AtLeast(peer = "streamLib", ratio = 1)
public class CountMinAddSpeed {

  private static final int VALUES = 1 << 20;
  private static final int DEPTH = 5;
  private static final int SEED = 7;

  /** Counters per row. */
  @Param({"4096", "1048576"})
  public int width;

  private final long[] values = RandomValues.longs(VALUES);
  private final Hasher64 hasher = Hashing.xxh3_64();

  private CountMinSketch sketch;
  private CountMinSketch conservative;
  private org.apache.spark.util.sketch.CountMinSketch sparkSketch;
  private com.clearspring.analytics.stream.frequency.CountMinSketch streamLibSketch;
  private int[] cells;

  /** Ours, in batches. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public CountMinSketch inkling() {
    if (sketch == null) {
      sketch = CountMinSketch.create(width, DEPTH);
    }
    sketch.addAll(values, 0, VALUES);
    return sketch;
  }

  /** Ours, one by one. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public CountMinSketch inklingOneByOne() {
    if (sketch == null) {
      sketch = CountMinSketch.create(width, DEPTH);
    }
    for (long value : values) {
      sketch.add(value);
    }
    return sketch;
  }

  /** Ours, with conservative updates. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public CountMinSketch inklingConservative() {
    if (conservative == null) {
      conservative = CountMinSketch.createConservative(width, DEPTH);
    }
    conservative.addAll(values, 0, VALUES);
    return conservative;
  }

  /** Spark's. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public Object spark() {
    if (sparkSketch == null) {
      sparkSketch = org.apache.spark.util.sketch.CountMinSketch.create(DEPTH, width, SEED);
    }
    for (long value : values) {
      sparkSketch.addLong(value);
    }
    return sparkSketch;
  }

  /** stream-lib's. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public Object streamLib() {
    if (streamLibSketch == null) {
      streamLibSketch =
          new com.clearspring.analytics.stream.frequency.CountMinSketch(DEPTH, width, SEED);
    }
    for (long value : values) {
      streamLibSketch.add(value, 1);
    }
    return streamLibSketch;
  }

  /** A bare loop over ints, one value at a time, the rows by double hashing. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public int[] bareLoop() {
    if (cells == null) {
      cells = new int[DEPTH * width];
    }
    int mask = width - 1;
    for (long value : values) {
      long hash = hasher.hashLongToLong(value);
      int step = (int) (hash >>> 32) | 1;
      int column = (int) hash;
      for (int row = 0; row < DEPTH; row++) {
        cells[row * width + (column & mask)]++;
        column += step;
      }
    }
    return cells;
  }
}
