package dev.inkling.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How a call of a function is written in SQL, with no more parentheses than are needed. */
final class Notation {

  private static final int OR = 1;
  private static final int AND = 2;
  private static final int NOT = 3;
  private static final int COMPARISON = 4;
  private static final int SUM = 5;
  private static final int PRODUCT = 6;
  private static final int SIGN = 7;
  private static final int PRIMARY = 8;

  /** {@code f(a, b)}. */
  static final Notation CALL = new Notation(PRIMARY, 0, Integer.MAX_VALUE, Notation::call);

  /** {@code a OR b OR c}. */
  static final Notation OR_CHAIN = infix(OR);

  /** {@code a AND b AND c}. */
  static final Notation AND_CHAIN = infix(AND);

  /** {@code a + b}. */
  static final Notation SUM_INFIX = infix(SUM);

  /** {@code a * b}. */
  static final Notation PRODUCT_INFIX = infix(PRODUCT);

  /** {@code a < b}. */
  static final Notation COMPARISON_INFIX =
      new Notation(
          COMPARISON,
          2,
          2,
          (symbol, a) ->
              within(COMPARISON + 1, a.get(0))
                  + " "
                  + symbol
                  + " "
                  + within(COMPARISON + 1, a.get(1)));

  /** {@code NOT a}. */
  static final Notation NOT_PREFIX =
      new Notation(NOT, 1, 1, (symbol, a) -> symbol + " " + within(NOT, a.get(0)));

  /** {@code -a}. */
  static final Notation MINUS_PREFIX =
      new Notation(SIGN, 1, 1, (symbol, a) -> "-" + within(SIGN + 1, a.get(0)));

  /** {@code a IS NULL}. */
  static final Notation POSTFIX =
      new Notation(
          COMPARISON, 1, 1, (symbol, a) -> within(COMPARISON + 1, a.get(0)) + " " + symbol);

  /** {@code a LIKE b ESCAPE c}. */
  static final Notation LIKE =
      new Notation(
          COMPARISON,
          2,
          3,
          (symbol, a) ->
              within(COMPARISON + 1, a.get(0))
                  + " LIKE "
                  + within(COMPARISON + 1, a.get(1))
                  + (a.size() == 3 ? " ESCAPE " + within(COMPARISON + 1, a.get(2)) : ""));

  /** {@code CASE WHEN a THEN b ELSE c END}. */
  static final Notation CASE =
      new Notation(
          PRIMARY,
          3,
          Integer.MAX_VALUE,
          (symbol, a) -> {
            StringBuilder text = new StringBuilder("CASE");
            for (int i = 0; i + 1 < a.size(); i += 2) {
              text.append(" WHEN ").append(a.get(i)).append(" THEN ").append(a.get(i + 1));
            }
            return text.append(" ELSE ").append(a.get(a.size() - 1)).append(" END").toString();
          });

  /** {@code POSITION(a IN b)}. */
  static final Notation POSITION =
      new Notation(PRIMARY, 2, 2, (symbol, a) -> symbol + "(" + a.get(0) + " IN " + a.get(1) + ")");

  /** {@code EXTRACT(YEAR FROM a)}. */
  static final Notation EXTRACT =
      new Notation(
          PRIMARY, 2, 2, (symbol, a) -> "EXTRACT(" + unit(a.get(0)) + " FROM " + a.get(1) + ")");

  /** {@code FLOOR(a TO YEAR)}. */
  static final Notation FLOOR_TIME =
      new Notation(
          PRIMARY, 2, 2, (symbol, a) -> "FLOOR(" + a.get(1) + " TO " + unit(a.get(0)) + ")");

  /** {@code TIMESTAMPDIFF(MILLISECOND, earlier, later)}. */
  static final Notation TIME_DIFFERENCE =
      new Notation(
          PRIMARY,
          2,
          2,
          (symbol, a) -> "TIMESTAMPDIFF(MILLISECOND, " + a.get(1) + ", " + a.get(0) + ")");

  /** Writes a call whose number of arguments is right. */
  private interface Writer {
    String write(String symbol, List<Expr> arguments);
  }

  private final int precedence;
  private final int fewest;
  private final int most;
  private final Writer writer;

  private Notation(int precedence, int fewest, int most, Writer writer) {
    this.precedence = precedence;
    this.fewest = fewest;
    this.most = most;
    this.writer = writer;
  }

  /** {@code CAST(a AS BIGINT)}. */
  static Notation cast(Type type) {
    return new Notation(
        PRIMARY, 1, 1, (symbol, a) -> "CAST(" + a.get(0) + " AS " + type.name() + ")");
  }

  /** {@code TIMESTAMPADD(MONTH, n, a)}. */
  static Notation timeAddition(String unit) {
    return new Notation(
        PRIMARY,
        2,
        2,
        (symbol, a) -> "TIMESTAMPADD(" + unit + ", " + a.get(1) + ", " + a.get(0) + ")");
  }

  /** The call as text; one that has too few or too many arguments as {@code f(a, b)}. */
  String write(String symbol, List<Expr> arguments) {
    boolean fits = arguments.size() >= fewest && arguments.size() <= most;
    return fits ? writer.write(symbol, arguments) : call(symbol, arguments);
  }

  private static Notation infix(int precedence) {
    return new Notation(
        precedence,
        2,
        Integer.MAX_VALUE,
        (symbol, a) -> {
          List<String> parts = new ArrayList<>();
          for (int i = 0; i < a.size(); i++) {
            parts.add(within(i == 0 ? precedence : precedence + 1, a.get(i)));
          }
          return String.join(" " + symbol + " ", parts);
        });
  }

  private static String call(String symbol, List<Expr> arguments) {
    return symbol
        + arguments.stream().map(Expr::toString).collect(Collectors.joining(", ", "(", ")"));
  }

  /** The expression, in parentheses if it binds less than {@code precedence}. */
  private static String within(int precedence, Expr expr) {
    return precedence(expr) < precedence ? "(" + expr + ")" : expr.toString();
  }

  private static int precedence(Expr expr) {
    if (expr instanceof Expr.Call call) {
      return call.function().notation().precedence;
    }
    return expr instanceof Expr.Literal && expr.toString().startsWith("-") ? SIGN : PRIMARY;
  }

  private static String unit(Expr expr) {
    return expr instanceof Expr.Literal literal && literal.value() instanceof String name
        ? name
        : expr.toString();
  }
}
