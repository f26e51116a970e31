package dev.inkling.engine.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Numbers as text. Reading leaves its result in a field and says whether there was one; used by one
 * thread.
 */
final class VectorNumberText {

  /** Powers of ten that are doubles; a mantissa of 53 bits times or by one rounds once. */
  private static final double[] POWERS = new double[23];

  static {
    double power = 1;
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = power;
      power *= 10;
    }
  }

  private long longValue;
  private double doubleValue;

  /** The BIGINT read last. */
  long longValue() {
    return longValue;
  }

  /** The DOUBLE read last. */
  double doubleValue() {
    return doubleValue;
  }

  /** Reads an optional sign and digits; false if it is something else or too large. */
  boolean readLong(byte[] bytes, int from, int to) {
    boolean isNegative = from < to && bytes[from] == '-';
    int i = isNegative || (from < to && bytes[from] == '+') ? from + 1 : from;
    if (i == to) {
      return false;
    }
    long value = 0; // negative all along, as there is one more negative number
    for (; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9 || value < Long.MIN_VALUE / 10) {
        return false;
      }
      value = value * 10 - digit;
      if (value > 0) {
        return false;
      }
    }
    if (!isNegative && value == Long.MIN_VALUE) {
      return false;
    }
    longValue = isNegative ? value : -value;
    return true;
  }

  /**
   * Reads a decimal number with an optional fraction and exponent, NaN or Infinity; false if it is
   * something else, or not infinite but too large.
   */
  boolean readDouble(byte[] bytes, int from, int to) {
    boolean isNegative = from < to && bytes[from] == '-';
    int i = isNegative || (from < to && bytes[from] == '+') ? from + 1 : from;
    if (i < to && bytes[i] > '9') {
      return readName(bytes, i, to, isNegative);
    }
    long mantissa = 0;
    boolean isExact = true;
    int digits = 0;
    int exponent = 0;
    boolean afterPoint = false;
    for (; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit >= 0 && digit <= 9) {
        digits++;
        if (mantissa < 1L << 49) {
          mantissa = mantissa * 10 + digit;
          exponent -= afterPoint ? 1 : 0;
        } else {
          isExact = false;
        }
      } else if (bytes[i] == '.' && !afterPoint) {
        afterPoint = true;
      } else {
        break;
      }
    }
    if (digits == 0) {
      return false;
    }
    if (i < to) {
      int end = (bytes[i] | 0x20) == 'e' ? endOfExponent(bytes, i + 1, to) : -1;
      if (end != to) {
        return false;
      }
      isExact &= to - i <= 5;
      exponent += isExact ? exponentAt(bytes, i + 1, to) : 0;
    }
    if (isExact && exponent >= -22 && exponent <= 22) {
      double value = exponent < 0 ? mantissa / POWERS[-exponent] : mantissa * POWERS[exponent];
      doubleValue = isNegative ? -value : value;
      return true;
    }
    doubleValue = Double.parseDouble(new String(bytes, from, to - from, ISO_8859_1));
    return Double.isFinite(doubleValue);
  }

  private boolean readName(byte[] bytes, int from, int to, boolean isNegative) {
    if (equalsIgnoringCase(bytes, from, to, "nan")) {
      doubleValue = Double.NaN;
      return true;
    }
    doubleValue = isNegative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    return equalsIgnoringCase(bytes, from, to, "infinity");
  }

  /** Whether the bytes are this word of lower-case ASCII letters, in any case. */
  static boolean equalsIgnoringCase(byte[] bytes, int from, int to, String word) {
    if (to - from != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if ((bytes[from + i] | 0x20) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Where an exponent's digits end; −1 if there are none. */
  private static int endOfExponent(byte[] bytes, int from, int to) {
    int first = from < to && (bytes[from] == '-' || bytes[from] == '+') ? from + 1 : from;
    int i = first;
    while (i < to && bytes[i] >= '0' && bytes[i] <= '9') {
      i++;
    }
    return i == first ? -1 : i;
  }

  private static int exponentAt(byte[] bytes, int from, int to) {
    boolean isNegative = bytes[from] == '-';
    int value = 0;
    for (int i = isNegative || bytes[from] == '+' ? from + 1 : from; i < to; i++) {
      value = value * 10 + bytes[i] - '0';
    }
    return isNegative ? -value : value;
  }

  /** Appends a BIGINT. */
  static void append(long value, VectorText target) {
    if (value == Long.MIN_VALUE) {
      target.appendAscii("-9223372036854775808");
      return;
    }
    if (value < 0) {
      target.append('-');
    }
    long size = Math.abs(value);
    int digits = 1;
    for (long power = 10; digits < 19 && size >= power; power *= 10) {
      digits++;
    }
    appendPadded(size, digits, target);
  }

  /** Appends the last digits of a number that is not negative, with zeros in front. */
  static void appendPadded(long value, int digits, VectorText target) {
    byte[] bytes = target.reserve(digits);
    int end = target.position() + digits;
    long left = value;
    for (int i = end - 1; i >= end - digits; i--) {
      bytes[i] = (byte) ('0' + left % 10);
      left /= 10;
    }
    target.setPosition(end);
  }
}
