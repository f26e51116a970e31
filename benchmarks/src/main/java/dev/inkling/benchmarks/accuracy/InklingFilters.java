package dev.inkling.benchmarks.accuracy;

import dev.inkling.sketch.membership.BloomFilter;
import dev.inkling.sketch.membership.MembershipSketch;
import dev.inkling.sketch.membership.ScalableBloomFilter;
import java.util.List;

/** Our filters. The one that grows is told of a tenth of the keys only. */
final class InklingFilters {

  private static final int GROWTH = 10;

  private InklingFilters() {}

  static List<MembershipSubject> all() {
    return List.of(
        new MembershipSubject(
            Label.inkling("BloomFilter", BloomFilter.class),
            (keys, rate) -> new Filter<>(BloomFilter.create(keys, rate)),
            true),
        new MembershipSubject(
            Label.inkling("ScalableBloomFilter from n/10", BloomFilter.class),
            (keys, rate) ->
                new Filter<>(ScalableBloomFilter.create(Math.max(1, keys / GROWTH), rate)),
            true));
  }

  /** Either. */
  private record Filter<S extends MembershipSketch<S>>(S state) implements MembershipFilter {

    @Override
    public void add(long[] keys) {
      state.addAll(keys, 0, keys.length);
    }

    @Override
    public int found(long[] keys) {
      return state.mightContainAll(keys, 0, keys.length, new boolean[keys.length], 0);
    }

    @Override
    @SuppressWarnings("unchecked") // of the same kind
    public void merge(MembershipFilter other) {
      state.merge(((Filter<S>) other).state);
    }

    @Override
    public double storedBytes() {
      return state.serializedBytes();
    }
  }
}
