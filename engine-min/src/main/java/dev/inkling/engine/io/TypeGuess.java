package dev.inkling.engine.io;

import dev.inkling.operator.TimestampFormat;
import dev.inkling.operator.Type;

/**
 * Guesses the type of a column from some of its fields: the narrowest that takes all of them.
 *
 * <p>BOOLEAN if all are {@code true} or {@code false}; BIGINT if all are integers of 64 bits;
 * DOUBLE if all are numbers, at least one of them finite; TIMESTAMP if all are instants in {@link
 * TimestampFormat#ISO} or all in {@link TimestampFormat#ACCESS_LOG}; VARCHAR else, and if there is
 * no field at all. Two kinds of digits are names, not numbers, and make a column VARCHAR: those
 * with a leading zero ({@code 007}, zip codes) and integers beyond 64 bits, whose last digits a
 * DOUBLE would lose. Instants that are numbers cannot be told from other numbers, so they are never
 * guessed.
 */
final class TypeGuess {

  private static final int BOOLEAN = 1;
  private static final int BIGINT = 2;
  private static final int DOUBLE = 4;
  private static final int ISO = 8;
  private static final int ACCESS_LOG = 16;
  private static final int ALL = 31;

  private final FieldValues values = new FieldValues();
  private int possible = ALL;
  private boolean anyFinite;
  private boolean anyField;

  private TypeGuess() {}

  /** A guess that has seen nothing yet. */
  static TypeGuess create() {
    return new TypeGuess();
  }

  /** Takes a field that is not null. */
  void add(byte[] b, int from, int to) {
    if (possible != 0) {
      possible &= types(b, from, to);
    }
    anyField = true;
  }

  /** Takes note of a field that is a text whatever it looks like. */
  void addText() {
    possible = 0;
    anyField = true;
  }

  /** Whether this text is an instant that is not merely a number. */
  static boolean isInstant(byte[] b, int from, int to) {
    return Timestamps.iso(b, from, to) != Timestamps.NONE
        || Timestamps.accessLog(b, from, to) != Timestamps.NONE;
  }

  /** The narrowest type that takes all fields. */
  FieldType type() {
    if (!anyField || possible == 0) {
      return FieldType.VARCHAR;
    }
    if ((possible & BOOLEAN) != 0) {
      return FieldType.of(Type.BOOLEAN);
    }
    if ((possible & BIGINT) != 0) {
      return FieldType.of(Type.BIGINT);
    }
    if ((possible & DOUBLE) != 0) {
      return anyFinite ? FieldType.of(Type.DOUBLE) : FieldType.VARCHAR;
    }
    return FieldType.timestamp(
        (possible & ISO) != 0 ? TimestampFormat.ISO : TimestampFormat.ACCESS_LOG);
  }

  /** The types of which this field is a value. */
  private int types(byte[] b, int from, int to) {
    if (from == to) {
      return 0;
    }
    if (values.truth(b, from, to)) {
      return BOOLEAN;
    }
    if (Timestamps.iso(b, from, to) != Timestamps.NONE) {
      return ISO;
    }
    if (Timestamps.accessLog(b, from, to) != Timestamps.NONE) {
      return ACCESS_LOG;
    }
    if (hasLeadingZero(b, from, to)) {
      return 0;
    }
    if (values.bigint(b, from, to)) {
      anyFinite = true;
      return BIGINT | DOUBLE;
    }
    if (!values.number(b, from, to) || isDigits(b, from, to)) {
      return 0;
    }
    anyFinite |= !Double.isNaN(values.doubleValue) && !Double.isInfinite(values.doubleValue);
    return DOUBLE;
  }

  private static boolean hasLeadingZero(byte[] b, int from, int to) {
    int first = b[from] == '-' || b[from] == '+' ? from + 1 : from;
    return to - first >= 2 && b[first] == '0' && b[first + 1] >= '0' && b[first + 1] <= '9';
  }

  private static boolean isDigits(byte[] b, int from, int to) {
    for (int i = b[from] == '-' || b[from] == '+' ? from + 1 : from; i < to; i++) {
      if (b[i] < '0' || b[i] > '9') {
        return false;
      }
    }
    return true;
  }
}
