package dev.inkling.operator.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;

/** How often the bars of one question held. */
final class Held {

  private final String question;
  private final double confidence;
  private int trials;
  private int held;
  private int promised;
  private int promisedHeld;

  Held(String question, double confidence) {
    this.question = question;
    this.confidence = confidence;
  }

  void add(Estimate answer, double truth) {
    boolean holds = answer.contains(truth);
    trials++;
    held += holds ? 1 : 0;
    if (answer.guarantee() != Guarantee.EMPIRICAL) {
      promised++;
      promisedHeld += holds ? 1 : 0;
    }
  }

  double promisedShare() {
    return (double) promised / trials;
  }

  /** All bars hold as often as they say. */
  void checkAll() {
    assertThat(held).as("%s", this).isGreaterThanOrEqualTo(Tolerance.least(trials, confidence));
  }

  /**
   * Those bars hold as often as they say that promise it; where less than a twentieth does, all
   * bars together may instead: the few samples that pass the diagnostics then are no random choice.
   */
  void checkPromises() {
    boolean allHold = held >= Tolerance.least(trials, confidence);
    if (promised >= trials / 20 || !allHold) {
      int least = promised == 0 ? 0 : Tolerance.least(promised, confidence);
      assertThat(promisedHeld).as("%s", this).isGreaterThanOrEqualTo(least);
    }
  }

  @Override
  public String toString() {
    return question
        + ": "
        + held
        + " of "
        + trials
        + " held, "
        + promisedHeld
        + " of "
        + promised
        + " that promised";
  }
}
