package dev.inkling.benchmarks.accuracy;

import com.clearspring.analytics.stream.Counter;
import com.clearspring.analytics.stream.StreamSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.apache.datasketches.common.ArrayOfLongsSerDe;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.ItemsSketch;
import org.apache.datasketches.frequencies.LongsSketch;
import org.apache.spark.util.sketch.CountMinSketch;
import org.apache.spark.util.sketch.IncompatibleMergeException;

/**
 * The frequency sketches of DataSketches, Spark and stream-lib. Count-Min sketches give no bounds
 * for an answer but say how far they are off at most, with which confidence: that is taken as the
 * bar. DataSketches' Count-Min cannot take part: 6.2.0 has none, later ones have no public
 * constructor.
 */
final class LibraryFrequencies {

  private static final int DEPTH = 5;
  private static final int WIDTH = 4_096;
  private static final int SEED = 7;

  /** DataSketches fills three quarters of its slots, so it keeps as many items as the others. */
  private static final int SLOTS = 4_096;

  private static final int CAPACITY = 3_072;

  private LibraryFrequencies() {}

  static List<FrequencySubject> all() {
    return List.of(
        new FrequencySubject(
            new Label("Spark", "CountMinSketch 4096×5", CountMinSketch.class),
            () -> new Spark(CountMinSketch.create(DEPTH, WIDTH, SEED)),
            true),
        new FrequencySubject(
            new Label("stream-lib", "CountMinSketch 4096×5", StreamSummary.class),
            () ->
                new StreamLib(
                    new com.clearspring.analytics.stream.frequency.CountMinSketch(
                        DEPTH, WIDTH, SEED)),
            true),
        new FrequencySubject(
            new Label("DataSketches", "LongsSketch 4096", LongsSketch.class),
            () -> new Longs(new LongsSketch(SLOTS)),
            true),
        new FrequencySubject(
            new Label("DataSketches", "ItemsSketch 4096", LongsSketch.class),
            () -> new Items(new ItemsSketch<>(SLOTS)),
            true),
        new FrequencySubject(
            new Label("stream-lib", "StreamSummary 3072", StreamSummary.class),
            () -> new Summary(new StreamSummary<>(CAPACITY)),
            false));
  }

  /** Spark's Count-Min. */
  private record Spark(CountMinSketch state) implements FrequencyCounter {

    @Override
    public void add(long[] items, int from, int to) {
      for (int i = from; i < to; i++) {
        state.addLong(items[i]);
      }
    }

    @Override
    public double frequency(long item) {
      return state.estimateCount(item);
    }

    @Override
    public Bar bar(long item) {
      double value = frequency(item);
      return new Bar(value - state.relativeError() * state.totalCount(), value, state.confidence());
    }

    @Override
    public FrequencyCounter merge(FrequencyCounter other) {
      try {
        return new Spark(state.mergeInPlace(((Spark) other).state));
      } catch (IncompatibleMergeException e) {
        throw new IllegalArgumentException(e);
      }
    }

    @Override
    public double storedBytes() {
      return LibraryFilters.bytes(state::writeTo);
    }
  }

  /** stream-lib's Count-Min. */
  private record StreamLib(com.clearspring.analytics.stream.frequency.CountMinSketch state)
      implements FrequencyCounter {

    @Override
    public void add(long[] items, int from, int to) {
      for (int i = from; i < to; i++) {
        state.add(items[i], 1);
      }
    }

    @Override
    public double frequency(long item) {
      return state.estimateCount(item);
    }

    @Override
    public Bar bar(long item) {
      double value = frequency(item);
      return new Bar(value - state.getRelativeError() * state.size(), value, state.getConfidence());
    }

    @Override
    public FrequencyCounter merge(FrequencyCounter other) {
      try {
        return new StreamLib(
            com.clearspring.analytics.stream.frequency.CountMinSketch.merge(
                state, ((StreamLib) other).state));
      } catch (com.clearspring.analytics.stream.frequency.FrequencyMergeException e) {
        throw new IllegalArgumentException(e);
      }
    }

    @Override
    public double storedBytes() {
      return com.clearspring.analytics.stream.frequency.CountMinSketch.serialize(state).length;
    }
  }

