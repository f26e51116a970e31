package dev.inkling.benchmarks.accuracy;

/** A filter of longs, of whichever library. */
interface MembershipFilter {

  void add(long[] keys);

  /** How many of the keys it finds. */
  int found(long[] keys);

  /** Takes in {@code other}, which is of the same kind and size. */
  void merge(MembershipFilter other);

  /** The library's object. */
  Object state();

  /** The bytes that the library writes; NaN if it cannot. */
  double storedBytes();
}
