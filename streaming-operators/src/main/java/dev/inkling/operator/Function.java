package dev.inkling.operator;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The functions of expressions. Arithmetic on two BIGINTs is BIGINT and fails on overflow; with a
 * DOUBLE on either side it is DOUBLE. Dividing by zero fails.
 */
public enum Function {
  // arithmetic
  ADD("+"),
  SUBTRACT("-"),
  MULTIPLY("*"),
  /** Truncates towards zero on two BIGINTs. */
  DIVIDE("/"),
  /** The remainder; its sign is the dividend's. */
  MODULO("MOD"),
  NEGATE("NEGATE"),
  ABS("ABS"),
  SIGN("SIGN"),
  FLOOR("FLOOR"),
  CEIL("CEIL"),
  /**
   * To the nearest; halves away from zero. An optional second argument, a literal BIGINT, gives the
   * decimals.
   */
  ROUND("ROUND"),
  SQRT("SQRT"),
  LN("LN"),
  LOG10("LOG10"),
  EXP("EXP"),
  POWER("POWER"),
  /** The largest of two or more of one type. */
  GREATEST("GREATEST"),
  /** The smallest of two or more of one type. */
  LEAST("LEAST"),

  // comparison: both sides numeric, or of one type
  EQUAL("="),
  NOT_EQUAL("<>"),
  LESS("<"),
  LESS_OR_EQUAL("<="),
  GREATER(">"),
  GREATER_OR_EQUAL(">="),
  IS_NULL("IS NULL"),
  IS_NOT_NULL("IS NOT NULL"),

  // logic, three-valued
  AND("AND"),
  OR("OR"),
  NOT("NOT"),
  /** condition, value, condition, value, …, value otherwise. */
  CASE("CASE"),
  /** The first that is not null. */
  COALESCE("COALESCE"),

  // text
  /**
   * Text, pattern and, if there is a third argument, the escape character; % and _ as in SQL.
   * Pattern and escape are literals.
   */
  LIKE("LIKE"),
  UPPER("UPPER"),
  LOWER("LOWER"),
  /** Without the spaces at both ends. */
  TRIM("TRIM"),
  LTRIM("LTRIM"),
  RTRIM("RTRIM"),
  /** Text, start (from 1) and optionally length, in code points. */
  SUBSTRING("SUBSTRING"),
  /** In code points. */
  CHAR_LENGTH("CHAR_LENGTH"),
  CONCAT("||"),
  /**
   * The position, from 1, of the first text in the second, in code points; 0 if it is not there.
   */
  POSITION("POSITION"),
  /** Text, what to look for, what to put in its place. */
  REPLACE("REPLACE"),

  // casts; a text that cannot be read as the type fails
  TO_BIGINT("CAST_BIGINT"),
  TO_DOUBLE("CAST_DOUBLE"),
  TO_VARCHAR("CAST_VARCHAR"),
  TO_BOOLEAN("CAST_BOOLEAN"),
  /** From VARCHAR in ISO 8601. A BIGINT counts milliseconds since the epoch. */
  TO_TIMESTAMP("CAST_TIMESTAMP"),

  // time, in UTC; the unit is a literal: YEAR, QUARTER, MONTH, WEEK, DAY, DOW (1 = Sunday), DOY,
  // HOUR, MINUTE, SECOND, MILLISECOND
  /** Unit, timestamp: a part of it as BIGINT. */
  EXTRACT("EXTRACT"),
  /** Unit, timestamp: the last start of such a unit at or before it; weeks start on Monday. */
  FLOOR_TIME("FLOOR_TIME"),
  /** Timestamp, milliseconds: the timestamp that much later. */
  ADD_MILLIS("ADD_MILLIS"),
  /** Timestamp, months: the timestamp that much later; the day is clipped to the month's last. */
  ADD_MONTHS("ADD_MONTHS"),
  /** Later timestamp, earlier timestamp: milliseconds between them. */
  MILLIS_BETWEEN("MILLIS_BETWEEN");

  private final String symbol;

  Function(String symbol) {
    this.symbol = symbol;
  }

  /**
   * The result's type for arguments of these types.
   *
   * @throws IllegalArgumentException if the function does not take them
   */
  public Type resultType(List<Type> types) {
    if (types.isEmpty()) {
      throw new IllegalArgumentException(symbol + " needs an argument");
    }
    return types.get(0);
  }

  /** The call as text, as it would be written in SQL. */
  String show(List<Expr> arguments) {
    return symbol
        + arguments.stream().map(Object::toString).collect(Collectors.joining(", ", "(", ")"));
  }
}
