package dev.inkling.sql;

import dev.inkling.operator.Expr;
import dev.inkling.operator.Function;
import dev.inkling.operator.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlBetweenOperator;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlLikeOperator;
import org.apache.calcite.sql.fun.SqlTrimFunction;

/** Turns the parser's expressions into ours, with their types. */
final class Binder {

  /** What names and special calls mean where an expression stands. */
  interface Leaves {
    /** The meaning of a node that has one of its own here; empty if it is bound like any other. */
    Optional<Typed> known(SqlNode node);

    /** The meaning of a name. */
    Typed column(SqlIdentifier id);
  }

  private final SqlText text;
  private final Leaves leaves;
  private final Types types;

  private Binder(SqlText text, Leaves leaves) {
    this.text = text;
    this.leaves = leaves;
    this.types = new Types(text);
  }

  static Binder create(SqlText text, Leaves leaves) {
    return new Binder(text, leaves);
  }

  /** The expression that a node is. */
  Typed bind(SqlNode node) {
    Optional<Typed> known = leaves.known(node);
    if (known.isPresent()) {
      return known.get();
    }
    if (node instanceof SqlIdentifier id) {
      return leaves.column(id);
    }
    if (node instanceof SqlLiteral literal) {
      return types.literal(literal);
    }
    if (node instanceof SqlCall call) {
      return call(call);
    }
    if (node instanceof SqlDynamicParam) {
      throw text.refuse(node, "a parameter", "write the value itself");
    }
    if (node instanceof SqlNodeList) {
      throw text.refuse(node, "a list here", "write one expression");
    }
    throw text.refuse(node, "this expression", "write a column, a literal or a function");
  }

  /** A condition. */
  Typed bindCondition(SqlNode node, String clause) {
    Typed condition = bind(node).nullAs(Type.BOOLEAN);
    if (condition.type() != Type.BOOLEAN) {
      throw text.error(
          node,
          clause
              + " needs a condition, got "
              + text.quote(node)
              + " of type "
              + condition.type()
              + "; compare it with something");
    }
    return condition;
  }

  private Typed call(SqlCall call) {
    return switch (call.getKind()) {
      case PLUS, MINUS -> sum(call);
      case TIMES -> plain(call, Function.MULTIPLY);
      case DIVIDE -> plain(call, Function.DIVIDE);
      case MOD -> plain(call, Function.MODULO);
      case PLUS_PREFIX -> number(call);
      case MINUS_PREFIX -> plain(call, Function.NEGATE);
      case EQUALS -> comparison(call, Function.EQUAL);
      case NOT_EQUALS -> comparison(call, Function.NOT_EQUAL);
      case LESS_THAN -> comparison(call, Function.LESS);
      case LESS_THAN_OR_EQUAL -> comparison(call, Function.LESS_OR_EQUAL);
      case GREATER_THAN -> comparison(call, Function.GREATER);
      case GREATER_THAN_OR_EQUAL -> comparison(call, Function.GREATER_OR_EQUAL);
      case IS_DISTINCT_FROM -> types.call(call, Function.NOT, same(call));
      case IS_NOT_DISTINCT_FROM -> same(call);
      case IS_NULL, IS_UNKNOWN -> plain(call, Function.IS_NULL);
      case IS_NOT_NULL -> plain(call, Function.IS_NOT_NULL);
      case IS_TRUE -> isTrue(call, condition(call, 0));
      case IS_FALSE -> isTrue(call, types.call(call, Function.NOT, condition(call, 0)));
      case IS_NOT_TRUE -> types.call(call, Function.NOT, isTrue(call, condition(call, 0)));
      case IS_NOT_FALSE ->
          types.call(
              call, Function.NOT, isTrue(call, types.call(call, Function.NOT, condition(call, 0))));
      case AND -> types.call(call, Function.AND, condition(call, 0), condition(call, 1));
      case OR -> types.call(call, Function.OR, condition(call, 0), condition(call, 1));
      case NOT -> types.call(call, Function.NOT, condition(call, 0));
      case BETWEEN -> between(call);
      case IN -> in(call);
      case NOT_IN -> types.call(call, Function.NOT, in(call));
      case LIKE -> like(call);
      case CASE -> choice((SqlCase) call);
      case CAST -> cast(call);
      case FLOOR, CEIL -> rounding(call);
      case EXTRACT -> part(call, Times.part(text, call.operand(0)), call.operand(1));
      case TRIM -> trim(call);
      case POSITION -> position(call);
      case TIMESTAMP_ADD -> timestampAdd(call);
      case TIMESTAMP_DIFF -> timestampDiff(call);
      default -> named(call);
    };
  }

