package dev.inkling.operator;

import java.util.Objects;

/**
 * How instants are written in a column of a file.
 *
 * @param kind the way
 * @param pattern a pattern of {@link java.time.format.DateTimeFormatter} if the kind is PATTERN,
 *     else empty; a pattern without a zone is read as UTC
 */
public record TimestampFormat(Kind kind, String pattern) {

  /** The ways to write an instant. */
  public enum Kind {
    /** Found out from the values at the head of the file. */
    AUTO,
    /** ISO 8601, with {@code T} or a space between date and time; without a zone it is UTC. */
    ISO,
    /** Milliseconds since 1970-01-01T00:00Z. */
    EPOCH_MS,
    /** Seconds since 1970-01-01T00:00Z, possibly with a fraction. */
    EPOCH_S,
    /** A pattern. */
    PATTERN
  }

  /** Found out from the values at the head of the file. */
  public static final TimestampFormat AUTO = new TimestampFormat(Kind.AUTO, "");

  /** ISO 8601. */
  public static final TimestampFormat ISO = new TimestampFormat(Kind.ISO, "");

  /** Milliseconds since the epoch. */
  public static final TimestampFormat EPOCH_MS = new TimestampFormat(Kind.EPOCH_MS, "");

  /** Seconds since the epoch. */
  public static final TimestampFormat EPOCH_S = new TimestampFormat(Kind.EPOCH_S, "");

  /** Checks that there is a pattern where one is needed, and nowhere else. */
  public TimestampFormat {
    Objects.requireNonNull(kind, "kind");
    if ((kind == Kind.PATTERN) == pattern.isEmpty()) {
      throw new IllegalArgumentException(
          "pattern must be given for PATTERN only, got \"" + pattern + "\" for " + kind);
    }
  }

  /** A pattern of {@link java.time.format.DateTimeFormatter}, such as {@code dd/MM/yyyy HH:mm}. */
  public static TimestampFormat ofPattern(String pattern) {
    return new TimestampFormat(Kind.PATTERN, pattern);
  }

  @Override
  public String toString() {
    return kind == Kind.PATTERN ? pattern : kind.name();
  }
}
