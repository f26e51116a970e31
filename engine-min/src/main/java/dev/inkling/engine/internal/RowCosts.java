package dev.inkling.engine.internal;

/**
 * What a row costs in seconds: to read or to pass over, which every row does, and to work on. Both
 * change slowly; what is measured are sums of them at the sampling rate of the moment.
 */
final class RowCosts {

  /** How much what working costs may change between two measurements, relative to itself. */
  private static final double DRIFT = 0.2;

  /** The same of passing over, which is the same whatever is asked. */
  private static final double PASSING_DRIFT = 0.05;

  /** How far a measurement is off, relative to itself. */
  private static final double NOISE = 0.05;

  /** What passing over costs at most, of all, as long as no row was passed over. */
  private static final double FIRST_SHARE = 0.05;

  /** The share of the time from which on working is seen in a measurement … */
  private static final double SEEN = 0.1;

  /** … and what is left of its cost after each in which it is not. */
  private static final double FADING = 0.8;

  /* implementation note
   *
   * A Kalman filter of two states: a measurement is passing + rate * working. While the rate stays
   * the same only that sum is seen; what is known of the two beyond it fades by DRIFT. At a low
   * rate working is not seen at all, and what was measured while the code was cold would stay for
   * ever: so it is taken as unknown and as ever cheaper, until the rate is high enough to see it.
   */

  private double passing = Double.NaN;
  private double working;
  private double varPassing;
  private double varWorking;
  private double covariance;

  /**
   * Takes notice of some rows.
   *
   * @param rate the share of the rows that was worked on
   * @param seconds per row
   */
  void update(double rate, double seconds) {
    if (Double.isNaN(passing)) {
      passing = FIRST_SHARE * seconds;
      working = (seconds - passing) / Math.max(rate, 0x1p-20);
      varPassing = seconds * seconds / 4;
      varWorking = working * working / 4;
      return;
    }
    varPassing += square(PASSING_DRIFT * passing);
    varWorking += square(DRIFT * working);
    double ofPassing = varPassing + rate * covariance;
    double ofWorking = covariance + rate * varWorking;
    double variance = ofPassing + rate * ofWorking + square(NOISE * seconds);
    if (!(variance > 0)) {
      return;
    }
    double surprise = seconds - passing - rate * working;
    double least = 1e-3 * seconds;
    passing = Math.max(least, passing + ofPassing / variance * surprise);
    working = Math.max(least, working + ofWorking / variance * surprise);
    varPassing = Math.max(square(least), varPassing - ofPassing * ofPassing / variance);
    varWorking = Math.max(square(least), varWorking - ofWorking * ofWorking / variance);
    if (rate * working < SEEN * seconds) {
      varWorking = Math.max(varWorking, square(seconds / rate));
      covariance = 0;
      working *= FADING;
    }
    double most = Math.sqrt(varPassing * varWorking);
    covariance = covariance - ofPassing * ofWorking / variance;
    covariance = Math.max(-most, Math.min(most, covariance));
  }

  private static double square(double x) {
    return x * x;
  }

  /** Whether anything was measured. */
  boolean isKnown() {
    return !Double.isNaN(passing);
  }

  /** Seconds that every row takes. */
  double passing() {
    return passing;
  }

  /** Seconds that a row takes in addition if it is worked on. */
  double working() {
    return working;
  }
}
