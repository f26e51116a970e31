package dev.inkling.sql;

import dev.inkling.operator.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlTableRef;

/**
 * The one table of a query, and its windows.
 *
 * @param table the node with the table's name
 * @param alias how columns may be qualified
 * @param tumble the windows, if there are any
 */
record FromClause(SqlIdentifier table, Optional<String> alias, Optional<Tumble> tumble) {

  private static final List<String> TUMBLE_ARGUMENTS = List.of("DATA", "TIMECOL", "SIZE", "OFFSET");

  private static final String ONE_TABLE = "query one table: FROM \"x.csv\"";

  /**
   * Windows over a column.
   *
   * @param time the column
   */
  record Tumble(SqlIdentifier time, Window window) {}

  static FromClause parse(SqlText text, SqlNode from) {
    SqlNode node = from;
    Optional<String> alias = Optional.empty();
    if (node.getKind() == SqlKind.AS) {
      List<SqlNode> operands = ((SqlCall) node).getOperandList();
      if (operands.size() > 2) {
        throw text.refuse(operands.get(2), "renaming columns in FROM", "use AS in SELECT");
      }
      alias = Optional.of(((SqlIdentifier) operands.get(1)).getSimple());
      node = operands.get(0);
    }
    if (node instanceof SqlIdentifier || node instanceof SqlTableRef) {
      return new FromClause(table(text, node), alias, Optional.empty());
    }
    if (node.getKind() == SqlKind.EXPLICIT_TABLE) {
      return new FromClause(table(text, ((SqlCall) node).operand(0)), alias, Optional.empty());
    }
    if (node.getKind() == SqlKind.COLLECTION_TABLE) {
      return function(text, ((SqlCall) node).operand(0), alias);
    }
    throw refuse(text, node);
  }

  /** The table's name as the catalog knows it. */
  String name() {
    return String.join(".", table.names);
  }

  /** The columns that hold the time of events, as written. */
  Set<String> timestampColumns() {
    return tumble.map(t -> Set.of(last(t.time()))).orElse(Set.of());
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
      case TABLESAMPLE ->
          text.refuse(node, "TABLESAMPLE", "leave it out; approx_… aggregates bound the memory");
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

  private static FromClause function(SqlText text, SqlCall call, Optional<String> alias) {
    String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
    if (!name.equals("TUMBLE")) {
      throw text.refuse(
          call,
          name.equals("HOP") || name.equals("SESSION") ? name : "the table function " + name,
          "use TUMBLE(TABLE \"x.csv\", DESCRIPTOR(ts), INTERVAL '1' MINUTE)");
    }
    Map<String, SqlNode> arguments = arguments(text, call);
    SqlIdentifier time = descriptor(text, arguments.get("TIMECOL"));
    long sizeMs = intervalMs(text, arguments.get("SIZE"));
    if (sizeMs < 1) {
      SqlNode size = arguments.get("SIZE");
      throw text.error(size, "a window's size must be at least 1 ms, got " + text.quote(size));
    }
    long offsetMs = arguments.containsKey("OFFSET") ? intervalMs(text, arguments.get("OFFSET")) : 0;
    Window window = new Window.Tumbling(sizeMs, Math.floorMod(offsetMs, sizeMs));
    return new FromClause(
        table(text, arguments.get("DATA")), alias, Optional.of(new Tumble(time, window)));
  }

  private static Map<String, SqlNode> arguments(SqlText text, SqlCall call) {
    Map<String, SqlNode> arguments = new HashMap<>();
    List<SqlNode> operands = call.getOperandList();
    for (int i = 0; i < operands.size(); i++) {
      SqlNode operand = operands.get(i);
      if (operand.getKind() == SqlKind.ARGUMENT_ASSIGNMENT) {
        SqlCall assignment = (SqlCall) operand;
        String name = assignment.operand(1).toString().toUpperCase(Locale.ROOT);
        if (!TUMBLE_ARGUMENTS.contains(name)) {
          throw text.error(
              assignment,
              "TUMBLE has no argument "
                  + name
                  + "; it takes "
                  + String.join(", ", TUMBLE_ARGUMENTS));
        }
        arguments.put(name, assignment.operand(0));
      } else if (i < TUMBLE_ARGUMENTS.size()) {
        arguments.put(TUMBLE_ARGUMENTS.get(i), operand);
      }
    }
    if (operands.size() > 4 || !arguments.keySet().containsAll(TUMBLE_ARGUMENTS.subList(0, 3))) {
      throw text.error(
          call,
          "TUMBLE takes a table, a DESCRIPTOR, a size and perhaps an offset, got "
              + text.quote(call)
              + "; write TUMBLE(TABLE \"x.csv\", DESCRIPTOR(ts), INTERVAL '1' MINUTE)");
    }
    return arguments;
  }

  private static SqlIdentifier descriptor(SqlText text, SqlNode node) {
    if (node instanceof SqlCall call
        && call.getOperator().getName().equalsIgnoreCase("DESCRIPTOR")
        && call.operandCount() == 1
        && call.operand(0) instanceof SqlIdentifier column) {
      return column;
    }
    throw text.error(
        node,
        "DESCRIPTOR with one column is needed, got " + text.quote(node) + "; write DESCRIPTOR(ts)");
  }

  private static long intervalMs(SqlText text, SqlNode node) {
    Times.Span span = Times.span(text, node);
    if (span.months() != 0) {
      throw text.error(
          node,
          "a window of months has no fixed length: "
              + text.quote(node)
              + "; use days, or GROUP BY FLOOR(ts TO MONTH)");
    }
    return span.ms();
  }
}
