package dev.inkling.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import org.junit.jupiter.api.Test;

class RowChoiceTest {

  /** The χ² quantile of 1 − 1e-6 at 7 degrees of freedom, scipy.stats.chi2.isf(1e-6, 7). */
  private static final double CHI_SQUARE_7 = 40.52;

  @Test
  void gapsAreGeometric() {
    for (double rate : new double[] {0.5, 0.25, 0.0625}) {
      RowChoice choice = new RowChoice(3, 1);
      choice.rate(rate);
      int draws = 100_000;
      int[] counts = new int[8];
      double step = Math.max(1, Math.round(0.5 / rate));
      for (int i = 0; i < draws; i++) {
        counts[(int) Math.min(7, choice.untilNext() / step)]++;
        choice.pass(choice.untilNext());
        choice.take();
      }
      double chiSquare = 0;
      for (int bin = 0; bin < 8; bin++) {
        double from = Math.pow(1 - rate, bin * step);
        double to = bin == 7 ? 0 : Math.pow(1 - rate, (bin + 1) * step);
        double expected = draws * (from - to);
        chiSquare += (counts[bin] - expected) * (counts[bin] - expected) / expected;
      }
      assertThat(chiSquare).isLessThan(CHI_SQUARE_7);
    }
  }

  @Test
  void batchesOfAnySizeGetTheSameRows() {
    Schema schema = Schema.of(new Column("n", Type.BIGINT));
    StringBuilder small = new StringBuilder();
    StringBuilder large = new StringBuilder();
    choose(schema, 7, small);
    choose(schema, 1_000, large);
    assertThat(small.toString()).isEqualTo(large.toString()).isNotEmpty();
  }

  private static void choose(Schema schema, int capacity, StringBuilder taken) {
    RowChoice choice = new RowChoice(11, capacity);
    choice.rate(0.125);
    RowBatch batch = new RowBatch(schema, capacity);
    for (int next = 0; next < 10_000; ) {
      batch.reset();
      int rows = Math.min(capacity, 10_000 - next);
      for (int row = 0; row < rows; row++) {
        batch.column(0).longs()[row] = next++;
      }
      batch.setSize(rows);
      choice.choose(batch);
      for (int row = 0; row < batch.size(); row++) {
        taken.append(batch.column(0).longs()[row]).append(' ');
      }
    }
  }

  @Test
  void atRateOneEveryRowIsTaken() {
    RowChoice choice = new RowChoice(1, 1);
    for (int i = 0; i < 1_000; i++) {
      assertThat(choice.untilNext()).isZero();
      choice.take();
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    RowChoice choice = new RowChoice(1, 1);
    assertThatThrownBy(() -> choice.rate(0)).hasMessageContaining("(0, 1]");
    assertThatThrownBy(() -> choice.pass(1)).hasMessageContaining("[0, 0]");
    choice.rate(1e-6);
    assertThatThrownBy(choice::take).isInstanceOf(IllegalStateException.class);
  }
}
