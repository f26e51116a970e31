package dev.inkling.benchmarks.accuracy;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.membership.BloomFilter;

/** How many distinct values went into a filter for {@code expected}? Errors are relative. */
record CardinalityQuestion(String subject, long expected, double rate)
    implements Question<BloomFilter> {

  @Override
  public BloomFilter create(long seed) {
    return BloomFilter.create(expected, rate);
  }

  @Override
  public void feed(BloomFilter filter, long seed, long n, long from, long to) {
    for (long i = from; i < to; i++) {
      filter.addHash(Items.hash(seed, i));
    }
  }

  @Override
  public Estimate answer(BloomFilter filter, long seed, long n, double confidence) {
    return filter.cardinality(confidence);
  }

  @Override
  public double truth(long seed, long n) {
    return n;
  }

  @Override
  public double unit(long n) {
    return n;
  }
}
