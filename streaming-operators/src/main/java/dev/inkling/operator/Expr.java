package dev.inkling.operator;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * An expression over the columns of a row, or of an answer. A value: immutable, equal by content.
 *
 * <p>Nulls follow SQL: a function of a null is null, but for AND, OR, IS NULL, CASE and COALESCE.
 */
public sealed interface Expr {

  /** A column by its name. */
  record Ref(String column) implements Expr {
    @Override
    public Type type(Schema schema) {
      return schema.type(column);
    }

    @Override
    public String toString() {
      return column;
    }
  }

  /**
   * A constant. The value is a Long (BIGINT, TIMESTAMP), Double, String or Boolean, or null for
   * SQL's NULL.
   */
  record Literal(Object value, Type type) implements Expr {
    /** Checks that the value fits the type. */
    public Literal {
      Objects.requireNonNull(type, "type");
      boolean fits =
          value == null
              || switch (type) {
                case BIGINT, TIMESTAMP -> value instanceof Long;
                case DOUBLE -> value instanceof Double;
                case VARCHAR -> value instanceof String;
                case BOOLEAN -> value instanceof Boolean;
                case TOP_ITEMS, VALUES -> false;
              };
      if (!fits) {
        throw new IllegalArgumentException("a literal of type " + type + " cannot be " + value);
      }
    }

    @Override
    public Type type(Schema schema) {
      return type;
    }

    @Override
    public String toString() {
      if (value == null) {
        return "NULL";
      }
      return switch (type) {
        case VARCHAR -> "'" + ((String) value).replace("'", "''") + "'";
        case BOOLEAN -> (Boolean) value ? "TRUE" : "FALSE";
        case TIMESTAMP -> "TIMESTAMP '" + Instant.ofEpochMilli((Long) value) + "'";
        default -> value.toString();
      };
    }
  }

  /** A function of other expressions. */
  record Call(Function function, List<Expr> arguments) implements Expr {
    /** Copies the arguments. */
    public Call {
      Objects.requireNonNull(function, "function");
      arguments = List.copyOf(arguments);
    }

    @Override
    public Type type(Schema schema) {
      return function.resultType(arguments.stream().map(a -> a.type(schema)).toList());
    }

    @Override
    public String toString() {
      return function.show(arguments);
    }
  }

  /**
   * One end of the bar of an aggregate's column at a confidence; only in expressions over answers.
   */
  record Bar(String column, Side side, double confidence) implements Expr {
    /** Which part of the bar. */
    public enum Side {
      /** The lower end. */
      LOWER,
      /** The upper end. */
      UPPER,
      /** Whether the answer is the truth: BOOLEAN, whatever the column's type. */
      EXACT
    }

    @Override
    public Type type(Schema schema) {
      return side == Side.EXACT ? Type.BOOLEAN : schema.type(column);
    }

    @Override
    public String toString() {
      String function =
          switch (side) {
            case LOWER -> "LOWER_BOUND";
            case UPPER -> "UPPER_BOUND";
            case EXACT -> "IS_EXACT";
          };
      return function + "(" + column + ")";
    }
  }

  /**
   * The type of this expression over rows of a schema.
   *
   * @throws IllegalArgumentException if a column is unknown or a function does not take its
   *     arguments' types; the message names it and the types
   */
  Type type(Schema schema);

  /** A column. */
  static Expr col(String name) {
    return new Ref(name);
  }

  /** A constant. */
  static Expr lit(long value) {
    return new Literal(value, Type.BIGINT);
  }

  /** A constant. */
  static Expr lit(double value) {
    return new Literal(value, Type.DOUBLE);
  }

  /** A constant. */
  static Expr lit(String value) {
    return new Literal(value, Type.VARCHAR);
  }

  /** A constant. */
  static Expr lit(boolean value) {
    return new Literal(value, Type.BOOLEAN);
  }

  /** A function of expressions. */
  static Expr call(Function function, Expr... arguments) {
    return new Call(function, List.of(arguments));
  }

  /** {@code this = other}. */
  default Expr eq(Expr other) {
    return call(Function.EQUAL, this, other);
  }

  /** {@code this = value}. */
  default Expr eq(long value) {
    return eq(lit(value));
  }

  /** {@code this = value}. */
  default Expr eq(String value) {
    return eq(lit(value));
  }

  /** {@code this < other}. */
  default Expr lt(Expr other) {
    return call(Function.LESS, this, other);
  }

  /** {@code this <= other}. */
  default Expr le(Expr other) {
    return call(Function.LESS_OR_EQUAL, this, other);
  }

  /** {@code this > other}. */
  default Expr gt(Expr other) {
    return call(Function.GREATER, this, other);
  }

  /** {@code this >= other}. */
  default Expr ge(Expr other) {
    return call(Function.GREATER_OR_EQUAL, this, other);
  }

  /** Both. */
  default Expr and(Expr other) {
    return call(Function.AND, this, other);
  }

  /** Either. */
  default Expr or(Expr other) {
    return call(Function.OR, this, other);
  }

  /** The opposite. */
  default Expr not() {
    return call(Function.NOT, this);
  }

  /** Calls the visitor with this expression and every one inside it, parents first. */
  default void visit(Consumer<Expr> visitor) {
    visitor.accept(this);
    if (this instanceof Call call) {
      call.arguments().forEach(a -> a.visit(visitor));
    }
  }
}
