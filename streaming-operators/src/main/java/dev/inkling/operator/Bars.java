package dev.inkling.operator;

import static dev.inkling.operator.Expr.call;
import static dev.inkling.operator.Expr.lit;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;

/**
 * The bars of expressions over answers, by interval arithmetic: if every approximate column lies
 * within its bar, then the expression lies within [lower, upper].
 *
 * <p>An expression over one approximate column asks for that column's bar at the confidence c that
 * is wanted. One over m ≥ 2 distinct approximate columns asks for each bar at 1 − (1 − c)/m: by
 * Bonferroni's inequality all of them hold at once with probability c at least, whatever the
 * columns have to do with each other. A column that occurs twice is taken as if the two could
 * differ, so the bar of {@code x - x} is wider than it need be, never too narrow.
 *
 * <p>Understood are {@code + - * /}, negation, ABS, SIGN, FLOOR, CEIL, ROUND, SQRT, LN, LOG10, EXP,
 * the casts to BIGINT and DOUBLE, GREATEST, LEAST, COALESCE, and CASE if its conditions are exact.
 * The ends of a bar are null where the divisor may be 0. The logarithm of what may be 0 is
 * unbounded below. Bounds have the type that the expression has; like it they fail where a BIGINT
 * overflows.
 */
public final class Bars {

  private static final Expr ZERO = lit(0L); // a BIGINT, which widens next to a DOUBLE
  private static final Expr NULL = new Expr.Literal(null, Type.BIGINT);

  private final Predicate<String> approximate;
  private final double confidence;

  private Bars(Predicate<String> approximate, double confidence) {
    this.approximate = approximate;
    this.confidence = confidence;
  }

  /** The two ends; one and the same expression if it is exact. */
  private record Interval(Expr lower, Expr upper) {
    static Interval exact(Expr value) {
      return new Interval(value, value);
    }

    boolean isExact() {
      return lower.equals(upper);
    }

    Interval map(Function function, List<Expr> more) {
      return new Interval(
          call(function, prepend(lower, more)), call(function, prepend(upper, more)));
    }

    private static Expr[] prepend(Expr first, List<Expr> more) {
      List<Expr> all = new ArrayList<>();
      all.add(first);
      all.addAll(more);
      return all.toArray(Expr[]::new);
    }
  }

