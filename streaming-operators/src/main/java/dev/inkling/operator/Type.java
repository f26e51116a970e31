package dev.inkling.operator;

/** The type of a column. Every type has a null. */
public enum Type {
  /** A 64-bit signed integer. */
  BIGINT,
  /** An IEEE 754 double. */
  DOUBLE,
  /** A text, UTF-8. */
  VARCHAR,
  /** True or false; in columns 1 or 0. */
  BOOLEAN,
  /** An instant, in milliseconds since 1970-01-01T00:00Z. */
  TIMESTAMP,
  /** A list of items with their estimated counts, the most frequent first; only in answers. */
  TOP_ITEMS,
  /** A list of values; only in answers. */
  VALUES;

  /** Whether a column of this type is held as {@code long}s. */
  public boolean isLong() {
    return this == BIGINT || this == BOOLEAN || this == TIMESTAMP;
  }

  /** Whether this is a list, which can be shown and nothing else. */
  public boolean isList() {
    return this == TOP_ITEMS || this == VALUES;
  }

  /** Whether this is BIGINT or DOUBLE. */
  public boolean isNumeric() {
    return this == BIGINT || this == DOUBLE;
  }
}
