package dev.inkling.benchmarks.speed;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.inkling.hash.Hash64;
import dev.inkling.sketch.distinct.HyperLogLog;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Adding 2^20 longs, each to one of many sketches of precision 12 at random. Either the sketches
 * are new, and making them is not counted; or they have seen five times as many.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(peer = "hash4jUll", ratio = 1.3)
@AtLeast(peer = "datasketchesHll8", ratio = 4)
public class DistinctScatterSpeed {

  private static final int VALUES = 1 << 20;
  private static final int ROUNDS_SEEN = 5;
  private static final int BATCH = 1_024;
  private static final int PRECISION = 12;

  /** How many sketches. */
  @Param({"100", "100000"})
  public int sketches;

  /** Whether they are new at every call. */
  @Param({"true", "false"})
  public boolean fresh;

  private final long[] values = RandomValues.longs(VALUES);
  private final Hasher64 hasher = Hashing.xxh3_64();
  private final long[] hashes = new long[BATCH];
  private final int[] batchGroups = new int[BATCH];
  private int[] groups;
  private String subject;
  private HyperLogLog[] inkling;
  private UltraLogLog[] ull;
  private HllSketch[] hll8;
  private byte[] registers;

  /** Deals the rows to the sketches and fills these. */
  @Setup
  public void deal(BenchmarkParams benchmark) {
    groups = RandomValues.ints(VALUES, sketches);
    subject = benchmark.getBenchmark().replaceFirst(".*\\.", "");
    create();
    if (!fresh) {
      long[] values = RandomValues.otherLongs(ROUNDS_SEEN * VALUES);
      for (int i = 0; i < values.length; i++) {
        int group = groups[(i * 7) & (VALUES - 1)];
        if (inkling != null) {
          inkling[group].add(values[i]);
        } else if (ull != null) {
          ull[group].add(hasher.hashLongToLong(values[i]));
        } else if (hll8 != null) {
          hll8[group].update(values[i]);
        } else {
          raise(group, hasher.hashLongToLong(values[i]));
        }
      }
    }
  }

  /** New sketches for the next call. */
  @Setup(Level.Invocation)
  public void renew() {
    if (fresh) {
      create();
    }
  }

  private void create() {
    if (subject.startsWith("inkling")) {
      inkling = fill(new HyperLogLog[sketches], () -> HyperLogLog.create(PRECISION));
    } else if (subject.equals("hash4jUll")) {
      ull = fill(new UltraLogLog[sketches], () -> UltraLogLog.create(PRECISION));
    } else if (subject.equals("bareLoop")) {
      registers = new byte[sketches << PRECISION];
    } else {
      hll8 = fill(new HllSketch[sketches], () -> new HllSketch(PRECISION, TgtHllType.HLL_8));
    }
  }

  private static <S> S[] fill(S[] sketches, Supplier<S> empty) {
    Arrays.setAll(sketches, i -> empty.get());
    return sketches;
  }

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public HyperLogLog[] inkling() {
    Hash64 hash = Hash64.xxh3();
    for (int from = 0; from < VALUES; from += BATCH) {
      hash.hashAll(values, from, from + BATCH, hashes, 0);
      System.arraycopy(groups, from, batchGroups, 0, BATCH);
      HyperLogLog.addHashes(inkling, batchGroups, hashes, 0, BATCH);
    }
    return inkling;
  }

  /** Ours, a value at a time. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public HyperLogLog[] inklingOneByOne() {
    for (int i = 0; i < VALUES; i++) {
      inkling[groups[i]].add(values[i]);
    }
    return inkling;
  }

  /** hash4j's UltraLogLog. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public UltraLogLog[] hash4jUll() {
    for (int i = 0; i < VALUES; i++) {
      ull[groups[i]].add(hasher.hashLongToLong(values[i]));
    }
    return ull;
  }

  /** DataSketches' HLL with bytes as registers. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public HllSketch[] datasketchesHll8() {
    for (int i = 0; i < VALUES; i++) {
      hll8[groups[i]].update(values[i]);
    }
    return hll8;
  }

  /** What bounds it: hash, index, rank and larger register in one flat array, and nothing else. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public byte[] bareLoop() {
    for (int i = 0; i < VALUES; i++) {
      raise(groups[i], hasher.hashLongToLong(values[i]));
    }
    return registers;
  }

  private void raise(int group, long hash) {
    int index = group << PRECISION | ((int) hash & ((1 << PRECISION) - 1));
    int rank = Long.numberOfLeadingZeros(hash | (1 << (PRECISION - 1))) + 1;
    registers[index] = (byte) Math.max(registers[index], rank);
  }
}
