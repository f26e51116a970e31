package dev.inkling.cli;

import dev.inkling.operator.Aggregator;
import dev.inkling.operator.Type;
import dev.inkling.sketch.Estimate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a state of an aggregator costs, found by feeding it made-up values.
 *
 * @param seen how many distinct values the state has seen
 * @param bytes its heap bytes then
 * @param relativeError of a count, the longer arm of its bar; empty if it is exact or no count
 */
record Footprint(int seen, long bytes, OptionalDouble relativeError) {

  /** After how many distinct values a state is looked at. */
  private static final int[] SEEN = {10, 1_000, 100_000};

  /** Measures an aggregator: as it grows, or once if it does not. */
  static <A, R> List<Footprint> of(Aggregator<A, R> aggregator, double confidence) {
    List<Footprint> footprints = new ArrayList<>();
    A state = aggregator.create();
    SplitMix random = SplitMix.create(1, 0);
    int seen = 0;
    for (int size : SEEN) {
      while (seen < size) {
        add(aggregator, state, random.nextLong());
        seen++;
      }
      long bytes = aggregator.heapBytes(state);
      footprints.add(new Footprint(seen, bytes, error(aggregator, state, confidence)));
    }
    boolean constant = footprints.stream().map(Footprint::bytes).distinct().count() == 1;
    return constant ? footprints.subList(0, 1) : footprints;
  }

  private static <A, R> OptionalDouble error(
      Aggregator<A, R> aggregator, A state, double confidence) {
    boolean isCount = aggregator.outputs().get(0).type() == Type.BIGINT;
    if (!isCount || aggregator.estimatesFromSample()) {
      return OptionalDouble.empty(); // the latter's error is up to the sample
    }
    Object answer = aggregator.output(aggregator.result(state, confidence), 0);
    return answer instanceof Estimate estimate && !estimate.isExact()
        ? OptionalDouble.of(estimate.relativeError())
        : OptionalDouble.empty();
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
