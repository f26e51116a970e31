package dev.inkling.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.engine.ManualClock;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.RowsSource;
import dev.inkling.engine.Source;
import dev.inkling.operator.Column;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Joins with tables against nested loops, and with files that change. */
final class TableJoinTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Schema TABLE =
      Schema.of(
          new Column("title", Type.VARCHAR),
          new Column("k", Type.BIGINT),
          new Column("name", Type.VARCHAR),
          new Column("y", Type.DOUBLE));

  @TempDir private Path folder;

  private static List<Object[]> tableRows(Random random, int count) {
    List<Object[]> rows = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      rows.add(
          new Object[] {
            random.nextInt(5) == 0 ? null : "title" + row,
            random.nextInt(8) == 0 ? null : (Object) (long) random.nextInt(8),
            random.nextInt(8) == 0 ? null : "näme" + random.nextInt(3),
            row / 2.0
          });
    }
    return rows;
  }

  @ParameterizedTest
  @CsvSource({"1,1", "7,1", "1024,1", "1,3", "7,2", "1024,3"})
  void joinsAreWhatANestedLoopMakes(int batch, int partitions) throws IOException {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      List<List<Object[]>> rows = StreamRows.random(random, 300, partitions, 6, 0);
      List<Object[]> table = tableRows(random, seed * 3);
      boolean outer = seed % 2 == 0;
      boolean oneKey = seed % 3 == 0;
      RowStream stream = RowStream.from(new RowsSource(StreamRows.SCHEMA, rows));
      Table held = Table.of(new RowsSource(TABLE, List.of(table)));
      held = oneKey ? held.select("k", "y", "title") : held;
      String[] on = oneKey ? new String[] {"k"} : new String[] {"name", "k"};
      RowStream joined = outer ? stream.leftJoin(held, on) : stream.join(held, on);
      List<List<Object>> expected = new ArrayList<>();
      long unmatched = 0;
      for (List<Object[]> partition : rows) {
        for (Object[] row : partition) {
          boolean found = false;
          for (Object[] entry : table) {
            boolean equal =
                row[1] != null
                    && Objects.equals(row[1], entry[1])
                    && (oneKey || (row[2] != null && Objects.equals(row[2], entry[2])));
            if (equal) {
              found = true;
              expected.add(StreamRows.row(entry[3], row[4], entry[0], row[2], row[1]));
            }
          }
          unmatched += found ? 0 : 1;
          if (!found && outer) {
            expected.add(StreamRows.row(null, row[4], null, row[2], row[1]));
          }
        }
      }
      RowStream selected = joined.select("y", "n", "title", "name", "k");
      assertThat(StreamRows.all(selected, batch)).as("seed %s", seed).isEqualTo(expected);
      assertThat(joined.counters().rowsUnmatched()).isEqualTo(unmatched);
      assertThat(joined.counters().stateEntries()).as("closed").isZero();
      assertThat(joined.partitions(4)).hasSize(partitions);
    }
  }

  @Test
  void aTableThatIsTooLargeOrDoesNotFitIsRefused() {
    RowStream stream =
        RowStream.from(new RowsSource(StreamRows.SCHEMA, List.of(new ArrayList<>())));
    List<Object[]> rows = tableRows(new Random(1), 5000);
    Table table = Table.of(new RowsSource(TABLE, List.of(rows))).withPrefix("t_");
    RowStream tooLarge = stream.join(table.withMaxBytes(100_000), "k");
    assertThatThrownBy(() -> StreamRows.all(tooLarge, 10))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than 100000 bytes of memory after")
        .hasMessageContaining("Table.withMaxBytes");
    assertThat(tooLarge.counters().stateEntries()).isZero();
    assertThatThrownBy(() -> stream.join(table.withPrefix(""), "k"))
        .hasMessageContaining("both sides have a column name")
        .hasMessageContaining("Table.withPrefix");
    assertThatThrownBy(() -> stream.join(table, "title")).hasMessageContaining("\"title\"");
    assertThatThrownBy(() -> stream.join(table)).hasMessageContaining("at least one");
    assertThatThrownBy(
            () ->
                stream
                    .withColumnRenamed("x", "y")
                    .withColumnRenamed("k", "x")
                    .join(table.select("y", "k"), "y", "k"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> stream.withColumnRenamed("n", "y").join(table.select("y"), "y"))
        .hasMessageContaining("key y must have the same type on both sides, got BIGINT and DOUBLE");
  }

  private void write(Path file, String... lines) throws IOException {
    Path fresh = Files.writeString(folder.resolve("fresh"), String.join("\n", lines) + "\n");
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aTableIsReadAgainWhenItsFileChanges() throws IOException {
    Path file = folder.resolve("table.csv");
    write(file, "k,city", "1,Rome", "2,Oslo");
    List<Object[]> rows = new ArrayList<>();
    for (long n = 0; n < 20; n++) {
      rows.add(new Object[] {0L, 1L + n % 2, "a", 0.0, n});
    }
    ManualClock clock = new ManualClock();
    RowStream stream =
        RowStream.from(new RowsSource(StreamRows.SCHEMA, List.of(rows)), clock)
            .leftJoin(Table.csv(file.toString()), "k");
    Schema city = Schema.of(new Column("city", Type.VARCHAR));
    RowBatch batch = new RowBatch(city, 2);
    try (Source.Reader reader = stream.partitions(1).get(0).open(city, null)) {
      assertThat(cities(reader, batch)).containsExactly("Rome", "Oslo");
      write(file, "k,city", "1,Bern");
      assertThat(cities(reader, batch)).as("not looked at yet").containsExactly("Rome", "Oslo");
      clock.pass(SECOND);
      assertThat(cities(reader, batch)).containsExactly("Bern", null);
      assertThat(stream.counters().reloads()).isEqualTo(1);
      assertThat(stream.counters().stateEntries()).isEqualTo(1);

      write(file, "k,town", "1,Paris");
      clock.pass(SECOND);
      assertThat(cities(reader, batch)).as("the one before").containsExactly("Bern", null);
      assertThat(stream.counters().reloadsFailed()).isEqualTo(1);
      assertThat(stream.counters().lastFailure()).contains("no column \"city\" any more");

      write(file, "k,city", "1,Paris", "2,Athens");
      clock.pass(SECOND);
      assertThat(cities(reader, batch)).as("two seconds later").containsExactly("Bern", null);
      clock.pass(SECOND);
      assertThat(cities(reader, batch)).containsExactly("Paris", "Athens");

      Files.delete(file);
      clock.pass(SECOND);
      assertThat(cities(reader, batch)).containsExactly("Paris", "Athens");
      assertThat(stream.counters().lastFailure()).contains("no such file");
      write(file, "k,city", "1,7", "2,8");
      clock.pass(2 * SECOND);
      assertThat(cities(reader, batch)).as("numbers as texts").containsExactly("7", "8");
      assertThat(stream.counters().reloads()).isEqualTo(3);
      assertThat(stream.counters().reloadsFailed()).isEqualTo(2);
    }
  }

  private static List<String> cities(Source.Reader reader, RowBatch batch) throws IOException {
    assertThat(reader.poll(batch)).isEqualTo(2);
    List<String> cities = new ArrayList<>();
    cities.add(batch.column(0).text(0));
    cities.add(batch.column(0).text(1));
    return cities;
  }

  @Test
  void aTableThatIsNotThereIsAnErrorAtOnce() {
    assertThatThrownBy(() -> Table.csv(folder.resolve("nix.csv").toString()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> Table.csv("-")).hasMessageContaining("standard input");
  }
}
