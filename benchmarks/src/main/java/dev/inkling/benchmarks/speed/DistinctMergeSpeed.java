package dev.inkling.benchmarks.speed;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.inkling.sketch.distinct.HyperLogLog;
import java.util.concurrent.TimeUnit;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Merging a full sketch of precision 14 into another, and asking the result. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(peer = "datasketchesHll8", ratio = 3)
@AtLeast(ours = "inklingThenEstimate", peer = "datasketchesHll8ThenEstimate", ratio = 1)
public class DistinctMergeSpeed {

  private static final int VALUES = 1_000_000;
  private static final int PRECISION = 14;

  private final HyperLogLog inkling = HyperLogLog.create(PRECISION);
  private final HyperLogLog[] inklings = new HyperLogLog[2];
  private final UltraLogLog ull = UltraLogLog.create(PRECISION);
  private final UltraLogLog[] ulls = new UltraLogLog[2];
  private final Union union = new Union(PRECISION);
  private final HllSketch[] hll8s = new HllSketch[2];
  private int turn;

  /** Fills the sketches. */
  @Setup
  public void fill() {
    Hasher64 hasher = Hashing.xxh3_64();
    for (int i = 0; i < 2; i++) {
      long[] values = i == 0 ? RandomValues.longs(VALUES) : RandomValues.otherLongs(VALUES);
      inklings[i] = HyperLogLog.create(PRECISION);
      ulls[i] = UltraLogLog.create(PRECISION);
      hll8s[i] = new HllSketch(PRECISION, TgtHllType.HLL_8);
      inklings[i].addAll(values, 0, VALUES);
      for (long value : values) {
        ulls[i].add(hasher.hashLongToLong(value));
        hll8s[i].update(value);
      }
    }
  }

  private int next() {
    turn ^= 1;
    return turn;
  }

  /** Ours. */
  @Benchmark
  public HyperLogLog inkling() {
    return inkling.merge(inklings[next()]);
  }

  /** hash4j's UltraLogLog. */
  @Benchmark
  public UltraLogLog hash4jUll() {
    return ull.add(ulls[next()]);
  }

  /** DataSketches' union of sketches with bytes as registers. */
  @Benchmark
  public Union datasketchesHll8() {
    union.update(hll8s[next()]);
    return union;
  }

  /** Ours, with an estimate each time. */
  @Benchmark
  public double inklingThenEstimate() {
    return inkling.merge(inklings[next()]).estimate();
  }

  /** DataSketches' union, with an estimate each time. */
  @Benchmark
  public double datasketchesHll8ThenEstimate() {
    union.update(hll8s[next()]);
    return union.getEstimate();
  }
}
