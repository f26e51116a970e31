package dev.inkling.engine.io;

import dev.inkling.operator.TopItem;
import dev.inkling.operator.Type;
import dev.inkling.sketch.Estimate;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * The values of answers as text that a machine reads back: numbers in full precision, timestamps in
 * ISO 8601, texts and lists as JSON. The same value gives the same text on every Java version.
 */
final class SinkText {

  /** Doubles up to here are written without an exponent. */
  private static final double PLAIN_BELOW = 1e17;

  /** Doubles down to here are written without an exponent. */
  private static final double PLAIN_FROM = 1e-7;

  /** The first double that is no long. */
  private static final double TWO_TO_63 = 0x1p63;

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private SinkText() {}

  /** Which way a number is made an integer. */
  enum Rounding {
    /** To the nearest. */
    NEAREST,
    /** Down: the lower end of a bar. */
    DOWN,
    /** Up: the upper end of a bar. */
    UP;

    /** The integer; NaN and infinity stay. */
    double round(double value) {
      return switch (this) {
        case NEAREST -> Math.rint(value);
        case DOWN -> Math.floor(value);
        case UP -> Math.ceil(value);
      };
    }

    /** The same way for decimals. */
    RoundingMode mode() {
      return switch (this) {
        case NEAREST -> RoundingMode.HALF_EVEN;
        case DOWN -> RoundingMode.FLOOR;
        case UP -> RoundingMode.CEILING;
      };
    }
  }

  /**
   * Appends a finite number as a column of this type shows it: a whole number for BIGINT, ISO 8601
   * without quotes for TIMESTAMP.
   */
  static void appendNumber(StringBuilder out, double value, Type type, Rounding rounding) {
    if (type == Type.TIMESTAMP) {
      appendIsoTime(out, (long) rounding.round(value));
    } else if (type == Type.BIGINT) {
      appendInteger(out, rounding.round(value));
    } else {
      appendDouble(out, value);
    }
  }

  /** Appends a whole number. */
  static void appendInteger(StringBuilder out, double whole) {
    if (Math.abs(whole) < TWO_TO_63) {
      out.append((long) whole);
    } else {
      out.append(new BigDecimal(whole).toPlainString());
    }
  }

  /**
   * Appends the shortest decimal that reads back as this double, and of those the nearest; without
   * an exponent from 1e-7 to 1e17.
   */
  static void appendDouble(StringBuilder out, double value) {
    String text = Double.toString(value);
    // Before Java 19 toString may give one or two digits more than needed (JDK-4511638); only texts
    // this long are affected.
    if (text.length() >= 16 && Double.isFinite(value)) {
      text = shortest(value);
    }
    double size = Math.abs(value);
    boolean plain = size >= PLAIN_FROM && size < PLAIN_BELOW;
    if (plain && text.indexOf('E') >= 0) {
      String digits = new BigDecimal(text).toPlainString();
      text = digits.indexOf('.') < 0 ? digits + ".0" : digits;
    }
    out.append(text);
  }

