package dev.inkling.operator;

import java.util.List;

/**
 * The functions of expressions. Arithmetic on two BIGINTs is BIGINT and fails on overflow; with a
 * DOUBLE on either side it is DOUBLE, as in IEEE 754 (the root of −1 is NaN, and NaN is neither
 * equal to, nor less or greater than, anything). Dividing by zero fails, whatever the types.
 *
 * <p>Texts compare by code points, so {@code 'Z' < 'a' < 'ä'}. A BIGINT next to a DOUBLE is
 * compared as a DOUBLE. FALSE is less than TRUE.
 */
public enum Function {
  // arithmetic
  ADD("+", Notation.SUM_INFIX, Signature.numeric(2, "two numbers")),
  SUBTRACT("-", Notation.SUM_INFIX, Signature.numeric(2, "two numbers")),
  MULTIPLY("*", Notation.PRODUCT_INFIX, Signature.numeric(2, "two numbers")),
  /** Truncates towards zero on two BIGINTs. */
  DIVIDE("/", Notation.PRODUCT_INFIX, Signature.numeric(2, "two numbers")),
  /** The remainder; its sign is the dividend's. */
  MODULO("MOD", Notation.CALL, Signature.numeric(2, "two numbers")),
  NEGATE("-", Notation.MINUS_PREFIX, Signature.numeric(1, "one number")),
  ABS("ABS", Notation.CALL, Signature.numeric(1, "one number")),
  SIGN("SIGN", Notation.CALL, Signature.numeric(1, "one number")),
  FLOOR("FLOOR", Notation.CALL, Signature.numeric(1, "one number")),
  CEIL("CEIL", Notation.CALL, Signature.numeric(1, "one number")),
  /**
   * To the nearest; halves away from zero. An optional second argument, a literal BIGINT, gives the
   * decimals.
   */
  ROUND("ROUND", Notation.CALL, Signature.rounding()),
  SQRT("SQRT", Notation.CALL, Signature.real(1, "one number")),
  LN("LN", Notation.CALL, Signature.real(1, "one number")),
  LOG10("LOG10", Notation.CALL, Signature.real(1, "one number")),
  EXP("EXP", Notation.CALL, Signature.real(1, "one number")),
  POWER("POWER", Notation.CALL, Signature.real(2, "two numbers")),
  /** The largest of two or more of one type. */
  GREATEST("GREATEST", Notation.CALL, Signature.common(2, "two or more values of one type")),
  /** The smallest of two or more of one type. */
  LEAST("LEAST", Notation.CALL, Signature.common(2, "two or more values of one type")),

  // comparison: both sides numeric, or of one type
  EQUAL("=", Notation.COMPARISON_INFIX, Signature.comparison()),
  NOT_EQUAL("<>", Notation.COMPARISON_INFIX, Signature.comparison()),
  LESS("<", Notation.COMPARISON_INFIX, Signature.comparison()),
  LESS_OR_EQUAL("<=", Notation.COMPARISON_INFIX, Signature.comparison()),
  GREATER(">", Notation.COMPARISON_INFIX, Signature.comparison()),
  GREATER_OR_EQUAL(">=", Notation.COMPARISON_INFIX, Signature.comparison()),
  IS_NULL("IS NULL", Notation.POSTFIX, Signature.any()),
  IS_NOT_NULL("IS NOT NULL", Notation.POSTFIX, Signature.any()),

  // logic, three-valued
  AND("AND", Notation.AND_CHAIN, Signature.twoOrMore(Type.BOOLEAN, "two or more BOOLEANs")),
  OR("OR", Notation.OR_CHAIN, Signature.twoOrMore(Type.BOOLEAN, "two or more BOOLEANs")),
  NOT("NOT", Notation.NOT_PREFIX, Signature.fixed(Type.BOOLEAN, "one BOOLEAN", Type.BOOLEAN)),
  /** condition, value, condition, value, …, value otherwise. */
  CASE("CASE", Notation.CASE, Signature.choice()),
  /** The first that is not null. */
  COALESCE("COALESCE", Notation.CALL, Signature.common(1, "one or more values of one type")),

