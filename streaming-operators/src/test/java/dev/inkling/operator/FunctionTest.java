package dev.inkling.operator;

import static dev.inkling.operator.Expr.call;
import static dev.inkling.operator.Expr.col;
import static dev.inkling.operator.Expr.lit;
import static dev.inkling.operator.Type.BIGINT;
import static dev.inkling.operator.Type.BOOLEAN;
import static dev.inkling.operator.Type.DOUBLE;
import static dev.inkling.operator.Type.TIMESTAMP;
import static dev.inkling.operator.Type.TOP_ITEMS;
import static dev.inkling.operator.Type.VALUES;
import static dev.inkling.operator.Type.VARCHAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FunctionTest {

  private static final Expr A = col("a");
  private static final Expr B = col("b");
  private static final Expr C = col("c");

  @ParameterizedTest
  @EnumSource(
      value = Function.class,
      names = {"ADD", "SUBTRACT", "MULTIPLY", "DIVIDE", "MODULO", "GREATEST", "LEAST"})
  void twoNumbersAreBigintUnlessOneIsDouble(Function function) {
    assertThat(function.resultType(List.of(BIGINT, BIGINT))).isEqualTo(BIGINT);
    assertThat(function.resultType(List.of(BIGINT, DOUBLE))).isEqualTo(DOUBLE);
    assertThat(function.resultType(List.of(DOUBLE, BIGINT))).isEqualTo(DOUBLE);
    assertRejects(function, BIGINT, VARCHAR);
    assertRejects(function, BIGINT);
  }

  @ParameterizedTest
  @EnumSource(
      value = Function.class,
      names = {"NEGATE", "ABS", "SIGN", "FLOOR", "CEIL", "ROUND"})
  void oneNumberKeepsItsType(Function function) {
    assertThat(function.resultType(List.of(BIGINT))).isEqualTo(BIGINT);
    assertThat(function.resultType(List.of(DOUBLE))).isEqualTo(DOUBLE);
    assertRejects(function, TIMESTAMP);
    assertRejects(function, DOUBLE, DOUBLE);
  }

  @ParameterizedTest
  @EnumSource(
      value = Function.class,
      names = {"SQRT", "LN", "LOG10", "EXP"})
  void realFunctionsAreDouble(Function function) {
    assertThat(function.resultType(List.of(BIGINT))).isEqualTo(DOUBLE);
    assertThat(function.resultType(List.of(DOUBLE))).isEqualTo(DOUBLE);
    assertRejects(function, VARCHAR);
  }

  @Test
  void roundTakesDecimalsAndPowerIsDouble() {
    assertThat(Function.ROUND.resultType(List.of(DOUBLE, BIGINT))).isEqualTo(DOUBLE);
    assertThat(Function.ROUND.resultType(List.of(BIGINT, BIGINT))).isEqualTo(BIGINT);
    assertRejects(Function.ROUND, DOUBLE, VARCHAR);
    assertThat(Function.POWER.resultType(List.of(BIGINT, BIGINT))).isEqualTo(DOUBLE);
  }

  @ParameterizedTest
  @EnumSource(
      value = Function.class,
      names = {"EQUAL", "NOT_EQUAL", "LESS", "LESS_OR_EQUAL", "GREATER", "GREATER_OR_EQUAL"})
  void comparisonsTakeNumbersOrOneType(Function function) {
    for (Type type : EnumSet.of(BIGINT, DOUBLE, VARCHAR, BOOLEAN, TIMESTAMP)) {
      assertThat(function.resultType(List.of(type, type))).isEqualTo(BOOLEAN);
    }
    assertThat(function.resultType(List.of(DOUBLE, BIGINT))).isEqualTo(BOOLEAN);
    assertRejects(function, BIGINT, VARCHAR);
    assertRejects(function, TIMESTAMP, BIGINT);
    assertRejects(function, TOP_ITEMS, TOP_ITEMS);
    assertRejects(function, BIGINT);
    assertRejects(function, BIGINT, BIGINT, BIGINT);
  }

  @Test
  void logicTakesBooleansOnly() {
    for (Function function : List.of(Function.AND, Function.OR)) {
      assertThat(function.resultType(List.of(BOOLEAN, BOOLEAN))).isEqualTo(BOOLEAN);
      assertThat(function.resultType(List.of(BOOLEAN, BOOLEAN, BOOLEAN))).isEqualTo(BOOLEAN);
      assertRejects(function, BOOLEAN);
      assertRejects(function, BOOLEAN, BIGINT);
    }
    assertThat(Function.NOT.resultType(List.of(BOOLEAN))).isEqualTo(BOOLEAN);
    assertRejects(Function.NOT, BIGINT);
    for (Type type : Type.values()) {
      assertThat(Function.IS_NULL.resultType(List.of(type))).isEqualTo(BOOLEAN);
      assertThat(Function.IS_NOT_NULL.resultType(List.of(type))).isEqualTo(BOOLEAN);
    }
  }

  @Test
  void choicesHaveTheCommonType() {
    assertThat(Function.CASE.resultType(List.of(BOOLEAN, BIGINT, BOOLEAN, DOUBLE, BIGINT)))
        .isEqualTo(DOUBLE);
    assertThat(Function.CASE.resultType(List.of(BOOLEAN, VARCHAR, VARCHAR))).isEqualTo(VARCHAR);
    assertRejects(Function.CASE, BOOLEAN, VARCHAR);
    assertRejects(Function.CASE, BIGINT, VARCHAR, VARCHAR);
    assertRejects(Function.CASE, BOOLEAN, VARCHAR, BIGINT);
    assertRejects(Function.CASE, BOOLEAN, BIGINT, BOOLEAN, BIGINT);
    assertThat(Function.COALESCE.resultType(List.of(BIGINT, DOUBLE))).isEqualTo(DOUBLE);
    assertThat(Function.COALESCE.resultType(List.of(TIMESTAMP))).isEqualTo(TIMESTAMP);
    assertRejects(Function.COALESCE, TIMESTAMP, BIGINT);
  }

  @Test
  void textFunctionsHaveTheirTypes() {
    for (Function function :
        List.of(Function.UPPER, Function.LOWER, Function.TRIM, Function.LTRIM, Function.RTRIM)) {
      assertThat(function.resultType(List.of(VARCHAR))).isEqualTo(VARCHAR);
      assertRejects(function, BIGINT);
    }
    assertThat(Function.LIKE.resultType(List.of(VARCHAR, VARCHAR))).isEqualTo(BOOLEAN);
    assertThat(Function.LIKE.resultType(List.of(VARCHAR, VARCHAR, VARCHAR))).isEqualTo(BOOLEAN);
    assertThat(Function.SUBSTRING.resultType(List.of(VARCHAR, BIGINT))).isEqualTo(VARCHAR);
    assertThat(Function.SUBSTRING.resultType(List.of(VARCHAR, BIGINT, BIGINT))).isEqualTo(VARCHAR);
    assertRejects(Function.SUBSTRING, VARCHAR);
    assertThat(Function.CHAR_LENGTH.resultType(List.of(VARCHAR))).isEqualTo(BIGINT);
    assertThat(Function.CONCAT.resultType(List.of(VARCHAR, VARCHAR, VARCHAR))).isEqualTo(VARCHAR);
    assertRejects(Function.CONCAT, VARCHAR, BIGINT);
    assertThat(Function.POSITION.resultType(List.of(VARCHAR, VARCHAR))).isEqualTo(BIGINT);
    assertThat(Function.REPLACE.resultType(List.of(VARCHAR, VARCHAR, VARCHAR))).isEqualTo(VARCHAR);
  }

  @Test
  void castsTakeWhatCanBeConverted() {
    assertCasts(Function.TO_BIGINT, BIGINT, EnumSet.complementOf(EnumSet.of(TOP_ITEMS, VALUES)));
    assertCasts(Function.TO_DOUBLE, DOUBLE, EnumSet.of(BIGINT, DOUBLE, VARCHAR, BOOLEAN));
    assertCasts(Function.TO_VARCHAR, VARCHAR, EnumSet.complementOf(EnumSet.of(TOP_ITEMS, VALUES)));
    assertCasts(Function.TO_BOOLEAN, BOOLEAN, EnumSet.of(BIGINT, VARCHAR, BOOLEAN));
    assertCasts(Function.TO_TIMESTAMP, TIMESTAMP, EnumSet.of(BIGINT, VARCHAR, TIMESTAMP));
  }

  @Test
  void timeFunctionsHaveTheirTypes() {
    assertThat(Function.EXTRACT.resultType(List.of(VARCHAR, TIMESTAMP))).isEqualTo(BIGINT);
    assertThat(Function.FLOOR_TIME.resultType(List.of(VARCHAR, TIMESTAMP))).isEqualTo(TIMESTAMP);
    assertThat(Function.ADD_MILLIS.resultType(List.of(TIMESTAMP, BIGINT))).isEqualTo(TIMESTAMP);
    assertThat(Function.ADD_MONTHS.resultType(List.of(TIMESTAMP, BIGINT))).isEqualTo(TIMESTAMP);
    assertThat(Function.MILLIS_BETWEEN.resultType(List.of(TIMESTAMP, TIMESTAMP))).isEqualTo(BIGINT);
    assertRejects(Function.ADD_MILLIS, BIGINT, TIMESTAMP);
    assertRejects(Function.EXTRACT, VARCHAR, VARCHAR);
  }

  @ParameterizedTest
  @EnumSource(Function.class)
  void noArgumentsAreRejectedAndShown(Function function) {
    assertThatThrownBy(() -> function.resultType(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("got ()");
    assertThat(call(function).toString()).isNotEmpty();
  }

  @Test
  void messagesSayWhatIsTakenAndWhatWasGot() {
    assertThatThrownBy(() -> Function.ADD.resultType(List.of(BIGINT, VARCHAR)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("+ takes two numbers, got (BIGINT, VARCHAR)");
    assertThatThrownBy(() -> Function.TO_BOOLEAN.resultType(List.of(DOUBLE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("CAST AS BOOLEAN takes one of BIGINT, VARCHAR, BOOLEAN, got (DOUBLE)");
  }

  @Test
  void callsAreShownAsSql() {
    Expr sum = call(Function.ADD, A, B);
    assertShown("a + b", sum);
    assertShown("(a + b) * c", call(Function.MULTIPLY, sum, C));
    assertShown("a + b - c", call(Function.SUBTRACT, sum, C));
    assertShown("c - (a + b)", call(Function.SUBTRACT, C, sum));
    assertShown("-a", call(Function.NEGATE, A));
    assertShown("-(-5)", call(Function.NEGATE, lit(-5)));
    assertShown("-(a + b)", call(Function.NEGATE, sum));
    assertShown("MOD(a, b)", call(Function.MODULO, A, B));
    assertShown("a = 1 AND (b < c OR NOT c)", A.eq(1).and(B.lt(C).or(C.not())));
    assertShown("a = 1 AND b = 'it''s' OR c", A.eq(1).and(B.eq("it's")).or(C));
    assertShown("NOT (a AND b)", A.and(B).not());
    assertShown("(a = b) = c", A.eq(B).eq(C));
    assertShown("a + b IS NOT NULL", call(Function.IS_NOT_NULL, sum));
    assertShown("(a = b) IS NULL", call(Function.IS_NULL, A.eq(B)));
    assertShown("a LIKE '%x'", call(Function.LIKE, A, lit("%x")));
    assertShown("a LIKE '!%' ESCAPE '!'", call(Function.LIKE, A, lit("!%"), lit("!")));
    assertShown(
        "CASE WHEN a THEN 1 WHEN b THEN 2.5 ELSE NULL END",
        call(Function.CASE, A, lit(1), B, lit(2.5), new Expr.Literal(null, DOUBLE)));
    assertShown("a || b || TRIM(c)", call(Function.CONCAT, A, B, call(Function.TRIM, C)));
    assertShown("POSITION(a IN b)", call(Function.POSITION, A, B));
    assertShown("CAST(a + b AS BIGINT)", call(Function.TO_BIGINT, sum));
    assertShown("EXTRACT(YEAR FROM a)", call(Function.EXTRACT, lit("YEAR"), A));
    assertShown("FLOOR(a TO DAY)", call(Function.FLOOR_TIME, lit("DAY"), A));
    assertShown("TIMESTAMPADD(MONTH, 2, a)", call(Function.ADD_MONTHS, A, lit(2)));
    assertShown("TIMESTAMPADD(MILLISECOND, b, a)", call(Function.ADD_MILLIS, A, B));
    assertShown("TIMESTAMPDIFF(MILLISECOND, b, a)", call(Function.MILLIS_BETWEEN, A, B));
    assertShown("TRUE OR FALSE", lit(true).or(lit(false)));
    assertShown("TIMESTAMP '1970-01-01T00:00:01Z'", new Expr.Literal(1000L, TIMESTAMP));
  }

  private static void assertCasts(Function function, Type result, Set<Type> sources) {
    for (Type type : Type.values()) {
      if (sources.contains(type)) {
        assertThat(function.resultType(List.of(type))).isEqualTo(result);
      } else {
        assertRejects(function, type);
      }
    }
  }

  private static void assertShown(String sql, Expr expr) {
    assertThat(expr.toString()).isEqualTo(sql);
  }

  private static void assertRejects(Function function, Type... types) {
    assertThatThrownBy(() -> function.resultType(List.of(types)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(" takes ")
        .hasMessageContaining(", got (");
  }
}
