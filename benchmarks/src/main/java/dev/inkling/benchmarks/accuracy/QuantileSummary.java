package dev.inkling.benchmarks.accuracy;

/** A sketch that answers quantiles of doubles, of whichever library. */
interface QuantileSummary {

  /**
   * Adds {@code values[from, to)}.
   *
   * @throws RefusedException if the library does not take such values
   */
  void add(double[] values, int from, int to);

  double quantile(double p);

  /** The library's bounds of a quantile, if it has any. */
  default Bar bar(double p) {
    return Bar.NONE;
  }

  /** Takes in {@code other}, which is of the same kind and size. */
  void merge(QuantileSummary other);

  /** The library's object. */
  Object state();

  /** The bytes that the library writes; NaN if it cannot tell. */
  double storedBytes();
}
