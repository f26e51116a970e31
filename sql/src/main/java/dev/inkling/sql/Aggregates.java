package dev.inkling.sql;

import dev.inkling.operator.Aggregator;
import dev.inkling.operator.Aggregators;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Function;
import dev.inkling.operator.Query;
import dev.inkling.operator.Sampling;
import dev.inkling.operator.Type;
import dev.inkling.operator.sampling.SampleAggregators;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelectKeyword;

/**
 * The aggregates of a query. Calls are collected first, so that equal ones become one aggregate and
 * all percentiles of one column share one digest; then they get names; then expressions may refer
 * to them.
 */
final class Aggregates {

  /** The names of aggregates in upper case. */
  static final Set<String> NAMES =
      Set.of(
          "COUNT",
          "SUM",
          "MIN",
          "MAX",
          "AVG",
          "APPROX_COUNT_DISTINCT",
          "APPROX_PERCENTILE",
          "APPROX_TOP_K",
          "APPROX_FREQUENCY",
          "SAMPLE");

  /** What makes two calls the same aggregate; percentiles leave out the rank. */
  private record Identity(
      String name, Optional<Expr> input, Optional<Expr> filter, List<Object> parameters) {}

  /** One aggregate of the plan. */
  private static final class Slot {
    private final Identity identity;
    private final SqlNode first;
    private final TreeSet<Double> ranks = new TreeSet<>();
    private Aggregator<?, ?> aggregator;
    private String name;

    private Slot(Identity identity, SqlNode first, Aggregator<?, ?> aggregator) {
      this.identity = identity;
      this.first = first;
      this.aggregator = aggregator;
    }
  }

  /** A call's aggregate and, of a percentile, its rank. */
  private record Use(Slot slot, Optional<Double> rank) {}

  private final SqlText text;
  private final Binder rows;
  private final Arguments arguments;
  private final Accuracy accuracy;

  /** Whether what is said is about more rows than those that come. */
  private final boolean sampled;

  private final boolean shed;
  private final Map<Identity, Slot> slots = new LinkedHashMap<>();
  private final IdentityHashMap<SqlNode, Use> uses = new IdentityHashMap<>();
  private final Map<String, Aggregator.Output> outputs = new HashMap<>();

  private Aggregates(SqlText text, Binder rows, Accuracy accuracy, boolean sampled, boolean shed) {
    this.text = text;
    this.sampled = sampled;
    this.shed = shed;
    this.rows = rows;
    this.accuracy = accuracy;
    this.arguments = new Arguments(text, rows);
  }

  /**
   * No aggregates yet.
   *
   * @param sample the sample of the table that they are computed from, if one is taken
   * @param shed whether rows may be left out for lack of time
   */
  static Aggregates create(
      SqlText text, Binder rows, Accuracy accuracy, Optional<TableSample> sample, boolean shed) {
    return new Aggregates(text, rows, accuracy, sample.isPresent() || shed, shed);
  }

  /** Takes every aggregate in an expression. */
  void collect(SqlNode node) {
    if (node instanceof SqlNodeList list) {
      list.forEach(this::collect);
    } else if (isAggregate(node)) {
      add((SqlCall) node);
    } else if (node instanceof SqlCall call) {
      call.getOperandList().stream().filter(o -> o != null).forEach(this::collect);
    }
  }

  /** Whether no aggregate was found. */
  boolean isEmpty() {
    return slots.isEmpty();
  }

  /** Whether an expression has an aggregate inside. */
  static boolean isInside(SqlNode node) {
    if (node instanceof SqlNodeList list) {
      return list.getList().stream().anyMatch(Aggregates::isInside);
    }
    if (isAggregate(node)) {
      return true;
    }
    return node instanceof SqlCall call
        && call.getOperandList().stream().anyMatch(Aggregates::isInside);
  }

  private static boolean isAggregate(SqlNode node) {
    if (!(node instanceof SqlCall call)) {
      return false;
    }
    return call.getKind() == SqlKind.FILTER
        ? isAggregate(call.operand(0))
        : NAMES.contains(name(call));
  }

  private static String name(SqlCall call) {
    return call.getOperator().getName().toUpperCase(Locale.ROOT);
  }

