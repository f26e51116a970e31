package dev.inkling.benchmarks.speed;

import com.tdunning.math.stats.MergingDigest;
import dev.inkling.benchmarks.accuracy.RankErrors;
import dev.inkling.sketch.quantile.TDigest;
import java.util.concurrent.TimeUnit;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Adding doubles, from an empty digest on, at no larger rank error than the peers have. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(peer = "mergingDigest100", ratio = 3)
@AtLeast(peer = "datasketchesKll200", ratio = 2)
@AtLeast(peer = "datasketchesKll200Batch", ratio = 2)
@AtLeast(ours = "inklingOneByOne", peer = "mergingDigest100", ratio = 3)
@AtLeast(ours = "inklingOneByOne", peer = "datasketchesKll200", ratio = 2)
public class TDigestAddSpeed {

  private static final int VALUES = 1 << 20;

  private static final int CHECKED_SEEDS = 40;

  private static final int BATCH = 1_024;

  /** What the doubles are like. */
  @Param({"uniform", "lognormal"})
  public String distribution;

  private final double[] batch = new double[BATCH];
  private double[] values;

  /** Draws the values and checks what the comparison rests on. */
  @Setup
  public void draw() {
    RankErrors.check(distribution, 100_000, CHECKED_SEEDS);
    values =
        distribution.equals("uniform")
            ? RandomValues.uniform(VALUES)
            : RandomValues.lognormal(VALUES);
  }

  /** Ours, in batches. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public TDigest inkling() {
    TDigest digest = TDigest.create();
    for (int from = 0; from < VALUES; from += BATCH) {
      digest.addAll(values, from, from + BATCH);
    }
    return digest;
  }

  /** Ours, a call per value. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public TDigest inklingOneByOne() {
    TDigest digest = TDigest.create();
    for (double value : values) {
      digest.add(value);
    }
    return digest;
  }

  /** The t-digest library; it has no batches. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public MergingDigest mergingDigest100() {
    MergingDigest digest = new MergingDigest(100);
    for (double value : values) {
      digest.add(value);
    }
    return digest;
  }

  /** DataSketches' KLL, a call per value. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public KllDoublesSketch datasketchesKll200() {
    KllDoublesSketch sketch = KllDoublesSketch.newHeapInstance(200);
    for (double value : values) {
      sketch.update(value);
    }
    return sketch;
  }

  /** DataSketches' KLL in batches, which it takes as whole arrays. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public KllDoublesSketch datasketchesKll200Batch() {
    KllDoublesSketch sketch = KllDoublesSketch.newHeapInstance(200);
    for (int from = 0; from < VALUES; from += BATCH) {
      System.arraycopy(values, from, batch, 0, BATCH);
      sketch.update(batch, 0, BATCH);
    }
    return sketch;
  }
}
