package dev.inkling.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.operator.Column;
import dev.inkling.operator.FileOptions;
import dev.inkling.operator.FileOutput;
import dev.inkling.operator.Query;
import dev.inkling.operator.Schema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Tables that are defined in front of a query. */
final class ScriptTest {

  /** A catalog that keeps what it was asked for. */
  private static final class Definitions implements Catalog {
    final List<TableDefinition> asked = new ArrayList<>();

    @Override
    public Table table(String name, Set<String> timestampColumns) {
      return Tables.table(name, timestampColumns);
    }

    @Override
    public Table table(TableDefinition definition, Set<String> timestampColumns) {
      asked.add(definition);
      Table table = Tables.table(definition.path(), timestampColumns);
      List<Column> given = definition.options().columns();
      return given.isEmpty() ? table : new Table(table.input(), new Schema(given));
    }
  }

  private static String plan(String sql) {
    Definitions catalog = new Definitions();
    Query query = SqlPlanner.create(catalog).plan(sql, PlanOptions.defaults());
    List<String> lines = new ArrayList<>();
    catalog.asked.forEach(definition -> lines.add(show(definition)));
    query
        .eventTime()
        .ifPresent(
            time ->
                lines.add(
                    "time "
                        + time.column().orElseThrow()
                        + time.disorder().map(d -> ", " + d.toMillis() + " ms late").orElse("")
                        + ", idle "
                        + time.idle().map(d -> d.toMillis() + " ms").orElse("as usual")));
    if (query.destination().orElse(null) instanceof FileOutput output) {
      lines.add(
          "into "
              + output.path()
              + " "
              + output.format()
              + (output.overwrite() ? ", overwritten" : ""));
      lines.add(
          "columns "
              + query.select().stream()
                  .map(Query.Selected::name)
                  .collect(Collectors.joining(", ")));
    }
    return String.join("\n", lines);
  }

  private static String show(TableDefinition table) {
    FileOptions options = table.options();
    FileOptions usual = FileOptions.defaults();
    StringBuilder text = new StringBuilder();
    text.append("table ").append(table.name()).append(" at ").append(table.path()).append(": ");
    text.append(options.format());
    options.columns().forEach(c -> text.append(", " + c.name() + " " + c.type()));
    if (options.header() != usual.header()) {
      text.append(", header ").append(options.header());
    }
    if (options.delimiter() != usual.delimiter()) {
      text.append(", delimiter ").append((int) options.delimiter());
    }
    if (!options.timestamps().isEmpty()) {
      text.append(", times ").append(options.timestamps());
    }
    if (options.badRows() != usual.badRows()) {
      text.append(", bad rows ").append(options.badRows());
    }
    if (options.maxRecordBytes() != usual.maxRecordBytes()) {
      text.append(", at most ").append(options.maxRecordBytes());
    }
    return text.append(table.follow() ? ", followed" : "").toString();
  }

  @TestFactory
  Stream<DynamicTest> scriptsHaveTheirPlan() {
    return Tables.cases("scripts.txt").stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.sql(), () -> assertThat(plan(c.sql())).isEqualTo(c.expected())));
  }

  @TestFactory
  Stream<DynamicTest> whatIsRefusedIsNamedWithItsPlace() {
    return Tables.cases("script-refusals.txt").stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.sql(),
                    () ->
                        assertThatThrownBy(() -> plan(c.sql()))
                            .isInstanceOfSatisfying(
                                SqlException.class,
                                e -> assertThat(Tables.show(e)).isEqualTo(c.expected()))));
  }

  @Test
  void theFilesHaveCases() {
    assertThat(Tables.cases("scripts.txt")).hasSizeGreaterThanOrEqualTo(7);
    assertThat(Tables.cases("script-refusals.txt")).hasSizeGreaterThan(45);
  }

  @Test
  void excerptsShowTheLineAsItWasWritten() {
    String sql = "create table t with ('path' = 'x'); select count(*), nix from t";
    assertThatThrownBy(() -> plan(sql))
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> assertThat(e.excerpt()).isEqualTo(sql + "\n" + " ".repeat(53) + "^"));
  }

  @Test
  void theWatermarkLeavesTheRestOfTheTimeAlone() {
    Definitions catalog = new Definitions();
    Query query =
        SqlPlanner.create(catalog)
            .plan(
                "CREATE TABLE t (WATERMARK FOR ts AS ts - INTERVAL '1' HOUR) WITH ('path' = 'x');"
                    + "SELECT count(*) FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts),"
                    + " INTERVAL '1' DAY)) GROUP BY window_start",
                PlanOptions.defaults());
    Query.EventTime time = query.eventTime().orElseThrow();
    assertThat(time.disorder()).contains(Duration.ofHours(1));
    assertThat(time.lateness()).isEqualTo(Duration.ZERO);
    assertThat(time.idle()).isEmpty();
  }

  @Test
  void aCatalogWithoutDefinitionsSaysSo() {
    assertThatThrownBy(
            () -> Tables.plan("CREATE TABLE t WITH ('path' = 'x'); SELECT count(*) FROM t"))
        .isInstanceOf(SqlException.class)
        .hasMessage("tables cannot be defined here: query the file itself, FROM \"x\"");
  }
}
