package dev.inkling.benchmarks.accuracy;

/**
 * A kind of filter.
 *
 * @param label its name
 * @param maker makes an empty one
 * @param merges whether the library can merge two
 */
record MembershipSubject(Label label, Maker maker, boolean merges) {

  /** Makes filters. */
  interface Maker {
    /** An empty filter for {@code keys} keys at a false-positive rate. */
    MembershipFilter create(int keys, double rate);
  }
}
