package dev.inkling.engine.io;

import dev.inkling.operator.TopItem;
import dev.inkling.operator.Type;
import dev.inkling.sketch.Estimate;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/** The values of answers as text for people: as many digits as mean something, and a bar. */
final class TableText {

  /** Below this a whole number shows the ends of its bar: {@code 12 [10, 15]}. */
  private static final double SMALL_COUNT = 100;

  /** Decimals of an exact double of at least 1, at most. */
  private static final int DECIMALS = 4;

  /** More decimals than these and a number is written with an exponent. */
  private static final int MOST_DECIMALS = 9;

  /** Numbers from here on are written with an exponent. */
  private static final double HUGE = 1e18;

  /** What a number may exceed the last digit shown by without being rounded up. */
  private static final double SLACK = 1e-9;

  private TableText() {}

  /**
   * A cell in three parts, so that columns line up at the decimal point and at the bar.
   *
   * @param whole a text, or a number up to its decimal point
   * @param fraction the decimal point and what follows it
   * @param bar the bar, with the space before it
   */
  record Cell(String whole, String fraction, String bar) {
    static final Cell NULL = new Cell("NULL", "", "");

    static Cell text(String text) {
      return new Cell(text, "", "");
    }

    static Cell number(String number, String bar) {
      int point = number.indexOf('.');
      return point < 0
          ? new Cell(number, "", bar)
          : new Cell(number.substring(0, point), number.substring(point), bar);
    }
  }

  /** The cell of a value. */
  static Cell cell(Object value, Type type) {
    if (value == null) {
      return Cell.NULL;
    }
    if (value instanceof Estimate estimate) {
      return estimate(estimate, type);
    }
    if (value instanceof Long whole) {
      return type == Type.TIMESTAMP
          ? Cell.text(time(whole))
          : Cell.number(group(Long.toString(whole)), "");
    }
    if (value instanceof Double number) {
      return Cell.number(exactDouble(number), "");
    }
    if (value instanceof String text) {
      return Cell.text(printable(text));
    }
    if (value instanceof Boolean) {
      return Cell.text(value.toString());
    }
    if (value instanceof List<?> items) {
      return Cell.text(items(items));
    }
    throw SinkText.unknown(value);
  }

  private static Cell estimate(Estimate estimate, Type type) {
    double value = estimate.value();
    if (Double.isNaN(value)) {
      return Cell.NULL;
    }
    double arm = Math.max(value - estimate.lower(), estimate.upper() - value);
    boolean plain = estimate.isExact() || !(arm > 0);
    if (type == Type.TIMESTAMP) {
      String middle = time((long) Math.rint(value));
      return plain
          ? Cell.text(middle)
          : new Cell(
              middle,
              "",
              " ["
                  + time((long) Math.floor(estimate.lower()))
                  + ", "
                  + time((long) Math.ceil(estimate.upper()))
                  + "]");
    }
    int decimals = 0;
    if (type != Type.BIGINT) {
      if (plain || !Double.isFinite(arm)) {
        return Cell.number(exactDouble(value), plain ? "" : interval(estimate, DECIMALS));
      }
      // two digits of the bar's arm
      decimals = Math.max(0, 1 - (int) Math.floor(Math.log10(arm)));
    }
    String number = decimal(value, decimals, SinkText.Rounding.NEAREST);
    if (plain) {
      return Cell.number(number, "");
    }
    double relative = arm / Math.abs(value);
    boolean ends = !(relative < 1) || (type == Type.BIGINT && Math.abs(value) < SMALL_COUNT);
    return Cell.number(number, ends ? interval(estimate, decimals) : percent(relative));
  }

  private static String interval(Estimate estimate, int decimals) {
    return " ["
        + decimal(estimate.lower(), decimals, SinkText.Rounding.DOWN)
        + ", "
        + decimal(estimate.upper(), decimals, SinkText.Rounding.UP)
        + "]";
  }

  /** A relative error in percent, with two digits, rounded up so that the bar keeps its promise. */
  static String percent(double relative) {
    MathContext twoDigits = new MathContext(2, RoundingMode.CEILING);
    BigDecimal percent = new BigDecimal(relative * 100 * (1 - SLACK)).round(twoDigits);
    return " ± " + percent.stripTrailingZeros().toPlainString() + " %";
  }

