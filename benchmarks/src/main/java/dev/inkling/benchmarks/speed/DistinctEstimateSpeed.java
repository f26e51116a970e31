package dev.inkling.benchmarks.speed;

import dev.inkling.sketch.distinct.HyperLogLog;
import java.util.concurrent.TimeUnit;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Asking a sketch of precision 14: again and again, or after each of the values added. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(peer = "datasketchesHll8", ratio = 1)
@AtLeast(ours = "inklingAfterAdd", peer = "datasketchesHll8AfterAdd", ratio = 1)
public class DistinctEstimateSpeed {

  private static final int PRECISION = 14;
  private static final int ADDED = 1 << 16;

  /** How many values were added before. */
  @Param({"100", "10000", "1000000"})
  public int n;

  private final long[] values = RandomValues.longs(ADDED);
  private HyperLogLog inkling;
  private HllSketch hll8;

  /** Fills the sketches. */
  @Setup
  public void fill() {
    inkling = HyperLogLog.create(PRECISION);
    hll8 = new HllSketch(PRECISION, TgtHllType.HLL_8);
    for (long value : RandomValues.otherLongs(n)) {
      inkling.add(value);
      hll8.update(value);
    }
  }

  /** Ours. */
  @Benchmark
  public double inkling() {
    return inkling.estimate();
  }

  /** DataSketches' HLL with bytes as registers. */
  @Benchmark
  public double datasketchesHll8() {
    return hll8.getEstimate();
  }

  /** Ours, after each of 65,536 more values. */
  @Benchmark
  @OperationsPerInvocation(ADDED)
  public double inklingAfterAdd() {
    HyperLogLog sketch = inkling.copy();
    double sum = 0;
    for (long value : values) {
      sketch.add(value);
      sum += sketch.estimate();
    }
    return sum;
  }

  /** DataSketches' HLL, after each of 65,536 more values. */
  @Benchmark
  @OperationsPerInvocation(ADDED)
  public double datasketchesHll8AfterAdd() {
    HllSketch sketch = hll8.copy();
    double sum = 0;
    for (long value : values) {
      sketch.update(value);
      sum += sketch.getEstimate();
    }
    return sum;
  }
}
