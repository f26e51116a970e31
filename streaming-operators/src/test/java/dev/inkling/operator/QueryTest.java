package dev.inkling.operator;

import static dev.inkling.operator.Expr.col;
import static dev.inkling.operator.Expr.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QueryTest {

  private static final Input VISITS = () -> "visits";
  private static final Destination OUT = () -> "out";

  private static Query full() {
    return Query.from(VISITS)
        .eventTime("ts", Duration.ofSeconds(5))
        .where(col("status").eq(200))
        .window(Window.tumbling(Duration.ofMinutes(1)))
        .groupBy("page", "status")
        .aggregate("visits", Aggregators.count())
        .aggregate("users", "user_id", Aggregators.countDistinct(0.01))
        .having(col("visits").gt(lit(10)))
        .select(List.of(new Query.Selected("page", col("page"), Optional.empty())))
        .orderBy(col("visits"), true)
        .limit(10)
        .offset(5)
        .confidence(0.99)
        .to(OUT);
  }

  @Test
  void whatIsAskedIsWhatWasSaid() {
    Query query = full();
    assertThat(query.input()).isSameAs(VISITS);
    assertThat(query.eventTime()).contains(Query.EventTime.of("ts", Duration.ofSeconds(5)));
    assertThat(query.where()).contains(col("status").eq(200));
    assertThat(query.window()).isEqualTo(new Window.Tumbling(60_000, 0));
    assertThat(query.keys()).extracting(Query.Key::name).containsExactly("page", "status");
    assertThat(query.aggregates())
        .extracting(Query.Aggregate::name)
        .containsExactly("visits", "users");
    assertThat(query.having()).contains(col("visits").gt(lit(10)));
    assertThat(query.select()).hasSize(1);
    assertThat(query.orderBy()).containsExactly(new Query.Ordering(col("visits"), true));
    assertThat(query.limit()).contains(10L);
    assertThat(query.offset()).isEqualTo(5);
    assertThat(query.confidence()).isEqualTo(0.99);
    assertThat(query.destination()).contains(OUT);
  }

  @Test
  void queriesThatAskTheSameAreEqual() {
    assertThat(full()).isEqualTo(full()).hasSameHashCodeAs(full());
    assertThat(full()).isNotEqualTo(full().offset(6));
  }

  @Test
  void everyCallLeavesTheQueryAsItWasAndChangesOnePartOnly() {
    List<Function<Query, Query>> calls =
        List.of(
            q -> q.eventTime("other"),
            q -> q.where(lit(true)),
            q -> q.window(Window.tumbling(Duration.ofMinutes(2))),
            q -> q.groupBy("country"),
            q -> q.aggregate("sum", "ms", Aggregators.sumLongs()),
            q -> q.having(lit(true)),
            q -> q.select(List.of()),
            q -> q.orderBy(col("page"), false),
            q -> q.limit(11),
            q -> q.offset(6),
            q -> q.confidence(0.9),
            q -> q.to(() -> "elsewhere"));
    for (Function<Query, Query> call : calls) {
      Query before = full();
      Query after = call.apply(before);
      assertThat(before).isEqualTo(full());
      assertThat(after).isNotEqualTo(before);
      assertThat(differences(before, after)).isEqualTo(1);
    }
  }

  private static long differences(Query a, Query b) {
    return IntStream.range(0, parts(a).size())
        .filter(i -> !parts(a).get(i).equals(parts(b).get(i)))
        .count();
  }

  private static List<Object> parts(Query q) {
    return List.of(
        q.input(),
        q.eventTime(),
        q.where(),
        q.window(),
        q.keys(),
        q.aggregates(),
        q.having(),
        q.select(),
        q.orderBy(),
        q.limit(),
        q.offset(),
        q.confidence(),
        q.emission(),
        q.late(),
        q.destination());
  }

  @Test
  void conditionsAreAllToHold() {
    Query query = Query.from(VISITS).where(col("a")).where(col("b")).having(col("c"));
    assertThat(query.where()).contains(col("a").and(col("b")));
    assertThat(query.having(col("d")).having()).contains(col("c").and(col("d")));
  }

  @Test
  void listsAreCopied() {
    List<Query.Selected> columns = new ArrayList<>();
    columns.add(new Query.Selected("page", col("page"), Optional.empty()));
    Query query = Query.from(VISITS).select(columns);
    columns.clear();
    assertThat(query.select()).hasSize(1);
    assertThatThrownBy(() -> query.select().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> query.keys().add(null))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void whatCannotBeIsRejected() {
    Query query = Query.from(VISITS);
    assertThatThrownBy(() -> query.confidence(1))
        .hasMessage("confidence must be in (0, 1), got 1.0");
    assertThatThrownBy(() -> query.confidence(Double.NaN)).hasMessageContaining("got NaN");
    assertThatThrownBy(() -> query.limit(-1)).hasMessage("limit must be at least 0, got -1");
    assertThatThrownBy(() -> query.offset(-1)).hasMessage("offset must be at least 0, got -1");
    assertThatThrownBy(() -> query.window(Window.tumbling(Duration.ofMinutes(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a window needs an event time, see Query.eventTime");
    assertThatThrownBy(() -> Query.from(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void aWindowsOffsetIsTakenModuloItsSize() {
    assertThat(Window.tumbling(Duration.ofMillis(10), Duration.ofMillis(-3)))
        .isEqualTo(new Window.Tumbling(10, 7));
    assertThatThrownBy(() -> Window.tumbling(Duration.ZERO))
        .hasMessage("a window's size must be at least 1 ms, got 0");
    assertThatThrownBy(() -> new Window.Tumbling(10, 10))
        .hasMessage("a window's offset must be in [0, size) = [0, 10), got 10");
  }
}
