package dev.inkling.benchmarks.compare;

import dev.inkling.benchmarks.results.Measure;
import dev.inkling.benchmarks.results.Noise;
import org.apache.commons.math3.distribution.FDistribution;
import org.apache.commons.math3.distribution.HypergeometricDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/** Tests of measures whose noise follows from the measure itself. */
final class SingleRow {

  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  /** So many trials of both together are counted exactly; for more, shares are about normal. */
  private static final long MOST_COUNTED = 1_000_000;

  /** As sure as need be. */
  private static final double LEAST_PROBABILITY = 1e-300;

  static final String ONE_TRIAL = "one trial only, which says nothing about noise";

  private SingleRow() {}

  static Change judge(Measure before, Measure after) {
    if (before.noise() == Noise.NONE && after.noise() == Noise.NONE) {
      return certain(before, after, Double.NaN);
    }
    return switch (after.noise()) {
      case ROOT_MEAN_SQUARE -> meanSquares(before, after);
      case SHARE -> shares(before, after);
      case NONE, STANDARD_ERROR -> estimates(before, after);
      case RANGE -> throw new IllegalArgumentException("rounds are judged together");
    };
  }

  /** Whether the two can be judged: sizes may depend on the stream in one version only. */
  static boolean isAlike(Measure before, Measure after) {
    return before.unit().equals(after.unit())
        && (before.noise() == after.noise() || (isMean(before) && isMean(after)));
  }

  private static boolean isMean(Measure measure) {
    return measure.noise() == Noise.NONE || measure.noise() == Noise.STANDARD_ERROR;
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
      return fromOrToZero(before, after);
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

  /**
   * Welch's test, of logarithms where both are above 0 by more than their standard errors: of
   * values that are 0 or more it is those that are about normal.
   */
  private static Change estimates(Measure before, Measure after) {
    if (isOneTrial(before) || isOneTrial(after)) {
      return Change.notJudged(before, after, ONE_TRIAL);
    }
    double error = before.value() - before.low();
    double error2 = after.value() - after.low();
    if (before.value() == 0 || after.value() == 0 || (error == 0 && error2 == 0)) {
      return fromOrToZero(before, after);
    }
    boolean logarithms = before.low() > 0 && after.low() > 0;
    double difference = after.value() - before.value();
    if (logarithms) {
      error /= before.value();
      error2 /= after.value();
      difference = Math.log(after.value() / before.value());
    }
    double degrees = welch(error, degrees(before), error2, degrees(after));
    double noise = Math.hypot(error, error2);
    return Change.of(
        before,
        after,
        logarithms ? noise : noise / Math.abs(before.value()),
        above(difference / noise, degrees),
        above(-difference / noise, degrees));
  }

  private static boolean isOneTrial(Measure measure) {
    return measure.noise() == Noise.STANDARD_ERROR && measure.trials() == 1;
  }

  private static double degrees(Measure measure) {
    return measure.trials() - 1.0;
  }

  /** Of the sum of two variances, of which one may be 0, by Satterthwaite. */
  private static double welch(double error, double degrees, double error2, double degrees2) {
    if (error == 0 || error2 == 0) {
      return error == 0 ? degrees2 : degrees;
    }
    double a = error * error;
    double b = error2 * error2;
    return (a + b) * (a + b) / (a * a / degrees + b * b / degrees2);
  }

  /**
   * Nothing varied in one of the two, so only how many trials differ from it tells. Of n errors
   * whose root mean square v has the standard error s, n / (1 + 4 n (s / v)²) or more are not 0, by
   * Cauchy and Schwarz. By chance all of them would be on that side as seldom as stated here.
   */
  private static Change fromOrToZero(Measure before, Measure after) {
    boolean grew = after.value() > before.value();
    Measure larger = grew ? after : before;
    double error = larger.value() - larger.low();
    if (before.value() == after.value()) {
      return Change.of(before, after, 0, 1, 1);
    }
    if (before.value() < 0 || after.value() < 0) {
      return Change.notJudged(before, after, "below 0, and without noise");
    }
    long n = larger.trials();
    long all = before.trials() + after.trials();
    double relative = error / larger.value();
    long others = Math.max(1, (long) (n / (1 + 4 * n * relative * relative)));
    double p = 1;
    for (long i = 0; i < others && p > LEAST_PROBABILITY; i++) {
      p *= (double) (n - i) / (all - i);
    }
    double noise = before.value() == 0 ? error : error / before.value();
    return Change.of(before, after, noise, grew ? p : 1, grew ? 1 : p);
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
      return Change.of(before, after, 0, 1, 1); // it held always in both, or never
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
