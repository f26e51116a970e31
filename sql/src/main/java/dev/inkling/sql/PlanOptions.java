package dev.inkling.sql;

import java.util.OptionalDouble;

/**
 * How certain and how accurate answers are to be.
 *
 * @param confidence of all bars, in (0, 1)
 * @param error the wanted half-width of bars relative to the value, in (0, 1), for calls that do
 *     not say their own; empty for the defaults
 */
public record PlanOptions(double confidence, OptionalDouble error) {

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
