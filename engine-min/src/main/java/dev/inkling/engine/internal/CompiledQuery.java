package dev.inkling.engine.internal;

import dev.inkling.operator.Aggregator;
import dev.inkling.operator.AnswerSchema;
import dev.inkling.operator.Column;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Panes;
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
import java.util.function.Function;

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
    checkWindow(query);
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

  private static void checkWindow(Query query) {
    boolean bernoulli = query.sampling().orElse(null) instanceof Sampling.Bernoulli;
    if (query.window() instanceof Window.Session
        && (query.sampling().isPresent() || query.shedding().isPresent())) {
      throw new IllegalArgumentException(
          "sessions of a sample are not those of all rows: use sessions without a sample and"
              + " without shedding, or windows of a fixed size");
    }
    if (query.sampling().isPresent()
        && !bernoulli
        && !(query.window() instanceof Window.Global
            || query.window() instanceof Window.Tumbling)) {
      throw new IllegalArgumentException(
          "a sample of a fixed size is one of tumbling windows: use Sampling.Bernoulli for other"
              + " windows");
    }
    if (query.late().isPresent() && query.sampling().isPresent() && !bernoulli) {
      throw new IllegalArgumentException(
          "late rows of a sample of a fixed size are only counted: drop Query.lateTo");
    }
  }

  /** Whether rows are put into windows. */
  boolean windowed() {
    return !(query.window() instanceof Window.Global);
  }

  /** How windows cut time into panes; null if there are none. */
  Panes panes() {
    return windowed() ? Panes.of(query.window()) : null;
  }

  /** Whether windows depend on the times of rows. */
  boolean timed() {
    return query.window() instanceof Window.Session;
  }

  /** Whether the input is read to its end before anything is answered. */
  boolean waitsForEnd() {
    return query.eventTime().flatMap(Query.EventTime::disorder).isEmpty();
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
   * A worker's groups and states of nothing yet.
   *
   * @param seed different for all states that will be merged
   */
  GroupState emptyState(long seed) {
    return state(aggregators(seed));
  }

  /**
   * The aggregators of all rows that are looked at.
   *
   * @param seed different for all states that will be merged
   */
  List<Aggregator<?, ?>> aggregators(long seed) {
    if (query.shedding().isPresent()) {
      return shedAggregators(0);
    }
    OptionalDouble rate = bernoulliRate();
    if (rate.isPresent()) {
      Drawn drawn = Drawn.simply(new BernoulliDesign(rate.getAsDouble()), false);
      return aggregators(drawn, 0, seed);
    }
    return aggregators(a -> a.aggregator().withSeed(seed));
  }

  /**
   * A worker's groups and states of no sampled rows yet.
   *
   * @param drawn how the rows were drawn
   * @param stratum the number of the stratum that they are of
   * @param seed different for all states that will be merged
   */
  GroupState emptyState(Drawn drawn, int stratum, long seed) {
    return state(aggregators(drawn, stratum, seed));
  }

  /** The aggregators of sampled rows; see {@link #emptyState(Drawn, int, long)}. */
  List<Aggregator<?, ?>> aggregators(Drawn drawn, int stratum, long seed) {
    return aggregators(a -> from(a, drawn, stratum).withSeed(seed));
  }

  private List<Aggregator<?, ?>> aggregators(
      Function<Query.Aggregate, Aggregator<?, ?>> aggregator) {
    List<Aggregator<?, ?>> aggregators = new ArrayList<>();
    query.aggregates().forEach(aggregate -> aggregators.add(aggregator.apply(aggregate)));
    return aggregators;
  }

  /** The aggregators of rows that come while the rate is 2^−h. */
  List<Aggregator<?, ?>> shedAggregators(int halvings) {
    return shedAggregators(Drawn.atRates(ANY_RATES, false), halvings);
  }

  /** The aggregators of rows that were drawn so. */
  List<Aggregator<?, ?>> shedAggregators(Drawn drawn, int halvings) {
    return aggregators(a -> from(a, drawn, halvings));
  }

  /** The seed of all choices of rows. */
  long seed() {
    return query
        .sampling()
        .map(Sampling::seed)
        .or(() -> query.shedding().map(Shedding::seed))
        .orElse(0L);
  }

  private GroupState state(List<Aggregator<?, ?>> aggregators) {
    return new GroupState(keyTypes(), windowed(), timed(), aggregators);
  }

  /** The types of the key columns. */
  Type[] keyTypes() {
    return query.keys().stream().map(key -> key.expr().type(columns)).toArray(Type[]::new);
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
