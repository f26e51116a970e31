package dev.inkling.benchmarks.accuracy;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.frequency.CountMinSketch;
import java.util.function.Supplier;

/**
 * How often does one item occur in a Zipf stream? Errors are relative to the length of the stream.
 *
 * @param item 0 is the most frequent
 */
record FrequencyQuestion(String subject, Supplier<CountMinSketch> empty, Items.Zipf zipf, int item)
    implements Question<CountMinSketch> {

  @Override
  public CountMinSketch create(long seed) {
    return empty.get();
  }

  @Override
  public void feed(CountMinSketch sketch, long seed, long n, long from, long to) {
    for (long i = from; i < to; i++) {
      sketch.addHash(hashOf(seed, zipf.item(seed, i)));
    }
  }

  /** Every stream has a hash function of its own: the bars are promises over that choice. */
  private static long hashOf(long seed, int item) {
    return Items.mix(~seed ^ Items.mix(item + 1L));
  }

  @Override
  public Estimate answer(CountMinSketch sketch, long seed, long n, double confidence) {
    return sketch.estimateHash(hashOf(seed, item), confidence);
  }

  @Override
  public double truth(long seed, long n) {
    long count = 0;
    for (long i = 0; i < n; i++) {
      count += zipf.item(seed, i) == item ? 1 : 0;
    }
    return count;
  }

  @Override
  public double unit(long n) {
    return n;
  }
}
