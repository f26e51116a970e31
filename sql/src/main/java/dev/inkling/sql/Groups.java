package dev.inkling.sql;

import dev.inkling.operator.Expr;
import dev.inkling.operator.Query;
import dev.inkling.operator.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;

/** The keys of a query and whether it has windows. */
final class Groups {

  private final SqlText text;
  private final RowScope rows;
  private final Aliases aliases;
  private final Binder binder;
  private final List<Query.Key> keys = new ArrayList<>();
  private final List<Type> types = new ArrayList<>();
  private boolean windowed;
  private boolean windowEnd;

  private Groups(SqlText text, RowScope rows, Aliases aliases) {
    this.text = text;
    this.rows = rows;
    this.aliases = aliases;
    this.binder = Binder.create(text, rows);
  }

  static Groups create(SqlText text, RowScope rows, Aliases aliases, List<SqlNode> nodes) {
    Groups groups = new Groups(text, rows, aliases);
    nodes.forEach(groups::add);
    return groups;
  }

  List<Query.Key> keys() {
    return List.copyOf(keys);
  }

  /** Whether window_start or window_end is among the groups. */
  boolean isWindowed() {
    return windowed;
  }

  /** Whether window_end is among the groups. */
  boolean hasWindowEnd() {
    return windowEnd;
  }

  /** Whether a key is something else than a column. */
  boolean hasComputedKeys() {
    return keys.stream().anyMatch(k -> !(k.expr() instanceof Expr.Ref));
  }

  /** The answer's column that holds an expression over rows, if it is a key. */
  Optional<Typed> key(Expr expr) {
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).expr().equals(expr)) {
        return Optional.of(Typed.of(Expr.col(keys.get(i).name()), types.get(i)));
      }
    }
    return Optional.empty();
  }

  /** The names that the answer has by its groups. */
  Set<String> names() {
    Set<String> names = new HashSet<>();
    keys.forEach(k -> names.add(k.name()));
    if (windowed) {
      names.add(Query.WINDOW_START);
      names.add(Query.WINDOW_END);
    }
    return names;
  }

  private void add(SqlNode node) {
    if (node instanceof SqlNodeList list && list.isEmpty()) {
      return; // GROUP BY (): one group of all rows
    }
    switch (node.getKind()) {
      case GROUPING_SETS, CUBE, ROLLUP, GROUP_BY_DISTINCT ->
          throw text.refuse(
              node, node.getKind().sql.replace('_', ' '), "write one query for each set of keys");
      case ROW -> throw text.refuse(node, "a row of keys", "list the keys without parentheses");
      default -> {}
    }
    SqlNode expr = resolve(node);
    if (expr instanceof SqlIdentifier id && rows.window(id).isPresent()) {
      windowed = true;
      windowEnd |= rows.window(id).get().equals(Query.WINDOW_END);
      return;
    }
    if (Aggregates.isInside(expr)) {
      throw text.error(
          node,
          "an aggregate cannot be grouped by: " + text.quote(expr) + "; group by columns of rows");
    }
    Typed key = binder.bind(expr);
    if (key(key.expr()).isEmpty()) {
      keys.add(new Query.Key(name(expr, key.expr()), key.expr()));
      types.add(key.type());
    }
  }

  /** What an ordinal or an alias stands for; columns go before aliases, as in standard SQL. */
  private SqlNode resolve(SqlNode node) {
    if (node instanceof SqlNumericLiteral number) {
      return ordinal(text, aliases, number, "GROUP BY");
    }
    if (node instanceof SqlIdentifier id && rows.window(id).isEmpty()) {
      return rows.scope().find(id).isPresent() ? id : aliases.find(text, id).orElse(id);
    }
    return node;
  }

  /** The selected expression at an ordinal, from 1. */
  static SqlNode ordinal(SqlText text, Aliases aliases, SqlNumericLiteral number, String clause) {
    BigDecimal value = number.getValueAs(BigDecimal.class);
    int count = aliases.items().size();
    boolean inside =
        value.scale() <= 0 && value.signum() > 0 && value.compareTo(BigDecimal.valueOf(count)) <= 0;
    if (!inside) {
      throw text.error(
          number,
          clause
              + " "
              + text.quote(number)
              + " names no column of SELECT; write a number from 1 to "
              + count
              + " or an expression");
    }
    return aliases.items().get(value.intValueExact() - 1).expr();
  }

  private String name(SqlNode node, Expr expr) {
    Set<String> taken = names();
    if (expr instanceof Expr.Ref ref && !taken.contains(ref.column())) {
      return ref.column();
    }
    String wanted =
        aliases.items().stream()
            .filter(
                i ->
                    i.expr() == node
                        || i.expr().equalsDeep(node, org.apache.calcite.util.Litmus.IGNORE))
            .flatMap(i -> i.alias().stream())
            .map(SqlIdentifier::getSimple)
            .findFirst()
            .orElse(text.show(node));
    String name = wanted;
    for (int i = 2; taken.contains(name) || isColumnKey(name); i++) {
      name = wanted + " #" + i;
    }
    return name;
  }

  /** Whether a later key may be the column of this name, which then keeps it. */
  private boolean isColumnKey(String name) {
    return name.equalsIgnoreCase(Query.WINDOW_START)
        || name.equalsIgnoreCase(Query.WINDOW_END)
        || rows.scope().isColumn(name);
  }
}
