package dev.inkling.sql;

import dev.inkling.operator.Query;
import java.util.Optional;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;

/**
 * What names mean in WHERE, GROUP BY and inside aggregates: the table's columns.
 *
 * @param scope the columns
 * @param windowed whether there are windows
 */
record RowScope(SqlText text, Scope scope, boolean windowed) implements Binder.Leaves {

  @Override
  public Optional<Typed> known(SqlNode node) {
    return Optional.empty();
  }

  @Override
  public Typed column(SqlIdentifier id) {
    Optional<String> window = window(id);
    if (window.isPresent()) {
      throw text.error(
          id,
          window.get()
              + " is not a column of rows; filter on it in HAVING, or use the time column itself");
    }
    return scope.column(id);
  }

  /** The column of windows that a name means, if it does. */
  Optional<String> window(SqlIdentifier id) {
    String name = FromClause.last(id);
    if (!windowed || !scope.isOwn(id)) {
      return Optional.empty();
    }
    return name.equalsIgnoreCase(Query.WINDOW_START)
        ? Optional.of(Query.WINDOW_START)
        : name.equalsIgnoreCase(Query.WINDOW_END)
            ? Optional.of(Query.WINDOW_END)
            : Optional.empty();
  }
}
