package dev.inkling.benchmarks.speed;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.inkling.sketch.distinct.HyperLogLog;
import java.nio.ByteBuffer;
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

/** Counting distinct texts of 12 to 20 letters that lie in UTF-8 one behind the other. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(peer = "datasketchesHll8", ratio = 2)
@AtLeast(peer = "hashingAlone", ratio = 0.87)
public class DistinctSliceSpeed {

  private static final int VALUES = 1 << 20;

  /** Log2 of the number of registers. */
  @Param({"12", "14"})
  public int precision;

  private final byte[] bytes =
      String.join("", RandomValues.texts(VALUES)).getBytes(StandardCharsets.US_ASCII);
  private final int[] offsets = offsets();
  private final Hasher64 hasher = Hashing.xxh3_64();

  private static int[] offsets() {
    String[] texts = RandomValues.texts(VALUES);
    int[] offsets = new int[VALUES + 1];
    for (int i = 0; i < VALUES; i++) {
      offsets[i + 1] = offsets[i] + texts[i].length();
    }
    return offsets;
  }

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public HyperLogLog inkling() {
    HyperLogLog sketch = HyperLogLog.create(precision);
    sketch.addAll(bytes, offsets, 0, VALUES);
    return sketch;
  }

  /** DataSketches' HLL with bytes as registers; a slice goes in as a view. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public HllSketch datasketchesHll8() {
    HllSketch sketch = new HllSketch(precision, TgtHllType.HLL_8);
    ByteBuffer view = ByteBuffer.wrap(bytes);
    for (int i = 0; i < VALUES; i++) {
      view.limit(offsets[i + 1]).position(offsets[i]);
      sketch.update(view);
    }
    return sketch;
  }

  /** hash4j's UltraLogLog. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public UltraLogLog hash4jUll() {
    UltraLogLog sketch = UltraLogLog.create(precision);
    for (int i = 0; i < VALUES; i++) {
      sketch.add(hasher.hashBytesToLong(bytes, offsets[i], offsets[i + 1] - offsets[i]));
    }
    return sketch;
  }

  /** The hashes alone, added up. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public long hashingAlone() {
    long sum = 0;
    for (int i = 0; i < VALUES; i++) {
      sum += hasher.hashBytesToLong(bytes, offsets[i], offsets[i + 1] - offsets[i]);
    }
    return sum;
  }

  /** What bounds the filling: hash, index, rank and larger register, and nothing else. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public byte[] bareLoop() {
    byte[] registers = new byte[1 << precision];
    for (int i = 0; i < VALUES; i++) {
      long hash = hasher.hashBytesToLong(bytes, offsets[i], offsets[i + 1] - offsets[i]);
      int index = (int) hash & (registers.length - 1);
      int rank = Long.numberOfLeadingZeros(hash | (registers.length >>> 1)) + 1;
      registers[index] = (byte) Math.max(registers[index], rank);
    }
    return registers;
  }
}
