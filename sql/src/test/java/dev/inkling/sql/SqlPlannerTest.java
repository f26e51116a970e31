package dev.inkling.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.inkling.operator.Query;
import dev.inkling.operator.Type;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class SqlPlannerTest {

  @TestFactory
  Stream<DynamicTest> queriesHaveTheirPlan() {
    return Tables.cases("plans.txt").stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.sql(),
                    () -> assertThat(Tables.show(Tables.plan(c.sql()))).isEqualTo(c.expected())));
  }

  @TestFactory
  Stream<DynamicTest> whatIsRefusedIsNamedWithItsPlace() {
    return Tables.cases("refusals.txt").stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.sql(),
                    () ->
                        assertThatThrownBy(() -> Tables.plan(c.sql()))
                            .isInstanceOfSatisfying(
                                SqlException.class,
                                e -> assertThat(Tables.show(e)).isEqualTo(c.expected()))));
  }

  @Test
  void theFilesHaveCases() {
    assertThat(Tables.cases("plans.txt")).hasSizeGreaterThanOrEqualTo(38);
    assertThat(Tables.cases("refusals.txt")).hasSizeGreaterThan(150);
  }

  @Test
  void theCatalogIsToldWhichColumnsAreTimes() {
    Set<String> asked = new TreeSet<>();
    Catalog catalog =
        (name, columns) -> {
          asked.addAll(columns);
          return Tables.table(name, columns);
        };
    String tumble =
        "SELECT count(*) FROM TABLE(TUMBLE(TABLE \"x\", DESCRIPTOR(ms), INTERVAL '1' DAY))"
            + " GROUP BY window_start";
    Query query = SqlPlanner.create(catalog).plan(tumble, PlanOptions.defaults());
    assertThat(asked).containsExactly("ms");
    assertThat(query.eventTime().orElseThrow().column()).contains("ms");
    asked.clear();
    SqlPlanner.create(catalog).plan("SELECT count(*) FROM x", PlanOptions.defaults());
    assertThat(asked).isEmpty();
  }

  @Test
  void errorWishIsTheHalfWidthAtTheConfidence() {
    SqlPlanner planner = SqlPlanner.create(Tables::table);
    String sql = "SELECT approx_count_distinct(symbol), approx_count_distinct(tag, 0.03) FROM x";
    Query query = planner.plan(sql, new PlanOptions(0.95, OptionalDouble.of(0.01)));
    assertThat(query.confidence()).isEqualTo(0.95);
    // 1.959963984540054 is the normal distribution's quantile of 97.5 %
    String wanted = query.aggregates().get(0).aggregator().name();
    double error = Double.parseDouble(wanted.replaceAll(".*=|\\)", ""));
    assertThat(error * 1.959963984540054).isCloseTo(0.01, within(1e-15));
    assertThat(query.aggregates().get(1).aggregator().name()).contains("0.03");
  }

  @Test
  void standardScoreIsThatOfTheNormalDistribution() {
    assertThat(Accuracy.z(0.95)).isCloseTo(1.959963984540054, within(1e-12));
    assertThat(Accuracy.z(0.99)).isCloseTo(2.5758293035489004, within(1e-12));
    assertThat(Accuracy.z(0.6826894921370859)).isCloseTo(1, within(1e-12));
  }

  @Test
  void compressionKeepsTheBarAtTheMedianWithinTheError() {
    assertThat(compression(0.01)).isEqualTo(Accuracy.DEFAULT_COMPRESSION);
    assertThat(compression(0.001)).isEqualTo(2000);
    assertThat(compression(0.5)).isEqualTo(20);
  }

  private static double compression(double error) {
    return new Accuracy(new PlanOptions(0.95, OptionalDouble.of(error))).compression();
  }

  @Test
  void anErrorThatNoSketchKeepsIsSaid() {
    SqlPlanner planner = SqlPlanner.create(Tables::table);
    PlanOptions options = new PlanOptions(0.95, OptionalDouble.of(1e-5));
    assertThatThrownBy(() -> planner.plan("SELECT approx_count_distinct(tag) FROM x", options))
        .isInstanceOf(SqlException.class)
        .hasMessageContaining("approx_count_distinct(tag)");
    assertThatThrownBy(() -> planner.plan("SELECT approx_percentile(size, 0.5) FROM x", options))
        .isInstanceOf(SqlException.class)
        .hasMessageContaining("approx_percentile(size, 0.5)");
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> new PlanOptions(1, OptionalDouble.empty()))
        .hasMessage("confidence must be in (0, 1), got 1.0");
    assertThatThrownBy(() -> new PlanOptions(0.9, OptionalDouble.of(0)))
        .hasMessage("error must be in (0, 1), got 0.0");
  }

  @Test
  void excerptShowsTheLineAndACaret() {
    assertThatThrownBy(() -> Tables.plan("SELECT count(*),\r\n\t'é', foo(size)\r\nFROM x"))
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> {
              assertThat(e.line()).isEqualTo(2);
              assertThat(e.column()).isEqualTo(7);
              assertThat(e.excerpt()).isEqualTo("\t'é', foo(size)\n\t     ^");
            });
  }

  @Test
  void deepNestingIsAnErrorAndNotAStackTrace() {
    String deep = "(".repeat(200_000) + "size" + ")".repeat(200_000);
    assertThatThrownBy(() -> Tables.plan("SELECT count(*) FROM x WHERE " + deep + " > 1"))
        .isInstanceOf(SqlException.class);
  }

  @Test
  void longListsAndChainsArePlanned() {
    String list = "1" + ", 2".repeat(20_000);
    assertThat(Tables.plan("SELECT count(*) FROM x WHERE size IN (" + list + ")").where())
        .isPresent();
    String chain = "size = 1" + " OR size = 2".repeat(500);
    assertThat(Tables.plan("SELECT count(*) FROM x WHERE " + chain).where()).isPresent();
  }

  @Test
  void plansAreValues() {
    String sql = "SELECT symbol, approx_count_distinct(tag) FROM x GROUP BY symbol LIMIT 3";
    assertThat(Tables.plan(sql)).isEqualTo(Tables.plan(sql));
  }

  @Test
  void extractedPartsAreNumbers() {
    Query query = Tables.plan("SELECT YEAR(ts) AS y, count(*) FROM x GROUP BY y");
    Catalog.Table table = Tables.table("x", Set.of());
    assertThat(query.keys().get(0).expr().type(table.schema())).isEqualTo(Type.BIGINT);
  }
}