  /** A number with at most so many decimals. */
  private static String decimal(double value, int decimals, SinkText.Rounding rounding) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "-∞";
    }
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (decimals > MOST_DECIMALS || Math.abs(value) >= HUGE) {
      return new BigDecimal(value)
          .round(new MathContext(DECIMALS, rounding.mode()))
          .stripTrailingZeros()
          .toString();
    }
    BigDecimal rounded = new BigDecimal(value).setScale(decimals, rounding.mode());
    return group(rounded.toPlainString());
  }

  private static String exactDouble(double value) {
    double size = Math.abs(value);
    if (!Double.isFinite(value) || size >= HUGE) {
      return decimal(value, 0, SinkText.Rounding.NEAREST);
    }
    if (size == 0) {
      return "0";
    }
    int decimals = size >= 1 ? DECIMALS : DECIMALS - 1 - (int) Math.floor(Math.log10(size));
    if (decimals > MOST_DECIMALS) {
      return decimal(value, decimals, SinkText.Rounding.NEAREST);
    }
    BigDecimal rounded = new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN);
    BigDecimal stripped = rounded.stripTrailingZeros();
    return group(stripped.toPlainString());
  }

  /** Thousands separators in numbers of more than four digits, so that years stay as they are. */
  static String group(String number) {
    int start = number.startsWith("-") ? 1 : 0;
    int point = number.indexOf('.');
    int end = point < 0 ? number.length() : point;
    if (end - start <= 4) {
      return number;
    }
    StringBuilder grouped = new StringBuilder(number);
    for (int i = end - 3; i > start; i -= 3) {
      grouped.insert(i, ',');
    }
    return grouped.toString();
  }

  private static String time(long epochMs) {
    StringBuilder text = new StringBuilder(23);
    SinkText.appendTime(text, epochMs, ' ');
    return text.toString();
  }

  private static String items(List<?> items) {
    StringBuilder text = new StringBuilder();
    for (Object element : items) {
      if (element == null || element instanceof Estimate || element instanceof List) {
        throw SinkText.unknown(element);
      }
      if (!(element instanceof TopItem item)) {
        Cell value = cell(element, Type.VARCHAR);
        text.append(text.isEmpty() ? "" : " · ").append(value.whole()).append(value.fraction());
        continue;
      }
      Cell name = cell(item.item(), Type.VARCHAR);
      Cell count = estimate(item.count(), Type.BIGINT);
      text.append(text.isEmpty() ? "" : " · ").append(name.whole()).append(name.fraction());
      text.append(' ').append(count.whole()).append(count.bar());
    }
    return text.toString();
  }

  /**
   * A text on one line, without anything that a terminal would obey: control characters and those
   * that turn the direction of writing appear as escapes.
   */
  static String printable(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isObeyed(text.charAt(i))) {
        return escape(text);
      }
    }
    return text;
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        escaped.append("\\n");
      } else if (c == '\t') {
        escaped.append("\\t");
      } else if (c == '\r') {
        escaped.append("\\r");
      } else if (isObeyed(c)) {
        String hex = Integer.toHexString(c);
        escaped.append("\\u").append("0".repeat(4 - hex.length())).append(hex);
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  private static boolean isObeyed(char c) {
    return Character.isISOControl(c)
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069);
  }

  /** How many columns of a terminal a text takes: wide characters two, combining marks none. */
  static int width(String text) {
    int width = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c < 0x300) {
        width++;
      } else if (!isCombining(c)) {
        width += isWide(c) ? 2 : 1;
      }
    }
    return width;
  }

  private static boolean isCombining(int c) {
    int category = Character.getType(c);
    return category == Character.NON_SPACING_MARK
        || category == Character.ENCLOSING_MARK
        || category == Character.FORMAT;
  }

  /** Whether East Asian Width says W or F, by the blocks that matter. */
  private static boolean isWide(int c) {
    return (c >= 0x1100 && c <= 0x115f)
        || (c >= 0x2e80 && c <= 0xa4cf && c != 0x303f)
        || (c >= 0xac00 && c <= 0xd7a3)
        || (c >= 0xf900 && c <= 0xfaff)
        || (c >= 0xfe30 && c <= 0xfe6f)
        || (c >= 0xff00 && c <= 0xff60)
        || (c >= 0xffe0 && c <= 0xffe6)
        || (c >= 0x1f300 && c <= 0x1f64f)
        || (c >= 0x1f900 && c <= 0x1f9ff)
        || (c >= 0x20000 && c <= 0x3fffd);
  }
}
