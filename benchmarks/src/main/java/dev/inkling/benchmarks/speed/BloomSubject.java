package dev.inkling.benchmarks.speed;

import com.google.common.hash.Funnels;
import dev.inkling.sketch.membership.BloomFilter;
import org.apache.datasketches.filters.bloomfilter.BloomFilterBuilder;
import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.fastfilter.bloom.BlockedBloom;

/** A filter for a number of keys at 1 %, in whichever way its library is fastest with longs. */
interface BloomSubject {

  /** The rate asked for. */
  double RATE = 0.01;

  /** Hashes and adds all keys. */
  void put(long[] keys);

  /** Hashes and asks for all keys; how many were found. */
  int test(long[] keys);

  /** The most that the rate of a full filter may be for the subject to take part. */
  default double mostRate() {
    return 1.02 * RATE;
  }

  /** The subject behind a benchmark method, empty. */
  static BloomSubject of(String method, int keys) {
    return switch (method) {
      case "inkling" -> new Inkling(keys);
      case "inklingOneByOne" -> new InklingOneByOne(keys);
      case "guava" -> new Guava(keys);
      case "parquet" -> new Parquet(keys);
      case "fastfilter" -> new FastFilter(keys);
      case "datasketches" -> new DataSketches(keys);
      default -> throw new IllegalArgumentException("no subject is called " + method);
    };
  }

  /** Ours, in batches. */
  final class Inkling implements BloomSubject {
    private final BloomFilter filter;
    private boolean[] found = {};

    Inkling(int keys) {
      filter = BloomFilter.create(keys, RATE);
    }

    @Override
    public void put(long[] keys) {
      filter.addAll(keys, 0, keys.length);
    }

    @Override
    public int test(long[] keys) {
      if (found.length < keys.length) {
        found = new boolean[keys.length];
      }
      return filter.mightContainAll(keys, 0, keys.length, found, 0);
    }
  }

  /** Ours, a call per key. */
  final class InklingOneByOne implements BloomSubject {
    private final BloomFilter filter;

    InklingOneByOne(int keys) {
      filter = BloomFilter.create(keys, RATE);
    }

    @Override
    public void put(long[] keys) {
      for (long key : keys) {
        filter.add(key);
      }
    }

    @Override
    public int test(long[] keys) {
      int found = 0;
      for (long key : keys) {
        found += filter.mightContain(key) ? 1 : 0;
      }
      return found;
    }
  }

  /** Guava's classic filter. */
  final class Guava implements BloomSubject {
    private final com.google.common.hash.BloomFilter<Long> filter;

    Guava(int keys) {
      filter = com.google.common.hash.BloomFilter.create(Funnels.longFunnel(), keys, RATE);
    }

    @Override
    public void put(long[] keys) {
      for (long key : keys) {
        filter.put(key);
      }
    }

    @Override
    public int test(long[] keys) {
      int found = 0;
      for (long key : keys) {
        found += filter.mightContain(key) ? 1 : 0;
      }
      return found;
    }
  }

  /**
   * Parquet's split blocks, with the number of bits that it computes for the rate; it rounds that
   * up to a power of two.
   */
  final class Parquet implements BloomSubject {
    private final BlockSplitBloomFilter filter;

    Parquet(int keys) {
      int bytes = BlockSplitBloomFilter.optimalNumOfBits(keys, RATE) / 8;
      filter = new BlockSplitBloomFilter(bytes, 1 << 28);
    }

    @Override
    public void put(long[] keys) {
      for (long key : keys) {
        filter.insertHash(filter.hash(key));
      }
    }

    @Override
    public int test(long[] keys) {
      int found = 0;
      for (long key : keys) {
        found += filter.findHash(filter.hash(key)) ? 1 : 0;
      }
      return found;
    }
  }

  /** fastfilter's blocked filter with the 10 bits per key that it takes for 1 %; it misses that. */
  final class FastFilter implements BloomSubject {
    private final BlockedBloom filter;

    FastFilter(int keys) {
      // the only public way to an empty filter of a size: it adds as many zeros
      filter = BlockedBloom.construct(new long[keys], 10);
    }

    @Override
    public void put(long[] keys) {
      for (long key : keys) {
        filter.add(key);
      }
    }

    @Override
    public int test(long[] keys) {
      int found = 0;
      for (long key : keys) {
        found += filter.mayContain(key) ? 1 : 0;
      }
      return found;
    }

    @Override
    public double mostRate() {
      return 2 * RATE;
    }
  }

  /** DataSketches' classic filter. */
  final class DataSketches implements BloomSubject {
    private final org.apache.datasketches.filters.bloomfilter.BloomFilter filter;

    DataSketches(int keys) {
      filter = BloomFilterBuilder.createByAccuracy(keys, RATE, 42);
    }

    @Override
    public void put(long[] keys) {
      for (long key : keys) {
        filter.update(key);
      }
    }

    @Override
    public int test(long[] keys) {
      int found = 0;
      for (long key : keys) {
        found += filter.query(key) ? 1 : 0;
      }
      return found;
    }
  }
}
