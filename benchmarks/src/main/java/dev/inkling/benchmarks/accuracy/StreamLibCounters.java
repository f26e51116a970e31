package dev.inkling.benchmarks.accuracy;

import com.clearspring.analytics.stream.cardinality.CardinalityMergeException;
import com.clearspring.analytics.stream.cardinality.HyperLogLog;
import com.clearspring.analytics.stream.cardinality.HyperLogLogPlus;
import com.clearspring.analytics.stream.cardinality.ICardinality;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * stream-lib's distinct counters, fed by {@code offer}; which hashes to 32 bits for HyperLogLog and
 * to 64 for HyperLogLog++. They have no bounds.
 */
final class StreamLibCounters {

  private static final String LIBRARY = "stream-lib";
  private static final int PRECISION = 12;
  private static final double ERROR = 1.04 / Math.sqrt(1 << PRECISION);

  private StreamLibCounters() {}

  static List<DistinctSubject> all() {
    return List.of(
        DistinctSubject.of(
                new Label(LIBRARY, "HyperLogLog p=" + PRECISION, HyperLogLog.class),
                () -> new Counter(new HyperLogLog(PRECISION)),
                ERROR)
            .growing(new RegisterGrowth(32, PRECISION, 0, true)),
        DistinctSubject.of(
                new Label(LIBRARY, "HyperLogLog++ p=" + PRECISION, HyperLogLogPlus.class),
                () -> new Counter(new HyperLogLogPlus(PRECISION)),
                ERROR)
            .growing(RegisterGrowth.indexOnTop(PRECISION)));
  }

  /** Either. */
  private record Counter(ICardinality state) implements DistinctCounter.OfHashes {

    @Override
    public void add(long[] values, int length) {
      for (int i = 0; i < length; i++) {
        state.offer(values[i]);
      }
    }

    @Override
    public void addHash(long hash) {
      if (state instanceof HyperLogLog) {
        state.offerHashed((int) hash);
      } else {
        state.offerHashed(hash);
      }
    }

    @Override
    public double estimate() {
      return state.cardinality();
    }

    @Override
    public DistinctCounter union(DistinctCounter other) {
      try {
        return new Counter(state.merge(((Counter) other).state));
      } catch (CardinalityMergeException e) {
        throw new IllegalArgumentException(e);
      }
    }

    @Override
    public double storedBytes() {
      try {
        return state.getBytes().length;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
