package dev.inkling.engine.internal;

import static dev.inkling.operator.Expr.call;
import static dev.inkling.operator.Expr.col;
import static dev.inkling.operator.Expr.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.engine.EvaluationException;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Function;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {

  private static final Schema SCHEMA = RandomRows.SCHEMA;

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 63, 64, 65, 128, 1024})
  void rowsForWhichTheConditionIsTrueRemainInOrder(int rows) {
    RandomRows random = new RandomRows(rows);
    for (Expr condition :
        new Expr[] {
          col("b0"),
          col("b1"),
          col("i1").lt(lit(0)),
          call(Function.IS_NULL, col("s1")),
          call(Function.IS_NOT_NULL, col("s1")),
          lit(false),
          new Expr.Literal(null, Type.BOOLEAN)
        }) {
      Filter filter = Filter.compile(condition, SCHEMA, rows);
      for (int round = 0; round < 3; round++) {
        Object[][] given = random.rows(rows);
        RowBatch batch = random.batch(given);
        filter.apply(batch);
        Object[][] wanted =
            Arrays.stream(given)
                .filter(row -> Boolean.TRUE.equals(RowOracle.eval(condition, SCHEMA, row)))
                .toArray(Object[][]::new);
        assertHolds(batch, wanted);
      }
    }
  }

  @Test
  void aBatchThatWasFilteredCanBeFilteredAgain() {
    RandomRows random = new RandomRows(8);
    Object[][] given = random.rows(500);
    RowBatch batch = random.batch(given);
    Filter.compile(call(Function.IS_NULL, col("d1")), SCHEMA, 500).apply(batch);
    Filter.compile(col("b0"), SCHEMA, 500).apply(batch);
    Object[][] wanted =
        Arrays.stream(given)
            .filter(row -> row[3] == null && Boolean.TRUE.equals(row[6]))
            .toArray(Object[][]::new);
    assertThat(wanted.length).isBetween(1, 499);
    assertHolds(batch, wanted);
  }

  @Test
  void nothingMovesIfAllRowsPass() {
    RandomRows random = new RandomRows(9);
    Object[][] given = random.rows(70);
    RowBatch batch = random.batch(given);
    Filter.compile(lit(true), SCHEMA, 70).apply(batch);
    assertHolds(batch, given);
  }

  @Test
  void anEmptyBatchStaysEmpty() {
    RowBatch batch = new RowBatch(SCHEMA, 3);
    Filter.compile(col("b1"), SCHEMA, 3).apply(batch);
    assertThat(batch.size()).isZero();
  }

  @Test
  void aConditionMustBeBoolean() {
    assertThatThrownBy(() -> Filter.compile(col("i0"), SCHEMA, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a condition must be BOOLEAN, got BIGINT in \"i0\"");
  }

  @Test
  void aFailureLeavesTheBatchAsItWas() {
    RandomRows random = new RandomRows(10);
    Object[][] given = random.rows(5);
    given[3][0] = 0L;
    RowBatch batch = random.batch(given);
    Expr failing = call(Function.DIVIDE, lit(1), col("i0")).lt(lit(0));
    assertThatThrownBy(() -> Filter.compile(failing, SCHEMA, 5).apply(batch))
        .isInstanceOf(EvaluationException.class)
        .hasMessage("division by zero in \"1 / i0\"");
    assertHolds(batch, given);
  }

  private static void assertHolds(RowBatch batch, Object[][] wanted) {
    Object[][] actual = new Object[batch.size()][SCHEMA.size()];
    for (int r = 0; r < actual.length; r++) {
      for (int c = 0; c < SCHEMA.size(); c++) {
        actual[r][c] = Evaluator.valueAt(batch.column(c), r);
      }
    }
    assertThat(actual).isDeepEqualTo(wanted);
  }
}
