package dev.inkling.benchmarks.speed;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.inkling.hash.Hash64;
import dev.inkling.sketch.distinct.HyperLogLog;
import java.nio.charset.StandardCharsets;
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
import org.openjdk.jmh.annotations.State;

/** Counting distinct Strings of 12 to 20 letters, from an empty sketch on. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(peer = "datasketchesHll8", ratio = 2)
@AtLeast(peer = "hashingAlone", ratio = 0.87)
public class DistinctTextSpeed {

  private static final int VALUES = 1 << 20;

  /** Log2 of the number of registers. */
  @Param({"12", "14"})
  public int precision;

  private final String[] values = RandomValues.texts(VALUES);
  private final Hasher64 hasher = Hashing.xxh3_64();

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public HyperLogLog inkling() {
    HyperLogLog sketch = HyperLogLog.create(precision);
    for (String value : values) {
      sketch.add(value);
    }
    return sketch;
  }

  /** DataSketches' HLL with bytes as registers. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public HllSketch datasketchesHll8() {
    HllSketch sketch = new HllSketch(precision, TgtHllType.HLL_8);
    for (String value : values) {
      sketch.update(value);
    }
    return sketch;
  }

  /**
   * hash4j's UltraLogLog, fed with the hash of the chars as it offers it: not that of the UTF-8.
   */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public UltraLogLog hash4jUll() {
    UltraLogLog sketch = UltraLogLog.create(precision);
    for (String value : values) {
      sketch.add(hasher.hashCharsToLong(value));
    }
    return sketch;
  }

  /** The hashes alone, added up. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public long hashingAlone() {
    Hash64 hash = Hash64.xxh3();
    long sum = 0;
    for (String value : values) {
      sum += hash.hash(value);
    }
    return sum;
  }

  /** The hashes of copies in UTF-8, added up. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public long hashingCopies() {
    long sum = 0;
    for (String value : values) {
      sum += hasher.hashBytesToLong(value.getBytes(StandardCharsets.UTF_8));
    }
    return sum;
  }
}
