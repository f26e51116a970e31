package dev.inkling.engine.internal;

import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.operator.Aggregator;
import dev.inkling.operator.Bars;
import dev.inkling.operator.Column;
import dev.inkling.operator.Expr;
import dev.inkling.operator.Query;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import dev.inkling.sketch.Estimate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the results of groups into columns, so that HAVING, SELECT and ORDER BY are evaluated like
 * any expression: the window, the keys, every output of every aggregate, and the ends of the bars
 * that were asked for, each as a column of its own.
 */
final class ResultColumns {

  private final CompiledQuery query;
  private final int threads;
  private final Schema schema;
  private final int firstKey;
  private final List<Value> values = new ArrayList<>();
  private final Map<String, Integer> valueByColumn = new LinkedHashMap<>();
  private Object[][] topItems = {};
  private Estimate.Guarantee[][] guarantees = {};

  /** An output of an aggregate, where it stands, and the bars of it that are asked for. */
  private record Value(
      int aggregate, int output, String name, Type type, int column, List<BarColumn> bars) {

    /** The result that the value itself is taken from: one that is needed for a bar, if any is. */
    ResultKey asked(Query query, long together) {
      double confidence = bars.isEmpty() ? query.confidence() : bars.get(0).confidence;
      return new ResultKey(aggregate, Bars.shared(confidence, together));
    }
  }

  private record BarColumn(double confidence, Expr.Bar.Side side, int column) {}

  private ResultColumns(CompiledQuery query, int threads) {
    this.query = query;
    this.threads = threads;
    Query definition = query.query();
    List<Column> columns = new ArrayList<>();
    if (query.windowed()) {
      columns.add(new Column(Query.WINDOW_START, Type.TIMESTAMP));
      columns.add(new Column(Query.WINDOW_END, Type.TIMESTAMP));
    }
    this.firstKey = columns.size();
    for (Query.Key key : definition.keys()) {
      columns.add(new Column(key.name(), key.expr().type(query.columns())));
    }
    List<Expr.Bar> bars = bars();
    for (int a = 0; a < definition.aggregates().size(); a++) {
      Query.Aggregate aggregate = definition.aggregates().get(a);
      List<Aggregator.Output> outputs = aggregate.aggregator().outputs();
      for (int o = 0; o < outputs.size(); o++) {
        addValue(
            a, o, aggregate.name() + outputs.get(o).suffix(), outputs.get(o).type(), bars, columns);
      }
    }
    this.schema = new Schema(columns);
    this.guarantees = new Estimate.Guarantee[values.size()][];
    this.topItems = new Object[values.size()][];
  }

  /**
   * The columns of a query's results.
   *
   * @param threads how many threads may compute results
   */
  static ResultColumns of(CompiledQuery query, int threads) {
    return new ResultColumns(query, threads);
  }

  private void addValue(
      int aggregate,
      int output,
      String name,
      Type type,
      List<Expr.Bar> bars,
      List<Column> columns) {
    int column = -1;
    List<BarColumn> barColumns = new ArrayList<>();
    if (!type.isList()) {
      column = columns.size();
      columns.add(new Column(name, type));
      for (Expr.Bar bar : bars) {
        if (bar.column().equals(name)) {
          barColumns.add(new BarColumn(bar.confidence(), bar.side(), columns.size()));
          columns.add(
              new Column(barName(bar), bar.side() == Expr.Bar.Side.EXACT ? Type.BOOLEAN : type));
        }
      }
    }
    valueByColumn.put(name, values.size());
    values.add(new Value(aggregate, output, name, type, column, barColumns));
  }

  private List<Expr.Bar> bars() {
    Query definition = query.query();
    List<Expr> exprs = new ArrayList<>();
    definition.having().ifPresent(exprs::add);
    definition.orderBy().forEach(by -> exprs.add(by.expr()));
    for (Query.Selected selected : query.answers().select()) {
      exprs.add(selected.value());
      selected.bars().ifPresent(b -> exprs.addAll(List.of(b.lower(), b.upper(), b.exact())));
    }
    List<Expr.Bar> bars = new ArrayList<>();
    for (Expr expr : exprs) {
      expr.visit(
          part -> {
            if (part instanceof Expr.Bar bar && !bars.contains(bar)) {
              bars.add(bar);
            }
          });
    }
    return bars;
  }

  private static String barName(Expr.Bar bar) {
    return bar.side() + "(" + bar.column() + ")@" + bar.confidence();
  }

  /** The columns. */
  Schema schema() {
    return schema;
  }

  /** The expression with bars as columns. */
  Expr resolve(Expr expr) {
    if (expr instanceof Expr.Bar bar) {
      return Expr.col(barName(bar));
    }
    if (expr instanceof Expr.Call call) {
      return new Expr.Call(call.function(), call.arguments().stream().map(this::resolve).toList());
    }
    return expr;
  }

  /** The number of a column of top items, which is only selected as it is. */
  int topItems(Expr expr) {
    return valueByColumn.get(((Expr.Ref) expr).column());
  }

  /** The top items of a row that was filled last. */
  Object topItems(int value, int row) {
    return topItems[value][row];
  }

  /** The numbers of the aggregates' columns that an expression is made of. */
  List<Integer> approximateColumns(Expr expr) {
    List<Integer> numbers = new ArrayList<>();
    expr.visit(
        part -> {
          if (part instanceof Expr.Ref ref && valueByColumn.containsKey(ref.column())) {
            numbers.add(valueByColumn.get(ref.column()));
          }
        });
    return numbers.stream().distinct().toList();
  }

