package dev.inkling.engine.internal;

/**
 * How many rows per second can be worked on, from how many were and how far behind the work is: a
 * controller with a proportional, an integral and a derivative term, after Spark's backpressure
 * (org.apache.spark.streaming.scheduler.rate.PIDRateEstimator) and with its defaults.
 */
final class PidRate {

  /** The weight of the difference between what was allowed and what was done. */
  private static final double PROPORTIONAL = 1;

  /** The weight of what has piled up: the lag times the speed, for each interval. */
  private static final double INTEGRAL = 0.2;

  /** The weight of how fast that difference grows. Speeds are noisy: none, as in Spark. */
  private static final double DERIVATIVE = 0;

  private final double proportional;
  private final double integral;
  private final double derivative;
  private double latest = Double.NaN;
  private double latestError;

  PidRate() {
    this(PROPORTIONAL, INTEGRAL, DERIVATIVE);
  }

  /** One with other weights. */
  PidRate(double proportional, double integral, double derivative) {
    this.proportional = proportional;
    this.integral = integral;
    this.derivative = derivative;
  }

  /**
   * Takes notice of an interval.
   *
   * @param seconds its length, above 0
   * @param speed rows worked on per second of work in it, above 0
   * @param lagSeconds how long the row worked on last had waited
   * @return how many rows per second can be worked on, above 0 and at most ten times the speed
   */
  double update(double seconds, double speed, double lagSeconds) {
    if (Double.isNaN(latest)) {
      latest = speed;
    }
    double error = latest - speed;
    double piledUp = lagSeconds * speed / seconds;
    double growth = (error - latestError) / seconds;
    double next = latest - proportional * error - integral * piledUp - derivative * growth;
    latest = Math.max(speed * 0x1p-20, Math.min(10 * speed, next));
    latestError = error;
    return latest;
  }
}
