package dev.inkling.operator;

import java.time.Duration;
import java.util.Objects;

/**
 * How much work a query may make. Where rows come faster than that, only a sample of them is worked
 * on: each row comes in with the same probability, whatever it holds, and that probability, a power
 * of two, is lowered and raised while the query runs. Answers are estimates then, whose bars are as
 * wide as the rows that were left out demand; where no row had to be left out, they are exact.
 *
 * <p>What is left out depends on the speed of the machine, so two runs give two answers.
 */
public sealed interface Shedding {

  /** The lowest probability of a row is 2^−20, about one in a million. */
  int MOST_HALVINGS = 20;

  /** The seed of all choices. */
  long seed();

  /**
   * So many rows may be worked on, on the average of some tenths of a second.
   *
   * @param rowsPerSecond how many, at least 1
   */
  record Rate(long rowsPerSecond, long seed) implements Shedding {
    /** Checks the range. */
    public Rate {
      if (rowsPerSecond < 1) {
        throw new IllegalArgumentException(
            "rowsPerSecond must be at least 1, got " + rowsPerSecond);
      }
    }
  }

  /**
   * An input whose size is known is to be read in this time; of any other no row is to wait longer
   * for the query than this. Both are aims: reading alone may take longer, which nothing can be
   * done about.
   *
   * @param time at least a millisecond
   */
  record Within(Duration time, long seed) implements Shedding {
    /** Checks the range. */
    public Within {
      Objects.requireNonNull(time, "time");
      if (time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(Duration.ofDays(365)) > 0) {
        throw new IllegalArgumentException("time must be 1 ms to 365 days, got " + time);
      }
    }
  }

  /** At most this many rows per second. */
  static Shedding rate(long rowsPerSecond) {
    return new Rate(rowsPerSecond, Sampling.DEFAULT_SEED);
  }

  /** As many rows as can be worked on in this time, see {@link Within}. */
  static Shedding within(Duration time) {
    return new Within(time, Sampling.DEFAULT_SEED);
  }
}
