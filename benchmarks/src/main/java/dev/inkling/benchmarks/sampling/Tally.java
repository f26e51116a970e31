package dev.inkling.benchmarks.sampling;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import java.util.Locale;
import org.apache.commons.math3.distribution.BinomialDistribution;

/** What many answers to one question showed. */
final class Tally {

  /** The chance that a promise that is kept fails the test. */
  private static final double LEVEL = 1e-6;

  private static final double CONFIDENCE = 0.95;

  private long trials;
  private long held;
  private long promised;
  private long promisedHeld;
  private double squares;
  private double fourthPowers;

  void add(Estimate answer, double truth) {
    double slack = 1e-9 * Math.abs(truth); // rounding of sums is not what is tested
    boolean holds = answer.lower() - slack <= truth && truth <= answer.upper() + slack;
    trials++;
    held += holds ? 1 : 0;
    if (answer.guarantee() != Guarantee.EMPIRICAL) {
      promised++;
      promisedHeld += holds ? 1 : 0;
    }
    double error = Double.isNaN(answer.value()) ? truth : answer.value() - truth;
    addError(error);
  }

  private void addError(double error) {
    squares += error * error;
    fourthPowers += error * error * error * error;
  }

  /** Nothing was sampled: the answer is taken to be 0, and there is no bar. */
  void addNothing(double truth) {
    addError(truth);
    trials++;
  }

  Tally add(Tally other) {
    trials += other.trials;
    held += other.held;
    promised += other.promised;
    promisedHeld += other.promisedHeld;
    squares += other.squares;
    fourthPowers += other.fourthPowers;
    return this;
  }

  long promised() {
    return promised;
  }

  double meanSquare() {
    return squares / trials;
  }

  /** The standard error of the root of {@link #meanSquare}. */
  double rmseStandardError() {
    double square = meanSquare();
    double variance = Math.max(0, fourthPowers / trials - square * square);
    return square == 0 ? 0 : Math.sqrt(variance / trials) / (2 * Math.sqrt(square));
  }

  /** Of all trials, in how many the bar held the truth. */
  long held() {
    return held;
  }

  long trials() {
    return trials;
  }

  /** Of the answers that promised, how many held. */
  long promisedHeld() {
    return promisedHeld;
  }

  /** Whether answers that promise hold so seldom as kept promises would once in a million. */
  boolean breaksPromise() {
    return tooFew(promisedHeld, promised);
  }

  /** Whether all answers, also those that promise nothing, hold that seldom. */
  boolean isLow() {
    return tooFew(held, trials);
  }

  private static boolean tooFew(long held, long trials) {
    return trials > 0
        && held
            < new BinomialDistribution(null, (int) trials, CONFIDENCE)
                .inverseCumulativeProbability(LEVEL);
  }

  private String mark() {
    return breaksPromise() ? isLow() ? " **!**" : " **†**" : "";
  }

  /** Held, and in brackets how many promised and how many of those held. */
  String shown() {
    String all = percent(held, trials) + (isLow() ? "°" : "");
    if (promised == trials) {
      return all + mark();
    }
    if (promised == 0) {
      return "*" + all + "*";
    }
    return String.format(
        Locale.ROOT,
        "*%s* (%s: %s)%s",
        all,
        percent(promised, trials),
        percent(promisedHeld, promised),
        mark());
  }

  private static String percent(long part, long all) {
    return String.format(Locale.ROOT, "%.1f", 100.0 * part / all);
  }
}
