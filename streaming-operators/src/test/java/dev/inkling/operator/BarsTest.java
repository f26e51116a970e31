package dev.inkling.operator;

import static dev.inkling.operator.Expr.call;
import static dev.inkling.operator.Expr.col;
import static dev.inkling.operator.Expr.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BarsTest {

  private static final Set<String> APPROXIMATE = Set.of("a", "b", "c");
  private static final Expr A = col("a");
  private static final Expr B = col("b");
  private static final Expr X = col("x");
  private static final Expr ZERO = lit(0L);

  private static Optional<Query.Bars> bars(Expr value) {
    return Bars.of(value, APPROXIMATE::contains, 0.95);
  }

  private static Expr lower(String column) {
    return new Expr.Bar(column, Expr.Bar.Side.LOWER, 0.95);
  }

  private static Expr upper(String column) {
    return new Expr.Bar(column, Expr.Bar.Side.UPPER, 0.95);
  }

  @Test
  void anExactExpressionHasNoBars() {
    assertThat(bars(X)).isEmpty();
    assertThat(bars(lit(5))).isEmpty();
    assertThat(bars(call(Function.MODULO, X, lit(3)))).isEmpty();
    assertThat(bars(call(Function.SUBTRACT, upper("a"), lower("a")))).isEmpty();
    assertThat(bars(call(Function.IS_NULL, A))).isEmpty();
  }

  @Test
  void anApproximateColumnHasItsOwnBar() {
    assertThat(bars(A))
        .contains(
            new Query.Bars(lower("a"), upper("a"), new Expr.Bar("a", Expr.Bar.Side.EXACT, 0.95)));
  }

  @Test
  void severalColumnsShareTheProbabilityOfError() {
    Query.Bars bars = bars(call(Function.ADD, call(Function.ADD, A, B), A)).orElseThrow();
    List<Expr.Bar> asked = new ArrayList<>();
    for (Expr part : List.of(bars.lower(), bars.upper(), bars.exact())) {
      part.visit(
          e -> {
            if (e instanceof Expr.Bar bar) {
              asked.add(bar);
            }
          });
    }
    assertThat(asked).hasSize(8).allMatch(bar -> bar.confidence() == 1 - (1 - 0.95) / 2);
    double each = asked.get(0).confidence();
    assertThat(bars.exact())
        .isEqualTo(
            call(
                Function.AND,
                new Expr.Bar("a", Expr.Bar.Side.EXACT, each),
                new Expr.Bar("b", Expr.Bar.Side.EXACT, each)));
  }

  @Test
  void aNegativeFactorTurnsTheBarRound() {
    Query.Bars bars = bars(call(Function.MULTIPLY, lit(-2L), A)).orElseThrow();
    assertThat(bars.lower()).isEqualTo(call(Function.MULTIPLY, upper("a"), lit(-2L)));
    assertThat(bars.upper()).isEqualTo(call(Function.MULTIPLY, lower("a"), lit(-2L)));
  }

  @Test
  void boundsHaveTheTypeOfTheExpression() {
    Schema schema =
        Schema.of(
            new Column("a", Type.BIGINT),
            new Column("b", Type.DOUBLE),
            new Column("c", Type.BIGINT),
            new Column("x", Type.BIGINT));
    Generator generator = new Generator(new SplittableRandom(2), schema);
    for (int i = 0; i < 3000; i++) {
      Expr value = generator.expression(3);
      bars(value)
          .ifPresent(
              bars -> {
                assertThat(bars.lower().type(schema)).as("%s", value).isEqualTo(value.type(schema));
                assertThat(bars.upper().type(schema)).as("%s", value).isEqualTo(value.type(schema));
                assertThat(bars.exact().type(schema)).isEqualTo(Type.BOOLEAN);
              });
    }
  }

  /**
   * Whatever the truth is within the columns' bars, the expression's truth is within its bar: with
   * exact arithmetic the inclusion is exact, and rounding is monotone, so that no slack is needed.
   */
  @Test
  void boundsHoldTheValueWhateverTheTruthWithinTheColumnsBarsIs() {
    int held = 0;
    SplittableRandom random = new SplittableRandom(3);
    Schema doubles =
        new Schema(
            List.of("a", "b", "c", "x").stream().map(n -> new Column(n, Type.DOUBLE)).toList());
    Generator generator = new Generator(random, doubles);
    for (int i = 0; i < 20_000; i++) {
      Expr value = generator.expression(3);
      Optional<Query.Bars> bars = bars(value);
      if (bars.isEmpty()) {
        continue;
      }
      Row row = Row.random(random);
      Double truth = (Double) row.evaluate(value);
      Double lower = (Double) row.evaluate(bars.get().lower());
      Double upper = (Double) row.evaluate(bars.get().upper());
      if (truth == null || truth.isNaN() || lower == null || upper == null) {
        continue; // undefined, or unbounded
      }
      if (Double.isNaN(lower) || Double.isNaN(upper)) {
        continue; // infinity by infinity
      }
      // unlike isBetween, these know that -0.0 = 0.0
      assertThat(lower <= truth && truth <= upper)
          .as("%s <= %s <= %s for %s of %s", lower, truth, upper, value, row)
          .isTrue();
      held++;
    }
    assertThat(held).isGreaterThan(5_000);
  }

  @Test
  void aDivisorThatMayBeZeroHasNullBounds() {
    Query.Bars bars = bars(call(Function.DIVIDE, X, A)).orElseThrow();
    Row straddling = new Row(6.0, 1.0, -1.0, 2.0);
    assertThat(straddling.evaluate(bars.lower())).isNull();
    assertThat(straddling.evaluate(bars.upper())).isNull();
    Row positive = new Row(6.0, 2.0, 1.0, 3.0);
    assertThat(positive.evaluate(bars.lower())).isEqualTo(2.0);
    assertThat(positive.evaluate(bars.upper())).isEqualTo(6.0);
    Row negative = new Row(6.0, -2.0, -3.0, -1.0);
    assertThat(negative.evaluate(bars.lower())).isEqualTo(-6.0);
    assertThat(negative.evaluate(bars.upper())).isEqualTo(-2.0);
  }

  /** The quotient is there although its bounds are not: the replacement must not become them. */
  @Test
  void coalesceDoesNotTakeMissingBoundsForAMissingValue() {
    Expr value = call(Function.COALESCE, call(Function.DIVIDE, X, A), ZERO);
    Query.Bars bars = bars(value).orElseThrow();
    Row straddling = new Row(6.0, 1.0, -1.0, 2.0);
    assertThat(straddling.evaluate(bars.lower())).isNull();
    assertThat(straddling.evaluate(bars.upper())).isNull();
  }

  @Test
  void aBarAroundZeroHasAnAbsoluteValueFromZero() {
    Query.Bars bars = bars(call(Function.ABS, A)).orElseThrow();
    assertThat(new Row(0.0, 1.0, -3.0, 2.0).evaluate(bars.lower())).isEqualTo(0.0);
    assertThat(new Row(0.0, 1.0, -3.0, 2.0).evaluate(bars.upper())).isEqualTo(3.0);
    assertThat(new Row(0.0, -2.0, -3.0, -1.0).evaluate(bars.lower())).isEqualTo(1.0);
    assertThat(new Row(0.0, -2.0, -3.0, -1.0).evaluate(bars.upper())).isEqualTo(3.0);
  }

  @Test
  void theLogarithmOfWhatMayBeZeroIsUnboundedBelow() {
    Query.Bars bars = bars(call(Function.LN, A)).orElseThrow();
    Row row = new Row(0.0, 1.0, 0.0, 1.0);
    assertThat(row.evaluate(bars.lower())).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(row.evaluate(bars.upper())).isEqualTo(0.0);
    Query.Bars root = bars(call(Function.SQRT, A)).orElseThrow();
    assertThat(new Row(0.0, 1.0, -1.0, 4.0).evaluate(root.lower())).isEqualTo(0.0);
  }

  @Test
  void aFunctionWithoutBarsIsRefusedByName() {
    assertThatThrownBy(() -> bars(call(Function.MODULO, A, lit(3))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "MODULO cannot be applied to an approximate value in MOD(a, 3): its bar is not known;"
                + " apply it to lower_bound(…) and upper_bound(…), or select the plain column");
    assertThatThrownBy(() -> bars(A.gt(lit(5)))).hasMessageStartingWith("GREATER cannot");
    assertThatThrownBy(() -> bars(call(Function.TO_VARCHAR, A)))
        .hasMessageStartingWith("TO_VARCHAR cannot");
    assertThatThrownBy(() -> bars(call(Function.POWER, A, lit(2L))))
        .hasMessageStartingWith("POWER cannot");
    assertThatThrownBy(() -> bars(call(Function.ROUND, X, A)))
        .hasMessageContaining("the number of decimals must be exact");
    assertThatThrownBy(() -> bars(call(Function.CASE, A.gt(lit(5)), X, A)))
        .hasMessageContaining("its conditions must be exact");
  }

  @Test
  void confidenceMustBeAProbability() {
    assertThatThrownBy(() -> Bars.of(A, APPROXIMATE::contains, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("confidence must be in (0, 1), got 1.0");
  }

  /** Random expressions of the functions that have bars. */
  private record Generator(SplittableRandom random, Schema schema) {

    private static final Function[] ONE = {
      Function.NEGATE,
      Function.ABS,
      Function.SIGN,
      Function.FLOOR,
      Function.CEIL,
      Function.ROUND,
      Function.SQRT,
      Function.LN,
      Function.LOG10,
      Function.EXP,
      Function.TO_DOUBLE
    };
    private static final Function[] TWO = {
      Function.ADD,
      Function.SUBTRACT,
      Function.MULTIPLY,
      Function.DIVIDE,
      Function.GREATEST,
      Function.LEAST,
      Function.COALESCE
    };

    Expr expression(int depth) {
      int kind = depth == 0 ? 0 : random.nextInt(4);
      return switch (kind) {
        case 0 -> leaf();
        case 1 -> call(ONE[random.nextInt(ONE.length)], expression(depth - 1));
        case 2 -> {
          Expr condition = call(Function.LESS, X, ZERO);
          yield random.nextInt(4) > 0
              ? two(depth)
              : call(Function.CASE, condition, expression(depth - 1), expression(depth - 1));
        }
        default -> two(depth);
      };
    }

    private Expr two(int depth) {
      return call(TWO[random.nextInt(TWO.length)], expression(depth - 1), expression(depth - 1));
    }

    private Expr leaf() {
      return random.nextInt(5) == 0
          ? schema.type("a") == Type.DOUBLE ? lit(random.nextInt(-3, 4) + 0.5) : lit(-2L)
          : col(schema.column(random.nextInt(schema.size())).name());
    }
  }

  /** An answer's row with a truth and a bar per approximate column, and a plain evaluator. */
  private record Row(double x, List<Double> truth, List<Double> lower, List<Double> upper) {

    Row(double x, double truthOfA, double lowerOfA, double upperOfA) {
      this(x, List.of(truthOfA), List.of(lowerOfA), List.of(upperOfA));
    }

    static Row random(SplittableRandom random) {
      List<Double> truth = new ArrayList<>();
      List<Double> lower = new ArrayList<>();
      List<Double> upper = new ArrayList<>();
      for (int c = 0; c < 3; c++) {
        double width = random.nextInt(4) == 0 ? 0 : random.nextDouble() * 3;
        double start = (random.nextDouble() - 0.3) * 5;
        lower.add(start);
        upper.add(start + width);
        truth.add(Math.min(start + width, start + random.nextDouble() * width));
      }
      return new Row((random.nextDouble() - 0.5) * 6, truth, lower, upper);
    }

    Object evaluate(Expr expr) {
      if (expr instanceof Expr.Literal literal) {
        return literal.value() instanceof Long number ? (Object) (double) number : literal.value();
      }
      if (expr instanceof Expr.Ref ref) {
        return ref.column().equals("x") ? x : truth.get(ref.column().charAt(0) - 'a');
      }
      if (expr instanceof Expr.Bar bar) {
        List<Double> side = bar.side() == Expr.Bar.Side.LOWER ? lower : upper;
        return side.get(bar.column().charAt(0) - 'a');
      }
      Expr.Call c = (Expr.Call) expr;
      return switch (c.function()) {
        case CASE -> choose(c.arguments());
        case COALESCE ->
            c.arguments().stream()
                .map(this::evaluate)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        case IS_NOT_NULL -> evaluate(c.arguments().get(0)) != null;
        case OR -> c.arguments().stream().map(this::evaluate).anyMatch(Boolean.TRUE::equals);
        default -> {
          List<Object> values = new ArrayList<>();
          c.arguments().forEach(a -> values.add(evaluate(a)));
          yield values.contains(null) ? null : apply(c.function(), values);
        }
      };
    }

    private static Object apply(Function function, List<Object> values) {
      double a = (Double) values.get(0);
      double b = values.size() > 1 ? (Double) values.get(1) : Double.NaN;
      return switch (function) {
        case ADD -> a + b;
        case SUBTRACT -> a - b;
        case MULTIPLY -> a * b;
        case DIVIDE -> b == 0 ? null : (Object) (a / b); // a failure: no truth to hold
        case NEGATE -> -a;
        case ABS -> Math.abs(a);
        case SIGN -> Math.signum(a);
        case FLOOR -> Math.floor(a);
        case CEIL -> Math.ceil(a);
        case ROUND -> Math.signum(a) * Math.floor(Math.abs(a) + 0.5);
        case SQRT -> Math.sqrt(a);
        case LN -> Math.log(a);
        case LOG10 -> Math.log10(a);
        case EXP -> Math.exp(a);
        case TO_DOUBLE -> a;
        case GREATEST -> values.stream().mapToDouble(v -> (Double) v).max().orElseThrow();
        case LEAST -> values.stream().mapToDouble(v -> (Double) v).min().orElseThrow();
        case LESS -> a < b;
        case LESS_OR_EQUAL -> a <= b;
        case GREATER -> a > b;
        default -> throw new AssertionError("not expected here: " + function);
      };
    }

    private Object choose(List<Expr> arguments) {
      int last = arguments.size() - 1;
      for (int i = 0; i < last; i += 2) {
        if (Boolean.TRUE.equals(evaluate(arguments.get(i)))) {
          return evaluate(arguments.get(i + 1));
        }
      }
      return evaluate(arguments.get(last));
    }
  }
}
