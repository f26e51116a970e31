package dev.inkling.benchmarks.speed;

import com.tdunning.math.stats.MergingDigest;
import dev.inkling.sketch.quantile.TDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Merging 100 digests of 20,000 doubles each into a new one; per digest. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(peer = "mergingDigest100", ratio = 2)
@AtLeast(peer = "mergingDigest100OneByOne", ratio = 2)
@AtLeast(ours = "inklingOneByOne", peer = "mergingDigest100OneByOne", ratio = 1)
public class TDigestMergeSpeed {

  private static final int DIGESTS = 100;

  private static final int VALUES = 20_000;

  /** As many as our digests have of these values: four times those of the t-digest library. */
  private static final int CENTROIDS = 246;

  private final List<TDigest> complete = new ArrayList<>();
  private final List<TDigest> buffered = new ArrayList<>();
  private final List<MergingDigest> mergingDigests = new ArrayList<>();
  private final List<KllDoublesSketch> kllSketches = new ArrayList<>();
  private final double[][] cells = new double[DIGESTS][];

  /**
   * Feeds the digests. Those of the t-digest library empty their buffers when they are merged for
   * the first time; ours only when told to.
   */
  @Setup
  public void feed() {
    double[] values = RandomValues.lognormal(DIGESTS * VALUES);
    for (int i = 0; i < DIGESTS; i++) {
      // a different fill of the buffer each
      int from = i * VALUES;
      int to = from + VALUES - 10 * i;
      TDigest digest = TDigest.create();
      MergingDigest mergingDigest = new MergingDigest(100);
      KllDoublesSketch kll = KllDoublesSketch.newHeapInstance(200);
      for (int j = from; j < to; j++) {
        digest.add(values[j]);
        mergingDigest.add(values[j]);
        kll.update(values[j]);
      }
      buffered.add(digest);
      complete.add(digest.copy().compress());
      mergingDigest.compress();
      mergingDigests.add(mergingDigest);
      kllSketches.add(kll);
      double[] sorted = Arrays.copyOfRange(values, from, from + 4 * CENTROIDS);
      Arrays.sort(sorted);
      cells[i] = sorted;
    }
  }

  /** Ours, as one multiset. */
  @Benchmark
  @OperationsPerInvocation(DIGESTS)
  public TDigest inkling() {
    return TDigest.mergeAll(complete);
  }

  /** Ours, as one multiset, with some 500 values in the buffer of each. */
  @Benchmark
  @OperationsPerInvocation(DIGESTS)
  public TDigest inklingBuffered() {
    return TDigest.mergeAll(buffered);
  }

  /** Ours, one after the other. */
  @Benchmark
  @OperationsPerInvocation(DIGESTS)
  public TDigest inklingOneByOne() {
    TDigest all = TDigest.create();
    for (TDigest digest : complete) {
      all.merge(digest);
    }
    return all.compress();
  }

  /** The t-digest library, all at once. */
  @Benchmark
  @OperationsPerInvocation(DIGESTS)
  public MergingDigest mergingDigest100() {
    MergingDigest all = new MergingDigest(100);
    all.add(mergingDigests);
    return all;
  }

  /** The t-digest library, one after the other. */
  @Benchmark
  @OperationsPerInvocation(DIGESTS)
  public MergingDigest mergingDigest100OneByOne() {
    MergingDigest all = new MergingDigest(100);
    for (MergingDigest digest : mergingDigests) {
      all.add(digest);
    }
    all.compress();
    return all;
  }

  /** DataSketches' KLL. */
  @Benchmark
  @OperationsPerInvocation(DIGESTS)
  public KllDoublesSketch datasketchesKll200() {
    KllDoublesSketch all = KllDoublesSketch.newHeapInstance(200);
    for (KllDoublesSketch sketch : kllSketches) {
      all.merge(sketch);
    }
    return all;
  }

  /**
   * A bound: as many centroids as ours have, in four doubles each, ordered by 22 bits of the first
   * in two passes, and added up in that order.
   */
  @Benchmark
  @OperationsPerInvocation(DIGESTS)
  public double orderAlone() {
    long[] keys = new long[DIGESTS * CENTROIDS];
    for (int i = 0; i < DIGESTS; i++) {
      double[] digest = cells[i];
      for (int j = 0; j < CENTROIDS; j++) {
        // all are between 2^-8 and 2^8, so that 56 bits tell them apart
        long key = Double.doubleToRawLongBits(digest[4 * j]) - Double.doubleToRawLongBits(0x1p-8);
        keys[i * CENTROIDS + j] = (key & -(1L << 16)) | ((long) i << 8) | j;
      }
    }
    long[] once = new long[keys.length];
    distribute(keys, once, 34);
    distribute(once, keys, 45);
    double sum = 0;
    for (long key : keys) {
      double[] digest = cells[(int) (key >>> 8) & 0xFF];
      int at = 4 * (int) (key & 0xFF);
      sum += digest[at + 1] + digest[at + 2] * digest[at + 3];
    }
    return sum;
  }

  private static void distribute(long[] keys, long[] target, int shift) {
    int[] places = new int[1 << 11];
    for (long key : keys) {
      places[(int) (key >>> shift) & 0x7FF]++;
    }
    int sum = 0;
    for (int digit = 0; digit < places.length; digit++) {
      int count = places[digit];
      places[digit] = sum;
      sum += count;
    }
    for (long key : keys) {
      target[places[(int) (key >>> shift) & 0x7FF]++] = key;
    }
  }
}