  private void add(SqlCall node) {
    if (uses.containsKey(node)) {
      return;
    }
    boolean filtered = node.getKind() == SqlKind.FILTER;
    SqlCall call = filtered ? node.operand(0) : node;
    Optional<Expr> filter =
        filtered
            ? Optional.of(rows.bindCondition(node.operand(1), "FILTER").expr())
            : Optional.empty();
    boolean distinct = isDistinct(call);
    if (sampled) {
      checkSampled(call, distinct);
    }
    switch (name(call)) {
      case "COUNT" -> count(node, call, filter, distinct);
      case "SUM" -> exact(node, call, filter, "SUM");
      case "MIN" -> exact(node, call, filter, "MIN");
      case "MAX" -> exact(node, call, filter, "MAX");
      case "AVG" -> exact(node, call, filter, "AVG");
      case "APPROX_COUNT_DISTINCT" -> distinctCount(node, call, filter);
      case "APPROX_PERCENTILE" -> percentile(node, call, filter);
      case "APPROX_TOP_K" -> topK(node, call, filter);
      case "APPROX_FREQUENCY" -> frequency(node, call, filter);
      case "SAMPLE" -> sample(node, call, filter);
      default -> throw new IllegalStateException(name(call));
    }
  }

  /** Refuses what a sample says nothing of. */
  private void checkSampled(SqlCall call, boolean distinct) {
    String name = name(call).toLowerCase(Locale.ROOT);
    String of = shed ? " while load is shed" : " over a sample";
    String without = shed ? "drop --max-rate and --within" : "drop the sample";
    switch (name(call)) {
      case "MIN", "MAX" ->
          throw text.refuse(
              call,
              name + of,
              "rows left out may go further: use approx_percentile, or " + without);
      case "APPROX_COUNT_DISTINCT" ->
          throw text.refuse(
              call,
              name + of,
              "values left out cannot be counted: " + without + ", its bytes are few anyway");
      case "APPROX_TOP_K" ->
          throw text.refuse(
              call, name + of, "use GROUP BY x ORDER BY count(*) DESC LIMIT k, or " + without);
      case "SAMPLE" -> {
        if (shed) {
          throw text.refuse(
              call,
              name + of,
              "rows that came at different rates stand for different numbers of rows: "
                  + without
                  + ", or use TABLESAMPLE BERNOULLI(1) in their place");
        }
      }
      default -> {
        if (distinct) {
          throw text.refuse(
              call,
              name + "(DISTINCT …)" + of,
              shed
                  ? "values left out cannot be counted: " + without
                  : "values left out cannot be counted: use approx_count_distinct without the"
                      + " sample");
        }
      }
    }
  }

  private boolean isDistinct(SqlCall call) {
    boolean distinct =
        call.getFunctionQuantifier() != null
            && call.getFunctionQuantifier().getValue() == SqlSelectKeyword.DISTINCT;
    if (distinct && !name(call).equals("COUNT")) {
      throw text.refuse(call, "DISTINCT in " + name(call), "only count(DISTINCT x) has it");
    }
    return distinct;
  }

  private void count(SqlCall node, SqlCall call, Optional<Expr> filter, boolean distinct) {
    if (call.operandCount() == 1 && call.operand(0) instanceof SqlIdentifier id && id.isStar()) {
      if (distinct) {
        throw text.refuse(call, "count(DISTINCT *)", "name one column");
      }
      use(node, "COUNT", Optional.empty(), filter, rowCount());
      return;
    }
    Typed value = arguments.only(call);
    if (distinct) {
      Aggregator<?, ?> aggregator = Aggregators.countDistinctExact(value.type());
      use(node, "COUNT DISTINCT", Optional.of(value.expr()), filter, aggregator);
      return;
    }
    boolean always = Binder.literal(value).map(l -> l.value() != null).orElse(false);
    Expr present = Expr.call(Function.IS_NOT_NULL, value.expr());
    Optional<Expr> both = always ? filter : Optional.of(filter.map(present::and).orElse(present));
    use(node, "COUNT", Optional.empty(), both, rowCount());
  }

  private Aggregator<?, ?> rowCount() {
    return sampled ? SampleAggregators.count() : Aggregators.count();
  }

