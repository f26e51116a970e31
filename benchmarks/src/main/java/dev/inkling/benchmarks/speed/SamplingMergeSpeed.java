package dev.inkling.benchmarks.speed;

import dev.inkling.sketch.sampling.ReservoirSample;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.apache.datasketches.sampling.ReservoirLongsSketch;
import org.apache.datasketches.sampling.ReservoirLongsUnion;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Sixteen full samples, of streams of one million longs each, put together into one. Ours draws one
 * hypergeometric number per merge and then only the places that change hands.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(peer = "datasketches", ratio = 2)
public class SamplingMergeSpeed {

  private static final int PARTS = 16;
  private static final int ITEMS = 1_000_000;

  /** Items of each sample. */
  @Param({"1000", "100000"})
  public int size;

  private final ReservoirSample[] ours = new ReservoirSample[PARTS];
  private final ReservoirLongsSketch[] theirs = new ReservoirLongsSketch[PARTS];

  /** Fills the parts. */
  @Setup
  public void fill() {
    long[] items = RandomValues.longs(ITEMS);
    Arrays.setAll(
        ours,
        part -> {
          ReservoirSample sample = ReservoirSample.create(size, part);
          sample.addAll(items, 0, ITEMS);
          return sample;
        });
    Arrays.setAll(
        theirs,
        part -> {
          ReservoirLongsSketch sketch = ReservoirLongsSketch.newInstance(size);
          for (long item : items) {
            sketch.update(item);
          }
          return sketch;
        });
  }

  /** Ours, into a new sample. */
  @Benchmark
  @OperationsPerInvocation(PARTS)
  public ReservoirSample inkling() {
    ReservoirSample sum = ReservoirSample.create(size, -1);
    for (ReservoirSample part : ours) {
      sum.merge(part);
    }
    return sum;
  }

  /** DataSketches' union. */
  @Benchmark
  @OperationsPerInvocation(PARTS)
  public ReservoirLongsSketch datasketches() {
    ReservoirLongsUnion union = ReservoirLongsUnion.newInstance(size);
    for (ReservoirLongsSketch part : theirs) {
      union.update(part);
    }
    return union.getResult();
  }
}