  /**
   * The bar of an expression.
   *
   * @param value an expression over an answer's columns; {@link Expr.Bar} in it counts as exact
   * @param approximate which columns are estimates
   * @param confidence of the bar, in (0, 1)
   * @return empty if the expression is exact
   * @throws IllegalArgumentException if a function is applied to something approximate that has no
   *     bar after it; the message names the function and says what to do
   */
  public static Optional<Query.Bars> of(
      Expr value, Predicate<String> approximate, double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("confidence must be in (0, 1), got " + confidence);
    }
    Set<String> columns = new LinkedHashSet<>();
    collect(value, approximate, columns);
    return of(value, approximate, columns, shared(confidence, columns.size()));
  }

  /**
   * The bar of an expression if the bars of the columns in it hold, which are asked for at a
   * confidence of their own.
   *
   * @param value an expression over an answer's columns; {@link Expr.Bar} in it counts as exact
   * @param approximate which columns are estimates
   * @param each the confidence at which every column's bar is asked for, in (0, 1)
   * @return empty if the expression is exact
   * @throws IllegalArgumentException as {@link #of}
   */
  public static Optional<Query.Bars> ofEach(
      Expr value, Predicate<String> approximate, double each) {
    Set<String> columns = new LinkedHashSet<>();
    collect(value, approximate, columns);
    return of(value, approximate, columns, each);
  }

  /**
   * The confidence at which each of several bars must hold so that all of them hold with a
   * confidence: 1 − (1 − c)/bars, by Bonferroni's inequality.
   */
  public static double shared(double confidence, long bars) {
    return bars <= 1 ? confidence : Math.min(Math.nextDown(1.0), 1 - (1 - confidence) / bars);
  }

  private static Optional<Query.Bars> of(
      Expr value, Predicate<String> approximate, Set<String> columns, double each) {
    if (columns.isEmpty()) {
      return Optional.empty();
    }
    Interval interval = new Bars(approximate, each).interval(value);
    Expr[] exact =
        columns.stream().map(c -> new Expr.Bar(c, Expr.Bar.Side.EXACT, each)).toArray(Expr[]::new);
    return Optional.of(
        new Query.Bars(
            interval.lower(),
            interval.upper(),
            exact.length == 1 ? exact[0] : call(Function.AND, exact)));
  }

  /** The approximate columns that decide about a value; whether it is null does not count. */
  private static void collect(Expr value, Predicate<String> approximate, Set<String> columns) {
    if (value instanceof Expr.Ref ref) {
      if (approximate.test(ref.column())) {
        columns.add(ref.column());
      }
    } else if (value instanceof Expr.Call c && !isNullTest(c.function())) {
      c.arguments().forEach(a -> collect(a, approximate, columns));
    }
  }

  private static boolean isNullTest(Function function) {
    return function == Function.IS_NULL || function == Function.IS_NOT_NULL;
  }

  private boolean isExact(Expr value) {
    Set<String> columns = new LinkedHashSet<>();
    collect(value, approximate, columns);
    return columns.isEmpty();
  }

  private Interval interval(Expr value) {
    if (isExact(value)) {
      return Interval.exact(value);
    }
    if (value instanceof Expr.Ref ref) {
      return new Interval(
          new Expr.Bar(ref.column(), Expr.Bar.Side.LOWER, confidence),
          new Expr.Bar(ref.column(), Expr.Bar.Side.UPPER, confidence));
    }
    Expr.Call c = (Expr.Call) value;
    List<Expr> arguments = c.arguments();
    Function function = c.function();
    return switch (function) {
      case FLOOR, CEIL, SIGN, EXP, TO_BIGINT, TO_DOUBLE -> first(c).map(function, List.of());
      case ROUND -> {
        List<Expr> decimals = arguments.subList(1, arguments.size());
        if (!decimals.stream().allMatch(this::isExact)) {
          throw refused(c, "the number of decimals must be exact");
        }
        yield first(c).map(function, decimals);
      }
      case NEGATE -> {
        Interval x = first(c);
        yield new Interval(call(function, x.upper()), call(function, x.lower()));
      }
      case ABS -> {
        Interval x = first(c);
        Expr mirrored = call(Function.NEGATE, x.lower());
        yield new Interval(
            call(Function.GREATEST, x.lower(), call(Function.NEGATE, x.upper()), ZERO),
            call(Function.GREATEST, mirrored, x.upper()));
      }
      case SQRT -> positive(c, lit(0.0));
      case LN, LOG10 -> positive(c, lit(Double.NEGATIVE_INFINITY));
      case ADD -> both(c, (x, y) -> corner(c, x.lower(), y.lower(), x.upper(), y.upper()));
      case SUBTRACT -> both(c, (x, y) -> corner(c, x.lower(), y.upper(), x.upper(), y.lower()));
      case MULTIPLY -> both(c, Bars::product);
      case DIVIDE -> both(c, Bars::quotient);
      case GREATEST, LEAST -> {
        List<Interval> all = arguments.stream().map(this::interval).toList();
        yield new Interval(
            call(function, all.stream().map(Interval::lower).toArray(Expr[]::new)),
            call(function, all.stream().map(Interval::upper).toArray(Expr[]::new)));
      }
      case COALESCE -> coalesce(arguments);
      case CASE -> choice(c);
      default -> throw refused(c, "its bar is not known");
    };
  }

  private Interval first(Expr.Call c) {
    return interval(c.arguments().get(0));
  }

  private Interval both(Expr.Call c, BinaryOperator<Interval> operator) {
    return operator.apply(first(c), interval(c.arguments().get(1)));
  }

  private static Interval corner(Expr.Call c, Expr a, Expr b, Expr x, Expr y) {
    return new Interval(call(c.function(), a, b), call(c.function(), x, y));
  }

  /** A rising function of positive numbers, with its infimum. */
  private Interval positive(Expr.Call c, Expr infimum) {
    Interval x = first(c);
    Expr lower =
        call(
            Function.CASE,
            call(Function.GREATER, x.lower(), ZERO),
            call(c.function(), x.lower()),
            // written so that a null stays null
            call(Function.LESS_OR_EQUAL, x.lower(), ZERO),
            infimum,
            NULL);
    return new Interval(lower, call(c.function(), x.upper()));
  }

  private static Interval product(Interval x, Interval y) {
    if (y.isExact() && y.lower() instanceof Expr.Literal literal) {
      return scaled(x, literal, Function.MULTIPLY);
    }
    if (x.isExact() && x.lower() instanceof Expr.Literal literal) {
      return scaled(y, literal, Function.MULTIPLY);
    }
    return extremes(corners(Function.MULTIPLY, x, y));
  }

  private static Interval quotient(Interval x, Interval y) {
    if (y.isExact() && y.lower() instanceof Expr.Literal literal) {
      return scaled(x, literal, Function.DIVIDE);
    }
    Interval bounds = extremes(corners(Function.DIVIDE, x, y));
    if (y.isExact()) {
      return bounds;
    }
    Expr awayFromZero =
        call(Function.GREATER, y.lower(), ZERO).or(call(Function.LESS, y.upper(), ZERO));
    return new Interval(
        call(Function.CASE, awayFromZero, bounds.lower(), NULL),
        call(Function.CASE, awayFromZero, bounds.upper(), NULL));
  }

  /** By a number whose sign is known. */
  private static Interval scaled(Interval x, Expr.Literal by, Function function) {
    boolean turned = by.value() instanceof Number n && n.doubleValue() < 0;
    Expr lower = call(function, x.lower(), by);
    Expr upper = call(function, x.upper(), by);
    return turned ? new Interval(upper, lower) : new Interval(lower, upper);
  }

  private static List<Expr> corners(Function function, Interval x, Interval y) {
    Set<Expr> corners = new LinkedHashSet<>();
    for (Expr a : List.of(x.lower(), x.upper())) {
      for (Expr b : List.of(y.lower(), y.upper())) {
        corners.add(call(function, a, b));
      }
    }
    return List.copyOf(corners);
  }

  private static Interval extremes(List<Expr> corners) {
    Expr[] all = corners.toArray(Expr[]::new);
    return new Interval(call(Function.LEAST, all), call(Function.GREATEST, all));
  }

  /** Which one is taken hangs on the values, not on their bounds: these may be null more often. */
  private Interval coalesce(List<Expr> arguments) {
    int last = arguments.size() - 1;
    Interval result = interval(arguments.get(last));
    for (int i = last - 1; i >= 0; i--) {
      Interval taken = interval(arguments.get(i));
      Expr there = call(Function.IS_NOT_NULL, arguments.get(i));
      result =
          new Interval(
              call(Function.CASE, there, taken.lower(), result.lower()),
              call(Function.CASE, there, taken.upper(), result.upper()));
    }
    return result;
  }

  private Interval choice(Expr.Call c) {
    List<Expr> lower = new ArrayList<>(c.arguments());
    List<Expr> upper = new ArrayList<>(c.arguments());
    int last = lower.size() - 1;
    for (int i = 0; i <= last; i++) {
      boolean condition = i % 2 == 0 && i < last;
      if (!condition) {
        Interval value = interval(c.arguments().get(i));
        lower.set(i, value.lower());
        upper.set(i, value.upper());
      } else if (!isExact(c.arguments().get(i))) {
        throw refused(c, "its conditions must be exact");
      }
    }
    return new Interval(new Expr.Call(c.function(), lower), new Expr.Call(c.function(), upper));
  }

  private static IllegalArgumentException refused(Expr.Call c, String why) {
    return new IllegalArgumentException(
        c.function()
            + " cannot be applied to an approximate value in "
            + c
            + ": "
            + why
            + "; apply it to lower_bound(…) and upper_bound(…), or select the plain column");
  }
}
