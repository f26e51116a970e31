package dev.inkling.benchmarks.compare;

import dev.inkling.benchmarks.results.Direction;
import dev.inkling.benchmarks.results.Measure;
import dev.inkling.benchmarks.results.Noise;

/**
 * One measure in both runs.
 *
 * @param before the earlier
 * @param after the later
 * @param noise one standard deviation of the change by chance, in the unit of {@link #change}; NaN
 *     if it is not known or if there is none
 * @param worse the probability of at least such a change for the worse by chance; NaN if not judged
 * @param better the same for the better
 * @param reason why it is not judged; empty if it is
 */
record Change(
    Measure before, Measure after, double noise, double worse, double better, String reason) {

  static Change notJudged(Measure before, Measure after, String reason) {
    return new Change(before, after, Double.NaN, Double.NaN, Double.NaN, reason);
  }

  /** From the probabilities of so large or larger, and so small or smaller, a value. */
  static Change of(Measure before, Measure after, double noise, double larger, double smaller) {
    boolean lowerIsBetter = after.direction() == Direction.LOWER;
    return new Change(
        before,
        after,
        noise,
        lowerIsBetter ? larger : smaller,
        lowerIsBetter ? smaller : larger,
        "");
  }

  boolean isJudged() {
    return reason.isEmpty();
  }

  /** Whether chance plays no part in it. */
  boolean isCertain() {
    return isJudged() && before.noise() == Noise.NONE && after.noise() == Noise.NONE;
  }

  /** The difference by the earlier value; of shares, and of what was 0, the difference. */
  double change() {
    double difference = after.value() - before.value();
    return isRelative() ? difference / Math.abs(before.value()) : difference;
  }

  boolean isRelative() {
    return before.noise() != Noise.SHARE && before.value() != 0;
  }
}