  private static String shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 14; digits < 17; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == value) {
        return scientific(rounded);
      }
    }
    return scientific(exact.round(new MathContext(17, RoundingMode.HALF_EVEN)));
  }

  /** As Double.toString would write these digits. */
  private static String scientific(BigDecimal value) {
    BigDecimal digits = value.stripTrailingZeros();
    String unscaled = digits.unscaledValue().abs().toString();
    String sign = digits.signum() < 0 ? "-" : "";
    int exponent = unscaled.length() - 1 - digits.scale();
    if (exponent >= -3 && exponent < 7) {
      String plain = digits.toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    String fraction = unscaled.length() == 1 ? "0" : unscaled.substring(1);
    return sign + unscaled.charAt(0) + "." + fraction + "E" + exponent;
  }

  /**
   * Appends {@code 2015-05-17T10:05:00Z}, with milliseconds if there are any. Years past 9999 have
   * a sign, as ISO 8601 wants it.
   */
  static void appendIsoTime(StringBuilder out, long epochMs) {
    appendTime(out, epochMs, 'T');
    out.append('Z');
  }

  /** Appends {@code 2015-05-17 10:05:00} in UTC, with milliseconds if there are any. */
  static void appendTime(StringBuilder out, long epochMs, char separator) {
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(Math.floorDiv(epochMs, 1_000L), 0, ZoneOffset.UTC);
    out.append(time.toLocalDate()).append(separator);
    append2(out, time.getHour());
    append2(out.append(':'), time.getMinute());
    append2(out.append(':'), time.getSecond());
    int ms = Math.floorMod(epochMs, 1_000);
    if (ms > 0) {
      append2(out.append('.').append((char) ('0' + ms / 100)), ms % 100);
    }
  }

  private static void append2(StringBuilder out, int value) {
    out.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
  }

  /** Appends a text as a JSON string, with its quotes. */
  static void appendJsonString(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7f || c == 0x2028 || c == 0x2029 || isLoneSurrogate(text, i)) {
            out.append("\\u")
                .append(HEX[c >> 12])
                .append(HEX[(c >> 8) & 15])
                .append(HEX[(c >> 4) & 15])
                .append(HEX[c & 15]);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static boolean isLoneSurrogate(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  /** Appends one end of a bar, or its middle, as JSON; null where there is no finite number. */
  static void appendJsonNumber(StringBuilder out, double value, Type type, Rounding rounding) {
    if (!Double.isFinite(value)) {
      out.append("null");
    } else if (type == Type.TIMESTAMP) {
      appendIsoTime(out.append('"'), (long) rounding.round(value));
      out.append('"');
    } else {
      appendNumber(out, value, type, rounding);
    }
  }

  /** Appends an exact value as JSON; a list of frequent items becomes an array of objects. */
  static void appendJsonValue(StringBuilder out, Object value, Type type) {
    if (value == null) {
      out.append("null");
    } else if (value instanceof String text) {
      appendJsonString(out, text);
    } else if (value instanceof Boolean truth) {
      out.append(truth.booleanValue());
    } else if (value instanceof Long whole) {
      if (type == Type.TIMESTAMP) {
        appendIsoTime(out.append('"'), whole);
        out.append('"');
      } else {
        out.append(whole.longValue());
      }
    } else if (value instanceof Double number) {
      appendJsonNumber(out, number, type, Rounding.NEAREST);
    } else if (value instanceof Estimate estimate) {
      appendJsonNumber(out, estimate.value(), type, Rounding.NEAREST);
    } else if (value instanceof List<?> items) {
      appendJsonItems(out, items);
    } else {
      throw unknown(value);
    }
  }

  private static void appendJsonItems(StringBuilder out, List<?> items) {
    String separator = "";
    out.append('[');
    for (Object element : items) {
      out.append(separator);
      separator = ",";
      if (!(element instanceof TopItem item)) {
        appendJsonElement(out, element);
        continue;
      }
      Estimate count = item.count();
      out.append("{\"item\":");
      appendJsonValue(out, item.item(), Type.VARCHAR);
      appendJsonNumber(out.append(",\"count\":"), count.value(), Type.BIGINT, Rounding.NEAREST);
      appendJsonNumber(out.append(",\"count_lower\":"), count.lower(), Type.BIGINT, Rounding.DOWN);
      appendJsonNumber(out.append(",\"count_upper\":"), count.upper(), Type.BIGINT, Rounding.UP);
      out.append('}');
    }
    out.append(']');
  }

  private static void appendJsonElement(StringBuilder out, Object element) {
    if (element == null || element instanceof Estimate || element instanceof List) {
      throw unknown(element);
    }
    appendJsonValue(out, element, Type.VARCHAR);
  }

  /** What a sink says about a value that no answer can hold. */
  static IllegalArgumentException unknown(Object value) {
    return new IllegalArgumentException(
        "an answer's value must be a Long, Double, String, Boolean, Estimate or a list of TopItem or"
            + " plain values,"
            + " got "
            + (value == null ? "null" : value.getClass().getName()));
  }
}
