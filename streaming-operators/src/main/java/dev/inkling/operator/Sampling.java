package dev.inkling.operator;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How the rows are chosen from which a query is answered. With windows, every window has a sample
 * of its own.
 *
 * <p>All choices are seeded: the same input, number of threads and seed give the same sample.
 */
public sealed interface Sampling {

  /** The seed where nobody names one. */
  long DEFAULT_SEED = 0;

  /** The seed of all choices. */
  long seed();

  /**
   * Every row with the same probability, whatever becomes of the others, before anything else is
   * done with it. The sample grows with the input.
   *
   * @param rate the probability, in (0, 1]
   */
  record Bernoulli(double rate, long seed) implements Sampling {
    /** Checks the range. */
    public Bernoulli {
      if (!(rate > 0 && rate <= 1)) {
        throw new IllegalArgumentException("rate must be in (0, 1], got " + rate);
      }
    }
  }

  /**
   * A uniform sample of a fixed number of rows, all of them as long as there are no more.
   *
   * @param rows how many, at least 1
   */
  record Reservoir(int rows, long seed) implements Sampling {
    /** Checks the range. */
    public Reservoir {
      checkRows(rows);
    }
  }

  /**
   * A uniform sample of the rows of every stratum: rows with equal keys. Strata beyond a limit
   * share one sample.
   *
   * @param keys over the input's columns, at least one
   * @param rows how many, of each stratum or in all, as the budget says
   * @param budget what {@code rows} means
   * @param value whose spread decides, only and always with {@link Budget#NEYMAN}: a number
   * @param maxStrata how many strata have a sample of their own at most
   */
  record Stratified(
      List<Expr> keys, int rows, Budget budget, Optional<Expr> value, int maxStrata, long seed)
      implements Sampling {

    /** The number of strata with a sample of their own unless another is wanted. */
    public static final int DEFAULT_MAX_STRATA = 1024;

    /**
     * The rows that every stratum gets at least of a number of rows in all: so many have a
     * variance.
     */
    public static final int LEAST_ROWS = 2;

    /** Checks the ranges. */
    public Stratified {
      keys = List.copyOf(keys);
      Objects.requireNonNull(budget, "budget");
      checkRows(rows);
      if (keys.isEmpty()) {
        throw new IllegalArgumentException("a stratified sample needs at least one key");
      }
      if (maxStrata < 1 || maxStrata > 1 << 16) {
        throw new IllegalArgumentException("maxStrata must be in [1, 65536], got " + maxStrata);
      }
      if (budget != Budget.PER_STRATUM && rows < LEAST_ROWS * (maxStrata + 1L)) {
        throw new IllegalArgumentException(
            "rows in all must be at least 2 × (maxStrata + 1) = "
                + LEAST_ROWS * (maxStrata + 1L)
                + ", got "
                + rows);
      }
      if (value.isPresent() != (budget == Budget.NEYMAN)) {
        throw new IllegalArgumentException(
            "the budget NEYMAN needs a value, and no other takes one; got " + budget);
      }
    }

    /** This many rows of every stratum. */
    public static Stratified perStratum(List<Expr> keys, int rows, long seed) {
      return new Stratified(
          keys, rows, Budget.PER_STRATUM, Optional.empty(), DEFAULT_MAX_STRATA, seed);
    }
  }

  /** How the rows of a stratified sample are shared out. */
  enum Budget {
    /** So many of each stratum. */
    PER_STRATUM,
    /** So many in all, of each stratum alike. */
    EQUAL,
    /** So many in all, of each stratum in proportion to its rows. */
    PROPORTIONAL,
    /** So many in all, of each stratum in proportion to its rows times the spread of a value. */
    NEYMAN
  }

  private static void checkRows(int rows) {
    if (rows < 1 || rows > 1 << 24) {
      throw new IllegalArgumentException("rows must be in [1, 16777216], got " + rows);
    }
  }
}
