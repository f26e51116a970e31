package dev.inkling.operator;

import static dev.inkling.operator.Expr.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.operator.sampling.SampleAggregators;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SamplingTest {

  private record Rows(String name) implements Input {}

  private static final Schema COLUMNS =
      Schema.of(
          new Column("ts", Type.TIMESTAMP),
          new Column("k", Type.VARCHAR),
          new Column("x", Type.DOUBLE));

  private static final Query QUERY = Query.from(new Rows("rows")).groupBy("k");
  private static final Sampling STRATA = Sampling.Stratified.perStratum(List.of(col("k")), 3, 0);

  @Test
  void rangesAreChecked() {
    assertThatThrownBy(() -> new Sampling.Bernoulli(0, 0))
        .hasMessage("rate must be in (0, 1], got 0.0");
    assertThatThrownBy(() -> new Sampling.Bernoulli(1.5, 0))
        .hasMessage("rate must be in (0, 1], got 1.5");
    assertThatThrownBy(() -> new Sampling.Reservoir(0, 0))
        .hasMessage("rows must be in [1, 16777216], got 0");
    assertThatThrownBy(() -> Sampling.Stratified.perStratum(List.of(), 3, 0))
        .hasMessage("a stratified sample needs at least one key");
    assertThatThrownBy(() -> stratified(3, Sampling.Budget.PER_STRATUM, 0, false))
        .hasMessage("maxStrata must be in [1, 65536], got 0");
    assertThatThrownBy(() -> stratified(100, Sampling.Budget.NEYMAN, 9, false))
        .hasMessageStartingWith("the budget NEYMAN needs a value");
    assertThatThrownBy(() -> stratified(100, Sampling.Budget.EQUAL, 9, true))
        .hasMessageStartingWith("the budget NEYMAN needs a value");
    assertThatThrownBy(() -> stratified(19, Sampling.Budget.PROPORTIONAL, 9, false))
        .hasMessage("rows in all must be at least 2 × (maxStrata + 1) = 20, got 19");
  }

  private static Sampling stratified(
      int rows, Sampling.Budget budget, int maxStrata, boolean valued) {
    return new Sampling.Stratified(
        List.of(col("k")),
        rows,
        budget,
        valued ? Optional.of(col("x")) : Optional.empty(),
        maxStrata,
        0);
  }

  @Test
  void aggregatesAndSamplesGoTogetherOrNotAtAll() {
    Query exact = QUERY.aggregate("n", Aggregators.count());
    Query estimating = QUERY.aggregate("n", SampleAggregators.count());
    assertThat(AnswerSchema.of(estimating.sample(STRATA), COLUMNS).approximate())
        .containsExactly("n");
    assertThatThrownBy(() -> AnswerSchema.of(exact.sample(STRATA), COLUMNS))
        .hasMessage(
            "aggregate n: count does not answer from a sample; use one of SampleAggregators");
    assertThatThrownBy(() -> AnswerSchema.of(estimating, COLUMNS))
        .hasMessage("aggregate n: count of sample answers from a sample; see Query.sample");
  }

  @Test
  void valuesAreChosenOfOneStratumOnly() {
    Query query =
        Query.from(new Rows("rows"))
            .sample(STRATA)
            .aggregate("s", "x", Aggregators.sample(3, Type.DOUBLE));
    assertThat(AnswerSchema.of(query.groupBy("k"), COLUMNS).selected().type("s"))
        .isEqualTo(Type.VALUES);
    assertThatThrownBy(() -> AnswerSchema.of(query, COLUMNS))
        .hasMessageContaining("group by all that is stratified by");
    AnswerSchema.of(query.sample(new Sampling.Reservoir(3, 0)), COLUMNS);
  }

  @Test
  void strataAreOfColumnsThatAreThere() {
    Query query = QUERY.aggregate("n", SampleAggregators.count());
    Sampling unknown = Sampling.Stratified.perStratum(List.of(col("z")), 3, 0);
    assertThatThrownBy(() -> AnswerSchema.of(query.sample(unknown), COLUMNS))
        .hasMessageContaining("sample: no column \"z\"");
    Sampling text =
        new Sampling.Stratified(
            List.of(col("k")), 100, Sampling.Budget.NEYMAN, Optional.of(col("k")), 9, 0);
    assertThatThrownBy(() -> AnswerSchema.of(query.sample(text), COLUMNS))
        .hasMessage("sample: k must be a number, got VARCHAR");
  }

  @Test
  void barsForAllRowsNeedAllRows() {
    assertThatThrownBy(() -> QUERY.eventTime("ts", Duration.ofSeconds(1)).forAllRows())
        .hasMessageContaining("bars for all rows together need all rows");
    assertThat(QUERY.eventTime("ts").forAllRows().simultaneous()).isTrue();
  }

  @Test
  void barsForAllRowsShareTheConfidenceAmongTheEstimates() {
    Query query =
        QUERY
            .aggregate("n", "x", Aggregators.countDistinct(0.01))
            .aggregate("q", "x", Aggregators.quantiles(0.5))
            .confidence(0.9);
    Query.Bars alone = AnswerSchema.of(query, COLUMNS).select().get(1).bars().orElseThrow();
    assertThat(alone.lower()).isEqualTo(new Expr.Bar("n", Expr.Bar.Side.LOWER, 0.9));
    Query.Bars shared =
        AnswerSchema.of(query.forAllRows(), COLUMNS).select().get(1).bars().orElseThrow();
    assertThat(shared.lower()).isEqualTo(new Expr.Bar("n", Expr.Bar.Side.LOWER, 0.95));
  }

  @Test
  void confidencesAreSharedByBonferroniAndStayBelowOne() {
    assertThat(Bars.shared(0.95, 1)).isEqualTo(0.95);
    assertThat(Bars.shared(0.95, 0)).isEqualTo(0.95);
    assertThat(Bars.shared(0.95, 5)).isEqualTo(0.99);
    assertThat(Bars.shared(0.95, Long.MAX_VALUE)).isLessThan(1);
  }
}
