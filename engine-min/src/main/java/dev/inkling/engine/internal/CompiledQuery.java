package dev.inkling.engine.internal;

import dev.inkling.operator.Aggregator;
import dev.inkling.operator.AnswerSchema;
import dev.inkling.operator.Column;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Query;
import dev.inkling.operator.Sampling;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Shedding;
import dev.inkling.operator.Type;
import dev.inkling.operator.Window;
import dev.inkling.operator.sampling.BernoulliDesign;
import dev.inkling.operator.sampling.Drawn;
import dev.inkling.operator.sampling.RatesDesign;
import dev.inkling.operator.sampling.SampleAggregator;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A query checked against the columns of its source.
 *
 * @param query the query
 * @param columns the source's columns that it needs; only these are parsed
 * @param answers what its answers look like
 */
public record CompiledQuery(Query query, Schema columns, AnswerSchema answers) {

  private static final RatesDesign ANY_RATES =
      RatesDesign.of((1 << (Shedding.MOST_HALVINGS + 1)) - 1);

  /**
   * Checks a query.
   *
   * @throws IllegalArgumentException if a column is unknown or a type does not fit
   */
  public static CompiledQuery of(Query query, Schema source) {
    AnswerSchema answers = AnswerSchema.of(query, source);
    Set<String> needed = new LinkedHashSet<>();
    List<Expr> exprs = new ArrayList<>();
    if (query.sampling().orElse(null) instanceof Sampling.Stratified stratified) {
      exprs.addAll(stratified.keys());
      stratified.value().ifPresent(exprs::add);
    }
    query.where().ifPresent(exprs::add);
    query.keys().forEach(key -> exprs.add(key.expr()));
    for (Query.Aggregate aggregate : query.aggregates()) {
      aggregate.input().ifPresent(exprs::add);
      aggregate.filter().ifPresent(exprs::add);
    }
    for (Expr expr : exprs) {
      expr.visit(
          part -> {
            if (part instanceof Expr.Ref ref) {
              needed.add(ref.column());
            }
          });
    }
    if (!(query.window() instanceof Window.Global)) {
      query.eventTime().flatMap(Query.EventTime::column).ifPresent(needed::add);
    }
    List<Column> columns =
        source.columns().stream().filter(c -> needed.contains(c.name())).toList();
    return new CompiledQuery(query, new Schema(columns), answers);
  }

  /** Whether rows are put into windows. */
  boolean windowed() {
    return !(query.window() instanceof Window.Global);
  }

  /** The rate at which single rows are sampled; empty if none is asked for. */
  OptionalDouble bernoulliRate() {
    return query.sampling().orElse(null) instanceof Sampling.Bernoulli bernoulli
        ? OptionalDouble.of(bernoulli.rate())
        : OptionalDouble.empty();
  }

  /** Whether every pane has a sample of a fixed size. */
  boolean samplesPanes() {
    return query.sampling().isPresent() && bernoulliRate().isEmpty();
  }

  /** No samples of panes yet. */
  PaneSamples emptySamples(long seed) {
    return new PaneSamples(columns, query.sampling().orElseThrow(), seed);
  }

  /**
   * Groups and states of nothing yet.
   *
   * @param seed different for all states that will be merged
   */
  GroupState emptyState(long seed) {
    if (query.shedding().isPresent()) {
      return state(shedAggregators(0).stream());
    }
    OptionalDouble rate = bernoulliRate();
    return rate.isPresent()
        ? emptyState(Drawn.simply(new BernoulliDesign(rate.getAsDouble()), false), 0, seed)
        : state(query.aggregates().stream().map(a -> a.aggregator().withSeed(seed)));
  }

  /**
   * Groups and states of no sampled rows yet.
   *
   * @param drawn how the rows were drawn
   * @param stratum the number of the stratum that they are of
   * @param seed different for all states that will be merged
   */
  GroupState emptyState(Drawn drawn, int stratum, long seed) {
    return state(query.aggregates().stream().map(a -> from(a, drawn, stratum).withSeed(seed)));
  }

  /** The aggregators of rows that come while the rate is 2^−h. */
  List<Aggregator<?, ?>> shedAggregators(int halvings) {
    return shedAggregators(Drawn.atRates(ANY_RATES, false), halvings);
  }

  /** The aggregators of rows that were drawn so. */
  List<Aggregator<?, ?>> shedAggregators(Drawn drawn, int halvings) {
    List<Aggregator<?, ?>> aggregators = new ArrayList<>();
    query.aggregates().forEach(aggregate -> aggregators.add(from(aggregate, drawn, halvings)));
    return aggregators;
  }

  /** The seed of all choices of rows. */
  long seed() {
    return query
        .sampling()
        .map(Sampling::seed)
        .or(() -> query.shedding().map(Shedding::seed))
        .orElse(0L);
  }

  private GroupState state(Stream<Aggregator<?, ?>> aggregators) {
    Type[] keyTypes =
        query.keys().stream().map(key -> key.expr().type(columns)).toArray(Type[]::new);
    return new GroupState(keyTypes, windowed(), aggregators.toList());
  }

  private static Aggregator<?, ?> from(Query.Aggregate aggregate, Drawn drawn, int stratum) {
    return aggregate.aggregator() instanceof SampleAggregator<?, ?> estimator
        ? estimator.of(aggregate.filter().isPresent() ? drawn.filtered() : drawn, stratum)
        : aggregate.aggregator();
  }

  /** What the query's groups have to do with the strata of its sample. */
  Drawn.Groups sampledGroups() {
    if (query.sampling().orElse(null) instanceof Sampling.Stratified stratified) {
      return strataOf(stratified.keys());
    }
    boolean everything = query.where().isEmpty() && query.keys().isEmpty();
    return everything && (samplesPanes() || !windowed())
        ? Drawn.Groups.ONE_STRATUM
        : Drawn.Groups.ANY;
  }

  private Drawn.Groups strataOf(List<Expr> strata) {
    List<Expr> conditions = new ArrayList<>();
    query.where().ifPresent(conditions::add);
    query.keys().forEach(key -> conditions.add(key.expr()));
    if (!conditions.stream().allMatch(expr -> isDecidedBy(strata, expr))) {
      return Drawn.Groups.ANY;
    }
    List<Expr> keys = query.keys().stream().map(Query.Key::expr).toList();
    return keys.containsAll(strata) ? Drawn.Groups.ONE_STRATUM : Drawn.Groups.WHOLE_STRATA;
  }

  /** Whether an expression is the same for all rows of a stratum. */
  private static boolean isDecidedBy(List<Expr> strata, Expr expr) {
    if (strata.contains(expr) || expr instanceof Expr.Literal) {
      return true;
    }
    return expr instanceof Expr.Call call
        && call.arguments().stream().allMatch(argument -> isDecidedBy(strata, argument));
  }
}
