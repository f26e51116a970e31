package dev.inkling.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class BernoulliRowsTest {

  private static final Schema ROW_NUMBER = Schema.of(new Column("row", Type.BIGINT));

  /** The rows chosen of so many, which come in batches of random sizes up to {@code most}. */
  private static List<Long> chosen(double rate, long seed, int rows, int most) {
    SplittableRandom random = new SplittableRandom(seed);
    BernoulliRows sampler = new BernoulliRows(rate, seed, most);
    RowBatch batch = new RowBatch(ROW_NUMBER, most);
    List<Long> chosen = new ArrayList<>();
    for (int from = 0; from < rows; ) {
      int size = Math.min(rows - from, random.nextInt(most + 1));
      batch.reset();
      for (int row = 0; row < size; row++) {
        batch.column(0).longs()[row] = (long) from + row;
      }
      batch.setSize(size);
      sampler.choose(batch);
      for (int row = 0; row < batch.size(); row++) {
        chosen.add(batch.column(0).longs()[row]);
      }
      from += size;
    }
    return chosen;
  }

  @Test
  void theChoiceDoesNotDependOnBatches() {
    for (double rate : new double[] {0.0001, 0.1, 0.7}) {
      List<Long> some = chosen(rate, 5, 100_000, 3);
      assertThat(chosen(rate, 5, 100_000, 5_000)).isEqualTo(some);
      assertThat(chosen(rate, 5, 100_000, 70_000)).isEqualTo(some);
      assertThat(some).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void theRateIsKeptAndOtherSeedsChooseOthers() {
    for (double rate : new double[] {0.001, 0.1, 0.7}) {
      int n = 0;
      for (int seed = 0; seed < 10; seed++) {
        n += chosen(rate, seed, 100_000, 2_048).size();
      }
      double sigma = Math.sqrt(1e6 * rate * (1 - rate));
      // a normal variable is further away once in a million times
      assertThat((double) n).isBetween(1e6 * rate - 4.9 * sigma, 1e6 * rate + 4.9 * sigma);
    }
    assertThat(chosen(0.1, 1, 1_000, 64)).isNotEqualTo(chosen(0.1, 2, 1_000, 64));
  }

  @Test
  void rateOneTakesEveryRow() {
    assertThat(chosen(1, 3, 40_000, 1_000)).hasSize(40_000).isSorted();
  }
}