  // text
  /**
   * Text, pattern and, if there is a third argument, the escape character; % and _ as in SQL, _ is
   * a code point. Without a third argument there is no escape. Pattern and escape are literals.
   */
  LIKE(
      "LIKE",
      Notation.LIKE,
      Signature.optionalLast(
          Type.BOOLEAN,
          "a VARCHAR, a pattern as VARCHAR and optionally an escape character as VARCHAR",
          Type.VARCHAR,
          Type.VARCHAR,
          Type.VARCHAR)),
  UPPER("UPPER", Notation.CALL, Signature.fixed(Type.VARCHAR, "one VARCHAR", Type.VARCHAR)),
  LOWER("LOWER", Notation.CALL, Signature.fixed(Type.VARCHAR, "one VARCHAR", Type.VARCHAR)),
  /** Without the spaces at both ends. */
  TRIM("TRIM", Notation.CALL, Signature.fixed(Type.VARCHAR, "one VARCHAR", Type.VARCHAR)),
  LTRIM("LTRIM", Notation.CALL, Signature.fixed(Type.VARCHAR, "one VARCHAR", Type.VARCHAR)),
  RTRIM("RTRIM", Notation.CALL, Signature.fixed(Type.VARCHAR, "one VARCHAR", Type.VARCHAR)),
  /**
   * Text, start (from 1) and optionally length, in code points. As in SQL, a start before 1 counts
   * against the length; a length below 0 fails.
   */
  SUBSTRING(
      "SUBSTRING",
      Notation.CALL,
      Signature.optionalLast(
          Type.VARCHAR,
          "a VARCHAR, a start as BIGINT and optionally a length as BIGINT",
          Type.VARCHAR,
          Type.BIGINT,
          Type.BIGINT)),
  /** In code points. */
  CHAR_LENGTH(
      "CHAR_LENGTH", Notation.CALL, Signature.fixed(Type.BIGINT, "one VARCHAR", Type.VARCHAR)),
  CONCAT("||", Notation.SUM_INFIX, Signature.twoOrMore(Type.VARCHAR, "two or more VARCHARs")),
  /**
   * The position, from 1, of the first text in the second, in code points; 0 if it is not there.
   */
  POSITION(
      "POSITION",
      Notation.POSITION,
      Signature.fixed(Type.BIGINT, "two VARCHARs", Type.VARCHAR, Type.VARCHAR)),
  /** Text, what to look for (if it is empty, nothing is replaced), what to put in its place. */
  REPLACE(
      "REPLACE",
      Notation.CALL,
      Signature.fixed(Type.VARCHAR, "three VARCHARs", Type.VARCHAR, Type.VARCHAR, Type.VARCHAR)),

  // casts; a text that cannot be read as the type fails, spaces around it do not matter
  /**
   * A DOUBLE is truncated towards zero and fails if it is NaN or too large, a BOOLEAN is 1 or 0, a
   * TIMESTAMP is in milliseconds since the epoch.
   */
  TO_BIGINT(
      "CAST AS BIGINT",
      Notation.cast(Type.BIGINT),
      Signature.cast(
          Type.BIGINT, Type.BIGINT, Type.DOUBLE, Type.VARCHAR, Type.BOOLEAN, Type.TIMESTAMP)),
  /** A BOOLEAN is 1 or 0; a text too large for a DOUBLE fails. */
  TO_DOUBLE(
      "CAST AS DOUBLE",
      Notation.cast(Type.DOUBLE),
      Signature.cast(Type.DOUBLE, Type.BIGINT, Type.DOUBLE, Type.VARCHAR, Type.BOOLEAN)),
  /**
   * A DOUBLE as {@link Double#toString(double)} has it, a BOOLEAN as {@code true} or {@code false},
   * a TIMESTAMP in UTC as {@code 2015-05-17 10:05:03}, with {@code .123} if it has milliseconds.
   */
  TO_VARCHAR(
      "CAST AS VARCHAR",
      Notation.cast(Type.VARCHAR),
      Signature.cast(
          Type.VARCHAR, Type.BIGINT, Type.DOUBLE, Type.VARCHAR, Type.BOOLEAN, Type.TIMESTAMP)),
  /** A text is {@code true} or {@code false} in any case; a BIGINT is FALSE if it is 0. */
  TO_BOOLEAN(
      "CAST AS BOOLEAN",
      Notation.cast(Type.BOOLEAN),
      Signature.cast(Type.BOOLEAN, Type.BIGINT, Type.VARCHAR, Type.BOOLEAN)),
  /**
   * From VARCHAR in ISO 8601: a date, optionally {@code T} or a space and a time to minutes,
   * seconds or a fraction, and optionally {@code Z} or an offset; what is finer than a millisecond
   * is cut off. A BIGINT counts milliseconds since the epoch.
   */
  TO_TIMESTAMP(
      "CAST AS TIMESTAMP",
      Notation.cast(Type.TIMESTAMP),
      Signature.cast(Type.TIMESTAMP, Type.BIGINT, Type.VARCHAR, Type.TIMESTAMP)),

