package dev.inkling.benchmarks.accuracy;

/** A sketch that counts distinct longs, of whichever library. */
interface DistinctCounter {

  /** Adds {@code values[0, length)}, as the library's documentation says. */
  void add(long[] values, int length);

  double estimate();

  /** The library's bounds, if it has any. */
  default Bar bar() {
    return Bar.NONE;
  }

  /** This and {@code other}, which is of the same kind and size, together. */
  DistinctCounter union(DistinctCounter other);

  /** The library's object. */
  Object state();

  /** The bytes that the library writes; NaN if it cannot tell. */
  double storedBytes();

  /** A counter that takes hashes as they are. */
  interface OfHashes extends DistinctCounter {
    void addHash(long hash);
  }
}
