package dev.inkling.benchmarks.speed;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.inkling.sketch.distinct.ExaLogLog;
import java.util.concurrent.TimeUnit;
import org.apache.datasketches.cpc.CpcSketch;
import org.apache.datasketches.cpc.CpcUnion;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The number of distinct values in two sketches of 500,000 together: both are merged into a new one
 * and it is asked; at the errors of {@link DistinctDenserSpeed}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@AtLeast(peer = "datasketchesCpc", ratio = 1)
@AtLeast(peer = "hash4jUll", ratio = 1)
public class DistinctDenserMergeSpeed {

  private static final int VALUES = 500_000;

  private final ExaLogLog[] ours = new ExaLogLog[2];
  private final UltraLogLog[] ull = new UltraLogLog[2];
  private final CpcSketch[] cpc = new CpcSketch[2];

  /** Two full sketches of each kind. */
  public DistinctDenserMergeSpeed() {
    Hasher64 hasher = Hashing.xxh3_64();
    for (int i = 0; i < 2; i++) {
      long[] values = i == 0 ? RandomValues.longs(VALUES) : RandomValues.otherLongs(VALUES);
      ours[i] = ExaLogLog.create(DistinctDenserSpeed.OURS);
      ours[i].addAll(values, 0, VALUES);
      ull[i] = UltraLogLog.create(DistinctDenserSpeed.ULL);
      cpc[i] = new CpcSketch(DistinctDenserSpeed.CPC);
      for (long value : values) {
        ull[i].add(hasher.hashLongToLong(value));
        cpc[i].update(value);
      }
    }
  }

  /** Ours. */
  @Benchmark
  public double inkling() {
    return ours[0].copy().merge(ours[1]).estimate();
  }

  /** Ours, with the bar. */
  @Benchmark
  public double inklingWithBar() {
    return ours[0].copy().merge(ours[1]).estimate(0.95).upper();
  }

  /** hash4j's UltraLogLog with its default estimator. */
  @Benchmark
  public double hash4jUll() {
    return UltraLogLog.merge(ull[0], ull[1]).getDistinctCountEstimate();
  }

  /** DataSketches' CPC. */
  @Benchmark
  public double datasketchesCpc() {
    CpcUnion union = new CpcUnion(DistinctDenserSpeed.CPC);
    union.update(cpc[0]);
    union.update(cpc[1]);
    return union.getResult().getEstimate();
  }

  /** Asking alone: ours reads all registers. */
  @Benchmark
  public double inklingEstimateAlone() {
    return ours[0].estimate();
  }

  /** Asking alone: CPC keeps a running count, up to the first merge. */
  @Benchmark
  public double datasketchesCpcEstimateAlone() {
    return cpc[0].getEstimate();
  }
}
