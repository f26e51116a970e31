package dev.inkling.sql;

import dev.inkling.operator.Function;
import dev.inkling.operator.Type;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;

/** Reads and checks the arguments of aggregates. */
final class Arguments {

  private final SqlText text;
  private final Binder rows;
  private final Types types;

  Arguments(SqlText text, Binder rows) {
    this.text = text;
    this.rows = rows;
    this.types = new Types(text);
  }

  /** Checks how many there are. */
  void count(SqlCall call, int least, int most, String form) {
    if (call.operandCount() < least || call.operandCount() > most) {
      throw text.error(
          call,
          name(call)
              + " takes other arguments than "
              + text.quote(call)
              + "; write "
              + name(call)
              + form);
    }
  }

  /** The value of an aggregate that takes nothing else. */
  Typed only(SqlCall call) {
    count(call, 1, 1, call.getFunctionQuantifier() == null ? "(x)" : "(DISTINCT x)");
    return value(call);
  }

  /** The values that are aggregated. */
  Typed value(SqlCall call) {
    if (call.operand(0) instanceof SqlIdentifier id && id.isStar()) {
      throw text.error(call, "only count takes *, got " + text.quote(call) + "; name a column");
    }
    return rows.bind(call.operand(0));
  }

  /** Checks that the values are numbers. */
  void requireNumber(SqlCall call, Typed value) {
    if (!value.type().isNumeric()) {
      throw text.error(
          call,
          name(call)
              + " needs numbers, got "
              + text.quote(call)
              + " of type "
              + value.type()
              + "; CAST changes a type");
    }
  }

  /** A literal in (0, 1). */
  double fraction(SqlCall call, int index, String what) {
    Optional<Double> value = number(call, index);
    if (value.isEmpty() || !(value.get() > 0 && value.get() < 1)) {
      throw text.error(
          call.operand(index),
          what
              + " must be a literal in (0, 1), got "
              + text.quote(call.operand(index))
              + "; write "
              + name(call)
              + "(x, 0.01)");
    }
    return value.get();
  }

  /** A literal in [0, 1]. */
  double rank(SqlCall call, int index) {
    Optional<Double> value = number(call, index);
    if (value.isEmpty() || !(value.get() >= 0 && value.get() <= 1)) {
      throw text.error(
          call.operand(index),
          "the rank must be a literal in [0, 1], got "
              + text.quote(call.operand(index))
              + "; write approx_percentile(x, 0.99)");
    }
    return value.get() + 0.0; // no negative zero
  }

  /** A whole number of at least 1. */
  int wholeNumber(SqlCall call, int index, String what) {
    Optional<Object> value = literal(call, index);
    if (value.isPresent() && value.get() instanceof Long n && n >= 1 && n <= Integer.MAX_VALUE) {
      return n.intValue();
    }
    throw text.error(
        call.operand(index),
        what
            + " must be a whole number of at least 1, got "
            + text.quote(call.operand(index))
            + "; write "
            + name(call)
            + "(x, 10)");
  }

  /** A literal that is one of the values. */
  Object item(SqlCall call, int index, Typed value) {
    SqlNode node = call.operand(index);
    Typed[] both = types.unified(node, Function.COALESCE, List.of(value, rows.bind(node)));
    Object item = Binder.literal(both[1]).map(l -> l.value()).orElse(null);
    if (item instanceof Long n && value.type() == Type.DOUBLE) {
      return n.doubleValue();
    }
    if (item == null || both[1].type() != value.type()) {
      throw text.error(
          node,
          "the value must be a literal of type "
              + value.type()
              + ", got "
              + text.quote(node)
              + "; "
              + name(call)
              + " counts how often one value occurs");
    }
    return item;
  }

  /** Makes an aggregator; if it cannot be, says so at the call. */
  <T> T make(SqlNode at, Supplier<T> aggregator) {
    try {
      return aggregator.get();
    } catch (SqlException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw text.error(at, e.getMessage() + ": " + text.quote(at));
    }
  }

  private Optional<Double> number(SqlCall call, int index) {
    return literal(call, index)
        .filter(Number.class::isInstance)
        .map(n -> ((Number) n).doubleValue());
  }

  private Optional<Object> literal(SqlCall call, int index) {
    return Binder.literal(rows.bind(call.operand(index))).map(l -> l.value());
  }

  private static String name(SqlCall call) {
    return call.getOperator().getName().toLowerCase(Locale.ROOT);
  }
}