  // time, in UTC; the unit is a literal: YEAR, QUARTER, MONTH, WEEK, DAY, DOW (1 = Sunday), DOY,
  // HOUR, MINUTE, SECOND, MILLISECOND
  /**
   * Unit, timestamp: a part of it as BIGINT. WEEK is ISO's, 1 to 53; MILLISECOND counts from the
   * start of the minute, 0 to 59999.
   */
  EXTRACT(
      "EXTRACT",
      Notation.EXTRACT,
      Signature.fixed(
          Type.BIGINT, "a unit as VARCHAR and a TIMESTAMP", Type.VARCHAR, Type.TIMESTAMP)),
  /**
   * Unit, timestamp: the last start of such a unit at or before it; weeks start on Monday. Not DOW
   * or DOY.
   */
  FLOOR_TIME(
      "FLOOR_TIME",
      Notation.FLOOR_TIME,
      Signature.fixed(
          Type.TIMESTAMP, "a unit as VARCHAR and a TIMESTAMP", Type.VARCHAR, Type.TIMESTAMP)),
  /** Timestamp, milliseconds: the timestamp that much later. */
  ADD_MILLIS(
      "ADD_MILLIS",
      Notation.timeAddition("MILLISECOND"),
      Signature.fixed(Type.TIMESTAMP, "a TIMESTAMP and a BIGINT", Type.TIMESTAMP, Type.BIGINT)),
  /** Timestamp, months: the timestamp that much later; the day is clipped to the month's last. */
  ADD_MONTHS(
      "ADD_MONTHS",
      Notation.timeAddition("MONTH"),
      Signature.fixed(Type.TIMESTAMP, "a TIMESTAMP and a BIGINT", Type.TIMESTAMP, Type.BIGINT)),
  /** Later timestamp, earlier timestamp: milliseconds between them. */
  MILLIS_BETWEEN(
      "MILLIS_BETWEEN",
      Notation.TIME_DIFFERENCE,
      Signature.fixed(Type.BIGINT, "two TIMESTAMPs", Type.TIMESTAMP, Type.TIMESTAMP));

  private final String symbol;

  @SuppressWarnings("ImmutableEnumChecker") // it is, but there is no annotation to say so
  private final Notation notation;

  @SuppressWarnings("ImmutableEnumChecker") // as above
  private final Signature signature;

  Function(String symbol, Notation notation, Signature signature) {
    this.symbol = symbol;
    this.notation = notation;
    this.signature = signature;
  }

  /**
   * The result's type for arguments of these types. A BIGINT is widened where it meets a DOUBLE.
   *
   * @throws IllegalArgumentException if the function does not take them; the message says what it
   *     takes and what it got
   */
  public Type resultType(List<Type> types) {
    return signature.apply(symbol, types);
  }

  /** The call as text, as it would be written in SQL. */
  String show(List<Expr> arguments) {
    return notation.write(symbol, arguments);
  }

  Notation notation() {
    return notation;
  }
}
