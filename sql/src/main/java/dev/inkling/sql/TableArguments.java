package dev.inkling.sql;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;

/** The arguments of a function in FROM, in order or by name. */
final class TableArguments {

  private final SqlText text;
  private final SqlCall call;
  private final String usage;
  private final Map<String, SqlNode> arguments = new HashMap<>();

  private TableArguments(SqlText text, SqlCall call, String usage) {
    this.text = text;
    this.call = call;
    this.usage = usage;
  }

  /**
   * Reads the arguments of a call.
   *
   * @param names what they are called, in their order
   * @param needed how many of these must be there
   * @param usage what the function takes and how to write it, for messages
   */
  static TableArguments parse(
      SqlText text, SqlCall call, List<String> names, int needed, String usage) {
    TableArguments result = new TableArguments(text, call, usage);
    List<SqlNode> operands = call.getOperandList();
    for (int i = 0; i < operands.size(); i++) {
      result.add(operands.get(i), i, names);
    }
    if (operands.size() > names.size()
        || !result.arguments.keySet().containsAll(names.subList(0, needed))) {
      throw result.misused();
    }
    return result;
  }

  private void add(SqlNode operand, int index, List<String> names) {
    if (operand.getKind() == SqlKind.ARGUMENT_ASSIGNMENT) {
      SqlCall assignment = (SqlCall) operand;
      String name = assignment.operand(1).toString().toUpperCase(Locale.ROOT);
      if (!names.contains(name)) {
        throw text.error(
            assignment,
            function() + " has no argument " + name + "; it takes " + String.join(", ", names));
      }
      put(operand, name, assignment.operand(0));
    } else if (index < names.size()) {
      put(operand, names.get(index), operand);
    }
  }

  private void put(SqlNode at, String name, SqlNode value) {
    if (arguments.put(name, value) != null) {
      throw text.error(at, function() + " is given " + name + " twice: " + text.quote(at));
    }
  }

  /** The error that the arguments are others than the function takes. */
  SqlException misused() {
    return text.error(call, function() + " takes " + usage.replace("%", text.quote(call)));
  }

  private String function() {
    return call.getOperator().getName().toUpperCase(Locale.ROOT);
  }

  boolean has(String name) {
    return arguments.containsKey(name);
  }

  SqlNode node(String name) {
    return arguments.get(name);
  }

  /** A whole number from 1 to {@code most}. */
  int size(String name, int most) {
    SqlNode node = node(name);
    Optional<BigDecimal> value = whole(node);
    if (value.isEmpty()
        || value.get().compareTo(BigDecimal.ONE) < 0
        || value.get().compareTo(BigDecimal.valueOf(most)) > 0) {
      throw text.error(
          node,
          function()
              + " needs a whole number from 1 to "
              + most
              + " as "
              + name
              + ", got "
              + text.quote(node)
              + (node instanceof SqlIdentifier ? "; several columns stand in parentheses" : ""));
    }
    return value.get().intValueExact();
  }

  /** A whole number of 64 bits, or the default where there is none. */
  long seed(String name, long otherwise) {
    SqlNode node = node(name);
    if (node == null) {
      return otherwise;
    }
    SqlNode number = node.getKind() == SqlKind.MINUS_PREFIX ? ((SqlCall) node).operand(0) : node;
    BigDecimal value =
        whole(number)
            .map(v -> number == node ? v : v.negate())
            .filter(v -> v.toBigInteger().bitLength() < Long.SIZE)
            .orElseThrow(
                () -> text.error(node, "a seed is a whole number, got " + text.quote(node)));
    return value.longValueExact();
  }

  private static Optional<BigDecimal> whole(SqlNode node) {
    return node instanceof SqlNumericLiteral literal
            && literal.getValue() instanceof BigDecimal value
            && value.stripTrailingZeros().scale() <= 0
            && value.precision() - value.scale() <= 20
        ? Optional.of(value)
        : Optional.empty();
  }

  /** One of some words, as a text or a name, in upper case. */
  String word(String name, List<String> words) {
    SqlNode node = node(name);
    String word = "";
    if (node instanceof SqlCharStringLiteral literal) {
      word = literal.getValueAs(String.class).toUpperCase(Locale.ROOT);
    } else if (node instanceof SqlIdentifier id && id.isSimple()) {
      word = id.getSimple().toUpperCase(Locale.ROOT);
    }
    if (!words.contains(word)) {
      throw text.error(
          node,
          name
              + " is one of "
              + String.join(", ", words).toLowerCase(Locale.ROOT)
              + ", got "
              + text.quote(node));
    }
    return word;
  }

  /** A column in DESCRIPTOR. */
  SqlIdentifier descriptor(String name) {
    List<SqlIdentifier> columns = columns(node(name));
    if (columns.size() != 1) {
      SqlNode node = node(name);
      throw text.error(
          node,
          "DESCRIPTOR with one column is needed, got "
              + text.quote(node)
              + "; write DESCRIPTOR(ts)");
    }
    return columns.get(0);
  }

  /** The columns in DESCRIPTOR. */
  List<SqlIdentifier> descriptors(String name) {
    List<SqlIdentifier> columns = columns(node(name));
    if (columns.isEmpty()) {
      SqlNode node = node(name);
      throw text.error(
          node,
          "DESCRIPTOR with columns is needed, got " + text.quote(node) + "; write DESCRIPTOR(k)");
    }
    return columns;
  }

  /** What a DESCRIPTOR lists; nothing if a node is none. */
  private static List<SqlIdentifier> columns(SqlNode node) {
    List<SqlIdentifier> columns = new ArrayList<>();
    if (node instanceof SqlCall descriptor
        && descriptor.getOperator().getName().equalsIgnoreCase("DESCRIPTOR")) {
      for (SqlNode operand : descriptor.getOperandList()) {
        if (!(operand instanceof SqlIdentifier column)) {
          return List.of();
        }
        columns.add(column);
      }
    }
    return columns;
  }
}
