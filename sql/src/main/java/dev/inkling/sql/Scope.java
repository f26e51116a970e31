package dev.inkling.sql;

import dev.inkling.operator.Column;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Schema;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlIdentifier;

/** The columns of the table, and how names find them. */
final class Scope {

  private static final Set<String> CLOCKS =
      Set.of("CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "LOCALTIME", "LOCALTIMESTAMP");

  private final SqlText text;
  private final Schema schema;
  private final String table;
  private final Set<String> qualifiers;

  private Scope(SqlText text, Schema schema, FromClause from) {
    this.text = text;
    this.schema = schema;
    this.table = from.name();
    this.qualifiers = Set.of(from.alias().orElse(table).toLowerCase(Locale.ROOT));
  }

  static Scope create(SqlText text, Schema schema, FromClause from) {
    return new Scope(text, schema, from);
  }

  /** Whether a qualifier of a name, if it has one, means the table. */
  boolean isOwn(SqlIdentifier id) {
    List<String> names = id.names;
    String qualifier = String.join(".", names.subList(0, names.size() - 1));
    return qualifier.isEmpty() || qualifiers.contains(qualifier.toLowerCase(Locale.ROOT));
  }

  /** The column that a name means, if there is one: the same letters, or else the same but case. */
  Optional<Column> find(SqlIdentifier id) {
    if (id.isStar() || !isOwn(id)) {
      return Optional.empty();
    }
    String name = FromClause.last(id);
    if (schema.contains(name)) {
      return Optional.of(schema.column(schema.indexOf(name)));
    }
    List<Column> alike =
        schema.columns().stream().filter(c -> c.name().equalsIgnoreCase(name)).toList();
    if (alike.size() > 1) {
      throw text.error(
          id,
          "column \""
              + name
              + "\" is ambiguous: there are "
              + list(alike)
              + "; write one of these");
    }
    return alike.stream().findFirst();
  }

  /** Whether the table has a column of exactly this name. */
  boolean isColumn(String name) {
    return schema.contains(name);
  }

  /** The column that a name means. */
  Typed column(SqlIdentifier id) {
    Column column = find(id).orElseThrow(() -> unknown(id));
    return Typed.of(Expr.col(column.name()), column.type());
  }

  /** The error that there is no such column. */
  SqlException unknown(SqlIdentifier id) {
    if (id.isStar()) {
      return text.error(id, "* is not supported here; name the columns: " + list(schema.columns()));
    }
    if (CLOCKS.contains(FromClause.last(id).toUpperCase(Locale.ROOT))) {
      return text.refuse(id, "the clock", "write TIMESTAMP '…': a replay must answer the same");
    }
    if (!isOwn(id)) {
      return text.error(
          id,
          "no table "
              + text.quote(id)
              + " in FROM, which names \""
              + String.join(", ", qualifiers)
              + "\"; leave the table's name out");
    }
    return text.error(
        id,
        "no column \""
            + FromClause.last(id)
            + "\" in \""
            + table
            + "\"; there are "
            + list(schema.columns()));
  }

  private static String list(List<Column> columns) {
    return columns.stream().map(Column::name).collect(Collectors.joining(", "));
  }
}