  private void exact(SqlCall node, SqlCall call, Optional<Expr> filter, String name) {
    Typed value = arguments.only(call);
    boolean max = name.equals("MAX");
    Aggregator<?, ?> aggregator;
    if (name.equals("SUM") || name.equals("AVG")) {
      arguments.requireNumber(call, value);
      aggregator = name.equals("AVG") ? mean() : sum(value.type());
    } else {
      aggregator =
          switch (value.type()) {
            case BIGINT, TIMESTAMP, BOOLEAN ->
                max ? Aggregators.maxLongs(value.type()) : Aggregators.minLongs(value.type());
            case DOUBLE -> max ? Aggregators.maxDoubles() : Aggregators.minDoubles();
            case VARCHAR -> max ? Aggregators.maxTexts() : Aggregators.minTexts();
            case TOP_ITEMS, VALUES -> throw new IllegalStateException("rows have no lists");
          };
    }
    use(node, name, Optional.of(value.expr()), filter, aggregator);
  }

  private Aggregator<?, ?> mean() {
    return sampled ? SampleAggregators.avg() : Aggregators.avg();
  }

  private Aggregator<?, ?> sum(Type type) {
    if (sampled) {
      return SampleAggregators.sum(type);
    }
    return type == Type.BIGINT ? Aggregators.sumLongs() : Aggregators.sumDoubles();
  }

  private void distinctCount(SqlCall node, SqlCall call, Optional<Expr> filter) {
    arguments.count(call, 1, 2, "(x) or (x, error)");
    Typed value = arguments.value(call);
    double error =
        call.operandCount() == 2
            ? arguments.fraction(call, 1, "the relative standard error")
            : accuracy.distinctError();
    Aggregator<?, ?> aggregator = arguments.make(call, () -> Aggregators.countDistinct(error));
    use(node, "APPROX_COUNT_DISTINCT", Optional.of(value.expr()), filter, aggregator, error);
  }

  private void percentile(SqlCall node, SqlCall call, Optional<Expr> filter) {
    arguments.count(call, 2, 2, "(x, p)");
    if (call.operand(1).getKind() == SqlKind.ARRAY_VALUE_CONSTRUCTOR) {
      throw text.refuse(
          call, "a list of ranks", "call it once for each: the calls share one sketch");
    }
    Typed value = arguments.value(call);
    arguments.requireNumber(call, value);
    double rank = arguments.rank(call, 1);
    Identity identity =
        new Identity("APPROX_PERCENTILE", Optional.of(value.expr()), filter, List.of());
    Slot slot = slots.computeIfAbsent(identity, i -> new Slot(i, node, null));
    slot.ranks.add(rank);
    uses.put(node, new Use(slot, Optional.of(rank)));
  }

  private void topK(SqlCall node, SqlCall call, Optional<Expr> filter) {
    arguments.count(call, 2, 2, "(x, k)");
    Typed value = arguments.value(call);
    int k = arguments.wholeNumber(call, 1, "k");
    Aggregator<?, ?> aggregator = arguments.make(call, () -> Aggregators.topK(k, value.type()));
    use(node, "APPROX_TOP_K", Optional.of(value.expr()), filter, aggregator, k);
  }

  private void frequency(SqlCall node, SqlCall call, Optional<Expr> filter) {
    arguments.count(call, 2, 2, "(x, value)");
    Typed value = arguments.value(call);
    Object item = arguments.item(call, 1, value);
    if (sampled) {
      Expr same = value.expr().eq(new Expr.Literal(item, value.type()));
      Expr both = filter.map(same::and).orElse(same);
      use(node, "COUNT", Optional.empty(), Optional.of(both), SampleAggregators.count());
      return;
    }
    Aggregator<?, ?> aggregator =
        arguments.make(call, () -> Aggregators.frequency(value.type(), item));
    use(node, "APPROX_FREQUENCY", Optional.of(value.expr()), filter, aggregator, item);
  }

