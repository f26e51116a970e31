package dev.inkling.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;

/** The selected expressions and the names that AS gives them. */
final class Aliases {

  /**
   * A selected expression.
   *
   * @param alias its name, if AS gives one
   */
  record Item(SqlNode expr, Optional<SqlIdentifier> alias) {}

  private final List<Item> items = new ArrayList<>();

  private Aliases(List<SqlNode> selected) {
    for (SqlNode node : selected) {
      if (node.getKind() == SqlKind.AS) {
        SqlCall as = (SqlCall) node;
        items.add(new Item(as.operand(0), Optional.of(as.operand(1))));
      } else {
        items.add(new Item(node, Optional.empty()));
      }
    }
  }

  static Aliases create(List<SqlNode> selected) {
    return new Aliases(selected);
  }

  /** The selected expressions in order. */
  List<Item> items() {
    return List.copyOf(items);
  }

  /** The expression with this alias: the same letters, or else the same but case. */
  Optional<SqlNode> find(SqlText text, SqlIdentifier id) {
    if (!id.isSimple()) {
      return Optional.empty();
    }
    String name = id.getSimple();
    List<Item> alike =
        items.stream()
            .filter(i -> i.alias().map(a -> a.getSimple().equalsIgnoreCase(name)).orElse(false))
            .toList();
    List<Item> same =
        alike.stream().filter(i -> i.alias().orElseThrow().getSimple().equals(name)).toList();
    List<Item> found = same.isEmpty() ? alike : same;
    if (found.size() > 1) {
      throw text.error(id, "the alias " + text.quote(id) + " is given twice; rename one");
    }
    return found.stream().findFirst().map(Item::expr);
  }
}
