package dev.inkling.benchmarks.accuracy;

import dev.inkling.sketch.frequency.CountMinSketch;
import dev.inkling.sketch.frequency.TopK;
import java.util.List;

/** Our frequency sketches. */
final class InklingFrequencies {

  private static final double CONFIDENCE = 0.95;

  private InklingFrequencies() {}

  static List<FrequencySubject> all() {
    return List.of(
        new FrequencySubject(
            Label.inkling("CountMinSketch 4096×5", CountMinSketch.class),
            () -> new Counters(CountMinSketch.create(4_096, 5)),
            true),
        new FrequencySubject(
            Label.inkling("CountMinSketch 4096×5 conservative", CountMinSketch.class),
            () -> new Counters(CountMinSketch.createConservative(4_096, 5)),
            true),
        new FrequencySubject(
            Label.inkling("TopK 3072", TopK.class), () -> new Top(TopK.create(100, 3_072)), true));
  }

  /** Count-Min. */
  private record Counters(CountMinSketch state) implements FrequencyCounter {

    @Override
    public void add(long[] items, int from, int to) {
      state.addAll(items, from, to);
    }

    @Override
    public double frequency(long item) {
      return state.frequency(item);
    }

    @Override
    public Bar bar(long item) {
      return Bar.of(state.estimate(item, CONFIDENCE));
    }

    @Override
    public FrequencyCounter merge(FrequencyCounter other) {
      state.merge(((Counters) other).state);
      return this;
    }

    @Override
    public double storedBytes() {
      return state.serializedBytes();
    }
  }

  /** The most frequent items. */
  private record Top(TopK state) implements FrequencyCounter {

    @Override
    public void add(long[] items, int from, int to) {
      state.addAll(items, from, to);
    }

    @Override
    public double frequency(long item) {
      return state.frequency(item).value();
    }

    @Override
    public Bar bar(long item) {
      return Bar.of(state.frequency(item));
    }

    @Override
    public boolean namesItems() {
      return true;
    }

    @Override
    public List<Long> top(int k) {
      return state.top(k).stream().map(TopK.Item::asLong).toList();
    }

    @Override
    public FrequencyCounter merge(FrequencyCounter other) {
      state.merge(((Top) other).state);
      return this;
    }

    @Override
    public double storedBytes() {
      return state.serializedBytes();
    }
  }
}
