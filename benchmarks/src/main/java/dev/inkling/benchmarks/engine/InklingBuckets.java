package dev.inkling.benchmarks.engine;

import dev.inkling.operator.Aggregators;

/** Inkling with buckets of 1 % for quantiles, as the flat loop has them, instead of a t-digest. */
public final class InklingBuckets {

  private static final double RELATIVE_ERROR = 0.01;

  private InklingBuckets() {}

  /** See {@link Fork}. */
  public static void main(String[] args) {
    Fork.main(args, new InklingEngine(Aggregators.relativeQuantiles(RELATIVE_ERROR, 0.5, 0.99)));
  }
}
