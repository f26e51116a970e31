package dev.inkling.benchmarks.speed;

import dev.inkling.sketch.sampling.Allocation;
import dev.inkling.sketch.sampling.StratifiedSample;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.datasketches.sampling.ReservoirLongsSketch;
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
 * Samples of 100 items of each of 1,000 strata, from ten million numbers, from empty ones on.
 *
 * <p>One item in eighteen is taken; {@link #bareLoop} is what there is to do for the others. Of
 * what was tried, most came from a sparse table that holds the ids themselves (a second probe is
 * one that the processor does not foresee), some from counting a block of items before taking any,
 * and from reading the items in order. A second probe without a branch, tags beside row numbers,
 * and rows of two fields brought nothing.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(peer = "datasketches", ratio = 3)
public class SamplingStratifiedSpeed {

  private static final int ITEMS = 10_000_000;
  private static final int STRATA = 1_000;
  private static final int SIZE = 100;

  /** The exponent of the Zipf law of the strata's frequencies: 0 if all are equal. */
  @Param({"0", "1"})
  public double skew;

  private final double[] values = RandomValues.lognormal(ITEMS);
  private final long[] items = RandomValues.longs(ITEMS);
  private long[] strata;

  /** Numbers the strata so that no hash has an easy time. */
  @Setup
  public void choose() {
    int[] chosen = RandomValues.zipf(ITEMS, STRATA, skew);
    long[] ids = RandomValues.otherLongs(STRATA);
    strata = new long[ITEMS];
    Arrays.setAll(strata, i -> ids[chosen[i]]);
  }

  /** Ours, of the same size for each. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public StratifiedSample inkling() {
    StratifiedSample sample = StratifiedSample.create(SIZE, STRATA, 42);
    sample.addAll(strata, items, 0, ITEMS);
    return sample;
  }

  /** The same, an item at a time. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public StratifiedSample inklingOneByOne() {
    StratifiedSample sample = StratifiedSample.create(SIZE, STRATA, 42);
    for (int i = 0; i < ITEMS; i++) {
      sample.add(strata[i], items[i]);
    }
    return sample;
  }

  /** Ours, with as many items in all, in proportion to the counts. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public StratifiedSample inklingProportional() {
    StratifiedSample sample =
        StratifiedSample.withBudget(Allocation.PROPORTIONAL, SIZE * STRATA, 2, STRATA, 42);
    sample.addAll(strata, items, 0, ITEMS);
    return sample;
  }

  /** Ours, by counts and variances of the values. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public StratifiedSample inklingNeyman() {
    StratifiedSample sample =
        StratifiedSample.withBudget(Allocation.NEYMAN, SIZE * STRATA, 2, STRATA, 42);
    sample.addDoubles(strata, values, 0, ITEMS);
    return sample;
  }

  /** A reservoir of DataSketches' for each stratum. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public Map<Long, ReservoirLongsSketch> datasketches() {
    Map<Long, ReservoirLongsSketch> sketches = new HashMap<>();
    for (int i = 0; i < ITEMS; i++) {
      ReservoirLongsSketch sketch = sketches.get(strata[i]);
      if (sketch == null) {
        sketch = ReservoirLongsSketch.newInstance(SIZE);
        sketches.put(strata[i], sketch);
      }
      sketch.update(items[i]);
    }
    return sketches;
  }

  /**
   * One probe that always hits and one count; no item is taken, so the samplers are bounded higher.
   */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long[] bareLoop() {
    long[] counts = new long[1 << 14];
    for (long stratum : strata) {
      counts[(int) ((stratum * 0x9E3779B97F4A7C15L) >>> 50)]++;
    }
    return counts;
  }
}
