package dev.inkling.benchmarks.accuracy;

import com.google.zetasketch.HyperLogLogPlusPlus;
import java.util.List;

/** ZetaSketch's HyperLogLog++. It has no bounds, and takes no hashes. */
final class ZetaSketchCounters {

  private static final int PRECISION = 12;

  private ZetaSketchCounters() {}

  static List<DistinctSubject> all() {
    return List.of(
        DistinctSubject.of(
            new Label("ZetaSketch", "HyperLogLog++ p=" + PRECISION, HyperLogLogPlusPlus.class),
            () -> new Counter(empty()),
            1.04 / Math.sqrt(1 << PRECISION)));
  }

  private static HyperLogLogPlusPlus<Long> empty() {
    return new HyperLogLogPlusPlus.Builder().normalPrecision(PRECISION).buildForLongs();
  }

  /** HyperLogLog++. */
  private record Counter(HyperLogLogPlusPlus<Long> state) implements DistinctCounter {

    @Override
    public void add(long[] values, int length) {
      for (int i = 0; i < length; i++) {
        state.add(values[i]);
      }
    }

    @Override
    public double estimate() {
      return state.longResult();
    }

    @Override
    public DistinctCounter union(DistinctCounter other) {
      HyperLogLogPlusPlus<Long> union = empty();
      union.merge(state);
      union.merge(((Counter) other).state);
      return new Counter(union);
    }

    @Override
    public double storedBytes() {
      return state.serializeToByteArray().length;
    }
  }
}
