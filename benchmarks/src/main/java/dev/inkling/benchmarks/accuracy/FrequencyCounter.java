package dev.inkling.benchmarks.accuracy;

import java.util.List;

/** A sketch that tells how often longs occurred, of whichever library. */
interface FrequencyCounter {

  void add(long[] items, int from, int to);

  double frequency(long item);

  /** The library's bounds of a frequency, if it has any. */
  default Bar bar(long item) {
    return Bar.NONE;
  }

  /** Whether it knows items, so that it can name the most frequent ones. */
  default boolean namesItems() {
    return false;
  }

  /** The items that it takes for the k most frequent; empty if it does not know items. */
  default List<Long> top(int k) {
    return List.of();
  }

  /** Takes in {@code other}, which is of the same kind and size; returns the result. */
  FrequencyCounter merge(FrequencyCounter other);

  /** The library's object. */
  Object state();

  /** The bytes that the library writes. */
  double storedBytes();
}
