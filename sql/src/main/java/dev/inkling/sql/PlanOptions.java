package dev.inkling.sql;

import dev.inkling.operator.Shedding;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How certain and how accurate answers are to be.
 *
 * @param confidence of all bars, in (0, 1)
 * @param error the wanted half-width of bars relative to the value, in (0, 1), for calls that do
 *     not say their own; empty for the defaults
 * @param shedding how much work the query may make; empty if it works on every row
 */
public record PlanOptions(double confidence, OptionalDouble error, Optional<Shedding> shedding) {

  /** Options of a query that works on every row. */
  public PlanOptions(double confidence, OptionalDouble error) {
    this(confidence, error, Optional.empty());
  }

  /** Checks the ranges. */
  public PlanOptions {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("confidence must be in (0, 1), got " + confidence);
    }
    if (error.isPresent() && !(error.getAsDouble() > 0 && error.getAsDouble() < 1)) {
      throw new IllegalArgumentException("error must be in (0, 1), got " + error.getAsDouble());
    }
  }

  /** A confidence of 95 % and the default accuracies. */
  public static PlanOptions defaults() {
    return new PlanOptions(0.95, OptionalDouble.empty());
  }
}