  /** DataSketches' frequent longs. */
  private record Longs(LongsSketch state) implements FrequencyCounter {

    @Override
    public void add(long[] items, int from, int to) {
      for (int i = from; i < to; i++) {
        state.update(items[i]);
      }
    }

    @Override
    public double frequency(long item) {
      return state.getEstimate(item);
    }

    @Override
    public Bar bar(long item) {
      return new Bar(state.getLowerBound(item), state.getUpperBound(item), 1);
    }

    @Override
    public boolean namesItems() {
      return true;
    }

    @Override
    public List<Long> top(int k) {
      return Arrays.stream(state.getFrequentItems(ErrorType.NO_FALSE_NEGATIVES))
          .limit(k)
          .map(LongsSketch.Row::getItem)
          .toList();
    }

    @Override
    public FrequencyCounter merge(FrequencyCounter other) {
      return new Longs(state.merge(((Longs) other).state));
    }

    @Override
    public double storedBytes() {
      return state.getStorageBytes();
    }
  }

  /** DataSketches' frequent items of any type. */
  private record Items(ItemsSketch<Long> state) implements FrequencyCounter {

    @Override
    public void add(long[] items, int from, int to) {
      for (int i = from; i < to; i++) {
        state.update(items[i]);
      }
    }

    @Override
    public double frequency(long item) {
      return state.getEstimate(item);
    }

    @Override
    public Bar bar(long item) {
      return new Bar(state.getLowerBound(item), state.getUpperBound(item), 1);
    }

    @Override
    public boolean namesItems() {
      return true;
    }

    @Override
    public List<Long> top(int k) {
      return Arrays.stream(state.getFrequentItems(ErrorType.NO_FALSE_NEGATIVES))
          .limit(k)
          .map(ItemsSketch.Row::getItem)
          .toList();
    }

    @Override
    public FrequencyCounter merge(FrequencyCounter other) {
      return new Items(state.merge(((Items) other).state));
    }

    @Override
    public double storedBytes() {
      return Images.bytes(() -> state.toByteArray(new ArrayOfLongsSerDe()));
    }
  }

  /** stream-lib's Space-Saving. */
  private record Summary(StreamSummary<Long> state) implements FrequencyCounter {

    @Override
    public void add(long[] items, int from, int to) {
      for (int i = from; i < to; i++) {
        state.offer(items[i]);
      }
    }

    @Override
    public double frequency(long item) {
      return counters().stream()
          .filter(counter -> counter.getItem() == item)
          .mapToDouble(Counter::getCount)
          .findFirst()
          .orElse(0);
    }

    /** A count may be too large by its error; who has no counter occurred as the least at most. */
    @Override
    public Bar bar(long item) {
      List<Counter<Long>> counters = counters();
      for (Counter<Long> counter : counters) {
        if (counter.getItem() == item) {
          return new Bar(counter.getCount() - counter.getError(), counter.getCount(), 1);
        }
      }
      double least = counters.size() < CAPACITY ? 0 : counters.get(counters.size() - 1).getCount();
      return new Bar(0, least, 1);
    }

    private List<Counter<Long>> counters() {
      return state.topK(CAPACITY);
    }

    @Override
    public boolean namesItems() {
      return true;
    }

    @Override
    public List<Long> top(int k) {
      return state.topK(k).stream().map(Counter::getItem).toList();
    }

    @Override
    public FrequencyCounter merge(FrequencyCounter other) {
      throw new UnsupportedOperationException("stream-lib's StreamSummary cannot be merged");
    }

    @Override
    public double storedBytes() {
      try {
        return state.toBytes().length;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
