package dev.inkling.sql;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserUtil;

/** Intervals, units of time and timestamps as SQL writes them. */
final class Times {

  private static final Map<String, Long> UNIT_MS =
      Map.of(
          "MILLISECOND", 1L,
          "SECOND", 1_000L,
          "MINUTE", 60_000L,
          "HOUR", 3_600_000L,
          "DAY", 86_400_000L,
          "WEEK", 604_800_000L);

  private static final Map<String, Long> UNIT_MONTHS =
      Map.of("MONTH", 1L, "QUARTER", 3L, "YEAR", 12L);

  private static final Set<String> PARTS = Set.of("DOW", "DOY");

  private Times() {}

  /** A span of time: months, or milliseconds. */
  record Span(long ms, long months) {}

  /** The span of an interval literal. */
  static Span span(SqlText text, SqlNode node) {
    if (!(node instanceof SqlIntervalLiteral literal)) {
      throw text.error(
          node, "an interval is needed, got " + text.quote(node) + "; write INTERVAL '1' MINUTE");
    }
    SqlIntervalLiteral.IntervalValue value =
        literal.getValueAs(SqlIntervalLiteral.IntervalValue.class);
    SqlIntervalQualifier qualifier = value.getIntervalQualifier();
    try {
      if (qualifier.timeUnitRange.endUnit == null) {
        String unit = qualifier.timeUnitRange.startUnit.name();
        BigDecimal amount = new BigDecimal(value.getIntervalLiteral().strip());
        return span(amount.multiply(BigDecimal.valueOf(value.getSign())), unit);
      }
      return qualifier.isYearMonth()
          ? new Span(0, SqlParserUtil.intervalToMonths(value))
          : new Span(SqlParserUtil.intervalToMillis(value), 0);
    } catch (ArithmeticException | IllegalArgumentException | CalciteContextException e) {
      throw text.error(
          node, "this is not an interval: " + text.quote(node) + "; write INTERVAL '90' SECOND");
    }
  }

  private static Span span(BigDecimal amount, String unit) {
    Long ms = UNIT_MS.get(unit);
    if (ms != null) {
      BigDecimal exact = amount.multiply(BigDecimal.valueOf(ms));
      return new Span(exact.setScale(0, RoundingMode.UNNECESSARY).longValueExact(), 0);
    }
    Long months = UNIT_MONTHS.get(unit);
    if (months == null) {
      throw new IllegalArgumentException("unit " + unit);
    }
    return new Span(0, amount.multiply(BigDecimal.valueOf(months)).longValueExact());
  }

  /** The milliseconds of a unit, if it has a fixed length. */
  static Optional<Long> unitMs(String unit) {
    return Optional.ofNullable(UNIT_MS.get(unit));
  }

  /** The months of a unit, if it is a number of months. */
  static Optional<Long> unitMonths(String unit) {
    return Optional.ofNullable(UNIT_MONTHS.get(unit));
  }

  /** The name of a unit that a timestamp can be cut to, in upper case. */
  static String cutUnit(SqlText text, SqlNode node) {
    String unit = name(node);
    if (!UNIT_MS.containsKey(unit) && !UNIT_MONTHS.containsKey(unit)) {
      throw text.error(
          node,
          "the unit "
              + unit
              + " is not supported; use YEAR, QUARTER, MONTH, WEEK, DAY, HOUR,"
              + " MINUTE, SECOND or MILLISECOND");
    }
    return unit;
  }

  /** The name of a part that a timestamp has, in upper case. */
  static String part(SqlText text, SqlNode node) {
    String unit = name(node);
    return PARTS.contains(unit) ? unit : cutUnit(text, node);
  }

  private static String name(SqlNode node) {
    if (node instanceof SqlIntervalQualifier qualifier) {
      return qualifier.timeFrameName != null
          ? qualifier.timeFrameName.toUpperCase(Locale.ROOT)
          : qualifier.timeUnitRange.name();
    }
    String text = node instanceof SqlLiteral literal ? literal.toValue() : node.toString();
    return String.valueOf(text).toUpperCase(Locale.ROOT);
  }

  /** The milliseconds since the epoch of a timestamp or date as text, UTC unless it says more. */
  static Optional<Long> timestamp(String text) {
    String iso = text.strip().replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) ", "$1T");
    try {
      if (iso.length() == 10) {
        return Optional.of(ms(LocalDate.parse(iso).atStartOfDay().toInstant(ZoneOffset.UTC)));
      }
      boolean zoned = iso.endsWith("Z") || iso.matches(".*T.*[+-].*");
      return Optional.of(
          ms(
              zoned
                  ? OffsetDateTime.parse(iso).toInstant()
                  : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC)));
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static long ms(Instant instant) {
    return instant.toEpochMilli();
  }
}
