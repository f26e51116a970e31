package dev.inkling.benchmarks.speed;

import dev.inkling.sketch.sampling.VarOptSample;
import dev.inkling.sketch.sampling.WeightedSample;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.datasketches.sampling.VarOptItemsSketch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Samples of ten million numbers with lognormal weights, from an empty one on. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(ours = "inklingWeighted", peer = "datasketchesVarOpt", ratio = 3)
@AtLeast(ours = "inklingVarOpt", peer = "datasketchesVarOpt", ratio = 3)
@AtLeast(ours = "inklingVarOptScalar", peer = "datasketchesVarOpt", ratio = 1.5)
public class SamplingWeightedSpeed {

  private static final int ITEMS = 10_000_000;

  /** Items of the sample. */
  @Param({"1000", "100000"})
  private int size;

  private final long[] items = new long[ITEMS];
  private final double[] weights = RandomValues.lognormal(ITEMS);

  /** Ours: without replacement. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long[] inklingWeighted() {
    WeightedSample sample = WeightedSample.create(size, 42);
    sample.addAll(items, weights, 0, ITEMS);
    return sample.toArray();
  }

  /** Ours, for subset sums: the same kind of sample as the peer's. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long[] inklingVarOpt() {
    VarOptSample sample = VarOptSample.create(size, 42);
    sample.addAll(items, weights, 0, ITEMS);
    return sample.toArray();
  }

  /** The same, one item at a time. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long[] inklingVarOptScalar() {
    VarOptSample sample = VarOptSample.create(size, 42);
    for (int i = 0; i < ITEMS; i++) {
      sample.add(items[i], weights[i]);
    }
    return sample.toArray();
  }

  /** DataSketches' VarOpt. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public VarOptItemsSketch<Long> datasketchesVarOpt() {
    VarOptItemsSketch<Long> sketch = VarOptItemsSketch.newInstance(size);
    for (int i = 0; i < ITEMS; i++) {
      sketch.update(items[i], weights[i]);
    }
    return sketch;
  }

  /** A bound: summing the weights without loss. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public double sumAlone() {
    double sum = 0;
    double rest = 0;
    for (double weight : weights) {
      double grown = sum + weight;
      double z = grown - sum;
      rest += (sum - (grown - z)) + (weight - z);
      sum = grown;
    }
    return sum + rest;
  }

  /** Refuses to compare speed if the estimates are not as precise as the peer's. */
  @Setup
  public void checkErrors() {
    for (int i = 0; i < ITEMS; i++) {
      items[i] = i;
    }
    double ours = 0;
    double theirs = 0;
    int trials = 400;
    int n = 20_000;
    double truth = 0;
    for (int i = 0; i < n; i += 2) {
      truth += weights[i];
    }
    for (int trial = 0; trial < trials; trial++) {
      VarOptSample sample = VarOptSample.create(500, trial);
      VarOptItemsSketch<Long> sketch = VarOptItemsSketch.newInstance(500);
      for (int i = 0; i < n; i++) {
        sample.add(items[i], weights[i]);
        sketch.update(items[i], weights[i]);
      }
      double even = 0;
      for (int i = 0; i < sample.held(); i++) {
        even += sample.item(i) % 2 == 0 ? sample.adjustedWeight(i) : 0;
      }
      double evenOfTheirs = sketch.estimateSubsetSum(item -> item % 2 == 0).getEstimate();
      ours += (even - truth) * (even - truth);
      theirs += (evenOfTheirs - truth) * (evenOfTheirs - truth);
    }
    System.err.printf(
        Locale.ROOT,
        "error of a subset sum, RMS in %%: ours %.3f, DataSketches %.3f%n",
        100 * Math.sqrt(ours / trials) / truth,
        100 * Math.sqrt(theirs / trials) / truth);
    // three standard errors of the ratio of two such sums
    if (ours > theirs * (1 + 3 * Math.sqrt(4.0 / trials))) {
      throw new IllegalStateException("our estimates have a larger error");
    }
  }
}
