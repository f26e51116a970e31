package dev.inkling.benchmarks.accuracy;

import com.dynatrace.hash4j.distinctcount.HyperLogLog;
import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.List;
import java.util.function.Supplier;

/** hash4j's distinct counters, with its default estimators. They have no bounds. */
final class Hash4jCounters {

  private static final String LIBRARY = "hash4j";
  private static final Hasher64 HASHER = Hashing.xxh3_64();

  /** Square roots of the asymptotic variance times 2^p, by the library's own documentation. */
  private static final double HLL_ERROR = 1.03896;

  private static final double ULL_ERROR = 0.78224;

  private Hash4jCounters() {}

  static List<DistinctSubject> all() {
    return List.of(hll(12), ull(12));
  }

  static DistinctSubject hll(int precision) {
    return subject("HyperLogLog p=" + precision, HLL_ERROR, precision, () -> new Hll(precision));
  }

  static DistinctSubject ull(int precision) {
    return subject("UltraLogLog p=" + precision, ULL_ERROR, precision, () -> new Ull(precision));
  }

  private static DistinctSubject subject(
      String sketch, double error, int precision, Supplier<DistinctCounter> empty) {
    return DistinctSubject.of(
            new Label(LIBRARY, sketch, HyperLogLog.class), empty, error / Math.sqrt(1 << precision))
        .growing(RegisterGrowth.indexOnTop(precision));
  }

  /** HyperLogLog. */
  private static final class Hll implements DistinctCounter.OfHashes {
    private final HyperLogLog sketch;

    Hll(int precision) {
      this(HyperLogLog.create(precision));
    }

    private Hll(HyperLogLog sketch) {
      this.sketch = sketch;
    }

    @Override
    public void add(long[] values, int length) {
      for (int i = 0; i < length; i++) {
        sketch.add(HASHER.hashLongToLong(values[i]));
      }
    }

    @Override
    public void addHash(long hash) {
      sketch.add(hash);
    }

    @Override
    public double estimate() {
      return sketch.getDistinctCountEstimate();
    }

    @Override
    public DistinctCounter union(DistinctCounter other) {
      return new Hll(HyperLogLog.merge(sketch, ((Hll) other).sketch));
    }

    @Override
    public Object state() {
      return sketch;
    }

    @Override
    public double storedBytes() {
      return sketch.getState().length;
    }
  }

  /** UltraLogLog. */
  private static final class Ull implements DistinctCounter.OfHashes {
    private final UltraLogLog sketch;

    Ull(int precision) {
      this(UltraLogLog.create(precision));
    }

    private Ull(UltraLogLog sketch) {
      this.sketch = sketch;
    }

    @Override
    public void add(long[] values, int length) {
      for (int i = 0; i < length; i++) {
        sketch.add(HASHER.hashLongToLong(values[i]));
      }
    }

    @Override
    public void addHash(long hash) {
      sketch.add(hash);
    }

    @Override
    public double estimate() {
      return sketch.getDistinctCountEstimate();
    }

    @Override
    public DistinctCounter union(DistinctCounter other) {
      return new Ull(UltraLogLog.merge(sketch, ((Ull) other).sketch));
    }

    @Override
    public Object state() {
      return sketch;
    }

    @Override
    public double storedBytes() {
      return sketch.getState().length;
    }
  }
}
