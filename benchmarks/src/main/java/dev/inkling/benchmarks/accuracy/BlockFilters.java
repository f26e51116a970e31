package dev.inkling.benchmarks.accuracy;

import com.clearspring.analytics.stream.membership.BloomFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.fastfilter.bloom.BlockedBloom;

/** The filters of Parquet, fastfilter and stream-lib. */
final class BlockFilters {

  static final String PARQUET = "Parquet";

  private static final int MOST_BYTES = 1 << 30;

  private BlockFilters() {}

  static List<MembershipSubject> all() {
    return List.of(
        new MembershipSubject(
            new Label(PARQUET, "BlockSplitBloomFilter", BlockSplitBloomFilter.class),
            (keys, rate) ->
                new Parquet(
                    new BlockSplitBloomFilter(
                        BlockSplitBloomFilter.optimalNumOfBits(keys, rate) / 8, MOST_BYTES)),
            true),
        new MembershipSubject(
            new Label("fastfilter", "BlockedBloom", BlockedBloom.class),
            (keys, rate) -> new FastFilter(emptyBlocked(keys, rate)),
            false),
        new MembershipSubject(
            new Label("stream-lib", "BloomFilter", BloomFilter.class),
            (keys, rate) -> new StreamLib(new BloomFilter(keys, rate)),
            true));
  }

  /**
   * The most keys below 100,000 for which Parquet's number of bits for a rate is just not rounded
   * up to the next power of two: there its rate shows what its formula is worth.
   */
  static int fitting(double rate) {
    int power = Integer.highestOneBit(BlockSplitBloomFilter.optimalNumOfBits(100_000, rate));
    int low = 1;
    int high = 100_000;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (BlockSplitBloomFilter.optimalNumOfBits(middle, rate) <= power) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /**
   * It takes whole bits per key, not a rate: as many as a classic filter needs, rounded up. The
   * only public way to an empty filter of a size adds as many zeros.
   */
  private static BlockedBloom emptyBlocked(int keys, double rate) {
    double bits = -Math.log(rate) / (Math.log(2) * Math.log(2));
    return BlockedBloom.construct(new long[keys], (int) Math.ceil(bits));
  }

  /**
   * Parquet's split blocks, with the number of bits that it computes for the rate; it rounds that
   * up to a power of two.
   */
  private record Parquet(BlockSplitBloomFilter state) implements MembershipFilter {

    @Override
    public void add(long[] keys) {
      for (long key : keys) {
        state.insertHash(state.hash(key));
      }
    }

    @Override
    public int found(long[] keys) {
      int found = 0;
      for (long key : keys) {
        found += state.findHash(state.hash(key)) ? 1 : 0;
      }
      return found;
    }

    @Override
    public void merge(MembershipFilter other) {
      try {
        state.merge(((Parquet) other).state);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public double storedBytes() {
      return LibraryFilters.bytes(state::writeTo);
    }
  }

  /** fastfilter's, which cannot be stored. */
  private record FastFilter(BlockedBloom state) implements MembershipFilter {

    @Override
    public void add(long[] keys) {
      for (long key : keys) {
        state.add(key);
      }
    }

    @Override
    public int found(long[] keys) {
      int found = 0;
      for (long key : keys) {
        found += state.mayContain(key) ? 1 : 0;
      }
      return found;
    }

    @Override
    public void merge(MembershipFilter other) {
      throw new UnsupportedOperationException("fastfilter's filters cannot be merged");
    }

    @Override
    public double storedBytes() {
      return Double.NaN;
    }
  }

  /** stream-lib's, of bytes. */
  private record StreamLib(BloomFilter state) implements MembershipFilter {

    @Override
    public void add(long[] keys) {
      for (long key : keys) {
        state.add(bytes(key));
      }
    }

    @Override
    public int found(long[] keys) {
      int found = 0;
      for (long key : keys) {
        found += state.isPresent(bytes(key)) ? 1 : 0;
      }
      return found;
    }

    private static byte[] bytes(long key) {
      return ByteBuffer.allocate(Long.BYTES).putLong(key).array();
    }

    @Override
    public void merge(MembershipFilter other) {
      state.addAll(((StreamLib) other).state);
    }

    @Override
    public double storedBytes() {
      return BloomFilter.serialize(state).length;
    }
  }
}
