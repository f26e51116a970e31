package dev.inkling.benchmarks.compare;

import dev.inkling.benchmarks.results.Measure;
import org.apache.commons.math3.distribution.FDistribution;
import org.apache.commons.math3.distribution.HypergeometricDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/** Tests of measures whose noise follows from the measure itself. */
final class SingleRow {

  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  /** So many trials of both together are counted exactly; for more, shares are about normal. */
  private static final long MOST_COUNTED = 1_000_000;

  private SingleRow() {}

  static Change judge(Measure before, Measure after) {
    return switch (before.noise()) {
      case NONE -> certain(before, after, Double.NaN);
      case ROOT_MEAN_SQUARE -> meanSquares(before, after);
      case SHARE -> shares(before, after);
      case STANDARD_ERROR ->
          normal(before, after, before.value() - before.low(), after.value() - after.low());
      case RANGE -> throw new IllegalArgumentException("rounds are judged together");
    };
  }

  private static Change certain(Measure before, Measure after, double noise) {
    return Change.of(
        before,
        after,
        noise,
        after.value() > before.value() ? 0 : 1,
        after.value() < before.value() ? 0 : 1);
  }

  /** The ratio of two mean squares of normal errors has an F distribution. */
  private static Change meanSquares(Measure before, Measure after) {
    if (before.value() == 0 || after.value() == 0) {
      return certain(before, after, 0);
    }
    double ratio = Math.pow(after.value() / before.value(), 2);
    double noise = Math.sqrt(0.5 / before.trials() + 0.5 / after.trials());
    return Change.of(
        before,
        after,
        noise,
        new FDistribution(null, before.trials(), after.trials()).cumulativeProbability(1 / ratio),
        new FDistribution(null, after.trials(), before.trials()).cumulativeProbability(ratio));
  }

  private static Change normal(Measure before, Measure after, double error, double error2) {
    double noise = Math.hypot(error, error2);
    double difference = after.value() - before.value();
    if (noise == 0) {
      return certain(before, after, 0);
    }
    boolean relative = before.value() != 0;
    return Change.of(
        before,
        after,
        relative ? noise / Math.abs(before.value()) : noise,
        NORMAL.cumulativeProbability(-difference / noise),
        NORMAL.cumulativeProbability(difference / noise));
  }

  /** Fisher's exact test. */
  private static Change shares(Measure before, Measure after) {
    long held = Math.round(before.value() * before.trials());
    long heldAfter = Math.round(after.value() * after.trials());
    long trials = before.trials() + after.trials();
    double share = (double) (held + heldAfter) / trials;
    double noise = Math.sqrt(share * (1 - share) * (1.0 / before.trials() + 1.0 / after.trials()));
    double larger;
    double smaller;
    if (trials <= MOST_COUNTED) {
      HypergeometricDistribution chance =
          new HypergeometricDistribution(
              null, (int) trials, (int) (held + heldAfter), (int) after.trials());
      larger = chance.upperCumulativeProbability((int) heldAfter);
      smaller = chance.cumulativeProbability((int) heldAfter);
    } else if (noise == 0) {
      return certain(before, after, 0);
    } else {
      double z = (after.value() - before.value()) / noise;
      larger = NORMAL.cumulativeProbability(-z);
      smaller = NORMAL.cumulativeProbability(z);
    }
    return Change.of(before, after, noise, larger, smaller);
  }

  /** The probability that Student's t is at least so large. */
  static double above(double t, double degrees) {
    return degrees > 1e6
        ? NORMAL.cumulativeProbability(-t)
        : new TDistribution(null, degrees).cumulativeProbability(-t);
  }

  static double quantile(double p, double degrees) {
    return degrees > 1e6
        ? NORMAL.inverseCumulativeProbability(p)
        : new TDistribution(null, degrees).inverseCumulativeProbability(p);
  }
}
