package dev.inkling.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RowStoreTest {

  private static final Schema COLUMNS =
      Schema.of(
          new Column("a", Type.VARCHAR),
          new Column("b", Type.BIGINT),
          new Column("c", Type.DOUBLE),
          new Column("d", Type.BOOLEAN),
          new Column("e", Type.VARCHAR));

  private static RowBatch randomRows(SplittableRandom random, int rows) {
    RowBatch batch = new RowBatch(COLUMNS, rows);
    for (int row = 0; row < rows; row++) {
      for (int c = 0; c < COLUMNS.size(); c++) {
        // the column e has no null, the column c many
        if (c < 4 && random.nextInt(c == 2 ? 2 : 9) == 0) {
          batch.column(c).setNull(row);
        } else if (COLUMNS.column(c).type() == Type.VARCHAR) {
          batch.column(c).setText(row, "ü".repeat(random.nextInt(4)) + random.nextInt(100));
        } else if (COLUMNS.column(c).type() == Type.DOUBLE) {
          batch.column(c).doubles()[row] = random.nextDouble();
        } else {
          batch.column(c).longs()[row] = c == 3 ? random.nextInt(2) : random.nextLong();
        }
      }
    }
    batch.setSize(rows);
    return batch;
  }

  private static List<Object> row(RowBatch batch, int row) {
    List<Object> values = new ArrayList<>();
    for (int c = 0; c < COLUMNS.size(); c++) {
      values.add(Evaluator.valueAt(batch.column(c), row));
    }
    return values;
  }

  @Test
  void rowsComeBackAsTheyWere() {
    SplittableRandom random = new SplittableRandom(3);
    RowStore store = new RowStore(COLUMNS);
    List<List<Object>> expected = new ArrayList<>();
    for (int round = 0; round < 20; round++) {
      RowBatch batch = randomRows(random, 50);
      for (int row = 0; row < 50; row += 1 + random.nextInt(3)) {
        assertThat(store.add(batch, row)).isEqualTo(expected.size());
        expected.add(row(batch, row));
      }
    }
    assertThat(store.size()).isEqualTo(expected.size());
    assertThat(read(store)).isEqualTo(expected);
  }

  @Test
  void rowsOfAnotherStoreAreCopied() {
    SplittableRandom random = new SplittableRandom(4);
    RowStore store = new RowStore(COLUMNS);
    RowBatch batch = randomRows(random, 100);
    for (int row = 0; row < 100; row++) {
      store.add(batch, row);
    }
    RowStore some = new RowStore(COLUMNS);
    List<List<Object>> expected = new ArrayList<>();
    for (int row = 99; row >= 0; row -= 7) {
      assertThat(some.add(store, row)).isEqualTo(expected.size());
      expected.add(row(batch, row));
    }
    assertThat(read(some)).isEqualTo(expected);
  }

  @Test
  void whatIsWrittenIsForgottenWhenTheBatchIsWrittenAgain() {
    RowStore store = new RowStore(COLUMNS);
    RowBatch source = new RowBatch(COLUMNS, 2);
    for (int c = 0; c < COLUMNS.size(); c++) {
      source.column(c).setNull(0);
    }
    source.column("a").setText(1, "x");
    source.column("e").setText(1, "y");
    source.setSize(2);
    store.add(source, 0);
    store.add(source, 1);
    RowBatch batch = new RowBatch(COLUMNS, 1);
    for (int row = 0; row < 2; row++) {
      store.startWriting(batch);
      store.write(row, batch, 0);
      batch.setSize(1);
      assertThat(row(batch, 0)).isEqualTo(row(source, row));
    }
  }

  private static List<List<Object>> read(RowStore store) {
    RowBatch batch = new RowBatch(COLUMNS, store.size());
    store.startWriting(batch);
    for (int row = 0; row < store.size(); row++) {
      store.write(row, batch, row);
    }
    batch.setSize(store.size());
    List<List<Object>> rows = new ArrayList<>();
    for (int row = 0; row < store.size(); row++) {
      rows.add(row(batch, row));
    }
    return rows;
  }

  @Test
  void heapIsThatOfTheArrays() {
    RowStore store = new RowStore(COLUMNS);
    assertThat(store.heapBytes()).isZero();
    RowBatch batch = randomRows(new SplittableRandom(5), 100);
    for (int row = 0; row < 100; row++) {
      store.add(batch, row);
    }
    int texts =
        Arrays.stream(batch.column("a").lengths()).sum()
            + Arrays.stream(batch.column("e").lengths()).sum();
    // 5 columns of 128 places, texts, and bits of nulls
    assertThat(store.heapBytes()).isBetween(5L * 8 * 128, 5L * 8 * 128 + 2L * texts + 256 + 80);
  }
}
