package dev.inkling.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.engine.RowsSource;
import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Functions on records against plain loops. */
final class MapStreamTest {

  private static final Schema ALL_TYPES =
      Schema.of(
          new Column("l", Type.BIGINT),
          new Column("d", Type.DOUBLE),
          new Column("s", Type.VARCHAR),
          new Column("b", Type.BOOLEAN),
          new Column("t", Type.TIMESTAMP));

  @ParameterizedTest
  @CsvSource({"1,1", "7,3", "1024,2"})
  void flatMapLosesNothingHoweverManyRowsItMakes(int batch, int partitions) throws IOException {
    Schema schema =
        Schema.of(
            new Column("i", Type.BIGINT),
            new Column("text", Type.VARCHAR),
            new Column("x", Type.DOUBLE));
    for (int seed = 0; seed < 10; seed++) {
      List<List<Object[]>> rows = StreamRows.random(new Random(seed), 200, partitions, 5, 0);
      RowStream stream =
          RowStream.from(new RowsSource(StreamRows.SCHEMA, rows))
              .flatMap(
                  schema,
                  (row, out) -> {
                    for (long i = 0; i < row.longValue(4) % 40; i++) {
                      out.set("i", i).set("text", row.text("name"));
                      if (i % 2 == 0) {
                        out.set(2, row, 3);
                      }
                      out.emit();
                    }
                    out.set("i", 99); // begun and never sent off
                  });
      List<List<Object>> expected = new ArrayList<>();
      for (List<Object[]> partition : rows) {
        for (Object[] row : partition) {
          for (long i = 0; i < (Long) row[4] % 40; i++) {
            expected.add(StreamRows.row(i, row[2], i % 2 == 0 ? row[3] : null));
          }
        }
      }
      assertThat(StreamRows.all(stream, batch)).as("seed %s", seed).isEqualTo(expected);
      Schema some = Schema.of(schema.column(2), schema.column(0));
      List<List<Object>> narrow = StreamRows.all(stream, some, batch);
      assertThat(narrow).hasSize(expected.size());
      for (int row = 0; row < narrow.size(); row++) {
        List<Object> whole = expected.get(row);
        assertThat(narrow.get(row)).isEqualTo(StreamRows.row(whole.get(2), whole.get(0)));
      }
    }
  }

  @Test
  void rowsOfEveryTypeAreReadAndWritten() throws IOException {
    List<Object[]> rows = new ArrayList<>();
    rows.add(new Object[] {Long.MIN_VALUE, Double.NaN, "ä😀", true, -1L});
    rows.add(new Object[] {null, null, null, null, null});
    RowStream stream =
        RowStream.from(new RowsSource(ALL_TYPES, List.of(rows)))
            .map(
                ALL_TYPES,
                (row, out) -> {
                  if (row.isNull("l")) {
                    assertThat(row.text("s")).isNull();
                    assertThat(row.value("d")).isNull();
                    assertThat(row.textEquals(2, "")).isFalse();
                    assertThatThrownBy(() -> row.longValue("l"))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("column l is null");
                    out.set("l", 1).set("d", 2).set("s", "x").set("b", false).set("t", 3);
                    out.setNull("s").set("s", (String) null);
                    return;
                  }
                  assertThat(row.textEquals(2, "ä😀")).isTrue();
                  assertThat(row.textEquals(2, "ä")).isFalse();
                  assertThat(row.booleanValue("b")).isTrue();
                  assertThat(row.doubleValue("l")).isEqualTo(-0x1p63);
                  assertThat(row.longValue("t")).isEqualTo(-1);
                  assertThatThrownBy(() -> row.longValue("s"))
                      .isInstanceOf(IllegalArgumentException.class)
                      .hasMessageContaining("column s must be BIGINT or TIMESTAMP, is VARCHAR");
                  assertThatThrownBy(() -> row.text("l")).hasMessageContaining("must be VARCHAR");
                  assertThatThrownBy(() -> row.booleanValue("l")).hasMessageContaining("BOOLEAN");
                  assertThatThrownBy(() -> out.set("s", 1)).hasMessageContaining("s is VARCHAR");
                  assertThatThrownBy(() -> out.set("l", 1.0)).hasMessageContaining("l is BIGINT");
                  assertThatThrownBy(() -> out.set("l", "a")).hasMessageContaining("l is BIGINT");
                  assertThatThrownBy(() -> out.set("l", true)).hasMessageContaining("l is BIGINT");
                  assertThatThrownBy(out::emit).hasMessageContaining("use flatMap");
                  out.copy(row);
                });
    assertThat(StreamRows.all(stream, 7))
        .containsExactly(
            StreamRows.row(Long.MIN_VALUE, Double.NaN, "ä😀", true, -1L),
            StreamRows.row(1L, 2.0, null, false, 3L));
  }

  @Test
  void mapMakesARowOfEachEvenIfNothingIsSet() throws IOException {
    List<List<Object[]>> rows = StreamRows.random(new Random(1), 10, 1, 2, 0);
    RowStream stream =
        RowStream.from(new RowsSource(StreamRows.SCHEMA, rows))
            .map(Schema.of(new Column("a", Type.VARCHAR)), (row, out) -> {});
    assertThat(StreamRows.all(stream, 3)).hasSize(10).containsOnly(StreamRows.row((Object) null));
  }
}
