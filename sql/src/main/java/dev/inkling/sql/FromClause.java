package dev.inkling.sql;

import dev.inkling.operator.Window;
import java.util.List;
import java.util.Locale;
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
 * @param tumble the windows, if there are any
 * @param sample the sample, if one is taken
 */
record FromClause(
    SqlIdentifier table,
    Optional<String> alias,
    Optional<Tumble> tumble,
    Optional<TableSample> sample) {

  private static final List<String> TUMBLE_ARGUMENTS = List.of("DATA", "TIMECOL", "SIZE", "OFFSET");

  private static final String ONE_TABLE = "query one table: FROM \"x.csv\"";

  /**
   * Windows over a column.
   *
   * @param time the column
   */
  record Tumble(SqlIdentifier time, Window window) {}

  static FromClause parse(SqlText text, SqlNode from) {
    return switch (from.getKind()) {
      case AS -> {
        List<SqlNode> operands = ((SqlCall) from).getOperandList();
        if (operands.size() > 2) {
          throw text.refuse(operands.get(2), "renaming columns in FROM", "use AS in SELECT");
        }
        String alias = ((SqlIdentifier) operands.get(1)).getSimple();
        FromClause inner = parse(text, operands.get(0));
        yield new FromClause(inner.table, Optional.of(alias), inner.tumble, inner.sample);
      }
      case TABLESAMPLE -> {
        SqlCall call = (SqlCall) from;
        FromClause inner = parse(text, call.operand(0));
        if (inner.sample.isPresent()) {
          throw text.refuse(call.operand(1), "a sample of a sample", "take one of the two");
        }
        TableSample sample = TableSample.tableSample(text, call);
        yield new FromClause(inner.table, inner.alias, inner.tumble, Optional.of(sample));
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
    String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
    if (TableSample.FUNCTIONS.contains(name)) {
      return sampled(text, call, name);
    }
    if (!name.equals("TUMBLE")) {
      throw text.refuse(
          call,
          name.equals("HOP") || name.equals("SESSION") ? name : "the table function " + name,
          "use TUMBLE(TABLE \"x.csv\", DESCRIPTOR(ts), INTERVAL '1' MINUTE)");
    }
    TableArguments arguments =
        TableArguments.parse(
            text,
            call,
            TUMBLE_ARGUMENTS,
            3,
            "a table, a DESCRIPTOR, a size and perhaps an offset, got %;"
                + " write TUMBLE(TABLE \"x.csv\", DESCRIPTOR(ts), INTERVAL '1' MINUTE)");
    SqlIdentifier time = arguments.descriptor("TIMECOL");
    long sizeMs = intervalMs(text, arguments.node("SIZE"));
    if (sizeMs < 1) {
      SqlNode size = arguments.node("SIZE");
      throw text.error(size, "a window's size must be at least 1 ms, got " + text.quote(size));
    }
    long offsetMs = arguments.has("OFFSET") ? intervalMs(text, arguments.node("OFFSET")) : 0;
    Window window = new Window.Tumbling(sizeMs, Math.floorMod(offsetMs, sizeMs));
    SqlNode data = arguments.node("DATA");
    FromClause inner =
        sampleName(data).isPresent()
            ? sampled(text, (SqlCall) data, sampleName(data).get())
            : plain(table(text, data));
    return new FromClause(
        inner.table, Optional.empty(), Optional.of(new Tumble(time, window)), inner.sample);
  }

  /** The name of a function that takes a sample, if a node is a call of one. */
  private static Optional<String> sampleName(SqlNode node) {
    return node instanceof SqlCall call && node.getKind() == SqlKind.OTHER_FUNCTION
        ? Optional.of(call.getOperator().getName().toUpperCase(Locale.ROOT))
            .filter(TableSample.FUNCTIONS::contains)
        : Optional.empty();
  }

  private static FromClause sampled(SqlText text, SqlCall call, String name) {
    TableSample.Call sampled = TableSample.function(text, call, name);
    if (sampled.data().getKind() == SqlKind.TUMBLE) {
      throw text.refuse(
          sampled.data(),
          "TUMBLE inside " + name,
          "write TUMBLE("
              + name
              + "(…), DESCRIPTOR(ts), …): every window gets a sample of its own");
    }
    SqlIdentifier table = table(text, sampled.data());
    return new FromClause(table, Optional.empty(), Optional.empty(), Optional.of(sampled.sample()));
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
