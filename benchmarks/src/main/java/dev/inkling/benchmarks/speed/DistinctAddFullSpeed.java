package dev.inkling.benchmarks.speed;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.inkling.sketch.distinct.HyperLogLog;
import java.util.concurrent.TimeUnit;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Adding distinct longs to a sketch that has seen ten million others. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(peer = "hash4jUll", ratio = 2.5)
@AtLeast(peer = "datasketchesHll8", ratio = 3)
@AtLeast(peer = "hashingAlone", ratio = 0.5)
public class DistinctAddFullSpeed {

  private static final int VALUES = 1 << 20;
  private static final int SEEN = 10_000_000;

  /** Log2 of the number of registers. */
  @Param({"12", "14"})
  public int precision;

  private final long[] values = RandomValues.longs(VALUES);
  private final Hasher64 hasher = Hashing.xxh3_64();
  private HyperLogLog inkling;
  private UltraLogLog ull;
  private HllSketch hll8;
  private HllSketch hll6;

  /** Fills the sketches. */
  @Setup
  public void fill() {
    long[] seen = RandomValues.otherLongs(SEEN);
    inkling = HyperLogLog.create(precision);
    inkling.addAll(seen, 0, SEEN);
    ull = UltraLogLog.create(precision);
    hll8 = new HllSketch(precision, TgtHllType.HLL_8);
    hll6 = new HllSketch(precision, TgtHllType.HLL_6);
    for (long value : seen) {
      ull.add(hasher.hashLongToLong(value));
      hll8.update(value);
      hll6.update(value);
    }
  }

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public HyperLogLog inkling() {
    inkling.addAll(values, 0, VALUES);
    return inkling;
  }

  /** Ours, a value at a time. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public HyperLogLog inklingOneByOne() {
    for (long value : values) {
      inkling.add(value);
    }
    return inkling;
  }

  /** hash4j's UltraLogLog of the same number of registers. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public UltraLogLog hash4jUll() {
    for (long value : values) {
      ull.add(hasher.hashLongToLong(value));
    }
    return ull;
  }

  /** DataSketches' HLL with bytes as registers. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public HllSketch datasketchesHll8() {
    for (long value : values) {
      hll8.update(value);
    }
    return hll8;
  }

  /** DataSketches' HLL with registers of six bits, as ours. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public HllSketch datasketchesHll6() {
    for (long value : values) {
      hll6.update(value);
    }
    return hll6;
  }

  /** The hashes alone, added up. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public long hashingAlone() {
    long sum = 0;
    for (long value : values) {
      sum += hasher.hashLongToLong(value);
    }
    return sum;
  }
}