  private Typed named(SqlCall call) {
    String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
    Functions.Plain plain = Functions.plain(name);
    String unit = Functions.part(name);
    if (plain != null) {
      count(call, plain.least(), plain.most());
      return plain(call, plain.function());
    }
    if (unit != null) {
      count(call, 1, 1);
      return part(call, unit, call.operand(0));
    }
    return switch (name) {
      case "||" -> plain(call, Function.CONCAT);
      case "SUBSTRING" -> plain(call, Function.SUBSTRING);
      case "NULLIF" -> nullIf(call);
      case "DATE_TRUNC" -> dateTrunc(call);
      default -> throw Refusals.call(text, call, name);
    };
  }

  private void count(SqlCall call, int least, int most) {
    int count = call.operandCount();
    if (call.getFunctionQuantifier() != null || count < least || count > most) {
      String wanted =
          least == most ? "" + least : most > count ? "at least " + least : "at most " + most;
      throw text.error(
          call,
          call.getOperator().getName().toLowerCase(Locale.ROOT)
              + " takes "
              + wanted
              + (wanted.equals("1") ? " argument" : " arguments")
              + " and no DISTINCT, got "
              + text.quote(call));
    }
  }

  private Typed plain(SqlCall call, Function function) {
    List<Typed> arguments = call.getOperandList().stream().map(this::bind).toList();
    return types.call(call, function, types.unified(call, function, arguments));
  }

  private Typed condition(SqlCall call, int index) {
    return bindCondition(call.operand(index), call.getOperator().getName());
  }

  private Typed number(SqlCall call) {
    Typed value = bind(call.operand(0));
    if (!value.type().isNumeric()) {
      throw text.error(call, "+ needs a number, got " + text.quote(call) + " of " + value.type());
    }
    return value;
  }

  private Typed sum(SqlCall call) {
    SqlNode left = call.operand(0);
    SqlNode right = call.operand(1);
    boolean plus = call.getKind() == SqlKind.PLUS;
    if (call.operandCount() == 3) {
      throw text.refuse(call, "a difference of timestamps", "use TIMESTAMPDIFF(SECOND, a, b)");
    }
    if (right instanceof SqlIntervalLiteral) {
      return later(call, bind(left), Times.span(text, right), plus ? 1 : -1);
    }
    if (left instanceof SqlIntervalLiteral && plus) {
      return later(call, bind(right), Times.span(text, left), 1);
    }
    Typed a = bind(left);
    Typed b = bind(right);
    if (!plus && a.type() == Type.TIMESTAMP && b.type() == Type.TIMESTAMP) {
      throw text.refuse(
          call, "a difference of timestamps", "use TIMESTAMPDIFF(SECOND, earlier, later)");
    }
    Function function = plus ? Function.ADD : Function.SUBTRACT;
    return types.call(call, function, types.unified(call, function, List.of(a, b)));
  }

  private Typed later(SqlNode at, Typed time, Times.Span span, int sign) {
    return span.months() != 0
        ? types.call(
            at, Function.ADD_MONTHS, time, Typed.literal(sign * span.months(), Type.BIGINT))
        : types.call(at, Function.ADD_MILLIS, time, Typed.literal(sign * span.ms(), Type.BIGINT));
  }

  private Typed comparison(SqlCall call, Function function) {
    return types.compare(call, function, bind(call.operand(0)), bind(call.operand(1)));
  }

  /** Equal, where two nulls are and a null and a value are not. */
  private Typed same(SqlCall call) {
    Typed a = bind(call.operand(0));
    Typed b = bind(call.operand(1));
    Typed nulls =
        types.call(
            call,
            Function.AND,
            types.call(call, Function.IS_NULL, a),
            types.call(call, Function.IS_NULL, b));
    return types.call(call, Function.COALESCE, types.compare(call, Function.EQUAL, a, b), nulls);
  }

