package dev.inkling.operator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a query answers with, once it is known which columns its input has.
 *
 * @param columns all columns over which {@code select}, {@code having} and {@code orderBy} are
 *     expressions: {@code window_start} and {@code window_end} unless the window is global, the
 *     keys, and the aggregates' outputs, an output's column being named by the aggregate's name and
 *     the output's suffix
 * @param approximate the names of those that hold estimates. One of TOP_ITEMS does not count: its
 *     items have a bar each
 * @param select the columns of the answer; if the query names none, all of {@code columns}
 * @param revised whether the answer has a last column {@value Query#REVISION}, because answers may
 *     go out more than once
 */
public record AnswerSchema(
    Schema columns, Set<String> approximate, List<Query.Selected> select, boolean revised) {

  /** Copies the collections. */
  public AnswerSchema {
    approximate = Collections.unmodifiableSet(new LinkedHashSet<>(approximate));
    select = List.copyOf(select);
  }

  /**
   * Checks that a query can be asked of an input with these columns, and says what it answers with.
   *
   * @throws IllegalArgumentException if a column is unknown, an expression has not the type that
   *     its place needs, an aggregator does not take its values, two columns have one name, or
   *     nothing is asked for; the message names the place
   */
  public static AnswerSchema of(Query query, Schema input) {
    query.eventTime().ifPresent(t -> checkEventTime(t, input));
    query.sampling().ifPresent(s -> checkStrata(s, input));
    query.where().ifPresent(w -> checkCondition("where", w, input, true));
    List<Column> columns = new ArrayList<>();
    Set<String> approximate = new LinkedHashSet<>();
    if (!(query.window() instanceof Window.Global)) {
      columns.add(new Column(Query.WINDOW_START, Type.TIMESTAMP));
      columns.add(new Column(Query.WINDOW_END, Type.TIMESTAMP));
    }
    for (Query.Key key : query.keys()) {
      columns.add(new Column(key.name(), rowType("key " + key.name(), key.expr(), input)));
    }
    for (Query.Aggregate aggregate : query.aggregates()) {
      checkInput(aggregate, input);
      checkSampling(aggregate, query);
      for (Aggregator.Output output : aggregate.aggregator().outputs()) {
        String name = aggregate.name() + output.suffix();
        columns.add(new Column(name, output.type()));
        if (output.approximate() && !output.type().isList()) {
          approximate.add(name);
        }
      }
    }
    if (query.keys().isEmpty() && query.aggregates().isEmpty()) {
      throw new IllegalArgumentException("a query needs at least one key or one aggregate");
    }
    Schema answer = new Schema(columns);
    query.having().ifPresent(h -> checkCondition("having", h, answer, false));
    for (Query.Ordering ordering : query.orderBy()) {
      Type type = answerType("order by", ordering.expr(), answer);
      if (type.isList()) {
        throw new IllegalArgumentException("order by: " + type + " have no order");
      }
    }
    List<Query.Selected> select =
        query.select().isEmpty() ? plain(answer, approximate, query) : query.select();
    AnswerSchema result = new AnswerSchema(answer, approximate, select, query.mayRevise());
    result.checkSelect();
    return result;
  }

  /** The names and types of the columns of the answer. */
  public Schema selected() {
    List<Column> selected = new ArrayList<>();
    select.forEach(s -> selected.add(new Column(s.name(), s.value().type(columns))));
    if (revised) {
      selected.add(new Column(Query.REVISION, Type.BIGINT));
    }
    return new Schema(selected);
  }

  /** Which columns of the answer carry bars. */
  public boolean[] selectedWithBars() {
    boolean[] withBars = new boolean[select.size() + (revised ? 1 : 0)];
    for (int i = 0; i < select.size(); i++) {
      withBars[i] = select.get(i).bars().isPresent();
    }
    return withBars;
  }

  private static List<Query.Selected> plain(Schema answer, Set<String> approximate, Query query) {
    double each =
        query.simultaneous()
            ? Bars.shared(query.confidence(), approximate.size())
            : query.confidence();
    return answer.columns().stream()
        .map(
            column -> {
              Expr value = Expr.col(column.name());
              Optional<Query.Bars> bars = Bars.ofEach(value, approximate::contains, each);
              return new Query.Selected(column.name(), value, bars);
            })
        .toList();
  }

  private void checkSelect() {
    for (Query.Selected selected : select) {
      String place = "select " + selected.name();
      Type type = answerType(place, selected.value(), columns);
      selected
          .bars()
          .ifPresent(
              bars -> {
                checkType(place, "a value with bars must be", type, type.isNumeric(), "a number");
                Type lower = answerType(place, bars.lower(), columns);
                checkType(place, "its lower bound must be", lower, lower.isNumeric(), "a number");
                Type upper = answerType(place, bars.upper(), columns);
                checkType(place, "its upper bound must be", upper, upper.isNumeric(), "a number");
                checkCondition(place, bars.exact(), columns, false);
              });
    }
    selected(); // fails if two have one name
  }

  private static void checkEventTime(Query.EventTime eventTime, Schema input) {
    if (eventTime.column().isEmpty()) {
      return;
    }
    String column = eventTime.column().get();
    Type type = rowType("event time", Expr.col(column), input);
    checkType("event time", column + " must be", type, type == Type.TIMESTAMP, "a TIMESTAMP");
  }

  private static void checkCondition(String place, Expr condition, Schema schema, boolean ofRows) {
    Type type = ofRows ? rowType(place, condition, schema) : answerType(place, condition, schema);
    checkType(place, condition + " must be", type, type == Type.BOOLEAN, "a BOOLEAN");
  }

  private static void checkInput(Query.Aggregate aggregate, Schema input) {
    String place = "aggregate " + aggregate.name();
    aggregate.filter().ifPresent(f -> checkCondition(place + ", filter", f, input, true));
    Aggregator<?, ?> aggregator = aggregate.aggregator();
    if (aggregator instanceof Aggregator.Of) {
      if (aggregate.input().isPresent()) {
        throw new IllegalArgumentException(
            place + ": " + aggregator.name() + " counts rows and takes no value");
      }
      return;
    }
    Expr value =
        aggregate
            .input()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        place + ": " + aggregator.name() + " needs a value"));
    Type type = rowType(place, value, input);
    if (aggregator instanceof Aggregator.OfLong) {
      checkType(
          place,
          aggregator.name() + " takes",
          type,
          type.isLong(),
          "a BIGINT, TIMESTAMP or BOOLEAN");
    } else if (aggregator instanceof Aggregator.OfDouble) {
      checkType(place, aggregator.name() + " takes", type, type.isNumeric(), "a DOUBLE or BIGINT");
    } else if (aggregator instanceof Aggregator.OfBytes) {
      checkType(place, aggregator.name() + " takes", type, type == Type.VARCHAR, "a VARCHAR");
    } else {
      checkType(place, aggregator.name() + " takes", type, !type.isList(), "a plain value");
    }
  }

  private static void checkStrata(Sampling sampling, Schema input) {
    if (sampling instanceof Sampling.Stratified stratified) {
      stratified.keys().forEach(key -> rowType("sample", key, input));
      stratified
          .value()
          .ifPresent(
              value -> {
                Type type = rowType("sample", value, input);
                checkType("sample", value + " must be", type, type.isNumeric(), "a number");
              });
    }
  }

  private static void checkSampling(Query.Aggregate aggregate, Query query) {
    boolean sampled = query.sampling().isPresent() || query.shedding().isPresent();
    Aggregator<?, ?> aggregator = aggregate.aggregator();
    if (aggregator instanceof ValueSample) {
      if (query.shedding().isPresent()) {
        throw new IllegalArgumentException(
            "aggregate "
                + aggregate.name()
                + ": rows that are shed at different rates stand for different numbers of rows; drop"
                + " Query.shed, or use Query.sample");
      }
      if (!isUniform(query)) {
        throw new IllegalArgumentException(
            "aggregate "
                + aggregate.name()
                + ": the rows of different strata stand for different numbers of rows; group by"
                + " all that is stratified by");
      }
    } else if (aggregator.estimatesFromSample() != sampled) {
      throw new IllegalArgumentException(
          "aggregate "
              + aggregate.name()
              + ": "
              + aggregator.name()
              + (!sampled
                  ? " answers from a sample; see Query.sample"
                  : " does not answer from a sample; use one of SampleAggregators"
                      + (query.shedding().isPresent() ? ", or drop Query.shed" : "")));
    }
  }

  /** Whether the sampled rows of every group are a uniform sample of the group's rows. */
  private static boolean isUniform(Query query) {
    List<Expr> keys = query.keys().stream().map(Query.Key::expr).toList();
    return !(query.sampling().orElse(null) instanceof Sampling.Stratified stratified)
        || keys.containsAll(stratified.keys());
  }

  private static void checkType(String place, String what, Type type, boolean fits, String wanted) {
    if (!fits) {
      throw new IllegalArgumentException(place + ": " + what + " " + wanted + ", got " + type);
    }
  }

  /** The type of an expression over rows of the input, where there are no bars. */
  private static Type rowType(String place, Expr expr, Schema input) {
    expr.visit(
        e -> {
          if (e instanceof Expr.Bar) {
            throw new IllegalArgumentException(place + ": " + e + " is known of answers only");
          }
        });
    return type(place, expr, input);
  }

  private static Type answerType(String place, Expr expr, Schema answer) {
    Type type = type(place, expr, answer);
    expr.visit(
        e -> {
          if (e instanceof Expr.Bar bar) {
            Type column = type(place, Expr.col(bar.column()), answer);
            boolean fits = bar.side() == Expr.Bar.Side.EXACT || column.isNumeric();
            checkType(place, bar + " needs", column, fits, "a number");
          }
        });
    return type;
  }

  private static Type type(String place, Expr expr, Schema schema) {
    try {
      return expr.type(schema);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
    }
  }
}
