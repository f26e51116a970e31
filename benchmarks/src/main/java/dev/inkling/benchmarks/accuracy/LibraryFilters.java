package dev.inkling.benchmarks.accuracy;

import com.google.common.hash.BloomFilter;
import com.google.common.hash.Funnels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.datasketches.filters.bloomfilter.BloomFilterBuilder;
import org.apache.spark.util.sketch.IncompatibleMergeException;

/** The filters of Guava, Spark and DataSketches, which are asked for a rate. */
final class LibraryFilters {

  private static final long SEED = 42;

  private LibraryFilters() {}

  static List<MembershipSubject> all() {
    return List.of(
        new MembershipSubject(
            new Label("Guava", "BloomFilter", BloomFilter.class),
            (keys, rate) -> new Guava(BloomFilter.create(Funnels.longFunnel(), keys, rate)),
            true),
        new MembershipSubject(
            new Label("Spark", "BloomFilter", org.apache.spark.util.sketch.BloomFilter.class),
            (keys, rate) ->
                new Spark(org.apache.spark.util.sketch.BloomFilter.create((long) keys, rate)),
            true),
        new MembershipSubject(
            new Label("DataSketches", "BloomFilter", BloomFilterBuilder.class),
            (keys, rate) -> new DataSketches(BloomFilterBuilder.createByAccuracy(keys, rate, SEED)),
            true));
  }

  /** Writes into memory and counts. */
  interface Writing {
    void to(OutputStream target) throws IOException;
  }

  static double bytes(Writing writing) {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    try {
      writing.to(target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return target.size();
  }

  /** Guava's. */
  private record Guava(BloomFilter<Long> state) implements MembershipFilter {

    @Override
    public void add(long[] keys) {
      for (long key : keys) {
        state.put(key);
      }
    }

    @Override
    public int found(long[] keys) {
      int found = 0;
      for (long key : keys) {
        found += state.mightContain(key) ? 1 : 0;
      }
      return found;
    }

    @Override
    public void merge(MembershipFilter other) {
      state.putAll(((Guava) other).state);
    }

    @Override
    public double storedBytes() {
      return bytes(state::writeTo);
    }
  }

  /** Spark's. */
  private record Spark(org.apache.spark.util.sketch.BloomFilter state) implements MembershipFilter {

    @Override
    public void add(long[] keys) {
      for (long key : keys) {
        state.putLong(key);
      }
    }

    @Override
    public int found(long[] keys) {
      int found = 0;
      for (long key : keys) {
        found += state.mightContainLong(key) ? 1 : 0;
      }
      return found;
    }

    @Override
    public void merge(MembershipFilter other) {
      try {
        state.mergeInPlace(((Spark) other).state);
      } catch (IncompatibleMergeException e) {
        throw new IllegalArgumentException(e);
      }
    }

    @Override
    public double storedBytes() {
      return bytes(state::writeTo);
    }
  }

  /** DataSketches'. */
  private record DataSketches(org.apache.datasketches.filters.bloomfilter.BloomFilter state)
      implements MembershipFilter {

    @Override
    public void add(long[] keys) {
      for (long key : keys) {
        state.update(key);
      }
    }

    @Override
    public int found(long[] keys) {
      int found = 0;
      for (long key : keys) {
        found += state.query(key) ? 1 : 0;
      }
      return found;
    }

    @Override
    public void merge(MembershipFilter other) {
      state.union(((DataSketches) other).state);
    }

    @Override
    public double storedBytes() {
      return state.getSerializedSizeBytes();
    }
  }
}
