package dev.inkling.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers as people write them on a command line. */
final class Numbers {

  private static final Pattern COUNT = Pattern.compile("(\\d[\\d_]*)([kKmMgG]?)");
  private static final Pattern FRACTION = Pattern.compile("(\\d*\\.?\\d+(?:[eE]-?\\d+)?)\\s*(%?)");

  private static final Pattern TIME = Pattern.compile("(\\d{0,9}\\.?\\d{1,9})\\s*(ms|s|min|m|h|d)");
  private static final BigDecimal MOST_MS = BigDecimal.valueOf(8760L * 3_600_000);

  private Numbers() {}

  /** A whole number from 0: {@code 20000000}, {@code 20_000_000} or {@code 20M}. */
  static final class Count implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      Matcher matcher = COUNT.matcher(text);
      try {
        if (matcher.matches()) {
          long number = Long.parseLong(matcher.group(1).replace("_", ""));
          long unit =
              switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
                case "k" -> 1_000L;
                case "m" -> 1_000_000L;
                case "g" -> 1_000_000_000L;
                default -> 1L;
              };
          return Math.multiplyExact(number, unit);
        }
      } catch (ArithmeticException | NumberFormatException e) {
        // too large: as bad as no number
      }
      throw new TypeConversionException(
          "expected a whole number such as 20000000 or 20M, got '" + text + "'");
    }
  }

  /** A number of rows per second, from 1, written as a {@link Count}. */
  static final class Rate implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      long rate = new Count().convert(text);
      if (rate < 1) {
        throw new TypeConversionException("expected at least 1 row per second, got '" + text + "'");
      }
      return rate;
    }
  }

  /** A number of bytes of memory, from 128MB, as {@code 256MB} or {@code 2G}. */
  static final class Memory implements ITypeConverter<Long> {

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,6})(M|MB|G|GB)");

    @Override
    public Long convert(String text) {
      Matcher size = SIZE.matcher(text.toUpperCase(Locale.ROOT));
      if (!size.matches()) {
        throw new TypeConversionException(
            "expected a size such as 256MB or 2G, got '" + text + "'");
      }
      long megabytes = Long.parseLong(size.group(1)) * (size.group(2).startsWith("G") ? 1024 : 1);
      if (megabytes < 128) {
        throw new TypeConversionException("expected at least 128MB, got '" + text + "'");
      }
      return megabytes << 20;
    }
  }

  /** A time from a millisecond to a year: {@code 500ms}, {@code 5s}, {@code 2min}. */
  static final class Time implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      Duration time = time(text);
      if (time == null || time.isZero()) {
        throw noTime("1ms", text);
      }
      return time;
    }
  }

  /** A time from nothing to a year: {@code 0s}, {@code 5s}, {@code 2min}. */
  static final class Delay implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      Duration time = time(text);
      if (time == null) {
        throw noTime("0s", text);
      }
      return time;
    }
  }

  private static TypeConversionException noTime(String least, String text) {
    return new TypeConversionException(
        "expected a time from "
            + least
            + " to 8760h, such as 5s, 500ms or 2min, got '"
            + text
            + "'");
  }

  /** A time of whole milliseconds up to a year; null if a text is none. */
  private static Duration time(String text) {
    Matcher matcher = TIME.matcher(text.strip());
    if (!matcher.matches()) {
      return null;
    }
    long unitMs =
        switch (matcher.group(2)) {
          case "ms" -> 1;
          case "s" -> 1_000;
          case "min", "m" -> 60_000;
          case "h" -> 3_600_000;
          default -> 86_400_000;
        };
    BigDecimal ms = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unitMs));
    boolean fits = ms.signum() == 0 || ms.compareTo(BigDecimal.ONE) >= 0;
    return fits && ms.compareTo(MOST_MS) <= 0 ? Duration.ofMillis(ms.longValue()) : null;
  }

  /** A fraction between 0 and 1: {@code 0.95} or {@code 95%}. */
  static final class Fraction implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      Matcher matcher = FRACTION.matcher(text.strip());
      if (matcher.matches()) {
        BigDecimal number = new BigDecimal(matcher.group(1));
        int places = matcher.group(2).isEmpty() ? 0 : 2;
        double fraction = number.movePointLeft(places).doubleValue();
        if (fraction > 0 && fraction < 1) {
          return fraction;
        }
      }
      throw new TypeConversionException(
          "expected a fraction between 0 and 1, such as 95% or 0.95, got '" + text + "'");
    }
  }
}
