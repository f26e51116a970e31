package dev.inkling.engine.io;

import java.nio.charset.StandardCharsets;

/**
 * Numbers and truth values out of bytes, without strings. A method says whether the slice is such a
 * value and leaves it in {@link #longValue} or {@link #doubleValue}, which are undefined if it is
 * not. One per parser; not thread-safe.
 *
 * <p>Numbers are {@code [+-]digits[.digits][e[+-]digits]} with at least one digit before the
 * exponent, so {@code .5}, {@code 5.} and {@code 1e5} are some. There are no spaces, hexadecimal
 * digits, underscores or suffixes.
 */
final class FieldValues {

  /** The integer, truth value (0 or 1) or instant (ms) found last. */
  long longValue;

  /** The number found last. */
  double doubleValue;

  /** The powers of ten that a double holds exactly. */
  private static final double[] TENS = new double[23];

  /** 10^0 to 10^18. */
  private static final long[] LONG_TENS = new long[19];

  static {
    long power = 1;
    for (int i = 0; i < LONG_TENS.length; i++, power *= 10) {
      LONG_TENS[i] = power;
    }
    for (int i = 0; i < TENS.length; i++) {
      TENS[i] = Double.parseDouble("1e" + i);
    }
  }

  /** The most digits that always fit into an unsigned 64-bit number. */
  private static final int MAX_DIGITS = 19;

  /** Where exponents stop growing: far outside of what a double or a long can hold. */
  private static final int MAX_EXPONENT = 100_000_000;

  // what scan() found: (-1)^negative · mantissa (unsigned, at most 19 digits) · 10^exponent
  private boolean negative;
  private long mantissa;
  private long exponent;

  /** Whether a digit other than 0 did not fit into the mantissa, or was cut off by scale(). */
  private boolean inexact;

  /**
   * A BIGINT: {@code [+-]digits}, leading zeros allowed; false if it does not fit into 64 bits.
   * Leaves it in {@link #longValue}.
   */
  boolean bigint(byte[] b, int from, int to) {
    int i = from;
    boolean minus = false;
    if (i < to && (b[i] == '-' || b[i] == '+')) {
      minus = b[i] == '-';
      i++;
    }
    if (i == to) {
      return false;
    }
    while (to - i > MAX_DIGITS && b[i] == '0') {
      i++;
    }
    if (to - i > MAX_DIGITS) {
      return false;
    }
    long value = 0;
    for (; i < to; i++) {
      int digit = b[i] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      value = value * 10 + digit;
    }
    // 19 digits fit into 64 bits without sign, so an overflow shows as a negative number
    if (value < 0 && !(minus && value == Long.MIN_VALUE)) {
      return false;
    }
    longValue = minus ? -value : value;
    return true;
  }

  /**
   * A BIGINT, or a number with point or exponent whose value is an integer of 64 bits: {@code 1.0},
   * {@code 1e3}. Leaves it in {@link #longValue}.
   */
  boolean integral(byte[] b, int from, int to) {
    return bigint(b, from, to) || (scan(b, from, to) && scale(0) && !inexact && takeLong(0));
  }

  /** {@code mantissa / 10^decimals}, correctly rounded: mantissa < 2^53, decimals at most 22. */
  static double scaled(long mantissa, int decimals) {
    return mantissa / TENS[decimals];
  }

  /**
   * A number as the nearest double, ties to even, as {@link Double#parseDouble} gives it; beyond
   * the range it is an infinity or zero. Also {@code NaN}, {@code inf} and {@code infinity} in any
   * case, the latter two with a sign or without, as CSV writers spell them. Leaves it in {@link
   * #doubleValue}. Up to 19 digits and small exponents are a few ns; what cannot be done exactly in
   * one operation on doubles (W. Clinger, How to read floating point numbers accurately, 1990,
   * doi:10.1145/93542.93557) is left to {@link Double#parseDouble}.
   */
  boolean number(byte[] b, int from, int to) {
    if (!scan(b, from, to)) {
      return special(b, from, to);
    }
    long m = mantissa;
    double value;
    if (m == 0) {
      value = 0;
    } else if (!inexact && m >>> 53 == 0 && exponent >= -22 && exponent <= 22) {
      int e = (int) exponent;
      value = e < 0 ? m / TENS[-e] : m * TENS[e];
    } else {
      doubleValue = Double.parseDouble(new String(b, from, to - from, StandardCharsets.ISO_8859_1));
      return true;
    }
    doubleValue = negative ? -value : value;
    return true;
  }