  private Typed isTrue(SqlNode at, Typed condition) {
    return types.call(at, Function.COALESCE, condition, Typed.literal(false, Type.BOOLEAN));
  }

  private Typed between(SqlCall call) {
    SqlBetweenOperator operator = (SqlBetweenOperator) call.getOperator();
    Typed value = bind(call.operand(0));
    Typed low = bind(call.operand(1));
    Typed high = bind(call.operand(2));
    Typed inside = within(call, value, low, high);
    if (operator.flag == SqlBetweenOperator.Flag.SYMMETRIC) {
      inside = types.call(call, Function.OR, inside, within(call, value, high, low));
    }
    return operator.isNegated() ? types.call(call, Function.NOT, inside) : inside;
  }

  private Typed within(SqlNode at, Typed value, Typed low, Typed high) {
    return types.call(
        at,
        Function.AND,
        types.compare(at, Function.GREATER_OR_EQUAL, value, low),
        types.compare(at, Function.LESS_OR_EQUAL, value, high));
  }

  private Typed in(SqlCall call) {
    if (!(call.operand(1) instanceof SqlNodeList list)) {
      throw text.refuse(call, "a subquery", "list the values: x IN (1, 2)");
    }
    Typed value = bind(call.operand(0));
    List<Typed> any = new ArrayList<>();
    for (SqlNode element : list) {
      any.add(types.compare(element, Function.EQUAL, value, bind(element)));
    }
    return any.size() == 1 ? any.get(0) : types.call(call, Function.OR, any.toArray(Typed[]::new));
  }

  private Typed like(SqlCall call) {
    SqlLikeOperator operator = (SqlLikeOperator) call.getOperator();
    if (!operator.isCaseSensitive()) {
      throw text.refuse(call, "ILIKE", "use LOWER(x) LIKE 'pattern'");
    }
    List<Typed> arguments = call.getOperandList().stream().map(this::bind).toList();
    for (int i = 1; i < arguments.size(); i++) {
      if (arguments.get(i).textLiteral() == null) {
        throw text.error(
            call.operand(i), "LIKE needs a text literal, got " + text.quote(call.operand(i)));
      }
    }
    if (arguments.size() == 3) {
      String escape = arguments.get(2).textLiteral();
      if (escape.codePointCount(0, escape.length()) != 1) {
        throw text.error(
            call.operand(2), "ESCAPE needs one character, got " + text.quote(call.operand(2)));
      }
    }
    Typed like = types.call(call, Function.LIKE, arguments.toArray(Typed[]::new));
    return operator.isNegated() ? types.call(call, Function.NOT, like) : like;
  }

  private Typed choice(SqlCase call) {
    List<Typed> values = new ArrayList<>();
    call.getThenOperands().forEach(value -> values.add(bind(value)));
    values.add(call.getElseOperand() == null ? Typed.untypedNull() : bind(call.getElseOperand()));
    Typed[] unified = types.unified(call, Function.CASE, values);
    List<Typed> arguments = new ArrayList<>();
    for (int i = 0; i < call.getWhenOperands().size(); i++) {
      arguments.add(bindCondition(call.getWhenOperands().get(i), "WHEN"));
      arguments.add(unified[i]);
    }
    arguments.add(unified[unified.length - 1]);
    return types.call(call, Function.CASE, arguments.toArray(Typed[]::new));
  }

  private Typed nullIf(SqlCall call) {
    count(call, 2, 2);
    Typed value = bind(call.operand(0));
    Typed equal = types.compare(call, Function.EQUAL, value, bind(call.operand(1)));
    return types.call(call, Function.CASE, equal, Typed.literal(null, value.type()), value);
  }

  private Typed cast(SqlCall call) {
    Typed value = bind(call.operand(0));
    if (!(call.operand(1) instanceof SqlDataTypeSpec spec
        && spec.getTypeNameSpec() instanceof SqlBasicTypeNameSpec basic)) {
      throw Refusals.type(text, call.operand(1));
    }
    Type type = Refusals.castType(text, spec, basic);
    if (value.untyped() || value.type() == type) {
      return value.nullAs(type);
    }
    String literal = value.textLiteral();
    if (type == Type.TIMESTAMP && literal != null) {
      return types.timestamp(call, literal);
    }
    Function function =
        switch (type) {
          case BIGINT -> Function.TO_BIGINT;
          case DOUBLE -> Function.TO_DOUBLE;
          case VARCHAR -> Function.TO_VARCHAR;
          case BOOLEAN -> Function.TO_BOOLEAN;
          case TIMESTAMP -> Function.TO_TIMESTAMP;
          case TOP_ITEMS, VALUES -> throw Refusals.type(text, spec);
        };
    return types.call(call, function, value);
  }

