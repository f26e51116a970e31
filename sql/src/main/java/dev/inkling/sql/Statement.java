package dev.inkling.sql;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSelectKeyword;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.validate.SqlConformanceEnum;

/**
 * A statement of the one shape that can be planned: one SELECT over one table, with its order and
 * limit. Everything else is refused here.
 *
 * @param orderBy what to order by, perhaps nothing
 * @param offset how many answers to leave out
 * @param limit how many to give at most
 * @param forAllRows whether all bars are to hold together
 */
record Statement(
    SqlSelect select,
    List<SqlNode> orderBy,
    long offset,
    Optional<Long> limit,
    boolean forAllRows) {

  static final SqlParser.Config PARSER =
      SqlParser.config()
          .withUnquotedCasing(Casing.UNCHANGED)
          .withQuotedCasing(Casing.UNCHANGED)
          .withQuoting(Quoting.DOUBLE_QUOTE)
          .withCaseSensitive(false)
          .withConformance(SqlConformanceEnum.LENIENT);

  /** The clause that Calcite's grammar does not have; it comes last. */
  private static final Pattern FOR_ALL_ROWS =
      Pattern.compile("\\bFOR\\s+ALL\\s+ROWS\\s*$", Pattern.CASE_INSENSITIVE);

  static Statement parse(SqlText text) {
    String sql = text.sql().replaceFirst(";\\s*$", "");
    Matcher clause = FOR_ALL_ROWS.matcher(sql);
    boolean forAllRows = clause.find() && text.isCode(clause.start());
    SqlNode node = tree(text, forAllRows ? sql.substring(0, clause.start()) : sql);
    SqlNode query = node;
    List<SqlNode> order = List.of();
    long offset = 0;
    Optional<Long> limit = Optional.empty();
    if (node instanceof SqlOrderBy by) {
      query = by.query;
      order = List.copyOf(by.orderList.getList());
      offset = by.offset == null ? 0 : rows(text, by.offset, "OFFSET");
      limit = by.fetch == null ? Optional.empty() : Optional.of(rows(text, by.fetch, "LIMIT"));
    }
    if (!(query instanceof SqlSelect select)) {
      throw notSelect(text, query);
    }
    check(text, select);
    return new Statement(select, order, offset, limit, forAllRows);
  }

  /** Whether this is SELECT DISTINCT. */
  boolean isDistinct() {
    return select.isDistinct();
  }

  /** The selected expressions, aliases included. */
  List<SqlNode> selected() {
    return List.copyOf(select.getSelectList().getList());
  }

  /** What GROUP BY lists. */
  List<SqlNode> groups() {
    SqlNodeList group = select.getGroup();
    return group == null ? List.of() : List.copyOf(group.getList());
  }

  private static SqlNode tree(SqlText text, String sql) {
    try {
      return SqlParser.create(sql, PARSER).parseStmt();
    } catch (SqlParseException e) {
      throw ParseErrors.translate(text, e);
    }
  }

  private static long rows(SqlText text, SqlNode node, String clause) {
    if (node instanceof SqlNumericLiteral literal
        && literal.getValue() instanceof BigDecimal value
        && value.scale() <= 0
        && value.signum() >= 0
        && value.precision() <= 18) {
      return value.longValueExact();
    }
    throw text.error(node, clause + " needs a whole number, got " + text.quote(node));
  }

  private static SqlException notSelect(SqlText text, SqlNode node) {
    String one = "write one SELECT over one table";
    return switch (node.getKind()) {
      case UNION, INTERSECT, EXCEPT ->
          text.refuse(node, node.getKind().sql, "run the two queries one after the other");
      case WITH -> text.refuse(node, "WITH", one);
      case VALUES -> text.refuse(node, "VALUES", one);
      case EXPLAIN ->
          text.error(1, 1, "EXPLAIN is not part of the query; use the command `inkling explain`");
      case INSERT ->
          text.refuse(
              node, "INSERT", "write a SELECT, or INSERT INTO a table that CREATE TABLE defines");
      case UPDATE, DELETE, MERGE ->
          text.refuse(node, node.getKind().sql, "write a SELECT: tables are only read");
      default -> text.refuse(node, "such a statement", one);
    };
  }

  private static void check(SqlText text, SqlSelect select) {
    if (select.hasHints()) {
      throw text.refuse(
          select.getHints().get(0), "a hint", "give the accuracy as a second argument or option");
    }
    if (select.getModifierNode(SqlSelectKeyword.STREAM) instanceof SqlLiteral stream) {
      throw text.refuse(stream, "SELECT STREAM", "write SELECT; every query can run on a stream");
    }
    if (select.getFrom() == null) {
      throw text.error(
          select,
          "a query needs FROM: " + text.quote(select) + "; name a table, as FROM \"x.csv\"");
    }
    if (!select.getWindowList().isEmpty()) {
      throw text.refuse(
          select.getWindowList().get(0),
          "WINDOW",
          "use TUMBLE, HOP, CUMULATE or SESSION in FROM and GROUP BY"
              + " window_start, window_end");
    }
    if (select.getQualify() != null) {
      throw text.refuse(select.getQualify(), "QUALIFY", "use HAVING");
    }
  }
}
