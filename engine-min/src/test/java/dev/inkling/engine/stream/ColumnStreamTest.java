package dev.inkling.engine.stream;

import static dev.inkling.operator.Expr.call;
import static dev.inkling.operator.Expr.col;
import static dev.inkling.operator.Expr.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.engine.RowBatch;
import dev.inkling.engine.Source;
import dev.inkling.operator.Column;
import dev.inkling.operator.Function;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters, computed columns, selections, other names and unions against plain loops. */
final class ColumnStreamTest {

  private final List<WatchedSource.Read> log = new ArrayList<>();

  private WatchedSource source(Random random, int rows, int partitions) {
    return new WatchedSource(
        "rows", StreamRows.SCHEMA, StreamRows.random(random, rows, partitions, 5, 3), log, random);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "7,1", "1024,1", "1,3", "7,2", "1024,3"})
  void stepsOnColumnsAreWhatAPlainLoopMakes(int batch, int partitions) throws IOException {
    for (int seed = 0; seed < 20; seed++) {
      log.clear();
      RowStream stream =
          RowStream.from(source(new Random(seed), 300, partitions))
              .withColumn("y", call(Function.ADD, col("n"), lit(1)))
              .filter(col("k").lt(lit(3)))
              .withColumn("name", call(Function.CONCAT, col("name"), lit("!")))
              .withColumnRenamed("x", "real")
              .select("name", "y", "real", "k", "ts");
      List<List<Object>> expected = new ArrayList<>();
      List<List<Object>> found = StreamRows.all(stream, batch);
      for (WatchedSource.Read read : log) {
        Object key = read.values().get(1);
        if (key != null && (Long) key < 3) {
          Object name = read.values().get(2);
          expected.add(
              StreamRows.row(
                  name == null ? null : name + "!",
                  (Long) read.values().get(4) + 1,
                  read.values().get(3),
                  key,
                  read.values().get(0)));
        }
      }
      assertThat(found).as("seed %s", seed).isEqualTo(expected);
    }
  }

  @Test
  void onlyColumnsThatAreAskedForAreRead() throws IOException {
    WatchedSource source = source(new Random(1), 10, 1);
    RowStream stream =
        RowStream.from(source)
            .withColumn("y", call(Function.ADD, col("n"), lit(1)))
            .withColumnRenamed("x", "real")
            .filter(col("k").lt(lit(3)));
    StreamRows.all(stream, Schema.of(new Column("real", Type.DOUBLE)), 7);
    StreamRows.all(stream, Schema.of(new Column("y", Type.BIGINT)), 7);
    StreamRows.all(stream, Schema.of(), 7);
    assertThat(source.opened.stream().map(Schema::toString))
        .containsExactly("k BIGINT, x DOUBLE", "k BIGINT, n BIGINT", "k BIGINT");
    assertThat(source.closed).isEqualTo(3);
  }

  @Test
  void rowsThatAreFilteredOutAreNoEnd() throws IOException {
    List<Object[]> rows = new ArrayList<>();
    for (long n = 0; n < 1000; n++) {
      rows.add(new Object[] {n, n == 999 ? 1L : 9L, "a", 0.0, n});
    }
    RowStream stream =
        RowStream.from(new WatchedSource("rows", StreamRows.SCHEMA, List.of(rows), log))
            .filter(col("k").eq(1));
    RowBatch batch = new RowBatch(stream.schema(), 1);
    try (Source.Reader reader = stream.partitions(1).get(0).open(stream.schema(), null)) {
      int emptyPolls = 0;
      int count;
      while ((count = reader.poll(batch)) == 0) {
        assertThat(reader.isDry()).isFalse();
        emptyPolls++;
      }
      assertThat(count).isEqualTo(1);
      assertThat(emptyPolls).isEqualTo(999 / DroppingReader.TURNS);
    }
    assertThat(stream.counters().rowsIn()).isEqualTo(1000);
    assertThat(stream.counters().rowsOut()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64})
  void streamsWithoutAStateAreReadOnFromAnyPosition(int batch) throws IOException {
    RowFunction several =
        (row, out) -> {
          for (long i = 0; i < row.longValue("n") % 4; i++) {
            out.copy(row).set("i", i).emit();
          }
        };
    Schema schema = Schema.of(new Column("n", Type.BIGINT), new Column("i", Type.BIGINT));
    RowStream stream =
        RowStream.from(source(new Random(3), 120, 1))
            .filter(col("k").lt(lit(4)))
            .flatMap(schema, several)
            .withColumn("z", call(Function.ADD, col("i"), col("n")))
            .flatMap(
                schema,
                (row, out) -> {
                  out.copy(row).emit();
                  out.copy(row).setNull("i").emit();
                });
    List<List<Object>> whole = StreamRows.all(stream, 100);
    assertThat(whole).hasSizeGreaterThan(200);
    Source.Partition partition = stream.partitions(1).get(0);
    RowBatch target = new RowBatch(schema, batch);
    List<List<Object>> soFar = new ArrayList<>();
    byte[] position = null;
    boolean ended = false;
    while (!ended) { // a new reader for every few polls
      try (Source.Reader reader = partition.open(schema, position)) {
        for (int poll = 0; poll < 3 && !ended; poll++) {
          int count = reader.poll(target);
          ended = count == Source.Reader.END;
          soFar.addAll(StreamRows.rows(target, Math.max(0, count)));
        }
        position = reader.position();
      }
    }
    assertThat(soFar).isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1024})
  void unionHasThePartitionsOfAll(int batch) throws IOException {
    WatchedSource first = source(new Random(1), 50, 2);
    WatchedSource second = source(new Random(2), 40, 1);
    RowStream reordered = RowStream.from(second).select("n", "x", "name", "k", "ts");
    RowStream union = RowStream.from(first).union(reordered, first);
    assertThat(union.partitions(6)).hasSize(5);
    List<List<Object>> found = StreamRows.all(union, batch);
    assertThat(found).hasSize(140);
    List<List<Object>> expected = new ArrayList<>(StreamRows.all(first, 100));
    expected.addAll(StreamRows.all(second, 100));
    expected.addAll(StreamRows.all(first, 100));
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void unionOfDifferentColumnsNamesOne() {
    RowStream stream = RowStream.from(source(new Random(1), 1, 1));
    assertThatThrownBy(() -> stream.union(stream.select("ts", "k", "name", "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no column n (BIGINT)");
    assertThatThrownBy(() -> stream.union(stream.withColumn("more", lit(1))))
        .hasMessageContaining("has no column more (BIGINT)");
    assertThatThrownBy(() -> stream.union(stream.withColumn("x", lit("a"))))
        .hasMessageContaining("x is DOUBLE in rows and VARCHAR in rows");
  }

  @Test
  void whatIsWrongWithAStepIsSaidWhenItIsMade() {
    RowStream stream = RowStream.from(source(new Random(1), 1, 1));
    assertThatThrownBy(() -> stream.filter(col("nix").eq(1))).hasMessageContaining("\"nix\"");
    assertThatThrownBy(() -> stream.filter(col("n"))).hasMessageContaining("must be BOOLEAN");
    assertThatThrownBy(() -> stream.withColumn("y", call(Function.ADD, col("name"), lit(1))))
        .hasMessageContaining("VARCHAR");
    assertThatThrownBy(() -> stream.select("nix")).hasMessageContaining("\"nix\"");
    assertThatThrownBy(() -> stream.select("n", "n")).hasMessageContaining("n twice");
    assertThatThrownBy(() -> stream.withColumnRenamed("n", "x")).hasMessageContaining("x twice");
  }
}
