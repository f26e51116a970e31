package dev.inkling.sql;

import dev.inkling.operator.Bars;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Function;
import dev.inkling.operator.Query;
import dev.inkling.operator.Type;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;

/** What names mean in SELECT, HAVING and ORDER BY: keys, windows, aggregates, aliases, bars. */
final class AnswerScope implements Binder.Leaves {

  /** The functions of bars in upper case. */
  static final Set<String> BARS =
      Set.of("LOWER_BOUND", "UPPER_BOUND", "RELATIVE_ERROR", "IS_EXACT");

  private final SqlText text;
  private final RowScope rows;
  private final Groups groups;
  private final Aggregates aggregates;
  private final Aliases aliases;
  private final double confidence;
  private final boolean forAllRows;
  private final Binder rowBinder;
  private final Binder binder;
  private final Set<SqlNode> open = Collections.newSetFromMap(new IdentityHashMap<>());

  private AnswerScope(
      SqlText text,
      RowScope rows,
      Groups groups,
      Aggregates aggregates,
      Aliases aliases,
      double confidence,
      boolean forAllRows) {
    this.text = text;
    this.rows = rows;
    this.groups = groups;
    this.aggregates = aggregates;
    this.aliases = aliases;
    this.confidence = confidence;
    this.forAllRows = forAllRows;
    this.rowBinder = Binder.create(text, rows);
    this.binder = Binder.create(text, this);
  }

  static AnswerScope create(
      SqlText text,
      RowScope rows,
      Groups groups,
      Aggregates aggregates,
      Aliases aliases,
      double confidence,
      boolean forAllRows) {
    return new AnswerScope(text, rows, groups, aggregates, aliases, confidence, forAllRows);
  }

  /** Binds expressions over the answer. */
  Binder binder() {
    return binder;
  }

  /** The bar of a selected expression; empty if it is exact, a bar itself or a list. */
  Optional<Query.Bars> bars(SqlNode node, Typed value) {
    if (value.type().isList() || isBar(value.expr())) {
      return Optional.empty();
    }
    try {
      return forAllRows
          ? Bars.ofEach(
              value.expr(),
              aggregates::isApproximate,
              Bars.shared(confidence, aggregates.estimates()))
          : Bars.of(value.expr(), aggregates::isApproximate, confidence);
    } catch (IllegalArgumentException e) {
      throw text.error(node, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Optional<Typed> known(SqlNode node) {
    Optional<Typed> aggregate = aggregates.find(node);
    if (aggregate.isPresent() || !(node instanceof SqlCall call)) {
      return aggregate;
    }
    String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
    return BARS.contains(name) ? Optional.of(bar(call, name)) : key(call);
  }

  @Override
  public Typed column(SqlIdentifier id) {
    Optional<String> window = rows.window(id);
    if (window.isPresent()) {
      if (!groups.isWindowed()) {
        throw text.error(
            id, window.get() + " is not in GROUP BY; add GROUP BY window_start, window_end");
      }
      return Typed.of(Expr.col(window.get()), Type.TIMESTAMP);
    }
    Optional<Typed> key =
        rows.scope().find(id).flatMap(column -> groups.key(Expr.col(column.name())));
    if (key.isPresent()) {
      return key.get();
    }
    Optional<SqlNode> aliased = aliases.find(text, id);
    if (aliased.isEmpty()) {
      throw rows.scope().find(id).isEmpty() ? rows.scope().unknown(id) : notGrouped(id);
    }
    SqlNode item = aliased.get();
    if (!open.add(item)) {
      throw rows.scope().find(id).isEmpty()
          ? text.error(id, "the alias " + text.quote(id) + " refers to itself; rename it")
          : notGrouped(id);
    }
    try {
      return binder.bind(item);
    } finally {
      open.remove(item);
    }
  }

  /** Binds a selected expression, whose own alias means nothing inside it. */
  Typed selected(SqlNode item) {
    open.add(item);
    try {
      return binder.bind(item);
    } finally {
      open.remove(item);
    }
  }

  private SqlException notGrouped(SqlIdentifier id) {
    return text.error(
        id,
        "column "
            + text.quote(id)
            + " is neither in GROUP BY nor inside an aggregate; add it to GROUP BY, or use"
            + " min or max");
  }

  /** The key that a call over rows is. */
  private Optional<Typed> key(SqlCall call) {
    if (!groups.hasComputedKeys() || Aggregates.isInside(call)) {
      return Optional.empty();
    }
    try {
      return groups.key(rowBinder.bind(call).expr());
    } catch (SqlException notOverRows) {
      return Optional.empty();
    }
  }

  private Typed bar(SqlCall call, String name) {
    if (call.operandCount() != 1) {
      throw text.error(
          call,
          name.toLowerCase(Locale.ROOT)
              + " takes one approximate expression or its alias, got "
              + text.quote(call));
    }
    Typed value = binder.bind(call.operand(0));
    Query.Bars bars = bars(call.operand(0), value).orElseThrow(() -> noBar(call, value));
    return switch (name) {
      case "LOWER_BOUND" -> Typed.of(bars.lower(), value.type());
      case "UPPER_BOUND" -> Typed.of(bars.upper(), value.type());
      case "IS_EXACT" -> Typed.of(bars.exact(), Type.BOOLEAN);
      default -> Typed.of(relativeError(value.expr(), bars), Type.DOUBLE);
    };
  }

  private SqlException noBar(SqlCall call, Typed value) {
    String reason =
        value.type().isList()
            ? value.type() == Type.VALUES
                ? "a list of values has none"
                : "every item of a list has its own bar"
            : isBar(value.expr()) ? "it is a bar itself" : "it is exact";
    return text.error(
        call,
        text.quote(call.operand(0))
            + " has no bar, "
            + reason
            + ": "
            + text.quote(call)
            + "; name an approx_… expression");
  }

  /**
   * The longer arm of the bar by the value, as {@link dev.inkling.sketch.Estimate#relativeError}: 0
   * if the bar has no width, null if the value is 0.
   */
  private static Expr relativeError(Expr value, Query.Bars bars) {
    Expr below = Expr.call(Function.SUBTRACT, value, bars.lower());
    Expr above = Expr.call(Function.SUBTRACT, bars.upper(), value);
    Expr arm =
        Expr.call(Function.MULTIPLY, Expr.lit(1.0), Expr.call(Function.GREATEST, below, above));
    return Expr.call(
        Function.CASE,
        bars.upper().eq(bars.lower()),
        Expr.lit(0.0),
        value.eq(0),
        new Expr.Literal(null, Type.DOUBLE),
        Expr.call(Function.DIVIDE, arm, Expr.call(Function.ABS, value)));
  }

  private static boolean isBar(Expr expr) {
    boolean[] found = {false};
    expr.visit(e -> found[0] |= e instanceof Expr.Bar);
    return found[0];
  }
}
