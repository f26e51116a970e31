package dev.inkling.benchmarks.accuracy;

/**
 * How much is measured.
 *
 * @param name quick, default, full
 * @param distinctTrials of distinct counters that grow
 * @param mostAdded values that are added one by one to distinct counters
 * @param mergeTrials of distinct counters that are merged, or see other streams
 * @param quantileTrials of streams of up to 100,000 numbers
 * @param longQuantileTrials of streams of a million numbers
 * @param filterTrials of filters
 * @param lookups of keys that are not in a filter, per trial
 * @param mostKeys of filters
 * @param frequencyTrials of streams of 100,000 items
 * @param longFrequencyTrials of streams of a million items
 * @param barTrials of our own bars
 * @param barItems most items of a line about our own bars
 */
record Effort(
    String name,
    int distinctTrials,
    long mostAdded,
    int mergeTrials,
    int quantileTrials,
    int longQuantileTrials,
    int filterTrials,
    int lookups,
    int mostKeys,
    int frequencyTrials,
    int longFrequencyTrials,
    int barTrials,
    long barItems) {

  /** About a minute and a half on two processors. */
  static final Effort QUICK =
      new Effort("quick", 200, 100_000, 100, 10, 0, 2, 100_000, 100_000, 10, 0, 100, 3_000_000);

  /** About five minutes on two processors. */
  static final Effort DEFAULT =
      new Effort(
          "default", 400, 1_000_000, 300, 40, 6, 4, 500_000, 1_000_000, 30, 6, 300, 10_000_000);

  /** Hours; filters of 100 million keys need 4 GB of heap. */
  static final Effort FULL =
      new Effort(
          "full",
          10_000,
          1_000_000,
          2_000,
          500,
          100,
          20,
          10_000_000,
          100_000_000,
          500,
          100,
          1_000,
          200_000_000);

  boolean isQuick() {
    return equals(QUICK);
  }
}
