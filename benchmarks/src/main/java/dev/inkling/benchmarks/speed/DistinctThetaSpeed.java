package dev.inkling.benchmarks.speed;

import dev.inkling.sketch.distinct.ThetaSketch;
import java.util.concurrent.TimeUnit;
import org.apache.datasketches.theta.UpdateSketch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Adding distinct longs to a sketch for set operations of k = 4,096, from an empty one on. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(peer = "datasketchesTheta", ratio = 1)
public class DistinctThetaSpeed {

  static final int K = 4_096;

  private static final int VALUES = 1 << 20;

  /** Distinct values per sketch. */
  @Param({"16384", "1048576"})
  public int n;

  private final long[] values = RandomValues.longs(VALUES);

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public ThetaSketch inkling() {
    ThetaSketch sketch = null;
    for (int from = 0; from < VALUES; from += n) {
      sketch = ThetaSketch.create(K);
      sketch.addAll(values, from, from + n);
    }
    return sketch;
  }

  /** DataSketches' default, QuickSelect. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public UpdateSketch datasketchesTheta() {
    UpdateSketch sketch = null;
    for (int from = 0; from < VALUES; from += n) {
      sketch = UpdateSketch.builder().setNominalEntries(K).build();
      for (int i = from; i < from + n; i++) {
        sketch.update(values[i]);
      }
    }
    return sketch;
  }
}
