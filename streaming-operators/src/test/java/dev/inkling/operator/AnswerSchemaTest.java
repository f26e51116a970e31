package dev.inkling.operator;

import static dev.inkling.operator.Expr.call;
import static dev.inkling.operator.Expr.col;
import static dev.inkling.operator.Expr.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswerSchemaTest {

  private static final Schema VISITS =
      Schema.of(
          new Column("ts", Type.TIMESTAMP),
          new Column("page", Type.VARCHAR),
          new Column("user", Type.BIGINT),
          new Column("ms", Type.DOUBLE),
          new Column("bot", Type.BOOLEAN));

  private static Query query() {
    return Query.from(() -> "visits");
  }

  private static Query counting() {
    return query().aggregate("visits", Aggregators.count());
  }

  private static void assertRefused(Query query, String message) {
    assertThatThrownBy(() -> AnswerSchema.of(query, VISITS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void withoutASelectTheAnswerIsWindowKeysAndAggregatesWithTheirBars() {
    AnswerSchema answer =
        AnswerSchema.of(
            query()
                .eventTime("ts")
                .window(Window.tumbling(Duration.ofMinutes(1)))
                .groupBy("page")
                .groupBy("second", call(Function.DIVIDE, col("ms"), lit(1000L)))
                .aggregate("visits", Aggregators.count())
                .aggregate("users", "user", Aggregators.countDistinct(0.01))
                .aggregate("ms", "ms", Aggregators.quantiles(0.5, 0.99))
                .aggregate("top", "page", pageTops()),
            VISITS);
    assertThat(answer.columns())
        .isEqualTo(
            Schema.of(
                new Column("window_start", Type.TIMESTAMP),
                new Column("window_end", Type.TIMESTAMP),
                new Column("page", Type.VARCHAR),
                new Column("second", Type.DOUBLE),
                new Column("visits", Type.BIGINT),
                new Column("users", Type.BIGINT),
                new Column("ms[0.5]", Type.DOUBLE),
                new Column("ms[0.99]", Type.DOUBLE),
                new Column("top", Type.TOP_ITEMS)));
    assertThat(answer.selected()).isEqualTo(answer.columns());
    assertThat(answer.approximate()).containsExactly("users", "ms[0.5]", "ms[0.99]");
    assertThat(answer.selectedWithBars())
        .containsExactly(false, false, false, false, false, true, true, true, false);
    assertThat(answer.select().get(5).bars())
        .isEqualTo(Bars.of(col("users"), c -> c.equals("users"), 0.95));
  }

  private static Aggregator<?, ?> pageTops() {
    return Aggregators.topK(3, Type.VARCHAR);
  }

  @Test
  void aSelectIsTakenAsItIs() {
    Expr perUser = call(Function.DIVIDE, col("visits"), col("users"));
    Query query =
        counting()
            .aggregate("users", "user", Aggregators.countDistinct(0.01))
            .select(
                List.of(
                    new Query.Selected(
                        "per_user", perUser, Bars.of(perUser, "users"::equals, 0.95)),
                    new Query.Selected("n", col("visits"), Optional.empty())));
    AnswerSchema answer = AnswerSchema.of(query, VISITS);
    assertThat(answer.selected())
        .isEqualTo(Schema.of(new Column("per_user", Type.BIGINT), new Column("n", Type.BIGINT)));
    assertThat(answer.selectedWithBars()).containsExactly(true, false);
  }

  @Test
  void keysAloneAreEnoughButNothingIsNot() {
    assertThat(AnswerSchema.of(query().groupBy("page"), VISITS).columns().size()).isEqualTo(1);
    assertRefused(query(), "a query needs at least one key or one aggregate");
  }

  @Test
  void eventTimeMustBeATimestamp() {
    assertRefused(counting().eventTime("user"), "event time: user must be a TIMESTAMP, got BIGINT");
    assertRefused(
        counting().eventTime("when"),
        "event time: no column \"when\"; there are ts, page, user, ms, bot");
  }

  @Test
  void conditionsMustBeBooleans() {
    assertRefused(counting().where(col("user")), "where: user must be a BOOLEAN, got BIGINT");
    assertRefused(counting().having(col("visits")), "having: visits must be a BOOLEAN, got BIGINT");
    assertRefused(
        query()
            .aggregate(
                new Query.Aggregate(
                    "n", Optional.empty(), Optional.of(col("ms")), Aggregators.count())),
        "aggregate n, filter: ms must be a BOOLEAN, got DOUBLE");
    AnswerSchema.of(counting().where(col("bot").not()).having(col("visits").gt(lit(1))), VISITS);
  }

  @Test
  void aggregatorsTakeTheTypesOfTheirLeaf() {
    assertRefused(
        query().aggregate("s", "ms", Aggregators.sumLongs()),
        "aggregate s: sum takes a BIGINT, TIMESTAMP or BOOLEAN, got DOUBLE");
    assertRefused(
        query().aggregate("s", "page", Aggregators.sumDoubles()),
        "aggregate s: sum takes a DOUBLE or BIGINT, got VARCHAR");
    assertRefused(
        query().aggregate("s", "ts", Aggregators.avg()),
        "aggregate s: avg takes a DOUBLE or BIGINT, got TIMESTAMP");
    assertRefused(
        query().aggregate("s", "user", Aggregators.minTexts()),
        "aggregate s: min takes a VARCHAR, got BIGINT");
    for (Column column : VISITS.columns()) {
      AnswerSchema.of(
          query().aggregate("d", column.name(), Aggregators.countDistinct(0.1)), VISITS);
      AnswerSchema.of(
          query().aggregate("d", column.name(), Aggregators.countDistinctExact(column.type())),
          VISITS);
      AnswerSchema.of(
          query().aggregate("d", column.name(), Aggregators.topK(2, column.type())), VISITS);
    }
    AnswerSchema.of(query().aggregate("s", "user", Aggregators.sumDoubles()), VISITS);
  }

  @Test
  void aggregatorsNeedAValueUnlessTheyCountRows() {
    assertRefused(
        query()
            .aggregate(
                new Query.Aggregate(
                    "s", Optional.empty(), Optional.empty(), Aggregators.sumLongs())),
        "aggregate s: sum needs a value");
    assertRefused(
        query().aggregate("n", "user", Aggregators.count()),
        "aggregate n: count counts rows and takes no value");
  }

  @Test
  void namesMustBeDistinct() {
    assertRefused(
        counting().aggregate("visits", "user", Aggregators.sumLongs()),
        "column names must be distinct, got visits twice");
    Query.Selected one = new Query.Selected("n", col("visits"), Optional.empty());
    assertRefused(
        counting().select(List.of(one, one)), "column names must be distinct, got n twice");
  }

  @Test
  void expressionsAreCheckedWhereTheyStand() {
    assertRefused(
        query().groupBy("k", col("nope")),
        "key k: no column \"nope\"; there are ts, page, user, ms, bot");
    assertRefused(
        counting().orderBy(col("user"), false), "order by: no column \"user\"; there are visits");
    assertRefused(
        query().aggregate("top", "page", pageTops()).orderBy(col("top"), false),
        "order by: TOP_ITEMS have no order");
    assertRefused(
        counting().select(List.of(new Query.Selected("p", col("page"), Optional.empty()))),
        "select p: no column \"page\"; there are visits");
  }

  @Test
  void barsBelongToAnswersAndToNumbers() {
    Expr bar = new Expr.Bar("user", Expr.Bar.Side.LOWER, 0.9);
    assertRefused(
        counting().where(bar.gt(lit(1))), "where: LOWER_BOUND(user) is known of answers only");
    Expr ofTop = new Expr.Bar("top", Expr.Bar.Side.UPPER, 0.9);
    assertRefused(
        query()
            .aggregate("top", "page", pageTops())
            .select(List.of(new Query.Selected("u", ofTop, Optional.empty()))),
        "select u: UPPER_BOUND(top) needs a number, got TOP_ITEMS");
    Expr unknown = new Expr.Bar("nope", Expr.Bar.Side.EXACT, 0.9);
    assertRefused(counting().having(unknown), "having: no column \"nope\"; there are visits");
    Query.Bars wrong = new Query.Bars(lit("a"), lit(1), lit(true));
    assertRefused(
        counting().select(List.of(new Query.Selected("n", col("visits"), Optional.of(wrong)))),
        "select n: its lower bound must be a number, got VARCHAR");
  }
}
