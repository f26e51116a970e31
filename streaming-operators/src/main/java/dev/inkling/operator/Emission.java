package dev.inkling.operator;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * When a query's answers go out, and which.
 *
 * <p>An answer that goes out again because more rows have come carries a higher revision; it takes
 * the place of the one before.
 *
 * @param mode which answers go out
 * @param early every how often windows that are not over are answered too, with what is known so
 *     far; empty: never in {@link Mode#APPEND}, and with every trigger in the other modes
 * @param trigger when what was read is summed up
 */
public record Emission(Mode mode, Optional<Duration> early, Trigger trigger) {

  /** Which answers go out; the names are those of Spark. */
  public enum Mode {
    /**
     * Those of windows that are over, once; again only if late rows amend them. A query without
     * windows answers at the end of its input.
     */
    APPEND,
    /** Those that have changed since the last trigger. */
    UPDATE,
    /** All, every time. No window is ever forgotten. */
    COMPLETE
  }

  /** When what was read is summed up and answers that are due go out. */
  public sealed interface Trigger {
    /** As soon as the engine likes. */
    record AsFastAsPossible() implements Trigger {}

    /**
     * At fixed intervals.
     *
     * @param interval how long, at least 1 ms
     */
    record Every(Duration interval) implements Trigger {
      /** Checks the range. */
      public Every {
        checkPositive("a trigger's interval", interval);
      }
    }

    /**
     * Once, when all that the input has at present was read; then the query ends. A source that
     * would go on is not waited for.
     */
    record Once() implements Trigger {}

    /**
     * As often as the engine likes, until all that the input has at present was read; then the
     * query ends.
     */
    record AvailableNow() implements Trigger {}
  }

  /** Checks the ranges. */
  public Emission {
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(trigger, "trigger");
    early.ifPresent(duration -> checkPositive("the time between early answers", duration));
  }

  /** Answers of windows that are over, as soon as possible. */
  public static Emission append() {
    return new Emission(Mode.APPEND, Optional.empty(), new Trigger.AsFastAsPossible());
  }

  /** Whether answers may go out before their window is over. */
  public boolean isEarly() {
    return mode != Mode.APPEND || early.isPresent();
  }

  private static void checkPositive(String name, Duration duration) {
    if (duration.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException(name + " must be at least 1 ms, got " + duration);
    }
  }
}
