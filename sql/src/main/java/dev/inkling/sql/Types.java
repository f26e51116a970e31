package dev.inkling.sql;

import dev.inkling.operator.Expr;
import dev.inkling.operator.Function;
import dev.inkling.operator.Type;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUnknownLiteral;

/** What types literals have, and how values of different types meet. */
final class Types {

  /** Functions whose arguments are all of one type. */
  private static final Set<Function> ONE_TYPE =
      EnumSet.of(Function.GREATEST, Function.LEAST, Function.COALESCE, Function.CASE);

  private final SqlText text;

  Types(SqlText text) {
    this.text = text;
  }

  /** A literal. Whole numbers are BIGINT, all others DOUBLE. */
  Typed literal(SqlLiteral literal) {
    if (literal instanceof SqlIntervalLiteral) {
      throw text.error(
          literal, "an interval must be added to a timestamp, got " + text.quote(literal));
    }
    if (literal instanceof SqlUnknownLiteral unknown) {
      if (unknown.tag.equals("TIMESTAMP") || unknown.tag.equals("DATE")) {
        return timestamp(unknown, unknown.getValueAs(String.class));
      }
      throw text.refuse(unknown, "a literal of type " + unknown.tag, "use TIMESTAMP '…'");
    }
    return switch (literal.getTypeName()) {
      case NULL -> Typed.untypedNull();
      case BOOLEAN ->
          literal.getValue() == null // UNKNOWN
              ? Typed.literal(null, Type.BOOLEAN)
              : Typed.literal(literal.booleanValue(), Type.BOOLEAN);
      case DECIMAL, DOUBLE -> number(literal, literal.getValueAs(BigDecimal.class));
      case CHAR -> Typed.literal(literal.getValueAs(String.class), Type.VARCHAR);
      default -> throw text.refuse(literal, "such a literal", "use a number, a text or TIMESTAMP");
    };
  }

  private Typed number(SqlLiteral literal, BigDecimal value) {
    boolean whole =
        value.scale() == 0
            && literal.getTypeName() == org.apache.calcite.sql.type.SqlTypeName.DECIMAL;
    if (!whole) {
      return Typed.literal(value.doubleValue(), Type.DOUBLE);
    }
    if (value.unscaledValue().bitLength() > 63) {
      throw text.error(
          literal,
          "a whole number must be at most 9223372036854775807, got "
              + text.quote(literal)
              + "; write it with a decimal point");
    }
    return Typed.literal(value.longValueExact(), Type.BIGINT);
  }

  /** A timestamp from its text. */
  Typed timestamp(SqlNode at, String value) {
    return Times.timestamp(value)
        .map(ms -> Typed.literal(ms, Type.TIMESTAMP))
        .orElseThrow(
            () ->
                text.error(
                    at,
                    "'" + value + "' is not a timestamp; write TIMESTAMP '2026-01-31 12:00:00'"));
  }

  /** The aggregate whose results are lists of this type. */
  static String listAggregate(Type type) {
    return type == Type.VALUES ? "sample" : "approx_top_k";
  }

  /** A function of arguments, if it takes them. */
  Typed call(SqlNode at, Function function, Typed... arguments) {
    List<Typed> list = List.of(arguments);
    for (Typed argument : list) {
      if (argument.type().isList()) {
        throw text.error(
            at,
            "the list of "
                + listAggregate(argument.type())
                + " can only be selected: "
                + text.quote(at)
                + (argument.type() == Type.VALUES
                    ? "; use other aggregates to compute with values"
                    : "; use approx_frequency(x, value) to compute with a count"));
      }
    }
    try {
      Type type = function.resultType(list.stream().map(Typed::type).toList());
      return Typed.of(new Expr.Call(function, list.stream().map(Typed::expr).toList()), type);
    } catch (IllegalArgumentException e) {
      throw text.error(at, e.getMessage() + ": " + text.quote(at) + "; CAST changes a type");
    }
  }

  /** A comparison; texts that stand next to a time or a number are read as one. */
  Typed compare(SqlNode at, Function function, Typed a, Typed b) {
    Typed left = beside(at, a, b);
    Typed right = beside(at, b, a);
    return call(at, function, left, right);
  }

  /** Arguments with bare nulls and texts turned into the type of the others. */
  Typed[] unified(SqlNode at, Function function, List<Typed> arguments) {
    Typed model =
        arguments.stream()
            .filter(a -> !a.untyped() && a.textLiteral() == null)
            .findFirst()
            .or(() -> arguments.stream().filter(a -> !a.untyped()).findFirst())
            .orElse(arguments.get(0));
    boolean oneType = ONE_TYPE.contains(function);
    return arguments.stream()
        .map(a -> oneType || a.untyped() ? beside(at, a, model) : a)
        .toArray(Typed[]::new);
  }

  private Typed beside(SqlNode at, Typed value, Typed other) {
    if (value.untyped()) {
      return value.nullAs(other.type());
    }
    String literal = value.textLiteral();
    if (literal == null || other.type() == Type.VARCHAR) {
      return value;
    }
    return switch (other.type()) {
      case TIMESTAMP -> timestamp(at, literal);
      case BIGINT, DOUBLE -> numeric(at, literal);
      default -> value;
    };
  }

  private Typed numeric(SqlNode at, String literal) {
    try {
      BigDecimal value = new BigDecimal(literal.strip());
      return value.scale() <= 0 && value.precision() <= 18
          ? Typed.literal(value.longValueExact(), Type.BIGINT)
          : Typed.literal(value.doubleValue(), Type.DOUBLE);
    } catch (NumberFormatException e) {
      throw text.error(
          at, "'" + literal + "' stands next to a number and is none: " + text.quote(at));
    }
  }
}
