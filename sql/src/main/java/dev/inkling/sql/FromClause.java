package dev.inkling.sql;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlTableRef;

/**
 * The one table of a query, its windows and its sample.
 *
 * @param table the node with the table's name
 * @param alias how columns may be qualified
 * @param windows the windows, if there are any
 * @param sample the sample, if one is taken
 */
record FromClause(
    SqlIdentifier table,
    Optional<String> alias,
    Optional<TableWindows> windows,
    Optional<TableSample> sample) {

  private static final String ONE_TABLE = "query one table: FROM \"x.csv\"";

  static FromClause parse(SqlText text, SqlNode from) {
    return switch (from.getKind()) {
      case AS -> {
        List<SqlNode> operands = ((SqlCall) from).getOperandList();
        if (operands.size() > 2) {
          throw text.refuse(operands.get(2), "renaming columns in FROM", "use AS in SELECT");
        }
        String alias = ((SqlIdentifier) operands.get(1)).getSimple();
        FromClause inner = parse(text, operands.get(0));
        yield new FromClause(inner.table, Optional.of(alias), inner.windows, inner.sample);
      }
      case TABLESAMPLE -> {
        SqlCall call = (SqlCall) from;
        FromClause inner = parse(text, call.operand(0));
        if (inner.sample.isPresent()) {
          throw text.refuse(call.operand(1), "a sample of a sample", "take one of the two");
        }
        TableSample sample = TableSample.tableSample(text, call);
        yield new FromClause(inner.table, inner.alias, inner.windows, Optional.of(sample));
      }
      case IDENTIFIER, TABLE_REF, EXPLICIT_TABLE -> plain(table(text, from));
      case COLLECTION_TABLE -> function(text, ((SqlCall) from).operand(0));
      default -> throw refuse(text, from);
    };
  }

  private static FromClause plain(SqlIdentifier table) {
    return new FromClause(table, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The table's name as the catalog knows it. */
  String name() {
    return String.join(".", table.names);
  }

  /** The columns that hold the time of events, as written. */
  Set<String> timestampColumns() {
    return windows.map(w -> Set.of(last(w.time()))).orElse(Set.of());
  }

  /** The last part of a name, which is the column's. */
  static String last(SqlIdentifier identifier) {
    return identifier.names.get(identifier.names.size() - 1);
  }

  private static SqlException refuse(SqlText text, SqlNode node) {
    return switch (node.getKind()) {
      case JOIN -> {
        SqlCall join = (SqlCall) node;
        yield text.error(
            node,
            "JOIN is not supported: `"
                + text.show(join.operand(0))
                + "` with `"
                + text.show(join.operand(3))
                + "`; "
                + ONE_TABLE);
      }
      case SELECT, ORDER_BY, UNION, INTERSECT, EXCEPT, WITH, VALUES ->
          text.refuse(node, "a subquery in FROM", ONE_TABLE);
      default -> text.refuse(node, "this form of FROM", ONE_TABLE);
    };
  }

  private static SqlIdentifier table(SqlText text, SqlNode node) {
    if (node instanceof SqlIdentifier identifier) {
      return identifier;
    }
    if (node instanceof SqlTableRef) {
      SqlCall reference = (SqlCall) node;
      throw text.refuse(reference.operand(1), "a hint", "remove it");
    }
    if (node.getKind() == SqlKind.EXPLICIT_TABLE) {
      return table(text, ((SqlCall) node).operand(0));
    }
    if (node.getKind() == SqlKind.SET_SEMANTICS_TABLE) {
      throw text.error(node, "PARTITION BY or ORDER BY in FROM is not supported; use GROUP BY");
    }
    throw text.error(
        node, "a table's name is needed here, got " + text.quote(node) + "; write TABLE \"x.csv\"");
  }

  private static FromClause function(SqlText text, SqlCall call) {
    String name = TableWindows.name(call);
    if (TableSample.FUNCTIONS.contains(name)) {
      return sampled(text, call, name);
    }
    if (!TableWindows.isName(name)) {
      throw text.refuse(
          call,
          "the table function " + name,
          "use TUMBLE(TABLE \"x.csv\", DESCRIPTOR(ts), INTERVAL '1' MINUTE), HOP, CUMULATE or"
              + " SESSION");
    }
    TableWindows.Call windows = TableWindows.parse(text, call, name);
    SqlNode data = windows.data();
    FromClause inner =
        sampleName(data).isPresent()
            ? sampled(text, (SqlCall) data, sampleName(data).get())
            : plain(table(text, data));
    return new FromClause(
        inner.table, Optional.empty(), Optional.of(windows.windows()), inner.sample);
  }

  /** The name of a function that takes a sample, if a node is a call of one. */
  private static Optional<String> sampleName(SqlNode node) {
    return node instanceof SqlCall call && node.getKind() == SqlKind.OTHER_FUNCTION
        ? Optional.of(TableWindows.name(call)).filter(TableSample.FUNCTIONS::contains)
        : Optional.empty();
  }

  private static FromClause sampled(SqlText text, SqlCall call, String name) {
    TableSample.Call sampled = TableSample.function(text, call, name);
    if (sampled.data() instanceof SqlCall inner && TableWindows.isName(TableWindows.name(inner))) {
      String windows = TableWindows.name(inner);
      throw text.refuse(
          inner,
          windows + " inside " + name,
          "write "
              + windows
              + "("
              + name
              + "(…), DESCRIPTOR(ts), …): every window gets a sample of its own");
    }
    SqlIdentifier table = table(text, sampled.data());
    return new FromClause(table, Optional.empty(), Optional.empty(), Optional.of(sampled.sample()));
  }
}
