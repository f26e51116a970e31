package dev.inkling.engine.internal;

import dev.inkling.engine.Answer;
import dev.inkling.engine.ColumnVector;
import dev.inkling.engine.RowBatch;
import dev.inkling.engine.Sink;
import dev.inkling.operator.AnswerSchema;
import dev.inkling.operator.Query;
import dev.inkling.operator.Schema;
import dev.inkling.operator.Type;
import dev.inkling.sketch.Estimate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes answers of groups: results, HAVING, the selected columns with their bars, order and limit.
 */
final class AnswerWriter implements AutoCloseable {

  private static final int BATCH = 1024;

  private final CompiledQuery query;
  private final ResultColumns results;
  private final RowBatch batch;
  private final Evaluator having;
  private final List<Output> outputs = new ArrayList<>();
  private final List<Evaluator> orders = new ArrayList<>();
  private final AnswerOrder order;
  private final Schema schema;
  private final Sink.Writer writer;
  private final long limit;
  private long skip;
  private final AtomicLong written = new AtomicLong();

  /** A selected column: how its value and the ends of its bar are computed. */
  private record Output(
      int topItems, Evaluator value, Evaluator lower, Evaluator upper, List<Integer> approximate) {}

  AnswerWriter(CompiledQuery query, Sink sink, int threads) throws IOException {
    this.query = query;
    Query definition = query.query();
    AnswerSchema answers = query.answers();
    this.results = ResultColumns.of(query, threads);
    this.batch = new RowBatch(results.schema(), BATCH);
    this.having = definition.having().map(this::compile).orElse(null);
    answers.select().forEach(selected -> outputs.add(output(selected)));
    definition.orderBy().forEach(by -> orders.add(compile(by.expr())));
    this.schema = answers.selected();
    this.limit = definition.limit().orElse(Long.MAX_VALUE);
    this.skip = definition.offset();
    this.order =
        definition.orderBy().isEmpty()
            ? null
            : new AnswerOrder(definition.orderBy(), limit, definition.offset());
    this.writer = sink.open(schema, answers.selectedWithBars());
  }

  private Evaluator compile(dev.inkling.operator.Expr expr) {
    return Evaluator.compile(results.resolve(expr), results.schema(), BATCH);
  }

  private Output output(Query.Selected selected) {
    Type type = selected.value().type(query.answers().columns());
    if (type.isList()) {
      return new Output(results.topItems(selected.value()), null, null, null, List.of());
    }
    Optional<Query.Bars> bars = selected.bars();
    return new Output(
        -1,
        compile(selected.value()),
        bars.map(b -> compile(b.lower())).orElse(null),
        bars.map(b -> compile(b.upper())).orElse(null),
        results.approximateColumns(selected.value()));
  }

  /**
   * Answers what is due.
   *
   * @param watermark windows that end at or before it are due
   * @param ended whether everything is due
   * @return the state without the groups that were answered
   */
  GroupState answer(GroupState state, long watermark, boolean ended) throws IOException {
    boolean windowed = query.windowed();
    if (!ended && (!windowed || query.query().eventTime().orElseThrow().disorder().isEmpty())) {
      return state;
    }
    if (ended) {
      answer(List.of(state), true);
      return state;
    }
    GroupState rest = state;
    long firstOpen = results.firstOpenPane(watermark);
    int[] due = state.groupsBefore(firstOpen);
    if (due.length > 0) {
      write(state, due, due.length);
      rest = state.without(firstOpen);
    }
    writer.flush();
    return rest;
  }

  /**
   * Answers all groups of some states.
   *
   * @param ended whether there will be no more
   */
  void answer(List<GroupState> states, boolean ended) throws IOException {
    long groups = 0;
    for (GroupState state : states) {
      if (!query.windowed() && query.query().keys().isEmpty() && state.groups().size() == 0) {
        state.groups().findPane(0); // without GROUP BY nothing, too, has an answer
        state.growStates();
      }
      groups += state.groups().size();
    }
    for (GroupState state : states) {
      write(state, state.groupsBefore(Long.MAX_VALUE), groups);
    }
    if (ended && order != null) {
      for (Answer answer : order.sorted()) {
        emit(answer);
      }
    }
    writer.flush();
  }

  /** Whether no more answers are wanted. */
  boolean satisfied() {
    return order == null && written.get() >= limit;
  }

  long written() {
    return written.get();
  }

  private void write(GroupState state, int[] groups, long together) throws IOException {
    for (int from = 0; from < groups.length && !satisfied(); from += BATCH) {
      int rows = Math.min(BATCH, groups.length - from);
      results.fill(batch, state, groups, from, rows, together);
      write(rows);
    }
  }

  private void write(int rows) throws IOException {
    ColumnVector passes = having == null ? null : having.eval(batch);
    ColumnVector[] values = new ColumnVector[outputs.size()];
    ColumnVector[] lowers = new ColumnVector[outputs.size()];
    ColumnVector[] uppers = new ColumnVector[outputs.size()];
    for (int o = 0; o < values.length; o++) {
      Output output = outputs.get(o);
      values[o] = output.value == null ? null : output.value.eval(batch);
      lowers[o] = output.lower == null ? null : output.lower.eval(batch);
      uppers[o] = output.upper == null ? null : output.upper.eval(batch);
    }
    ColumnVector[] keys = orders.stream().map(e -> e.eval(batch)).toArray(ColumnVector[]::new);
    for (int row = 0; row < rows; row++) {
      if (passes != null && (passes.isNull(row) || passes.longs()[row] == 0)) {
        continue;
      }
      List<Object> cells = new ArrayList<>(values.length);
      for (int o = 0; o < values.length; o++) {
        cells.add(cell(outputs.get(o), values[o], lowers[o], uppers[o], row));
      }
      Answer answer = new Answer(schema, cells);
      if (order == null) {
        emit(answer);
      } else {
        List<Object> by = new ArrayList<>(keys.length);
        for (ColumnVector key : keys) {
          by.add(Evaluator.valueAt(key, row));
        }
        order.add(by, answer);
      }
    }
  }

  private void emit(Answer answer) throws IOException {
    if (skip > 0) {
      skip--;
    } else if (written.get() < limit) {
      writer.write(answer);
      written.incrementAndGet();
    }
  }

  private Object cell(
      Output output, ColumnVector value, ColumnVector lower, ColumnVector upper, int row) {
    if (output.topItems >= 0) {
      return results.topItems(output.topItems, row);
    }
    if (lower == null || value.isNull(row)) {
      return Evaluator.valueAt(value, row);
    }
    double middle = number(value, row);
    Estimate.Guarantee guarantee = results.guarantee(output.approximate, row);
    if (guarantee == Estimate.Guarantee.EXACT) {
      return Estimate.exact(middle);
    }
    double low = lower.isNull(row) ? Double.NEGATIVE_INFINITY : number(lower, row);
    double high = upper.isNull(row) ? Double.POSITIVE_INFINITY : number(upper, row);
    return new Estimate(
        middle,
        Math.min(low, middle),
        Math.max(high, middle),
        query.query().confidence(),
        guarantee);
  }

  private static double number(ColumnVector column, int row) {
    return column.type() == Type.DOUBLE ? column.doubles()[row] : column.longs()[row];
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
