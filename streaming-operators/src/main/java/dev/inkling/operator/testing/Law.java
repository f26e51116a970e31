package dev.inkling.operator.testing;

import java.util.Arrays;
import java.util.function.Supplier;

/** Saying that a law does not hold. */
final class Law {

  private Law() {}

  static void holds(boolean condition, Supplier<String> otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise.get());
    }
  }

  static void equal(byte[] expected, byte[] actual, String otherwise) {
    int at = Arrays.mismatch(expected, actual);
    holds(
        at < 0,
        () ->
            otherwise
                + ": they differ from byte "
                + at
                + " on, of "
                + expected.length
                + " and "
                + actual.length);
  }

  static AssertionError broken(String message, Throwable cause) {
    return new AssertionError(message + " " + cause, cause);
  }
}
