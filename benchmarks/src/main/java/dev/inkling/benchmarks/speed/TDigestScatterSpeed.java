package dev.inkling.benchmarks.speed;

import com.tdunning.math.stats.MergingDigest;
import dev.inkling.sketch.quantile.TDigest;
import java.util.concurrent.TimeUnit;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Adding doubles to one of 1,000 digests, chosen by Zipf's law: new digests that grow from nothing,
 * most of them out of the cache, as in an engine with a digest per key and window.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(peer = "mergingDigest100", ratio = 2)
@AtLeast(peer = "datasketchesKll200", ratio = 1.5)
public class TDigestScatterSpeed {

  private static final int VALUES = 1 << 21;

  private static final int DIGESTS = 1_000;

  private final double[] values = RandomValues.lognormal(VALUES);
  private final int[] groups = RandomValues.zipf(VALUES, DIGESTS, 1.0);

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public TDigest[] inkling() {
    TDigest[] digests = digests();
    for (int i = 0; i < VALUES; i++) {
      digests[groups[i]].add(values[i]);
    }
    return digests;
  }

  private static TDigest[] digests() {
    TDigest[] digests = new TDigest[DIGESTS];
    for (int i = 0; i < DIGESTS; i++) {
      digests[i] = TDigest.create();
    }
    return digests;
  }

  /** The t-digest library. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public MergingDigest[] mergingDigest100() {
    MergingDigest[] digests = new MergingDigest[DIGESTS];
    for (int i = 0; i < DIGESTS; i++) {
      digests[i] = new MergingDigest(100);
    }
    for (int i = 0; i < VALUES; i++) {
      digests[groups[i]].add(values[i]);
    }
    return digests;
  }

  /** DataSketches' KLL. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public KllDoublesSketch[] datasketchesKll200() {
    KllDoublesSketch[] sketches = new KllDoublesSketch[DIGESTS];
    for (int i = 0; i < DIGESTS; i++) {
      sketches[i] = KllDoublesSketch.newHeapInstance(200);
    }
    for (int i = 0; i < VALUES; i++) {
      sketches[groups[i]].update(values[i]);
    }
    return sketches;
  }
}
