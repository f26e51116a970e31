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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One quantile of a million doubles, at fractions that change with every question. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(peer = "mergingDigest100", ratio = 3)
@AtLeast(ours = "inklingAfterAdd", peer = "mergingDigest100AfterAdd", ratio = 1)
public class TDigestQuerySpeed {

  private static final int VALUES = 1_000_000;

  private static final int QUESTIONS = 1_024;

  private final double[] fractions = RandomValues.uniform(QUESTIONS);
  private final double[] values = RandomValues.lognormal(VALUES);
  private final TDigest digest = TDigest.create();
  private final MergingDigest mergingDigest = new MergingDigest(100);
  private final KllDoublesSketch kll = KllDoublesSketch.newHeapInstance(200);

  /** Feeds all three. */
  @Setup
  public void feed() {
    for (double value : values) {
      digest.add(value);
      mergingDigest.add(value);
      kll.update(value);
    }
  }

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(QUESTIONS)
  public double inkling() {
    double sum = 0;
    for (double p : fractions) {
      sum += digest.quantile(p);
    }
    return sum;
  }

  /** Ours with its bar. */
  @Benchmark
  @OperationsPerInvocation(QUESTIONS)
  public double inklingWithBar() {
    double sum = 0;
    for (double p : fractions) {
      sum += digest.quantile(p, 0.95).upper();
    }
    return sum;
  }

  /** Ours, a value added before every question. */
  @Benchmark
  @OperationsPerInvocation(QUESTIONS)
  public double inklingAfterAdd() {
    double sum = 0;
    for (int i = 0; i < QUESTIONS; i++) {
      digest.add(values[i]);
      sum += digest.quantile(fractions[i]);
    }
    return sum;
  }

  /** The t-digest library. */
  @Benchmark
  @OperationsPerInvocation(QUESTIONS)
  public double mergingDigest100() {
    double sum = 0;
    for (double p : fractions) {
      sum += mergingDigest.quantile(p);
    }
    return sum;
  }

  /** The t-digest library, a value added before every question. */
  @Benchmark
  @OperationsPerInvocation(QUESTIONS)
  public double mergingDigest100AfterAdd() {
    double sum = 0;
    for (int i = 0; i < QUESTIONS; i++) {
      mergingDigest.add(values[i]);
      sum += mergingDigest.quantile(fractions[i]);
    }
    return sum;
  }

  /** DataSketches' KLL. */
  @Benchmark
  @OperationsPerInvocation(QUESTIONS)
  public double datasketchesKll200() {
    double sum = 0;
    for (double p : fractions) {
      sum += kll.getQuantile(p);
    }
    return sum;
  }
}
