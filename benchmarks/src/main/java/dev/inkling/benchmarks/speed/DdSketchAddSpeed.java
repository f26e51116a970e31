package dev.inkling.benchmarks.speed;

import com.datadoghq.sketch.ddsketch.DDSketches;
import com.datadoghq.sketch.ddsketch.mapping.BitwiseLinearlyInterpolatedMapping;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;
import dev.inkling.sketch.quantile.DDSketch;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleUnaryOperator;
import org.HdrHistogram.DoubleHistogram;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Adding lognormal doubles to sketches with a relative error of 1 %, from an empty one on. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(peer = "ddsketch", ratio = 2)
@AtLeast(peer = "ddsketchBitwise", ratio = 2)
@AtLeast(peer = "hdrDoubleHistogram", ratio = 1)
@AtLeast(peer = "hdrHistogramOfLongs", ratio = 1)
@AtLeast(ours = "inklingScalar", peer = "ddsketch", ratio = 2)
@AtLeast(ours = "inklingScalar", peer = "ddsketchBitwise", ratio = 2)
@AtLeast(ours = "inklingScalar", peer = "hdrDoubleHistogram", ratio = 1)
public class DdSketchAddSpeed {

  private static final int VALUES = 1 << 20;
  private static final double ERROR = 0.01;

  private final double[] values = RandomValues.lognormal(VALUES);
  private final long[] millionths =
      Arrays.stream(values).mapToLong(v -> Math.round(v * 1e6)).toArray();

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public DDSketch inkling() {
    DDSketch sketch = DDSketch.withRelativeError(ERROR);
    sketch.addAll(values, 0, VALUES);
    return sketch;
  }

  /** Ours, one at a time. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public DDSketch inklingScalar() {
    DDSketch sketch = DDSketch.withRelativeError(ERROR);
    for (double value : values) {
      sketch.add(value);
    }
    return sketch;
  }

  /** The authors' DDSketch as they recommend it. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public com.datadoghq.sketch.ddsketch.DDSketch ddsketch() {
    com.datadoghq.sketch.ddsketch.DDSketch sketch = DDSketches.unboundedDense(ERROR);
    for (double value : values) {
      sketch.accept(value);
    }
    return sketch;
  }

  /** The authors' DDSketch with their cheapest mapping, which takes the most buckets. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public com.datadoghq.sketch.ddsketch.DDSketch ddsketchBitwise() {
    com.datadoghq.sketch.ddsketch.DDSketch sketch = bitwise();
    for (double value : values) {
      sketch.accept(value);
    }
    return sketch;
  }

  private static com.datadoghq.sketch.ddsketch.DDSketch bitwise() {
    return new com.datadoghq.sketch.ddsketch.DDSketch(
        new BitwiseLinearlyInterpolatedMapping(ERROR), UnboundedSizeDenseStore::new);
  }

  /** HdrHistogram of doubles, two digits. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public DoubleHistogram hdrDoubleHistogram() {
    DoubleHistogram histogram = new DoubleHistogram(2);
    for (double value : values) {
      histogram.recordValue(value);
    }
    return histogram;
  }

  /** HdrHistogram of longs, two digits: the same numbers, already scaled and rounded. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public Histogram hdrHistogramOfLongs() {
    Histogram histogram = new Histogram(2);
    for (long value : millionths) {
      histogram.recordValue(value);
    }
    return histogram;
  }

  /** A bound: counting by the top bits of the number, in an array known to be large enough. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public int[] countingAlone() {
    int[] counts = new int[1 << 17];
    for (double value : values) {
      counts[(int) (Double.doubleToRawLongBits(value) >>> 46) & 0x1FFFF]++;
    }
    return counts;
  }

  /** Refuses to compare speed if someone is off by more than 1 %. */
  @Setup
  public void checkErrors() {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    check("inkling", sorted, inkling()::quantile);
    check("ddsketch", sorted, ddsketch()::getValueAtQuantile);
    check("ddsketchBitwise", sorted, ddsketchBitwise()::getValueAtQuantile);
    DoubleHistogram doubles = hdrDoubleHistogram();
    check("hdrDoubleHistogram", sorted, p -> doubles.getValueAtPercentile(100 * p));
    Histogram longs = hdrHistogramOfLongs();
    check("hdrHistogramOfLongs", sorted, p -> longs.getValueAtPercentile(100 * p) / 1e6);
  }

  private static void check(String subject, double[] sorted, DoubleUnaryOperator quantile) {
    for (int i = 1; i < 1_000; i++) {
      double p = i / 1_000.0;
      int at = (int) Math.ceil(p * sorted.length) - 1;
      double value = quantile.applyAsDouble(p);
      // definitions of a quantile differ by one rank
      if (value < sorted[at - 1] * (1 - ERROR) || value > sorted[at + 1] * (1 + ERROR)) {
        throw new IllegalStateException(
            subject + " is off by more than 1 % at " + p + ": " + value + " for " + sorted[at]);
      }
    }
  }
}
