package dev.inkling.cli;

import dev.inkling.operator.Aggregator;
import dev.inkling.sketch.Estimate;
import java.nio.charset.StandardCharsets;

/**
 * What a state of an aggregator costs, found by feeding it made-up values.
 *
 * @param bytes the heap bytes of a state that has seen {@link #SEEN}[i] distinct values
 * @param relativeErrors the relative error of its first output then, the larger arm of the bar; NaN
 *     if it is exact or no number
 */
record Footprint(long[] bytes, double[] relativeErrors) {

  /** After how many distinct values the bytes are shown. */
  static final int[] SEEN = {10, 1_000, 100_000};

  /** Measures an aggregator. */
  static <A, R> Footprint of(Aggregator<A, R> aggregator, double confidence) {
    long[] bytes = new long[SEEN.length];
    double[] errors = new double[SEEN.length];
    A state = aggregator.create();
    SplitMix random = SplitMix.create(1, 0);
    int seen = 0;
    for (int i = 0; i < SEEN.length; i++) {
      while (seen < SEEN[i]) {
        add(aggregator, state, random.nextLong());
        seen++;
      }
      bytes[i] = aggregator.heapBytes(state);
      Object answer = aggregator.output(aggregator.result(state, confidence), 0);
      errors[i] =
          answer instanceof Estimate estimate && !estimate.isExact()
              ? estimate.relativeError()
              : Double.NaN;
    }
    return new Footprint(bytes, errors);
  }

  private static <A, R> void add(Aggregator<A, R> aggregator, A state, long random) {
    if (aggregator instanceof Aggregator.Of<A, R> rows) {
      rows.add(state, 1);
    } else if (aggregator instanceof Aggregator.OfLong<A, R> longs) {
      longs.add(state, random >> 24);
    } else if (aggregator instanceof Aggregator.OfDouble<A, R> doubles) {
      doubles.add(state, (random >>> 11) * 0x1p-53);
    } else if (aggregator instanceof Aggregator.OfHash<A, R> hashes) {
      hashes.add(state, random);
    } else if (aggregator instanceof Aggregator.OfBytes<A, R> texts) {
      byte[] text = Long.toHexString(random).getBytes(StandardCharsets.US_ASCII);
      texts.add(state, text, 0, text.length, random);
    }
  }
}
