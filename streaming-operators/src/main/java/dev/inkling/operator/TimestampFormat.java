package dev.inkling.operator;

import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;

/**
 * How an instant is written in an input. Immutable.
 *
 * <table>
 * <caption>The formats</caption>
 * <tr><th>format</th><th>examples</th></tr>
 * <tr><td>{@link #ISO}</td><td>{@code 2015-09-12T00:46:58.771Z}, {@code 2015-09-12 02:46+02:00},
 *     {@code 2015-09-12}; UTC if there is no zone; digits past the millisecond are cut off</td></tr>
 * <tr><td>{@link #EPOCH_MS}</td><td>{@code 1442018818771}, milliseconds since 1970</td></tr>
 * <tr><td>{@link #EPOCH_S}</td><td>{@code 1442018818}, {@code 1442018818.771}, seconds</td></tr>
 * <tr><td>{@link #ACCESS_LOG}</td><td>{@code 17/May/2015:10:05:03 +0000}</td></tr>
 * <tr><td>{@link #pattern}</td><td>what a {@link DateTimeFormatter} pattern says; slower</td></tr>
 * </table>
 */
public final class TimestampFormat {

  /** Which of the formats it is. */
  public enum Kind {
    /** ISO 8601 and its usual relaxations. */
    ISO,
    /** Milliseconds since 1970-01-01T00:00Z. */
    EPOCH_MS,
    /** Seconds since 1970-01-01T00:00Z, with decimals or without. */
    EPOCH_S,
    /** The time of a web server's log. */
    ACCESS_LOG,
    /** A {@link DateTimeFormatter} pattern. */
    PATTERN
  }

  /** ISO 8601 and its usual relaxations: a space for the T, no seconds, no time, no zone (UTC). */
  public static final TimestampFormat ISO = new TimestampFormat(Kind.ISO, "", null);

  /** Milliseconds since 1970-01-01T00:00Z. */
  public static final TimestampFormat EPOCH_MS = new TimestampFormat(Kind.EPOCH_MS, "", null);

  /** Seconds since 1970-01-01T00:00Z, with decimals or without. */
  public static final TimestampFormat EPOCH_S = new TimestampFormat(Kind.EPOCH_S, "", null);

  /** The time of a web server's log, without its brackets. */
  public static final TimestampFormat ACCESS_LOG = new TimestampFormat(Kind.ACCESS_LOG, "", null);

  private final Kind kind;
  private final String pattern;
  private final DateTimeFormatter formatter;

  private TimestampFormat(Kind kind, String pattern, DateTimeFormatter formatter) {
    this.kind = kind;
    this.pattern = pattern;
    this.formatter = formatter;
  }

  /**
   * A format of one's own. Names of months and days are English; a text without zone is in UTC, one
   * without time at midnight.
   *
   * @param pattern a {@link DateTimeFormatter} pattern, such as {@code dd.MM.yyyy HH:mm}
   * @throws IllegalArgumentException if it is none
   */
  public static TimestampFormat pattern(String pattern) {
    if (pattern.isEmpty()) {
      throw new IllegalArgumentException("pattern must not be empty");
    }
    try {
      return new TimestampFormat(
          Kind.PATTERN, pattern, DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "pattern must be one of DateTimeFormatter, got " + pattern + ": " + e.getMessage(), e);
    }
  }

  /**
   * The format of this name: {@code iso}, {@code epoch_ms}, {@code epoch_s}, {@code access_log} in
   * any case; everything else is taken for a {@link #pattern}.
   */
  public static TimestampFormat named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "iso" -> ISO;
      case "epoch_ms" -> EPOCH_MS;
      case "epoch_s" -> EPOCH_S;
      case "access_log" -> ACCESS_LOG;
      default -> pattern(name);
    };
  }

  /** Which of the formats it is. */
  public Kind kind() {
    return kind;
  }

  /** The pattern of a {@link Kind#PATTERN}; empty for the others. */
  public String pattern() {
    return pattern;
  }

  /**
   * What reads a {@link Kind#PATTERN}.
   *
   * @throws IllegalStateException if it is another kind
   */
  public DateTimeFormatter formatter() {
    if (formatter == null) {
      throw new IllegalStateException("only a pattern has a formatter, this is " + this);
    }
    return formatter;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TimestampFormat that
        && kind == that.kind
        && pattern.equals(that.pattern);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, pattern);
  }

  /** The name, as {@link #named} takes it. */
  @Override
  public String toString() {
    return kind == Kind.PATTERN ? pattern : kind.name().toLowerCase(Locale.ROOT);
  }
}
