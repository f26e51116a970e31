package dev.inkling.benchmarks.accuracy;

import java.util.SplittableRandom;

/** Makes of a counter of many values a counter of more, in time that depends on its size alone. */
interface Growth {

  /**
   * A counter whose state is distributed as if {@code to − from} new values had been added.
   *
   * @param counter has seen {@code from} values; may be changed
   * @param empty another of the same size that has seen nothing
   */
  DistinctCounter grow(
      DistinctCounter.OfHashes counter,
      DistinctCounter.OfHashes empty,
      double from,
      double to,
      SplittableRandom random);
}
