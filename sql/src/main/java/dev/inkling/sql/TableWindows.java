package dev.inkling.sql;

import dev.inkling.operator.Expr;
import dev.inkling.operator.Query;
import dev.inkling.operator.Window;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;

/**
 * The windows that a function in FROM puts rows into: TUMBLE, HOP, CUMULATE or SESSION, with the
 * arguments that Calcite and Flink give them.
 *
 * @param call the call, for messages
 * @param time the column with the time of events
 * @param window the windows
 * @param partition for sessions the keys that have their own; else nothing
 */
record TableWindows(
    SqlCall call, SqlIdentifier time, Window window, List<SqlIdentifier> partition) {

  /** What a function takes: the names in their order, how many of them it needs, and an example. */
  private record Form(List<String> names, int needed, String usage) {}

  private static final Map<String, Form> FORMS =
      Map.of(
          "TUMBLE",
          new Form(
              List.of("DATA", "TIMECOL", "SIZE", "OFFSET", "ZONE"),
              3,
              "a table, a DESCRIPTOR, a size and perhaps an offset, got %; write TUMBLE(TABLE"
                  + " \"x.csv\", DESCRIPTOR(ts), INTERVAL '1' MINUTE)"),
          "HOP",
          new Form(
              List.of("DATA", "TIMECOL", "SLIDE", "SIZE", "OFFSET", "ZONE"),
              4,
              "a table, a DESCRIPTOR, a slide, a size and perhaps an offset, got %; write HOP(TABLE"
                  + " \"x.csv\", DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' HOUR)"),
          "CUMULATE",
          new Form(
              List.of("DATA", "TIMECOL", "STEP", "SIZE", "OFFSET", "ZONE"),
              4,
              "a table, a DESCRIPTOR, a step, a size and perhaps an offset, got %; write"
                  + " CUMULATE(TABLE \"x.csv\", DESCRIPTOR(ts), INTERVAL '1' HOUR, INTERVAL '1'"
                  + " DAY)"),
          "SESSION",
          new Form(
              List.of("DATA", "TIMECOL", "GAP"),
              3,
              "a table, perhaps with PARTITION BY, a DESCRIPTOR and a gap, got %; write"
                  + " SESSION(TABLE \"x.csv\" PARTITION BY user_id, DESCRIPTOR(ts), INTERVAL '30'"
                  + " MINUTE)"));

  /** Whether a function, its name in upper case, makes windows. */
  static boolean isName(String function) {
    return FORMS.containsKey(function);
  }

  /**
   * Windows and the table that they are of.
   *
   * @param data the node of the table, without PARTITION BY
   */
  record Call(TableWindows windows, SqlNode data) {}

  /** The windows of a call of one of these functions. */
  static Call parse(SqlText text, SqlCall call, String name) {
    if (name.equals("SESSION")) {
      return session(text, call);
    }
    Form form = FORMS.get(name);
    TableArguments arguments =
        TableArguments.parse(text, call, form.names(), form.needed(), form.usage());
    SqlIdentifier time = arguments.descriptor("TIMECOL");
    long sizeMs = positiveMs(text, arguments.node("SIZE"), "size");
    long offsetMs = arguments.has("OFFSET") ? intervalMs(text, arguments.node("OFFSET")) : 0;
    ZoneId zone = arguments.has("ZONE") ? zone(text, arguments.node("ZONE")) : ZoneOffset.UTC;
    Window window =
        switch (name) {
          case "TUMBLE" -> new Window.Tumbling(sizeMs, Math.floorMod(offsetMs, sizeMs), zone);
          case "HOP" -> {
            long slideMs = positiveMs(text, arguments.node("SLIDE"), "slide");
            yield new Window.Sliding(sizeMs, slideMs, Math.floorMod(offsetMs, slideMs), zone);
          }
          default -> {
            long stepMs = positiveMs(text, arguments.node("STEP"), "step");
            checkStep(text, arguments, sizeMs, stepMs);
            yield new Window.Cumulative(sizeMs, stepMs, Math.floorMod(offsetMs, sizeMs), zone);
          }
        };
    return new Call(new TableWindows(call, time, window, List.of()), arguments.node("DATA"));
  }

  /** {@code SESSION(TABLE t PARTITION BY k, …, gap)}, or with DESCRIPTOR(k) before the gap. */
  private static Call session(SqlText text, SqlCall call) {
    Form form = FORMS.get("SESSION");
    boolean keyed = hasKey(call);
    TableArguments arguments =
        keyed
            ? TableArguments.parse(
                text, call, List.of("DATA", "TIMECOL", "KEY", "GAP"), 4, form.usage())
            : TableArguments.parse(text, call, form.names(), form.needed(), form.usage());
    SqlIdentifier time = arguments.descriptor("TIMECOL");
    SqlNode data = arguments.node("DATA");
    List<SqlIdentifier> partition = new ArrayList<>();
    if (keyed) {
      partition.addAll(arguments.descriptors("KEY"));
    }
    if (data.getKind() == SqlKind.SET_SEMANTICS_TABLE) {
      if (keyed) {
        throw text.error(data, "sessions have either PARTITION BY or a DESCRIPTOR of keys");
      }
      partition.addAll(partition(text, (SqlCall) data));
      data = ((SqlCall) data).operand(0);
    }
    long gapMs = positiveMs(text, arguments.node("GAP"), "gap");
    return new Call(new TableWindows(call, time, new Window.Session(gapMs), partition), data);
  }

  /** Whether the keys of sessions are an argument: the third of four, or KEY. */
  private static boolean hasKey(SqlCall call) {
    boolean third =
        call.operandCount() == 4 && call.operand(2).getKind() != SqlKind.ARGUMENT_ASSIGNMENT;
    return third
        || call.getOperandList().stream()
            .anyMatch(
                operand ->
                    operand.getKind() == SqlKind.ARGUMENT_ASSIGNMENT
                        && ((SqlCall) operand).operand(1).toString().equalsIgnoreCase("KEY"));
  }

  /** The columns of PARTITION BY. */
  static List<SqlIdentifier> partition(SqlText text, SqlCall set) {
    SqlNodeList order = set.operand(2);
    if (!order.isEmpty()) {
      throw text.refuse(order, "ORDER BY in FROM", "leave it out: windows go by time");
    }
    List<SqlIdentifier> keys = new ArrayList<>();
    for (SqlNode key : (SqlNodeList) set.operand(1)) {
      if (!(key instanceof SqlIdentifier column)) {
        throw text.error(key, "PARTITION BY takes columns, got " + text.quote(key));
      }
      keys.add(column);
    }
    return keys;
  }

  /**
   * Checks that these windows can be of a sample.
   *
   * @param sheds whether rows are left out where there is no time for them
   */
  void checkSample(SqlText text, Optional<TableSample> sample, boolean sheds) {
    if (window instanceof Window.Session && (sample.isPresent() || sheds)) {
      throw text.error(
          call,
          "sessions of a sample are not those of all rows: "
              + text.quote(call)
              + "; leave out the sample, --max-rate and --within, or use TUMBLE, HOP or CUMULATE");
    }
    boolean fixedSize = sample.isPresent() && !sample.get().isBernoulli();
    if (fixedSize && !(window instanceof Window.Tumbling)) {
      throw text.refuse(
          call,
          "a sample of so many rows in " + name(call),
          "use TUMBLE, or TABLE(" + name(call) + "(…)) TABLESAMPLE BERNOULLI(p)");
    }
  }

  /**
   * Checks what GROUP BY says about these windows.
   *
   * @param end whether window_end is in it
   */
  void check(SqlText text, Scope scope, List<Query.Key> keys, boolean end) {
    if (window instanceof Window.Cumulative && !end) {
      throw text.error(
          call,
          "windows of CUMULATE that start together differ in their ends; add GROUP BY"
              + " window_start, window_end");
    }
    if (!(window instanceof Window.Session)) {
      return;
    }
    Set<Expr> parts = new HashSet<>();
    partition.forEach(column -> parts.add(scope.column(column).expr()));
    Set<Expr> groups = new HashSet<>();
    keys.forEach(key -> groups.add(key.expr()));
    if (!parts.equals(groups)) {
      throw text.error(
          call,
          "every group of GROUP BY has sessions of its own, so that PARTITION BY must name the same"
              + " columns; "
              + advice(text, keys));
    }
  }

  private String advice(SqlText text, List<Query.Key> keys) {
    if (keys.isEmpty()) {
      return "add "
          + String.join(", ", partition.stream().map(text::show).toList())
          + " to GROUP BY, or leave PARTITION BY out";
    }
    Optional<Query.Key> computed =
        keys.stream().filter(key -> !(key.expr() instanceof Expr.Ref)).findFirst();
    if (computed.isPresent()) {
      return "group by columns instead of `" + computed.get().expr() + "`";
    }
    String columns = String.join(", ", keys.stream().map(key -> key.expr().toString()).toList());
    return "write PARTITION BY " + (keys.size() == 1 ? columns : "(" + columns + ")");
  }

  private static void checkStep(SqlText text, TableArguments arguments, long sizeMs, long stepMs) {
    if (sizeMs % stepMs != 0) {
      SqlNode size = arguments.node("SIZE");
      throw text.error(
          size,
          "a cumulative window's size must be a multiple of its step, got a size of "
              + text.quote(size)
              + " and a step of "
              + text.quote(arguments.node("STEP")));
    }
  }

  private static ZoneId zone(SqlText text, SqlNode node) {
    if (node instanceof SqlCharStringLiteral literal) {
      String name = literal.getValueAs(String.class).strip();
      try {
        return ZoneId.of(name);
      } catch (DateTimeException e) {
        throw text.error(
            node,
            "there is no time zone "
                + text.quote(node)
                + "; write a name such as 'Europe/Berlin' or an offset such as '+02:00'");
      }
    }
    throw text.error(
        node, "ZONE is a text, got " + text.quote(node) + "; write ZONE => 'Europe/Berlin'");
  }

  private static long positiveMs(SqlText text, SqlNode node, String name) {
    long ms = intervalMs(text, node);
    if (ms < 1) {
      throw text.error(
          node, "a window's " + name + " must be at least 1 ms, got " + text.quote(node));
    }
    return ms;
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

  /** The name of a call's function in upper case. */
  static String name(SqlCall call) {
    // as an expression, Calcite's parser calls them $TUMBLE, $HOP and $SESSION
    return call.getOperator().getName().toUpperCase(Locale.ROOT).replaceFirst("^\\$", "");
  }
}
