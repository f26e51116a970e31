package dev.inkling.operator;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rows that are made at a steady rate, to try things on. Row i, from 0, has the columns {@code ts},
 * a TIMESTAMP: i / rate seconds after 2026-01-01T00:00:00Z, and {@code value}, a BIGINT: i.
 *
 * @param rowsPerSecond how many rows come in a second, in [1, 10^9]
 * @param rows how many there are in all, at least 0; empty: they never end
 */
public record RateInput(long rowsPerSecond, OptionalLong rows) implements Input {

  /** How the name of such an input starts. */
  public static final String SCHEME = "rate://";

  /** The time of the first row, in milliseconds since 1970. */
  public static final long START_MS = 1_767_225_600_000L;

  /** The columns. */
  public static final Schema SCHEMA =
      Schema.of(new Column("ts", Type.TIMESTAMP), new Column("value", Type.BIGINT));

  private static final Pattern NAME = Pattern.compile("rate://(\\d{1,18})(\\?rows=(\\d{1,18}))?");

  /** Checks the ranges. */
  public RateInput {
    if (rowsPerSecond < 1 || rowsPerSecond > 1_000_000_000) {
      throw new IllegalArgumentException(
          "rows per second must be in [1, 1000000000], got " + rowsPerSecond);
    }
    if (rows.isPresent() && rows.getAsLong() < 0) {
      throw new IllegalArgumentException("rows must be at least 0, got " + rows.getAsLong());
    }
  }

  /**
   * The input of a name such as {@code rate://100000} or {@code rate://100000?rows=5000000}.
   *
   * @throws IllegalArgumentException if it is no such name
   */
  public static RateInput named(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected rate://N, rows per second, or rate://N?rows=M, got " + name);
    }
    String rows = matcher.group(3);
    return new RateInput(
        Long.parseLong(matcher.group(1)),
        rows == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(rows)));
  }

  @Override
  public String name() {
    return SCHEME + rowsPerSecond + (rows.isPresent() ? "?rows=" + rows.getAsLong() : "");
  }
}