  /** Whether the slice is {@code true} or {@code false} in any case; {@link #longValue} 1 or 0. */
  boolean truth(byte[] b, int from, int to) {
    if (isWord(b, from, to, "true")) {
      longValue = 1;
      return true;
    }
    longValue = 0;
    return isWord(b, from, to, "false");
  }

  /**
   * An instant as a decimal number of milliseconds ({@code power} 0) or seconds (3) since 1970, in
   * ms rounded down, in {@link #longValue}. There is no rounding on the way: {@code 1442018818.771}
   * seconds are exactly that many milliseconds.
   */
  boolean epoch(byte[] b, int from, int to, int power) {
    if (!scan(b, from, to) || !scale(power)) {
      return false;
    }
    return takeLong(negative && inexact ? 1 : 0) && longValue != Timestamps.NONE;
  }

  /** Whether the slice is a number that is spelled as a word; leaves it in doubleValue. */
  private boolean special(byte[] b, int from, int to) {
    if (isWord(b, from, to, "nan")) {
      doubleValue = Double.NaN;
      return true;
    }
    boolean signed = from < to && (b[from] == '-' || b[from] == '+');
    int word = signed ? from + 1 : from;
    if (isWord(b, word, to, "inf") || isWord(b, word, to, "infinity")) {
      doubleValue = signed && b[from] == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      return true;
    }
    return false;
  }

  /** Whether the slice is this word of lower-case letters, in any case. */
  private static boolean isWord(byte[] b, int from, int to, String word) {
    if (to - from != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      // a byte that becomes a letter by setting bit 5 was that letter, or its capital
      if ((b[from + i] | 0x20) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Reads a decimal number into negative, mantissa, exponent and inexact. */
  private boolean scan(byte[] b, int from, int to) {
    int i = from;
    boolean minus = false;
    if (i < to && (b[i] == '-' || b[i] == '+')) {
      minus = b[i] == '-';
      i++;
    }
    int start = i;
    long m = 0;
    int room = MAX_DIGITS;
    long dropped = 0;
    boolean lost = false;
    int point = -1;
    for (; i < to; i++) {
      int digit = b[i] - '0';
      if (digit >= 0 && digit <= 9) {
        if (room > 0) {
          m = m * 10 + digit;
          room -= m == 0 ? 0 : 1;
        } else {
          dropped++;
          lost |= digit != 0;
        }
      } else if (b[i] == '.' && point < 0) {
        point = i;
      } else {
        break;
      }
    }
    int end = i;
    if (end - start - (point < 0 ? 0 : 1) == 0) {
      return false;
    }
    long e = 0;
    if (i < to) {
      if ((b[i] | 0x20) != 'e' || ++i == to) {
        return false;
      }
      boolean minusE = b[i] == '-';
      if (b[i] == '-' || b[i] == '+') {
        i++;
      }
      if (i == to) {
        return false;
      }
      for (; i < to; i++) {
        int digit = b[i] - '0';
        if (digit < 0 || digit > 9) {
          return false;
        }
        e = Math.min(e * 10 + digit, MAX_EXPONENT * 10L);
      }
      e = minusE ? -e : e;
    }
    negative = minus;
    mantissa = m;
    inexact = lost;
    exponent = e + dropped - (point < 0 ? 0 : end - point - 1);
    return true;
  }

  /** Multiplies what was scanned by 10^power and makes it an integer; false if that is too long. */
  private boolean scale(int power) {
    long e = exponent + power;
    if (mantissa == 0 || e == 0) {
      return true;
    }
    if (e > 18) {
      return false;
    }
    if (e > 0) {
      long ten = LONG_TENS[(int) e];
      boolean fits = Long.compareUnsigned(mantissa, Long.divideUnsigned(-1L, ten)) <= 0;
      mantissa *= ten;
      return fits;
    }
    // a mantissa is below 10^19
    long quotient = e < -18 ? 0 : Long.divideUnsigned(mantissa, LONG_TENS[(int) -e]);
    inexact |= e < -18 || quotient * LONG_TENS[(int) -e] != mantissa;
    mantissa = quotient;
    return true;
  }

  /** Leaves what was scanned and scaled, less {@code down}, in longValue if that fits. */
  private boolean takeLong(int down) {
    long m = mantissa;
    if (m < 0 && !(negative && m == Long.MIN_VALUE && down == 0)) {
      return false;
    }
    longValue = (negative ? -m : m) - down;
    return true;
  }
}
