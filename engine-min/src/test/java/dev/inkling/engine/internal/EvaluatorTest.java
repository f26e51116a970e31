package dev.inkling.engine.internal;

import static dev.inkling.operator.Expr.call;
import static dev.inkling.operator.Expr.col;
import static dev.inkling.operator.Expr.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.EvaluationException;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Function;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every function, alone and in trees, against {@link RowOracle}. */
class EvaluatorTest {

  private static final Schema SCHEMA = RandomRows.SCHEMA;

  @ParameterizedTest
  @EnumSource(Function.class)
  void everyFunctionIsWhatTheOracleSays(Function function) {
    RandomRows random = new RandomRows(function.name().hashCode());
    for (Type type : RandomRows.results(function)) {
      for (int round = 0; round < 16; round++) {
        Expr expr = random.callOf(function, type, 0);
        assertThat(expr.type(SCHEMA)).as("%s", expr).isEqualTo(type);
        check(expr, random, round % 4 == 0 ? 1024 : round % 4 == 1 ? 1 : round % 4 == 2 ? 7 : 64);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 100, 1024})
  void treesAreWhatTheOracleSays(int rows) {
    RandomRows random = new RandomRows(rows);
    int rounds = rows == 1024 ? 40 : 200;
    for (int round = 0; round < rounds; round++) {
      check(random.expr(random.type(), 1 + round % 4), random, rows);
    }
  }

  @Test
  void oneEvaluatorServesManyBatches() {
    RandomRows random = new RandomRows(77);
    for (int round = 0; round < 200; round++) {
      Expr expr = random.expr(random.type(), 3);
      Evaluator evaluator = Evaluator.compile(expr, SCHEMA, 512);
      for (int rows : new int[] {512, 3, 200, 0, 65}) {
        Object[][] good = goodRows(expr, random.rows(rows));
        if (good.length > 0) {
          assertSame(expr, good, evaluator.eval(random.batch(good)));
        }
      }
    }
  }

  /** The batch fails if a row does; the rows that do not fail have the oracle's values. */
  private static void check(Expr expr, RandomRows random, int count) {
    Object[][] rows = random.rows(count);
    Object[][] good = goodRows(expr, rows);
    if (good.length < rows.length) {
      Evaluator evaluator = Evaluator.compile(expr, SCHEMA, rows.length);
      assertThatThrownBy(() -> evaluator.eval(random.batch(rows)))
          .as("%s", expr)
          .isInstanceOf(EvaluationException.class);
    }
    if (good.length > 0) {
      Evaluator evaluator = Evaluator.compile(expr, SCHEMA, good.length);
      assertThat(evaluator.type()).isEqualTo(expr.type(SCHEMA));
      assertSame(expr, good, evaluator.eval(random.batch(good)));
    }
  }

  private static Object[][] goodRows(Expr expr, Object[][] rows) {
    List<Object[]> good = new ArrayList<>();
    for (Object[] row : rows) {
      try {
        RowOracle.eval(expr, SCHEMA, row);
        good.add(row);
      } catch (RowOracle.Failure e) {
        // one that the evaluator must refuse
      }
    }
    return good.toArray(Object[][]::new);
  }

  private static void assertSame(Expr expr, Object[][] rows, ColumnVector values) {
    assertThat(values.type()).isEqualTo(expr.type(SCHEMA));
    for (int r = 0; r < rows.length; r++) {
      Object expected = RowOracle.eval(expr, SCHEMA, rows[r]);
      Object actual = Evaluator.valueAt(values, r);
      boolean areZeros =
          Double.valueOf(0.0).equals(abs(expected)) && abs(expected).equals(abs(actual));
      if (!areZeros && !Objects.equals(actual, expected)) {
        assertThat(actual).as("%s in %s", expr, Arrays.toString(rows[r])).isEqualTo(expected);
      }
      if (values.type() == Type.VARCHAR) {
        assertThat(values.starts()[r] + values.lengths()[r])
            .isLessThanOrEqualTo(values.bytes().length);
      }
    }
  }

  private static Object abs(Object value) {
    return value instanceof Double d ? (Object) Math.abs(d) : value;
  }

  @Test
  void aBareColumnIsTheBatchsOwn() {
    RandomRows random = new RandomRows(3);
    RowBatch batch = random.batch(random.rows(5));
    assertThat(Evaluator.compile(col("s1"), SCHEMA, 5).eval(batch)).isSameAs(batch.column("s1"));
  }

  @Test
  void anEmptyBatchHasNoFailures() {
    RowBatch batch = new RowBatch(SCHEMA, 4);
    Expr failing = call(Function.DIVIDE, lit(1), lit(0));
    assertThat(Evaluator.compile(failing, SCHEMA, 4).eval(batch).type()).isEqualTo(Type.BIGINT);
  }

  @Test
  void constantsAreEvaluatedOnce() {
    RandomRows random = new RandomRows(4);
    RowBatch batch = random.batch(random.rows(9));
    Expr three = call(Function.ADD, lit(1), call(Function.CHAR_LENGTH, lit("ää")));
    Evaluator evaluator = Evaluator.compile(three, SCHEMA, 9);
    ColumnVector first = evaluator.eval(batch);
    Arrays.fill(first.longs(), -1); // if it were computed again, this would be overwritten
    assertThat(evaluator.eval(batch).longs()).containsOnly(-1);
    assertThat(Evaluator.constant(three)).isEqualTo(3L);
  }

  @Test
  void constantsHaveValuesWithoutRows() {
    assertThat(Evaluator.constant(lit("x").eq("x"))).isEqualTo(true);
    assertThat(Evaluator.constant(call(Function.UPPER, lit("ß")))).isEqualTo("SS");
    assertThat(Evaluator.constant(call(Function.DIVIDE, lit(1), lit(2.0)))).isEqualTo(0.5);
    assertThat(Evaluator.constant(new Expr.Literal(null, Type.DOUBLE))).isNull();
    assertThatThrownBy(() -> Evaluator.constant(col("x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x");
  }

  @Test
  void threeValuedLogicIsThatOfSql() {
    Object[] truth = {true, false, null};
    Object[][] and = {{true, false, null}, {false, false, false}, {null, false, null}};
    Object[][] or = {{true, true, true}, {true, false, null}, {true, null, null}};
    Object[] not = {false, true, null};
    for (int i = 0; i < 3; i++) {
      Expr a = new Expr.Literal(truth[i], Type.BOOLEAN);
      assertThat(Evaluator.constant(a.not())).isEqualTo(not[i]);
      for (int j = 0; j < 3; j++) {
        Expr b = new Expr.Literal(truth[j], Type.BOOLEAN);
        assertThat(Evaluator.constant(a.and(b))).as("%s", a.and(b)).isEqualTo(and[i][j]);
        assertThat(Evaluator.constant(a.or(b))).as("%s", a.or(b)).isEqualTo(or[i][j]);
      }
    }
  }

  @Test
  void branchesNotTakenCannotFail() {
    Expr zero = new Expr.Literal(0L, Type.BIGINT);
    Expr quotient = call(Function.DIVIDE, lit(1), col("i0"));
    Expr isZero = col("i0").eq(zero);
    Object[][] rows = new RandomRows(5).rows(200);
    for (int r = 0; r < rows.length; r++) {
      rows[r][0] = r % 3L;
    }
    RowBatch batch = new RandomRows(5).batch(rows);
    for (Expr guarded :
        List.of(
            call(Function.CASE, isZero, zero, quotient),
            call(Function.CASE, isZero.not(), quotient, zero),
            call(Function.CASE, isZero.or(quotient.lt(zero)), zero, quotient),
            call(Function.CASE, isZero.not().and(quotient.ge(zero)), quotient, zero),
            call(Function.COALESCE, zero, quotient),
            call(Function.CASE, lit(true), zero, call(Function.DIVIDE, lit(1), lit(0))))) {
      assertSame(guarded, rows, Evaluator.compile(guarded, SCHEMA, 200).eval(batch));
    }
    Expr wrongOrder = call(Function.CASE, quotient.lt(zero).or(isZero), zero, quotient);
    assertThatThrownBy(() -> Evaluator.compile(wrongOrder, SCHEMA, 200).eval(batch))
        .isInstanceOf(EvaluationException.class);
  }

  @Test
  void batchesThatDoNotFitAreRejected() {
    Evaluator evaluator = Evaluator.compile(col("i0"), SCHEMA, 4);
    RowBatch tooLarge = new RowBatch(SCHEMA, 5);
    tooLarge.setSize(5);
    assertThatThrownBy(() -> evaluator.eval(tooLarge))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 4 rows, got 5");
    assertThatThrownBy(() -> evaluator.eval(new RowBatch(Schema.of(), 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must have the columns");
    assertThatThrownBy(() -> Evaluator.compile(col("i0"), SCHEMA, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("capacity must be at least 1, got 0");
  }

  @Test
  void whatMustBeConstantIsCheckedBeforeAnyRow() {
    assertRejected(call(Function.LIKE, col("s0"), col("s1")), "must be constants");
    assertRejected(call(Function.LIKE, col("s0"), lit("a!b"), lit("!")), "before %, _ or itself");
    assertRejected(call(Function.LIKE, col("s0"), lit("a"), lit("!!")), "one character, got '!!'");
    assertRejected(call(Function.ROUND, col("d0"), col("i0")), "must be constants");
    assertRejected(call(Function.EXTRACT, lit("EON"), col("t0")), "got EON");
    assertRejected(call(Function.FLOOR_TIME, lit("DOW"), col("t0")), "rounded down to DOW");
    assertRejected(col("nothing"), "no column \"nothing\"");
    assertRejected(new Expr.Bar("i0", Expr.Bar.Side.LOWER, 0.9), "over answers");
  }

  private static void assertRejected(Expr expr, String message) {
    assertThatThrownBy(() -> Evaluator.compile(expr, SCHEMA, 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void failuresNameTheExpressionAndTheOperands() {
    assertFails(call(Function.DIVIDE, lit(1), lit(0)), "division by zero in \"1 / 0\"");
    assertFails(call(Function.MODULO, lit(1.5), lit(0)), "division by zero in \"MOD(1.5, 0)\"");
    assertFails(
        call(Function.MULTIPLY, lit(Long.MAX_VALUE), call(Function.ADD, lit(1), lit(1))),
        "BIGINT overflow in \"9223372036854775807 * (1 + 1)\": 9223372036854775807 * 2");
    assertFails(
        call(Function.NEGATE, lit(Long.MIN_VALUE)),
        "BIGINT overflow in \"-(-9223372036854775808)\": -(-9223372036854775808)");
    assertFails(
        call(Function.TO_BIGINT, lit("abc")),
        "cannot read 'abc' as BIGINT in \"CAST('abc' AS BIGINT)\"");
    assertFails(
        call(Function.TO_BIGINT, lit(1e19)),
        "BIGINT overflow in \"CAST(1.0E19 AS BIGINT)\": 1.0E19");
    assertFails(
        call(Function.TO_TIMESTAMP, lit("x".repeat(100))),
        "cannot read '" + "x".repeat(80) + "…' as");
    assertFails(
        call(Function.SUBSTRING, lit("abc"), lit(1), lit(-1)),
        "negative length in \"SUBSTRING('abc', 1, -1)\": -1");
    assertFails(
        call(Function.ADD_MONTHS, new Expr.Literal(0L, Type.TIMESTAMP), lit(Long.MAX_VALUE)),
        "TIMESTAMP overflow in ");
    assertFails(call(Function.ROUND, lit(Long.MAX_VALUE), lit(-1)), "BIGINT overflow in ");
  }

  private static void assertFails(Expr expr, String message) {
    assertThatThrownBy(() -> Evaluator.constant(expr))
        .isInstanceOf(EvaluationException.class)
        .hasMessageStartingWith(message);
  }
}