  /** The weakest guarantee of some columns in a row that was filled last. */
  Estimate.Guarantee guarantee(List<Integer> columns, int row) {
    Estimate.Guarantee weakest = Estimate.Guarantee.EXACT;
    for (int column : columns) {
      weakest = weakest.weaker(guarantees[column][row]);
    }
    return weakest;
  }

  /**
   * Writes the results of {@code groups[from, from + rows)} into a batch.
   *
   * @param bounds the groups' windows
   * @param together how many rows the whole result has: if the bars of all are to hold together,
   *     every one is asked for at 1 − (1 − c)/rows in place of c
   */
  void fill(
      RowBatch batch,
      GroupState state,
      int[] groups,
      int from,
      int rows,
      WindowBounds bounds,
      long together) {
    long bars = query.query().simultaneous() ? together : 1;
    batch.reset();
    batch.setSize(rows);
    GroupTable table = state.groups();
    if (query.windowed()) {
      for (int row = 0; row < rows; row++) {
        batch.column(0).longs()[row] = bounds.start(groups[from + row]);
        batch.column(1).longs()[row] = bounds.end(groups[from + row]);
      }
    }
    for (int key = 0; key < query.query().keys().size(); key++) {
      for (int row = 0; row < rows; row++) {
        table.writeKey(groups[from + row], key, batch.column(firstKey + key), row);
      }
    }
    Map<ResultKey, Object[]> results = new HashMap<>();
    for (Value value : values) {
      ResultKey asked = value.asked(query.query(), bars);
      results.computeIfAbsent(asked, key -> results(key, state, groups, from, rows));
      for (BarColumn bar : value.bars) {
        ResultKey ofBar = new ResultKey(value.aggregate, Bars.shared(bar.confidence, bars));
        results.computeIfAbsent(ofBar, key -> results(key, state, groups, from, rows));
      }
    }
    for (int v = 0; v < values.size(); v++) {
      fillValue(v, batch, results, rows, bars);
    }
  }

  /** What is computed once per group, however many columns show it. */
  private record ResultKey(int aggregate, double confidence) {}

  private Object[] results(ResultKey key, GroupState state, int[] groups, int from, int rows) {
    Object[] results = new Object[rows];
    Parallel.run(
        threads,
        rows,
        (first, last) -> {
          for (int row = first; row < last; row++) {
            results[row] = state.result(key.aggregate, groups[from + row], key.confidence);
          }
        });
    return results;
  }

  private void fillValue(
      int number, RowBatch batch, Map<ResultKey, Object[]> results, int rows, long together) {
    Value value = values.get(number);
    Aggregator<?, ?> aggregator = query.query().aggregates().get(value.aggregate).aggregator();
    Object[] asked = results.get(value.asked(query.query(), together));
    topItems[number] = value.column < 0 ? new Object[rows] : null;
    guarantees[number] = new Estimate.Guarantee[rows];
    for (int row = 0; row < rows; row++) {
      Object cell = output(aggregator, asked[row], value.output);
      guarantees[number][row] =
          cell instanceof Estimate e ? e.guarantee() : Estimate.Guarantee.EXACT;
      if (value.column < 0) {
        topItems[number][row] = cell;
      } else {
        store(batch.column(value.column), row, cell);
      }
    }
    for (BarColumn bar : value.bars) {
      Object[] ofBar =
          results.get(new ResultKey(value.aggregate, Bars.shared(bar.confidence, together)));
      for (int row = 0; row < rows; row++) {
        storeBar(
            batch.column(bar.column), row, output(aggregator, ofBar[row], value.output), bar.side);
      }
    }
  }

  @SuppressWarnings("unchecked") // the result comes from this aggregator
  private static <R> Object output(Aggregator<?, R> aggregator, Object result, int index) {
    return aggregator.output((R) result, index);
  }

  private static void store(ColumnVector column, int row, Object cell) {
    if (cell == null) {
      column.setNull(row);
    } else if (cell instanceof Estimate estimate) {
      storeNumber(column, row, estimate.value(), Math.rint(estimate.value()));
    } else if (cell instanceof String text) {
      column.setText(row, text);
    } else if (cell instanceof Boolean flag) {
      column.longs()[row] = flag ? 1 : 0;
    } else if (column.type() == Type.DOUBLE) {
      column.doubles()[row] = ((Number) cell).doubleValue();
    } else {
      column.longs()[row] = ((Number) cell).longValue();
    }
  }

  private static void storeBar(ColumnVector column, int row, Object cell, Expr.Bar.Side side) {
    if (cell == null) {
      column.setNull(row);
      return;
    }
    Estimate estimate = (Estimate) cell;
    switch (side) {
      case LOWER -> storeNumber(column, row, estimate.lower(), Math.floor(estimate.lower()));
      case UPPER -> storeNumber(column, row, estimate.upper(), Math.ceil(estimate.upper()));
      case EXACT -> column.longs()[row] = estimate.isExact() ? 1 : 0;
    }
  }

  /** Stores a number in a DOUBLE as it is and in a BIGINT as the integer that stands for it. */
  private static void storeNumber(ColumnVector column, int row, double number, double integer) {
    if (Double.isNaN(number)) {
      column.setNull(row);
    } else if (column.type() == Type.DOUBLE) {
      column.doubles()[row] = number;
    } else {
      column.longs()[row] = (long) integer;
    }
  }
}
