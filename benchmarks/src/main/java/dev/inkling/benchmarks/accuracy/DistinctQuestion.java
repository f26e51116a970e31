package dev.inkling.benchmarks.accuracy;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.distinct.DistinctSketch;
import java.util.function.Supplier;

/** How many distinct values are there? Every item is another value; errors are relative. */
record DistinctQuestion<S extends DistinctSketch<S>>(String subject, Supplier<S> empty)
    implements Question<S> {

  private static final int BATCH = 1_024;

  @Override
  public S create(long seed) {
    return empty.get();
  }

  @Override
  public void feed(S sketch, long seed, long n, long from, long to) {
    long[] hashes = new long[BATCH];
    for (long start = from; start < to; start += BATCH) {
      int length = (int) Math.min(BATCH, to - start);
      for (int i = 0; i < length; i++) {
        hashes[i] = Items.hash(seed, start + i);
      }
      sketch.addHashes(hashes, 0, length);
    }
  }

  @Override
  public Estimate answer(S sketch, long seed, long n, double confidence) {
    return sketch.estimate(confidence);
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
