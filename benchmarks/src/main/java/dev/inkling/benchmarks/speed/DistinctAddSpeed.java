package dev.inkling.benchmarks.speed;

import com.clearspring.analytics.stream.cardinality.HyperLogLogPlus;
import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.inkling.sketch.distinct.HyperLogLog;
import java.util.concurrent.TimeUnit;
import org.apache.datasketches.cpc.CpcSketch;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counting distinct longs, from an empty sketch on. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(peer = "hash4jUll", ratio = 2.5)
@AtLeast(peer = "datasketchesHll8", ratio = 3)
public class DistinctAddSpeed {

  private static final int VALUES = 1 << 20;

  /** Log2 of the number of registers. */
  @Param({"12", "14"})
  public int precision;

  private final long[] values = RandomValues.longs(VALUES);
  private final Hasher64 hasher = Hashing.xxh3_64();

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public HyperLogLog inkling() {
    HyperLogLog sketch = HyperLogLog.create(precision);
    sketch.addAll(values, 0, VALUES);
    return sketch;
  }

  /** Ours, a value at a time. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public HyperLogLog inklingOneByOne() {
    HyperLogLog sketch = HyperLogLog.create(precision);
    for (long value : values) {
      sketch.add(value);
    }
    return sketch;
  }

  /** hash4j's UltraLogLog of the same number of registers. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public UltraLogLog hash4jUll() {
    UltraLogLog sketch = UltraLogLog.create(precision);
    for (long value : values) {
      sketch.add(hasher.hashLongToLong(value));
    }
    return sketch;
  }

  /** DataSketches' HLL with bytes as registers. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public HllSketch datasketchesHll8() {
    return datasketchesHll(TgtHllType.HLL_8);
  }

  /** DataSketches' HLL with registers of six bits, as ours. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public HllSketch datasketchesHll6() {
    return datasketchesHll(TgtHllType.HLL_6);
  }

  private HllSketch datasketchesHll(TgtHllType type) {
    HllSketch sketch = new HllSketch(precision, type);
    for (long value : values) {
      sketch.update(value);
    }
    return sketch;
  }

  /** DataSketches' CPC, denser and more accurate at the same number. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public CpcSketch datasketchesCpc() {
    CpcSketch sketch = new CpcSketch(precision);
    for (long value : values) {
      sketch.update(value);
    }
    return sketch;
  }

  /** stream-lib's HyperLogLog++, with the faster hash. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public HyperLogLogPlus streamLibHllPlus() {
    HyperLogLogPlus sketch = new HyperLogLogPlus(precision);
    for (long value : values) {
      sketch.offerHashed(hasher.hashLongToLong(value));
    }
    return sketch;
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

  /** What bounds the filling: hash, index, rank and larger register, and nothing else. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public byte[] bareLoop() {
    byte[] registers = new byte[1 << precision];
    for (long value : values) {
      long hash = hasher.hashLongToLong(value);
      int index = (int) hash & (registers.length - 1);
      int rank = Long.numberOfLeadingZeros(hash | (registers.length >>> 1)) + 1;
      registers[index] = (byte) Math.max(registers[index], rank);
    }
    return registers;
  }
}
