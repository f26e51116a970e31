package dev.inkling.sql;

import dev.inkling.operator.Expr;
import dev.inkling.operator.Query;
import dev.inkling.operator.Sampling;
import dev.inkling.operator.Type;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;

/**
 * Plans SQL: from the text of a SELECT over one table to a {@link Query}. The dialect is that of
 * docs/SQL.md. Immutable; safe for use by several threads if its catalog is.
 *
 * <pre>{@code
 * Query query = SqlPlanner.create(catalog)
 *     .plan("SELECT page, approx_count_distinct(user) AS users FROM \"x.csv\" GROUP BY page",
 *         PlanOptions.defaults());
 * }</pre>
 */
public final class SqlPlanner {

  /*
   * Implementation note. Calcite parses; names, types and aggregates are ours. Its validator and
   * SqlToRelConverter would need 4,000 to 5,500 classes and two to four times the start-up time of
   * the parser's 1,850, for queries over one table; see docs/decisions. The way of a query: parse
   * and check the shape (Statement, FromClause), open the table, bind GROUP BY over its columns
   * (Groups), collect the aggregates (Aggregates), then bind SELECT, HAVING and ORDER BY over keys
   * and aggregates (AnswerScope). An expression of SELECT that equals a key's is that key, because
   * expressions are values.
   */

  private final Catalog catalog;

  private SqlPlanner(Catalog catalog) {
    this.catalog = catalog;
  }

  /** A planner of queries over the tables of a catalog. */
  public static SqlPlanner create(Catalog catalog) {
    return new SqlPlanner(catalog);
  }

  /**
   * Plans a query, in front of which tables may be defined, all separated by semicolons.
   *
   * @return the query; with a {@link dev.inkling.operator.FileOutput} as its destination if it is
   *     inserted into a table
   * @throws SqlException if it is not SQL, asks for what is not supported, or names what is not
   *     there
   */
  public Query plan(String sql, PlanOptions options) {
    try {
      return plan(Script.parse(sql), options);
    } catch (StackOverflowError e) {
      throw SqlText.create(sql)
          .error(0, 0, "the query is nested too deeply; split long expressions");
    }
  }

  private Query plan(Script script, PlanOptions options) {
    SqlText text = script.query();
    Statement statement = Statement.parse(text);
    FromClause from = FromClause.parse(text, statement.select().getFrom());
    Optional<TableStatement> definition = Script.find(script.tables(), from.name());
    Optional<TableDefinition> defined = definition.map(TableStatement::toRead);
    Catalog.Table table = open(text, from, defined);
    Watermarks.check(definition, table.schema());
    Scope scope = Scope.create(text, table.schema(), from);
    RowScope rows = new RowScope(text, scope, from.windows().isPresent());
    Binder rowBinder = Binder.create(text, rows);
    Aliases aliases = Aliases.create(statement.selected());
    if (from.sample().isPresent() && options.shedding().isPresent()) {
      throw text.error(
          statement.select().getFrom(),
          "a query either samples or sheds load: drop the sample, or --max-rate and --within");
    }

    Aggregates aggregates =
        Aggregates.create(
            text, rowBinder, new Accuracy(options), from.sample(), options.shedding().isPresent());
    statement.selected().forEach(aggregates::collect);
    statement.orderBy().forEach(aggregates::collect);
    SqlNode having = statement.select().getHaving();
    if (having != null) {
      aggregates.collect(having);
    }
    Groups groups = Groups.create(text, rows, aliases, keys(statement, aliases, aggregates));
    if (aggregates.isEmpty() && statement.groups().isEmpty() && !statement.isDistinct()) {
      throw noGroups(text, aliases, rowBinder);
    }

    Query query = Query.from(table.input()).confidence(options.confidence());
    if (from.sample().isPresent()) {
      Sampling sampling = from.sample().get().bind(text, scope);
      aggregates.checkStrata(groups.keys(), sampling);
      query = query.sample(sampling);
    }
    if (options.shedding().isPresent()) {
      query = query.shed(options.shedding().get());
    }
    if (statement.forAllRows()) {
      query = query.forAllRows();
    }
    if (groups.isWindowed()) {
      TableWindows windows = from.windows().orElseThrow();
      String time = timeColumn(text, scope, windows.time());
      windows.check(text, scope, groups.keys(), groups.hasWindowEnd());
      windows.checkSample(text, from.sample(), options.shedding().isPresent());
      query = query.eventTime(time).window(windows.window());
    } else if (from.windows().isPresent()) {
      // what they name must exist all the same
      timeColumn(text, scope, from.windows().get().time());
      from.windows().get().partition().forEach(scope::column);
    }
    SqlNode where = statement.select().getWhere();
    if (where != null) {
      query = query.where(rowBinder.bindCondition(where, "WHERE").expr());
    }
    for (Query.Key key : groups.keys()) {
      query = query.groupBy(key.name(), key.expr());
    }
    for (Query.Aggregate aggregate : aggregates.finish(groups.names())) {
      query = query.aggregate(aggregate);
    }
    AnswerScope answers =
        AnswerScope.create(
            text, rows, groups, aggregates, aliases, options.confidence(), statement.forAllRows());
    query = query.select(select(text, aliases, answers));
    if (statement.isDistinct() && !statement.groups().isEmpty()) {
      checkDistinct(text, statement, groups, query.select());
    }
    if (having != null) {
      query = query.having(answers.binder().bindCondition(having, "HAVING").expr());
    }
    for (SqlNode node : statement.orderBy()) {
      query = order(text, query, node, aliases, answers);
    }
    query = Watermarks.apply(text, from, defined, query.offset(statement.offset()));
    if (statement.limit().isPresent()) {
      query = query.limit(statement.limit().get());
    }
    return script.into().isPresent()
        ? Insert.into(script.into().get(), query, table.schema())
        : query;
  }