  private Typed rounding(SqlCall call) {
    boolean floor = call.getKind() == SqlKind.FLOOR;
    if (call.operandCount() == 1) {
      return plain(call, floor ? Function.FLOOR : Function.CEIL);
    }
    if (!floor) {
      throw text.refuse(call, "CEIL of a time", "use FLOOR(ts TO unit)");
    }
    return cut(call, Times.cutUnit(text, call.operand(1)), bind(call.operand(0)));
  }

  private Typed cut(SqlNode at, String unit, Typed time) {
    return types.call(at, Function.FLOOR_TIME, Typed.literal(unit, Type.VARCHAR), time);
  }

  private Typed part(SqlCall call, String unit, SqlNode time) {
    return types.call(call, Function.EXTRACT, Typed.literal(unit, Type.VARCHAR), bind(time));
  }

  private Typed dateTrunc(SqlCall call) {
    count(call, 2, 2);
    if (call.operand(0) instanceof SqlLiteral unit) {
      return cut(call, Times.cutUnit(text, unit), bind(call.operand(1)));
    }
    return cut(call, Times.cutUnit(text, call.operand(1)), bind(call.operand(0)));
  }

  private Typed trim(SqlCall call) {
    String characters = bind(call.operand(1)).textLiteral();
    if (!" ".equals(characters)) {
      throw text.refuse(call, "TRIM of other characters than spaces", "use REPLACE");
    }
    SqlTrimFunction.Flag flag =
        ((SqlLiteral) call.operand(0)).getValueAs(SqlTrimFunction.Flag.class);
    Function function =
        switch (flag) {
          case BOTH -> Function.TRIM;
          case LEADING -> Function.LTRIM;
          case TRAILING -> Function.RTRIM;
        };
    return types.call(call, function, bind(call.operand(2)));
  }

  private Typed position(SqlCall call) {
    if (call.operandCount() > 2) {
      throw text.refuse(call, "POSITION with FROM", "use POSITION(x IN SUBSTRING(y FROM n))");
    }
    return plain(call, Function.POSITION);
  }

  private Typed timestampAdd(SqlCall call) {
    String unit = Times.cutUnit(text, call.operand(0));
    Typed count = bind(call.operand(1));
    Typed time = bind(call.operand(2));
    Optional<Long> months = Times.unitMonths(unit);
    long factor = months.or(() -> Times.unitMs(unit)).orElseThrow();
    return types.call(
        call,
        months.isPresent() ? Function.ADD_MONTHS : Function.ADD_MILLIS,
        time,
        scaled(call, count, factor));
  }

  /** So many times a factor, worked out if it is a literal. */
  private Typed scaled(SqlNode at, Typed count, long factor) {
    Object value = literal(count).map(Expr.Literal::value).orElse(null);
    if (value instanceof Long n && Math.multiplyHigh(n, factor) == (n * factor) >> 63) {
      return Typed.literal(n * factor, Type.BIGINT);
    }
    return types.call(at, Function.MULTIPLY, count, Typed.literal(factor, Type.BIGINT));
  }

  private Typed timestampDiff(SqlCall call) {
    String unit = Times.cutUnit(text, call.operand(0));
    Optional<Long> unitMs = Times.unitMs(unit);
    if (unitMs.isEmpty()) {
      throw text.refuse(
          call, "TIMESTAMPDIFF in " + unit, "use DAY or EXTRACT(" + unit + " FROM ts)");
    }
    Typed ms =
        types.call(call, Function.MILLIS_BETWEEN, bind(call.operand(2)), bind(call.operand(1)));
    return types.call(call, Function.DIVIDE, ms, Typed.literal(unitMs.get(), Type.BIGINT));
  }

  /** The value that a literal is, for arguments that must be literals. */
  static Optional<Expr.Literal> literal(Typed typed) {
    return typed.expr() instanceof Expr.Literal literal ? Optional.of(literal) : Optional.empty();
  }
}
