package dev.inkling.engine.internal;

import dev.inkling.operator.Shedding;
import java.util.function.DoubleSupplier;

/**
 * Decides at which rate, 2^−h, one worker samples its rows, from times and numbers of rows alone.
 * Driven by {@link #worked} and {@link #dry}; asks no clock.
 */
final class RateControl {

  private static final int INTERVALS = 50;
  private static final double LEAST_INTERVAL = 0.005;
  private static final double INTERVAL = 0.1;

  /** The part of a time budget in which rows are read; the rest is for the answer. */
  private static final double READING = 0.95;

  /**
   * The rate is not lowered further where the work on rows is this part of that of passing over
   * them: nothing would be won, even if there is no time for either.
   */
  private static final double NEGLIGIBLE = 0.05;

  /** The rate is lowered where this much more comes than is allowed … */
  private static final double TOO_MUCH = 1.1;

  /** … and raised where twice as much would be less than this part of what is allowed. */
  private static final double ROOM = 0.85;

  /* implementation note
   *
   * Every interval: `demand` is how many rows per second have to be got through, `limit` how many
   * can be worked on, and the rate is to be at most limit / demand.
   *
   *   Rate: demand is what came; the limit is the one that was asked for.
   *   Within, size known: demand is what is left, by the time that is left. Of each second, demand
   *     times the cost of passing over a row is gone; in the rest 1 / (the cost of working on one)
   *     rows per second can be worked on. That speed goes through the controller.
   *   Within, size unknown: demand is what came. While reading never had to wait for rows, more may
   *     be coming than was read; the time since it last had to wait, or the rate last changed, is
   *     the lag, which lowers the controller's limit until the rate is lowered.
   *
   * Between TOO_MUCH and ROOM / 2 of the limit the rate stays: wider than a factor of two, so that
   * a steady load has a steady rate. It is lowered as far as needed at once, and raised by one step.
   */

  private final Shedding shedding;
  private final DoubleSupplier rowsLeft;
  private final DoubleSupplier share;
  private final double interval;
  private final double endsAt;
  private final PidRate pid = new PidRate();
  private final RowCosts costs = new RowCosts();

  private int halvings;
  private double startedAt;
  private double behindSince;
  private long read;
  private long worked;
  private boolean waited;
  private boolean decided;
  private long costRead;
  private long costWorked;
  private double costSeconds;

  /**
   * A control that begins at rate 1.
   *
   * @param nanos the time when the query began
   * @param rowsLeft about how many rows the worker still has to read; NaN if unknown
   * @param share the worker's part of a rate, in (0, 1]
   */
  RateControl(Shedding shedding, long nanos, DoubleSupplier rowsLeft, DoubleSupplier share) {
    this.shedding = shedding;
    this.rowsLeft = rowsLeft;
    this.share = share;
    this.startedAt = seconds(nanos);
    this.behindSince = startedAt;
    if (shedding instanceof Shedding.Within within) {
      double budget = within.time().toMillis() / 1e3;
      interval = Math.max(LEAST_INTERVAL, Math.min(INTERVAL, budget / INTERVALS));
      endsAt = startedAt + READING * budget;
    } else {
      interval = INTERVAL;
      endsAt = Double.POSITIVE_INFINITY;
    }
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }

  /** The rate for the next rows is 2 to the minus this. */
  int halvings() {
    return halvings;
  }

  /**
   * Takes notice of rows.
   *
   * @param nanos the time, now
   * @param rowsRead how many came
   * @param rowsWorked how many of these were worked on
   * @param workNanos how long that took
   * @param hadToWait whether there were no rows for a while, which that time has in it
   */
  void worked(long nanos, long rowsRead, long rowsWorked, long workNanos, boolean hadToWait) {
    read += rowsRead;
    worked += rowsWorked;
    if (hadToWait) {
      waited(nanos);
    } else {
      costRead += rowsRead;
      costWorked += rowsWorked;
      costSeconds += seconds(workNanos);
    }
    if (isDue(nanos)) {
      decide(seconds(nanos));
    }
  }

  /** Takes notice of there being no rows now. */
  void dry(long nanos) {
    waited(nanos);
    if (isDue(nanos)) {
      decide(seconds(nanos));
    }
  }

  private void waited(long nanos) {
    waited = true;
    behindSince = seconds(nanos);
  }

  private boolean isDue(long nanos) {
    double elapsed = seconds(nanos) - startedAt;
    // a file at full speed would be far beyond its rate before the first interval is over
    boolean spent =
        !decided
            && shedding instanceof Shedding.Rate rate
            && elapsed > 0
            && worked > rate.rowsPerSecond() * share.getAsDouble() * interval;
    return spent || elapsed >= interval;
  }

  private void decide(double now) {
    double elapsed = now - startedAt;
    if (costRead > 0 && costSeconds > 0) {
      costs.update((double) costWorked / costRead, costSeconds / costRead);
    }
    double demand;
    double limit;
    if (shedding instanceof Shedding.Rate rate) {
      demand = read / elapsed;
      limit = rate.rowsPerSecond() * share.getAsDouble() / TOO_MUCH;
    } else if (!costs.isKnown()) {
      return; // nothing to go by yet
    } else {
      double left = rowsLeft.getAsDouble();
      boolean sized = !Double.isNaN(left);
      demand = sized ? left / Math.max(1e-9, endsAt - now) : read / elapsed;
      double lag = sized || waited ? 0 : now - behindSince;
      double budget = Math.max(interval, lagAllowed());
      double free = Math.max(0, 1 - demand * costs.passing());
      limit = free * pid.update(budget, 1 / costs.working(), lag);
      limit = Math.max(limit, NEGLIGIBLE * demand * costs.passing() / costs.working());
    }
    change(demand, limit, now);
    decided = true;
    startedAt = now;
    read = 0;
    worked = 0;
    waited = false;
    costRead = 0;
    costWorked = 0;
    costSeconds = 0;
  }

  /** How long it may be unknown whether rows pile up, before the rate is lowered. */
  private double lagAllowed() {
    return ((Shedding.Within) shedding).time().toMillis() / 1e3 / 8;
  }

  private void change(double demand, double limit, double now) {
    int before = halvings;
    double allowed = Math.max(limit, Double.MIN_NORMAL);
    if (demand * Math.scalb(1.0, -halvings) > TOO_MUCH * allowed) {
      while (halvings < Shedding.MOST_HALVINGS
          && demand * Math.scalb(1.0, -halvings) > TOO_MUCH * allowed) {
        halvings++;
      }
    } else if (halvings > 0 && demand * Math.scalb(2.0, -halvings) < ROOM * allowed) {
      halvings--;
    }
    if (halvings != before) {
      behindSince = now;
    }
  }
}