  private Catalog.Table open(SqlText text, FromClause from, Optional<TableDefinition> defined) {
    try {
      if (defined.isPresent()) {
        return catalog.table(defined.get(), Watermarks.columns(defined.get(), from));
      }
      return catalog.table(from.name(), from.timestampColumns());
    } catch (IllegalArgumentException e) {
      throw text.error(from.table(), String.valueOf(e.getMessage()));
    } catch (UncheckedIOException e) {
      throw text.error(
          from.table(), "cannot read \"" + from.name() + "\": " + e.getCause().getMessage());
    }
  }

  private static String timeColumn(SqlText text, Scope scope, SqlIdentifier id) {
    Typed time = scope.column(id);
    if (time.type() != Type.TIMESTAMP) {
      throw text.error(
          id,
          "DESCRIPTOR needs a TIMESTAMP, but column "
              + text.quote(id)
              + " is "
              + time.type()
              + "; name the column with the time of events");
    }
    return ((Expr.Ref) time.expr()).column();
  }

  /** What is grouped by: GROUP BY, or all that SELECT DISTINCT lists. */
  private static List<SqlNode> keys(Statement statement, Aliases aliases, Aggregates aggregates) {
    return statement.isDistinct() && statement.groups().isEmpty() && aggregates.isEmpty()
        ? aliases.items().stream().map(Aliases.Item::expr).toList()
        : statement.groups();
  }

  /** The error that rows are only shown; what else is wrong with them comes first. */
  private static SqlException noGroups(SqlText text, Aliases aliases, Binder rows) {
    for (Aliases.Item item : aliases.items()) {
      if (!(item.expr() instanceof SqlIdentifier id && id.isStar())) {
        rows.bind(item.expr());
      }
    }
    SqlNode first = aliases.items().get(0).expr();
    return text.error(
        first,
        "a query needs an aggregate or GROUP BY: "
            + text.quote(first)
            + "; add count(*), GROUP BY or SELECT DISTINCT");
  }

  /** With all groups selected, DISTINCT changes nothing; else it would need a second step. */
  private static void checkDistinct(
      SqlText text, Statement statement, Groups groups, List<Query.Selected> selected) {
    Set<String> shown = new HashSet<>();
    for (Query.Selected column : selected) {
      if (column.value() instanceof Expr.Ref ref) {
        shown.add(ref.column());
      }
    }
    boolean window = shown.contains(Query.WINDOW_START) || shown.contains(Query.WINDOW_END);
    boolean all =
        groups.keys().stream().allMatch(k -> shown.contains(k.name()))
            && (window || !groups.isWindowed());
    if (!all) {
      throw text.error(
          statement.selected().get(0),
          "SELECT DISTINCT with GROUP BY needs all groups in SELECT; drop DISTINCT, or select them");
    }
  }

  private static List<Query.Selected> select(SqlText text, Aliases aliases, AnswerScope answers) {
    List<Query.Selected> selected = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Aliases.Item item : aliases.items()) {
      Typed value = answers.selected(item.expr());
      String name = item.alias().map(SqlIdentifier::getSimple).orElseGet(() -> name(text, item));
      String unique = name;
      for (int i = 1; !names.add(unique); i++) {
        unique = name + "_" + i;
      }
      selected.add(new Query.Selected(unique, value.expr(), answers.bars(item.expr(), value)));
    }
    return selected;
  }

  private static String name(SqlText text, Aliases.Item item) {
    return item.expr() instanceof SqlIdentifier id ? FromClause.last(id) : text.show(item.expr());
  }

  private static Query order(
      SqlText text, Query query, SqlNode node, Aliases aliases, AnswerScope answers) {
    SqlNode expr = node;
    if (expr.getKind() == SqlKind.NULLS_FIRST) {
      throw text.refuse(node, "NULLS FIRST", "nulls come last, in either direction");
    }
    if (expr.getKind() == SqlKind.NULLS_LAST) {
      expr = ((SqlCall) expr).operand(0);
    }
    boolean descending = expr.getKind() == SqlKind.DESCENDING;
    if (descending) {
      expr = ((SqlCall) expr).operand(0);
    }
    if (expr instanceof SqlNumericLiteral number) {
      expr = Groups.ordinal(text, aliases, number, "ORDER BY");
    } else if (expr instanceof SqlIdentifier id) {
      expr = aliases.find(text, id).orElse(id);
    }
    Typed value = answers.selected(expr);
    if (value.type().isList()) {
      throw text.error(
          node,
          "the list of "
              + Types.listAggregate(value.type())
              + " can only be selected: "
              + text.quote(node)
              + "; order by another column");
    }
    return query.orderBy(value.expr(), descending);
  }
}
