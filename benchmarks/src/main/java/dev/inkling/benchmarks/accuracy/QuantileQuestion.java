package dev.inkling.benchmarks.accuracy;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.quantile.QuantileSketch;
import java.util.function.LongFunction;

/**
 * Which number has the rank p? The stream is a random permutation of 0 to n − 1, so that an error
 * of the value is one of the rank; errors are relative to n.
 */
record QuantileQuestion<S extends QuantileSketch<S>>(
    String subject, LongFunction<S> empty, double p) implements Question<S> {

  private static final int BATCH = 1_024;

  @Override
  public S create(long seed) {
    return empty.apply(seed);
  }

  @Override
  public void feed(S sketch, long seed, long n, long from, long to) {
    double[] values = new double[BATCH];
    for (long start = from; start < to; start += BATCH) {
      int length = (int) Math.min(BATCH, to - start);
      for (int i = 0; i < length; i++) {
        values[i] = Items.permuted(seed, start + i, n);
      }
      sketch.addAll(values, 0, length);
    }
  }

  @Override
  public Estimate answer(S sketch, long seed, long n, double confidence) {
    return sketch.quantile(p, confidence);
  }

  @Override
  public double truth(long seed, long n) {
    return Math.max(0, Math.ceil(p * n) - 1);
  }

  @Override
  public double unit(long n) {
    return n;
  }
}