  private void sample(SqlCall node, SqlCall call, Optional<Expr> filter) {
    arguments.count(call, 2, 2, "(x, n)");
    Typed value = arguments.value(call);
    int n = arguments.wholeNumber(call, 1, "n");
    // a list shows a time as the text that it is
    Typed shown =
        value.type() == Type.TIMESTAMP
            ? Typed.of(Expr.call(Function.TO_VARCHAR, value.expr()), Type.VARCHAR)
            : value;
    Aggregator<?, ?> aggregator = arguments.make(call, () -> Aggregators.sample(n, shown.type()));
    use(node, "SAMPLE", Optional.of(shown.expr()), filter, aggregator, n);
  }

  private void use(
      SqlCall node,
      String name,
      Optional<Expr> input,
      Optional<Expr> filter,
      Aggregator<?, ?> aggregator,
      Object... parameters) {
    Identity identity = new Identity(name, input, filter, List.of(parameters));
    Slot slot = slots.computeIfAbsent(identity, i -> new Slot(i, node, aggregator));
    uses.put(node, new Use(slot, Optional.empty()));
  }

  /**
   * Gives every aggregate its name, now that all are known.
   *
   * @param taken names that the answer has already
   */
  List<Query.Aggregate> finish(Set<String> taken) {
    Set<String> names = new HashSet<>(taken);
    List<Query.Aggregate> aggregates = new ArrayList<>();
    for (Slot slot : slots.values()) {
      if (slot.aggregator == null) {
        double[] ranks = slot.ranks.stream().mapToDouble(Double::doubleValue).toArray();
        slot.aggregator =
            sampled
                ? SampleAggregators.quantiles(ranks)
                : arguments.make(
                    slot.first, () -> Aggregators.quantiles(accuracy.compression(), ranks));
      }
      slot.name =
          unique(slot, slot.ranks.size() > 1 ? shared(slot.first) : text.show(slot.first), names);
      for (Aggregator.Output output : slot.aggregator.outputs()) {
        outputs.put(slot.name + output.suffix(), output);
      }
      aggregates.add(
          new Query.Aggregate(
              slot.name, slot.identity.input(), slot.identity.filter(), slot.aggregator));
    }
    return aggregates;
  }

  /** Refuses to choose values of rows that stand for different numbers of rows. */
  void checkStrata(List<Query.Key> keys, Sampling sampling) {
    if (sampling instanceof Sampling.Stratified stratified
        && !keys.stream().map(Query.Key::expr).toList().containsAll(stratified.keys())) {
      for (Slot slot : slots.values()) {
        if (slot.identity.name().equals("SAMPLE")) {
          throw text.refuse(
              slot.first,
              "sample over several strata",
              "GROUP BY all that is stratified by, or use RESERVOIR or BERNOULLI");
        }
      }
    }
  }

  /** The name of percentiles that share a digest: the call without its rank. */
  private String shared(SqlNode node) {
    if (node.getKind() == SqlKind.FILTER) {
      SqlCall filter = (SqlCall) node;
      return shared(filter.operand(0)) + " filter (where " + text.show(filter.operand(1)) + ")";
    }
    return "approx_percentile(" + text.show(((SqlCall) node).operand(0)) + ")";
  }

  private static String unique(Slot slot, String name, Set<String> names) {
    for (int i = 1; ; i++) {
      String candidate = i == 1 ? name : name + " #" + i;
      List<String> columns =
          slot.aggregator.outputs().stream().map(o -> candidate + o.suffix()).toList();
      if (columns.stream().noneMatch(names::contains)) {
        names.addAll(columns);
        return candidate;
      }
    }
  }

  /** The answer's column that a call is, if it is an aggregate's. */
  Optional<Typed> find(SqlNode node) {
    Use use = uses.get(node);
    if (use == null) {
      return Optional.empty();
    }
    Slot slot = use.slot();
    int index = use.rank().map(r -> slot.ranks.headSet(r).size()).orElse(0);
    Aggregator.Output output = slot.aggregator.outputs().get(index);
    return Optional.of(Typed.of(Expr.col(slot.name + output.suffix()), output.type()));
  }

  /** Whether the answer's column of this name is an aggregate's estimate. */
  boolean isApproximate(String column) {
    Aggregator.Output output = outputs.get(column);
    return output != null && output.approximate();
  }

  /** How many of the answer's columns are estimates. */
  long estimates() {
    return outputs.values().stream().filter(Aggregator.Output::approximate).count();
  }
}
