package dev.inkling.benchmarks.speed;

import dev.inkling.sketch.quantile.KllSketch;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleBiFunction;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Adding lognormal doubles to a KLL sketch with k = 200, from an empty one on. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(peer = "datasketchesKll", ratio = 1.5)
@AtLeast(ours = "inklingScalar", peer = "datasketchesKll", ratio = 1.5)
public class KllAddSpeed {

  private static final int VALUES = 1 << 20;
  private static final int K = 200;
  private static final int TRIALS = 200;

  private final double[] values = RandomValues.lognormal(VALUES);

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public KllSketch inkling() {
    KllSketch sketch = KllSketch.create(K);
    sketch.addAll(values, 0, VALUES);
    return sketch;
  }

  /** Ours, one at a time. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public KllSketch inklingScalar() {
    KllSketch sketch = KllSketch.create(K);
    for (double value : values) {
      sketch.add(value);
    }
    return sketch;
  }

  /** DataSketches' KLL of doubles. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public KllDoublesSketch datasketchesKll() {
    KllDoublesSketch sketch = KllDoublesSketch.newHeapInstance(K);
    for (double value : values) {
      sketch.update(value);
    }
    return sketch;
  }

  /** A bound: sorting buffers as large as ours, and nothing else. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public double[] sortingBuffersAlone() {
    double[] buffer = new double[1_024];
    for (int from = 0; from < VALUES; from += buffer.length) {
      System.arraycopy(values, from, buffer, 0, buffer.length);
      Arrays.sort(buffer);
    }
    return buffer;
  }

  /** Refuses to compare speed at a larger rank error than the peer's. */
  @Setup
  public void checkErrors() {
    double ours =
        rankError(
            (stream, x) -> {
              KllSketch sketch = KllSketch.create(K, Double.doubleToLongBits(stream[0]));
              sketch.addAll(stream, 0, stream.length);
              return sketch.rank(x);
            });
    double theirs =
        rankError(
            (stream, x) -> {
              KllDoublesSketch sketch = KllDoublesSketch.newHeapInstance(K);
              for (double value : stream) {
                sketch.update(value);
              }
              return sketch.getRank(x);
            });
    System.err.printf(
        Locale.ROOT,
        "rank error, RMS in %%: ours %.3f, DataSketches %.3f%n",
        100 * ours,
        100 * theirs);
    // three standard errors of the ratio of two such roots
    if (ours > theirs * (1 + 3 / Math.sqrt(TRIALS))) {
      throw new IllegalStateException("our rank error is larger");
    }
  }

  /** The root of the mean squared error of the median's rank over many streams. */
  private static double rankError(ToDoubleBiFunction<double[], Double> rank) {
    double squares = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      double[] stream = new SplittableRandom(trial).doubles(50_000).toArray();
      double x = 0.3 + 0.4 * trial / TRIALS;
      double truth = Arrays.stream(stream).filter(v -> v <= x).count() / (double) stream.length;
      double error = rank.applyAsDouble(stream, x) - truth;
      squares += error * error;
    }
    return Math.sqrt(squares / TRIALS);
  }
}
